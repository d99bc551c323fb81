from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fynq.domain.errors import StorageUnavailable
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import EventKind, LearningEvent
from fynq.domain.misconceptions import MisconceptionState
from fynq.domain.principal import Role
from fynq.storage.memory.learning import MemoryCurriculum

MINE = "/v1/students/me/beliefs"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SLUG = "square_of_sum"


def answered(student, minute=0, *skills, **how) -> LearningEvent:
    at = START + timedelta(minutes=minute)
    kind = EventKind.ITEM_ANSWERED
    made = LearningEvent(
        new_id(), student, kind, skills or ("fractions",), 0.0, at, None, "item-1", 1
    )
    return replace(made, **how)


@pytest.fixture
async def school(house):
    """A student with three answers, a doubt in which a misconception showed, and a teacher."""
    account, headers = house.person(house.demo)
    teacher, teachers = house.person(house.demo, Role.TEACHER)
    curriculum = MemoryCurriculum(house.contents)
    skills = [Skill(slug, slug.title(), "mathematics", 6) for slug in ("fractions", "polynomials")]
    await curriculum.put_skills(house.demo.tenant, skills)
    item = PracticeItem(new_id(), "add-1", "What is 1/2 + 1/3?", "5/6", "number", ("fractions",))
    await curriculum.put_items(house.demo.tenant, [item])
    doubt = new_id()
    events = [answered(account.id, minute) for minute in range(3)]
    slip = answered(
        account.id,
        9,
        "polynomials",
        kind=EventKind.DOUBT_ASKED,
        item=None,
        hints=0,
        doubt=doubt,
        misconceptions=(SLUG,),
    )
    await house.log.record(house.demo.tenant, [*events, slip])
    return {
        "id": str(account.id),
        "student": headers,
        "teacher": teachers,
        "teacher_id": str(teacher.id),
        "events": [str(each.id) for each in events],
        "slip": str(slip.id),
        "doubt": str(doubt),
    }


async def test_every_belief_is_told_in_words_and_numbers(house, client, school):
    told = (await client.get(MINE, headers=school["student"])).json()
    assert (told["student_id"], told["up_to_date"]) == (school["id"], True)
    ids = [each["id"] for each in told["items"]]
    assert ids == [
        *("student:overall", "student:detail", "student:language", "student:level"),
        "student:placement",
        *("fractions", "polynomials", f"misconception:{SLUG}"),
    ]
    by_id = {each["id"]: each for each in told["items"]}
    fractions = by_id["fractions"]
    assert fractions["title"] == "Fractions"
    assert "Would solve about" in fractions["says"]
    assert 0.0 < fractions["low"] < fractions["value"] < fractions["high"] < 1.0
    assert fractions["certainty"] == "unsure"
    assert (fractions["events"], fractions["corrections"]) == (3, 0)
    assert fractions["skill"]["attempts"] == 3
    assert fractions["claims"] == ["i_know_this", "i_do_not_know_this", "not_me"]
    slip = by_id[f"misconception:{SLUG}"]
    assert slip["misconception"]["state"] == "open"
    assert slip["misconception"]["title"] in slip["says"]
    assert slip["misconception"]["explanation"]
    assert (slip["value"], slip["events"]) == (None, 1)
    assert by_id["student:level"]["setting"] == {
        "value": "high",
        "assumed": True,
        "change_at": "PATCH /v1/students/me",
    }
    assert by_id["student:placement"]["setting"]["value"] == "waiting"
    for each in told["items"]:
        reply = await client.get(each["url"], headers=school["student"])
        assert reply.status_code == 200
        assert reply.json()["belief"] == each


