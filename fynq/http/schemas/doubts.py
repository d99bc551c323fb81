"""Doubts and their answers."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from fynq.answering.books import StoredDoubt
from fynq.domain.doubt import (
    Answer,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    Doubt,
    DoubtStatus,
    Wanted,
)
from fynq.http.drawing import Draw, block_html
from fynq.http.schemas.answers import AnswerOut, CitationOut, Html, show_answer, show_citation
from fynq.http.schemas.base import In, Moment, Out, Question, Subject
from fynq.http.schemas.bridges import BridgeOut, show_bridge
from fynq.http.schemas.practice import AttemptOut, show_attempt
from fynq.http.schemas.ruled import BuiltOnOut, CorrectionOut, show_built_on, show_correction

WantedHelp = Annotated[
    Wanted | None,
    Field(
        description="`hint`: the first rung of help, and one more with every follow-up; `solution`: "
        "the whole solution, as far as the school allows. Left out, the words tell."
    ),
]


class Ask(In):
    """A new doubt."""

    question: Question
    subject: Subject | None = None
    help: WantedHelp = None


class FollowUp(In):
    """A further question in the same thread. 'Another hint, please' climbs one rung."""

    question: Question
    help: WantedHelp = None


class DoubtOut(Out):
    """A doubt as it stands."""

    id: UUID
    thread: UUID = Field(description="The first doubt of the conversation.")
    follows: UUID | None = Field(default=None, description="The doubt that this one follows up.")
    student_id: UUID
    question: str
    subject: str | None = None
    status: DoubtStatus
    asked_at: Moment
    answer: AnswerOut | None = Field(default=None, description="Set when answered.")
    reason: str | None = Field(default=None, description="Set when refused: why.")
    advice: str | None = Field(default=None, description="Set when refused: what would help.")
    needs_teacher: bool = Field(
        default=False, description="Refused after trying: a teacher should look at it."
    )
    citations: list[CitationOut] = Field(
        default_factory=list, description="When refused: sources worth reading."
    )
    check_item: AttemptOut | None = Field(
        default=None,
        description="Set when resolved: one item that shows whether it helped, to be answered like "
        "any other attempt. Sometimes it comes a moment after the answer.",
    )
    failure: str | None = Field(
        default=None,
        description="Set when failed: an error's code; `abandoned` when the server that answered it died.",
    )
    correction: CorrectionOut | None = Field(
        default=None, description="Set when a teacher ruled on the answer."
    )
    built_on: BuiltOnOut | None = Field(
        default=None,
        description="Set when a follow-up or a hint followed an answer that a teacher has ruled out since, "
        "until a teacher rules on this doubt itself. The newest such answer; left out in lists and in "
        "streams.",
    )
    bridge: BridgeOut | None = Field(
        default=None,
        description="Set where the student needs something first. In a stream it comes as an event of "
        "its own, after the answer.",
    )
    question_html: Html = None
    reason_html: Html = None
    advice_html: Html = None


class DoubtPage(Out):
    """Newest first. Listed answers come without steps, witnesses, citations and work, and refusals
    without citations."""

    items: list[DoubtOut]
    next_cursor: str | None = Field(
        default=None, description="Pass it as `cursor` for the next page; null on the last page."
    )


class ProgressOut(Out):
    """Where the work is."""

    stage: Literal["understanding", "retrieving", "solving", "verifying", "explaining"] | str
    detail: str


class TextOut(Out):
    """A piece of the answer's text; the pieces in order make the whole."""

    text: str


class RestartOut(Out):
    """What came of steps and text so far is void; they come anew."""


class FailureOut(DoubtOut):
    """The doubt, and what went wrong with it."""

    code: str
    detail: str
    retryable: bool


def show_doubt(stored: StoredDoubt, draw: Draw | None) -> DoubtOut:
    out = show_open(stored.doubt, draw)
    out.status = stored.status
    if stored.answer is not None:
        out.answer = show_answer(stored.answer, draw)
    if stored.check is not None:
        out.check_item = show_attempt(stored.check, draw)
    if stored.status is DoubtStatus.REFUSED:
        out.citations = [show_citation(each, draw) for each in stored.citations]
        _refuse(out, stored.reason, stored.advice, draw)
        out.needs_teacher = stored.needs_teacher
    if stored.status is DoubtStatus.FAILED:
        out.failure = stored.failure
    if stored.correction is not None:
        out.correction = show_correction(stored.correction, draw)
    if stored.built_on is not None:
        out.built_on = show_built_on(stored.built_on)
    if stored.bridge is not None:
        out.bridge = show_bridge(stored.bridge, draw)
    return out


def show_open(doubt: Doubt, draw: Draw | None) -> DoubtOut:
    return DoubtOut(
        id=doubt.id,
        thread=doubt.thread,
        follows=doubt.follows,
        student_id=doubt.student,
        question=doubt.question,
        subject=doubt.subject,
        status=DoubtStatus.OPEN,
        asked_at=doubt.asked_at,
        question_html=block_html(draw, doubt.question),
    )


def show_ending(
    doubt: Doubt, event: AnswerReady | AnswerRefused | AnswerFailed, draw: Draw | None
) -> DoubtOut:
    """What `show_doubt` would show of the same doubt once its outcome is stored."""
    out = show_open(doubt, draw)
    match event:
        case AnswerReady():
            out.status = DoubtStatus.ANSWERED
            out.answer = show_answer(event.answer, draw)
            if event.check is not None:
                out.check_item = show_attempt(event.check, draw)
        case AnswerRefused():
            out.status = DoubtStatus.REFUSED
            out.citations = [show_citation(each, draw) for each in event.citations]
            _refuse(out, event.reason, event.advice, draw)
            out.needs_teacher = event.needs_teacher
        case AnswerFailed(code="cancelled"):
            out.status = DoubtStatus.CANCELLED
        case AnswerFailed():
            out.status = DoubtStatus.FAILED
            out.failure = event.code
    return out


def show_failure(doubt: Doubt, event: AnswerFailed, draw: Draw | None) -> FailureOut:
    ending = show_ending(doubt, event, draw)
    return FailureOut(
        **dict(ending), code=event.code, detail=event.detail, retryable=event.retryable
    )


def chars_to_draw(doubt: Doubt, answer: Answer | None = None) -> int:
    """How much text the page would be sent of them, in characters."""
    chars = len(doubt.question)
    if answer is not None:
        chars += len(answer.text) + len(answer.final)
        chars += sum(len(step.text) for step in answer.steps)
        chars += sum(len(witness.detail) for witness in answer.witnesses)
        chars += sum(len(citation.quote) for citation in answer.citations)
        chars += sum(len(line.text) for line in answer.work.lines) if answer.work else 0
    return chars


def _refuse(out: DoubtOut, reason: str, advice: str, draw: Draw | None) -> None:
    out.reason, out.reason_html = reason, block_html(draw, reason)
    out.advice, out.advice_html = advice, block_html(draw, advice)
