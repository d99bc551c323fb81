"""Practice items and attempts at them, as rows."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from fynq.domain.knowledge import PracticeItem
from fynq.domain.practice import Attempt, AttemptStatus, Chosen, Purpose


def item_values(item: PracticeItem) -> tuple[Any, ...]:
    """In the order of the columns of `put_item`, `renew_item` and `add_attempt`."""
    return (
        item.id,
        item.slug,
        item.question,
        item.answer,
        item.kind,
        list(item.skills),
        item.difficulty,
        list(item.choices),
        list(item.hints),
        item.solution,
        item.tolerance,
    )


def item_of(row: Any) -> PracticeItem:
    return PracticeItem(
        id=row["id"],
        slug=row["slug"],
        question=row["question"],
        answer=row["answer"],
        kind=row["kind"],
        skills=tuple(row["skills"]),
        difficulty=row["difficulty"],
        choices=tuple(row["choices"]),
        hints=tuple(row["hints"]),
        solution=row["solution"],
        tolerance=row["tolerance"],
    )


def chosen_to_json(chosen: Chosen) -> str:
    return json.dumps(asdict(chosen), separators=(",", ":"))


def attempt_from_json(text: str) -> Attempt:
    """A row of `practice_attempts` by row_to_json."""
    row = json.loads(text)
    for name in ("id", "student", "item_id", "doubt"):
        row[name] = UUID(row[name]) if row[name] else None
    for name in ("opened_at", "answered_at"):
        row[name] = datetime.fromisoformat(row[name]) if row[name] else None
    return attempt_of(row)


def attempt_of(row: Any) -> Attempt:
    """A row of `practice_attempts`."""
    chosen = row["chosen"]
    return Attempt(
        id=row["id"],
        student=row["student"],
        item=PracticeItem(
            id=row["item_id"],
            slug=row["item"],
            question=row["question"],
            answer=row["answer"],
            kind=row["kind"],
            skills=tuple(row["skills"]),
            difficulty=row["difficulty"],
            choices=tuple(row["choices"]),
            hints=tuple(row["item_hints"]),
            solution=row["solution"],
            tolerance=row["tolerance"],
        ),
        purpose=Purpose(row["purpose"]),
        chosen=Chosen(**(json.loads(chosen) if isinstance(chosen, str) else chosen)),
        opened_at=row["opened_at"],
        doubt=row["doubt"],
        made=row["made"],
        status=AttemptStatus(row["status"]),
        said=tuple(row["said"]),
        hints=row["hints"],
        solution_seen=row["solution_seen"],
        outcome=row["outcome"],
        unaided=row["unaided"],
        answered_at=row["answered_at"],
        misconceptions=tuple(row["misconceptions"]),
    )