async def test_pages_go_on_where_the_last_one_ended(client, school):
    seen, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(MINE, params=query, headers=school["student"])).json()
        seen += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        assert len(page["items"]) == 2
        last = cursor
    assert seen == [
        e["id"] for e in (await client.get(MINE, headers=school["student"])).json()["items"]
    ]
    theirs = f"/v1/students/{school['id']}/beliefs"
    for path, headers in ((theirs, school["teacher"]), (MINE, school["student"])):
        reply = await client.get(path, params={"cursor": last}, headers=headers)
        assert reply.status_code == 200, "of the same student"
    reply = await client.get(MINE, params={"cursor": last}, headers=school["teacher"])
    assert (reply.status_code, reply.json()["field"]) == (422, "cursor")
    for forged in ("x", last[:-2], "é" * 4, "A" * 60):
        reply = await client.get(MINE, params={"cursor": forged}, headers=school["student"])
        assert (reply.status_code, reply.json()["field"]) == (422, "cursor")
    skills = (await client.get(MINE, params={"kind": "skill"}, headers=school["student"])).json()
    assert [each["id"] for each in skills["items"]] == ["fractions", "polynomials"]


async def test_a_belief_shows_the_events_that_moved_it(client, school):
    told = (await client.get(f"{MINE}/fractions", headers=school["student"])).json()
    assert [each["id"] for each in told["evidence"]] == school["events"][::-1]
    newest, _, first = told["evidence"]
    assert first["before"] is None
    assert first["after"]["attempts"] == 1
    assert newest["after"]["ability"] < newest["before"]["ability"]
    assert newest["after"]["success"] == told["belief"]["value"]
    assert (newest["hints"], newest["item"], newest["counts"]) == (1, "item-1", True)
    assert newest["can_be_ruled_out"] is True
    assert "wrong answer with a hint" in newest["says"]
    page = (await client.get(f"{MINE}/fractions?limit=2", headers=school["student"])).json()
    rest = await client.get(
        f"{MINE}/fractions", params={"cursor": page["next_cursor"]}, headers=school["student"]
    )
    assert [each["id"] for each in rest.json()["evidence"]] == school["events"][:1]
    other = await client.get(
        f"{MINE}/polynomials", params={"cursor": page["next_cursor"]}, headers=school["student"]
    )
    assert other.status_code == 422
    doubt = (await client.get(f"{MINE}/polynomials", headers=school["student"])).json()
    assert doubt["evidence"][0]["url"] == f"/v1/doubts/{school['doubt']}"
    overall = (await client.get(f"{MINE}/student:overall", headers=school["student"])).json()
    assert [each["id"] for each in overall["evidence"]] == school["events"][::-1]


async def test_a_misconception_shows_the_line(house, client):
    account, headers = house.person(house.demo)
    asked = await client.post("/v1/doubts", json={"question": "check my work"}, headers=headers)
    doubt = asked.json()["id"]
    slug = "forgotten_minus_root"
    slip = answered(account.id, 1, doubt=doubt, misconceptions=(slug,))
    slip = replace(slip, doubt=next(iter(house.doubts.rows))[1], outcome=0.0)
    await house.log.record(house.demo.tenant, [slip])
    for name in (f"misconception:{slug}", slug):
        told = (await client.get(f"{MINE}/{name}", headers=headers)).json()
        assert told["belief"]["id"] == f"misconception:{slug}"
        assert told["evidence"][0]["line"] == {"number": 1, "text": "$x = 3$"}
        assert told["evidence"][0]["doubt_id"] == doubt
        assert told["evidence"][0]["after"]["state"] == "open"


async def test_a_student_corrects_a_belief_and_takes_it_back(house, client, school):
    path = f"{MINE}/fractions/corrections"
    body = {"claim": "i_know_this", "note": " I was tired. ", "private": True}
    made = await client.post(path, json=body, headers=school["student"])
    assert made.status_code == 201
    told = made.json()
    assert told["belief"]["value"] > told["before"]["value"]
    assert told["belief"]["corrections"] == 1
    assert told["correction"]["note"] == "I was tired."
    assert (told["correction"]["by"], told["correction"]["by_teacher"]) == (school["id"], False)
    assert told["verify_with"]["exercise"]["slug"] == "add-1"
    theirs = f"/v1/students/{school['id']}/beliefs/fractions"
    seen = (await client.get(theirs, headers=school["teacher"])).json()
    shown = seen["evidence"][0]["correction"]
    assert (shown["note"], shown["private"], shown["stands"]) == (None, True, True)
    assert shown["by_name"] == "Someone"
    assert "tired" not in str(seen)
    taken = await client.delete(f"{path}/{told['correction']['id']}", headers=school["student"])
    assert taken.status_code == 200
    assert taken.json()["belief"]["value"] == told["before"]["value"]
    again = await client.delete(f"{path}/{told['correction']['id']}", headers=school["student"])
    assert again.json()["correction"] == taken.json()["correction"]
    evidence = (await client.get(f"{MINE}/fractions", headers=school["student"])).json()["evidence"]
    assert [each["counts"] for each in evidence[:2]] == [True, False]
    assert evidence[1]["ruled_out_by"] == evidence[0]["id"]
    assert evidence[1]["correction"]["stands"] is False


