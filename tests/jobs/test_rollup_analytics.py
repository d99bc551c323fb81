"""The job as a user runs it, on 20,000 events, against the figures that the service keeps."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest

from fynq.storage.stores import Stores
from tests.load.analytics import JOB, enrolled, live, put_aside, unequal_rows

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def job() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rollup_analytics", JOB)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gathered(job: ModuleType, made: Any, parts: list[dict[str, str]], **options: Any) -> Any:
    told = [
        job.gather(made.tenant, part, options.get("everyone", False), write=True) for part in parts
    ]
    return {name: sum(each[name] for each in told) for name in ("students", "events", "different")}


async def test_days_of_a_school_are_kept_and_compared(
    job: ModuleType, database_url: str, admin_url: str
) -> None:
    made = await enrolled(database_url, 2)
    settings = job.load_settings()
    told = await job.school_days(database_url, settings, made.tenant, write=False)
    assert told == {"counted": 0, "kept": 0, "different": 0}
    told = await job.school_days(database_url, settings, made.tenant, write=True)
    assert told == {"counted": 363, "kept": 363, "different": 0}
    with psycopg.connect(admin_url) as admin:
        admin.execute(
            "update fynq.school_days set liked = 1 where tenant = %s and day ="
            " (select min(day) from fynq.school_days where tenant = %s)",
            (made.tenant, made.tenant),
        )
    told = await job.school_days(database_url, settings, made.tenant, write=False)
    assert told == {"counted": 0, "kept": 363, "different": 1}


async def test_logs_are_gathered_range_by_range_and_once(
    job: ModuleType,
    database_url: str,
    admin_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FYNQ_DATABASE_URL", database_url)
    made = await enrolled(database_url, 5)
    count = await live(database_url, made, 400, datetime.now(UTC))
    with psycopg.connect(admin_url) as admin:
        await asyncio.to_thread(
            job.gather,
            made.tenant,
            {"first": str(min(made.students)), "before": ""},
            True,
            write=True,
        )
        rows = put_aside(admin, made)
        settings = job.load_settings()
        parts = await job.ranges(database_url, settings, made.tenant, 2, False)
        assert len(parts) == 3
        first = await asyncio.to_thread(gathered, job, made, parts[:1])
        assert first["students"] == 2, "a job that was killed here goes on with the rest"
        rest = await job.ranges(database_url, settings, made.tenant, 2, False)
        told = await asyncio.to_thread(gathered, job, made, rest)
        assert first["students"] + told["students"] == 5
        assert first["events"] + told["events"] == count
        assert first["different"] + told["different"] == rows
        assert unequal_rows(admin, made) == 0
    assert await job.ranges(database_url, settings, made.tenant, 2, False) == []


def test_without_a_database_it_says_what_to_do(
    job: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("FYNQ_DATABASE_URL", raising=False)
    assert job.main(["--tenant", "demo"]) == 1
    assert "FYNQ_DATABASE_URL" in capsys.readouterr().err
    monkeypatch.setenv(
        "FYNQ_DATABASE_URL", "postgresql://nobody:word@127.0.0.1:1/none?connect_timeout=2"
    )
    assert job.main(["--tenant", "demo"]) == 1
    assert "cannot be used" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        job.main([])
    assert stopped.value.code == 2


@pytest.mark.graph
async def test_the_job_and_the_live_figures_agree_on_20_000_events(
    stores: Stores, database_url: str, admin_url: str, tmp_path: Path
) -> None:
    made = await enrolled(database_url, 40)
    count = await live(database_url, made, 20_000, datetime.now(UTC), fold=100)

    def run(
        *options: str, url: str = database_url, tenant: str = made.slug
    ) -> tuple[int, str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("FYNQ_", "RAY_"))}
        environment = {**kept, "PYTHONPATH": str(ROOT), "FYNQ_DATA_DIR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, str(JOB), "--tenant", tenant, *options],
            env={**environment, "FYNQ_DATABASE_URL": url},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    for student in await stores.rollups.behind(made.tenant, made.students):
        await stores.rollups.catch_up(made.tenant, student)
    with psycopg.connect(admin_url) as admin:
        rows = put_aside(admin, made)
        code, output, errors = await asyncio.to_thread(run, "--range-size", "7")
        assert code == 0, errors
        told: dict[str, Any] = json.loads(output)
        assert (told["students"], told["events"]) == (40, count)
        assert told["cells"] == told["different"] == rows
        assert unequal_rows(admin, made) == 0
        admin.execute(
            "update fynq.activity set credit = credit + 1 where (tenant, student, day, skill) ="
            " (select tenant, student, day, skill from fynq.activity where tenant = %s limit 1)",
            (made.tenant,),
        )
        admin.commit()
    code, output, errors = await asyncio.to_thread(run, "--check")
    told = json.loads(output)
    assert (code, told["different"]) == (1, 1)
    assert told["days"] == {"counted": 0, "kept": 363, "different": 0}
    code, output, errors = await asyncio.to_thread(run)
    assert (code, json.loads(output)["students"]) == (0, 0)
    for url, tenant, named in (
        (admin_url, made.slug, "superuser"),
        (database_url, "none-such", "none-such"),
    ):
        code, output, errors = await asyncio.to_thread(run, url=url, tenant=tenant)
        assert (code, output) == (1, "")
        assert named in errors
        assert "Traceback" not in errors
