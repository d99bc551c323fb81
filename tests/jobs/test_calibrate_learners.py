"""The nightly calibration: stage by stage without Ray, and as a user runs it."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
import pytest

from fynq.deployments import calibrating, judging
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import EventKind, LearningEvent
from fynq.evaluation.simulated_students import World, events, world
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.learner_model import apply
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.pooling import Told, content_hash
from fynq.personalization.recalibration import held_out
from fynq.storage.database import Database
from fynq.storage.learner_store import PostgresLearnerStore, PostgresLearningLog
from fynq.storage.stores import Stores
from tests.load.analytics import MadeUp, enrolled
from tests.schools import enrol

ROOT = Path(__file__).parents[2]
FILE = ROOT / "jobs" / "calibrate_learners.py"
STUDENTS, ANSWERS = 80, 5_000
NOTHING = calibrating.Prior({}, {}, {})


@pytest.fixture(scope="module")
def job() -> ModuleType:
    spec = importlib.util.spec_from_file_location("calibrate_learners", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def small_world() -> World:
    """Few skills and items, so that few students say much of them."""
    whole = world(5)
    return World(
        whole.difficulty[:12],
        whole.growth[:12],
        whole.tracing[:12],
        [tuple(need for need in needs if need < 12) for needs in whole.needs[:12]],
        [[item for item in items if max(item.skills) < 12][:6] for items in whole.items[:12]],
        [list(range(12))],
    )


async def studied(url: str, made: MadeUp, kind: str = "bkt") -> int:
    """Simulated students' answers, recorded and folded."""
    rows, _ = events(kind, len(made.students), 3, small_world())
    names = dict.fromkeys(row.student for row in rows)
    whose = dict(zip(names, made.students, strict=False))
    database = Database(url)
    log, learners = PostgresLearningLog(database), PostgresLearnerStore(database)
    update = partial(apply, PersonalizationOptions())
    kept = rows[:ANSWERS]
    for name in names:
        own = [
            LearningEvent(
                new_id(),
                whose[name],
                EventKind.ITEM_ANSWERED,
                row.skills,
                float(row.correct),
                datetime.fromtimestamp(row.at, UTC),
                item=row.item,
            )
            for row in kept
            if row.student == name
        ]
        for start in range(0, len(own), 200):
            await log.record(made.tenant, own[start : start + 200])
            await learners.apply_pending(made.tenant, whose[name], update)
    await database.close()
    return len(kept)


@pytest.fixture(scope="module")
def school(database_url: str) -> MadeUp:
    """Eighty simulated students."""

    async def make() -> MadeUp:
        made = await enrolled(database_url, STUDENTS)
        await studied(database_url, made)
        return made

    return asyncio.run(make())


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch, database_url: str, school: MadeUp) -> dict[str, str]:
    """One range of all students."""
    monkeypatch.setenv("FYNQ_DATABASE_URL", database_url)
    return {"first": str(UUID(int=0)), "before": ""}


def grouped(rows: list[dict[str, Any]]) -> dict[str, dict[str, list[Any]]]:
    found: dict[str, dict[str, list[Any]]] = {}
    for row in rows:
        group = found.setdefault(row["skill"], {name: [] for name in row})
        for name, values in group.items():
            values.append(row[name])
    return found


def test_students_held_out_are_in_nothing_that_is_fitted(
    school: MadeUp, whole: dict[str, str]
) -> None:
    tenant = school.tenant
    counts = calibrating.counted(tenant, whole)
    held = [student for student in school.students if held_out(str(student))]
    assert 0 < counts["held_students"] <= len(held) < len(school.students) / 2
    with calibrating.opened(tenant) as log:
        others = [a for a in log.students(whole) if not held_out(a[0].student)]
    fresh = calibrating.difficulties_of(tenant, [whole])
    answered = sum(len(answers) for answers in others)
    assert sum(c.answers for (kind, _), c in fresh.counts.items() if kind == "item") == answered
    halves = [calibrating.difficulties_of(tenant, [whole], half) for half in (0, 1)]
    for thing, count in fresh.counts.items():
        parts = [half.counts[thing] for half in halves if thing in half.counts]
        assert sum(part.students for part in parts) == count.students
    rows = list(calibrating.sequences(tenant, whole))
    assert sum(len(row["outcomes"]) for row in rows) == sum(
        len(answer.skills) for answers in others for answer in answers
    )
    known = {0: halves[0].calibration, 1: halves[1].calibration}
    fitted = list(calibrating.blend_rows(tenant, whole, known, {0: {}, 1: {}}, 1.0))
    assert len(fitted) == counts["answers"]
    some = list(calibrating.blend_rows(tenant, whole, known, {0: {}, 1: {}}, 0.3))
    assert 0.2 * len(fitted) < len(some) < 0.4 * len(fitted)
    candidate = judging.Candidate("", "fresh", {}, calibrating.usual().weights)
    told = list(calibrating.examined(tenant, whole, {"fresh": fresh.calibration}, [candidate], 1.0))
    assert len(told) == counts["held_answers"]


