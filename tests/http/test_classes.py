"""Classes over HTTP: who may make, see, change and join them."""

from __future__ import annotations

import pytest

from fynq.domain.identifiers import new_id
from fynq.domain.principal import Role

PATH = "/v1/classes"


@pytest.fixture
def teacher(house):
    return house.person(house.demo, Role.TEACHER)


async def make(client, headers, **body) -> dict:
    made = await client.post(PATH, headers=headers, json={"name": "7b", **body})
    assert made.status_code == 201
    assert made.headers["location"] == f"{PATH}/{made.json()['id']}"
    return made.json()


async def test_a_teacher_makes_a_class_and_fills_it(house, client, teacher):
    _, headers = teacher
    student, students_headers = house.person(house.demo, email="ada@mine.example")
    made = await make(client, headers, name="  7b ", description=" maths ")
    assert (made["name"], made["description"], made["join_code"]) == ("7b", "maths", "")
    assert (made["students"], made["teachers"]) == (0, 1)
    one = f"{PATH}/{made['id']}"
    added = await client.post(
        f"{one}/members",
        headers=headers,
        json={"user_ids": [str(student.id)], "emails": [" ADA@mine.example"]},
    )
    assert added.status_code == 200
    assert [m["teaches"] for m in added.json()["members"]] == [True, False]
    whole = (await client.get(one, headers=headers)).json()
    assert (whole["students"], len(whole["members"])) == (1, 2)
    assert whole["members"][1]["email"] == "ada@mine.example"
    seen = (await client.get(one, headers=students_headers)).json()
    assert seen == {
        **dict.fromkeys(seen),
        "id": made["id"],
        "name": "7b",
        "description": "maths",
    }
    listed = (await client.get(PATH, headers=students_headers)).json()["items"]
    assert [(each["name"], each["students"]) for each in listed] == [("7b", None)]
    changed = await client.patch(one, headers=headers, json={"name": "8b"})
    assert (changed.json()["name"], changed.json()["students"]) == ("8b", 1)
    gone = await client.delete(f"{one}/members/{student.id}", headers=headers)
    assert gone.status_code == 204
    again = await client.delete(f"{one}/members/{student.id}", headers=headers)
    assert (again.status_code, again.json()["field"]) == (404, "user_id")
    assert (await client.get(one, headers=students_headers)).status_code == 404
    assert (await client.delete(one, headers=headers)).status_code == 204
    assert (await client.get(one, headers=headers)).status_code == 404


async def test_students_join_by_the_code(house, client, teacher):
    _, headers = teacher
    made = await make(client, headers, joinable=True)
    code = made["join_code"]
    assert len(code) == 8
    student = house.person(house.demo)[1]
    typed = f" {code[:4].lower()}-{code[4:]} "
    for _ in range(2):
        joined = await client.post(f"{PATH}/join", headers=student, json={"code": typed})
        assert joined.status_code == 200
        assert (joined.json()["id"], joined.json()["join_code"]) == (made["id"], None)
    one = f"{PATH}/{made['id']}"
    renewed = (await client.patch(one, headers=headers, json={"joinable": True})).json()
    assert renewed["join_code"] not in ("", code)
    assert renewed["students"] == 1
    ended = (await client.patch(one, headers=headers, json={"joinable": False})).json()
    assert ended["join_code"] == ""
    late = house.person(house.demo)[1]
    for wrong in (code, renewed["join_code"], " ", "-", "'; drop"):
        reply = await client.post(f"{PATH}/join", headers=late, json={"code": wrong})
        assert (reply.status_code, reply.json()["field"]) == (404, "code")
    house.limits.uses.clear()
    for _ in range(10):
        await client.post(f"{PATH}/join", headers=late, json={"code": "ABCDEFGH"})
    reply = await client.post(f"{PATH}/join", headers=late, json={"code": "ABCDEFGH"})
    assert reply.status_code == 429


