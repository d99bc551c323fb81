"""How well models do: the log of outcomes, and the standings that it adds up to."""

from __future__ import annotations

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
    learned,
)
from fynq.storage.database import Database
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresRatingBook:
    database: Database

    async def standings(self, tenant: Tenant) -> Mapping[str, Standings]:
        found: defaultdict[str, dict[str, Standing]] = defaultdict(dict)
        sql = statements("ratings")["all_standings"]
        for row in await self.database.rows(tenant, sql, tenant):
            found[row["model"]][row["skill"]] = Standing(*row[2:])
        return found

    async def observe(
        self,
        tenant: Tenant,
        model: str,
        skills: Sequence[str],
        right: bool,
        difficulty: float = 0.0,
    ) -> ModelOutcome:
        sql = statements("ratings")
        async with self.database.transaction(tenant) as connection:
            await connection.execute(sql["open_standing"], tenant, model, OVERALL_VARIANCE)
            number = 1 + await connection.fetchval(sql["hold_model"], tenant, model)
            outcome = ModelOutcome(number, tuple(skills), right, difficulty)
            touched = [OVERALL, *outcome.skills]
            rows = await connection.fetch(sql["standings"], tenant, model, touched)
            changed = learned({row[0]: Standing(*row[1:]) for row in rows}, outcome)
            await connection.execute(
                sql["save_standings"],
                tenant,
                model,
                list(changed),
                [each.ability for each in changed.values()],
                [each.variance for each in changed.values()],
                [each.outcomes for each in changed.values()],
            )
            await connection.execute(
                sql["add_outcome"], tenant, model, number, list(outcome.skills), right, difficulty
            )
        return outcome

    async def outcomes(
        self, tenant: Tenant, model: str, after: int, limit: int
    ) -> Sequence[ModelOutcome]:
        sql = statements("ratings")["outcomes"]
        rows = await self.database.rows(tenant, sql, tenant, model, after, limit)
        return [ModelOutcome(row[0], tuple(row[1]), row[2], row[3]) for row in rows]
