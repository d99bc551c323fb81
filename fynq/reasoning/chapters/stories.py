"""Word problems that reduce to equations. See fynq/reasoning/stories."""

from __future__ import annotations

import importlib
import re
from typing import cast

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.stories.checking import check_situation
from fynq.reasoning.stories.kinds import NAMES, Kind
from fynq.reasoning.stories.situation import Situation
from fynq.reasoning.stories.solving import values_of
from fynq.reasoning.stories.wording import REFUSAL, Story, story
from fynq.reasoning.stories.writing import solved

_STATISTICS = re.compile(
    r"(?i)\bstandard deviations?\b|\bprobabilit|\bpercentiles?\b|\bquartiles?\b|\bconfiden(?:t|ce)\b|\bhypothes[ie]s\b|\bvariances?\b|"
    r"\b(?:normal|uniform|exponential)(?:ly)? distribut|\bsample (?:mean|of)\b|\bz-scores?\b|\bregression\b"
)
"""No equation of a story stands for these."""


def _readings(told: Story) -> list[Situation]:
    found: list[Situation] = []
    for name in NAMES:
        kind = cast(Kind, importlib.import_module(f"fynq.reasoning.stories.{name}"))
        try:
            found.append(kind.read(told))
        except NotUnderstood:
            continue
    return found


def solve(question: str) -> SolvedProblem:
    """Several kinds may read a story; they must agree."""
    if _STATISTICS.search(question):
        raise NotUnderstood(REFUSAL)
    told = story(question)
    readings = _readings(told)
    if not readings:
        raise NotUnderstood(REFUSAL)
    answers = [solved(told, situation, values_of(situation)) for situation in readings]
    if any(other.final != answers[0].final for other in answers[1:]):
        raise CannotSolve("This story can be read in more than one way.")
    return answers[0]


def check(question: str, solved: SolvedProblem) -> Report:
    told = story(question)
    kind = solved.task.rpartition("/")[2]
    for situation in _readings(told):
        if situation.kind == kind:
            return check_situation(told, situation, solved)
    return Report(False, objection="The check could not be carried out.")
