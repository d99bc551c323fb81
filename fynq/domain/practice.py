"""A student at a practice item, from the item as it was posed to its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from fynq.domain.errors import Conflict
from fynq.domain.knowledge import PracticeItem
from fynq.domain.learner import EventKind, LearningEvent
from fynq.domain.policy import Help

PlacementEnd = Literal["done", "skipped"]
TRIES = 3
"""Answers to one item that count as tries."""


class Purpose(StrEnum):
    """CHECK: ends a resolved doubt."""

    PRACTICE = "practice"
    PLACEMENT = "placement"
    CHECK = "check"


class AttemptStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


class Verdict(StrEnum):
    """UNREAD: it is no answer of the kind that is asked, and counts as none."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNREAD = "unread"


class Lack(StrEnum):
    """What an answer lacks that is right as far as it goes."""

    UNIT = "unit"
    OTHER_UNIT = "other_unit"
    WORKED_OUT = "worked_out"
    SIMPLIFIED = "simplified"
    LOWEST_TERMS = "lowest_terms"
    FACTORED = "factored"
    EXPANDED = "expanded"
    ROUNDED = "rounded"
    PERCENT = "percent"
    PRECISION = "precision"
    SOLUTIONS = "solutions"
    CONSTANT = "constant"
    SOLVED_FOR = "solved_for"


@dataclass(frozen=True, slots=True)
class Graded:
    """credit: what the answer is worth, in [0, 1]; None when it does not count, so that the student
    answers again. message: one or two sentences for the student, Markdown. misconception: the slug of
    what explains a wrong answer, '' for none; title: its name. tested: those that could have shown, None
    where nobody looked."""

    verdict: Verdict
    credit: float | None
    message: str
    lack: Lack | None = None
    misconception: str = ""
    title: str = ""
    tested: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Why an item was chosen. skill: that it is meant for. reason: a `next_item.Reason`; sentence: for
    the student. expected: P(right answer, without help), None where nobody foresees it. figures: the numbers behind it, by name.
    names: of the item's skills, by slug."""

    skill: str
    reason: str
    sentence: str
    expected: float | None
    figures: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as a school writes it, and how many hints it allows at most."""

    question: str
    choices: tuple[str, ...]
    most_hints: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """item: as it was posed; what becomes of it in the bank changes nothing here. made: fynq made it
    for this doubt, it is not in the bank. tries: answers that counted; said: they, in order. outcome:
    of the first of them, and unaided: without hint or solution before it; None until then. hints:
    that were taken. misconceptions: slugs that explain answers."""

    id: UUID
    student: UUID
    item: PracticeItem
    purpose: Purpose
    chosen: Chosen
    opened_at: datetime
    doubt: UUID | None = None
    made: bool = False
    status: AttemptStatus = AttemptStatus.OPEN
    said: tuple[str, ...] = ()
    hints: int = 0
    solution_seen: bool = False
    outcome: float | None = None
    unaided: bool | None = None
    answered_at: datetime | None = None
    misconceptions: tuple[str, ...] = ()
    shown: Shown | None = None

    @property
    def tries(self) -> int:
        return len(self.said)

    @property
    def most_tries(self) -> int:
        """Of choices, all but one, so that the last is never left over."""
        return min(TRIES, max(len(self.item.choices) - 1, 1)) if self.item.choices else TRIES

    @property
    def tries_left(self) -> int:
        return max(self.most_tries - self.tries, 0) if self.status is AttemptStatus.OPEN else 0

    def after(self, said: str, graded: Graded, at: datetime) -> Attempt:
        """With an answer. What does not count, and what was said before, changes nothing. Raises
        Conflict when the attempt is over, but for what was said before."""
        if said in self.said:
            return self
        if self.status is not AttemptStatus.OPEN:
            raise Conflict("This attempt is over.", field="attempt_id")
        if graded.credit is None:
            return self
        found = tuple(dict.fromkeys((*self.misconceptions, graded.misconception)))
        answered = replace(
            self,
            said=(*self.said, said),
            misconceptions=tuple(slug for slug in found if slug),
        )
        over = graded.verdict is Verdict.RIGHT or not answered.tries_left
        answered = replace(answered, status=AttemptStatus.DONE if over else AttemptStatus.OPEN)
        if self.outcome is not None:
            return answered
        unaided = not self.hints and not self.solution_seen
        return replace(answered, outcome=graded.credit, unaided=unaided, answered_at=at)

    def event(self, graded: Graded) -> LearningEvent:
        """What the first answer that counted says of the student; to be made when it is given, with
        its grade. An attempt has one event, whose id is the attempt's, so that it cannot be recorded
        twice."""
        if self.outcome is None or self.answered_at is None:
            raise ValueError("nothing was answered")
        return LearningEvent(
            id=self.id,
            student=self.student,
            kind=EventKind.ITEM_ANSWERED,
            skills=self.item.skills,
            outcome=self.outcome,
            at=self.answered_at,
            doubt=self.doubt,
            item=None if self.made else self.item.slug,
            hints=self.hints,
            solution_seen=self.solution_seen,
            guess=self.item.guess,
            misconceptions=(graded.misconception,) if graded.misconception else (),
            tested=graded.tested,
        )


@dataclass(frozen=True, slots=True)
class SkillOutcomes:
    """Check items of one skill, '' for all. right: at the first try and without help."""

    skill: str
    offered: int
    answered: int
    right: int


@dataclass(frozen=True, slots=True)
class CheckOutcomes:
    """Next-item correctness: what came of the check items of resolved doubts. skills: most answered
    first."""

    total: SkillOutcomes
    skills: tuple[SkillOutcomes, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a student wants to practise. skill: items of this skill only. goal: skills that the
    session is about. kind: of the item. about: skills of the doubt that a check item ends; skipped:
    slugs that were set aside just now. zone: of the school's days, IANA. Where goal or minutes are not
    said, what the student has told fynq holds."""

    purpose: Purpose = Purpose.PRACTICE
    skill: str | None = None
    goal: tuple[str, ...] = ()
    minutes: float | None = None
    kind: str | None = None
    about: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    seed: str = ""
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Suggested:
    """slug: None when there is nothing. placed: the placement has nothing more to ask."""

    slug: str | None = None
    chosen: Chosen | None = None
    purpose: Purpose = Purpose.PRACTICE
    placed: bool = False


@dataclass(frozen=True, slots=True)
class PlacementSoFar:
    """ended: None while it is under way, or was never begun. asked: slugs, in order."""

    ended: PlacementEnd | None = None
    asked: tuple[str, ...] = ()
    answered: int = 0


@dataclass(frozen=True, slots=True)
class PlacementStanding:
    """needed: too little was answered to say where to begin, and the placement is not over."""

    needed: bool
    so_far: PlacementSoFar = field(default_factory=PlacementSoFar)


@dataclass(frozen=True, slots=True)
class Variant:
    """A problem like another, with its checked answer."""

    question: str
    answer: str
    kind: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemHint:
    """rung: what the text is."""

    rung: Help
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """row: of the items that were given, from 0."""

    row: int
    field: str
    detail: str
