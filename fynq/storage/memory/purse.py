"""Limits, ledger and rests in memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from fynq.answering.books import UsageBy, UsageLine, UsageReport
from fynq.domain.chat import Payer, Usage
from fynq.domain.identifiers import Tenant, new_id
from fynq.routing.limits import Charge, charge_of, checked, full, refusal, windows_of
from fynq.routing.options import LimitRow
from fynq.routing.ports import Attempt, Estimate, Reservation
from fynq.storage.ledger import LedgerRow, ledger_rows
from fynq.storage.memory.contents import Contents
from fynq.storage.purse import LATE_SECONDS, LEASE_SECONDS, Unbilled
from fynq.storage.rests import rest_of
from fynq.storage.usage_book import MOST_LINES

_Window = tuple[Tenant, str, str, int, int]
_NONE = Charge()


@dataclass
class _Counts:
    settled: Charge = Charge()
    held: Charge = Charge()


@dataclass
class _Open:
    reservation: Reservation
    windows: Sequence[_Window]
    until: float
    back: bool = False


@dataclass(frozen=True)
class MemoryPurses:
    contents: Contents
    lease_seconds: float = LEASE_SECONDS
    clock: Callable[[], float] = time.time
    unbilled: Unbilled = field(default_factory=Unbilled)
    counts: dict[_Window, _Counts] = field(default_factory=dict)
    open: dict[UUID, _Open] = field(default_factory=dict)

    def __call__(self, limits: Sequence[LimitRow]) -> MemoryPurse:
        return MemoryPurse(self, checked(limits))


@dataclass(frozen=True)
class MemoryPurse:
    shared: MemoryPurses
    limits: tuple[LimitRow, ...]

    async def reserve(self, payer: Payer | None, estimate: Estimate) -> Reservation:
        reservation = Reservation(new_id(), payer, estimate)
        windows = windows_of(self.limits, payer, self.shared.clock()) if payer else ()
        if payer is None or not windows:
            return reservation
        now = self.shared.clock()
        self._give_back(now)
        names = [(payer.tenant, w.scope, w.subject, w.seconds, w.start) for w in windows]
        found = []
        for name, window in zip(names, windows, strict=True):
            counts = self.shared.counts.setdefault(name, _Counts())
            found += full(window, counts.settled, counts.held)
        if found:
            raise refusal(found, now)
        for name in names:
            self._change(name, held=_of(estimate))
        self.shared.open[reservation.id] = _Open(
            reservation, names, now + self.shared.lease_seconds
        )
        return reservation

    async def settle(self, reservation: Reservation, attempts: Sequence[Attempt]) -> None:
        if reservation.payer is None:
            self.shared.unbilled.add(attempts)
            return
        for row in ledger_rows(reservation, attempts):
            self.shared.contents.ledger.setdefault((reservation.payer.tenant, row.id), row)
        found = self.shared.open.pop(reservation.id, None)
        if found is None:
            return
        for name in found.windows:
            if not found.back:
                self._change(name, held=_negative(_of(reservation.estimate)))
            self._change(name, settled=charge_of(attempts))

    def _give_back(self, now: float) -> None:
        for id_, found in list(self.shared.open.items()):
            if found.until > now:
                continue
            if found.back:
                del self.shared.open[id_]
                continue
            found.back, found.until = True, now + LATE_SECONDS
            for name in found.windows:
                self._change(name, held=_negative(_of(found.reservation.estimate)))

    def _change(self, name: _Window, held: Charge = _NONE, settled: Charge = _NONE) -> None:
        counts = self.shared.counts[name]
        counts.held = _sum(counts.held, held)
        counts.settled = _sum(counts.settled, settled)


def _of(estimate: Estimate) -> Charge:
    return Charge(1, max(estimate.tokens, 0), max(estimate.cost_micros, 0))


def _negative(charge: Charge) -> Charge:
    return Charge(-charge.requests, -charge.tokens, -charge.cost_micros)


def _sum(one: Charge, other: Charge) -> Charge:
    return Charge(
        one.requests + other.requests,
        one.tokens + other.tokens,
        one.cost_micros + other.cost_micros,
    )


@dataclass(frozen=True)
class MemoryUsageBook:
    contents: Contents

    async def usage_of(
        self, tenant: Tenant, since: datetime, until: datetime, by: UsageBy
    ) -> UsageReport:
        rows = [
            row
            for (whose, _), row in self.contents.ledger.items()
            if whose == tenant and since <= row.at < until
        ]
        groups: dict[str, list[LedgerRow]] = {}
        for row in rows:
            groups.setdefault(_group(row, by), []).append(row)
        lines = [_line(name, each) for name, each in sorted(groups.items())]
        if by is not UsageBy.DAY:
            lines.sort(key=lambda line: -line.usage.cost_micros)
        return UsageReport(_line("", rows), tuple(lines[:MOST_LINES]))


def _group(row: LedgerRow, by: UsageBy) -> str:
    if by is UsageBy.MODEL:
        return f"{row.provider}/{row.model}"
    if by is UsageBy.DAY:
        return row.at.date().isoformat()
    return row.user_id if by is UsageBy.USER else row.api_key


def _line(name: str, rows: Sequence[LedgerRow]) -> UsageLine:
    usage = Usage(
        sum(row.input_tokens for row in rows),
        sum(row.output_tokens for row in rows),
        sum(row.cached_tokens for row in rows),
        sum(row.reasoning_tokens for row in rows),
        sum(row.cost_micros for row in rows),
        any(row.estimated for row in rows),
    )
    return UsageLine(name, len({row.reservation for row in rows}), len(rows), usage)


@dataclass(frozen=True)
class MemoryRests:
    until: dict[str, float] = field(default_factory=dict)

    async def rest(self, subject: str, seconds: float) -> None:
        milliseconds = rest_of(seconds)
        if milliseconds:
            till = asyncio.get_running_loop().time() + milliseconds / 1000
            self.until[subject] = max(till, self.until.get(subject, 0.0))

    async def resting(self) -> Mapping[str, float]:
        now = asyncio.get_running_loop().time()
        for subject in [each for each, till in self.until.items() if till <= now]:
            del self.until[subject]
        return {subject: till - now for subject, till in self.until.items()}
