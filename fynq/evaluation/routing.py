"""`fynq eval routing`: what a cascade keeps of a strong model's accuracy, and what it costs.

Two simulated models answer worked problems; all the rest is fynq's own: the reasoner with its
escalation, the check of worked calculations, the ratings and the order of the cascade.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from fynq.domain.belief import sigmoid
from fynq.domain.chat import ChatChunk, ChatReply, ChatRequest, Routed, StopReason, Usage
from fynq.domain.collected import collected
from fynq.domain.doubt import AnswerReady, Doubt
from fynq.domain.errors import CannotSolve, InvalidInput, ModelUnavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerContext
from fynq.evaluation.at_once import Progress
from fynq.evaluation.worked_problems import (
    Solution,
    WorkedProblem,
    number,
    problems,
    with_missed_step,
    with_slip,
    with_wrong_sign,
)
from fynq.reasoning.reasoner import Reasoner
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.routing.cascade import order_by_cascade
from fynq.routing.options import ModelRow, PolicyRow, ProviderRow
from fynq.routing.ratings import ModelOutcome, Standing, learned, rating
from fynq.routing.route import Route

CHEAP, STRONG = "simulated/cheap", "simulated/strong"
_PROVIDER = ProviderRow("simulated")
ROUTES = (
    Route(_PROVIDER, ModelRow("cheap", input_price=0.15, output_price=0.6)),
    Route(_PROVIDER, ModelRow("strong", input_price=2.5, output_price=10.0)),
)
_PRICED = {route.name: route for route in ROUTES}
_CHARS_PER_TOKEN = 4
_TENANT = Tenant(UUID(int=1))


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How the simulated models do.

    cheap, strong: mean ability in logits; each skill's is drawn around it with the spread beside
    it. setup_errors: share of the wrong answers whose arithmetic is right, so that no check of
    calculations can find them. skills: 'known' to the router as the models' abilities depend on
    them, 'guessed' from the question's words as in the service, or 'none'.
    """

    cheap: float = 1.5
    cheap_spread: float = 1.0
    strong: float = 2.8
    strong_spread: float = 0.4
    setup_errors: float = 0.3
    trust: float = 0.7
    skills: str = "known"


@dataclass(frozen=True, slots=True)
class Run:
    """One way of choosing, over all problems. strong: share of the problems for which the strong
    model was asked; dollars: for a thousand problems."""

    accuracy: float
    strong: float
    refused: float
    dollars: float


@dataclass(frozen=True, slots=True)
class RoutingScore:
    """runs: by way of choosing, one for each seed."""

    total: int
    seeds: int
    assumptions: Assumptions
    runs: Mapping[str, tuple[Run, ...]]

    @property
    def kept(self) -> tuple[float, ...]:
        """The cascade's accuracy as a share of the strong model's, by seed."""
        pairs = zip(self.runs["cascade"], self.runs["strong only"], strict=True)
        return tuple(ours.accuracy / max(theirs.accuracy, 1e-9) for ours, theirs in pairs)

    def rows(self) -> list[tuple[str, str]]:
        found = [("problems", f"{self.total:,}"), ("seeds", str(self.seeds))]
        for name, runs in self.runs.items():
            found += [
                (f"{name}: accuracy", _spread([run.accuracy for run in runs])),
                (f"{name}: strong calls", _spread([run.strong for run in runs])),
                (f"{name}: refused", _spread([run.refused for run in runs])),
                (f"{name}: $ per 1,000", f"{_mean([run.dollars for run in runs]):.3f}"),
            ]
        found.append(("cascade keeps of strong", _spread(self.kept)))
        return found

    def as_json(self) -> dict[str, Any]:
        def facts(values: Sequence[float]) -> dict[str, float]:
            return {"mean": _mean(values), "least": min(values), "most": max(values)}

        return {
            "total": self.total,
            "seeds": self.seeds,
            "setup_errors": self.assumptions.setup_errors,
            "trust": self.assumptions.trust,
            "skills": self.assumptions.skills,
            "kept": facts(self.kept),
            **{
                name.replace(" ", "_"): {
                    part: facts([getattr(run, part) for run in runs])
                    for part in ("accuracy", "strong", "refused", "dollars")
                }
                for name, runs in self.runs.items()
            },
        }


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values)


def _spread(values: Sequence[float]) -> str:
    return f"{_mean(values):.4f} ({min(values):.4f} to {max(values):.4f})"


async def evaluate_routing(
    path: Path,
    assumptions: Assumptions,
    seeds: int,
    limit: int | None = None,
    progress: Progress | None = None,
) -> RoutingScore:
    """Raises InvalidInput."""
    if assumptions.skills not in {"known", "guessed", "none"}:
        raise InvalidInput("--skills: it can be known, guessed or none.")
    listed = problems(path)[:limit]
    runs: dict[str, list[Run]] = {}
    for seed in range(1, seeds + 1):
        world = World(listed, assumptions, seed)

        def told(done: int, seed: int = seed) -> None:
            if progress is not None:
                progress((seed - 1) * 2 * len(listed) + done, seeds * 2 * len(listed))

        cascade = await world.cascade(assumptions.trust, told)
        first = await world.cascade(0.0, lambda done: told(done + len(listed)))
        found = {
            "cheap only": world.alone(0.0),
            "strong only": world.alone(1.0),
            "random": world.alone(cascade.strong),
            "cheap first": first,
            "cascade": cascade,
        }
        for name, run in found.items():
            runs.setdefault(name, []).append(run)
    return RoutingScore(
        len(listed), seeds, assumptions, {name: tuple(each) for name, each in runs.items()}
    )


