"""What a story of growth asks for: what is there later, and with how many decimals."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.reasoning.chapters.precalculus.page import REFUSAL
from fynq.reasoning.chapters.precalculus.story_numbers import Story
from fynq.reasoning.problem import NotUnderstood

_CHANGED = re.compile(
    r"\b(?:more|fewer|less|by how (?:many|much)|how much (?:did|does|will|has)|grown?|grew|gain\w*|lost|los[es]\w*|increas\w*|decreas\w*|change\w*|decayed|disintegrat\w*|eliminat\w*|metaboli\w*|gone|new|used up|broken down)\b"
)
"""The question is of what came or went, not of what is there."""
_BEFORE = re.compile(
    r"\b(?:ago|earlier|at first|at the (?:start|beginning|outset)|to begin with|to start|started?|initial(?:ly)?|original(?:ly)?|beginning|previously)\b"
)


def asks_what_is_there(told: Story) -> None:
    """Raises NotUnderstood when another value than the later one is asked, or told."""
    found = re.search(r"\b(?:by how|how|what|find|determine|calculate|predict|estimate)\b.*", told.asked, re.DOTALL)  # fmt: skip
    asked = re.split(r"\b(?:if|when|after|assuming)\b", found[0] if found else told.asked)[0]
    before = told.text.removesuffix(told.asked)
    if _CHANGED.search(asked) or _BEFORE.search(asked) or re.search(r"\bago\b", told.asked):
        raise NotUnderstood(REFUSAL)
    if re.search(r"N\d [a-z ]*?(?:left|remain\w*) after|after (?:about )?T\d[, ][^.]*?N\d", before):  # fmt: skip
        raise NotUnderstood(REFUSAL)


def exact_value(told: Story, start: Fraction, halvings: Fraction) -> int:
    """Whole halvings leave a decimal that ends; nobody has to say where to round it."""
    if told.places is None and halvings.denominator == 1 and 0 <= halvings <= 20:
        return _ending(start / 2 ** int(halvings))
    return needed(told.places)


def exact_time(told: Story, share: Fraction, factor: Fraction, span: Fraction) -> int:
    """A share that is a whole power of the factor is reached after whole spans."""
    if told.places is None and any(factor**count == share for count in range(1, 21)):
        return _ending(span)
    return needed(told.places)


def _ending(value: Fraction) -> int:
    """After how many decimals the number ends."""
    return needed(next((places for places in range(7) if (value * 10**places).denominator == 1), None))  # fmt: skip


def needed(places: int | None) -> int:
    if places is None:
        raise NotUnderstood("Say to which place I should round.")
    return places
