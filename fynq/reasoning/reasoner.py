"""One doubt, from its words to a checked answer, whatever route it takes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from fynq.domain.chat import ChatModel, Payer, Usage
from fynq.domain.doubt import (
    AnswerEvent,
    AnswerReady,
    AnswerRefused,
    AnswerText,
    Doubt,
    Hint,
    Progress,
    StepFound,
    Wanted,
)
from fynq.domain.errors import CannotSolve
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage, Sufficiency
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import NO_HELP_NOW
from fynq.domain.ruling import AnswerCheck
from fynq.domain.streams import closing
from fynq.reasoning import explain, followup, many_parts, model_route
from fynq.reasoning.answer_check import check_answer
from fynq.reasoning.classified import (
    language_of,
    looks_like_exam,
    parts_of,
    shows_own_work,
    wants_hints_only,
)
from fynq.reasoning.classify import is_computation
from fynq.reasoning.confidence import Calibration, Kind
from fynq.reasoning.escalating import BUILTIN
from fynq.reasoning.former_step import FormerStep
from fynq.reasoning.further_reading import further_reading
from fynq.reasoning.goals import with_goal
from fynq.reasoning.hinting import example_first, retold_hint, told_hint
from fynq.reasoning.hints.request import Request, request_of, texts_of, with_own_work
from fynq.reasoning.injected import shielded
from fynq.reasoning.knowledge_route import explained, or_explained, speaks_for_itself
from fynq.reasoning.many_parts import Part
from fynq.reasoning.needs import as_needed
from fynq.reasoning.opinions import Equivalent
from fynq.reasoning.ports import (
    CheckUnits,
    CheckWork,
    Hints,
    LookUp,
    Outcomes,
    Solve,
    Verify,
)
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.program_route import RunProgram
from fynq.reasoning.retelling import is_foreign, retell, retold
from fynq.reasoning.school_notation import in_notation, read_in
from fynq.reasoning.solved import SolvedProblem
from fynq.reasoning.topics import topics
from fynq.reasoning.unsolved import (
    ADVICE_FORMULA,
    ADVICE_UNSURE,
    CONTRADICTED,
    UNSURE,
    Unsolved,
    too_unsure,
)
from fynq.reasoning.work import telling
from fynq.reasoning.work.checked import CheckedWork

NO_SUCH_STEP = "I cannot tell which step of the former answer this is about."
EXAM = "This looks like a running exam, and your school does not allow help with it."
ADVICE_EXAM = "Ask again when the exam is over, or ask your teacher."
CLOSED = NO_HELP_NOW
ADVICE_CLOSED = "Ask again later, or ask your teacher."
ADVICE_STEP = (
    "Name a step by its number or by what is done in it, for example: Why did you divide by 2?"
)


@dataclass(frozen=True)
class Reasoner:
    """solve and verify: the symbolic route and its witness. model: the language-model route, None
    to do without. seconds: the time that one solution or one check may take; model_seconds: all
    that one doubt asks of models. outcomes: where it is noted how models do.
    repairs: how often a model is shown its first bad step; program: runs programs that models
    write, None to do without. exam_phrases: of exams that the school blocks; with any, whatever looks
    like a running exam is refused; a school may add its own. calibration: how often answers of a
    kind were right. equivalent: compares answers of models, None to do without their opinions.
    hints: makes and checks them; None to refuse instead. check_work: looks at a student's own steps, before
    any model. check_units: looks at the units of a model's working. look_up: finds worked examples in the
    school's texts, None to do without."""

    solve: Solve
    verify: Verify
    model: ChatModel | None = None
    seconds: float = 8.0
    model_seconds: float = 45.0
    outcomes: Outcomes | None = None
    repairs: int = 1
    program: RunProgram | None = None
    exam_phrases: tuple[str, ...] = ()
    calibration: Calibration | None = None
    equivalent: Equivalent | None = None
    hints: Hints | None = None
    check_work: CheckWork | None = None
    check_units: CheckUnits | None = None
    look_up: LookUp | None = None

    async def reason(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        sufficiency: Sufficiency | None = None,
    ) -> AsyncIterator[AnswerEvent]:
        """Ends with exactly one terminal event. Raises Unavailable when a part does not answer."""
        learner = _in_the_doubts_language(learner, doubt.question)
        doubt = with_goal(doubt, learner)
        route = self._route(tenant, doubt, learner, passages, sufficiency)
        async with closing(as_needed(route, learner)) as events:
            async for event in events:
                yield event

    async def _route(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        sufficiency: Sufficiency | None,
    ) -> AsyncIterator[AnswerEvent]:
        yield Progress("solving")
        if learner.policy.closed:
            yield AnswerRefused(CLOSED, ADVICE_CLOSED)
            return
        exams = (*self.exam_phrases, *learner.policy.exam_phrases)
        request = request_of(doubt, learner.policy)
        if exams and any(
            looks_like_exam(said, exams) for said in (doubt.question, request.question)
        ):
            yield AnswerRefused(EXAM, ADVICE_EXAM)
            return
        passages = shielded(passages)
        request = await self._with_own_work(request, doubt, learner)
        asked = replace(doubt, question=read_in(doubt.question, learner.policy))
        checked = None if doubt.wanted is Wanted.HINT else await self._work_of(asked)
        if checked is None:
            asked = replace(doubt, question=read_in(request.question, learner.policy))
        doubt = await self._in_full(asked)
        former = learner.misconceptions
        request = replace(request, question=doubt.question, misconceptions=former)
        parts = await self._parts(doubt, learner, request) if checked is None else []
        try:
            if checked is not None:
                route = self._of_work(doubt, checked, learner)
            elif parts:
                route = many_parts.told(parts, learner)
            else:
                solved = await self.solve(doubt.question, self.seconds)
                route = self._solved(request, solved, learner, passages)
        except NotUnderstood as refusal:
            route = self._not_read(tenant, doubt, learner, passages, sufficiency, refusal, request)
        except CannotSolve as refusal:
            route = self._unsolved(tenant, doubt, learner, passages, refusal, request)
        else:
            if self.model is not None and is_foreign(learner.language):
                asker = _asker(tenant, doubt, ())
                if request.hinted and self.hints is not None:
                    seconds = self.model_seconds
                    told = partial(
                        retell, self.model, learner=learner, seconds=seconds, asker=asker
                    )
                    leaks = partial(self.hints.leaks, request.known, solved.final)
                    route = retold_hint(route, told, partial(leaks, seconds=self.seconds))
                else:
                    route = retold(route, self.model, learner, self.model_seconds, asker)
            route = in_notation(route, learner.policy)
        async with closing(route):
            async for event in route:
                yield event

    async def check_answer(self, question: str, final: str) -> AnswerCheck:
        """Of a teacher's answer, say. Raises Unavailable."""
        return await check_answer(
            self.solve, self.verify, self.equivalent, question, final, self.seconds
        )

    async def _with_own_work(
        self, request: Request, doubt: Doubt, learner: LearnerContext
    ) -> Request:
        """A hint begins where the student is: at the first step that is not done, or is wrong."""
        checks = doubt.wanted is not Wanted.HINT and shows_own_work(doubt.question)
        if self.hints is None or not request.hinted or checks:
            return request
        texts = [read_in(text, learner.policy) for text in texts_of(doubt)]
        try:
            own = await self.hints.own_work(texts, self.seconds)
        except CannotSolve:
            return request
        return with_own_work(request, doubt, learner.policy, own)

    async def _work_of(self, doubt: Doubt) -> CheckedWork | None:
        """The student's own steps, where the doubt asks to look at them and they can be read."""
        if self.check_work is None or not shows_own_work(doubt.question):
            return None
        former = doubt.turns[-1].question if doubt.turns else ""
        try:
            return await self.check_work(doubt.question, former, self.seconds)
        except CannotSolve:
            return None

    async def _of_work(
        self, doubt: Doubt, checked: CheckedWork, learner: LearnerContext
    ) -> AsyncIterator[AnswerEvent]:
        """What is said of the student's own steps."""
        yield Progress("verifying")
        confidence = self._confidence(telling.kind_of(checked))
        if too_unsure(confidence, learner):
            yield AnswerRefused(UNSURE, ADVICE_UNSURE, needs_teacher=True)
            return
        yield Progress("explaining")
        hints = learner.reveal == "hints" or wants_hints_only(doubt.question)
        pieces = list(telling.told(checked, hints=hints))
        for piece in pieces:
            yield AnswerText(piece)
        yield AnswerReady(telling.answer(checked, "".join(pieces), confidence))

    async def _in_full(self, doubt: Doubt) -> Doubt:
        """'and x^3?' after a derivative asks for a derivative."""
        if not doubt.turns or not followup.asks_again(doubt.question):
            return doubt
        try:
            former = await self.solve(doubt.turns[-1].question, self.seconds)
        except CannotSolve:
            return doubt
        return replace(doubt, question=followup.same_task(doubt.question, former.task))

    async def _parts(self, doubt: Doubt, learner: LearnerContext, request: Request) -> list[Part]:
        """[] for a single question, where no part was solved, and where a language model may do
        what the solver cannot. Hints are for one question at a time."""
        texts = parts_of(doubt.question)
        if len(texts) < 2 or request.hinted:
            return []
        found = await many_parts.solve_parts(
            texts,
            self.solve,
            self.verify,
            self.seconds,
            self._confidence,
            learner.policy.least_confidence,
        )
        done = sum(part.solved is not None for part in found)
        return found if done == len(found) or (done and self.model is None) else []

    async def _solved(
        self,
        request: Request,
        solved: SolvedProblem,
        learner: LearnerContext,
        passages: Sequence[Passage],
    ) -> AsyncIterator[AnswerEvent]:
        question = request.question
        yield Progress("verifying")
        report = await self.verify(question, solved, self.seconds)
        if report.contradicted:
            yield AnswerRefused(
                CONTRADICTED, ADVICE_FORMULA, further_reading(question, (), passages)
            )
            return
        confidence = self._confidence(explain.kind_of(solved, report))
        if too_unsure(confidence, learner):
            reading = further_reading(question, (), passages)
            yield AnswerRefused(UNSURE, ADVICE_UNSURE, reading, needs_teacher=True)
            return
        yield Progress("explaining")
        citations = further_reading(question, solved.skills, passages)
        if request.hinted:
            told = told_hint(
                self.hints,
                self.seconds,
                request,
                solved,
                report,
                citations,
                model=BUILTIN + "solver",
                confidence=confidence,
                usage=Usage(),
            )
            async with closing(told):
                async for event in told:
                    yield event
            return
        steps = explain.steps_of(solved, report, learner)
        example = await example_first(self.hints, self.seconds, question, solved, learner)
        text = ""
        for step in steps:
            yield StepFound(step)
        for piece in explain.full_text(solved, report, steps, learner, example):
            text += piece
            yield AnswerText(piece)
        hint = Hint(request.rung, False) if request.rung is not None else None
        yield AnswerReady(
            explain.answer(solved, report, steps, text, citations, confidence=confidence, hint=hint)
        )

    def _confidence(self, kind: Kind) -> float | None:
        return None if self.calibration is None else self.calibration.probability(kind)

    async def _not_read(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        sufficiency: Sufficiency | None,
        refusal: CannotSolve,
        request: Request,
    ) -> AsyncIterator[AnswerEvent]:
        """No solver reads it: a question about the former answer, an idea, or beyond the solver."""
        if doubt.turns and followup.is_about_former(doubt.question):
            asking = FormerStep(self.solve, self.verify, self.hints, self.seconds)
            found = await asking.answer(doubt, request)
            if found is not None:
                yield Progress("explaining")
                yield AnswerText(found.text)
                yield AnswerReady(found)
                return
            if followup.numbered(doubt.question):
                yield AnswerRefused(NO_SUCH_STEP, ADVICE_STEP)
                return
        asker = _asker(tenant, doubt, topics(doubt.question))
        route = explained(
            self.model,
            self.outcomes,
            self.model_seconds,
            tenant,
            doubt,
            learner,
            passages,
            sufficiency,
            asker,
        )
        if is_computation(doubt.question):
            told = route
            route = self._unsolved(tenant, doubt, learner, passages, refusal, request)
            if speaks_for_itself(doubt.question, passages, sufficiency):
                route = or_explained(route, told)
        async with closing(route):
            async for event in route:
                yield event

    def _unsolved(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        refusal: CannotSolve,
        request: Request,
    ) -> AsyncIterator[AnswerEvent]:
        """Mathematics that the solver refused."""
        trying = Unsolved(
            self.verify,
            self.model,
            self.look_up,
            self.outcomes,
            self.seconds,
            self.model_seconds,
            self.repairs,
            self.program,
            self.equivalent,
            self.hints,
            self.calibration,
            self.check_units,
        )
        asker = _asker(tenant, doubt, topics(doubt.question))
        route = trying.route(tenant, doubt, learner, passages, refusal, request, asker)
        return in_notation(route, learner.policy)


def _in_the_doubts_language(learner: LearnerContext, question: str) -> LearnerContext:
    """A doubt in German is answered in German, unless its student chose another language than
    English, which is what nobody chose."""
    own = language_of(question)
    if own in ("", "en") or is_foreign(learner.language):
        return learner
    return replace(learner, language=own)


def _asker(tenant: Tenant, doubt: Doubt, skills: tuple[str, ...]) -> model_route.Asker:
    student = str(doubt.student)
    return model_route.Asker(Payer(tenant, student), skills, student, {"doubt": str(doubt.id)})
