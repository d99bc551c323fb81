"""What is done after the student has the answer, or because an earlier try failed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from fynq.answering.ports import Personalizer
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import PUBLIC, Tenant

Handler = Callable[[Tenant, Mapping[str, Any]], Awaitable[None]]


class JobSource(Protocol):
    async def run_jobs(self, handlers: Mapping[str, Handler], stop: asyncio.Event) -> None:
        """Hands each job to the handler of its name until `stop` is set."""
        ...


class IndexKeeper(Protocol):
    async def ensure(self, tenant: Tenant, collection: str) -> object:
        """Publishes a new generation unless the present one is whole and up to date."""
        ...


class Housekeeping(Protocol):
    async def tidy(self, tenant: Tenant) -> None:
        """Removes what is past its time, and settles doubts that nobody answers any more."""
        ...


@dataclass(frozen=True)
class Background:
    """The worker. Every handler is idempotent, because a job may be done twice.

    load_starter: puts the starter knowledge into a school; deliver: empties its outbox; take_in:
    does an upload; check_later: finds the item that ends a doubt, where the answer went out without;
    clear_files: removes the bytes of those that nobody needs any more; tidy_files:
    that and what else a day leaves behind. more: handlers by the names of their jobs.
    """

    jobs: JobSource
    personalizer: Personalizer
    indexer: IndexKeeper
    housekeeping: Housekeeping
    load_starter: Callable[[Tenant], Awaitable[object]]
    deliver: Callable[[Tenant], Awaitable[object]]
    take_in: Callable[[Tenant, UUID], Awaitable[object]]
    check_later: Callable[[Tenant, UUID], Awaitable[object]]
    clear_files: Callable[[Tenant], Awaitable[object]]
    tidy_files: Callable[[Tenant], Awaitable[object]]
    more: Mapping[str, Handler] = field(default_factory=dict)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Does jobs until it is cancelled; the job in hand is finished first if it is short."""
        handlers: dict[str, Handler] = {
            "learn": self._learn,
            "index_collection": self._index,
            "load_starter": self._load_starter,
            "deliver": self._deliver,
            "tidy": self._tidy,
            "take_in": self._take_in,
            "clear_files": self._clear_files,
            "check_item": self._check_later,
            **self.more,
        }
        await self.jobs.run_jobs(handlers, self.stop)

    async def _learn(self, tenant: Tenant, payload: Mapping[str, Any]) -> None:
        await self.personalizer.observe(tenant, UUID(payload["student"]))

    async def _index(self, tenant: Tenant, payload: Mapping[str, Any]) -> None:
        with suppress(NotFound):  # deleted meanwhile
            await self.indexer.ensure(tenant, payload["collection"])

    async def _load_starter(self, tenant: Tenant, payload: Mapping[str, Any]) -> None:
        await self.load_starter(tenant)

    async def _deliver(self, tenant: Tenant, payload: Mapping[str, Any]) -> None:
        await self.deliver(tenant)

    async def _tidy(self, tenant: Tenant, payload: Mapping[str, Any]) -> None:
        await self.housekeeping.tidy(tenant)
        await self.housekeeping.tidy(PUBLIC)
        await self.tidy_files(tenant)
        await self.deliver(tenant)

    async def _take_in(self, tenant: Tenant, payload: Mapping[str, Any]) -> None:
        await self.take_in(tenant, UUID(payload["upload"]))

    async def _clear_files(self, tenant: Tenant, payload: Mapping[str, Any]) -> None:
        await self.clear_files(tenant)

    async def _check_later(self, tenant: Tenant, payload: Mapping[str, Any]) -> None:
        await self.check_later(tenant, UUID(payload["doubt"]))
