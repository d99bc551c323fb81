"""What a student's own work shows, as it crosses from a solver process. Nothing here imports SymPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fynq.domain.doubt import LineVerdict
from fynq.reasoning.work.checked import CheckedWork, work_from_json, work_to_json


@dataclass(frozen=True, slots=True)
class OwnWork:
    """question: the problem that it is about, in words that a solver reads. started: the place of the
    text that states it among those that were looked at, 0 for the latest. checked: its lines."""

    question: str
    started: int
    checked: CheckedWork

    @property
    def right_lines(self) -> tuple[str, ...]:
        """As LaTeX, up to the first that is wrong."""
        wrong = self.checked.work.first_wrong
        return tuple(
            line.text.strip("$")
            for line in self.checked.work.lines
            if line.verdict is LineVerdict.RIGHT and (wrong is None or line.number < wrong)
        )

    @property
    def known(self) -> str:
        """What a hint may say without giving anything away: the problem, and what the student wrote."""
        checked = self.checked
        own = [checked.problem, *self.right_lines, checked.after, checked.wrote]
        return "\n".join([self.question, *(f"${line}$" for line in own if line)])


def own_work_to_json(own: OwnWork) -> dict[str, Any]:
    return {
        "question": own.question,
        "started": own.started,
        "checked": work_to_json(own.checked),
    }


def own_work_from_json(data: Mapping[str, Any]) -> OwnWork:
    """Raises KeyError, TypeError or ValueError on anything that is not of this shape."""
    question, started = data["question"], data["started"]
    if not isinstance(question, str) or isinstance(started, bool) or not isinstance(started, int):
        raise TypeError("own work")
    return OwnWork(question, started, work_from_json(data["checked"]))
