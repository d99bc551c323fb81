"""What fynq believes about a student."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from fynq.domain.corrections import Correction
from fynq.domain.manner import Goal, Need, Order, StepSize, Tone
from fynq.domain.misconceptions import MisconceptionState
from fynq.domain.policy import Help, SchoolPolicy

MASTERY, LEAST_CHANCES = 0.95, 3
OVERALL_VARIANCE = 0.8
"""Of what a student can do overall before the first event, in logits squared."""


@dataclass(frozen=True, slots=True)
class SkillState:
    """A student and one skill.

    ability: logits relative to an average item; variance: its uncertainty in logits squared. In a
    Learner both are beyond what the student can do overall; `Learner.whole` adds that.
    attempts: items answered; chances: those that say something. successes, failures, recent, run:
    how they went, each in [0, 1], as a running average, and in a row (failures as a negative
    number). known: P(knows it) by knowledge tracing. unaided: the last chance was a success without
    help. stability (days) and hardness (1 to 10): of the memory by FSRS; 0 before the first answer.
    confirmed: the gate of mastery does not rest on what the student alone ruled out.
    """

    skill: str
    ability: float
    variance: float
    attempts: int
    updated_at: datetime
    chances: int = 0
    successes: float = 0.0
    failures: float = 0.0
    recent: float = 0.6
    run: int = 0
    known: float = 0.4
    unaided: bool = False
    stability: float = 0.0
    hardness: float = 0.0
    answered_at: datetime | None = None
    confirmed: bool = True

    @property
    def mastered(self) -> bool:
        """Probably known, after three chances at least, the last one a success without help; and so
        also with the answers that the student alone ruled out."""
        return self.confirmed and self._passes

    @property
    def claimed(self) -> bool:
        """Would be mastered, but for answers that the student alone ruled out."""
        return self._passes and not self.confirmed

    @property
    def _passes(self) -> bool:
        return self.known >= MASTERY and self.chances >= LEAST_CHANCES and self.unaided


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A skill as it would stand with what the student alone ruled out. known, unaided: as of a
    SkillState."""

    known: float
    unaided: bool

    @property
    def passes(self) -> bool:
        return self.known >= MASTERY and self.unaided


@dataclass(frozen=True, slots=True)
class Learner:
    """All that is believed of one student. turn: how many events are in it. ability, variance:
    overall; successes, failures, recent: over all items, as of a skill. misconceptions: by slug.
    ruled_out: by skill, where the student alone ruled something out."""

    turn: int = 0
    ability: float = 0.0
    variance: float = OVERALL_VARIANCE
    successes: float = 0.0
    failures: float = 0.0
    recent: float = 0.6
    skills: Mapping[str, SkillState] = field(default_factory=dict)
    misconceptions: Mapping[str, MisconceptionState] = field(default_factory=dict)
    ruled_out: Mapping[str, RuledOut] = field(default_factory=dict)

    def whole(self, skill: str) -> SkillState:
        """A skill as it shows: what the student can do overall and in this skill. Raises KeyError."""
        state = self.skills[skill]
        return replace(
            state, ability=self.ability + state.ability, variance=self.variance + state.variance
        )

    def shown(self) -> tuple[SkillState, ...]:
        """Every skill as it shows, best first."""
        return tuple(sorted(map(self.whole, self.skills), key=lambda s: (-s.ability, s.skill)))


