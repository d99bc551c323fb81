"""Teachers write practice items: one, many, from files."""

from __future__ import annotations

import json

import pytest

from fynq.domain.knowledge import Skill
from fynq.domain.principal import Role

ITEMS = "/v1/practice/items"
GOOD = {"question": "Solve $x + 1 = 3$.", "answer": "2", "kind": "number", "skills": ["algebra"]}
CSV = (
    "slug,question,answer,kind,skills,difficulty,choices,hints\r\n"
    'a1,"Calculate $2 + 2$, please.",4,number,algebra,1,,Count.~Count on.\r\n'
    "a2,Which?,$x$,choice,algebra,,$x$~$y$,\r\n"
)
LINES = "".join(json.dumps({"slug": f"b{n}", **GOOD}) + "\n" for n in range(3))


@pytest.fixture
async def teacher(house):
    skills = [Skill("algebra", "Algebra", "mathematics", 7)]
    await house.practising.curriculum.put_skills(house.demo.tenant, skills)
    return house.person(house.demo, Role.TEACHER)[1]


async def test_an_item_is_added_renewed_retired_and_comes_back(client, teacher):
    path = f"{ITEMS}/own"
    assert (await client.get(path, headers=teacher)).status_code == 404
    made = await client.put(path, json=GOOD, headers=teacher)
    assert (made.status_code, made.json()["own"], made.json()["slug"]) == (200, True, "own")
    renewed = await client.put(
        path, json=GOOD | {"answer": "2.0", "difficulty": 5}, headers=teacher
    )
    assert renewed.json()["difficulty"] == 5
    for _ in range(2):
        assert (await client.delete(path, headers=teacher)).status_code == 204
    assert (await client.get(path, headers=teacher)).json()["retired_at"]
    assert (await client.get(ITEMS, headers=teacher)).json()["items"] == []
    retired = (await client.get(f"{ITEMS}?retired=true", headers=teacher)).json()["items"]
    assert [each["slug"] for each in retired] == ["own"]
    assert (await client.put(path, json=GOOD, headers=teacher)).json()["retired_at"] is None
    assert (await client.delete(f"{ITEMS}/none", headers=teacher)).status_code == 404


async def test_many_at_once_or_none(client, teacher):
    items = [{"slug": f"i{n}", **GOOD} for n in range(5)]
    done = await client.post(ITEMS, json={"items": items}, headers=teacher)
    assert done.json() == {"added": 5, "renewed": 0}
    items[3] = items[3] | {"answer": "no number"}
    wrong = await client.post(ITEMS, json={"items": [*items, {"slug": "new", **GOOD}]}, headers=teacher)  # fmt: skip
    assert (wrong.status_code, wrong.json()["field"]) == (422, "items/3/answer")
    listed = (await client.get(f"{ITEMS}?limit=2", headers=teacher)).json()
    assert [each["slug"] for each in listed["items"]] == ["i0", "i1"]
    seen = listed["items"]
    while listed["next_cursor"]:
        query = f"limit=2&cursor={listed['next_cursor']}"
        listed = (await client.get(f"{ITEMS}?{query}", headers=teacher)).json()
        seen += listed["items"]
    assert [each["slug"] for each in seen] == [f"i{n}" for n in range(5)]
    assert (await client.get(f"{ITEMS}?skill=other", headers=teacher)).json()["items"] == []


WRONG = [
    ({"answer": "((("}, "answer"),
    ({"answer": "four apples"}, "answer"),
    ({"answer": "x", "kind": "number"}, "answer"),
    ({"skills": ["unknown"]}, "skills"),
    ({"skills": []}, "skills"),
    ({"skills": ["UPPER"]}, "skills/0"),
    ({"choices": ["2"]}, "choices"),
    ({"choices": ["3", "4"], "kind": None}, "answer"),
    ({"choices": ["2", "2 "], "kind": None}, "choices"),
    ({"choices": ["2", "3"]}, "choices"),
    ({"kind": "choice"}, "choices"),
    ({"kind": "essay"}, "kind"),
    ({"difficulty": 6}, "difficulty"),
    ({"difficulty": 2.5}, "difficulty"),
    ({"tolerance": -1}, "tolerance"),
    ({"tolerance": 1, "kind": "expression"}, "tolerance"),
    ({"question": " "}, "question"),
    ({"question": "x" * 4001}, "question"),
    ({"hints": ["x"] * 21}, "hints"),
    ({"hints": [""]}, "hints/0"),
    ({"hints": [" "]}, "hints"),
    ({"solution": "x" * 10_001}, "solution"),
    ({"slug": "other"}, "slug"),
    ({"secret": 1}, "secret"),
]


