"""The job as a user runs it, on a PostgreSQL and a Ray of its own; its sums also without Ray."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import ModuleType

import psycopg
import pytest

from fynq.answering.skill_book import EdgeFilter
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Skill
from fynq.domain.learner import EventKind, LearningEvent
from fynq.domain.skill_graph import EdgeSource
from fynq.personalization.edge_check import Verdict
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from fynq.storage.stores import Stores
from tests.schools import Enrolled, account, enrol

ROOT = Path(__file__).parents[2]
FILE = ROOT / "jobs" / "check_prerequisites.py"
START = datetime(2026, 1, 1, tzinfo=UTC)
EDGES = [("hard", "easy"), ("other", "hard")]


@pytest.fixture(scope="module")
def job() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_prerequisites", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def graph(stores: Stores, school: Enrolled) -> None:
    skills = [Skill("easy", "E", "mathematics", 1), Skill("hard", "H", "mathematics", 1, ("easy",))]
    await stores.skills.put(school.tenant, skills)
    further = Skill("other", "O", "mathematics", 1, ("hard",))
    await stores.skills.put(school.tenant, [further], EdgeSource.COURSE_ORDER)


async def learned(stores: Stores, school: Enrolled, count: int, seed: int = 1) -> list:
    """Students who can do `hard` only after `easy`; `other` has nothing to do with it."""
    r = Random(seed)
    model = Personalizer(stores.learners, PersonalizationOptions())
    students = []
    for _ in range(count):
        student = account()
        await stores.accounts.add_account(school.tenant, student)
        knows = r.random() < 0.5
        chances = {"easy": 0.95 if knows else 0.15, "hard": 0.85 if knows else 0.1, "other": 0.6}
        events = []
        for at, skill in enumerate(["easy"] * 5 + ["other"] * 5 + ["hard"] * 4 + ["other"] * 2):
            right = float(r.random() < chances[skill])
            item = f"{skill}{r.randrange(4)}"
            when = START + timedelta(minutes=at)
            events.append(
                LearningEvent(
                    new_id(), student.id, EventKind.ITEM_ANSWERED, (skill,), right, when, item=item
                )
            )
        await stores.learning.record(school.tenant, events)
        await model.observe(school.tenant, student.id)
        students.append(student.id)
    return students


def turns(url: str, tenant) -> dict:
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select student, turn from fynq.learners where tenant = %s", (tenant,)
        )
        return dict(rows.fetchall())


async def test_what_was_counted_is_kept_and_only_what_grew_is_counted_again(
    job: ModuleType,
    stores: Stores,
    school: Enrolled,
    database_url: str,
    admin_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(job.URL, database_url)
    await graph(stores, school)
    students = await learned(stores, school, 6)

    def count(edges=EDGES) -> dict:
        people = [[str(s), t] for s, t in sorted(turns(admin_url, school.tenant).items())]
        return job.count(school.tenant, edges, people)

    first = await asyncio.to_thread(count)
    assert (first["counted"], first["answers"]) == (6, 6 * 16)
    again = await asyncio.to_thread(count)
    assert (again["counted"], again["sums"]) == (0, first["sums"])
    model = Personalizer(stores.learners, PersonalizationOptions())
    further = LearningEvent(
        new_id(), students[0], EventKind.ITEM_ANSWERED, ("hard",), 1.0, datetime.now(UTC)
    )
    await stores.learning.record(school.tenant, [further])
    await model.observe(school.tenant, students[0])
    grown = await asyncio.to_thread(count)
    assert (grown["counted"], grown["answers"]) == (1, 17)
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute("delete from fynq.edge_evidence")
    anew = await asyncio.to_thread(count)
    assert anew["counted"] == 6
    assert anew["sums"] == grown["sums"], "by steps or at once: the same to the last bit"
    assert (await asyncio.to_thread(count, EDGES[:1]))["counted"] == 6, "another graph"


def run(url: str, slug: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(FILE), "--tenant", slug, "--range-size", "25"],
        env={**os.environ, "FYNQ_DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


async def test_edges_are_judged_and_shown_and_bridges_keep_away_from_doubtful_ones(
    stores: Stores, school: Enrolled, database_url: str, job: ModuleType
) -> None:
    await graph(stores, school)
    await learned(stores, school, 60)
    other = await enrol(stores)
    await graph(stores, other)
    slug = school.school.slug
    done = await asyncio.to_thread(run, database_url, slug)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["edges"], told["students"], told["counted"]) == (2, 60, 60)
    assert told["supported"] == 1
    entries = await stores.skills.edges(school.tenant, EdgeFilter(), None, 10)
    checks = {(each.skill, each.prerequisite): each.check for each in entries}
    easy = checks["hard", "easy"]
    assert easy.verdict is Verdict.SUPPORTED
    assert easy.low > 1.0 and easy.students > 40 and easy.at is not None
    assert checks["other", "hard"].verdict is not Verdict.SUPPORTED
    unchecked = await stores.skills.edges(other.tenant, EdgeFilter("unchecked"), None, 10)
    assert len(unchecked) == 2

    version, _ = await stores.learners.graph(school.tenant)
    found = {("hard", "easy"): easy, ("other", "hard"): replace(easy, verdict=Verdict.DOUBTFUL)}
    with psycopg.connect(database_url) as connection:
        changed = job.store(connection, school.tenant, found)
    assert changed == ["other needs hard"]
    later, usable = await stores.learners.graph(school.tenant)
    assert later == version + 1
    assert {s.slug: s.prerequisites for s in usable}["other"] == ()
    assert {s.slug: s.prerequisites for s in usable}["hard"] == ("easy",)
    with psycopg.connect(database_url) as connection:
        assert job.store(connection, school.tenant, found) == []
    assert (await stores.learners.graph(school.tenant))[0] == later


async def test_an_unknown_school_and_a_missing_database_are_told_in_one_line(
    database_url: str, tmp_path: Path
) -> None:
    for url, slug in ((database_url, "nowhere"), ("postgresql://x@127.0.0.1:1/x", "demo")):
        done = await asyncio.to_thread(run, url, slug)
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
        assert done.stdout == ""
