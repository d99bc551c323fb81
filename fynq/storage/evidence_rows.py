"""Evidence, as rows."""

from __future__ import annotations

import json
from typing import Any

from fynq.answering.evidence import Evidence, EvidenceKind, Said
from fynq.storage.database import Row


def evidence_of(row: Row) -> Evidence:
    return Evidence(
        kind=EvidenceKind(row["kind"]),
        id=row["id"],
        doubt=row["doubt"],
        student=row["student"],
        answer=row["answer"],
        said=Said(
            row["value"],
            row["expected"],
            row["amount"],
            row["passages"],
            tuple((style, good, bad) for style, good, bad in json.loads(row["styles"])),
        ),
        at=row["at"],
        reason=row["reason"],
        model=row["model"],
        number=row["number"],
        voided_by=row["voided_by"],
    )


def values_of(evidence: Evidence) -> tuple[Any, ...]:
    """In the order of add_evidence."""
    said = evidence.said
    return (
        evidence.kind.value,
        evidence.id,
        evidence.doubt,
        evidence.student,
        evidence.answer,
        said.value,
        said.expected,
        said.amount,
        said.passages,
        json.dumps(said.styles),
        evidence.reason,
        evidence.model,
        evidence.voided_by,
        evidence.at,
    )
