"""How well models do: the log of outcomes, and the standings that it adds up to."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fynq.domain.identifiers import Tenant
from fynq.routing.ratings import (
    OVERALL,
    OVERALL_VARIANCE,
    ModelOutcome,
    Standing,
    Standings,
    folded,
    learned,
)
from fynq.storage.database import Connection, Database, Row
from fynq.storage.statements import statements

_RANGE = 10_000
"""Outcomes that are folded at once."""


@dataclass(frozen=True)
class PostgresRatingBook:
    database: Database

    async def standings(self, tenant: Tenant) -> Mapping[str, Standings]:
        sql = statements("ratings")["all_standings"]
        return _by_model(await self.database.rows(tenant, sql, tenant))

    async def observe(
        self,
        tenant: Tenant,
        model: str,
        skills: Sequence[str],
        right: bool,
        difficulty: float = 0.0,
        amount: float = 1.0,
    ) -> ModelOutcome:
        async with self.database.transaction(tenant) as connection:
            outcome, _, _ = await observe_in(
                tenant, connection, model, skills, right, difficulty, amount
            )
        return outcome

    async def outcomes(
        self, tenant: Tenant, model: str, after: int, limit: int
    ) -> Sequence[ModelOutcome]:
        sql = statements("ratings")["outcomes"]
        rows = await self.database.rows(tenant, sql, tenant, model, after, limit)
        return [_outcome(row) for row in rows]

    async def refold(self, tenant: Tenant, model: str) -> tuple[Standings, Standings]:
        """Makes the standings anew from the log; gives those before and after. The long fold holds no
        lock; outcomes wait only while those that came meanwhile are folded in."""
        sql = statements("ratings")
        standings: dict[str, Standing] = {}
        last = 0
        while outcomes := await self.outcomes(tenant, model, last, _RANGE):
            standings = await asyncio.to_thread(folded, outcomes, standings)
            last = outcomes[-1].number
        async with self.database.transaction(tenant) as connection:
            held = await connection.fetchval(sql["hold_model"], tenant, model)
            if held is None:
                return {}, {}
            while rows := await connection.fetch(sql["outcomes"], tenant, model, last, _RANGE):
                standings = folded(map(_outcome, rows), standings)
                last = rows[-1]["number"]
            before = _by_model(await connection.fetch(sql["all_standings"], tenant))[model]
            await connection.execute(sql["drop_standings"], tenant, model, list(standings))
            await save_in(tenant, connection, model, standings)
        return before, standings


async def observe_in(
    tenant: Tenant,
    connection: Connection,
    model: str,
    skills: Sequence[str],
    right: bool,
    difficulty: float,
    amount: float,
) -> tuple[ModelOutcome, Standings, Standings]:
    """Adds an outcome in the open transaction; with the standings that it touches before and after."""
    sql = statements("ratings")
    await connection.execute(sql["open_standing"], tenant, model, OVERALL_VARIANCE)
    number = 1 + await connection.fetchval(sql["hold_model"], tenant, model)
    outcome = ModelOutcome(number, tuple(skills), right, difficulty, amount)
    touched = [OVERALL, *outcome.skills]
    rows = await connection.fetch(sql["standings"], tenant, model, touched)
    before = {row[0]: Standing(*row[1:]) for row in rows}
    changed = learned(before, outcome)
    await save_in(tenant, connection, model, changed)
    await connection.execute(
        sql["add_outcome"],
        tenant,
        model,
        number,
        list(outcome.skills),
        right,
        difficulty,
        amount,
    )
    return outcome, before, changed


async def save_in(tenant: Tenant, connection: Connection, model: str, standings: Standings) -> None:
    await connection.execute(
        statements("ratings")["save_standings"],
        tenant,
        model,
        list(standings),
        [each.ability for each in standings.values()],
        [each.variance for each in standings.values()],
        [each.outcomes for each in standings.values()],
    )


def _by_model(rows: Sequence[Row]) -> dict[str, dict[str, Standing]]:
    found: defaultdict[str, dict[str, Standing]] = defaultdict(dict)
    for row in rows:
        found[row["model"]][row["skill"]] = Standing(*row[2:])
    return found


def _outcome(row: Row) -> ModelOutcome:
    return ModelOutcome(row[0], tuple(row[1]), *row[2:])
