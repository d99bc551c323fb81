"""Stamps of students, asked for together."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.personalization.ports import Stamp, Stamps


@dataclass(eq=False)
class _Batch:
    students: set[UUID]
    reply: asyncio.Future[Mapping[UUID, Stamp]]


@dataclass
class Freshness:
    """Who asks while `parallel` questions to storage are on their way is answered by the next one. It
    is put after they have asked, so whatever was acknowledged before shows in the stamps."""

    store: Stamps
    parallel: int = 2
    _gathering: dict[Tenant, _Batch] = field(default_factory=dict)
    _asking: set[asyncio.Task[None]] = field(default_factory=set)
    _woken: bool = False

    async def stamp(self, tenant: Tenant, student: UUID) -> Stamp:
        """Raises Unavailable."""
        batch = self._gathering.get(tenant)
        if batch is None:
            batch = self._gathering[tenant] = _Batch(
                set(), asyncio.get_running_loop().create_future()
            )
        batch.students.add(student)
        if not self._woken and len(self._asking) < self.parallel:
            self._woken = True
            asyncio.get_running_loop().call_soon(self._ask, context=contextvars.Context())
        return (await asyncio.shield(batch.reply))[student]

    def _ask(self) -> None:
        """Runs outside every caller's context, for whom it works as well."""
        self._woken = False
        while self._gathering and len(self._asking) < self.parallel:
            tenant = next(iter(self._gathering))
            batch = self._gathering.pop(tenant)
            task = asyncio.get_running_loop().create_task(self._answer(tenant, batch))
            self._asking.add(task)
            task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[None]) -> None:
        self._asking.discard(task)
        self._ask()

    async def _answer(self, tenant: Tenant, batch: _Batch) -> None:
        try:
            batch.reply.set_result(await self.store.stamps(tenant, batch.students))
        except BaseException as error:  # whatever it is, nobody may wait for ever
            batch.reply.set_exception(error)
            batch.reply.exception()  # those who asked may have left
            if isinstance(error, asyncio.CancelledError):
                raise
