"""What stories of motion share: units of speed, distance and time, and words of the setting."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Tree
from fynq.reasoning.stories.situation import Ledger
from fynq.reasoning.stories.terms import (
    amount,
    rational,
    value_of,
)
from fynq.reasoning.stories.wording import REFUSAL, Story

SPEED = (
    r"(?:miles per hour|miles an hour|mph|mi/hr?|kilometers per hour|kilometers an hour|km/hr?|kph)"
)

DISTANCE = r"(?:miles?|kilometers?|km|mi)\b(?! (?:per|an) hour)"

TIME = r"(?P<u>hours?|hrs?|minutes?|mins?)"

SKILLS = ("uniform-motion", "word-problems")

CONCEPT = "Distance is rate times time; write it for each part of the trip."

WAYS = r"\b(?:north|south|east|west)(?:bound)?\b"

BACKGROUND = (
    r"\bat the same (?:time|moment)\b|\bsame (?:place|point|house|spot|route|road|direction|trail|path|way|town|city|station|dorm|airport)\b|\bat (?:a|the|an) (?:constant |steady |average )?(?:speed|rate) of\b|\b(?:average |constant )?(?:rate|speed)s?\b|"
    r"\beach other\b|\bopposite directions?\b|\bif\b|\bboth\b|\bby\b(?= (?:car|bike|train|plane|foot))|\bleft\b|\bleave[sd]?\b|\blong\b(?= (?:distance|drive))|\bmph\b|\bper hour\b|\bmiles\b|\bhours\b|\bin still (?:water|air)\b|\b2 (?:[a-z]+ )?(?=[a-z]+s\b)|\bthe other\b|\brest (?:area|stop)\b|\bbefore they (?:are|will be)\b|\bsame drive\b|\bleave the same [a-z]+\b|\b(?:one|1) weekend\b|\bopposite ends?\b|\bafter (?=[A-Z])|\bafter (?=▪)|\bbetween\b|\btotal\b|\bfirst\b(?= (?:train|car|plane|bus))"
)


def require_one_system(story: Story) -> None:
    """Raises NotUnderstood for miles beside kilometers."""
    text = " ".join((*story.told, story.asked)).lower()
    if re.search(r"\bmi(?:les?)?\b|\bmph\b", text) and re.search(r"\bkm\b|kilomet|\bkph\b", text):
        raise NotUnderstood(REFUSAL)


def hours(found: re.Match[str]) -> Tree:
    value = value_of(found["v"])
    if found["u"].lower().startswith("min"):
        return rational(value / 60)
    return amount(found["v"])


def take_all(ledger: Ledger, pattern: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    while match := ledger.either(pattern):
        found.append(match)
        if len(found) > 4:
            raise NotUnderstood(REFUSAL)
    return found
