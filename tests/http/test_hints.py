"""Hints over the API: the ladder climbs with every follow-up, and no byte tells the answer."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from fynq.domain.policy import Help, SchoolPolicy
from fynq.reasoning.reasoner import Reasoner
from fynq.reasoning.verification.leak import leaks
from tests.http.house import events_in
from tests.reasoning.hints.hinting import HintsHere
from tests.reasoning.test_reasoner import solving, verifying

QUESTION = "Solve 5x - 7 = 28"
EVENTS = {"Accept": "text/event-stream"}
RUNGS = ["restate", "concept", "next_step", "worked_neighbour", "full_solution"]


@pytest.fixture
def hinting(house):
    house.reasoner.reason = Reasoner(solving, verifying, hints=HintsHere()).reason
    return house


async def test_every_follow_up_climbs_one_rung(hinting, client, student):
    path, body = "/v1/doubts", {"question": QUESTION, "help": "hint"}
    for at, name in enumerate(RUNGS, 1):
        reply = await client.post(path, json=body, headers=student)
        assert reply.status_code == 201, reply.text
        doubt = reply.json()
        assert doubt["answer"]["hint"] == {"rung": at, "name": name, "more": at < 5}
        assert (doubt["answer"]["final"] == "") is (at < 5)
        assert (await client.get(f"/v1/doubts/{doubt['id']}", headers=student)).json() == doubt
        path, body = f"/v1/doubts/{doubt['id']}/follow-ups", {"question": "Another hint, please."}
        body["help"] = "hint"
    assert doubt["answer"]["final"] == "x = 7"


async def test_no_event_of_a_hint_tells_the_answer(hinting, client, student):
    path, question = "/v1/doubts", QUESTION
    for _ in range(4):
        reply = await client.post(path, json={"question": question, "help": "hint"}, headers=student | EVENTS)  # fmt: skip
        events = events_in(reply.text)
        names = [name for name, _ in events]
        assert "step" not in names and names[-1] == "answer"
        for name, data in events:
            shown = json.loads(data)
            for key in ("id", "thread", "follows", "student_id", "asked_at", "question_html"):
                shown.pop(key, None)
            assert not leaks(QUESTION, "x = 7", json.dumps(shown)), name
        last = json.loads(events[-1][1])
        path, question = f"/v1/doubts/{last['id']}/follow-ups", "Another hint, please."


async def test_words_ask_for_a_hint_too(hinting, client, student):
    reply = await client.post("/v1/doubts", json={"question": f"Give me a hint: {QUESTION}"}, headers=student)  # fmt: skip
    assert reply.json()["answer"]["hint"]["name"] == "restate"
    whole = await client.post("/v1/doubts", json={"question": QUESTION}, headers=student)
    assert whole.json()["answer"]["hint"] is None
    assert whole.json()["answer"]["final"] == "x = 7"


async def test_a_school_says_where_the_ladder_ends(hinting, client, student):
    await hinting.policies.change_policy(hinting.demo.tenant, asdict(SchoolPolicy(Help.CONCEPT)))
    body = {"question": QUESTION, "help": "solution"}
    first = (await client.post("/v1/doubts", json=body, headers=student)).json()
    assert first["answer"]["hint"] == {"rung": 1, "name": "restate", "more": True}
    path = f"/v1/doubts/{first['id']}/follow-ups"
    second = await client.post(path, json={"question": "Show me the solution"}, headers=student)
    assert second.json()["answer"]["hint"] == {"rung": 2, "name": "concept", "more": False}


async def test_only_two_kinds_of_help_can_be_asked_for(client, student):
    reply = await client.post("/v1/doubts", json={"question": QUESTION, "help": "all"}, headers=student)  # fmt: skip
    assert reply.status_code == 422
    assert reply.json()["field"] == "help"
