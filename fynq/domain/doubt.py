"""A doubt and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from fynq.domain.chat import Usage
from fynq.domain.knowledge import Citation
from fynq.domain.policy import Help
from fynq.domain.practice import Attempt


class DoubtStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Verification(StrEnum):
    """Never more than what was earned: VERIFIED needs a witness other than the model that answered."""

    VERIFIED = "verified"
    LIKELY = "likely"
    UNVERIFIED = "unverified"


class Wanted(StrEnum):
    """What a student asks for."""

    HINT = "hint"
    SOLUTION = "solution"


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same thread and what was answered. rung: of the hint that the
    answer was; None for any other answer."""

    question: str
    answer: str
    rung: Help | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """follows: the doubt that this one follows up; thread: the first doubt of the conversation.
    wanted: None where the words are to tell."""

    id: UUID
    student: UUID
    question: str
    thread: UUID
    asked_at: datetime
    follows: UUID | None = None
    subject: str | None = None
    turns: tuple[Turn, ...] = ()
    wanted: Wanted | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a worked solution. text: Markdown with $LaTeX$. checked: a witness confirmed it."""

    index: int
    title: str
    text: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Witness:
    """Something other than the answering model that agrees. kind: 'substitution',
    'recomputation', 'numeric', 'quoted_source', 'worked_example', 'units', 'program', 'counter_example', 'enumeration',
    'second_model', 'vote', 'judge', 'teacher'; detail: Markdown for the student."""

    kind: str
    detail: str
    step: int | None = None


class LineVerdict(StrEnum):
    """GIVEN: restates the problem or introduces a letter. CARRIED: follows from a wrong line."""

    GIVEN = "given"
    RIGHT = "right"
    WRONG = "wrong"
    CARRIED = "carried"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One line of a student's own work. text: Markdown with $LaTeX$; as typed where unread."""

    number: int
    text: str
    verdict: LineVerdict


@dataclass(frozen=True, slots=True)
class WorkChecked:
    """A student's own work, line by line. first_wrong: the number of the line, None when no line is
    known to be wrong. misconception: the slug of what explains it, '' for none; title: its name.
    complete: the last line answers the problem in the form that was asked. tested: slugs of the
    misconceptions that could have shown; None where nobody looked."""

    lines: tuple[WorkLine, ...]
    first_wrong: int | None = None
    misconception: str = ""
    title: str = ""
    complete: bool = False
    tested: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """rung: how much help an answer is. more: whether the next request gets more."""

    rung: Help
    more: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """text: Markdown with $LaTeX$; final: the short result, as LaTeX or plain text.

    model: who wrote it, e.g. 'builtin/solver', 'openai/gpt-…'. hint: set where the answer is help on
    the way; then `final` and `steps` are empty unless it is the full solution. work: the student's own steps,
    where the doubt asked for them to be checked. style: the detail in which it was explained, '' where
    that is not known. showed: slugs of misconceptions that steps of the student's own showed, where
    the answer is a hint.
    """

    text: str
    final: str
    status: Verification
    model: str
    steps: tuple[Step, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    citations: tuple[Citation, ...] = ()
    subject: str = "general"
    skills: tuple[str, ...] = ()
    usage: Usage = Usage()
    confidence: float | None = None
    hint: Hint | None = None
    work: WorkChecked | None = None
    showed: tuple[str, ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """stage: 'understanding', 'retrieving', 'solving', 'verifying', 'explaining'."""

    stage: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StepFound:
    step: Step


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A piece of the answer's text, in order. The concatenation since the last AnswerRestarted, or
    since the beginning, equals Answer.text."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswerRestarted:
    """A model failed in the middle: discard the steps and the text so far, they come anew."""


@dataclass(frozen=True, slots=True)
class AnswerReady:
    """Terminal: the whole answer. check: the item that ends a resolved doubt, where one was chosen in
    time."""

    answer: Answer
    check: Attempt | None = None


@dataclass(frozen=True, slots=True)
class AnswerRefused:
    """Terminal: an honest 'I cannot', with what would help and any sources worth reading.

    needs_teacher: fynq tried and failed, so a person should look at it."""

    reason: str
    advice: str = ""
    citations: tuple[Citation, ...] = ()
    needs_teacher: bool = False


@dataclass(frozen=True, slots=True)
class AnswerFailed:
    """Terminal: something broke. code: a FynqError's code."""

    code: str
    detail: str
    retryable: bool


AnswerEvent = (
    Progress | StepFound | AnswerText | AnswerRestarted | AnswerReady | AnswerRefused | AnswerFailed
)
TERMINAL = (AnswerReady, AnswerRefused, AnswerFailed)
