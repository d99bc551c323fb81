"""A reply under an Idempotency-Key, when a source that it quotes has changed since."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest

from fynq.domain.doubt import (
    Answer,
    AnswerReady,
    AnswerRefused,
    AnswerRestarted,
    AnswerText,
    Step,
    StepFound,
    Verification,
    Witness,
)
from fynq.domain.knowledge import Citation
from tests.http.house import House, events_in

KEY = {"Idempotency-Key": "01-key"}
EVENTS = {"Accept": "text/event-stream"}
CHAT = "/v1/chat/completions"
SECRET = "The vault opens at nine."
PLAIN = "Ice floats on water."
GONE = Citation(UUID(int=7), UUID(int=8), 1, "Vaults", 0, 24, SECRET)
KEPT = Citation(UUID(int=9), UUID(int=10), 1, "Ice", 0, 20, PLAIN)
ANSWER = Answer(
    text=f"> {SECRET} [1]\n\n> {PLAIN} [2]\n",
    final=SECRET,
    status=Verification.VERIFIED,
    model="builtin/solver",
    steps=(Step(1, "Read", f"It says: {SECRET}"),),
    witnesses=(Witness("quoted_source", "Quoted word for word."),),
    citations=(GONE, KEPT),
)


class Sources:
    """Documents that have changed, and how often somebody asked."""

    def __init__(self):
        self.changed = set()
        self.asked = 0

    async def unchanged(self, tenant, cited):
        self.asked += 1
        return not any(each.document in self.changed for each in cited)


@pytest.fixture
def sources():
    return Sources()


@pytest.fixture
async def house(sources):
    house = House(extra={"sources": sources})

    async def reason(tenant, doubt, learner, passages, sufficiency=None):
        house.reasoner.count += 1
        if "refuse" in doubt.question:
            yield AnswerRefused("Not known.", "Read this.", (GONE,))
            return
        if "plain" in doubt.question:
            yield AnswerReady(replace(ANSWER, text="4", final="4", steps=(), citations=()))
            return
        if "restart" in doubt.question:
            yield AnswerText(f"> {SECRET}")
            yield AnswerRestarted()
            yield AnswerText("4")
            yield AnswerReady(replace(ANSWER, text="4", final="4", steps=(), citations=()))
            return
        yield StepFound(ANSWER.steps[0])
        yield AnswerText(ANSWER.text)
        yield AnswerReady(ANSWER)

    house.reasoner.reason = reason
    return house


OPENS = [{"role": "user", "content": "Opens?"}]
FORMS = {
    "json": ("/v1/doubts", {"question": "What opens?"}, {}),
    "events": ("/v1/doubts", {"question": "What opens?"}, EVENTS),
    "tutor": (CHAT, {"model": "fynq/tutor", "messages": OPENS}, {}),
    "tutor live": (CHAT, {"model": "fynq/tutor", "stream": True, "messages": OPENS}, {}),
    "refused": ("/v1/doubts", {"question": "refuse"}, {}),
}


@pytest.mark.parametrize("form", FORMS)
async def test_what_a_changed_source_said_is_not_replayed(form, house, client, student, sources):
    path, body, headers = FORMS[form]

    async def asked():
        return await client.post(path, json=body, headers=student | KEY | headers)

    first = await asked()
    assert first.is_success and SECRET in first.text
    assert (await asked()).content == first.content, "while all stands, the very same bytes"
    sources.changed.add(GONE.document)
    again = await asked()
    assert again.status_code == first.status_code
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["content-type"] == first.headers["content-type"]
    assert SECRET not in again.text and "vault" not in again.text
    assert form == "refused" or PLAIN in again.text
    for name in ("location", "x-fynq-doubt"):
        assert again.headers.get(name) == first.headers.get(name)
    assert house.reasoner.count == 1, "nothing is asked again"
    assert (await asked()).content == again.content or form.startswith("tutor")
    sources.changed.clear()
    assert (await asked()).content == first.content


async def test_the_answer_keeps_its_shape(client, student, sources):
    await client.post("/v1/doubts", json={"question": "What opens?"}, headers=student | KEY)
    sources.changed.add(GONE.document)
    reply = await client.post("/v1/doubts", json={"question": "What opens?"}, headers=student | KEY)
    answer = reply.json()["answer"]
    assert answer["text"] == f"> [source changed] [1]\n\n> {PLAIN} [2]\n"
    assert answer["final"] == "[source changed]"
    assert [each["quote"] for each in answer["citations"]] == ["", PLAIN]
    assert [each["title"] for each in answer["citations"]] == ["Vaults", "Ice"]


async def test_a_stream_is_told_anew(client, student, sources):
    body = {"question": "What opens?"}
    await client.post("/v1/doubts", json=body, headers=student | KEY | EVENTS)
    sources.changed.add(GONE.document)
    again = await client.post("/v1/doubts", json=body, headers=student | KEY | EVENTS)
    events = [(name, json.loads(data)) for name, data in events_in(again.text)]
    assert [name for name, _ in events] == ["doubt", "step", "text", "answer"]
    assert events[2][1]["text"] == events[3][1]["answer"]["text"]


async def test_what_was_taken_back_is_not_replayed(client, student, sources):
    body = {"question": "restart"}
    first = await client.post("/v1/doubts", json=body, headers=student | KEY | EVENTS)
    again = await client.post("/v1/doubts", json=body, headers=student | KEY | EVENTS)
    assert SECRET in first.text and SECRET not in again.text
    assert events_in(again.text)[-1] == events_in(first.text)[-1]


async def test_an_answer_without_quotations_costs_no_look(client, student, sources):
    for _ in range(3):
        body = {"question": "plain"}
        assert (await client.post("/v1/doubts", json=body, headers=student | KEY)).is_success
    assert sources.asked == 0


async def test_without_its_doubt_nothing_is_replayed(house, client, student):
    body = {"question": "What opens?"}
    await client.post("/v1/doubts", json=body, headers=student | KEY)
    house.doubts.rows.clear()
    reply = await client.post("/v1/doubts", json=body, headers=student | KEY)
    assert (reply.status_code, reply.json()["field"]) == (409, "Idempotency-Key")
    assert SECRET not in reply.text
