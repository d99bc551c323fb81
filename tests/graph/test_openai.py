"""The unmodified `openai` SDK against the running graph, with a key that the command made."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator

import openai
import pytest

from tests.graph.instance import FYNQ, Instance, User

pytestmark = pytest.mark.graph
SUM = [{"role": "user", "content": "Solve 2x + 3 = 11"}]


def keys(graph: Instance, *words: str) -> dict[str, str]:
    done = subprocess.run(
        [*FYNQ, "keys", *words, "--json", "--data-dir", str(graph.data)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def client(graph: Instance) -> Iterator[openai.OpenAI]:
    key = keys(graph, "create", "--school", "demo", "--name", "bench")["key"]
    with openai.OpenAI(api_key=key, base_url=f"{graph.url}/v1", max_retries=0) as client:
        yield client


def test_models_and_embeddings(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert {"fynq/tutor", "fynq/minilm", "builtin/solver"} <= set(names)
    assert client.models.retrieve("builtin/solver").owned_by == "builtin"
    near, same, far = (
        each.embedding
        for each in client.embeddings.create(
            model="fynq/minilm", input=["Ice floats.", "Ice floats on water.", "Stock markets"]
        ).data
    )
    assert dot(near, same) > dot(near, far)


def dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_a_model_answers_whole_and_in_a_stream(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="builtin/solver", messages=SUM)
    assert whole.model == "builtin/solver"
    assert "4" in (whole.choices[0].message.content or "")
    stream = client.chat.completions.create(
        model="builtin/solver",
        messages=SUM,
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == whole.choices[0].message.content
    assert chunks[-1].usage is not None


def test_the_tutor_verifies(client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(model="fynq/tutor", messages=SUM)
    assert (reply.model_extra or {})["fynq"]["status"] == "verified"
    assert "x = 4" in (reply.choices[0].message.content or "")


@pytest.mark.parametrize("stream", [True, False])
def test_a_large_image_reaches_the_router(client: openai.OpenAI, stream: bool) -> None:
    """It is larger than a message between actors may be, and the router knows no such model."""
    url = "data:image/png;base64," + base64.b64encode(b"x" * 8_000_000).decode()
    content = [{"type": "text", "text": "?"}, {"type": "image_url", "image_url": {"url": url}}]
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(
            model="nobody/nothing",
            messages=[{"role": "user", "content": content}],  # type: ignore[list-item]
            stream=stream,
        )
    assert caught.value.code == "model_not_found"


def test_errors_are_their_classes(client: openai.OpenAI, student: User) -> None:
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="fynq-wrong").models.list()
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="nobody/nothing", messages=SUM)
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model="builtin/solver", messages=[])
    with pytest.raises(openai.PermissionDeniedError):
        client.with_options(api_key=student.token).chat.completions.create(
            model="builtin/solver", messages=SUM
        )


def test_a_revoked_key_is_a_401(graph: Instance, client: openai.OpenAI) -> None:
    made = keys(graph, "create", "--name", "short")
    keys(graph, "revoke", made["id"])
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key=made["key"]).models.list()
