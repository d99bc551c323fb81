"""The job as a user runs it, on a PostgreSQL and a Ray of its own; its fold also without Ray."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest

from fynq.storage.stores import Stores
from tests.schools import Enrolled, enrol

ROOT = Path(__file__).parents[2]
FILE = ROOT / "jobs" / "rate_models.py"
COURSE = [(("a", "b"), True), (("a",), False), ((), True), (("c",), False), (("b", "c"), True)]


@pytest.fixture(scope="module")
def job() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rate_models", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def taught(stores: Stores, school: Enrolled) -> None:
    for at in range(23):
        skills, right = COURSE[at % 5]
        await stores.ratings.observe(school.tenant, "x/small", skills, right, at / 10)
        await stores.ratings.observe(school.tenant, "x/large", skills, not right)


def spoil(admin_url: str, school: Enrolled) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(
            "update fynq.model_ratings set ability = ability + 1 where tenant = %s",
            (school.tenant,),
        )
        admin.execute(
            "insert into fynq.model_ratings values (%s, 'x/small', 'never-met', 1, 1, 1)",
            (school.tenant,),
        )


async def test_the_recomputed_ratings_are_the_online_ones_to_the_last_bit(
    job: ModuleType,
    stores: Stores,
    school: Enrolled,
    database_url: str,
    admin_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(job.URL, database_url)
    other = await enrol(stores)
    await taught(stores, school)
    await taught(stores, other)
    online = await stores.ratings.standings(school.tenant)
    told = await asyncio.to_thread(job.rate, school.tenant, "x/small", 4)
    assert told == {"model": "x/small", "outcomes": 23, "changed": False}
    spoil(admin_url, school)
    assert await stores.ratings.standings(school.tenant) != online
    for changed in (True, False):
        for model in ("x/small", "x/large"):
            told = await asyncio.to_thread(job.rate, school.tenant, model, 7)
            assert told == {"model": model, "outcomes": 23, "changed": changed}
    assert await stores.ratings.standings(school.tenant) == online
    assert await stores.ratings.standings(other.tenant) == online


async def test_outcomes_that_come_meanwhile_are_in_the_result(
    job: ModuleType,
    stores: Stores,
    school: Enrolled,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(job.URL, database_url)
    await taught(stores, school)

    async def go_on() -> None:
        for at in range(40):
            await stores.ratings.observe(school.tenant, "x/small", ("a",), at % 2 > 0)

    await asyncio.gather(
        go_on(), *(asyncio.to_thread(job.rate, school.tenant, "x/small", 3) for _ in range(3))
    )
    standings = await stores.ratings.standings(school.tenant)
    assert standings["x/small"][""].outcomes == 63
    told = await asyncio.to_thread(job.rate, school.tenant, "x/small", 100)
    assert told == {"model": "x/small", "outcomes": 63, "changed": False}


def test_without_a_database_it_says_what_to_do(
    job: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(job.URL, raising=False)
    assert job.main(["--tenant", "demo"]) == 1
    assert job.URL in capsys.readouterr().err
    monkeypatch.setenv(job.URL, "postgresql://nobody:word@127.0.0.1:1/none?connect_timeout=2")
    assert job.main(["--tenant", "demo"]) == 1
    assert "cannot be used" in capsys.readouterr().err


@pytest.mark.graph
async def test_the_job_runs_on_a_ray_of_its_own(
    stores: Stores, school: Enrolled, database_url: str, admin_url: str, tmp_path: Path
) -> None:
    await taught(stores, school)
    online = await stores.ratings.standings(school.tenant)
    spoil(admin_url, school)
    slug = school.school.slug

    def run(url: str, wanted: str) -> tuple[int, str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("FYNQ_", "RAY_"))}
        environment = {**kept, "PYTHONPATH": str(ROOT), "FYNQ_DATA_DIR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, str(FILE), "--tenant", wanted, "--range-size", "5"],
            env={**environment, "FYNQ_DATABASE_URL": url},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    for changed in (["x/large", "x/small"], []):
        code, output, errors = await asyncio.to_thread(run, database_url, slug)
        assert code == 0, errors
        told: dict[str, Any] = json.loads(output)
        assert (told["tenant"], told["models"], told["outcomes"]) == (slug, 2, 46)
        assert told["changed"] == changed
    assert await stores.ratings.standings(school.tenant) == online
    for url, wanted, named in (
        (admin_url, slug, "superuser"),
        (database_url, "none-such", "none-such"),
    ):
        code, output, errors = await asyncio.to_thread(run, url, wanted)
        assert (code, output) == (1, "")
        assert named in errors
        assert "Traceback" not in errors
