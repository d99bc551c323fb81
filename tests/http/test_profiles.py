"""What students tell of themselves, and what their school says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fynq.domain.manner import Goal
from fynq.domain.principal import Role

ME = "/v1/students/me"
TODAY = datetime.now(UTC).date()
FRESH = {
    "grade": None,
    "level": "high",
    "reading": None,
    "syllabus": "",
    "exam_on": None,
    "days_to_exam": None,
    "minutes_a_day": None,
    "order": "usual",
    "steps": "normal",
    "tone": "plain",
    "needs": [],
    "session": None,
    "set_by_school": [],
}


async def change(client, headers, **body):
    return await client.patch(ME, headers=headers, json=body)


async def test_what_is_told_is_shown_and_kept(house, client):
    account, headers = house.person(house.demo)
    shown = (await client.get(ME, headers=headers)).json()
    assert FRESH.items() <= shown.items()
    exam = TODAY + timedelta(days=30)
    told = {
        "grade": 7,
        "syllabus": " CBSE 7 ",
        "reading": "primary",
        "exam_on": exam.isoformat(),
        "minutes_a_day": 25,
        "order": "example_first",
        "steps": "small",
        "tone": "encouraging",
        "needs": ["screen_reader", "short_sentences", "screen_reader"],
    }
    changed = (await change(client, headers, **told)).json()
    expected = {
        **told,
        "syllabus": "CBSE 7",
        "needs": ["screen_reader", "short_sentences"],
        "level": "middle",
    }
    assert expected.items() <= changed.items()
    assert changed["days_to_exam"] in (29, 30)
    again = (await client.get(ME, headers=headers)).json()
    assert expected.items() <= again.items()
    kept = await house.students.profile(house.demo.tenant, account.id)
    assert (kept.grade, kept.exam_on) == (7, exam)
    forgotten = await change(
        client,
        headers,
        grade=None,
        reading=None,
        exam_on=None,
        minutes_a_day=None,
        syllabus="",
        needs=[],
        order="usual",
        steps="normal",
        tone="plain",
    )
    assert FRESH.items() <= forgotten.json().items()


async def test_a_session_has_a_goal_and_an_end(house, client, student):
    shown = (await change(client, student, session={"goal": "homework", "minutes": 20})).json()
    session = shown["session"]
    assert (session["goal"], session["minutes"]) == ("homework", 20)
    assert session["minutes_left"] in (19, 20)
    shown = (await change(client, student, session={"goal": "understand"})).json()
    left = datetime.fromisoformat(shown["session"]["until"]) - datetime.now(UTC)
    assert timedelta(hours=3, minutes=59) < left <= timedelta(hours=4)
    assert shown["session"]["minutes_left"] is None
    (kept,) = [p for p in house.students.profiles.values() if p.session]
    assert kept.session.goal is Goal.UNDERSTAND
    assert (await change(client, student, session=None)).json()["session"] is None
    assert (await change(client, student, session={})).json()["session"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"grade": 14}, "grade"),
        ({"grade": "7"}, "grade"),
        ({"reading": "easy"}, "reading"),
        ({"exam_on": "2020-01-01"}, "exam_on"),
        ({"exam_on": "2031-02-30"}, "exam_on"),
        ({"exam_on": 1_900_000_000}, "exam_on"),
        ({"exam_on": "2999-01-01"}, "exam_on"),
        ({"exam_on": "tomorrow"}, "exam_on"),
        ({"minutes_a_day": 4}, "minutes_a_day"),
        ({"minutes_a_day": True}, "minutes_a_day"),
        ({"order": "last"}, "order"),
        ({"order": None}, "order"),
        ({"needs": ["braille"]}, "needs"),
        ({"needs": None}, "needs"),
        ({"needs": ["screen_reader"] * 9}, "needs"),
        ({"session": {"goal": "win"}}, "session"),
        ({"session": {"minutes": 0}}, "session"),
        ({"session": {"minutes": 10, "until": "x"}}, "session"),
        ({"syllabus": "x" * 81}, "syllabus"),
        ({"syllabus": "a\u0000b"}, "syllabus"),
        ({"syllabus": "a\nb"}, "syllabus"),
        ({"syllabus": None}, "syllabus"),
        ({"by_school": []}, "by_school"),
        ({"set_by_school": []}, "set_by_school"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(house, client, student, body, field):
    reply = await client.patch(ME, headers=student, json=body)
    assert reply.status_code == 422
    assert reply.json()["field"].split("/")[0] == field
    assert FRESH.items() <= (await client.get(ME, headers=student)).json().items()


async def test_a_school_may_name_its_syllabuses(house, client, student):
    await house.policies.change_policy(
        house.demo.tenant, {"syllabuses": ("CBSE 10", "Common Core")}
    )
    shown = await change(client, student, syllabus="cbse 10")
    assert shown.json()["syllabus"] == "CBSE 10"
    refused = await change(client, student, syllabus="IB")
    assert (refused.status_code, refused.json()["field"]) == (422, "syllabus")
    assert (await change(client, student, syllabus="")).json()["syllabus"] == ""


async def test_what_the_school_says_the_student_cannot_change(house, client):
    account, headers = house.person(house.demo)
    teacher = house.person(house.demo, Role.TEACHER)[1]
    path = f"/v1/students/{account.id}"
    exam = (TODAY + timedelta(days=3)).isoformat()
    await change(client, headers, grade=12, language="de")
    said = await client.patch(path, headers=teacher, json={"grade": 9, "exam_on": exam})
    assert said.status_code == 200
    assert (said.json()["grade"], said.json()["set_by_school"]) == (9, ["exam_on", "grade"])
    refused = await change(client, headers, grade=12)
    assert (refused.status_code, refused.json()["field"]) == (409, "grade")
    assert (await change(client, headers, grade=9, language="fr")).status_code == 200
    mine = (await client.get(ME, headers=headers)).json()
    assert (mine["grade"], mine["language"], mine["set_by_school"]) == (
        9,
        "fr",
        ["exam_on", "grade"],
    )
    back = await client.patch(path, headers=teacher, json={"grade": None})
    assert (back.json()["grade"], back.json()["set_by_school"]) == (None, ["exam_on"])
    assert (await change(client, headers, grade=12)).json()["grade"] == 12
    shown = (await client.get(path, headers=teacher)).json()
    assert shown["grade"] == 12 and shown["id"] == str(account.id) and shown["role"] == "student"


async def test_only_staff_of_the_same_school_says_it(house, client):
    account, headers = house.person(house.demo)
    foreign = house.person(house.school("other"), Role.OWNER)[1]
    path = f"/v1/students/{account.id}"
    for method, body in (("GET", None), ("PATCH", {"grade": 3})):
        assert (await client.request(method, path, headers=headers, json=body)).status_code == 403
        reply = await client.request(method, path, headers=foreign, json=body)
        assert (reply.status_code, reply.json()["field"]) == (404, "student_id")
    assert (await client.get(ME, headers=headers)).json()["grade"] is None
