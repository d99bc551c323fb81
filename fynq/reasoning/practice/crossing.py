"""Items and grades as JSON, as they cross to and from a solver process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fynq.domain.knowledge import PracticeItem
from fynq.domain.practice import Graded, Lack, Verdict

_NOBODY = UUID(int=0)


def item_to_json(item: PracticeItem) -> dict[str, Any]:
    """What grading and helping need of it."""
    return {
        "question": item.question,
        "answer": item.answer,
        "kind": item.kind,
        "choices": list(item.choices),
        "tolerance": item.tolerance,
    }


def item_from_json(data: Mapping[str, Any]) -> PracticeItem:
    """Raises KeyError, TypeError or ValueError on anything that is not of this shape."""
    return PracticeItem(
        _NOBODY,
        "",
        str(data["question"]),
        str(data["answer"]),
        str(data["kind"]),
        (),
        choices=tuple(map(str, data["choices"])),
        tolerance=float(data["tolerance"]),
    )


def graded_to_json(graded: Graded) -> dict[str, Any]:
    return {
        "verdict": graded.verdict.value,
        "credit": graded.credit,
        "message": graded.message,
        "lack": graded.lack.value if graded.lack else None,
    }


def graded_from_json(data: Mapping[str, Any]) -> Graded:
    """Raises KeyError, TypeError or ValueError on anything that is not of this shape."""
    credit = data["credit"]
    return Graded(
        Verdict(data["verdict"]),
        None if credit is None else float(credit),
        str(data["message"]),
        Lack(data["lack"]) if data["lack"] else None,
    )
