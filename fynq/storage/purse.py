"""Limits in Redis, the ledger in PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

import structlog

from fynq.domain.chat import Payer
from fynq.domain.errors import CacheUnavailable, StorageUnavailable, Unavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.routing.limits import (
    Charge,
    Full,
    Measure,
    Window,
    charge_of,
    checked,
    refusal,
    windows_of,
)
from fynq.routing.options import LimitRow
from fynq.routing.ports import Attempt, Estimate, Reservation
from fynq.storage.cache import Cache
from fynq.storage.ledger import LARGEST, PostgresLedger
from fynq.storage.limits import digest
from fynq.storage.scripts import Script, script

log = structlog.get_logger()

LEASE_SECONDS = 360.0
"""Longer than the longest request (300 s): a reservation older than this lost its process."""
LATE_SECONDS = 3_600.0
"""So long after its lease a reservation may still be settled, on what it really used."""

_MEASURES = (Measure.REQUESTS, Measure.TOKENS, Measure.COST)
_MISSING = 2
_FULL = 1
_REBUILT_FROM = 3_600
"""Seconds of a window from which on its lost count is read from the ledger."""
_COMMIT_PATIENCE = 2.0
_MOST_LATE = 10_000


class _Unanswered(CacheUnavailable):
    """What was asked may have been done."""


@dataclass
class Unbilled:
    """What was used without a payer, since the process began; for metrics only."""

    attempts: int = 0
    tokens: int = 0
    cost_micros: int = 0

    def add(self, attempts: Sequence[Attempt]) -> None:
        for attempt in attempts:
            self.attempts += 1
            self.tokens += attempt.usage.input_tokens + attempt.usage.output_tokens
            self.cost_micros += attempt.usage.cost_micros


class LaterRuns:
    """Settlements that Redis could not take: each is tried again until it can."""

    def __init__(self, most: int = _MOST_LATE) -> None:
        self._most = most
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, act: Callable[[], Coroutine[Any, Any, object]], seconds: float) -> None:
        if len(self._tasks) >= self._most:
            log.error("settlement_given_up", waiting=len(self._tasks))
            return
        task = asyncio.get_running_loop().create_task(self._run(act, seconds))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, act: Callable[[], Coroutine[Any, Any, object]], seconds: float) -> None:
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + seconds, 0.05
        while loop.time() < until:
            try:
                await act()
                return
            except CacheUnavailable:
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)
        log.error("settlement_given_up", seconds=seconds)

    async def close(self, seconds: float = 1.0) -> None:
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@dataclass(frozen=True)
class RedisPurses:
    """Makes a Purse for the limits of a policy; all of them share counts, ledger and connections.

    cache: of its own, and closed with it; where a limit guards money, a slow Redis is waited for
    longer than elsewhere. clock: seconds since 1970, of which the replicas have about the same.
    """

    cache: Cache
    ledger: PostgresLedger
    lease_seconds: float = LEASE_SECONDS
    clock: Callable[[], float] = time.time
    unbilled: Unbilled = field(default_factory=Unbilled)
    later: LaterRuns = field(default_factory=LaterRuns)

    def __call__(self, limits: Sequence[LimitRow]) -> RedisPurse:
        """Raises ConfigurationError."""
        return RedisPurse(self, checked(limits))

    async def close(self) -> None:
        await self.later.close()
        await self.ledger.close()
        await self.cache.close()


@dataclass(frozen=True)
class RedisPurse:
    """The port Purse.

    Each window of a payer is one hash that holds what is settled and, apart from it, what running
    requests hold. One script reserves over all of a payer's windows, another settles them: one
    round trip each, and none where no limit applies. What a process left behind is given back by
    the tenant's next reservation after the lease. A count that Redis lost, or never had, is read
    from the ledger; those of windows below an hour begin at zero.

    Without Redis a payer whose money or tokens are limited gets CacheUnavailable (503, retryable);
    limits on requests alone let everybody pass. A settlement then waits for Redis to come back.

    With a limit on money `settle` returns after the ledger's commit, for which it waits two
    seconds at most. The ledger keeps every attempt once, by its id, also one that comes after the
    first call (a shadow's); the counts change with the first call only.
    """

    shared: RedisPurses
    limits: tuple[LimitRow, ...]

    async def reserve(self, payer: Payer | None, estimate: Estimate) -> Reservation:
        reservation = Reservation(new_id(), payer, estimate)
        if payer is None:
            return reservation
        self.shared.ledger.admit()
        if not self.limits:
            return reservation
        now = self.shared.clock()
        windows = windows_of(self.limits, payer, now)
        if not windows:
            return reservation
        try:
            await self._hold(reservation, payer, windows, now)
        except Unavailable as error:
            if any(window.capped for window in windows):
                if isinstance(error, _Unanswered):
                    self._settle_later(reservation, payer, Charge())
                kind = (
                    CacheUnavailable if isinstance(error, CacheUnavailable) else StorageUnavailable
                )
                raise kind("Limits on money and tokens cannot be checked just now.") from None
        except asyncio.CancelledError:
            self._settle_later(reservation, payer, Charge())
            raise
        return reservation

    async def settle(self, reservation: Reservation, attempts: Sequence[Attempt]) -> None:
        payer = reservation.payer
        if payer is None:
            self.shared.unbilled.add(attempts)
            return
        windows = windows_of(self.limits, payer, 0.0) if self.limits else ()
        strict = any(window.cost_micros for window in windows)
        committed = self.shared.ledger.book(reservation, attempts, soon=strict)
        if windows:
            charge = charge_of(attempts)
            try:
                await self._settle(payer.tenant, reservation.id, charge)
            except (CacheUnavailable, asyncio.CancelledError) as error:
                self._settle_later(reservation, payer, charge)
                if isinstance(error, asyncio.CancelledError):
                    raise
        if committed is not None:
            await asyncio.wait({committed}, timeout=_COMMIT_PATIENCE)

    async def _hold(
        self, reservation: Reservation, payer: Payer, windows: tuple[Window, ...], now: float
    ) -> None:
        tenant = payer.tenant
        keys = [*_books(tenant), *(_name(tenant, window) for window in windows)]
        estimate = reservation.estimate
        head = [
            _milliseconds(now),
            _milliseconds(now + self.shared.lease_seconds),
            _milliseconds(now + LATE_SECONDS),
            str(reservation.id),
            _bounded(estimate.tokens),
            _bounded(estimate.cost_micros),
        ]
        known: dict[int, Charge] = {
            index: Charge()
            for index, window in enumerate(windows)
            if window.seconds < _REBUILT_FROM
        }
        spare = self.shared.lease_seconds + LATE_SECONDS
        while True:
            rows: list[object] = []
            for index, window in enumerate(windows):
                rows += _row(window, window.end - now + spare, known.get(index))
            verdict, *details = await self._run(_RESERVE, keys, [*head, *rows])
            if verdict == _MISSING:
                for index in details:
                    known[index] = await self._rebuilt(tenant, windows[index])
                continue
            if verdict == _FULL:
                triples = zip(details[::3], details[1::3], details[2::3], strict=True)
                raise refusal(
                    [
                        Full(windows[index], _MEASURES[measure], bool(spent))
                        for index, measure, spent in triples
                    ],
                    now,
                )
            return

    async def _rebuilt(self, tenant: Tenant, window: Window) -> Charge:
        try:
            return await self.shared.ledger.spent(tenant, window)
        except Unavailable:
            if window.capped:
                raise
            return Charge()

    async def _settle(self, tenant: Tenant, reservation: UUID, charge: Charge) -> None:
        amounts = (charge.requests, _bounded(charge.tokens), _bounded(charge.cost_micros))
        await self._run(_SETTLE, _books(tenant), [str(reservation), *amounts])

    def _settle_later(self, reservation: Reservation, payer: Payer, charge: Charge) -> None:
        self.shared.later.add(
            lambda: self._settle(payer.tenant, reservation.id, charge),
            self.shared.lease_seconds + LATE_SECONDS,
        )

    async def _run(self, what: Script, keys: Sequence[str], arguments: Sequence[object]) -> Any:
        asked = False

        def ask(redis: Any) -> Coroutine[Any, Any, Any]:
            nonlocal asked
            asked = True
            return what.run(redis, keys, arguments)

        try:
            return await self.shared.cache.run(ask)
        except CacheUnavailable as error:
            if asked:
                raise _Unanswered(error.detail) from None
            raise


def _books(tenant: Tenant) -> tuple[str, str]:
    return f"{tenant}:purse:open", f"{tenant}:purse:held"


def _name(tenant: Tenant, window: Window) -> str:
    return (
        f"{tenant}:purse:{window.scope}:{_subject(window.subject)}:{window.seconds}:{window.start}"
    )


@lru_cache(maxsize=4096)
def _subject(text: str) -> str:
    return digest(text)[:32] if text else ""


def _bounded(count: int) -> int:
    """What a provider claims may be absurd; Redis counts in 64 bits."""
    return max(0, min(count, LARGEST))


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


def _row(window: Window, keep: float, known: Charge | None) -> tuple[object, ...]:
    """The limits, for how long the count is kept, and what it begins with; '' for not known."""
    limits = (window.requests, window.tokens, window.cost_micros)
    if known is None:
        return (*limits, _milliseconds(keep), "", "", "")
    return (*limits, _milliseconds(keep), known.requests, known.tokens, known.cost_micros)


_RESERVE = script("reserve")
_SETTLE = script("settle")
