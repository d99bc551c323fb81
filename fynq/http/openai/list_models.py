"""GET /v1/models and GET /v1/models/{model}"""

from __future__ import annotations

import json
from typing import Any

from starlette.types import Receive, Scope, Send

from fynq.domain.chat import Listed
from fynq.domain.errors import NotFound
from fynq.http.openai.asking import EMBEDDER, TUTOR, Asker, asker_of
from fynq.http.openai.replying import send_json
from fynq.http.parts import GetParts, HttpParts

_OWN = (Listed(TUTOR), Listed(EMBEDDER, embeds=True, context=256))
_CREATED = 1_767_225_600
"""A date that the format wants and nobody knows: the first day of 2026."""


class ListModels:
    def __init__(self, get_parts: GetParts) -> None:
        self._get_parts = get_parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        parts = self._get_parts()
        shown = await _shown(parts, await asker_of(parts, scope))
        await send_json(send, json.dumps({"object": "list", "data": shown}).encode())


class ReadModel:
    def __init__(self, get_parts: GetParts) -> None:
        self._get_parts = get_parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        parts = self._get_parts()
        wanted = scope["path_params"]["model"]
        for model in await _shown(parts, await asker_of(parts, scope)):
            if model["id"] == wanted:
                await send_json(send, json.dumps(model).encode())
                return
        raise NotFound("There is no such model.", field="model")


async def _shown(parts: HttpParts, asker: Asker) -> list[dict[str, Any]]:
    """What this caller may ask for."""
    listed = [*_OWN, *await parts.models.catalog()]
    return [_model(each) for each in listed if asker.may_ask(each.name)]


def _model(listed: Listed) -> dict[str, Any]:
    provider, _, name = listed.name.partition("/")
    if listed.name == TUTOR:
        kind = "pipeline"
    elif listed.embeds:
        kind = "embedding"
    else:
        kind = "chat" if name else "policy"
    return {
        "id": listed.name,
        "object": "model",
        "created": _CREATED,
        "owned_by": provider if name else "fynq",
        "fynq": {"kind": kind, "context": listed.context or None},
    }
