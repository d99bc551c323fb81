"""An idea explained from the school's own texts: what a model writes is held until it quotes one.

Where the texts hardly speak of the question, no model is asked; where they may or may not, an
answer needs a true quotation.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from fynq.domain.chat import ChatModel
from fynq.domain.doubt import (
    Answer,
    AnswerEvent,
    AnswerReady,
    AnswerRefused,
    AnswerRestarted,
    AnswerText,
    Doubt,
    Progress,
    Verification,
    Witness,
)
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation, Passage, Sufficiency
from fynq.domain.learner import LearnerContext
from fynq.domain.streams import closing
from fynq.reasoning import model_route
from fynq.reasoning.choosing import says_so, told_by
from fynq.reasoning.classified import language_of
from fynq.reasoning.escalating import BUILTIN, note
from fynq.reasoning.further_reading import further_reading
from fynq.reasoning.ports import Outcomes

_MATHEMATICAL = re.compile(r"[\d$=^\\<>+]")
NO_SOURCES = "The knowledge base does not say enough to answer this."
ADVICE_CONCEPT = (
    "Ask about one idea at a time, or ask a teacher to add a text about it to the knowledge base."
)


async def explained(
    model: ChatModel | None,
    outcomes: Outcomes | None,
    seconds: float,
    tenant: Tenant,
    doubt: Doubt,
    learner: LearnerContext,
    passages: Sequence[Passage],
    sufficiency: Sufficiency | None,
    asker: model_route.Asker,
) -> AsyncIterator[AnswerEvent]:
    """Ends with one terminal event. sufficiency: as in Found."""
    reading = further_reading(doubt.question, (), passages)
    if model is None or not passages or _hopeless(doubt, sufficiency):
        yield AnswerRefused(NO_SOURCES, ADVICE_CONCEPT, reading)
        return
    yield Progress("explaining")
    outcome = model_route.Explained()
    held: list[str] = []
    released = False
    told = model_route.explain(
        model,
        doubt.question,
        doubt.turns,
        learner,
        passages,
        seconds,
        outcome,
        asker,
    )
    async with closing(told):
        async for piece in told:
            if isinstance(piece, model_route.Restarted):
                if released:
                    yield AnswerRestarted()
                released = False
                held.clear()
                continue
            held.append(piece)
            if outcome.citations:
                released = True
                for waiting in held:
                    yield AnswerText(waiting)
                held.clear()
    unsure = sufficiency is not None and not sufficiency.enough
    if not released and (outcome.refused or unsure or not outcome.text.strip()):
        yield AnswerRefused(NO_SOURCES, ADVICE_CONCEPT, reading)
        return
    for waiting in held:
        yield AnswerText(waiting)
    await note(outcomes, tenant, outcome.model, asker.skills, _quoted_rightly(outcome))
    beside = not _says_so(doubt.question, outcome.citations, passages)
    yield AnswerReady(_quoting_answer(outcome, unsure=unsure or beside))


async def or_explained(
    solving: AsyncIterator[AnswerEvent], explaining: AsyncIterator[AnswerEvent]
) -> AsyncIterator[AnswerEvent]:
    """What solves; and where that refuses, what explains, unless it refuses too: "How many
    chromosomes has a human?" asks for a number that no calculation gives."""
    refused: AnswerRefused | None = None
    async with closing(solving):
        async for event in solving:
            if isinstance(event, AnswerRefused):
                refused = event
            else:
                yield event
    if refused is None:
        return
    told = False
    try:
        async with closing(explaining):
            async for event in explaining:
                told = told or isinstance(event, AnswerText)
                yield refused if isinstance(event, AnswerRefused) else event
    except FynqError:
        if told:
            raise
        yield refused


def speaks_for_itself(
    question: str, passages: Sequence[Passage], sufficiency: Sufficiency | None
) -> bool:
    """A question without numbers and formulas that the texts answer in words."""
    enough = sufficiency is not None and sufficiency.enough
    return enough and not _MATHEMATICAL.search(question) and told_by(question, passages)


def _hopeless(doubt: Doubt, sufficiency: Sufficiency | None) -> bool:
    """Only of a question that stands alone, in the language that was measured."""
    if sufficiency is None or doubt.turns or language_of(doubt.question) not in ("", "en"):
        return False
    return sufficiency.unlikely


def _says_so(question: str, citations: Sequence[Citation], passages: Sequence[Passage]) -> bool:
    """Whether the first quotation says what was asked; the others only go with it."""
    chunks = {passage.chunk: passage for passage in passages}
    first = citations[0] if citations else None
    return first is not None and first.chunk in chunks and says_so(question, first.quote, chunks[first.chunk])  # fmt: skip


def _quoted_rightly(outcome: model_route.Explained) -> bool | None:
    """Whether a model's quotations are those of the sources; None without any."""
    if outcome.invented:
        return False
    return True if outcome.citations else None


def _quoting_answer(outcome: model_route.Explained, *, unsure: bool) -> Answer:
    """unsure: whether what is quoted answers the question, which quoting truly does not tell."""
    citations: tuple[Citation, ...] = tuple(outcome.citations)
    builtin = outcome.model.startswith(BUILTIN)
    if not citations or outcome.invented:
        status = Verification.UNVERIFIED
    else:
        sure = builtin and not unsure
        status = Verification.VERIFIED if sure else Verification.LIKELY
    witnesses = tuple(
        Witness("quoted_source", f"Quoted word for word from “{citation.title}” [{number}].")
        for number, citation in enumerate(citations, 1)
    )
    first = " ".join(citations[0].quote.split()) if citations else ""
    base = Answer(
        text=outcome.text,
        final=first,
        status=status,
        model=outcome.model,
        witnesses=witnesses,
        citations=citations,
        usage=outcome.usage,
    )
    return replace(base, final=first[:400])
