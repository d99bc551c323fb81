"""A school's calibrations, and the difficulties of its items and skills."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearningEvent
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.ports import Difficulties, Edition, Meeting, Standing, Thing
from fynq.personalization.replay import in_order
from fynq.storage.database import Connection, Database
from fynq.storage.learning_events import met_of
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresCalibrations:
    database: Database

    async def publish(
        self, tenant: Tenant, edition: Edition, difficulties: Difficulties
    ) -> Edition:
        sql = statements("learning")
        async with self.database.transaction(tenant) as connection:
            await connection.execute(sql["hold_calibrations"], tenant)
            version = await version_in(tenant, connection) + 1
            content = json.dumps(
                {
                    "tracing": {skill: asdict(found) for skill, found in edition.tracing.items()},
                    "blend": edition.blend,
                    "memory": edition.memory,
                }
            )
            await connection.execute(sql["add_edition"], tenant, version, content)
            if difficulties:
                await connection.execute(
                    sql["start_difficulties"], tenant, *_columns(difficulties), version
                )
        return replace(edition, version=version)

    async def editions(self, tenant: Tenant) -> Mapping[int, Edition]:
        async with self.database.transaction(tenant, read_only=True) as connection:
            last = await version_in(tenant, connection)
            return {
                version: await edition_in(tenant, connection, version)
                for version in range(last + 1)
            }

    async def standings(self, tenant: Tenant) -> Mapping[Thing, Standing]:
        rows = await self.database.rows(tenant, statements("learning")["standings"], tenant)
        return {
            (row["kind"], row["name"]): Standing(
                now=Difficulty(row["mean"], row["variance"], row["answers"]),
                start=Difficulty(row["start_mean"], row["start_variance"]),
                version=row["version"],
            )
            for row in rows
        }

    async def met(
        self, tenant: Tenant, thing: Thing, version: int
    ) -> Sequence[tuple[LearningEvent, Meeting]]:
        name = "answers_to_item" if thing[0] == "item" else "answers_on_skill"
        rows = await self.database.rows(
            tenant, statements("learning")[name], tenant, thing[1], version
        )
        return in_order(thing, [met_of(row) for row in rows])


async def version_in(tenant: Tenant, connection: Connection) -> int:
    version: int = await connection.fetchval(statements("learning")["version"], tenant)
    return version


async def edition_in(tenant: Tenant, connection: Connection, version: int) -> Edition:
    if version == 0:
        return Edition()
    text = await connection.fetchval(statements("learning")["edition"], tenant, version)
    content = json.loads(text)
    tracing = {skill: Tracing(**found) for skill, found in content["tracing"].items()}
    memory = tuple(content.get("memory", ()))
    return Edition(version, tracing, tuple(content["blend"]), memory)


async def hold_difficulties(
    tenant: Tenant, connection: Connection, wanted: Difficulties, version: int
) -> Difficulties:
    """As they are; those that are missing are added as `wanted` has them. Until the transaction
    ends nobody else moves them."""
    if not wanted:
        return {}
    sql = statements("learning")
    columns = _columns(wanted)
    await connection.execute(sql["add_difficulties"], tenant, *columns, version)
    rows = await connection.fetch(sql["hold_difficulties"], tenant, *columns[:2])
    return {
        (row["kind"], row["name"]): Difficulty(row["mean"], row["variance"], row["answers"])
        for row in rows
    }


async def save_difficulties(
    tenant: Tenant, connection: Connection, difficulties: Difficulties
) -> None:
    if difficulties:
        await connection.execute(
            statements("learning")["save_difficulties"],
            tenant,
            *_columns(difficulties),
            [difficulty.answers for difficulty in difficulties.values()],
        )


def _columns(
    difficulties: Difficulties,
) -> tuple[list[str], list[str], list[float], list[float]]:
    return (
        [kind for kind, _ in difficulties],
        [name for _, name in difficulties],
        [difficulty.mean for difficulty in difficulties.values()],
        [difficulty.variance for difficulty in difficulties.values()],
    )
