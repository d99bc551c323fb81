"""What students did and how their skills stood, day by day: added by every fold, and made anew from
the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from fynq.analytics.gathering import RULES, Gathering, unequal
from fynq.analytics.mastery import DayEnd
from fynq.analytics.rollup import Cell, Tally
from fynq.answering.analytics_books import CaughtUp
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import Learner
from fynq.personalization.claims import Void, voids
from fynq.personalization.ports import Edition
from fynq.personalization.replay import replayed_one
from fynq.storage.calibrations import edition_in
from fynq.storage.database import Connection, Database
from fynq.storage.learning_events import event_of, met_of
from fynq.storage.statements import statements

_AT_ONCE = 1_000
"""Events of a log that are read at once."""


async def add_turns(
    tenant: Tenant,
    connection: Connection,
    student: UUID,
    before: int,
    after: int,
    gathered: Gathering,
) -> None:
    """In a fold's transaction, which holds the student. Does nothing where what came before is not in
    the rollups."""
    await connection.execute(
        statements("rollups")["add_turns"],
        tenant,
        student,
        before,
        after,
        RULES,
        *_cell_columns(gathered.cells),
        *_end_columns(gathered.ends),
    )


@dataclass
class _Reading:
    """A student's log as far as it is read."""

    learner: Learner = field(default_factory=Learner)
    gathering: Gathering = field(default_factory=Gathering)
    void: Mapping[UUID, Void] = field(default_factory=dict)
    editions: dict[int, Edition] = field(default_factory=dict)


@dataclass(frozen=True)
class PostgresRollups:
    database: Database

    async def behind(self, tenant: Tenant, students: Sequence[UUID]) -> Sequence[UUID]:
        rows = await self.database.rows(
            tenant, statements("rollups")["behind"], tenant, list(students), RULES
        )
        return [row["student"] for row in rows]

    async def ranges(self, tenant: Tenant, size: int, *, all_: bool) -> Sequence[UUID]:
        """The first student of every `size` that are behind, or of all."""
        rows = await self.database.rows(
            tenant, statements("rollups")["ranges"], tenant, RULES, size, not all_
        )
        return [row["student"] for row in rows]

    async def students_in(
        self, tenant: Tenant, first: UUID, before: UUID | None, *, all_: bool
    ) -> Sequence[UUID]:
        rows = await self.database.rows(
            tenant,
            statements("rollups")["students_in_range"],
            tenant,
            RULES,
            first,
            not all_,
            before,
        )
        return [row["student"] for row in rows]

    async def catch_up(self, tenant: Tenant, student: UUID, *, write: bool = True) -> CaughtUp:
        """The long reading holds nothing. The last transaction makes folds of this student wait while
        it reads what they applied meanwhile, so what it stores is whole; if they ruled something out,
        it reads all again."""
        reading = _Reading()
        while True:
            async with self.database.transaction(tenant, read_only=True) as connection:
                await _rule_out(tenant, connection, student, reading)
                if not await _read_on(tenant, connection, student, reading):
                    break
        async with self.database.transaction(tenant) as connection:
            await connection.execute(statements("learning")["hold_student"], tenant, student)
            await _rule_out(tenant, connection, student, reading)
            while await _read_on(tenant, connection, student, reading):
                pass
            return await _compared(tenant, connection, student, reading, write=write)


async def _rule_out(
    tenant: Tenant, connection: Connection, student: UUID, reading: _Reading
) -> None:
    """Begins anew where other events are ruled out than before."""
    rows = await connection.fetch(statements("rollups")["corrections"], tenant, student)
    void = voids([event_of(row) for row in rows])
    if void != reading.void:
        reading.void = void
        reading.learner, reading.gathering = Learner(), Gathering()


async def _compared(
    tenant: Tenant, connection: Connection, student: UUID, reading: _Reading, *, write: bool
) -> CaughtUp:
    sql = statements("rollups")
    gathered = reading.gathering
    cells = {
        Cell(student, row["skill"], row["day"]): Tally(*row[2:])
        for row in await connection.fetch(sql["cells_of"], tenant, student)
    }
    ends = {
        (row["skill"], row["day"]): DayEnd(*row[2:])
        for row in await connection.fetch(sql["ends_of"], tenant, student)
    }
    wrong_cells = unequal(gathered.cells, cells)
    wrong_ends = unequal(gathered.ends, ends)
    if write:
        await _put(tenant, connection, student, reading, wrong_cells, wrong_ends)
    return CaughtUp(
        events=reading.learner.turn,
        cells=len(gathered.cells) + len(gathered.ends),
        different=len(wrong_cells) + len(wrong_ends),
    )


async def _read_on(
    tenant: Tenant, connection: Connection, student: UUID, reading: _Reading
) -> bool:
    """The next events of the log; False at its end."""
    rows = await connection.fetch(
        statements("rollups")["history_after"], tenant, student, reading.learner.turn, _AT_ONCE
    )
    for row in rows:
        event, meeting = met_of(row)
        edition = reading.editions.get(meeting.version)
        if edition is None:
            edition = await edition_in(tenant, connection, meeting.version)
            reading.editions[meeting.version] = edition
        before, void = reading.learner, reading.void.get(event.id)
        reading.learner = replayed_one(before, event, meeting, edition, void)
        reading.gathering.see(event, before, reading.learner, counts=void is None)
    return len(rows) == _AT_ONCE


async def _put(
    tenant: Tenant,
    connection: Connection,
    student: UUID,
    reading: _Reading,
    wrong_cells: Sequence[Cell],
    wrong_ends: Sequence[tuple[str, date]],
) -> None:
    sql = statements("rollups")
    gathered = reading.gathering
    extra = [cell for cell in wrong_cells if cell not in gathered.cells]
    if extra:
        await connection.execute(
            sql["drop_cells"],
            tenant,
            student,
            [cell.day for cell in extra],
            [cell.skill for cell in extra],
        )
    beyond = [end for end in wrong_ends if end not in gathered.ends]
    if beyond:
        await connection.execute(
            sql["drop_ends"],
            tenant,
            student,
            [end[0] for end in beyond],
            [end[1] for end in beyond],
        )
    cells = {cell: gathered.cells[cell] for cell in wrong_cells if cell in gathered.cells}
    if cells:
        await connection.execute(sql["put_cells"], tenant, student, *_cell_columns(cells))
    ends = {end: gathered.ends[end] for end in wrong_ends if end in gathered.ends}
    if ends:
        await connection.execute(sql["put_ends"], tenant, student, *_end_columns(ends))
    await connection.execute(sql["put_position"], tenant, student, reading.learner.turn, RULES)


def _cell_columns(cells: Mapping[Cell, Tally]) -> tuple[list[Any], ...]:
    """One list for each column of fynq.activity after the student."""
    tallies = list(cells.values())
    return (
        [cell.day for cell in cells],
        [cell.skill for cell in cells],
        [tally.events for tally in tallies],
        [tally.doubts for tally in tallies],
        [tally.answered for tally in tallies],
        [tally.correct for tally in tallies],
        [tally.unaided for tally in tallies],
        [tally.credit for tally in tallies],
    )


def _end_columns(ends: Mapping[tuple[str, date], DayEnd]) -> tuple[list[Any], ...]:
    """One list for each column of fynq.mastery_days after the student."""
    kept = list(ends.values())
    return (
        [skill for skill, _ in ends],
        [day for _, day in ends],
        [end.ability for end in kept],
        [end.variance for end in kept],
        [end.known for end in kept],
        [end.mastered for end in kept],
    )
