"""The unmodified `openai` SDK for Node over a real socket."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from tests.http.house import House
from tests.http.serving import serving
from tests.node.installed import installed

SCRIPT = Path(__file__).parents[1] / "node" / "sdk.mjs"


@pytest.fixture(scope="module")
def node_folder():
    return installed()


@pytest.fixture(scope="module")
async def found(node_folder):
    """What the script saw. It runs from a copy beside node_modules, where imports are looked up."""
    house = House()
    key, narrow = [
        (await house.key(house.demo, models=models))[1]["Authorization"].removeprefix("Bearer ")
        for models in ((), ("test/vectors",))
    ]
    script = shutil.copy(SCRIPT, node_folder / "sdk.mjs")
    async with serving(house) as port:
        process = await asyncio.create_subprocess_exec(
            "node",
            script,
            f"http://127.0.0.1:{port}/v1",
            key,
            narrow,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, err.decode()
    return json.loads(out) | {"upstream_cancelled": house.models.cancelled}


async def test_models_chat_and_streams(found):
    assert found["models"] == ["fynq/tutor", "fynq/minilm", "test/ok", "test/vectors", "cheap"]
    assert found["model"] == "test/ok"
    assert found["chat"] == {"text": "The answer is 4.", "model": "test/ok-1", "finish": "stop"}
    assert found["provider"] == "test"
    assert found["live"] == found["buffered"] == {"text": "The answer is 4.", "tokens": 14}


async def test_tools_structured_output_images_embeddings_and_the_tutor(found):
    assert found["tools"] == [
        ["call_1", "weather", '{"city":"Oslo"}'],
        ["call_2", "weather", '{"city":"Rome"}'],
    ]
    assert found["afterTools"] == "The answer is 4."
    assert found["structured"] == {"answer": 4}
    assert found["image"] == "stop"
    assert found["embeddings"] == [[0.5, -1.25, 1], [0.5, -1.25, 3]]
    assert found["minilm"] == 384
    assert found["tutor"] == "So $x = 4$."


async def test_each_failure_is_its_class(found):
    seen = {name: (each["kind"], each["status"]) for name, each in found["failures"].items()}
    assert seen == {
        "rate-limited": ("RateLimitError", 429),
        "quota-gone": ("RateLimitError", 429),
        "invalid": ("BadRequestError", 400),
        "too-long": ("BadRequestError", 400),
        "overloaded": ("InternalServerError", 503),
        "unavailable": ("InternalServerError", 502),
        "bug": ("InternalServerError", 500),
        "unknown": ("NotFoundError", 404),
        "field": ("BadRequestError", 400),
        "key": ("AuthenticationError", 401),
        "narrow": ("PermissionDeniedError", 403),
        "gone": ("APIConnectionError", None),
        "silent": ("APIConnectionTimeoutError", None),
        "cut": ("APIError", None),
    }
    assert found["failures"]["field"]["param"] == "temperature"
    assert found["failures"]["too-long"]["code"] == "context_length_exceeded"


async def test_a_cut_stream_has_no_end_and_a_silent_one_is_cancelled(found):
    assert found["cut"] == {"text": "The answer ", "finish": None}
    assert found["upstream_cancelled"] == 1
