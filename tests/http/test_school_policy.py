from __future__ import annotations

from dataclasses import asdict

import pytest

from fynq.domain.policy import Help, SchoolPolicy
from fynq.domain.principal import Role

OPEN = {
    "most_help": "full_solution",
    "least_confidence": 0.0,
    "exam_phrases": [],
    "decimal_comma": False,
    "times": "dot",
    "windows": [],
    "time_zone": "UTC",
    "syllabuses": [],
    "help_now": "full_solution",
}


async def test_an_admin_changes_what_is_present(house, client):
    headers = house.person(house.demo, Role.ADMIN)[1]
    assert (await client.get("/v1/school/policy", headers=headers)).json() == OPEN
    changed = await client.patch(
        "/v1/school/policy",
        headers=headers,
        json={"least_confidence": 0.97, "exam_phrases": [" Midterm 2 ", "Midterm 2"]},
    )
    assert changed.status_code == 200
    assert changed.json() == {**OPEN, "least_confidence": 0.97, "exam_phrases": ["Midterm 2"]}
    await client.patch("/v1/school/policy", headers=headers, json={"most_help": "next_step"})
    kept = await house.policies.policy(house.demo.tenant)
    assert kept == SchoolPolicy(Help.NEXT_STEP, 0.97, ("Midterm 2",))
    other = house.school("other")
    assert await house.policies.policy(other.tenant) == SchoolPolicy()


async def test_others_read_it_without_the_exams(house, client):
    await house.policies.change_policy(
        house.demo.tenant, asdict(SchoolPolicy(Help.CONCEPT, 0.9, ("Midterm 2",)))
    )
    for role in (Role.STUDENT, Role.TEACHER):
        headers = house.person(house.demo, role)[1]
        shown = await client.get("/v1/school/policy", headers=headers)
        assert shown.json() == {
            **OPEN,
            "most_help": "concept",
            "least_confidence": 0.9,
            "help_now": "concept",
        }
        refused = await client.patch(
            "/v1/school/policy", headers=headers, json={"least_confidence": 0.1}
        )
        assert refused.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"most_help": "everything"},
        {"most_help": None},
        {"least_confidence": 1.01},
        {"least_confidence": -0.1},
        {"least_confidence": True},
        {"exam_phrases": ["ab"]},
        {"exam_phrases": ["x" * 201]},
        {"exam_phrases": [f"exam {at}" for at in range(51)]},
        {"hints": True},
        {"decimal_comma": 1},
        {"times": "star"},
        {"windows": None},
        {"windows": [{"name": "x"}]},
        {"windows": [{"name": " ", "most_help": None}]},
        {"windows": [{"name": "x", "most_help": "all"}]},
        {"windows": [{"name": "x", "most_help": None, "days": [0]}]},
        {"windows": [{"name": "x", "most_help": None, "grades": [14]}]},
        {"windows": [{"name": "x", "most_help": None, "opens": "24:00"}]},
        {"windows": [{"name": "x", "most_help": None, "opens": "8:00"}]},
        {"windows": [{"name": "x", "most_help": None, "starts": "2027-03-01T08:00:00"}]},
        {"windows": [{"name": "x", "most_help": None, "starts": 1_800_000_000}]},
        {"windows": [{"name": "x", "most_help": None} for _ in range(51)]},
        {
            "windows": [
                {
                    "name": "x",
                    "most_help": None,
                    "starts": "2027-03-01T08:00:00Z",
                    "ends": "2027-03-01T08:00:00Z",
                }
            ]
        },
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../UTC"},
        {"time_zone": ""},
        {"syllabuses": [""]},
        {"syllabuses": ["x" * 81]},
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(house, client, body):
    headers = house.person(house.demo, Role.OWNER)[1]
    reply = await client.patch("/v1/school/policy", headers=headers, json=body)
    assert reply.status_code == 422
    assert next(iter(body)) in reply.text
    assert (await client.get("/v1/school/policy", headers=headers)).json() == OPEN


MIDTERM = {
    "name": "Midterm 2",
    "most_help": None,
    "starts": "2020-03-01T08:00:00+05:30",
    "ends": None,
    "days": [],
    "opens": "00:00",
    "closes": "00:00",
    "grades": [10],
}


async def test_windows_limit_help_now_for_whom_they_are(house, client):
    admin = house.person(house.demo, Role.ADMIN)[1]
    body = {"windows": [MIDTERM], "time_zone": "Asia/Kolkata", "syllabuses": ["CBSE 10", "CBSE 10"]}
    changed = (await client.patch("/v1/school/policy", headers=admin, json=body)).json()
    assert changed["windows"] == [{**MIDTERM, "starts": "2020-03-01T02:30:00.000Z"}]
    assert (changed["time_zone"], changed["syllabuses"]) == ("Asia/Kolkata", ["CBSE 10"])
    for grade, now in ((10, None), (9, "full_solution"), (None, None)):
        headers = house.person(house.demo)[1]
        await client.patch("/v1/students/me", headers=headers, json={"grade": grade})
        shown = (await client.get("/v1/school/policy", headers=headers)).json()
        assert (shown["help_now"], shown["most_help"]) == (now, "full_solution")
        assert shown["windows"] == []


async def test_a_doubt_is_answered_by_the_policy_of_its_moment(house, client, monkeypatch):
    """The reasoner sees what holds now for this student, whatever the personalizer knows."""
    seen = []
    reason = house.reasoner.reason

    def looking(tenant, doubt, learner, *rest):
        seen.append(learner.policy)
        return reason(tenant, doubt, learner, *rest)

    monkeypatch.setattr(house.reasoner, "reason", looking)
    admin = house.person(house.demo, Role.ADMIN)[1]
    student = house.person(house.demo)[1]
    first = (await client.post("/v1/doubts", headers=student, json={"question": "one"})).json()
    body = {"windows": [MIDTERM], "exam_phrases": ["Midterm 2"]}
    await client.patch("/v1/school/policy", headers=admin, json=body)
    path = f"/v1/doubts/{first['id']}/follow-ups"
    await client.post(path, headers=student, json={"question": "and?"})
    await client.patch("/v1/school/policy", headers=admin, json={"windows": []})
    await client.post("/v1/doubts", headers=student, json={"question": "two"})
    assert [policy.closed for policy in seen] == [False, True, False]
    assert [policy.windows for policy in seen] == [(), (), ()]
