"""Answers that a teacher should look at."""

from __future__ import annotations

from uuid import UUID

from fynq.answering.desk import Complaint
from fynq.domain.identifiers import Tenant, new_id
from fynq.storage.database import Connection
from fynq.storage.statements import statements


async def complain(
    tenant: Tenant, connection: Connection, answer: bytes, doubt: UUID, why: Complaint
) -> None:
    """Puts an answer into the teachers' queue, in the open transaction."""
    await connection.execute(
        statements("evidence")["complain"], tenant, new_id(), answer, doubt, why.band, why.value
    )