async def test_what_is_wrong_is_named(client, teacher):
    for change, field in WRONG:
        reply = await client.put(f"{ITEMS}/own", json=GOOD | change, headers=teacher)
        assert (reply.status_code, reply.json()["field"]) == (422, field), change
    for slug in ("UPPER", "-x", "x" * 121, "a%20b"):
        assert (await client.put(f"{ITEMS}/{slug}", json=GOOD, headers=teacher)).status_code == 422
    twice = {"items": [{"slug": "a", **GOOD}, {"slug": "a", **GOOD}]}
    reply = await client.post(ITEMS, json=twice, headers=teacher)
    assert reply.json()["field"] == "items/1/slug"
    assert (await client.get(ITEMS, headers=teacher)).json()["items"] == []


async def test_students_do_not_see_the_bank(house, client, teacher):
    student = house.person(house.demo)[1]
    await client.put(f"{ITEMS}/own", json=GOOD, headers=teacher)
    for method, path, body in (
        ("GET", ITEMS, None),
        ("GET", f"{ITEMS}/own", None),
        ("PUT", f"{ITEMS}/own", GOOD),
        ("DELETE", f"{ITEMS}/own", None),
        ("POST", ITEMS, {"items": [{"slug": "x", **GOOD}]}),
        ("POST", f"{ITEMS}/import", None),
        ("GET", "/v1/practice/outcomes", None),
    ):
        assert (await client.request(method, path, json=body, headers=student)).status_code == 403
    owner = house.person(house.school("theirs"), Role.OWNER)[1]
    assert (await client.get(f"{ITEMS}/own", headers=owner)).status_code == 404
    assert (await client.delete(f"{ITEMS}/own", headers=owner)).status_code == 404


async def imported(client, teacher, content, kind="text/csv"):
    return await client.post(f"{ITEMS}/import", content=content, headers=teacher | {"Content-Type": kind})  # fmt: skip


async def test_files(client, teacher):
    assert (await imported(client, teacher, CSV)).json() == {"added": 2, "renewed": 0}
    made = (await client.get(f"{ITEMS}/a1", headers=teacher)).json()
    assert (made["hints"], made["difficulty"]) == (["Count.", "Count on."], 1)
    assert (await client.get(f"{ITEMS}/a2", headers=teacher)).json()["choices"] == ["$x$", "$y$"]
    lines = await imported(client, teacher, LINES, "application/x-ndjson")
    assert lines.json() == {"added": 3, "renewed": 0}
    assert (await imported(client, teacher, "\ufeff" + CSV, "application/octet-stream")).json() == {"added": 0, "renewed": 2}  # fmt: skip
    form = await client.post(f"{ITEMS}/import", files={"file": ("x.jsonl", LINES)}, headers=teacher)
    assert form.json() == {"added": 0, "renewed": 3}


BAD_FILES = [
    (CSV.replace("4,number", "four,number"), "line/2/answer"),
    (CSV.replace(",1,", ",easy,"), "line/2/difficulty"),
    (CSV.replace("a2,", "A2!,"), "line/3/slug"),
    (CSV.replace("hints", "clues"), "line/1"),
    (CSV.replace("hints", "slug"), "line/1"),
    (CSV + "a3,short\r\n", "line/4"),
    (CSV + '"a3', "line/4"),
    (CSV.replace("algebra", "magic"), "line/2/skills"),
    (LINES + "{", "line/4"),
    (LINES + "[]", "line/4"),
    (LINES + '{"slug": NaN}', "line/4"),
    (LINES + '{"slug": "c", "extra": 1}', "line/4/extra"),
    (LINES + "[" * 50_000, "line/4"),
    (LINES + LINES, "line/4/slug"),
    ("", "file"),
    ("\n\n", "file"),
    ("slug,question\n", "file"),
    ("a\0b", "file"),
    (b"\xff\xfe", "file"),
    (LINES.encode("utf-16"), "file"),
]


async def test_files_that_are_wrong_say_where(client, teacher):
    for content, field in BAD_FILES:
        reply = await imported(client, teacher, content, "application/octet-stream")
        assert (reply.status_code, reply.json()["field"]) == (422, field), content[:80]
    assert (await imported(client, teacher, "x" * (4 << 20) + "y")).status_code == 413
    many = "slug,question,answer,skills\n" + "".join(f"s{n},q,1,algebra\n" for n in range(2_001))
    assert (await imported(client, teacher, many)).json()["field"] == "file"
    assert (await imported(client, teacher, "{}", "application/json")).status_code == 415
    assert (await client.get(ITEMS, headers=teacher)).json()["items"] == []


async def test_outcomes_of_check_items(house, client, teacher):
    told = (await client.get("/v1/practice/outcomes", headers=teacher)).json()
    assert (told["offered"], told["share"], told["skills"]) == (0, None, [])
    for query in ("since=2026-02-01&until=2026-01-01", "since=2020-01-01", "until=never", "x=1"):
        assert (await client.get(f"/v1/practice/outcomes?{query}", headers=teacher)).status_code == 422  # fmt: skip
