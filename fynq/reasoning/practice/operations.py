"""What a solver process does for practice, request by request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fynq.domain.policy import Help
from fynq.reasoning.practice.crossing import graded_to_json, item_from_json

if TYPE_CHECKING:
    from fynq.reasoning.hints.neighbour import CheckNow, SolveNow

Request = Mapping[str, Any]


def grade_answer(request: Request) -> dict[str, Any]:
    from fynq.reasoning.practice.grade import grade

    return graded_to_json(grade(item_from_json(request["item"]), request["answer"]))


def misconception(request: Request) -> dict[str, Any]:
    """What explains a wrong answer, and what could have shown in it. Raises CannotSolve (NotUnderstood) where nothing is read."""
    from fynq.reasoning.practice.grade import chosen
    from fynq.reasoning.work.check import check_work

    item, said = item_from_json(request["item"]), request["answer"]
    at = chosen(item.choices, said) if item.choices else None
    said = said if at is None else item.choices[at]
    found = check_work(f"Check my work: {item.question}\n{said}", "")
    work = found.work
    return {
        "slug": work.misconception,
        "title": work.title,
        "explanation": found.explanation,
        "tested": list(work.tested) if work.tested is not None else None,
    }


def faults(request: Request) -> dict[str, Any]:
    from fynq.reasoning.practice.sound import fault_of

    return {"faults": [fault_of(item_from_json(each)) for each in request["items"]]}


def gives_away(request: Request) -> dict[str, Any]:
    from fynq.reasoning.practice import item_help

    return {"leaks": item_help.gives_away(item_from_json(request["item"]), request["text"])}


def helping(solve: SolveNow, check: CheckNow) -> Mapping[str, Callable[[Request], dict[str, Any]]]:
    """Operations by name. solve, check: within this process."""

    def item_hint(request: Request) -> dict[str, Any]:
        from fynq.reasoning.practice import item_help

        item, wanted = item_from_json(request["item"]), Help(request["wanted"])
        found = item_help.item_hint(item, wanted, solve, check)
        return {"rung": found.rung.value, "text": found.text}

    def item_worked(request: Request) -> dict[str, Any]:
        from fynq.reasoning.practice import item_help

        return {"text": item_help.worked(item_from_json(request["item"]), solve, check)}

    def variant(request: Request) -> dict[str, Any]:
        from fynq.reasoning.practice.variant import variant as made

        question, solved, kind = made(request["question"], solve, check)
        return {"question": question, "answer": solved.final, "kind": kind, "skills": list(solved.skills)}  # fmt: skip

    return {
        "grade": grade_answer,
        "misconception": misconception,
        "faults": faults,
        "gives_away": gives_away,
        "item_hint": item_hint,
        "item_worked": item_worked,
        "variant": variant,
    }
