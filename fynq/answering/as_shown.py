"""A practice item as a school shows it: in its notation, with as much help as it allows."""

from __future__ import annotations

from dataclasses import replace

from fynq.domain.policy import Help, SchoolPolicy
from fynq.domain.practice import Attempt, Shown
from fynq.reasoning.school_notation import written

LADDER = (Help.RESTATE, Help.CONCEPT, Help.NEXT_STEP, Help.NEIGHBOUR)
"""Of fynq's own hints to an item."""
_WRITTEN = {Help.RESTATE: 1, Help.CONCEPT: 2}
"""How many written hints a school that allows so little lets a student have."""


def as_shown(attempt: Attempt, policy: SchoolPolicy) -> Attempt:
    item = attempt.item
    choices = tuple(written(choice, policy) for choice in item.choices)
    shown = Shown(written(item.question, policy), choices, most_hints(attempt, policy))
    return replace(attempt, shown=shown)


def most_hints(attempt: Attempt, policy: SchoolPolicy) -> int:
    """At most so many: of fynq's own there may be fewer. None while the school gives no help."""
    if policy.closed:
        return 0
    hints = attempt.item.hints
    if hints:
        return min(_WRITTEN.get(policy.most_help, len(hints)), len(hints))
    return min(policy.most_help.rung, len(LADDER))
