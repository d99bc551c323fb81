"""Answers to doubts."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from fynq.domain.confidence import Sureness, band
from fynq.domain.doubt import Answer, Hint, LineVerdict, Step, Verification, WorkChecked
from fynq.domain.knowledge import Citation, Standing
from fynq.domain.policy import Help
from fynq.http.drawing import Draw, block_html
from fynq.http.schemas.base import Out

Html = str | None


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
