"""What a student needs before the skill that a doubt is about, offered with the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fynq.domain.knowledge import Citation


class GapKind(StrEnum):
    """WEAK: the answers speak against it. FADED: was mastered, and is probably forgotten. UNSURE: too
    little is known of it, and to know it would tell the most."""

    WEAK = "weak"
    FADED = "faded"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Gap:
    """A foundation of a skill that is likely missing, with what that rests on.

    path: slugs from it to the skill that the doubt is about, both included. answers, right: how many
    exercises were answered and how many of them right, in part where there was help. success: the
    chance to solve an average item; recall: to remember it now, None where it was never known.
    """

    skill: str
    name: str
    kind: GapKind
    towards: str
    towards_name: str
    path: tuple[str, ...]
    answers: int
    right: float
    success: float
    recall: float | None = None
    last_at: datetime | None = None
    exam_in: int | None = None


@dataclass(frozen=True, slots=True)
class TryThis:
    """A practice item. question: '' where it is not to be shown."""

    item: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Bridge:
    """why: one sentence with its evidence. explanation: what the skill is. passage: where the school's
    own texts explain it; its quote is '' where it is not to be shown."""

    gap: Gap
    why: str
    explanation: str = ""
    passage: Citation | None = None
    practice: TryThis | None = None
