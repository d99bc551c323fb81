"""From the outbox to the world outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import structlog

from fynq.domain.identifiers import Tenant

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Message:
    """Something that happened. payload: JSON values, ids rather than content."""

    id: UUID
    kind: str
    payload: Mapping[str, Any]
    created_at: datetime


class Outbox(Protocol):
    async def waiting(self, tenant: Tenant, limit: int) -> Sequence[Message]:
        """Oldest first; the same message comes again until it is marked as delivered."""
        ...

    async def delivered(self, tenant: Tenant, messages: Sequence[UUID]) -> None: ...


class Deliver(Protocol):
    """A sink. It may be given the same message twice; `Message.id` tells."""

    async def __call__(self, tenant: Tenant, message: Message) -> None:
        """Raises when the message did not arrive: it and those after it come again later."""
        ...


async def log_message(tenant: Tenant, message: Message) -> None:
    """The sink that is always there: one line of the log."""
    log.info("message", tenant=str(tenant), id=str(message.id), kind=message.kind)


@dataclass(frozen=True)
class Delivery:
    """Every waiting message of a tenant to every sink: at least once, oldest first."""

    outbox: Outbox
    sinks: Sequence[Deliver] = (log_message,)
    batch: int = 100

    async def __call__(self, tenant: Tenant) -> int:
        """How many arrived. What arrived before a sink failed is not sent again."""
        total = 0
        while messages := await self.outbox.waiting(tenant, self.batch):
            arrived: list[UUID] = []
            try:
                for message in messages:
                    for deliver in self.sinks:
                        await deliver(tenant, message)
                    arrived.append(message.id)
            finally:
                if arrived:
                    await self.outbox.delivered(tenant, arrived)
            total += len(arrived)
        return total
