"""Schools that share, on PostgreSQL: who sees what, and the command."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from fynq.cli import app
from fynq.domain.errors import Conflict, InvalidInput
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.pooling import Told, content_hash
from fynq.storage.answer_log import PostgresAnswerLog, Report
from tests.schools import enrol

ITEM = Told("item", content_hash("1+1?", "2", "number"), 0.4, 0.1, 300, 30)
SKILL = Told("skill", "a", -0.2, 0.05, 900, 60, Tracing(0.4, 0.1, 0.1, 0.2))
WANTED = [("item", ITEM.key), ("skill", "a")]


async def test_two_schools_that_share_see_each_other_and_a_third_sees_nothing(stores, school):
    sharing = stores.sharing
    second, third = await enrol(stores), await enrol(stores)
    assert await sharing.lay_open(school.tenant, [ITEM]) == 0
    for each in (school, second):
        await sharing.set_shares(each.tenant, True)
    assert await sharing.lay_open(school.tenant, [ITEM, SKILL]) == 2
    own = replace(SKILL, mean=0.7)
    await sharing.lay_open(second.tenant, [own])
    assert await sharing.told(second.tenant, WANTED) == {
        ("item", ITEM.key): [ITEM],
        ("skill", "a"): [SKILL],
    }
    assert await sharing.told(school.tenant, WANTED) == {("skill", "a"): [own]}
    assert await sharing.told(third.tenant, WANTED) == {}
    assert await sharing.counts(third.tenant) == (0, 0)
    with pytest.raises(Conflict):
        await sharing.laid_open(third.tenant)
    assert await sharing.laid_open(school.tenant) == [ITEM, SKILL]
    await sharing.lay_open(school.tenant, [SKILL])
    assert await sharing.counts(school.tenant) == (1, 0)
    await sharing.set_shares(school.tenant, False)
    assert await sharing.told(second.tenant, WANTED) == {}
    assert await sharing.told(school.tenant, WANTED) == {}
    assert await sharing.counts(school.tenant) == (0, 0)
    await sharing.set_shares(school.tenant, True)
    assert await sharing.counts(school.tenant) == (0, 0), "what was taken back stays away"


async def test_no_school_writes_for_another(stores, school, database_url):
    other = await enrol(stores)
    for each in (school, other):
        await stores.sharing.set_shares(each.tenant, True)
    await stores.sharing.lay_open(other.tenant, [SKILL])
    with psycopg.connect(database_url) as connection:
        for statement in (
            "update fynq.shared_calibrations set mean = 9",
            "delete from fynq.shared_calibrations",
        ):
            connection.execute("select set_config('fynq.tenant', %s, true)", (str(school.tenant),))
            assert connection.execute(statement).rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "insert into fynq.shared_calibrations (tenant, kind, key, mean, variance, answers,"
                " students) values (%s, 'skill', 'b', 0, 1, 99, 20)",
                (other.tenant,),
            )
        connection.rollback()
        rows = connection.execute("select from fynq.shared_calibrations").fetchall()
        assert rows == [], "without a tenant nothing shows"
    assert await stores.sharing.laid_open(other.tenant) == [SKILL]


async def test_the_database_itself_takes_no_figure_of_few(stores, school):
    await stores.sharing.set_shares(school.tenant, True)
    with pytest.raises(InvalidInput):
        await stores.sharing.lay_open(school.tenant, [replace(SKILL, students=19)])
    with pytest.raises(InvalidInput):
        await stores.sharing.take_in(school.tenant, [replace(SKILL, variance=float("nan"))])


async def test_reports_are_kept(stores, school):
    log = PostgresAnswerLog(stores.database)
    assert await log.last_report(school.tenant) is None
    for version in (None, 3):
        await log.add_report(school.tenant, Report(version, 700, {"why": "x"}))
    assert await log.last_report(school.tenant) == Report(3, 700, {"why": "x"})
    assert await log.count(school.tenant) == 0
    assert await log.answers_in(school.tenant, school.student, None) == []


async def test_one_installation_tells_another_by_a_file(
    stores, school, admin_url, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FYNQ_DATABASE_URL", admin_url)
    there = await enrol(stores)
    for each in (school, there):
        item = PracticeItem(new_id(), f"item-of-{each.tenant}", "1+1?", "2", "number", ("a",))
        await stores.curriculum.put_skills(each.tenant, [Skill("a", "A", "maths", 1)])
        await stores.curriculum.put_items(each.tenant, [item])
    file = tmp_path / "calibrations.jsonl"

    async def run(*arguments: str, of=school):
        given = ["learners", "share", *arguments, "--school", of.school.slug, "--json"]
        given += ["--data-dir", str(tmp_path / "none")]
        return await asyncio.to_thread(CliRunner().invoke, app, given)

    refused = await run("export", str(file))
    assert (refused.exit_code, file.exists()) == (1, False)
    assert json.loads((await run("on")).stdout)["shares"] is True
    assert (await run("export", str(file))).exit_code == 1, "nothing is laid open yet"
    await stores.sharing.lay_open(school.tenant, [ITEM, SKILL])
    told = await run("export", str(file))
    assert (told.exit_code, json.loads(told.stdout)["written"]) == (0, 2), told.output
    text = file.read_text()
    for secret in (school.tenant, school.school.slug, school.student, "1+1", "item-of"):
        assert str(secret) not in text
    taken = await run("import", str(file), of=there)
    assert taken.exit_code == 0, taken.output
    assert json.loads(taken.stdout) == {
        "school": there.school.slug,
        "read": 2,
        "used": 2,
        "published": 1,
    }
    standings = await stores.calibrations.standings(there.tenant)
    assert standings["item", f"item-of-{there.tenant}"].now.mean == pytest.approx(ITEM.mean)
    editions = await stores.calibrations.editions(there.tenant)
    assert editions[1].tracing == {"a": SKILL.tracing}
    assert await stores.sharing.told(there.tenant, WANTED) == {
        ("item", ITEM.key): [ITEM],
        ("skill", "a"): [SKILL],
    }
    again = json.loads((await run("import", str(file), of=there)).stdout)
    assert (again["used"], again["published"]) == (0, None)
    file.write_text('{"format": "fynq-calibrations/1"}\n{"kind": "student"}\n')
    broken = await run("import", str(file), of=there)
    assert broken.exit_code == 1
    assert "Line 2" in broken.output
    assert (await run("import", str(tmp_path / "none.jsonl"), of=there)).exit_code == 1
    assert json.loads((await run("off")).stdout)["shares"] is False
    assert await stores.sharing.counts(school.tenant) == (0, 0)
