"""What a school did, day by day: days that are over are counted once, and again when they change.

Whatever is counted notes the days that it changes, by triggers (schema 0019), in its own transaction. Who
counts takes the notes before it counts, so what it keeps has all that they were; a change that comes
later leaves a note of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import Any

from fynq.analytics.school import SchoolDay, SchoolFigures
from fynq.domain.identifiers import Tenant
from fynq.storage.database import Connection, Database
from fynq.storage.statements import statements

_DAY = timedelta(days=1)
_NOTES = 50_000
"""That one statement drops."""
_MOST = 31
"""Days that are counted by one statement, which has seconds for it."""


@dataclass(frozen=True)
class PostgresSchoolDays:
    database: Database

    async def days(self, tenant: Tenant, since: date, until: date) -> Sequence[SchoolDay]:
        """Every day from `since` on, before `until`. Brings what is kept up to date."""
        await self.keep(tenant, since, until)
        statement = statements("school_days")["kept_days"]
        async with self.database.transaction(tenant, read_only=True) as connection:
            kept = _days(await connection.fetch(statement, tenant, since, until))
            rest = kept[-1].day + _DAY if kept else since
            if rest >= until:
                return kept
            return [*kept, *await _counted(tenant, connection, rest, until)]

    async def keep(self, tenant: Tenant, since: date, until: date) -> int:
        """Counts the days that are over and not kept as they are; returns how many they were."""
        sql = statements("school_days")
        rows = await self.database.rows(tenant, sql["uncounted_days"], tenant, since, until)
        for first, before in _runs([row["day"] for row in rows]):
            async with self.database.transaction(tenant) as connection:
                await connection.execute(sql["hold_school_days"], tenant)
                await connection.execute(sql["take_changes"], tenant, first, before)
                counted = await _counted(tenant, connection, first, before)
                await connection.executemany(
                    sql["put_day"],
                    [(tenant, each.day, each.active, *astuple(each.figures)) for each in counted],
                )
        return len(rows)

    async def forget_changed(self, tenant: Tenant) -> None:
        """Days that changed and that nobody has looked at since, so that notes do not pile up."""
        sql = statements("school_days")
        async with self.database.transaction(tenant) as connection:
            await connection.execute(sql["hold_school_days"], tenant)
            await connection.execute(sql["forget_changed_days"], tenant, _NOTES)

    async def different(self, tenant: Tenant) -> tuple[int, int]:
        """How many days are kept, and how many of them are not as they are counted now. Days that
        changed and are not counted again yet are not compared."""
        sql = statements("school_days")
        async with self.database.transaction(tenant, read_only=True) as connection:
            ends = await connection.fetchrow(sql["ends"], tenant)
            if ends is None or ends["first"] is None:
                return 0, 0
            span = ends["first"], ends["before"]
            waiting = await connection.fetch(sql["uncounted_days"], tenant, *span)
            kept = _days(await connection.fetch(sql["kept_days"], tenant, *span))
            counted = {each.day: each for each in await _counted(tenant, connection, *span)}
        passed = {row["day"] for row in waiting}
        wrong = [each for each in kept if each.day not in passed and counted[each.day] != each]
        return len(kept), len(wrong)


async def _counted(
    tenant: Tenant, connection: Connection, since: date, until: date
) -> list[SchoolDay]:
    statement = statements("school_days")["count_days"]
    return _days(await connection.fetch(statement, tenant, since, until))


def _days(rows: Sequence[Any]) -> list[SchoolDay]:
    return [SchoolDay(row[0], row[1], SchoolFigures(*row[2:])) for row in rows]


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Days in a row, `_MOST` at most: the first of them, and the day after the last. days: in order."""
    begun = 0
    for at in range(1, len(days) + 1):
        if at == len(days) or days[at] != days[at - 1] + _DAY or at - begun == _MOST:
            yield days[begun], days[at - 1] + _DAY
            begun = at