async def test_teachers_see_their_own_classes_and_admins_all(house, client, teacher):
    _, headers = teacher
    mine = await make(client, headers)
    colleague = house.person(house.demo, Role.TEACHER)[1]
    theirs = await make(client, colleague, name="8a")
    admin = house.person(house.demo, Role.ADMIN)[1]
    schools = await make(client, admin, name="9c")
    assert schools["teachers"] == 0
    for who, seen in (
        (headers, [mine["id"]]),
        (colleague, [theirs["id"]]),
        (admin, [mine["id"], theirs["id"], schools["id"]]),
        (house.person(house.demo)[1], []),
    ):
        listed = (await client.get(PATH, headers=who)).json()["items"]
        assert [each["id"] for each in listed] == seen
    other = f"{PATH}/{theirs['id']}"
    for method, path, body in (
        ("GET", other, None),
        ("PATCH", other, {"name": "x"}),
        ("DELETE", other, None),
        ("GET", f"{other}/overview", None),
        ("POST", f"{other}/members", {"user_ids": [str(new_id())]}),
        ("DELETE", f"{other}/members/{new_id()}", None),
    ):
        reply = await client.request(method, path, headers=headers, json=body)
        assert (reply.status_code, reply.json()["field"]) == (404, "class_id"), (method, path)
        if method == "GET":
            assert (await client.request(method, path, headers=admin)).status_code == 200
    first = (await client.get(f"{PATH}?limit=2", headers=admin)).json()
    rest = await client.get(f"{PATH}?cursor={first['next_cursor']}", headers=admin)
    assert [each["id"] for each in rest.json()["items"]] == [schools["id"]]


async def test_students_make_and_change_nothing(house, client, teacher, student):
    made = await make(client, teacher[1])
    one = f"{PATH}/{made['id']}"
    for method, path, body in (
        ("POST", PATH, {"name": "x"}),
        ("PATCH", one, {"name": "x"}),
        ("DELETE", one, None),
        ("GET", f"{one}/overview", None),
        ("POST", f"{one}/members", {"user_ids": [str(new_id())]}),
        ("DELETE", f"{one}/members/{new_id()}", None),
    ):
        assert (await client.request(method, path, headers=student, json=body)).status_code == 403


async def test_a_class_of_one_school_is_unknown_in_another(house, client, teacher):
    account, headers = teacher
    made = await make(client, headers, joinable=True)
    theirs = house.school("theirs")
    owner = house.person(theirs, Role.OWNER)[1]
    stranger, strangers_headers = house.person(theirs)
    one = f"{PATH}/{made['id']}"
    for method, path, body in (
        ("GET", one, None),
        ("PATCH", one, {"name": "x"}),
        ("DELETE", one, None),
        ("GET", f"{one}/overview", None),
        ("POST", f"{one}/members", {"user_ids": [str(stranger.id)]}),
        ("DELETE", f"{one}/members/{account.id}", None),
    ):
        assert (await client.request(method, path, headers=owner, json=body)).status_code == 404
    join = {"code": made["join_code"]}
    reply = await client.post(f"{PATH}/join", headers=strangers_headers, json=join)
    assert reply.status_code == 404
    assert (await client.get(PATH, headers=owner)).json()["items"] == []
    reply = await client.post(
        f"{one}/members", headers=headers, json={"user_ids": [str(account.id), str(stranger.id)]}
    )
    assert (reply.status_code, reply.json()["field"]) == (404, "user_ids/1")
    assert str(stranger.id) not in reply.text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": 7}, "name"),
        ({"name": "a", "description": "x" * 501}, "description"),
        ({"name": "a", "joinable": "yes"}, "joinable"),
        ({"name": "a", "join_code": "MYCODE"}, "join_code"),
        ({}, "name"),
    ],
)
async def test_what_makes_no_class_is_refused_by_name(client, teacher, body, field):
    reply = await client.post(PATH, headers=teacher[1], json=body)
    assert (reply.status_code, reply.json()["field"]) == (422, field)


async def test_what_makes_no_member_is_refused_by_name(client, teacher):
    made = await make(client, teacher[1])
    path = f"{PATH}/{made['id']}/members"
    for body, field in (
        ({}, "user_ids"),
        ({"emails": ["nobody"]}, "emails/0"),
        ({"emails": ["a@b.example", "x" * 400]}, "emails/1"),
        ({"user_ids": ["7"]}, "user_ids/0"),
        ({"user_ids": [str(new_id()) for _ in range(201)]}, "user_ids"),
        ({"name": None}, "name"),
    ):
        reply = await client.post(path, headers=teacher[1], json=body)
        assert (reply.status_code, reply.json()["field"]) == (422, field), body
    reply = await client.patch(f"{PATH}/{made['id']}", headers=teacher[1], json={"name": None})
    assert (reply.status_code, reply.json()["field"]) == (422, "name")
