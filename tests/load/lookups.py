"""Lookups of students under load, as a gateway makes them: through the Remote, over Serve.

    python -m tests.load.lookups --users 16 --students 2000 --seconds 10

Over a PostgreSQL and a Ray of its own. A process that stands for the gateway has users who look up one
student after another, without a pause; who is looked up has a long tail (Zipf). The reference in the
same run is the same hop to a replica that answers at once. `--writes` is the share of lookups after
which the student's next event is recorded and folded in, as after a doubt; what the student looks up
next must know of it.

Prints JSON: times in milliseconds at the gateway, and what the replica found in memory.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import os
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from fynq.deployments.batch import ray_of_its_own
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Skill
from fynq.domain.learner import Learner, SkillState
from fynq.operations.data_folder import lock_data_folder
from fynq.operations.embedded_postgres import EmbeddedPostgres
from fynq.storage.curriculum import PostgresCurriculum
from fynq.storage.database import Database
from fynq.storage.learner_rows import save_learner
from fynq.storage.migrate import migrate

_SKILLS, _KNOWN = 60, 12
_START = datetime(2026, 1, 1, tzinfo=UTC)


async def enrol(url: str, count: int) -> tuple[Tenant, list[UUID]]:
    """Students who know some skills of a graph."""
    tenant, students = Tenant(new_id()), [new_id() for _ in range(count)]
    r = Random(1)
    database = Database(url)
    async with database.transaction(tenant) as connection:
        await connection.execute(
            "insert into fynq.tenants (id, slug, name, registration)"
            " values ($1, 'lookups', 'Lookups', 'open')",
            tenant,
        )
        await connection.executemany(
            "insert into fynq.users (tenant, id, email, display_name, role, password_hash)"
            " values ($1, $2, $3, '', 'student', '')",
            [(tenant, student, f"{student}@lookups.example") for student in students],
        )
    graph = [
        Skill(
            f"s{n}",
            f"Skill {n}",
            "mathematics",
            1,
            tuple(f"s{m}" for m in r.sample(range(n), min(n, 2))),
        )
        for n in range(_SKILLS)
    ]
    await PostgresCurriculum(database).put_skills(tenant, graph)
    async with database.transaction(tenant) as connection:
        for student in students:
            await save_learner(tenant, connection, student, Learner(), _learner(r))
    await database.close()
    return tenant, students


def _learner(r: Random) -> Learner:
    skills = {}
    for n in r.sample(range(_SKILLS), _KNOWN):
        at = _START + timedelta(minutes=r.randrange(100_000))
        state = SkillState(f"s{n}", r.gauss(0, 1), 0.3, 4, at, chances=4, known=r.random())
        skills[state.skill] = state
    return Learner(20, r.gauss(0, 1), 0.2, 10.0, 5.0, 0.6, skills)


async def _asked(
    handle: Any, tenant: Tenant, students: list[UUID], given: argparse.Namespace
) -> dict[str, Any]:
    common = (tenant, students, given.users, given.seconds)
    return {
        "reference": await handle.reference.remote(*common),
        "first": await handle.first.remote(tenant, students, given.users),
        "reading": await handle.lookups.remote(*common, 0.0),
        "with_writes": await handle.lookups.remote(*common, given.writes),
        "reference_again": await handle.reference.remote(*common),
    }


def measured(url: str, given: argparse.Namespace) -> dict[str, Any]:
    tenant, students = asyncio.run(enrol(url, given.students))
    with ray_of_its_own():
        from ray import serve

        # It imports Ray, which reads its variables then.
        here = importlib.import_module("tests.load.lookup_rooms")
        serve.start(proxy_location="Disabled")
        options = {"max_ongoing_requests": 64, "ray_actor_options": {"num_cpus": 0.05}}
        room = serve.deployment(here.Timed, name="personalizer", **options)
        echo = serve.deployment(here.Echo, name="echo", **options)
        gateway = serve.deployment(here.Gateway, name="gateway", **options)
        handle = serve.run(
            gateway.bind(room.bind({}), echo.bind(), url), name="lookups", route_prefix=None
        )
        found = asyncio.run(_asked(handle, tenant, students, given))
    hop = (found["reference"]["p50_ms"] + found["reference_again"]["p50_ms"]) / 2
    found["ratio_of_p50_to_the_hop"] = round(found["reading"]["p50_ms"] / hop, 2)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=16)
    parser.add_argument("--students", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--writes", type=float, default=0.1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = lock_data_folder(Path(name) / "data")
        postgres = EmbeddedPostgres(folder)
        asyncio.run(postgres.start())
        try:
            url = asyncio.run(migrate(postgres.url, b"lookups"))
            os.environ["FYNQ_DATABASE_URL"] = url
            os.environ["FYNQ_REDIS_URL"] = "redis://127.0.0.1:1/0"
            os.environ["RAY_SERVE_THROUGHPUT_OPTIMIZED"] = "1"
            os.environ["PYTHONPATH"] = str(Path.cwd())
            found = measured(url, given)
        finally:
            asyncio.run(postgres.stop())
            folder.release()
    sys.stdout.write(json.dumps(vars(given) | found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