def test_ranges_split_the_students(school: MadeUp, whole: dict[str, str]) -> None:
    middle = str(sorted(school.students)[31])
    parts = [{**whole, "before": middle}, {"first": middle, "before": ""}]
    one = calibrating.counted(school.tenant, whole)
    two = [calibrating.counted(school.tenant, part) for part in parts]
    assert {name: sum(each[name] for each in two) for name in one} == one
    assert (
        calibrating.difficulties_of(school.tenant, parts).calibration.items
        == calibrating.difficulties_of(school.tenant, [whole]).calibration.items
    )
    again = calibrating.difficulties_again(school.tenant, parts, NOTHING)
    assert again.counts == calibrating.difficulties_of(school.tenant, parts).counts
    everyone = calibrating.difficulties_again(school.tenant, parts, NOTHING, everyone=True)
    more = sum(c.students for c in everyone.counts.values())
    assert more > sum(c.students for c in again.counts.values())


def test_what_is_fitted_foresees_better(school: MadeUp, whole: dict[str, str]) -> None:
    tenant = school.tenant
    groups = grouped(list(calibrating.sequences(tenant, whole)))
    ways = [calibrating.traced(group, {}) for group in groups.values()]
    tracing = calibrating.skills_of(ways, "all")
    assert len(tracing) >= 8
    assert all(0 < way.slip <= 0.4 for way in tracing.values())
    few = {"skill": ["s"], "student": ["x"], "half": [0], "outcomes": [[1.0]]}
    assert calibrating.skills_of([calibrating.traced(few, {})], "all") == {}
    fresh = calibrating.difficulties_again(tenant, [whole], NOTHING).calibration
    halves = {h: calibrating.difficulties_of(tenant, [whole], h).calibration for h in (0, 1)}
    without = {h: calibrating.skills_of(ways, f"without_{h}") for h in (0, 1)}
    rows = list(calibrating.blend_rows(tenant, whole, halves, without, 1.0))
    columns = {name: [row[name] for row in rows] for name in ("inputs", "outcome")}
    blend = [float(each) for each in calibrating.blended(columns, ())["weights"][0]]
    candidates = [
        judging.Candidate("", "none", {}, calibrating.usual().weights),
        judging.Candidate("all", "fresh", tracing, blend),
    ]
    known = {"none": calibrating.Calibration(), "fresh": fresh}
    told = list(calibrating.examined(tenant, whole, known, candidates, 1.0))
    found = judging.measures({name: [row[name] for row in told] for name in told[0]})
    none, fitted = found["measures"][0]
    assert fitted[0] > none[0] + 0.01
    assert fitted[1] < none[1]


def test_the_last_answers_judge_what_the_first_ones_chose() -> None:
    outcomes = [1.0, 0.0] * 40 + [1.0] * 20
    times = list(range(100))
    good, bad = [[0.9 if o else 0.1 for o in outcomes], [0.6 if o else 0.4 for o in outcomes]]
    turned = [*good[:80], *[0.2] * 20]
    rows = [
        {"chances": np.array(told), "outcome": o, "at": float(at)}
        for told, o, at in zip(zip(bad, good, turned, strict=True), outcomes, times, strict=True)
    ]
    mixed = [rows[at] for at in np.random.default_rng(1).permutation(100)]
    found = judging.measures({name: [row[name] for row in mixed] for name in rows[0]})
    assert (found["answers"][0], found["last_answers"][0]) == (100, 20)
    first, last = found["measures"][0][:, 1], found["last"][0][:, 1]
    assert first[1] == first[2] < first[0]
    assert last[1] < last[0] < last[2]
    assert last[2] == pytest.approx(-np.log(0.2))


def examined_as(first: list[float], last: list[float]) -> dict[str, Any]:
    """By log loss; two candidates."""
    return {
        "measures": [[0.7, loss, 0.1] for loss in first],
        "last": [[0.7, loss, 0.1] for loss in last],
        "answers": 500,
        "last_answers": 100,
    }


@pytest.mark.parametrize(("last", "parts"), [([0.5, 0.49], ["tracing"]), ([0.5, 0.51], [])])
def test_what_foresees_the_last_answers_worse_is_not_put_in_place(
    job: ModuleType, last: list[float], parts: list[str]
) -> None:
    candidates = [judging.Candidate(name, "once", {}, ()) for name in ("", "tracing")]
    told = job._decided(
        job.Work(new_id(), [], 600, 600),
        job.Edition(),
        candidates,
        examined_as([0.6, 0.5], last),
        None,
        {"students": 9, "held_students": 3},
        [],
        NOTHING,
        dry=True,
    )
    assert (told["parts"], told["rejected"]) == (parts, [] if parts else ["tracing"])
    assert (told["before"]["logloss"], told["after"]["logloss"]) == tuple(last)
    assert told["candidates"] == {"as it is": 0.6, "tracing": 0.5}
    assert told["held_out"] == {"students": 3, "answers": 500, "last": 100}


