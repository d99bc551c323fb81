"""The ledger in PostgreSQL: every request upstream, once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import structlog

from fynq.domain.errors import FynqError, StorageUnavailable, Unavailable
from fynq.domain.identifiers import Tenant
from fynq.routing.limits import Charge, Window
from fynq.routing.ports import Attempt, Reservation
from fynq.storage.database import Database
from fynq.storage.statements import statements

log = structlog.get_logger()

LARGEST = 2**53
"""Of any count; what a provider claims beyond it is cut."""
_TEXT = 200
_AT_ONCE = 1_000
_TENANTS_AT_ONCE = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """The columns of the table, in order, after the tenant."""

    id: UUID
    reservation: UUID
    user_id: str
    api_key: str
    provider: str
    model: str
    outcome: str
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    reasoning_tokens: int
    estimated: bool
    cost_micros: int
    milliseconds: float
    at: datetime


_COLUMNS = tuple(attrgetter(each.name) for each in fields(LedgerRow))


@dataclass(slots=True)
class _Entry:
    tenant: Tenant
    rows: Sequence[LedgerRow]
    committed: asyncio.Future[None] | None


class PostgresLedger:
    """Written behind: rows wait up to `delay` seconds in this process for others, then those of
    each tenant are committed together. While PostgreSQL is away they wait for it.

    A process that is killed loses the rows of its last `delay` seconds, but none that somebody
    waited for (`book(..., soon=True)`). With `most` rows waiting, `admit` refuses new requests, so
    memory is bounded and nothing is dropped.
    """

    def __init__(self, database: Database, *, delay: float = 0.05, most: int = 50_000) -> None:
        self._database = database
        self._delay = delay
        self._most = most
        self._entries: list[_Entry] = []
        self._waiting = 0
        self._hurry = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._closing = False

    @property
    def waiting(self) -> int:
        """Rows that are not committed yet."""
        return self._waiting

    def admit(self) -> None:
        """Raises StorageUnavailable when too many rows wait, or nobody is left to write them."""
        if self._closing or self._waiting >= self._most:
            raise StorageUnavailable("The ledger cannot be written just now.")

    def book(
        self, reservation: Reservation, attempts: Sequence[Attempt], *, soon: bool = False
    ) -> asyncio.Future[None] | None:
        """soon: writes at once, together with what waits; the future ends with the commit."""
        if reservation.payer is None or not attempts:
            return None
        loop = asyncio.get_running_loop()
        committed = loop.create_future() if soon else None
        rows = ledger_rows(reservation, attempts)
        self._entries.append(_Entry(reservation.payer.tenant, rows, committed))
        self._waiting += len(rows)
        if soon:
            self._hurry.set()
        if self._writer is None:
            self._writer = loop.create_task(self._write())
        return committed

    async def spent(self, tenant: Tenant, window: Window) -> Charge:
        """What the rows say about a window of a payer. Raises StorageUnavailable."""
        subject = (plain(window.subject),) if window.scope != "tenant" else ()
        row = await self._database.row(
            tenant,
            statements("ledger")[f"spent_by_{window.scope}"],
            tenant,
            datetime.fromtimestamp(window.start, UTC),
            datetime.fromtimestamp(window.end, UTC),
            *subject,
        )
        return Charge(row["requests"], row["tokens"], row["cost_micros"]) if row else Charge()

    async def close(self, seconds: float = 5.0) -> None:
        """Writes what waits, for so long at most."""
        self._closing = True
        self._hurry.set()
        writer = self._writer
        if writer is None:
            return
        await asyncio.wait({writer}, timeout=seconds)
        if not writer.done():
            writer.cancel()
            await asyncio.wait({writer})
        if self._waiting:
            log.error("ledger_rows_lost", rows=self._waiting)

    async def _write(self) -> None:
        pause = _FIRST_PAUSE
        try:
            while self._entries:
                await self._rest(self._delay)
                taken, self._entries = self._entries, []
                left = await self._commit(taken)
                if not left:
                    pause = _FIRST_PAUSE
                    continue
                self._entries[:0] = left
                log.warning("ledger_waits", rows=self._waiting, seconds=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        finally:
            self._writer = None

    async def _rest(self, seconds: float) -> None:
        if not self._closing:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._hurry.wait()
        self._hurry.clear()

    async def _commit(self, taken: Sequence[_Entry]) -> list[_Entry]:
        """The entries that have to be tried again."""
        whose: dict[Tenant, list[_Entry]] = {}
        for entry in taken:
            whose.setdefault(entry.tenant, []).append(entry)
        turns = asyncio.Semaphore(_TENANTS_AT_ONCE)

        async def one(tenant: Tenant, entries: list[_Entry]) -> list[_Entry]:
            async with turns:
                return await self._commit_of(tenant, entries)

        left = await asyncio.gather(*(one(*each) for each in whose.items()))
        return [entry for entries in left for entry in entries]

    async def _commit_of(self, tenant: Tenant, entries: list[_Entry]) -> list[_Entry]:
        rows = [row for entry in entries for row in entry.rows]
        try:
            for start in range(0, len(rows), _AT_ONCE):
                await self._insert(tenant, rows[start : start + _AT_ONCE])
        except Unavailable:
            return entries
        except FynqError:
            if not await self._one_by_one(tenant, rows):
                return entries
        self._waiting -= len(rows)
        for entry in entries:
            if entry.committed is not None and not entry.committed.done():
                entry.committed.set_result(None)
        return []

    async def _one_by_one(self, tenant: Tenant, rows: Sequence[LedgerRow]) -> bool:
        """One row that the database refuses must not keep the others out. False: try again."""
        for row in rows:
            try:
                await self._insert(tenant, [row])
            except Unavailable:
                return False
            except FynqError as error:
                log.error("ledger_row_refused", id=str(row.id), code=error.code)
        return True

    async def _insert(self, tenant: Tenant, rows: Sequence[LedgerRow]) -> None:
        columns: list[list[Any]] = [[column(row) for row in rows] for column in _COLUMNS]
        async with self._database.transaction(tenant) as connection:
            await connection.execute(statements("ledger")["book"], tenant, *columns)


def ledger_rows(reservation: Reservation, attempts: Sequence[Attempt]) -> list[LedgerRow]:
    """The reservation has a payer."""
    payer, at = reservation.payer, datetime.now(UTC)
    assert payer is not None
    user, key = plain(payer.user), plain(payer.key)
    return [
        LedgerRow(
            attempt.id,
            reservation.id,
            user,
            key,
            plain(attempt.provider),
            plain(attempt.model),
            attempt.outcome.value,
            _whole(attempt.usage.input_tokens),
            _whole(attempt.usage.output_tokens),
            _whole(attempt.usage.cached_tokens),
            _whole(attempt.usage.reasoning_tokens),
            attempt.usage.estimated,
            _whole(attempt.usage.cost_micros),
            float(attempt.milliseconds),
            at,
        )
        for attempt in attempts
    ]


def plain(text: str) -> str:
    """As PostgreSQL can keep it: a text that it refuses must not keep a bill from being written."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\0", "?")[:_TEXT]


def _whole(count: int) -> int:
    return max(0, min(int(count), LARGEST))
