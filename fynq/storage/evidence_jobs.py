"""Asks a worker to weigh what became of an answer, in the transaction of what it is."""

from __future__ import annotations

from uuid import UUID

from fynq.answering.evidence import EvidenceKind
from fynq.domain.identifiers import Tenant
from fynq.storage.database import Connection
from fynq.storage.jobs import enqueue


async def ask_to_weigh(
    tenant: Tenant,
    connection: Connection,
    kind: EvidenceKind,
    evidence: UUID,
    doubt: UUID,
    student: UUID,
) -> None:
    """Adds the step to the open transaction."""
    payload = {
        "kind": kind.value,
        "id": str(evidence),
        "doubt": str(doubt),
        "student": str(student),
    }
    await enqueue(tenant, connection, "weigh", payload, dedupe_key=f"{kind.value}:{evidence}")