async def test_an_event_is_ruled_out(client, school):
    body = {"claim": "not_me", "events": school["events"][:2]}
    path = f"{MINE}/fractions/corrections"
    told = (await client.post(path, json=body, headers=school["student"])).json()
    assert told["belief"]["events"] == 1
    assert told["belief"]["skill"]["attempts"] == 1
    evidence = (await client.get(f"{MINE}/fractions", headers=school["student"])).json()["evidence"]
    assert [each["counts"] for each in evidence] == [True, True, False, False]
    assert evidence[2]["can_be_ruled_out"] is False


async def test_a_repeated_request_is_one_correction(client, school):
    headers = school["student"] | {"Idempotency-Key": "once"}
    body = {"claim": "i_do_not_know_this"}
    path = f"{MINE}/fractions/corrections"
    first = await client.post(path, json=body, headers=headers)
    second = await client.post(path, json=body, headers=headers)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.json() == second.json()
    evidence = (await client.get(f"{MINE}/fractions", headers=school["student"])).json()["evidence"]
    assert sum(each["correction"] is not None for each in evidence) == 1


async def test_a_teachers_word_is_seen_by_the_student_and_stands(client, school):
    theirs = f"/v1/students/{school['id']}/beliefs/misconception:{SLUG}/corrections"
    body = {"claim": "no_longer", "note": "She explained it to the class."}
    made = await client.post(theirs, json=body, headers=school["teacher"])
    assert made.status_code == 201
    assert made.json()["belief"]["misconception"]["state"] == "closed"
    own = f"{MINE}/misconception:{SLUG}"
    seen = (await client.get(own, headers=school["student"])).json()["evidence"][0]["correction"]
    assert (seen["note"], seen["by"]) == (body["note"], school["teacher_id"])
    assert seen["by_teacher"] is True
    refused = await client.delete(f"{own}/corrections/{seen['id']}", headers=school["student"])
    assert refused.status_code == 403
    back = await client.delete(f"{theirs}/{seen['id']}", headers=school["teacher"])
    assert back.json()["belief"]["misconception"]["state"] == "open"
    private = await client.post(theirs, json={**body, "private": True}, headers=school["teacher"])
    assert (private.status_code, private.json()["field"]) == (422, "private")


async def test_another_school_finds_nobody(house, client, school):
    elsewhere = house.school("theirs")
    _, owner = house.person(elsewhere, Role.OWNER)
    base = f"/v1/students/{school['id']}/beliefs"
    unknown = f"/v1/students/{uuid4()}/beliefs"
    for method, path, body in (
        ("GET", "", None),
        ("GET", "/fractions", None),
        ("POST", "/fractions/corrections", {"claim": "i_know_this"}),
        ("DELETE", f"/fractions/corrections/{school['slip']}", None),
    ):
        replies = [
            await client.request(method, start + path, json=body, headers=owner)
            for start in (base, unknown)
        ]
        assert [reply.status_code for reply in replies] == [404, 404]
        first, second = (reply.json() | {"request_id": ""} for reply in replies)
        assert first == second
        student = await client.request(method, base + path, json=body, headers=school["student"])
        assert student.status_code == 403


