import json

import pytest

from tests.graph.instance import Instance, User

pytestmark = pytest.mark.graph


def test_an_equation_is_solved_and_verified(student: User) -> None:
    doubt = student.ask("Solve 2x + 3 = 11")
    answer = doubt["answer"]
    assert doubt["status"] == "answered"
    assert answer["status"] == "verified"
    assert "4" in answer["final"]
    assert answer["witnesses"]
    assert len(answer["steps"]) >= 2


def test_a_product_is_differentiated_and_verified(student: User) -> None:
    answer = student.ask("Differentiate x^2 sin x")["answer"]
    assert answer["status"] == "verified"
    assert "cos" in answer["final"]


def test_a_concept_is_quoted_from_the_stored_text(student: User) -> None:
    doubt = student.ask("Why does ice float on water?")
    answer = doubt["answer"]
    assert answer["status"] == "verified"
    assert "dens" in answer["text"]
    assert answer["citations"]
    with student.client() as client:
        for citation in answer["citations"]:
            document = client.get(f"/v1/documents/{citation['document_id']}").json()
            assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_events_stream_in_order_with_one_end(student: User) -> None:
    names = []
    text = ""
    answer = None
    with (
        student.client() as client,
        client.stream(
            "POST",
            "/v1/doubts",
            json={"question": "Solve x^2 - 5x + 6 = 0"},
            headers={"Accept": "text/event-stream"},
        ) as reply,
    ):
        assert reply.headers["content-type"].startswith("text/event-stream")
        for line in reply.iter_lines():
            if line.startswith("event: "):
                names.append(line[7:])
            if line.startswith("data: "):
                data = json.loads(line[6:])
                text += data["text"] if names[-1] == "text" else ""
                answer = data if names[-1] == "answer" else answer
    assert names[0] == "doubt"
    assert names[-1] == "answer"
    assert [n for n in names if n in ("answer", "refused", "failed")] == ["answer"]
    assert answer is not None
    assert text == answer["answer"]["text"]


def test_an_honest_refusal(student: User) -> None:
    doubt = student.ask("Who will win the football match on Saturday?")
    assert doubt["status"] == "refused"
    assert doubt["reason"]


def test_a_follow_up_knows_its_thread(student: User) -> None:
    first = student.ask("Solve 3x - 4 = 8")
    with student.client() as client:
        reply = client.post(
            f"/v1/doubts/{first['id']}/follow-ups", json={"question": "Solve 5x = 45"}
        )
        assert reply.status_code == 201
        assert reply.json()["thread"] == first["id"]


def test_ready_names_each_dependency_with_its_latency(graph: Instance) -> None:
    import httpx

    body = httpx.get(f"{graph.url}/v1/health/ready", timeout=10).json()
    assert body["status"] == "ok"
    for name in ("postgresql", "redis"):
        assert body["dependencies"][name]["latency_ms"] >= 0
