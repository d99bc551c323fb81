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
_PHYSICS = re.compile(
    r"(?i)\b(?:newtons?|joules?|watts?|kilowatts?|volts?|ohms?|amperes?|amps|hertz|pascals?|coulombs?|moles?)\b|"
    r"\b(?:elastic|kinetic|potential|electric|thermal) (?:energy|force|field|charge)\b|\benergy\b(?! (?:drinks?|bars?|bills?))|\bspring (?:constant|with)\b|"
    r"\b(?:momentum|torque|friction|voltage|wavelength|density|pressure|specific heat|half-reaction|molar\w*|accelerat\w+)\b|"
    r"\bwhat force\b|\bforce of\b|\bweight of .{0,40}\bg ?=|"
    r"(?-i:\d ?(?:N|J|kJ|W|kW|kWh|V|Hz|Pa|kPa|mol|Ω)(?![A-Za-z]))|(?-i:\bN/[a-z])"
)
"""A law of nature is needed; only a story that tells it, by what varies with what or by a formula,
can do without."""
_LAW_TOLD = re.compile(
    r"(?i)\bvar(?:y|ies|ied)\b|\bvariation\b|\bproportional\b|\bformula\b|\bmodel(?:s|ed)?\b|\bgiven by\b|="
)


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
    told_law = _LAW_TOLD.search(re.sub(r"\bg ?= ?[\d.]+", "", question))
    if _STATISTICS.search(question) or (_PHYSICS.search(question) and not told_law):
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
