"""One request on its way: what was tried, what is left to try, and when to stop."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from fynq.domain.chat import Usage
from fynq.domain.errors import ModelError, ModelFailure, ModelTimeout, ModelUnavailable
from fynq.domain.identifiers import new_id
from fynq.routing.decide import decide
from fynq.routing.ports import Attempt, Outcome
from fynq.routing.route import Route
from fynq.routing.standing import Standing

_WAITABLE = frozenset(
    {ModelFailure.RATE_LIMITED, ModelFailure.OVERLOADED, ModelFailure.UNREACHABLE}
)
FIRST_PAUSE = 0.5
"""Seconds before a second try where the provider named no time; doubled for each further one."""
_LEAST_LEFT = 0.05


@dataclass(frozen=True, slots=True)
class Try:
    """One request upstream. at: monotonic seconds of its start."""

    route: Route
    key: int
    at: float


@dataclass
class Journey:
    """routes: in the order of preference; each is tried once, or twice where the table says so.

    deadline: monotonic seconds. attempts: every request sent upstream, for the ledger.
    """

    standing: Standing
    routes: Sequence[Route]
    deadline: float
    max_attempts: int = 3
    elsewhere: bool = False
    attempts: list[Attempt] = field(default_factory=list)
    made: int = 0
    failure: ModelError | None = None
    restarted: bool = False
    hedged: bool = False

    def __post_init__(self) -> None:
        self.started = self.standing.now()
        self._left = list(self.routes)
        self._again: Try | None = None
        self._repeated: set[str] = set()
        self._spent: dict[str, list[int]] = {}

    @property
    def seconds_left(self) -> float:
        return self.deadline - self.standing.now()

    @property
    def may_go_on(self) -> bool:
        """Whether another request may be sent, as far as is known now."""
        return (
            self.made < self.max_attempts
            and self.seconds_left > _LEAST_LEFT
            and (self._again is not None or bool(self._left))
        )

    async def next(self) -> Try:
        """Waits where a provider asked for it and nothing else is left. Raises the last ModelError
        when there is nothing more to try."""
        if self.made >= self.max_attempts or self.seconds_left <= _LEAST_LEFT:
            raise self._last()
        if (self._again is None and not self._left) or (
            self._again is None and self.made == 0 and self.standing.rests(self._left[0])
        ):
            await self._wait_for_one()
        again, self._again = self._again, None
        if again is not None:
            return self.begin(again.route, again.key)
        route = self._left.pop(0)
        return self.begin(route, self.standing.key_for(route, self._spent.get(route.name, ())))

    def spare(self) -> Route | None:
        """A route for a hedge: the next one that is well, without taking it yet."""
        if self.made >= self.max_attempts or self._again is not None:
            return None
        return next((r for r in self._left if self.standing.admits(r)), None)

    def begin_spare(self, route: Route) -> Try:
        self._left.remove(route)
        self.hedged = True
        return self.begin(route, self.standing.key_for(route))

    def begin(self, route: Route, key: int) -> Try:
        self.made += 1
        self.standing.begin(route, key)
        return Try(route, key, self.standing.now())

    def failed(self, tried: Try, error: ModelError, *, begun: bool = False) -> None:
        """Takes the failure in and decides what comes next. Raises the error when nothing may.

        begun: there was content already, so the answer begins again elsewhere if it can.
        """
        decision = decide(error.failure, error.retry_after, elsewhere=self.elsewhere)
        self.standing.failed(tried.route, tried.key, error, decision)
        self.failure = error
        route = tried.route
        spent = self._spent.setdefault(route.name, [])
        if tried.key not in spent:
            spent.append(tried.key)
        if decision.rotate and any(n not in spent for n in self.standing.keys(route)):
            self._again = Try(route, self.standing.key_for(route, spent), 0.0)
        elif decision.same and route.name not in self._repeated and not (begun and self._left):
            self._repeated.add(route.name)
            self._again = Try(route, tried.key, 0.0)
        elif not decision.over:
            raise error
        elif decision.larger:
            self._left = [r for r in self._left if _larger(r, route)]

    def record(self, route: Route, outcome: Outcome, usage: Usage, seconds: float) -> None:
        self.attempts.append(
            Attempt(
                new_id(),
                route.provider,
                route.model.name,
                outcome,
                route.priced(usage),
                seconds * 1000,
            )
        )

    def _last(self) -> ModelError:
        if self.failure is not None:
            return self.failure
        if self.seconds_left <= _LEAST_LEFT:
            return ModelTimeout("The time for this request is over.")
        return ModelUnavailable("No model is configured for this request.")

    async def _wait_for_one(self) -> None:
        """Sleeps until the route that is back soonest may be asked again. Raises the last error
        when waiting makes no sense: another kind of failure, or more than the time that is left."""
        if self.failure is not None and self.failure.failure not in _WAITABLE:
            raise self.failure
        route = min(self.routes, key=self.standing.rests)
        rests = self.standing.rests(route)
        pause = rests or FIRST_PAUSE * 2 ** max(0, self.made - 1) * random.uniform(1.0, 1.2)  # noqa: S311
        if pause + _LEAST_LEFT >= self.seconds_left:
            raise self.failure or self.standing.why_resting(route)
        await asyncio.sleep(pause)
        spent = self._spent.pop(route.name, [])
        usable = [n for n in spent if n in self.standing.keys(route)]
        key = usable[-1] if usable else self.standing.key_for(route)
        self._again = Try(route, key, 0.0)
        if route in self._left:
            self._left.remove(route)


def _larger(route: Route, than: Route) -> bool:
    return not route.model.context or route.model.context > than.model.context
