"""A hint as an answer: nothing in it gives the result away."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from fynq.domain.chat import Usage
from fynq.domain.doubt import (
    Answer,
    AnswerEvent,
    AnswerReady,
    AnswerRefused,
    AnswerText,
    Hint,
    Progress,
    Verification,
    Witness,
)
from fynq.domain.knowledge import Citation
from fynq.domain.learner import LearnerContext
from fynq.domain.manner import Order
from fynq.domain.policy import Help
from fynq.domain.streams import closing
from fynq.reasoning import followup
from fynq.reasoning.attempt import together
from fynq.reasoning.explain import status_of
from fynq.reasoning.hints.request import Request
from fynq.reasoning.model_route import Proposed
from fynq.reasoning.ports import Hints
from fynq.reasoning.reminders import reminder
from fynq.reasoning.solved import Report, Result, SolvedProblem, SolvedStep
from fynq.reasoning.topics import topics

NO_HINTS = "Hints cannot be checked here, so I give none."
ADVICE = "Ask for the solution instead, or ask your teacher."
LAST = "This is as far as your school lets me help with this problem."
SPENT = "You have had every hint that your school allows for this problem; here is the last again."
CHECKED = "The solution behind these hints was checked."


@dataclass(frozen=True)
class Hinting:
    """seconds: that one hint or one check may take."""

    hints: Hints
    seconds: float

    async def answer(
        self,
        request: Request,
        solved: SolvedProblem,
        report: Report,
        citations: Sequence[Citation],
        *,
        model: str,
        confidence: float | None,
        usage: Usage,
    ) -> Answer:
        """request.rung is below the solution. Raises RoomUnavailable."""
        assert request.rung is not None
        hinted = await self.hints.hint(
            request.question, solved, request.rung, request.own, self.seconds
        )
        before = f"{SPENT}\n\n" if request.spent else ""
        after = f"\n\n{LAST}" if request.last else ""
        watch = await self._watch(request, solved.final, hinted.rung)
        return Answer(
            text=f"{before}{hinted.text}{watch}{after}\n",
            final="",
            status=status_of(report),
            model=model,
            witnesses=_witnesses(report),
            citations=await self._safe(request.known, solved.final, citations),
            subject=solved.subject,
            skills=solved.skills,
            usage=usage,
            confidence=confidence,
            hint=Hint(hinted.rung, not request.last),
            showed=_showed(request),
        )

    async def about_step(
        self, former: str, solved: SolvedProblem, index: int, *, model: str, hint: Hint
    ) -> Answer | None:
        """Why a step is allowed, without what it shows; None where that cannot be said safely."""
        step = solved.steps[index]
        why = followup.reason_for(step)
        text = f"You ask about **{step.title}**.\n\n{why}\n"
        if not why or await self.hints.leaks(former, solved.final, text, self.seconds):
            return None
        return Answer(
            text=text,
            final="",
            status=Verification.UNVERIFIED,
            model=model,
            subject=solved.subject,
            skills=solved.skills,
            hint=hint,
        )

    async def _watch(self, request: Request, final: str, rung: Help) -> str:
        """What the student got wrong before: from the rung of the idea on, and not beside a hint
        that is about a wrong line. '' where it would give the result away."""
        text = reminder(request.misconceptions)
        wrong = request.own is not None and request.own.checked.work.first_wrong is not None
        if not text or wrong or rung is Help.RESTATE:
            return ""
        leaks = await self.hints.leaks(request.known, final, text, self.seconds)
        return "" if leaks else f"\n\n{text}"

    async def _safe(
        self, question: str, final: str, citations: Sequence[Citation]
    ) -> tuple[Citation, ...]:
        safe = []
        for each in citations:
            text = f"{each.title}\n{each.quote}"
            if not await self.hints.leaks(question, final, text, self.seconds):
                safe.append(each)
        return tuple(safe)


async def told_hint(
    hints: Hints | None,
    seconds: float,
    request: Request,
    solved: SolvedProblem,
    report: Report,
    citations: Sequence[Citation],
    *,
    model: str,
    confidence: float | None,
    usage: Usage,
) -> AsyncIterator[AnswerEvent]:
    """The events of one hint; a refusal where hints cannot be checked."""
    if hints is None:
        yield AnswerRefused(NO_HINTS, ADVICE)
        return
    found = await Hinting(hints, seconds).answer(
        request, solved, report, citations, model=model, confidence=confidence, usage=usage
    )
    yield AnswerText(found.text)
    yield AnswerReady(found)


async def example_first(
    hints: Hints | None,
    seconds: float,
    question: str,
    solved: SolvedProblem,
    learner: LearnerContext,
) -> str:
    """A problem of the same kind, worked out, for who wants to see one first; '' without."""
    if learner.order is not Order.EXAMPLE or hints is None:
        return ""
    found = await hints.hint(question, solved, Help.NEIGHBOUR, None, seconds)
    return found.text if found.rung is Help.NEIGHBOUR else ""


async def retold_hint(
    events: AsyncIterator[AnswerEvent],
    retell: Callable[[Sequence[str]], Awaitable[tuple[list[str] | None, Usage]]],
    leaks: Callable[[str], Awaitable[bool]],
) -> AsyncIterator[AnswerEvent]:
    """The same events, a hint in the words of `retell` where they pass `leaks` again."""
    held: list[AnswerText] = []
    async with closing(events):
        async for event in events:
            if isinstance(event, AnswerText):
                held.append(event)
                continue
            ready = event
            if isinstance(event, AnswerReady) and not event.answer.final:
                found, usage = await retell([event.answer.text])
                answer = replace(event.answer, usage=together(event.answer.usage, usage))
                if found is not None and not await leaks(found[0]):
                    held = [AnswerText(found[0])]
                    answer = replace(answer, text=found[0])
                ready = AnswerReady(answer)
            if not isinstance(event, Progress):
                for waiting in held:
                    yield waiting
                held = []
            yield ready


def proposed_solution(question: str, proposed: Proposed) -> SolvedProblem:
    """A model's solution, so that its steps can be hinted at. It has no concept of fynq's own."""
    return SolvedProblem(
        task="model",
        asked="",
        final=proposed.final,
        result=Result("expression", ((proposed.final,),)),
        steps=tuple(SolvedStep(title, text) for title, text in proposed.steps),
        skills=topics(question),
        concept="",
    )


def _showed(request: Request) -> tuple[str, ...]:
    slug = request.own.checked.work.misconception if request.own is not None else ""
    return (slug,) if slug else ()


def _witnesses(report: Report) -> tuple[Witness, ...]:
    """That the solution behind the hints was checked, without its numbers."""
    if not report.agreed:
        return ()
    return tuple(Witness(item.kind, CHECKED) for item in report.witnesses[:1])
