"""A student looks at what is believed, corrects it, and the next turn knows; so does the teacher."""

from __future__ import annotations

import json
import subprocess
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.graph.instance import FYNQ, Instance, User

pytestmark = pytest.mark.graph

SLIP = "Check my work: expand (x+3)^2\nx^2 + 9"
BELIEF = "misconception:square_of_sum"
MINE = "/v1/students/me/beliefs"


@pytest.fixture(scope="module")
def school(graph: Instance) -> tuple[str, User, User, str]:
    """A school's slug, its owner, a student of it, and the student's id."""
    slug = f"beliefs-{uuid4().hex[:8]}"
    owner = graph.found_school(slug)
    person = {
        "school": slug,
        "email": f"{uuid4().hex[:8]}@{slug}.example",
        "password": "a long enough password",
        "display_name": "Ada",
    }
    with owner.client() as client:
        reply = client.post("/v1/users", json={**_without(person, "school"), "role": "student"})
        assert reply.status_code == 201, reply.text
        student = reply.json()["id"]
        started = time.monotonic()
        while not client.get("/v1/skills").json()["items"]:
            assert time.monotonic() - started < 120.0, "the starter knowledge is not loaded"
            time.sleep(0.5)
    return slug, owner, graph.log_in(person["email"], person["password"], slug), student


def _without(body: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != field}


def _audited(graph: Instance, slug: str) -> dict[str, Any]:
    done = subprocess.run(
        [*FYNQ, "learners", "--school", slug, "--json", "--data-dir", str(graph.data)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _read(client: httpx.Client, path: str) -> dict[str, Any]:
    reply = client.get(path)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def test_a_student_corrects_a_belief(graph: Instance, school: tuple[str, User, User, str]) -> None:
    slug, owner, student, student_id = school
    doubt = student.ask(SLIP)
    assert doubt["answer"]["work"]["misconception"] == "square_of_sum"
    with student.client() as mine, owner.client() as theirs:
        progress = _read(mine, "/v1/students/me/progress")
        assert [each["slug"] for each in progress["misconceptions"]] == ["square_of_sum"]
        told = _read(mine, f"{MINE}/{BELIEF}")
        (evidence,) = told["evidence"]
        assert (evidence["doubt_id"], evidence["line"]["number"]) == (doubt["id"], 1)
        assert "Watch out" in student.ask("Expand (x+5)^2")["answer"]["text"]

        said = mine.post(f"{MINE}/{BELIEF}/corrections", json={"claim": "no_longer"})
        assert said.status_code == 201, said.text
        assert said.json()["belief"]["misconception"]["disputed"] is True
        assert "Watch out" not in student.ask("Expand (x+7)^2")["answer"]["text"]
        correction = said.json()["correction"]["id"]
        assert mine.delete(f"{MINE}/{BELIEF}/corrections/{correction}").status_code == 200
        assert "Watch out" in student.ask("Expand (x+8)^2")["answer"]["text"]

        before = _read(mine, f"{MINE}/polynomials")["belief"]["value"]
        body = {"claim": "i_know_this", "note": "I was in a hurry.", "private": True}
        known = mine.post(f"{MINE}/polynomials/corrections", json=body)
        assert known.status_code == 201, known.text
        assert known.json()["belief"]["value"] > before
        assert known.json()["verify_with"]["skill"] == "polynomials"
        base = f"/v1/students/{student_id}/beliefs"
        seen = _read(theirs, f"{base}/polynomials")["evidence"][0]["correction"]
        assert (seen["claim"], seen["by"], seen["note"]) == ("i_know_this", student_id, None)

        body = {"claim": "not_me", "events": [evidence["id"]]}
        assert theirs.post(f"{base}/{BELIEF}/corrections", json=body).status_code == 201
        progress = _read(mine, "/v1/students/me/progress")
        assert progress["misconceptions"] == []
        assert "Watch out" not in student.ask("Expand (x+9)^2")["answer"]["text"]
        exported = _read(mine, f"{MINE}/export")
        assert [each["turn"] for each in exported["events"]] == list(
            range(1, len(exported["events"]) + 1)
        )
    found = _audited(graph, slug)
    assert (found["learners"], found["otherwise"]) == (1, [])


def test_right_work_of_two_kinds_closes_a_misconception(
    graph: Instance, school: tuple[str, User, User, str]
) -> None:
    slug, _, student, _ = school
    student.ask("Check my work: expand (x+4)^2\nx^2 + 16")
    works = [
        "Check my work: expand (x+5)^2\nx^2 + 10x + 25",
        "Check my work: expand (x-2)^2\nx^2 - 4x + 4",
        "Check my work: simplify (x+1)^2 - 1\nx^2 + 2x + 1 - 1\nx^2 + 2x",
    ]
    with student.client() as client:
        for at, work in enumerate(works, 1):
            assert student.ask(work)["answer"]["work"]["first_wrong"] is None
            state = _read(client, f"{MINE}/{BELIEF}")["belief"]["misconception"]
            assert (state["state"], state["passed"]) == ("open" if at < 3 else "closed", at)
        student.ask("Check my work: expand (x+6)^2\nx^2 + 36")
        state = _read(client, f"{MINE}/{BELIEF}")["belief"]["misconception"]
        assert (state["state"], state["passed"], state["shown"]) == ("open", 0, 2)
    assert _audited(graph, slug)["otherwise"] == []


def test_an_answer_that_was_not_ones_own_is_ruled_out(
    graph: Instance, school: tuple[str, User, User, str]
) -> None:
    slug, owner, student, student_id = school
    with student.client() as client, owner.client() as teacher:
        posed = _read(client, "/v1/practice/next?skill=linear-equations")
        path = f"/v1/practice/attempts/{posed['id']}/answer"
        assert client.post(path, json={"answer": "x = 123456"}).status_code == 200
        told = _read(client, f"{MINE}/linear-equations")
        answer = next(each for each in told["evidence"] if each["kind"] == "item_answered")
        assert (answer["id"], answer["outcome"], answer["counts"]) == (posed["id"], 0.0, True)
        assert answer["after"]["ability"] < 0.0
        assert answer["can_be_ruled_out"] is True
        body = {"claim": "not_me", "events": [answer["id"]], "note": "My sister did that one."}
        made = client.post(f"{MINE}/linear-equations/corrections", json=body)
        assert made.status_code == 201, made.text
        assert made.json()["belief"]["events"] == told["belief"]["events"] - 1
        progress = _read(client, "/v1/students/me/progress")["skills"]
        assert all(
            each["attempts"] == 0 for each in progress if each["skill"] == "linear-equations"
        )
        seen = _read(teacher, f"/v1/students/{student_id}/beliefs/linear-equations")["evidence"]
        assert seen[0]["correction"]["note"] == "My sister did that one."
        assert [each["counts"] for each in seen if each["id"] == answer["id"]] == [False]
        correction = made.json()["correction"]["id"]
        back = teacher.delete(
            f"/v1/students/{student_id}/beliefs/linear-equations/corrections/{correction}"
        )
        assert back.status_code == 200, back.text
        assert back.json()["belief"]["value"] == told["belief"]["value"]
    assert _audited(graph, slug)["otherwise"] == []
