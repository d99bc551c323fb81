"""What a student needs first, in a reply, in a stream and afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest

from fynq.answering.bridging import without_quotes
from fynq.domain.bridge import Bridge, Gap, GapKind, TryThis
from fynq.domain.knowledge import Citation
from tests.http.house import events_in

ASK = {"question": "Solve 2x + 3 = 11"}
GAP = Gap(
    "fractions",
    "Fractions",
    GapKind.WEAK,
    "linear-equations",
    "Linear equations",
    ("fractions", "linear-equations"),
    4,
    1.0,
    0.3,
)
PASSAGE = Citation(UUID(int=7), UUID(int=8), 2, "Halves", 3, 12, "Half of 2")
BRIDGE = Bridge(GAP, "Of 4 …", "Parts.", PASSAGE, TryThis("half", r"$\frac12 + \frac12$?"))


@pytest.fixture
def offered(house):
    """The bridges that are offered, one for each answer."""
    waiting = [BRIDGE]

    async def offer(tenant, doubt, answer):
        assert answer.skills == ("linear-equations",)
        bridge = waiting.pop(0) if waiting else None
        if isinstance(bridge, Exception):
            raise bridge
        return bridge

    object.__setattr__(house.parts, "answer", replace(house.parts.answer, bridge=offer))
    return waiting


async def test_it_is_in_the_reply(house, client, student, offered):
    doubt = (await client.post("/v1/doubts", json=ASK, headers=student)).json()
    bridge = doubt["bridge"]
    assert (bridge["skill"], bridge["name"], bridge["kind"]) == ("fractions", "Fractions", "weak")
    assert bridge["evidence"] == {
        "answers": 4,
        "right": 1.0,
        "success": 0.3,
        "recall": None,
        "last_at": None,
    }
    assert bridge["path"] == ["fractions", "linear-equations"]
    assert bridge["passage"]["text"] == "Half of 2"
    assert bridge["passage"]["url"] == f"/v1/documents/{UUID(int=7)}?start=3&end=12"
    assert bridge["practice"]["item"] == "half"
    again = (await client.post("/v1/doubts", json=ASK, headers=student)).json()
    assert again["bridge"] is None


async def test_it_comes_after_the_answer_in_a_stream(house, client, student, offered):
    headers = student | {"Accept": "text/event-stream"}
    events = events_in((await client.post("/v1/doubts", json=ASK, headers=headers)).text)
    assert [name for name, _ in events][-2:] == ["answer", "bridge"]
    assert json.loads(events[-2][1])["bridge"] is None
    assert json.loads(events[-1][1])["why"] == "Of 4 …"
    again = events_in((await client.post("/v1/doubts", json=ASK, headers=headers)).text)
    assert again[-1][0] == "answer"


async def test_an_answer_stands_whatever_becomes_of_its_bridge(house, client, student, offered):
    offered[0] = RuntimeError("a bug")
    doubt = (await client.post("/v1/doubts", json=ASK, headers=student)).json()
    assert (doubt["status"], doubt["bridge"]) == ("answered", None)
    offered.append(RuntimeError("again"))
    headers = student | {"Accept": "text/event-stream"}
    events = events_in((await client.post("/v1/doubts", json=ASK, headers=headers)).text)
    assert events[-1][0] == "answer"


async def test_afterwards_it_tells_where_things_stand(house, client, student):
    doubt = (await client.post("/v1/doubts", json=ASK, headers=student)).json()["id"]
    key = next(key for key in house.doubts.rows if str(key[1]) == doubt)
    house.doubts.rows[key] = replace(house.doubts.rows[key], bridge=without_quotes(BRIDGE))
    bridge = (await client.get(f"/v1/doubts/{doubt}", headers=student)).json()["bridge"]
    assert bridge["passage"]["text"] == "" and bridge["passage"]["title"] == "Halves"
    assert (bridge["practice"]["item"], bridge["practice"]["question"]) == ("half", "")


async def test_refusals_and_follow_ups(house, client, student, offered):
    refused = (await client.post("/v1/doubts", json={"question": "refuse"}, headers=student)).json()
    assert (refused["status"], refused["bridge"]) == ("refused", None)
    doubt = (await client.post("/v1/doubts", json=ASK, headers=student)).json()
    assert doubt["bridge"] is not None
    offered.append(BRIDGE)
    path = f"/v1/doubts/{doubt['id']}/follow-ups"
    further = (await client.post(path, json={"question": "And 3x = 9?"}, headers=student)).json()
    assert further["bridge"]["skill"] == "fractions"
