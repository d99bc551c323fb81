"""What a student or a teacher says against a belief."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

MOST_EVENTS = 50
"""That one correction may rule out."""
MOST_NOTE = 500
"""Characters."""


class Claim(StrEnum):
    """KNOWS and DOES_NOT: the skill. NOT_ME: the named events say nothing about the student.
    NO_LONGER: the misconception is overcome. TAKEN_BACK: an earlier correction does not hold. MISLED:
    the named events followed an answer that a teacher ruled out; only rulings say that."""

    KNOWS = "i_know_this"
    DOES_NOT = "i_do_not_know_this"
    NOT_ME = "not_me"
    NO_LONGER = "no_longer"
    TAKEN_BACK = "taken_back"
    MISLED = "misled"


@dataclass(frozen=True, slots=True)
class Correction:
    """by: who said it; staff: as a teacher of the student. events: that NOT_ME or MISLED rules
    out.
    misconception: of NO_LONGER. takes_back: the event of the correction that TAKEN_BACK names.
    note: in the person's own words; private: for that person's eyes only."""

    claim: Claim
    by: UUID
    staff: bool = False
    events: tuple[UUID, ...] = ()
    misconception: str = ""
    takes_back: UUID | None = None
    note: str = ""
    private: bool = False
