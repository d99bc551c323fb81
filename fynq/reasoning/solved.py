"""What crosses from a solver process: a worked solution with its claims, and what the witnesses say.

Nothing here imports SymPy, so the rooms above may use it freely.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fynq.domain.doubt import Witness


@dataclass(frozen=True, slots=True)
class Claim:
    """What a step asserts, in LaTeX that fynq reads back.

    kind 'equal': before = after wherever both are defined. kind 'equation': `before` is a relation
    that exactly the solutions satisfy.
    """

    kind: str
    before: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class SolvedStep:
    title: str
    text: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """form: 'expression', 'roots', 'none', 'all', 'interval', 'system', 'matrix', 'values',
    'undefined'. values: LaTeX; for a system one row per solution in the order of `variables`."""

    form: str
    values: tuple[tuple[str, ...], ...] = ()
    variables: tuple[str, ...] = ()
    condition: str = ""


@dataclass(frozen=True, slots=True)
class SolvedProblem:
    """final: the short answer as LaTeX. asked: the problem as fynq read it, as LaTeX. concept: one
    sentence that a hint may give away."""

    task: str
    asked: str
    final: str
    result: Result
    steps: tuple[SolvedStep, ...]
    skills: tuple[str, ...]
    concept: str
    subject: str = "mathematics"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """agreed: a witness other than the solver confirmed the answer and its form.

    checked: for each step, whether all of its claims held. objection: why not agreed.
    contradicted: the witness found the answer wrong, rather than being unable to tell.
    """

    agreed: bool
    witnesses: tuple[Witness, ...] = ()
    checked: tuple[bool, ...] = ()
    objection: str = ""
    contradicted: bool = False


def kind_of_task(task: str) -> str:
    """'solve' of the core and of a chapter's 'chapter/exercises/solve'."""
    return task.rsplit("/", 1)[-1]


def solved_to_json(solved: SolvedProblem) -> dict[str, Any]:
    return {
        "task": solved.task,
        "asked": solved.asked,
        "final": solved.final,
        "result": {
            "form": solved.result.form,
            "values": [list(row) for row in solved.result.values],
            "variables": list(solved.result.variables),
            "condition": solved.result.condition,
        },
        "steps": [
            {
                "title": step.title,
                "text": step.text,
                "claims": [[claim.kind, claim.before, claim.after] for claim in step.claims],
            }
            for step in solved.steps
        ],
        "skills": list(solved.skills),
        "concept": solved.concept,
        "subject": solved.subject,
        "notes": list(solved.notes),
    }


def solved_from_json(data: Mapping[str, Any]) -> SolvedProblem:
    """Raises KeyError, TypeError or ValueError on anything that is not of this shape."""
    result = data["result"]
    return SolvedProblem(
        task=_text(data["task"]),
        asked=_text(data["asked"]),
        final=_text(data["final"]),
        result=Result(
            _text(result["form"]),
            tuple(_texts(row) for row in result["values"]),
            _texts(result["variables"]),
            _text(result["condition"]),
        ),
        steps=tuple(
            SolvedStep(
                _text(step["title"]),
                _text(step["text"]),
                tuple(Claim(*_texts(claim)) for claim in step["claims"]),
            )
            for step in data["steps"]
        ),
        skills=_texts(data["skills"]),
        concept=_text(data["concept"]),
        subject=_text(data["subject"]),
        notes=_texts(data["notes"]),
    )


def report_to_json(report: Report) -> dict[str, Any]:
    return {
        "agreed": report.agreed,
        "witnesses": [[item.kind, item.detail, item.step] for item in report.witnesses],
        "checked": list(report.checked),
        "objection": report.objection,
        "contradicted": report.contradicted,
    }


def report_from_json(data: Mapping[str, Any]) -> Report:
    """Raises KeyError, TypeError or ValueError on anything that is not of this shape."""
    witnesses = []
    for kind, detail, step in data["witnesses"]:
        if step is not None and not isinstance(step, int):
            raise TypeError("step")
        witnesses.append(Witness(_text(kind), _text(detail), step))
    return Report(
        agreed=data["agreed"] is True,
        witnesses=tuple(witnesses),
        checked=tuple(flag is True for flag in data["checked"]),
        objection=_text(data["objection"]),
        contradicted=data["contradicted"] is True,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list | tuple):
        raise TypeError("expected a list of texts")
    return tuple(_text(value) for value in values)
