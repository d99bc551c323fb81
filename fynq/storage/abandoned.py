"""Doubts whose gateway died before it could write their outcome."""

from __future__ import annotations

from fynq.answering.books import ABANDONED
from fynq.domain.doubt import DoubtStatus
from fynq.domain.identifiers import Tenant
from fynq.storage.database import Connection
from fynq.storage.outbox import tell
from fynq.storage.statements import statements

ABANDONED_SECONDS = 180.0
"""Long after the longest time that a doubt may take: a gateway that lives has closed it by then."""


async def settle_abandoned(tenant: Tenant, connection: Connection, seconds: float) -> None:
    """Fails the tenant's doubts that are open for longer, in the open transaction. A row has one
    end: of this and a late close, whoever commits first writes it."""
    rows = await connection.fetch(
        statements("doubts")["settle_abandoned"], tenant, seconds, ABANDONED
    )
    told = [{"doubt": str(row["id"]), "status": DoubtStatus.FAILED} for row in rows]
    await tell(tenant, connection, "doubt.closed", *told)
