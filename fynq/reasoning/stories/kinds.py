"""The kinds of stories, one module each."""

from __future__ import annotations

from typing import Protocol

from fynq.reasoning.stories.situation import Situation
from fynq.reasoning.stories.wording import Story

NAMES: tuple[str, ...] = (
    "numbers",
    "percents",
    "percent_parts",
    "interest",
    "conversions",
    "derived_units",
    "measures",
    "proportions",
    "figures",
    "triangles",
    "angles",
    "motion",
    "journeys",
    "two_speeds",
    "streams",
    "work",
    "mixtures",
    "plans",
    "fixed_charges",
    "variation",
    "trends",
    "formulas",
    "comparisons",
    "days",
    "sorts",
    "totals",
    "tallies",
)


class Kind(Protocol):
    """read raises NotUnderstood when the story is of another kind, or not all of it is read."""

    def read(self, story: Story) -> Situation: ...
