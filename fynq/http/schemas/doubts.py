"""Doubts and their answers."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from fynq.answering.books import StoredDoubt
from fynq.domain.confidence import Sureness, band
from fynq.domain.doubt import (
    Answer,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    Doubt,
    DoubtStatus,
    Hint,
    LineVerdict,
    Step,
    Verification,
    Wanted,
    WorkChecked,
)
from fynq.domain.knowledge import Citation, Standing
from fynq.domain.policy import Help
from fynq.http.drawing import Draw, block_html
from fynq.http.schemas.base import In, Moment, Out, Question, Subject
from fynq.http.schemas.bridges import BridgeOut, show_bridge
from fynq.http.schemas.practice import AttemptOut, show_attempt
from fynq.http.schemas.ruled import BuiltOnOut, CorrectionOut, show_built_on, show_correction

Html = str | None


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


class StepOut(Out):
    """One step of a worked solution."""

    index: int
    title: str
    text: str = Field(description="Markdown with $LaTeX$.")
    checked: bool = Field(description="A witness confirmed this step.")
    title_html: Html = None
    text_html: Html = None


class WitnessOut(Out):
    """What agrees with the answer, other than the model that wrote it."""

    kind: str = Field(examples=["substitution"])
    detail: str = Field(description="Markdown with $LaTeX$.")
    step: int | None = None
    detail_html: Html = None


class CitationOut(Out):
    """A quotation: characters [start, end) of the document at that revision. `source` says what has
    become of the document since; of one that was removed nothing is quoted any more. `place`: the
    page, slide or chapter where it begins, empty where the source has none."""

    document_id: UUID
    chunk_id: UUID
    revision: int
    title: str
    start: int
    end: int
    quote: str
    source: Standing = "current"
    place: str = Field(default="", examples=["page 12"])
    quote_html: Html = None


class UsageOut(Out):
    """Tokens as the provider counted them; cost in micro-dollars."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int
    reasoning_tokens: int
    cost_micros: int


class HintOut(Out):
    """How much help an answer is. Below the full solution, nothing in the doubt tells the result."""

    rung: int = Field(description="From 1 to 5.", examples=[2])
    name: Help
    more: bool = Field(description="Whether asking again gets more; the school says where it ends.")


class WorkLineOut(Out):
    """One line of the student's own work."""

    number: int
    text: str = Field(description="Markdown with $LaTeX$; as typed where it could not be read.")
    verdict: LineVerdict = Field(
        description="given: restates the problem or names a letter; right; wrong; carried: follows"
        " from a wrong line; unread."
    )
    text_html: Html = None


class WorkOut(Out):
    """The student's own work, line by line."""

    lines: list[WorkLineOut]
    first_wrong: int | None = Field(description="The number of the first wrong line.")
    misconception: str = Field(
        description="What explains the first wrong line; empty when nothing known does.",
        examples=["square_of_sum"],
    )
    title: str = Field(description="Its name.", examples=["Square of a sum"])
    complete: bool = Field(description="The last line answers the problem in the form asked.")


class AnswerOut(Out):
    """A solved doubt."""

    text: str = Field(description="Markdown with $LaTeX$.")
    final: str = Field(
        description="The short result; empty where the answer is a hint.", examples=["x = 4"]
    )
    status: Verification = Field(
        description="verified: an independent witness agrees; likely; unverified."
    )
    model: str = Field(examples=["builtin/solver"])
    subject: str
    skills: list[str]
    steps: list[StepOut]
    witnesses: list[WitnessOut]
    citations: list[CitationOut]
    usage: UsageOut
    hint: HintOut | None = Field(default=None, description="Set when the answer is a hint.")
    confidence: float | None = Field(
        default=None,
        description="How often answers that came about in this way were right; null where that was "
        "never measured.",
    )
    sureness: Sureness | None = Field(
        default=None,
        description="The band of `confidence`: sure from 0.97 on, likely from 0.85 on.",
    )
    work: WorkOut | None = Field(
        default=None, description="Set when the doubt asked for own steps to be checked."
    )
    text_html: Html = None
    final_html: Html = None


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


def show_step(step: Step, draw: Draw | None) -> StepOut:
    return StepOut(
        index=step.index,
        title=step.title,
        text=step.text,
        checked=step.checked,
        title_html=draw.line(step.title) if draw else None,
        text_html=block_html(draw, step.text),
    )


def show_citation(citation: Citation, draw: Draw | None) -> CitationOut:
    return CitationOut(
        document_id=citation.document,
        chunk_id=citation.chunk,
        revision=citation.revision,
        title=citation.title,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        source=citation.standing,
        place=citation.place,
        quote_html=draw.line(citation.quote) if draw else None,
    )


def show_hint(hint: Hint) -> HintOut:
    return HintOut(rung=hint.rung.rung, name=hint.rung, more=hint.more)


def show_work(work: WorkChecked, draw: Draw | None) -> WorkOut:
    return WorkOut(
        lines=[
            WorkLineOut(
                number=line.number,
                text=line.text,
                verdict=line.verdict,
                text_html=draw.line(line.text) if draw else None,
            )
            for line in work.lines
        ],
        first_wrong=work.first_wrong,
        misconception=work.misconception,
        title=work.title,
        complete=work.complete,
    )


def show_answer(answer: Answer, draw: Draw | None) -> AnswerOut:
    usage = answer.usage
    return AnswerOut(
        text=answer.text,
        final=answer.final,
        status=answer.status,
        model=answer.model,
        subject=answer.subject,
        skills=list(answer.skills),
        steps=[show_step(step, draw) for step in answer.steps],
        witnesses=[
            WitnessOut(
                kind=each.kind,
                detail=each.detail,
                step=each.step,
                detail_html=block_html(draw, each.detail),
            )
            for each in answer.witnesses
        ],
        citations=[show_citation(each, draw) for each in answer.citations],
        usage=UsageOut(
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cached_tokens=usage.cached_tokens,
            reasoning_tokens=usage.reasoning_tokens,
            cost_micros=usage.cost_micros,
        ),
        hint=show_hint(answer.hint) if answer.hint else None,
        confidence=None if answer.confidence is None else round(answer.confidence, 4),
        sureness=None if answer.confidence is None else band(answer.confidence),
        work=show_work(answer.work, draw) if answer.work is not None else None,
        text_html=block_html(draw, answer.text),
        final_html=draw.final(answer.final) if draw and answer.final else None,
    )


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
