"""What is suggested to a student, out of what, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fynq.domain.knowledge import PracticeItem, Skill
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.ports import Edition

TARGET = 0.75
"""The success to aim at."""


class Reason(StrEnum):
    """Why an item was chosen."""

    REVIEW = "review"
    LEARN = "learn"
    CONTINUE = "continue"
    FOUNDATION = "foundation"
    MISCONCEPTION = "misconception"
    STRENGTHEN = "strengthen"
    EXPLORE = "explore"
    CHECK = "check"
    PLACEMENT = "placement"

    def sentence(self, skill: str, ground: str = "") -> str:
        """For the student. skill: its name. ground: one of GROUNDS, where the usual sentence would say
        more than is known."""
        return (_GROUNDED.get((self, ground)) or _SENTENCES[self]).format(skill=skill)


_SENTENCES = {
    Reason.REVIEW: "You knew {skill}; a short review now keeps it from fading.",
    Reason.LEARN: "You have what {skill} builds on, so it is a good next step.",
    Reason.CONTINUE: "You are getting the hang of {skill}; a few more will settle it.",
    Reason.FOUNDATION: "{skill} is what your goal builds on, and it is not firm yet.",
    Reason.MISCONCEPTION: "A slip in {skill} came up before; this shows whether it is gone.",
    Reason.STRENGTHEN: "You know {skill}; a harder one makes it firmer.",
    Reason.EXPLORE: "We do not know yet how well you know {skill}.",
    Reason.CHECK: "See whether {skill} works now without help.",
    Reason.PLACEMENT: "A few questions show where to begin; this one is about {skill}.",
}


GROUNDS = ("first", "unsure", "shaky")
"""first: the skill builds on nothing; unsure: what it builds on may be missing; shaky: what was
answered so far speaks against the student's knowing it."""

_GROUNDED = {
    (Reason.LEARN, "first"): "{skill} builds on nothing else here, so you can begin with it.",
    (Reason.LEARN, "unsure"): "Try {skill}: it is not certain yet whether you have what it builds on.",
    (Reason.CONTINUE, "shaky"): "{skill} is not firm yet; try another one, with a hint where you are stuck.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """A student and an item. outcome: of the last answer, in [0, 1]; times: that it was answered."""

    outcome: float
    at: datetime
    times: int = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """difficulty: as far as answers told; None where there were none."""

    item: PracticeItem
    seen: Seen | None = None
    difficulty: Difficulty | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """An open misconception, and the skills or the items, by slug, where it would show."""

    misconception: str
    skills: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lately:
    """An item that was answered a short while ago."""

    item: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a choice depends on besides the student and the items.

    general: difficulties of skills, as far as they are known. goal: the skills that the session, or
    the exam, is about; () for all. exam: when what is learned is needed. minutes: left of the
    student's time. lately: what was answered last, about twenty items, newest first. excluded: items,
    by slug, that must not be suggested.
    """

    now: datetime
    graph: Mapping[str, Skill] = field(default_factory=dict)
    general: Mapping[str, Difficulty] = field(default_factory=dict)
    edition: Edition = field(default_factory=Edition)
    goal: tuple[str, ...] = ()
    exam: datetime | None = None
    minutes: float | None = None
    probes: Sequence[Probe] = ()
    lately: Sequence[Lately] = ()
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """expected: P(right answer, without help). skill: the one that the item is meant for, "" where
    the item has none. sentence: why, for the student. figures: the numbers behind it, by name:

    expected; known: P(the student knows the skill); foundation: P(the least ready prerequisite is
    known and recalled), 1 where there is none; recall: P(the skill is recalled now), only where there
    were answers to it; learned, kept: what the item is expected to leave and to save, in skills; exam_in:
    days, only where an exam is to come.
    """

    item: PracticeItem
    why: Reason
    expected: float
    skill: str
    sentence: str
    figures: Mapping[str, float] = field(default_factory=dict)


def suggested(
    item: PracticeItem,
    why: Reason,
    expected: float,
    skill: str,
    graph: Mapping[str, Skill],
    figures: Mapping[str, float],
    ground: str = "",
    aside: str = "",
) -> Suggestion:
    """ground: as `Reason.sentence` has it. aside: a sentence after the reason's own."""
    name = graph[skill].name if skill in graph else skill
    sentence = " ".join(filter(None, (why.sentence(name or "this", ground), aside)))
    return Suggestion(item, why, expected, skill, sentence, {"expected": expected, **figures})
