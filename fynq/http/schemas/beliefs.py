"""The open learner model: beliefs, their evidence, corrections."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from fynq.domain.corrections import MOST_EVENTS, MOST_NOTE
from fynq.domain.learner import EventKind
from fynq.http.schemas.base import In, Moment, Out
from fynq.http.schemas.learners import SkillStateOut
from fynq.http.schemas.misconceptions import MisconceptionStateOut

Kind = Literal["overall", "skill", "misconception", "setting"]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
BELIEF = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"
BELIEF_EXAMPLES = ["linear-equations", "misconception:square_of_sum", "student:overall"]


class SettingOut(Out):
    """What explanations and practice are fitted to. `assumed` where nobody said it; `change_at`
    changes it. The value of the placement is waiting, running, done, skipped, not_needed, or unknown."""

    value: str = Field(examples=["high"])
    assumed: bool
    change_at: str = Field(examples=["PATCH /v1/students/me"])


class BeliefOut(Out):
    """One thing that fynq believes of the student.

    id names it in the address. says: in plain words. value is the chance to solve an average exercise,
    overall or on the skill, and low and high hold its middle 90 %; all three are null for other kinds,
    and for a skill of which nothing is known. certainty sums that up. events counts the events that
    moved it, corrections those that stand.
    """

    id: str = Field(examples=BELIEF_EXAMPLES)
    kind: Kind
    title: str = Field(examples=["Linear equations"])
    says: str
    value: Share | None = None
    low: Share | None = None
    high: Share | None = None
    certainty: Literal["unsure", "fairly_sure", "sure"] | None = None
    events: int
    corrections: int
    updated_at: Moment | None = None
    skill: SkillStateOut | None = None
    misconception: MisconceptionStateOut | None = None
    setting: SettingOut | None = None
    claims: list[str] = Field(description="What can be said against it.")
    url: str


class BeliefPage(Out):
    """The student overall, settings, skills by slug, misconceptions by slug. `up_to_date` is false
    while something that happened is not in it yet."""

    student_id: UUID
    up_to_date: bool
    items: list[BeliefOut]
    next_cursor: str | None


class StandOut(Out):
    """A belief as it was before or after an event.

    Of a skill, and of the student overall: success, the chance to solve an average exercise, with its
    middle 90 %. Of a skill besides: mastery, the probability that it is known; mastered; and stability,
    the days after which the chance to remember it has fallen to 90 %. Of a misconception: state, in how
    many pieces of work it showed, and how many successes speak against it since.
    """

    success: Share | None = None
    low: Share | None = None
    high: Share | None = None
    ability: float | None = None
    variance: float | None = None
    mastery: Share | None = None
    mastered: bool | None = None
    stability_days: float | None = None
    attempts: int | None = None
    chances: int | None = None
    state: Literal["open", "closed"] | None = None
    disputed: bool | None = None
    shown: int | None = None
    passed: int | None = None


class BeliefCorrectionOut(Out):
    """What somebody said against a belief. `note` is null where it is private and not the reader's.
    `stands` is false once it was taken back or replaced by a later claim about the same skill."""

    id: UUID
    claim: str = Field(examples=["i_know_this"])
    by: UUID
    by_name: str
    by_teacher: bool
    at: Moment
    events: list[UUID]
    takes_back: UUID | None
    note: str | None
    private: bool
    stands: bool


class WorkLineShown(Out):
    """The line of the student's work in which a misconception showed."""

    number: int
    text: str = Field(description="Markdown with $LaTeX$.")


class BeliefEvidenceOut(Out):
    """One event and what it did to the belief.

    counts is false where a correction rules the event out (`ruled_out_by`). before and after are null
    where nothing was believed. `can_be_ruled_out`: its id may be named with the claim `not_me`, which
    rules it out for every belief that it moved. item is the slug of an exercise; outcome from 0 to 1.
    An answer given in `/v1/practice` has the id of its attempt.
    """

    id: UUID
    turn: int = Field(description="The student's events are counted from 1.")
    at: Moment
    kind: EventKind
    says: str
    counts: bool
    ruled_out_by: UUID | None
    can_be_ruled_out: bool
    skills: list[str]
    doubt_id: UUID | None
    item: str | None
    url: str | None = Field(description="The doubt that it is about.")
    outcome: float | None
    hints: int
    solution_seen: bool
    guess: float
    misconceptions: list[str]
    line: WorkLineShown | None
    correction: BeliefCorrectionOut | None
    before: StandOut | None
    after: StandOut | None


class ExerciseOut(Out):
    """An exercise of the school's."""

    slug: str
    question: str = Field(description="Markdown with $LaTeX$.")
    kind: str
    difficulty: int


class VerifyWithOut(Out):
    """What would settle a word that no answer has confirmed or refuted yet. `exercise` is null where
    the school has none."""

    skill: str
    title: str
    says: str
    exercise: ExerciseOut | None


class BeliefDetail(Out):
    """A belief with the events that moved it, newest first. What a student can do on a skill is what
    the student can do overall and in the skill, so events on other skills move it a little too:
    they are among the evidence of `student:overall`."""

    student_id: UUID
    up_to_date: bool
    belief: BeliefOut
    verify_with: VerifyWithOut | None
    evidence: list[BeliefEvidenceOut]
    next_cursor: str | None


class CorrectedOut(Out):
    """A correction, and the belief before and after it."""

    correction: BeliefCorrectionOut
    before: BeliefOut
    belief: BeliefOut
    verify_with: VerifyWithOut | None
    up_to_date: bool


class ExportedEffect(Out):
    """What an event did to one belief."""

    belief: str
    before: StandOut | None
    after: StandOut | None


class ExportedEvent(Out):
    """An event, with what it did to each belief."""

    id: UUID
    turn: int
    at: Moment
    kind: EventKind
    says: str
    counts: bool
    ruled_out_by: UUID | None
    skills: list[str]
    doubt_id: UUID | None
    item: str | None
    outcome: float | None
    hints: int
    solution_seen: bool
    guess: float
    misconceptions: list[str]
    correction: BeliefCorrectionOut | None
    effects: list[ExportedEffect]


class BeliefExport(Out):
    """All that is believed of a student and all that it rests on."""

    student_id: UUID
    exported_at: Moment
    up_to_date: bool
    beliefs: list[BeliefOut]
    events: list[ExportedEvent]


def _one_line(text: str) -> str:
    if any(ord(character) < 32 and character not in "\n\t" for character in text):
        raise ValueError("must not hold control characters")
    return text.strip()


ClaimIn = Literal["i_know_this", "i_do_not_know_this", "not_me", "no_longer"]
Note = Annotated[str, Field(max_length=MOST_NOTE), AfterValidator(_one_line)]
Events = Annotated[
    list[UUID],
    Field(
        default_factory=list,
        max_length=MOST_EVENTS,
        description="With `not_me`: ids out of the evidence that are not to be counted.",
    ),
]


class TeachersCorrection(In):
    """What a teacher says against a belief. The student sees the note.

    i_know_this, i_do_not_know_this: the student does, or does not, know the skill. not_me: the named
    events are not the student's, or should not count. no_longer: the misconception is overcome.
    """

    claim: ClaimIn
    events: Events
    note: Note = ""


class OwnCorrection(In):
    """What a student says against a belief. A private note is shown to nobody else."""

    claim: ClaimIn
    events: Events
    note: Note = ""
    private: bool = False
