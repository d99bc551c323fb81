"""What crosses from a solver process: a student's work, checked. Nothing here imports SymPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fynq.domain.doubt import LineVerdict, Witness, WorkChecked, WorkLine


@dataclass(frozen=True, slots=True)
class CheckedWork:
    """problem: LaTeX, '' when the text states none. explanation and remedy: of the misconception.
    wrote: the first wrong line, after: what it should follow from, expected: what follows in its
    place where a rule tells, all LaTeX. evidence: a sentence by which the student can see it;
    tells: it gives a result away. unfinished: why the work does not answer the problem yet."""

    work: WorkChecked
    problem: str = ""
    task: str = ""
    wrote: str = ""
    after: str = ""
    expected: str = ""
    explanation: str = ""
    remedy: str = ""
    evidence: str = ""
    tells: bool = False
    unfinished: str = ""
    skills: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()

    def not_complete(self) -> CheckedWork:
        return replace(self, work=replace(self.work, complete=False))


_TEXTS = ("problem", "task", "wrote", "after", "expected", "explanation", "remedy", "evidence", "unfinished")  # fmt: skip


def work_to_json(checked: CheckedWork) -> dict[str, Any]:
    work = checked.work
    return {
        "lines": [[line.number, line.text, line.verdict.value] for line in work.lines],
        "first_wrong": work.first_wrong,
        "misconception": work.misconception,
        "title": work.title,
        "complete": work.complete,
        "tested": None if work.tested is None else list(work.tested),
        "tells": checked.tells,
        "skills": list(checked.skills),
        "witnesses": [[each.kind, each.detail] for each in checked.witnesses],
        **{name: getattr(checked, name) for name in _TEXTS},
    }


def work_from_json(data: Mapping[str, Any]) -> CheckedWork:
    """Raises KeyError, TypeError or ValueError on anything that is not of this shape."""
    lines = tuple(WorkLine(_whole(n), _text(text), LineVerdict(verdict)) for n, text, verdict in data["lines"])  # fmt: skip
    first = data["first_wrong"]
    work = WorkChecked(
        lines=lines,
        first_wrong=None if first is None else _whole(first),
        misconception=_text(data["misconception"]),
        title=_text(data["title"]),
        complete=data["complete"] is True,
        tested=None if data["tested"] is None else tuple(map(_text, data["tested"])),
    )
    return CheckedWork(
        work,
        tells=data["tells"] is True,
        skills=tuple(_text(skill) for skill in data["skills"]),
        witnesses=tuple(Witness(_text(kind), _text(detail)) for kind, detail in data["witnesses"]),
        **{name: _text(data[name]) for name in _TEXTS},
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("expected a whole number")
    return value
