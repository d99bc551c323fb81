"""The skill graph over HTTP."""

from __future__ import annotations

import pytest

from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem
from fynq.domain.principal import Role
from fynq.personalization.edge_check import EdgeCheck, Verdict


@pytest.fixture
def teacher(house):
    return house.person(house.demo, Role.TEACHER)[1]


async def put(client, headers, slug, *prerequisites, **body):
    body = {"name": slug.title(), "prerequisites": list(prerequisites), **body}
    return await client.put(f"/v1/skills/{slug}", headers=headers, json=body)


async def test_a_skill_is_made_read_changed_and_removed(house, client, teacher, student):
    made = await put(client, teacher, "fractions", level=5, description="Parts of a whole.")
    assert made.status_code == 200
    assert made.json() == {
        "slug": "fractions",
        "name": "Fractions",
        "subject": "mathematics",
        "level": 5,
        "prerequisites": [],
        "description": "Parts of a whole.",
        "needed_by": [],
        "items": 0,
    }
    assert (await put(client, teacher, "linear", "fractions")).status_code == 200
    read = (await client.get("/v1/skills/fractions", headers=student)).json()
    assert read["needed_by"] == ["linear"]
    blocked = await client.delete("/v1/skills/fractions", headers=teacher)
    assert (blocked.status_code, blocked.json()["field"]) == (409, "slug")
    gone = await client.delete("/v1/skills/fractions?detach=true", headers=teacher)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.get("/v1/skills/linear", headers=student)).json()["prerequisites"] == []
    for method in ("GET", "DELETE"):
        reply = await client.request(method, "/v1/skills/fractions", headers=teacher)
        assert (reply.status_code, reply.json()["field"]) == (404, "slug")


async def test_items_are_in_the_way_and_said_so(house, client, teacher):
    await put(client, teacher, "fractions")
    item = PracticeItem(new_id(), "half", "?", "1", "number", ("fractions",))
    await house.practising.curriculum.put_items(house.demo.tenant, [item])
    for query in ("", "?detach=true"):
        reply = await client.delete(f"/v1/skills/fractions{query}", headers=teacher)
        assert reply.status_code == 409
        assert "1 practice item" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("slug", "body", "field"),
    [
        ("a", {"name": "A", "prerequisites": ["b"]}, "prerequisites"),
        ("a", {"name": "A", "prerequisites": ["a"]}, "prerequisites"),
        ("a", {"name": "A", "prerequisites": ["nowhere"]}, "prerequisites"),
        ("a", {"name": "A", "prerequisites": ["Not a slug"]}, "prerequisites/0"),
        ("a", {"name": "A", "prerequisites": [f"p{at}" for at in range(33)]}, "prerequisites"),
        ("a", {"name": " "}, "name"),
        ("a", {"name": "A\u0007"}, "name"),
        ("a", {"name": "A", "level": 21}, "level"),
        ("a", {"name": "A", "description": "x\u0000"}, "description"),
        ("a", {"name": "A", "description": "x" * 2001}, "description"),
        ("a", {"name": "A", "slug": "b"}, "slug"),
        ("a", {}, "name"),
        ("UPPER", {"name": "A"}, "slug"),
        ("x" * 81, {"name": "A"}, "slug"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(client, teacher, slug, body, field):
    await put(client, teacher, "a")
    await put(client, teacher, "b", "a")
    reply = await client.put(f"/v1/skills/{slug}", headers=teacher, json=body)
    assert (reply.status_code, reply.json()["field"]) == (422, field)
    graph = (await client.get("/v1/skills/a", headers=teacher)).json()
    assert (graph["name"], graph["prerequisites"]) == ("A", [])


async def test_many_at_once_all_or_none(house, client, teacher):
    async def post(*items):
        listed = [{"slug": slug, "name": slug, "prerequisites": needs} for slug, needs in items]
        return await client.post("/v1/skills", headers=teacher, json={"items": listed})

    reply = await post(("b", ["a"]), ("a", []))
    assert (reply.status_code, reply.json()) == (200, {"added": 2, "renewed": 0})
    assert (await post(("b", []), ("c", ["b"]))).json() == {"added": 1, "renewed": 1}
    for items, field in (
        ([("d", []), ("e", ["gone"])], "items/1/prerequisites"),
        ([("x", []), ("b", ["c"])], "items/1/prerequisites"),
        ([("d", []), ("d", [])], "items/1/slug"),
        ([("edges", [])], "items/0/slug"),
        ([], "items"),
    ):
        refused = await post(*items)
        assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert (await client.get("/v1/skills/d", headers=teacher)).status_code == 404
    assert (await client.get("/v1/skills/x", headers=teacher)).status_code == 404


async def test_edges_with_what_answers_say(house, client, teacher):
    for slug, needs in (("a", ()), ("b", ("a",)), ("c", ("a", "b"))):
        await put(client, teacher, slug, *needs)
    check = EdgeCheck(Verdict.DOUBTFUL, 90, 40, 1.1, 0.9, 1.4, 1.0, 0.8, 1.3, 20, 9, 11)
    house.contents.edge_checks[house.demo.tenant, "c", "a"] = check
    page = (await client.get("/v1/skills/edges?limit=2", headers=teacher)).json()
    assert [(e["skill"], e["prerequisite"]) for e in page["items"]] == [("b", "a"), ("c", "a")]
    assert page["items"][0]["verdict"] == "unchecked" and page["items"][0]["odds"] is None
    doubtful = page["items"][1]
    assert (doubtful["verdict"], doubtful["odds"], doubtful["odds_high"]) == ("doubtful", 1.1, 1.4)
    assert (doubtful["skill_name"], doubtful["prerequisite_name"]) == ("C", "A")
    rest = await client.get(f"/v1/skills/edges?after={page['next_after']}", headers=teacher)
    assert [(e["skill"], e["prerequisite"]) for e in rest.json()["items"]] == [("c", "b")]
    assert rest.json()["next_after"] is None
    only = await client.get("/v1/skills/edges?verdict=doubtful&skill=c", headers=teacher)
    assert len(only.json()["items"]) == 1
    for query in ("verdict=maybe", "after=c", "limit=0", "skill=A B", "x=1"):
        reply = await client.get(f"/v1/skills/edges?{query}", headers=teacher)
        assert reply.status_code == 422, query


async def test_students_read_and_do_not_write(house, client, teacher, student):
    await put(client, teacher, "a")
    assert (await client.get("/v1/skills/a", headers=student)).status_code == 200
    body = {"name": "A"}
    for method, path, json in (
        ("PUT", "/v1/skills/a", body),
        ("DELETE", "/v1/skills/a", None),
        ("POST", "/v1/skills", {"items": [{"slug": "a", **body}]}),
        ("GET", "/v1/skills/edges", None),
    ):
        reply = await client.request(method, path, headers=student, json=json)
        assert reply.status_code == 403, path
    foreign = house.person(house.school("other"), Role.OWNER)[1]
    assert (await client.get("/v1/skills/a", headers=foreign)).status_code == 404
    assert (await client.delete("/v1/skills/a", headers=foreign)).status_code == 404
    assert (await client.get("/v1/skills/edges", headers=foreign)).json()["items"] == []
    assert (await put(client, teacher, "edges")).status_code == 405