class EventKind(StrEnum):
    DOUBT_ASKED = "doubt_asked"
    ITEM_ANSWERED = "item_answered"
    RATING = "rating"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class LearningEvent:
    """One observation of a student. outcome in [0, 1]: 1 success, 0 failure, None when it says
    nothing about success. hints: that were taken before the answer; solution_seen: the solution was
    looked at before it. guess: the chance of a lucky guess, 1/choices where there are choices.
    misconceptions: that showed in the student's work; tested: that could have shown, None where
    nobody looked. A doubt has an outcome only where it showed own work, which was checked.
    correction: of CORRECTED. Idempotent by `id`."""

    id: UUID
    student: UUID
    kind: EventKind
    skills: tuple[str, ...]
    outcome: float | None
    at: datetime
    doubt: UUID | None = None
    item: str | None = None
    hints: int = 0
    solution_seen: bool = False
    guess: float = 0.0
    misconceptions: tuple[str, ...] = ()
    tested: tuple[str, ...] | None = None
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """What a student is here for, until when. minutes: that the student has for it, None where
    nothing was said of time."""

    until: datetime
    goal: Goal | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class LearnerProfile:
    """What the student told us, or the school of the student.

    grade: school year 1 to 13. language: BCP 47. syllabus: what the student is taught by, "" if
    unknown. reading: the level to write for, "" for that of the grade. exam_on: the next exam.
    minutes_a_day: to learn in. by_school: fields that the school has set; they are the school's to
    change.
    """

    display_name: str = ""
    grade: int | None = None
    language: str = "en"
    detail: str = "normal"
    syllabus: str = ""
    reading: str = ""
    exam_on: date | None = None
    minutes_a_day: int | None = None
    order: Order = Order.USUAL
    steps: StepSize = StepSize.NORMAL
    tone: Tone = Tone.PLAIN
    needs: tuple[Need, ...] = ()
    session: Session | None = None
    by_school: tuple[str, ...] = ()


EXAM_SOON = 14
"""Days."""


@dataclass(frozen=True, slots=True)
class LearnerContext:
    """What the reasoner may know of the student for one doubt.

    level: 'primary', 'middle', 'high' or 'college', by the grade; reading: the same of the words.
    policy: what the school allows this student now. weak_prerequisites: slugs, weakest first.
    mastered: skills among `abilities`; due: mastered ones that are about to be forgotten, most
    urgent first. syllabus: what the student is taught by, "" if unknown. detail, order, steps, tone,
    needs, goal: how the answer is told. exam_in: days, None without an exam to come. minutes_a_day,
    minutes_left: to learn in, and of this session; None where unknown. misconceptions: slugs of open
    ones, the one that showed last first.
    """

    level: str = "high"
    language: str = "en"
    detail: str = "normal"
    weak_prerequisites: tuple[str, ...] = ()
    abilities: dict[str, float] = field(default_factory=dict)
    mastered: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    syllabus: str = ""
    policy: SchoolPolicy = SchoolPolicy()
    misconceptions: tuple[str, ...] = ()
    grade: int | None = None
    reading: str = "high"
    order: Order = Order.USUAL
    steps: StepSize = StepSize.NORMAL
    tone: Tone = Tone.PLAIN
    needs: tuple[Need, ...] = ()
    goal: Goal | None = None
    exam_in: int | None = None
    minutes_a_day: int | None = None
    minutes_left: int | None = None

    @property
    def reveal(self) -> str:
        """'full', or 'hints' where the school allows no solution."""
        return "full" if self.policy.most_help is Help.SOLUTION else "hints"

    @property
    def exam_soon(self) -> bool:
        return self.exam_in is not None and self.exam_in <= EXAM_SOON

    @property
    def words(self) -> tuple[str, ...]:
        """All of it that what is written depends on: two students for whom this is equal may be
        given the same answer. What is not in it the reasoner must not look at."""
        policy = self.policy
        return (
            self.level,
            self.reading,
            self.language,
            self.detail,
            self.syllabus,
            self.order,
            self.steps,
            self.tone,
            "+".join(sorted(self.needs)),
            self.goal or "",
            "soon" if self.exam_soon else "",
            policy.most_help.value,
            "closed" if policy.closed else "",
            str(policy.least_confidence),
            repr(sorted(policy.exam_phrases)),
            str(policy.decimal_comma),
            policy.times,
            *self.misconceptions,
        )
