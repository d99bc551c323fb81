"""What crosses from a solver process: an answer out of a worked example, or one to show to a model.

Nothing here imports SymPy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fynq.reasoning.solved import Report, report_from_json, report_to_json


@dataclass(frozen=True, slots=True)
class Place:
    """texts[number][start:end] is a worked example."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """same: the example is the student's very problem; else its method was done again with the
    problem's numbers. steps: title and Markdown. report: of checks that do not lean on the example.
    others: further examples that lead to the same answer; recomputed: how many calculations were
    done again."""

    same: bool
    place: Place
    final: str
    steps: tuple[tuple[str, str], ...]
    report: Report
    others: tuple[Place, ...] = ()
    recomputed: int = 0


@dataclass(frozen=True, slots=True)
class LookedUp:
    """answer: None where no example answers the problem. near: the example that is most like it, for
    whoever is to solve it."""

    answer: FoundAnswer | None = None
    near: Place | None = None


def looked_up_to_json(found: LookedUp) -> dict[str, Any]:
    answer = found.answer
    return {
        "near": _place_to_json(found.near) if found.near is not None else None,
        "answer": None
        if answer is None
        else {
            "same": answer.same,
            "place": _place_to_json(answer.place),
            "final": answer.final,
            "steps": [list(step) for step in answer.steps],
            "report": report_to_json(answer.report),
            "others": [_place_to_json(place) for place in answer.others],
            "recomputed": answer.recomputed,
        },
    }


def looked_up_from_json(data: Mapping[str, Any]) -> LookedUp:
    """Raises KeyError, TypeError or ValueError on anything that is not of this shape."""
    near, answer = data["near"], data["answer"]
    return LookedUp(
        None if answer is None else _answer_from_json(answer),
        None if near is None else _place(near),
    )


def _answer_from_json(data: Mapping[str, Any]) -> FoundAnswer:
    steps = []
    for title, text in data["steps"]:
        if not (isinstance(title, str) and isinstance(text, str)):
            raise TypeError("step")
        steps.append((title, text))
    if not isinstance(data["final"], str):
        raise TypeError("final")
    return FoundAnswer(
        same=data["same"] is True,
        place=_place(data["place"]),
        final=data["final"],
        steps=tuple(steps),
        report=report_from_json(data["report"]),
        others=tuple(_place(each) for each in data["others"]),
        recomputed=int(data["recomputed"]),
    )


def _place_to_json(place: Place) -> list[int]:
    return [place.number, place.start, place.end]


def _place(data: object) -> Place:
    if not isinstance(data, list | tuple) or len(data) != 3:
        raise TypeError("place")
    if not all(isinstance(each, int) and each >= 0 for each in data):
        raise ValueError("place")
    return Place(*data)
