"""POST /v1/embeddings"""

from __future__ import annotations

import asyncio
import base64
import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Scope, Send

from fynq.domain.chat import EmbeddingReply, EmbeddingRequest
from fynq.domain.errors import DeadlineExceeded
from fynq.http.edge.visit import visit_of
from fynq.http.openai.asking import EMBEDDER, TUTOR, asker_of, seconds_of
from fynq.http.openai.chat_live import GRACE_SECONDS
from fynq.http.openai.chat_out import account_of, answered_by
from fynq.http.openai.fields import (
    a_list,
    a_string,
    a_whole,
    an_object,
    known_only,
    one_of,
    refuse,
)
from fynq.http.openai.leaving import ended_by_departure
from fynq.http.openai.replying import send_json
from fynq.http.options import HttpOptions
from fynq.http.parts import GetParts

_KNOWN = ("model", "input", "encoding_format", "dimensions", "user")
_MOST_TEXTS = 2_048
_MOST_DIMENSIONS = 65_536


@dataclass(frozen=True, slots=True)
class Wanted:
    model: str
    texts: tuple[str, ...]
    base64: bool
    dimensions: int


class Embed:
    """An ASGI app, like CompleteChat."""

    def __init__(self, get_parts: GetParts, options: HttpOptions) -> None:
        self._get_parts = get_parts
        self._options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        parts = self._get_parts()
        asker = await asker_of(parts, scope)
        wanted = read_embedding(visit_of(scope).json)
        asker.demand(wanted.model)
        if wanted.model == TUTOR:
            refuse("model", "This model chats; it does not embed.")
        request = EmbeddingRequest(
            texts=wanted.texts,
            model=wanted.model,
            dimensions=wanted.dimensions,
            seconds=seconds_of(scope, self._options),
            payer=asker.payer,
        )
        model = parts.embedder if wanted.model == EMBEDDER else parts.models
        async with ended_by_departure(receive):
            try:
                async with asyncio.timeout(request.seconds + GRACE_SECONDS):
                    reply = await model.embed(request)
            except TimeoutError:
                raise DeadlineExceeded("The model took too long.") from None
            account = account_of([(reply.routed, reply.usage, reply.model)], wanted.model, 0.0)
            await send_json(send, written(reply, wanted), account.headers())


def read_embedding(body: Any) -> Wanted:
    """Raises InvalidInput naming the first field at fault."""
    given = an_object(body, "body")
    known_only(given, _KNOWN, "")
    form, dimensions = given.get("encoding_format"), given.get("dimensions")
    if given.get("user") is not None:
        a_string(given["user"], "user", most=512)
    return Wanted(
        model=a_string(given.get("model"), "model", most=256, least=1),
        texts=_texts(given.get("input")),
        base64=form is not None
        and one_of(form, "encoding_format", ("float", "base64")) == "base64",
        dimensions=0
        if dimensions is None
        else a_whole(dimensions, "dimensions", 1, _MOST_DIMENSIONS),
    )


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (a_string(value, "input", least=1),)
    if value is None:
        refuse("input", "This is missing.")
    given = a_list(value, "input", most=_MOST_TEXTS, least=1)
    if isinstance(given[0], int | list):
        refuse("input", "Arrays of tokens are not supported; send text.")
    return tuple(a_string(each, f"input[{index}]", least=1) for index, each in enumerate(given))


def written(reply: EmbeddingReply, wanted: Wanted) -> bytes:
    name = answered_by(reply.routed, reply.model, wanted.model)
    body = {
        "object": "list",
        "data": [
            {
                "object": "embedding",
                "index": index,
                "embedding": _packed(vector) if wanted.base64 else vector,
            }
            for index, vector in enumerate(reply.vectors)
        ],
        "model": name,
        "usage": {
            "prompt_tokens": reply.usage.input_tokens,
            "total_tokens": reply.usage.input_tokens,
        },
    }
    return json.dumps(body, separators=(",", ":")).encode()


def _packed(vector: Sequence[float]) -> str:
    """Little-endian floats of 32 bits, in base64."""
    floats = array("f", vector)
    return base64.b64encode(floats.tobytes()).decode()