def test_nothing_changes_without_a_gain() -> None:
    names = ("", "tracing", "difficulties+tracing", "blend")
    candidates = [judging.Candidate(name, "", {}, ()) for name in names]
    assert judging.best(candidates, [0.5, 0.5, 0.5, 0.5]) == 0
    assert judging.best(candidates, [0.5, 0.499999, 0.5, 0.5]) == 0
    assert judging.best(candidates, [0.5, 0.51, 0.4, 0.4]) == 3
    assert judging.best(candidates, [0.5, 0.49, 0.48, 0.49]) == 2


def test_too_little_leaves_forgetting_as_it_is(school: MadeUp, whole: dict[str, str]) -> None:
    rows = list(calibrating.looks(school.tenant, whole, {}, 1.0))
    columns = {name: [row[name] for row in rows] for name in ("held_out", "student", "course")}
    found = calibrating.remembered(columns, ())
    assert found["counts"][0][0] < 1_000
    assert tuple(found["weights"][0]) == calibrating.USUAL
    assert np.isnan(found["losses"]).all()


async def test_what_others_tell_is_where_one_begins(
    stores: Stores, school: MadeUp, whole: dict[str, str]
) -> None:
    there = await enrol(stores)
    item = PracticeItem(new_id(), "s1i1", "1+1?", "2", "number", ("s1",))
    await stores.curriculum.put_skills(school.tenant, [Skill("s1", "S", "maths", 1)])
    await stores.curriculum.put_items(school.tenant, [item])
    way = Tracing(0.5, 0.3, 0.1, 0.2)
    key = content_hash("1+1?", "2", "number")
    told = [Told("item", key, 1.5, 0.1, 400, 40), Told("skill", "s1", -0.5, 0.1, 400, 40, way)]
    await stores.sharing.set_shares(there.tenant, True)
    await stores.sharing.lay_open(there.tenant, told)
    nothing = await asyncio.to_thread(calibrating.prior_of, school.tenant)
    assert nothing == NOTHING, "who does not share sees nothing"
    await stores.sharing.set_shares(school.tenant, True)
    prior = await asyncio.to_thread(calibrating.prior_of, school.tenant)
    assert prior.items["s1i1"].mean == 1.5
    assert (prior.skills["s1"].mean, prior.tracing["s1"]) == (-0.5, way)
    again = calibrating.difficulties_again
    told = await asyncio.to_thread(again, school.tenant, [whole], prior)
    usual = await asyncio.to_thread(again, school.tenant, [whole], NOTHING)
    own = usual.calibration.items.get("s1i1", Difficulty())
    assert told.calibration.items["s1i1"].mean > own.mean
    await stores.sharing.set_shares(school.tenant, False)


def test_without_a_database_it_says_what_to_do(
    job: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("FYNQ_DATABASE_URL", raising=False)
    assert job.main(["--tenant", "demo"]) == 1
    assert "FYNQ_DATABASE_URL" in capsys.readouterr().err


async def test_too_few_answers_are_told_and_change_nothing(
    job: ModuleType,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FYNQ_DATABASE_URL", database_url)
    made = await enrolled(database_url, 3)
    assert await asyncio.to_thread(job.main, ["--tenant", made.slug]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["published"], told["answers"]) == (None, 0)
    assert told["why"] == "There are 0 answers; it takes 500."


@pytest.mark.graph
async def test_the_job_calibrates_shares_and_rests(
    school: MadeUp, database_url: str, admin_url: str, tmp_path: Path
) -> None:
    def run(*options: str) -> tuple[int, dict[str, Any], str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("FYNQ_", "RAY_"))}
        done = subprocess.run(
            [sys.executable, str(FILE), "--tenant", school.slug, "--range-size", "9", *options],
            env={
                **kept,
                "PYTHONPATH": str(ROOT),
                "FYNQ_DATA_DIR": str(tmp_path),
                "FYNQ_DATABASE_URL": database_url,
            },
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        told = json.loads(done.stdout) if done.returncode == 0 else {}
        return done.returncode, told, done.stderr

    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(
            "insert into fynq.sharing values (%s, true)"
            " on conflict (tenant) do update set calibrations = true",
            (school.tenant,),
        )
        code, told, errors = await asyncio.to_thread(run)
        assert code == 0, errors
        assert told["published"] == 1, told
        assert told["after"]["logloss"] <= told["before"]["logloss"]
        assert told["parts"]
        assert told["forgetting"]["before"] is None
        assert told["shared"] > 0
        versions = admin.execute(
            "select version from fynq.calibration_reports where tenant = %s", (school.tenant,)
        ).fetchall()
        assert versions == [(1,)]
        shared = admin.execute(
            "select min(students), min(answers) from fynq.shared_calibrations where tenant = %s",
            (school.tenant,),
        ).fetchone()
        assert shared is not None
        assert shared[0] >= 20
        code, told, errors = await asyncio.to_thread(run)
        assert (code, told["published"]) == (0, None), errors
        assert told["why"] == "There are 0 new answers; it takes 200."
