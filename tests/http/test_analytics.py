"""Figures over HTTP: of a student, of a class, of a school."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from fynq.answering.books import StoredDoubt
from fynq.domain.doubt import Answer, Doubt, DoubtStatus, Verification
from fynq.domain.errors import StorageUnavailable
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Skill
from fynq.domain.learner import EventKind, LearningEvent
from fynq.domain.principal import Role
from fynq.personalization.learner_model import apply
from fynq.personalization.options import PersonalizationOptions
from fynq.storage.ledger import LedgerRow
from fynq.storage.memory.learners import MemoryLearnerStore, MemoryLearningLog

HOUR = timedelta(hours=1)
model = partial(apply, PersonalizationOptions())


class Learning:
    """A personalizer that folds in memory."""

    def __init__(self, contents):
        self.contents = contents
        self.away = False

    async def context(self, tenant, student, skills):
        raise NotImplementedError

    async def observe(self, tenant, student):
        if self.away:
            raise StorageUnavailable("away")
        await MemoryLearnerStore(self.contents).apply_pending(tenant, student, model)


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def teacher(house):
    return house.person(house.demo, Role.TEACHER)


@pytest.fixture
def learning(house):
    learning = Learning(house.contents)
    house.parts = replace(house.parts, personalizer=learning)
    house.contents.skills[house.demo.tenant, "a"] = Skill("a", "Fractions", "mathematics", 1)
    return learning


async def does(house, student, *events, fold=True):
    """events: (skill, outcome, when); without an outcome it is a doubt about the skill."""
    log, store = MemoryLearningLog(house.contents), MemoryLearnerStore(house.contents)
    made = [
        LearningEvent(
            new_id(),
            student.id,
            EventKind.DOUBT_ASKED if outcome is None else EventKind.ITEM_ANSWERED,
            (skill,),
            outcome,
            at,
        )
        for skill, outcome, at in events
    ]
    await log.record(house.demo.tenant, made)
    if fold:
        await store.apply_pending(house.demo.tenant, student.id, model)


def asked(house, student, at, status=DoubtStatus.ANSWERED, **changes):
    id_ = new_id()
    doubt = Doubt(id_, student.id, "why?", id_, at)
    answer = Answer("t", "f", Verification.VERIFIED, "m")
    stored = StoredDoubt(doubt, status, answer if status is DoubtStatus.ANSWERED else None)
    house.contents.doubts[house.demo.tenant, id_] = replace(stored, **changes)
    return id_


async def class_with(client, headers, *students):
    made = (await client.post("/v1/classes", headers=headers, json={"name": "7b"})).json()
    path = f"/v1/classes/{made['id']}"
    ids = [str(student.id) for student in students]
    if ids:
        await client.post(f"{path}/members", headers=headers, json={"user_ids": ids})
    return f"{path}/overview"


async def test_a_class_at_one_look(house, client, teacher, learning, now):
    ada, _ = house.person(house.demo)
    bob, _ = house.person(house.demo)
    idle, _ = house.person(house.demo)
    await does(house, ada, *[("a", 0.0, now - at * HOUR) for at in (3, 2, 1)], ("b", 1.0, now))
    await does(house, bob, ("a", 1.0, now))
    doubt = asked(house, bob, now, DoubtStatus.REFUSED, needs_teacher=True)
    path = await class_with(client, teacher[1], ada, bob, idle)
    told = (await client.get(path, headers=teacher[1])).json()
    assert (told["school_class"]["name"], told["days"], told["up_to_date"]) == ("7b", 14, True)
    rows = {row["id"]: row for row in told["students"]}
    assert {name: len(row["cells"]) for name, row in rows.items()} == {
        str(ada.id): 2,
        str(bob.id): 1,
        str(idle.id): 0,
    }
    ada_row = rows[str(ada.id)]
    assert (ada_row["exercises"], ada_row["correct"], ada_row["skills"]) == (4, 1, 2)
    assert rows[str(idle.id)]["last_active"] is None
    cell = next(each for each in ada_row["cells"] if each["skill"] == "a")
    assert cell["attempts"] == 3
    assert cell["mastery"] < 0.4
    assert 0 < cell["recall"] <= 1
    assert cell["uncertainty"] > 0
    columns = {each["skill"]: each for each in told["skills"]}
    assert [each["skill"] for each in told["skills"]] == ["a", "b"]
    assert (columns["a"]["name"], columns["a"]["students"], columns["a"]["stuck"]) == (
        "Fractions",
        2,
        1,
    )
    assert columns["b"]["name"] == "b"
    stuck = {(each["student_id"], each["skill"]): each for each in told["stuck"]}
    assert stuck[str(ada.id), "a"]["troubles"] == ["failing"]
    assert stuck[str(ada.id), "a"]["why"] == ["The last 3 answers were wrong, 3 of 3 in 7 days."]
    assert stuck[str(bob.id), ""]["doubt_ids"] == [str(doubt)]
    assert [(each["id"], each["why"]) for each in told["unresolved"]] == [
        (str(doubt), "needs_teacher")
    ]
    today = told["activity"][-1]
    assert len(told["activity"]) == 14
    assert (today["active"], today["asked"]) == (2, 1)
    assert sum(day["exercises"] for day in told["activity"]) == 5
    fewer = (await client.get(f"{path}?skills=1&days=7", headers=teacher[1])).json()
    assert ([each["skill"] for each in fewer["skills"]], fewer["skills_left_out"]) == (["a"], 1)
    assert len(fewer["activity"]) == 7
    assert {len(row["cells"]) for row in fewer["students"]} == {0, 1}


async def test_what_waits_comes_in_before_a_class_is_shown(house, client, teacher, learning, now):
    ada, _ = house.person(house.demo)
    await does(house, ada, ("a", 1.0, now), fold=False)
    path = await class_with(client, teacher[1], ada)
    learning.away = True
    told = (await client.get(path, headers=teacher[1])).json()
    assert (told["up_to_date"], told["students"][0]["up_to_date"]) == (False, False)
    assert told["students"][0]["cells"] == []
    learning.away = False
    told = (await client.get(path, headers=teacher[1])).json()
    assert (told["up_to_date"], len(told["students"][0]["cells"])) == (True, 1)


async def test_an_empty_class(client, teacher, learning):
    told = (await client.get(await class_with(client, teacher[1]), headers=teacher[1])).json()
    assert (told["students"], told["skills"], told["stuck"], told["unresolved"]) == ([],) * 4


@pytest.mark.parametrize("query", ["days=6", "days=93", "days=x", "skills=0", "skills=201", "z=1"])
async def test_overviews_have_limits(client, teacher, query):
    path = await class_with(client, teacher[1])
    reply = await client.get(f"{path}?{query}", headers=teacher[1])
    assert (reply.status_code, reply.json()["field"]) == (422, query.partition("=")[0])


async def test_a_students_own_days(house, client, learning, now):
    ada, headers = house.person(house.demo)
    await does(
        house,
        ada,
        ("a", 1.0, now - 48 * HOUR),
        ("b", 0.0, now - 24 * HOUR),
        ("a", 1.0, now),
        ("b", None, now),
    )
    asked(house, ada, now)
    told = (await client.get("/v1/students/me/progress/history?days=2", headers=headers)).json()
    assert told["up_to_date"] is True
    assert [day["exercises"] for day in told["days"]] == [1, 1]
    assert [day["asked"] for day in told["days"]] == [0, 1]
    assert told["days"][1]["success"] == 1.0
    skills = {each["skill"]: each for each in told["skills"]}
    assert (skills["a"]["name"], skills["a"]["exercises"]) == ("Fractions", 1)
    assert [point["day"] for point in skills["a"]["points"]] == [
        (now - 48 * HOUR).date().isoformat(),
        now.date().isoformat(),
    ]
    assert (skills["b"]["exercises"], skills["b"]["doubts"]) == (1, 1)
    known = [skills[name]["points"][-1]["mastery"] for name in "ab"]
    assert told["days"][1]["mastery"] == pytest.approx(sum(known) / 2, abs=1e-4)
    streak = (
        await client.get("/v1/students/me/progress?timezone=Asia/Kolkata", headers=headers)
    ).json()["streak"]
    assert (streak["current"], streak["longest"], streak["timezone"]) == (3, 3, "Asia/Kolkata")
    for query, field in (
        ("progress?timezone=Mars/Base", "timezone"),
        ("progress?timezone=../etc/passwd", "timezone"),
        ("progress/history?days=0", "days"),
        ("progress/history?days=367", "days"),
    ):
        reply = await client.get(f"/v1/students/me/{query}", headers=headers)
        assert (reply.status_code, reply.json()["field"]) == (422, field)


async def test_teachers_read_what_students_read(house, client, teacher, learning, now):
    ada, headers = house.person(house.demo, email="ada@mine.example")
    await does(house, ada, ("a", 1.0, now))
    house.document(house.demo)
    for rest in ("progress", "progress/history"):
        own = (await client.get(f"/v1/students/me/{rest}", headers=headers)).json()
        seen = (await client.get(f"/v1/students/{ada.id}/{rest}", headers=teacher[1])).json()
        student = seen.pop("student", None)
        assert seen == own
        assert student is None or student["email"] == "ada@mine.example"
        assert (
            await client.get(f"/v1/students/{ada.id}/{rest}", headers=headers)
        ).status_code == 403
        foreign = house.person(house.school(f"far{len(rest)}"), Role.OWNER)[1]
        reply = await client.get(f"/v1/students/{ada.id}/{rest}", headers=foreign)
        assert (reply.status_code, reply.json()["field"]) == (404, "student_id")


async def test_a_school_in_figures(house, client, learning, now):
    ada, _ = house.person(house.demo)
    await does(house, ada, ("a", 1.0, now), ("a", 0.0, now))
    asked(house, ada, now)
    asked(house, ada, now, DoubtStatus.REFUSED)
    asked(house, ada, now - 24 * HOUR)
    id_ = new_id()
    house.contents.ledger[house.demo.tenant, id_] = LedgerRow(
        id_, id_, "", "", "p", "m", "answered", 1, 1, 0, 0, False, 1500, 1.0, now
    )
    admin = house.person(house.demo, Role.ADMIN)[1]
    path = "/v1/school/analytics"
    told = (await client.get(path, headers=admin)).json()
    assert (len(told["days"]), told["active"]) == (30, 1)
    today, whole = told["days"][-1], told["total"]
    assert (today["day"], today["active"]) == (now.date().isoformat(), 1)
    assert (today["asked"], today["answered"], today["refused"]) == (2, 1, 1)
    assert (whole["asked"], whole["verified_share"], whole["refused_share"]) == (3, 1.0, 0.3333)
    assert (whole["exercises"], whole["correct"]) == (2, 1)
    assert (whole["cost_micros"], whole["requests"], whole["cost_per_answer"]) == (1500, 1, 750.0)
    assert whole["next_item_correctness"] is None
    past = (await client.get(f"{path}?since=2026-01-01&until=2026-01-03", headers=admin)).json()
    assert [day["asked"] for day in past["days"]] == [0, 0]
    theirs = house.person(house.school("theirs"), Role.OWNER)[1]
    assert (await client.get(path, headers=theirs)).json()["total"]["asked"] == 0
    for role in (Role.STUDENT, Role.TEACHER):
        headers = house.person(house.demo, role)[1]
        assert (await client.get(path, headers=headers)).status_code == 403
    for query, field in (
        ("since=2026-02-01&until=2026-02-01", "until"),
        ("since=9999-01-01", "since"),
        ("until=0001-01-01", "until"),
        ("since=2024-01-01&until=2026-01-01", "since"),
        ("since=yesterday", "since"),
        ("since=2199-12-31", "since"),
    ):
        reply = await client.get(f"{path}?{query}", headers=admin)
        assert (reply.status_code, reply.json()["field"]) == (422, field), query
