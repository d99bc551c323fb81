from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fynq.domain.errors import StorageUnavailable
from fynq.domain.learner import SkillState

PATH = "/v1/students/me/progress"


async def test_progress_tells_known_from_remembered_and_says_how_sure_it_is(house, client, student):
    month_ago = datetime.now(UTC) - timedelta(days=30)
    known = SkillState(
        "fractions", 0.0, 0.3, 5, month_ago, 4, 4.0, 0.0, 0.9, 4, 0.97, True, 3.0, 5.0, month_ago
    )
    asked = SkillState("density", -0.4, 1.2, 0, month_ago, known=0.35)
    house.students.states = (known, asked)
    told = (await client.get(PATH, headers=student)).json()
    assert told["up_to_date"] is True
    fractions, density = told["skills"]
    assert (fractions["mastered"], fractions["mastery"], fractions["success"]) == (True, 0.97, 0.5)
    assert 0.5 < fractions["recall"] < 0.9
    assert fractions["readiness"] < fractions["mastery"]
    assert (fractions["attempts"], fractions["chances"]) == (5, 4)
    assert (density["recall"], density["attempts"], density["mastered"]) == (None, 0, False)
    assert density["readiness"] == density["mastery"] == 0.35


async def test_what_waits_is_folded_in_before_it_is_shown(house, client, student, monkeypatch):
    house.students.waiting = True
    state = SkillState("fractions", 0.0, 0.3, 1, datetime.now(UTC))

    async def away(tenant, user):
        raise StorageUnavailable("gone")

    monkeypatch.setattr(house.learning, "observe", away)
    told = (await client.get(PATH, headers=student)).json()
    assert (told["up_to_date"], told["skills"]) == (False, [])

    async def observe(tenant, user):
        house.students.waiting = False
        house.students.states = (replace(state, attempts=2),)

    monkeypatch.setattr(house.learning, "observe", observe)
    told = (await client.get(PATH, headers=student)).json()
    assert told["up_to_date"] is True
    assert [skill["attempts"] for skill in told["skills"]] == [2]
