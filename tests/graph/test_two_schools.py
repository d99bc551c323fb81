"""Nothing of one school ever reaches the other, over HTTP and the whole graph."""

import asyncio
import time
from uuid import uuid4

import pytest

from tests.graph.instance import Instance, User

pytestmark = pytest.mark.graph


@pytest.fixture(scope="module")
def schools(graph: Instance) -> tuple[User, User]:
    return graph.found_school(f"north-{uuid4().hex[:8]}"), graph.found_school(
        f"south-{uuid4().hex[:8]}"
    )


def test_anothers_ids_are_unknown_ids(schools: tuple[User, User]) -> None:
    north, south = schools
    doubt = north.ask("Solve 7x = 7777")
    unknown = str(uuid4())
    with south.client() as client:
        for method, path in (
            ("GET", "/v1/doubts/{}"),
            ("DELETE", "/v1/doubts/{}"),
            ("GET", "/v1/documents/{}"),
        ):
            replies = [client.request(method, path.format(i)) for i in (doubt["id"], unknown)]
            assert [r.status_code for r in replies] == [404, 404]
            bodies = [{**r.json(), "request_id": ""} for r in replies]
            assert bodies[0] == bodies[1]
        for path, body in (
            (f"/v1/doubts/{doubt['id']}/follow-ups", {"question": "And 8x = 8888?"}),
            ("/v1/feedback", {"doubt_id": doubt["id"], "rating": 1}),
        ):
            reply = client.post(path, json=body)
            assert reply.status_code == 404, reply.text
            assert "7777" not in reply.text
        assert client.get("/v1/doubts").json()["items"] == []
        assert client.get("/v1/students/me/progress").json()["asked"] == 0


async def test_alternating_requests_never_cross(schools: tuple[User, User]) -> None:
    marks = ("31337", "42424")
    for user, mark in zip(schools, marks, strict=True):
        user.ask(f"Solve x + 1 = {mark}")
    async with schools[0].async_client() as north, schools[1].async_client() as south:
        for _ in range(20):
            replies = await asyncio.gather(
                *(c.get("/v1/doubts") for _ in range(5) for c in (north, south))
            )
            for n, reply in enumerate(replies):
                assert reply.status_code == 200
                assert marks[n % 2] in reply.text
                assert marks[1 - n % 2] not in reply.text


def test_each_new_school_has_starter_documents_of_its_own(schools: tuple[User, User]) -> None:
    cited = [_cited(user) for user in schools]
    assert not cited[0] & cited[1]
    for user, own, foreign in zip(schools, cited, reversed(cited), strict=True):
        with user.client() as client:
            assert {client.get(f"/v1/documents/{each}").status_code for each in own} == {200}
            assert {client.get(f"/v1/documents/{each}").status_code for each in foreign} == {404}


def _cited(user: User) -> set[str]:
    """The documents of the first cited answer, once the worker has loaded the knowledge."""
    deadline = time.monotonic() + 60.0
    while True:
        doubt = user.ask("Why is the sky blue?")
        citations = (doubt["answer"] or doubt)["citations"]
        if citations:
            return {citation["document_id"] for citation in citations}
        assert time.monotonic() < deadline, doubt
        time.sleep(0.2)
