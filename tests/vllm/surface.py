"""fynq's OpenAI-compatible surface, asked with the official SDK and an API key of fynq's."""

from __future__ import annotations

import httpx
from openai import AsyncOpenAI

from tests.graph.instance import Instance
from tests.vllm.load import Said


def make_key(instance: Instance) -> str:
    """A key of a school of its own."""
    owner = instance.found_school("vllm")
    made = httpx.post(
        f"{instance.url}/v1/keys", json={"name": "vllm"}, headers=owner.headers, timeout=30
    )
    assert made.status_code == 201, made.text
    key: str = made.json()["key"]
    return key


def connect(instance: Instance, key: str) -> AsyncOpenAI:
    """It does not retry: a failure is to be seen."""
    return AsyncOpenAI(base_url=f"{instance.url}/v1", api_key=key, max_retries=0, timeout=120)


async def ask_surface(sdk: AsyncOpenAI, model: str, number: int) -> Said:
    reply = await sdk.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": f"Why is the sky blue? {number % 7}"}],
        max_tokens=12,
        temperature=0,
    )
    return Said(reply.model, reply.choices[0].message.content or "")
