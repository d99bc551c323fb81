"""What the page is sent beside the text, and who waits while it is drawn."""

import threading
from dataclasses import replace

from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Found, Passage
from fynq.http.drawing import Draw, drawn
from tests.http.house import House

DRAW = Draw(
    block=lambda text: f"block {text}",
    line=lambda text: f"line {text}",
    final=lambda text: f"final {text}",
    passage=lambda text, start, end: f"passage {text[start:end]}",
)


async def test_only_long_texts_leave_the_event_loop() -> None:
    here = threading.get_ident()
    assert await drawn(100, threading.get_ident) == here
    assert await drawn(8_000, threading.get_ident) != here


async def test_answers_come_drawn_and_listings_do_not(house: House, client, student) -> None:
    house.parts = replace(house.parts, draw=DRAW)
    asked = (await client.post("/v1/doubts", json={"question": "Q"}, headers=student)).json()
    assert asked["question_html"] == "block Q"
    citation = asked["answer"]["citations"][0]
    assert citation["quote_html"] == f"line {citation['quote']}"
    listed = (await client.get("/v1/doubts", headers=student)).json()["items"][0]
    assert listed["question_html"] is None
    assert listed["answer"]["text_html"] is None
    assert listed["answer"]["final_html"] is None


async def test_passages_that_a_search_found_come_drawn(house: House, client, student) -> None:
    house.parts = replace(house.parts, draw=DRAW)
    house.found = Found([Passage(new_id(), new_id(), 1, "Ice", "", 0, 3, "Ice", 0.7)])
    reply = await client.post("/v1/knowledge/search", json={"query": "ice"}, headers=student)
    assert reply.json()["items"][0]["text_html"] == "block Ice"
