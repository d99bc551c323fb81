"""Hints and the worked solution of a practice item. Runs in a solver process."""

from __future__ import annotations

import re

from fynq.domain.errors import CannotSolve
from fynq.domain.knowledge import PracticeItem
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help
from fynq.reasoning import explain
from fynq.reasoning.hints.hinted import Hinted
from fynq.reasoning.hints.ladder import Ladder
from fynq.reasoning.hints.neighbour import CheckNow, SolveNow
from fynq.reasoning.practice.grade import ALTERNATIVE, folded
from fynq.reasoning.practice.solving import confirmed
from fynq.reasoning.verification.leak import leaks

_WORD = re.compile(r"[^\W\d_]{3}")
_HINTS = (Help.RESTATE, Help.CONCEPT, Help.NEXT_STEP, Help.NEIGHBOUR)


def item_hint(item: PracticeItem, wanted: Help, solve: SolveNow, check: CheckNow) -> Hinted:
    """At most the rung `wanted`, without the answer. Raises CannotSolve."""
    solved, _ = confirmed(item, solve, check)
    ladder = Ladder(item.question, solved, solve, check)
    for rung in reversed(_HINTS[: _HINTS.index(wanted) + 1]):
        found = ladder.hint(rung)
        if not gives_away(item, found.text):
            return found
    raise CannotSolve("No hint is safe.")


def gives_away(item: PracticeItem, text: str) -> bool:
    """Whether a text says the answer."""
    return _says(item, text) or leaks(item.question, item.answer, text)


def _says(item: PracticeItem, text: str) -> bool:
    """An answer in words, which the question does not say already."""
    if item.kind not in ("text", "choice"):
        return False
    said, asked = folded(text), folded(item.question)
    for answer in map(folded, item.answer.split(ALTERNATIVE)):
        word = re.compile(rf"(?<!\w){re.escape(answer)}(?!\w)")
        if _WORD.search(answer) and word.search(said) and not word.search(asked):
            return True
    return False


def worked(item: PracticeItem, solve: SolveNow, check: CheckNow) -> str:
    """The solution as Markdown with $LaTeX$. Raises CannotSolve."""
    solved, report = confirmed(item, solve, check)
    learner = LearnerContext()
    steps = explain.steps_of(solved, report, learner)
    return "".join(explain.full_text(solved, report, steps, learner))