REFUSED = [
    ("fractions", {"claim": "knows"}, 422, "claim"),
    ("fractions", {}, 422, "claim"),
    ("fractions", {"claim": "taken_back"}, 422, "claim"),
    ("fractions", {"claim": "no_longer"}, 422, "claim"),
    ("fractions", {"claim": "not_me"}, 422, "events"),
    ("fractions", {"claim": "not_me", "events": [str(uuid4())]}, 404, "events"),
    ("fractions", {"claim": "not_me", "events": [str(uuid4())] * 51}, 422, "events"),
    ("fractions", {"claim": "i_know_this", "events": [str(uuid4())]}, 422, "events"),
    ("fractions", {"claim": "i_know_this", "note": "x" * 501}, 422, "note"),
    ("fractions", {"claim": "i_know_this", "note": "a\u0000b"}, 422, "note"),
    ("fractions", {"claim": "i_know_this", "by": str(uuid4())}, 422, "by"),
    ("volcanoes", {"claim": "i_know_this"}, 404, "belief"),
    ("student:level", {"claim": "not_me", "events": [str(uuid4())]}, 422, "belief"),
    ("student:overall", {"claim": "i_know_this"}, 422, "claim"),
    ("student:nothing", {"claim": "i_know_this"}, 404, "belief"),
    ("misconception:no_such", {"claim": "no_longer"}, 404, "belief"),
    (f"misconception:{SLUG}", {"claim": "i_know_this"}, 422, "claim"),
    ("a'b", {"claim": "i_know_this"}, 422, "belief"),
    ("x" * 101, {"claim": "i_know_this"}, 422, "belief"),
]


async def test_what_cannot_be_said(client, school):
    for belief, body, status, field in REFUSED:
        path = f"{MINE}/{belief}/corrections"
        reply = await client.post(path, json=body, headers=school["student"])
        assert (reply.status_code, reply.json()["field"]) == (status, field), (belief, body)


async def test_a_skill_that_was_never_met_can_be_claimed(house, client, school):
    skill = Skill("area", "Area", "mathematics", 5)
    house.contents.skills[house.demo.tenant, "area"] = skill
    told = (await client.get(f"{MINE}/area", headers=school["student"])).json()
    assert (told["belief"]["skill"], told["evidence"]) == (None, [])
    body = {"claim": "i_know_this"}
    made = await client.post(f"{MINE}/area/corrections", json=body, headers=school["student"])
    assert made.json()["belief"]["skill"]["mastered"] is False
    assert made.json()["verify_with"] == {
        "skill": "area",
        "title": "Area",
        "says": "An exercise on Area, answered without help, settles it.",
        "exercise": None,
    }


async def test_everything_can_be_exported(client, school):
    body = {"claim": "i_know_this", "note": "for me", "private": True}
    await client.post(f"{MINE}/fractions/corrections", json=body, headers=school["student"])
    reply = await client.get(f"{MINE}/export", headers=school["student"])
    assert reply.headers["content-disposition"] == 'attachment; filename="beliefs.json"'
    told = reply.json()
    listed = (await client.get(MINE, headers=school["student"])).json()["items"]
    assert sorted(each["id"] for each in told["beliefs"]) == sorted(each["id"] for each in listed)
    assert [each["turn"] for each in told["events"]] == [1, 2, 3, 4, 5]
    assert told["events"][-1]["correction"]["note"] == "for me"
    moved = [effect["belief"] for effect in told["events"][0]["effects"]]
    assert sorted(moved) == ["fractions", "student:overall"]


async def test_a_fold_that_has_to_wait_is_told(house, client, school, monkeypatch):
    async def away(tenant, student):
        raise StorageUnavailable("gone")

    monkeypatch.setattr(house.personalizer, "observe", away)
    told = (await client.get(MINE, headers=school["student"])).json()
    assert told["up_to_date"] is False
    assert [each["kind"] for each in told["items"]] == ["overall", *["setting"] * 4]


async def test_progress_shows_open_misconceptions(house, client, student):
    state = MisconceptionState(SLUG, ("polynomials",), 2, START, START + timedelta(days=1))
    house.students.misconceptions = (state, replace(state, slug="from_a_later_release"))
    told = (await client.get("/v1/students/me/progress", headers=student)).json()
    known, unknown = told["misconceptions"]
    assert (known["slug"], known["state"], known["shown"], known["needed"]) == (SLUG, "open", 2, 3)
    assert known["remedy"]
    assert known["skills"] == ["polynomials", "algebraic-expressions"]
    assert (unknown["title"], unknown["remedy"]) == ("from a later release", "")
