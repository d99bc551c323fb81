"""What the router knows of its routes right now: health, latency, load, and who asked for rest."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from fynq.domain.errors import ModelError, ModelFailure, ModelRateLimited, Unavailable
from fynq.routing.decide import Decision, Scope
from fynq.routing.health import Health, State
from fynq.routing.latency import Latency
from fynq.routing.options import HealthOptions
from fynq.routing.ports import Rests
from fynq.routing.route import Route

REFRESH_SECONDS = 0.5
"""How old the shared rests may be: so late a replica hears of another's Retry-After."""

_WHOLE_PROVIDER = frozenset(
    {
        ModelFailure.UNREACHABLE,
        ModelFailure.RESET_BEFORE_HEADERS,
        ModelFailure.SILENT_BEFORE_HEADERS,
    }
)


class Standing:
    """Subjects are 'provider', 'provider/model' and 'provider#key number'."""

    def __init__(
        self,
        options: HealthOptions,
        rests: Rests,
        now: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        self.now = now
        self._options = options
        self._rests = rests
        self._chance = chance or random.Random()  # noqa: S311
        self._health: dict[str, Health] = {}
        self._latency: dict[str, Latency] = {}
        self._in_flight: dict[str, int] = {}
        self._until: dict[str, float] = {}
        self._avoided: dict[str, float] = {}
        self._asked: dict[str, ModelError] = {}
        self._refreshed = -REFRESH_SECONDS
        self._tasks: set[asyncio.Task[None]] = set()

    def health(self, subject: str) -> Health:
        found = self._health.get(subject)
        if found is None:
            found = self._health[subject] = Health(self._options)
        return found

    def latency(self, route: Route) -> Latency:
        found = self._latency.get(route.name)
        if found is None:
            found = self._latency[route.name] = Latency()
        return found

    def in_flight(self, subject: str) -> int:
        return self._in_flight.get(subject, 0)

    def state(self, route: Route) -> State:
        """The worse of the route and its provider; open when no key may be used."""
        now = self.now()
        states = [self.health(route.name).state(now), self.health(route.provider).state(now)]
        if not self.keys(route):
            return State.OPEN
        return max(states, key=_WORSE.index)

    def admits(self, route: Route) -> bool:
        now = self.now()
        return (
            self.rests(route) == 0
            and self.health(route.name).admits(now)
            and self.health(route.provider).admits(now)
            and bool(self.keys(route))
            and self.in_flight(route.provider) < route.row.max_concurrent
        )

    def rests(self, route: Route) -> float:
        """Seconds for which the provider asked to be left alone, by its model or by every key."""
        left = max(self._left(route.provider), self._left(route.name))
        keys = [self._left(_key(route, n)) for n in range(_clients(route))]
        return max(left, min(keys, default=0.0))

    def keys(self, route: Route) -> list[int]:
        """Numbers of the keys that may be used."""
        now = self.now()
        return [
            n
            for n in range(_clients(route))
            if not self._left(_key(route, n))
            and self._avoided.get(_key(route, n), 0.0) <= now
            and self.health(_key(route, n)).admits(now)
        ]

    def key_for(self, route: Route, spent: Sequence[int] = ()) -> int:
        """The better of two at random among the usable keys, by load; any where none is usable."""
        every = range(_clients(route))
        usable = [n for n in self.keys(route) if n not in spent]
        open_to = usable or [n for n in every if n not in spent] or list(every)
        if len(open_to) == 1:
            return open_to[0]
        pair = self._chance.sample(open_to, 2)
        return min(pair, key=lambda n: self.in_flight(_key(route, n)))

    def expected(self, route: Route) -> float:
        return self.latency(route).cost(self.in_flight(route.name))

    def begin(self, route: Route, key: int) -> None:
        now = self.now()
        for subject in _subjects(route, key):
            self._in_flight[subject] = self._in_flight.get(subject, 0) + 1
            self.health(subject).began(now)

    def end(self, route: Route, key: int) -> None:
        for subject in _subjects(route, key):
            self._in_flight[subject] -= 1
            self.health(subject).left()

    def succeeded(self, route: Route, key: int, first_seconds: float) -> None:
        now = self.now()
        self.latency(route).observe(first_seconds, now)
        for subject in _subjects(route, key):
            self.health(subject).succeeded(now)

    def failed(self, route: Route, key: int, error: ModelError, decision: Decision) -> None:
        """A time that the provider named is kept to, here and in every replica; a rest of our own
        choice (a key refused, a quota gone) only puts others first, here."""
        now = self.now()
        if decision.scope is Scope.REQUEST:
            return
        subjects = [_key(route, key)] if decision.scope is Scope.KEY else [route.name]
        if error.failure in _WHOLE_PROVIDER:
            subjects.append(route.provider)
        for subject in subjects:
            if decision.rest is None:
                self.health(subject).failed(now)
            elif error.retry_after is None or decision.rest != error.retry_after:
                self._avoided[subject] = now + decision.rest
            else:
                self._asked[subject] = error
                self._until[subject] = max(self._until.get(subject, 0.0), now + decision.rest)
                self._later(self._rests.rest(subject, decision.rest))

    def why_resting(self, route: Route) -> ModelError:
        """The error that a request meets which is not sent because of it."""
        left = self.rests(route)
        subjects = (route.provider, route.name, *(_key(route, n) for n in range(_clients(route))))
        known = next((self._asked[each] for each in subjects if each in self._asked), None)
        kind = type(known) if known is not None else ModelRateLimited
        return kind(
            "The model's provider asked to be left alone for a while.",
            provider=route.provider,
            model=route.model.name,
            retry_after=left,
        )

    def refresh(self) -> None:
        """Asks the other replicas' rests anew, beside the request."""
        if self.now() >= self._refreshed + REFRESH_SECONDS:
            self._refreshed = self.now()
            self._later(self._take_over())

    async def _take_over(self) -> None:
        found: Mapping[str, float] = await self._rests.resting()
        now = self.now()
        for subject, seconds in found.items():
            self._until[subject] = max(self._until.get(subject, 0.0), now + seconds)

    def _left(self, subject: str) -> float:
        return max(0.0, self._until.get(subject, 0.0) - self.now())

    def _later(self, act: Awaitable[None]) -> None:
        task = asyncio.create_task(_unless_away(act))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _unless_away(act: Awaitable[None]) -> None:
    with contextlib.suppress(Unavailable):
        await act


_WORSE = (State.HEALTHY, State.DEGRADED, State.PROBING, State.OPEN)


def _clients(route: Route) -> int:
    return len(route.chats) or len(route.embedders)


def _key(route: Route, number: int) -> str:
    return f"{route.provider}#{number}"


def _subjects(route: Route, key: int) -> tuple[str, str, str]:
    return route.name, route.provider, _key(route, key)
