"""One doubt, from its words to a checked answer, whatever route it takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from fynq.domain.chat import ChatModel
from fynq.domain.doubt import (
    Answer,
    AnswerEvent,
    AnswerReady,
    AnswerRefused,
    AnswerText,
    Doubt,
    Progress,
    Step,
    StepFound,
    Verification,
    Witness,
)
from fynq.domain.errors import CannotSolve, FynqError, ModelError
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation, Passage
from fynq.domain.learner import LearnerContext
from fynq.domain.streams import closing
from fynq.reasoning import explain, followup, model_route
from fynq.reasoning.claimed import claimed
from fynq.reasoning.classify import is_computation
from fynq.reasoning.further_reading import further_reading
from fynq.reasoning.ports import Solve, Verify
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem

BUILTIN = "builtin/"
UNREAD = "I cannot solve this reliably yet."
CONTRADICTED = "I found an answer, but my own check of it failed, so I do not give it."
NO_SOURCES = "The knowledge base does not say enough to answer this."
NO_SUCH_STEP = "I cannot tell which step of the former answer this is about."
ADVICE_STEP = (
    "Name a step by its number or by what is done in it, for example: Why did you divide by 2?"
)
ADVICE_FORMULA = (
    "Write the problem as a formula, one problem at a time, for example: Solve 2x + 3 = 11."
)
ADVICE_CONCEPT = (
    "Ask about one idea at a time, or ask a teacher to add a text about it to the knowledge base."
)


@dataclass(frozen=True)
class Reasoner:
    """solve and verify: the symbolic route and its witness. model: the language-model route, None
    to do without. seconds: the time that one solution or one check may take; model_seconds: a
    model's answer."""

    solve: Solve
    verify: Verify
    model: ChatModel | None = None
    seconds: float = 8.0
    model_seconds: float = 45.0

    async def reason(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext, passages: Sequence[Passage]
    ) -> AsyncIterator[AnswerEvent]:
        """Ends with exactly one terminal event. Raises Unavailable when a part does not answer."""
        yield Progress("solving")
        doubt = await self._in_full(doubt)
        try:
            solved = await self.solve(doubt.question, self.seconds)
        except NotUnderstood as refusal:
            route = self._not_read(doubt, learner, passages, refusal)
        except CannotSolve as refusal:
            route = self._unsolved(doubt, learner, passages, refusal)
        else:
            route = self._solved(doubt.question, solved, learner, passages)
        async with closing(route):
            async for event in route:
                yield event

    async def _in_full(self, doubt: Doubt) -> Doubt:
        """'and x^3?' after a derivative asks for a derivative."""
        if not doubt.turns or not followup.asks_again(doubt.question):
            return doubt
        try:
            former = await self.solve(doubt.turns[-1].question, self.seconds)
        except CannotSolve:
            return doubt
        return replace(doubt, question=followup.same_task(doubt.question, former.task))

    async def _solved(
        self,
        question: str,
        solved: SolvedProblem,
        learner: LearnerContext,
        passages: Sequence[Passage],
    ) -> AsyncIterator[AnswerEvent]:
        yield Progress("verifying")
        report = await self.verify(question, solved, self.seconds)
        if report.contradicted:
            yield AnswerRefused(
                CONTRADICTED, ADVICE_FORMULA, further_reading(question, (), passages)
            )
            return
        yield Progress("explaining")
        hints = learner.reveal == "hints"
        steps = explain.steps_of(solved, report, learner)
        text = ""
        if not hints:
            for step in steps:
                yield StepFound(step)
        pieces = (
            explain.hint_text(solved, learner)
            if hints
            else explain.full_text(solved, report, steps, learner)
        )
        for piece in pieces:
            text += piece
            yield AnswerText(piece)
        citations = further_reading(question, solved.skills, passages)
        yield AnswerReady(explain.answer(solved, report, steps, text, citations, hints=hints))

    async def _not_read(
        self,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        refusal: CannotSolve,
    ) -> AsyncIterator[AnswerEvent]:
        """No solver reads it: a question about the former answer, an idea, or beyond the solver."""
        if doubt.turns and followup.is_about_former(doubt.question):
            found = await self._former_step(doubt)
            if found is not None:
                yield Progress("explaining")
                yield AnswerText(found.text)
                yield AnswerReady(found)
                return
            if followup.numbered(doubt.question):
                yield AnswerRefused(NO_SUCH_STEP, ADVICE_STEP)
                return
        if is_computation(doubt.question):
            route = self._unsolved(doubt, learner, passages, refusal)
        else:
            route = self._knowledge(doubt, learner, passages)
        async with closing(route):
            async for event in route:
                yield event

    async def _former_step(self, doubt: Doubt) -> Answer | None:
        """The step of the former solution that is meant, worked out and checked again."""
        former = doubt.turns[-1].question
        try:
            solved = await self.solve(former, self.seconds)
        except CannotSolve:
            return None
        index = followup.step_meant(doubt.question, solved)
        if index is None:
            return None
        step = solved.steps[index]
        why = followup.reason_for(step)
        report = await self.verify(former, solved, self.seconds)
        if not why or report.contradicted:
            return None
        text = f"You ask about step {index + 1} of the solution, **{step.title}**:\n\n{step.text}\n\n{why}\n"
        checked = index < len(report.checked) and report.checked[index]
        witnesses = (Witness("numeric", "This step was checked again by numbers.", 1),) if checked else ()  # fmt: skip
        return Answer(
            text=text,
            final=step.title,
            status=Verification.VERIFIED if checked and report.agreed else Verification.LIKELY,
            model=BUILTIN + "solver",
            steps=(Step(1, step.title, step.text, checked),),
            witnesses=witnesses,
            subject=solved.subject,
            skills=solved.skills,
        )

    async def _unsolved(
        self,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        refusal: CannotSolve,
    ) -> AsyncIterator[AnswerEvent]:
        """Mathematics that the solver refused: a language model may try; its answer is checked."""
        proposed = None
        if self.model is not None and learner.reveal != "hints":
            yield Progress("solving", "asking a language model")
            proposed = await self._proposed(doubt, learner)
        if proposed is None:
            reading = further_reading(doubt.question, (), passages)
            yield AnswerRefused(f"{UNREAD} {refusal.detail}", ADVICE_FORMULA, reading)
            return
        yield Progress("verifying")
        report = await self._judged(doubt.question, proposed.final)
        if report.contradicted:
            yield AnswerRefused(CONTRADICTED, ADVICE_FORMULA, further_reading(doubt.question, (), passages))  # fmt: skip
            return
        steps = tuple(Step(i, title, text) for i, (title, text) in enumerate(proposed.steps, 1))
        text = ""
        for step in steps:
            yield StepFound(step)
        pieces = [f"**{step.index}. {step.title}**\n\n{step.text}\n\n" for step in steps]
        pieces.append(f"**Answer:** ${proposed.final}$\n")
        for piece in pieces:
            text += piece
            yield AnswerText(piece)
        yield AnswerReady(
            Answer(
                text=text,
                final=proposed.final,
                status=explain.status_of(report),
                model=proposed.model,
                steps=steps,
                witnesses=report.witnesses,
                citations=further_reading(doubt.question, (), passages),
                subject="mathematics",
                usage=proposed.usage,
            )
        )

    async def _proposed(self, doubt: Doubt, learner: LearnerContext) -> model_route.Proposed | None:
        """None also when no model answers: the solver's refusal stands then."""
        assert self.model is not None
        try:
            async with asyncio.timeout(self.model_seconds):
                return await model_route.propose(
                    self.model, doubt.question, learner, self.model_seconds
                )
        except (ModelError, TimeoutError):
            return None

    async def _judged(self, question: str, final: str) -> Report:
        """A model's result against the question; not agreed when the two cannot be compared."""
        try:
            return await self.verify(question, claimed(question, final), self.seconds)
        except FynqError:
            return Report(False)

    async def _knowledge(
        self, doubt: Doubt, learner: LearnerContext, passages: Sequence[Passage]
    ) -> AsyncIterator[AnswerEvent]:
        reading = further_reading(doubt.question, (), passages)
        if self.model is None or not passages:
            yield AnswerRefused(NO_SOURCES, ADVICE_CONCEPT, reading)
            return
        yield Progress("explaining")
        outcome = model_route.Explained()
        held: list[str] = []
        released = False
        told = model_route.explain(
            self.model,
            doubt.question,
            doubt.turns,
            learner,
            passages,
            self.model_seconds,
            outcome,
        )
        async with closing(told):
            async for piece in told:
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
        yield AnswerReady(_quoting_answer(outcome))


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