@dataclass
class World:
    """One seed: what each model answers to each problem, whoever is asked first."""

    problems: Sequence[WorkedProblem]
    assumptions: Assumptions
    seed: int
    answers: dict[tuple[str, str], Solution] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = self.assumptions
        for model, mean, spread in (
            (CHEAP, given.cheap, given.cheap_spread),
            (STRONG, given.strong, given.strong_spread),
        ):
            random = Random(f"{self.seed} {model}")  # noqa: S311
            skills = sorted({skill for problem in self.problems for skill in problem.skills})
            abilities = {skill: random.gauss(mean, spread) for skill in skills}
            for problem in self.problems:
                ability = _mean([abilities[skill] for skill in problem.skills])
                right = random.random() < sigmoid(ability - problem.difficulty)
                self.answers[model, problem.id] = (
                    problem.gold if right else _mistaken(problem, given.setup_errors, random)
                )

    def alone(self, share: float) -> Run:
        """The strong model for a random share of the problems, the cheap one for the others."""
        random = Random(f"{self.seed} alone")  # noqa: S311
        asked = [STRONG if random.random() < share else CHEAP for _ in self.problems]
        pairs = list(zip(asked, self.problems, strict=True))
        right = sum(_right(problem, self.answers[m, problem.id].final) for m, problem in pairs)
        cost = sum(_cost(m, problem.question, self.answers[m, problem.id]) for m, problem in pairs)
        count = len(self.problems)
        return Run(right / count, asked.count(STRONG) / count, 0.0, cost / count / 1000)

    async def cascade(self, trust: float, told: Any) -> Run:
        """In an order of its own, learning from each problem for those that follow."""
        order = list(self.problems)
        Random(f"{self.seed} order").shuffle(order)  # noqa: S311
        router = _Router(self, trust)
        reasoner = Reasoner(_no_solver, _no_check, router, outcomes=router, repairs=0)
        right = refused = 0
        for done, problem in enumerate(order, 1):
            router.begin(problem)
            doubt = _doubt(problem.question)
            async for event in reasoner.reason(_TENANT, doubt, LearnerContext(), ()):
                last = event
            if isinstance(last, AnswerReady):
                right += _right(problem, last.answer.final)
            else:
                refused += 1
            told(done)
        count = len(order)
        return Run(
            right / count, router.strong / count, refused / count, router.cost / count / 1000
        )


def _mistaken(problem: WorkedProblem, setup_errors: float, random: Random) -> Solution:
    kinds: Iterator[Solution | None]
    if random.random() < setup_errors:
        missed = random.random() < 0.5
        kinds = iter(
            (with_missed_step(problem) if missed else None, with_wrong_sign(problem, random))
        )
    else:
        kinds = iter((with_slip(problem, random), with_missed_step(problem)))
    for found in kinds:
        if found is not None:
            return found
    gold = number(problem.gold.final)
    assert gold is not None
    return Solution(problem.gold.lines[:-1], str(int(gold) + random.choice((-1, 1, 2))))


def _right(problem: WorkedProblem, final: str) -> bool:
    return number(final) == number(problem.gold.final)


def _cost(model: str, question: str, answer: Solution) -> int:
    """Micro-dollars."""
    output = sum(len(line) for line in answer.lines) + len(answer.final)
    usage = Usage(len(question) // _CHARS_PER_TOKEN, output // _CHARS_PER_TOKEN)
    return _PRICED[model].priced(usage).cost_micros


class _Router:
    """A ChatModel that asks the first route of the cascade, and the port Outcomes behind it."""

    def __init__(self, world: World, trust: float) -> None:
        self._world = world
        self._policy = PolicyRow("cascade", by="cascade", trust=trust)
        self._standings: dict[str, dict[str, Standing]] = {CHEAP: {}, STRONG: {}}
        self._problem = world.problems[0]
        self.strong = 0
        self.cost = 0

    def begin(self, problem: WorkedProblem) -> None:
        self._problem = problem

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        skills = self._skills(request.skills)
        ratings = {name: rating(known, skills) for name, known in self._standings.items()}
        order = order_by_cascade(ROUTES, request, ratings, self._policy)
        if not order:
            raise ModelUnavailable("No better model is left.")
        model = order[0].name
        answer = self._world.answers[model, self._problem.id]
        self.strong += model == STRONG
        self.cost += _cost(model, self._problem.question, answer)
        steps = [{"title": "Step", "text": line} for line in answer.lines]
        yield ChatChunk(text=json.dumps({"steps": steps, "final": answer.final}))
        routed = Routed("simulated", order[0].model.name)
        yield ChatChunk(stop=StopReason.END, usage=Usage(), model=model, routed=routed)

    async def complete(self, request: ChatRequest) -> ChatReply:
        return await collected(self.stream(request))

    async def observe(self, tenant: Tenant, model: str, skills: Sequence[str], right: bool) -> None:
        known = self._standings[model]
        known.update(learned(known, ModelOutcome(0, self._skills(tuple(skills)), right)))

    def _skills(self, guessed: tuple[str, ...]) -> tuple[str, ...]:
        return {"known": self._problem.skills, "guessed": guessed, "none": ()}[
            self._world.assumptions.skills
        ]


async def _no_solver(question: str, seconds: float) -> SolvedProblem:
    raise CannotSolve("The models are measured, not the solver.")


async def _no_check(question: str, solved: SolvedProblem, seconds: float) -> Report:
    return Report(False)


def _doubt(question: str) -> Doubt:
    nobody = UUID(int=0)
    return Doubt(nobody, nobody, question, nobody, datetime(2026, 1, 1, tzinfo=UTC))
