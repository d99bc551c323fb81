"""A wrong answer, its recall by a teacher, and what was learned from both, over the whole graph."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.graph.instance import Instance, User

pytestmark = pytest.mark.graph

# The school's own notes are wrong, so fynq's quoted answer is.
NOTES = """# Florbs

A florb is a heavy gas. Florbs sink in air because a florb is heavier than lead.
"""
QUESTION = "What is a florb?"
RIGHT = "A florb is a light gas: it rises in air."
PASSWORD = "a long enough password"


class School:
    def __init__(self, graph: Instance) -> None:
        self.graph, self.slug = graph, f"recall-{uuid4().hex[:8]}"
        self.owner = graph.found_school(self.slug)

    def person(self, role: str) -> User:
        body = {"email": f"{uuid4().hex}@{self.slug}.example", "password": PASSWORD, "role": role}
        with self.owner.client() as client:
            reply = client.post("/v1/users", json=body | {"display_name": "Ms Noether"})
            assert reply.status_code == 201, reply.text
        return self.graph.log_in(body["email"], PASSWORD, self.slug)

    def teach(self) -> None:
        with self.owner.client() as client:
            assert (
                client.post("/v1/knowledge/collections", json={"name": "notes"}).status_code == 201
            )
            body = {"text": NOTES, "source": "florbs.md"}
            reply = client.post("/v1/knowledge/collections/notes/documents", json=body)
            assert reply.status_code == 202, reply.text
            place = reply.headers["location"]
            until(lambda: client.get(place).json()["status"] == "searchable")


def until(ready: Callable[[], Any], seconds: float = 90.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := ready()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return found


def read(user: User, path: str) -> Any:
    with user.client() as client:
        reply = client.get(path)
        assert reply.status_code == 200, reply.text
        return reply.json()


def post(user: User, path: str, body: dict[str, Any], status: int = 201) -> Any:
    with user.client() as client:
        reply = client.post(path, json=body)
        assert reply.status_code == status, reply.text
        return reply.json()


def test_a_teacher_recalls_a_wrong_answer(graph: Instance) -> None:
    school = School(graph)
    school.teach()
    teacher = school.person("teacher")
    first, second, third = (school.person("student") for _ in range(3))
    wrong = first.ask(QUESTION)
    assert "heav" in wrong["answer"]["text"], wrong
    assert wrong["answer"]["status"] == "verified"
    same = second.ask("Can you tell me what a florb is?")
    assert same["answer"]["text"] == wrong["answer"]["text"]
    rating = {"doubt_id": wrong["id"], "rating": -1, "reason": "wrong", "comment": "Mine flew!"}
    thumb = post(first, "/v1/feedback", rating)
    effects = f"/v1/doubts/{wrong['id']}/effects"
    told = until(lambda: (found := read(first, effects))["updates"] and found)
    assert [(each["kind"], each["id"]) for each in told["evidence"]] == [("thumb", thumb["id"])]
    assert {"model", "passage"} <= {each["target"] for each in told["updates"]}
    assert {each["evidence_id"] for each in told["updates"]} == {thumb["id"]}
    (review,) = until(lambda: read(teacher, "/v1/reviews")["items"])
    assert review["reasons"] == ["wrong"]
    assert (review["students"], review["comments"]) == (2, ["Mine flew!"])
    claimed = post(teacher, f"/v1/reviews/{review['id']}/claim", {}, 200)
    assert claimed["claimed_by"]
    body = {"text": RIGHT, "note": "Sorry, my notes were wrong."}
    ruling = post(teacher, f"/v1/reviews/{review['id']}/correction", body)
    assert (ruling["doubts"], ruling["students"]) == (2, 2)
    for words in (QUESTION, "please explain what a florb is"):
        right = third.ask(words)
        assert right["answer"]["text"] == RIGHT
        assert [each["kind"] for each in right["answer"]["witnesses"]] == ["teacher"]
        assert right["correction"] is None
    for user, doubt in ((first, wrong), (second, same)):
        now = read(user, f"/v1/doubts/{doubt['id']}")
        assert now["answer"]["text"] == RIGHT
        assert now["correction"]["note"] == body["note"]
        assert now["correction"]["teacher"] == "Ms Noether"
        assert now["correction"]["former"]["text"] == wrong["answer"]["text"]
        (listed,) = read(user, "/v1/doubts?corrected=true")["items"]
        assert listed["id"] == doubt["id"]

    def settled() -> Any:
        found = read(first, effects)
        return {each["kind"] for each in found["evidence"]} == {"thumb", "ruling"} and found

    told = until(settled)
    voided = {each["kind"]: each["void_since"] for each in told["evidence"]}
    assert voided == {"thumb": ruling["id"], "ruling": None}
    back = [each for each in told["updates"] if each["taken_back"]]
    assert {each["target"] for each in back} == {"passage"}
    by_ruling = [each for each in told["updates"] if each["evidence_kind"] == "ruling"]
    assert [each["target"] for each in by_ruling] == ["model"]
    assert by_ruling[0]["before"] > by_ruling[0]["after"]
    model = by_ruling[0]["name"]
    learned = read(school.owner, f"/v1/effects?target=model&name={model}")["items"]
    assert [each["evidence_kind"] for each in learned] == ["ruling", "thumb"]
    assert read(teacher, "/v1/reviews")["items"] == []


def test_a_contradicted_correction_of_a_computation(graph: Instance) -> None:
    school = School(graph)
    student, teacher = school.person("student"), school.person("teacher")
    doubt = student.ask("Solve 2x + 3 = 11")
    path = f"/v1/doubts/{doubt['id']}/correction"
    refused = post(teacher, path, {"text": "So $x = 5$.", "final": "x = 5"}, 409)
    assert refused["field"] == "final"
    assert "4" in refused["detail"]
    agreed = post(teacher, path, {"text": "So, clearly, $x = 4$.", "final": "x = 4"})
    assert agreed["checked"] == "agreed"
    again = student.ask("what is x if 2x + 3 = 11?")
    assert again["answer"]["text"] == "So, clearly, $x = 4$."


def test_the_next_item_teaches_about_the_answer_and_not_after_a_recall(graph: Instance) -> None:
    school = School(graph)
    student, teacher = school.person("student"), school.person("teacher")

    def asked(number: int) -> dict[str, Any]:
        doubt = student.ask(f"Solve 5x - {number} = 18")
        path = f"/v1/doubts/{doubt['id']}"
        return until(lambda: (found := read(student, path))["check_item"] and found)

    def answer(doubt: dict[str, Any]) -> None:
        path = f"/v1/practice/attempts/{doubt['check_item']['id']}/answer"
        post(student, path, {"answer": "x = 987654"}, 200)

    def weighed(doubt: dict[str, Any], count: int) -> Any:
        found = read(student, f"/v1/doubts/{doubt['id']}/effects")
        return len(found["evidence"]) == count and found

    doubt = asked(7)
    answer(doubt)
    told = until(lambda: weighed(doubt, 1))
    (evidence,) = told["evidence"]
    assert (evidence["kind"], evidence["value"]) == ("next_item", 0)
    assert 0 < evidence["expected"] < 1
    updates = {each["target"]: each for each in told["updates"]}
    assert {"learner", "model", "style"} <= set(updates)
    assert updates["learner"]["before"] > updates["learner"]["after"]
    assert {each["evidence_id"] for each in told["updates"]} == {evidence["id"]}
    post(teacher, f"/v1/doubts/{doubt['id']}/recall", {"note": "Ask me."})

    def taken_back() -> Any:
        found = weighed(doubt, 2)
        back = [each for each in found["updates"] if each["taken_back"]] if found else []
        return {each["target"] for each in back} == {"learner", "style"} and found

    until(taken_back)
    beliefs = f"/v1/students/me/beliefs/{updates['learner']['skills'][0]}"
    with student.client() as client:
        shown = client.get(beliefs)
    assert shown.status_code == 200, shown.text
    assert "corrected since" in shown.text
