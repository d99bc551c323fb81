"""An idea explained from the school's own texts: what a model writes is held until it quotes one."""

from __future__ import annotations

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
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation, Passage
from fynq.domain.learner import LearnerContext
from fynq.domain.streams import closing
from fynq.reasoning import model_route
from fynq.reasoning.escalating import BUILTIN, note
from fynq.reasoning.further_reading import further_reading
from fynq.reasoning.ports import Outcomes

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
    asker: model_route.Asker,
) -> AsyncIterator[AnswerEvent]:
    """Ends with one terminal event."""
    reading = further_reading(doubt.question, (), passages)
    if model is None or not passages:
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
    if not released and (outcome.refused or not outcome.text.strip()):
        yield AnswerRefused(NO_SOURCES, ADVICE_CONCEPT, reading)
        return
    for waiting in held:
        yield AnswerText(waiting)
    await note(outcomes, tenant, outcome.model, asker.skills, _quoted_rightly(outcome))
    yield AnswerReady(_quoting_answer(outcome))


def _quoted_rightly(outcome: model_route.Explained) -> bool | None:
    """Whether a model's quotations are those of the sources; None without any."""
    if outcome.invented:
        return False
    return True if outcome.citations else None


def _quoting_answer(outcome: model_route.Explained) -> Answer:
    citations: tuple[Citation, ...] = tuple(outcome.citations)
    builtin = outcome.model.startswith(BUILTIN)
    if not citations or outcome.invented:
        status = Verification.UNVERIFIED
    else:
        status = Verification.VERIFIED if builtin else Verification.LIKELY
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
