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
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(house, client, body):
    headers = house.person(house.demo, Role.OWNER)[1]
    reply = await client.patch("/v1/school/policy", headers=headers, json=body)
    assert reply.status_code == 422
    assert next(iter(body)) in reply.text
    assert (await client.get("/v1/school/policy", headers=headers)).json() == OPEN
