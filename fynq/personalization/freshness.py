"""Is what is in memory still so? Asked for many students at once."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass, field
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.personalization.ports import LearnerStore


@dataclass(eq=False)
class _Batch:
    """graph: the version that is held; stamps: of the students that are asked for."""

    graph: int
    stamps: dict[UUID, Hashable]
    reply: asyncio.Future[tuple[frozenset[UUID], bool]]


@dataclass
class Freshness:
    """Questions of one school that come in the same turn of the event loop go to storage together.

    Each begins to be answered after it was asked, so whatever was acknowledged before is seen.
    """

    store: LearnerStore
    _gathering: dict[Tenant, _Batch] = field(default_factory=dict)
    _asking: set[asyncio.Task[None]] = field(default_factory=set)

    async def changed(
        self, tenant: Tenant, student: UUID, stamp: Hashable, graph: int
    ) -> tuple[bool, bool]:
        """Whether the student is another than with this stamp, and whether the skill graph is
        another than this version. Raises Unavailable."""
        loop = asyncio.get_running_loop()
        batch = self._gathering.get(tenant)
        if batch is None or batch.graph != graph or batch.stamps.get(student, stamp) != stamp:
            batch = self._gathering[tenant] = _Batch(graph, {}, loop.create_future())
            loop.call_soon(self._ask, tenant, batch)
        batch.stamps[student] = stamp
        students, graphs = await asyncio.shield(batch.reply)
        return student in students, graphs

    def _ask(self, tenant: Tenant, batch: _Batch) -> None:
        if self._gathering.get(tenant) is batch:
            del self._gathering[tenant]
        task = asyncio.get_running_loop().create_task(self._answer(tenant, batch))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _answer(self, tenant: Tenant, batch: _Batch) -> None:
        try:
            found = await self.store.changed(tenant, batch.stamps, batch.graph)
        except BaseException as error:
            if batch.reply.cancelled():
                return
            batch.reply.set_exception(error)
            batch.reply.exception()  # whoever asked may have left
            if isinstance(error, asyncio.CancelledError):
                raise
            return
        if not batch.reply.cancelled():
            batch.reply.set_result(found)
