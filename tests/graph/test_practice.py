import time
from typing import Any

import httpx
import pytest

from fynq.operations.starter import read_starter
from tests.graph.instance import Instance, User

pytestmark = pytest.mark.graph

GOLD = {item.slug: item for item in read_starter().items}


def another_form(slug: str) -> str:
    """The right answer, otherwise than it is stored."""
    item = GOLD[slug]
    if item.kind == "set" and item.answer.startswith("{"):
        return " or ".join(f"x = {part.strip()}" for part in reversed(item.answer[1:-1].split(",")))
    return f"= {item.answer}.0" if item.answer.lstrip("-").isdecimal() else f" ${item.answer}$ "


def attempts_on(user: User, skill: str) -> int:
    with user.client() as client:
        told = client.get("/v1/students/me/progress").json()
    assert told["up_to_date"] is True
    return sum(each["attempts"] for each in told["skills"] if each["skill"] == skill)


def answered(user: User, attempt: dict[str, Any], text: str) -> dict[str, Any]:
    with user.client() as client:
        reply = client.post(f"/v1/practice/attempts/{attempt['id']}/answer", json={"answer": text})
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found


def test_a_doubt_ends_with_an_item_whose_answer_moves_the_progress(student: User) -> None:
    doubt = student.ask("Solve 5x - 7 = 18")
    check = doubt["check_item"]
    assert (check["purpose"], check["doubt_id"]) == ("check", doubt["id"])
    assert "linear-equations" in [each["slug"] for each in check["skills"]]
    assert check["why"]["sentence"]
    skill = check["skills"][0]["slug"]
    before = attempts_on(student, skill)
    graded = answered(student, check, another_form(check["item"]))
    assert (graded["verdict"], graded["up_to_date"]) == ("right", True)
    assert attempts_on(student, skill) == before + 1
    with student.client() as client:
        read = client.get(f"/v1/doubts/{doubt['id']}").json()["check_item"]
    assert (read["status"], read["outcome"], read["unaided"]) == ("done", 1.0, True)


def test_practice_out_of_the_box(student: User) -> None:
    with student.client() as client:
        posed = client.get("/v1/practice/next", params={"skill": "quadratic-equations"}).json()
        assert client.get("/v1/practice/next").json()["id"] == posed["id"]
        path = f"/v1/practice/attempts/{posed['id']}"
        hint = client.post(f"{path}/hint").json()
        assert hint["text"]
        assert hint["attempt"]["hints_taken"] == 1
        unread = answered(student, posed, "I do not know")
        assert (unread["verdict"], unread["counted"]) == ("unread", False)
        assert answered(student, posed, another_form(posed["item"]))["verdict"] == "right"
        assert client.get("/v1/practice/placement").status_code == 200
        assert client.get("/v1/practice/next").json()["id"] != posed["id"]


def test_a_bank_without_a_fitting_item_gets_one_made(graph: Instance) -> None:
    body = {
        "new_school": {"name": "Bare", "slug": "bare", "starter_knowledge": False},
        "email": "owner@bare.example",
        "password": "a long password of bare",
        "display_name": "Owner",
    }
    reply = httpx.post(f"{graph.url}/v1/auth/register", json=body, timeout=30)
    owner = User(graph.url, reply.json()["access_token"])
    doubt = owner.ask("Solve 3x + 4 = 19")
    assert doubt["check_item"] is None
    check = None
    for _ in range(300):
        with owner.client() as client:
            check = client.get(f"/v1/doubts/{doubt['id']}").json()["check_item"]
        if check is not None:
            break
        time.sleep(0.2)
    assert check is not None
    assert (check["item"], check["doubt_id"]) == (None, doubt["id"])
    assert check["question"] != "Solve 3x + 4 = 19"
    solved = owner.ask(check["question"])["answer"]["final"]
    assert answered(owner, check, solved)["verdict"] == "right"
    with owner.client() as client:
        outcomes = client.get("/v1/practice/outcomes").json()
    assert (outcomes["answered"], outcomes["right"], outcomes["share"]) == (1, 1, 1.0)
