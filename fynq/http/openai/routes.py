"""The OpenAI-compatible routes."""

from __future__ import annotations

from starlette.routing import Route

from fynq.http.openai.complete_chat import CompleteChat
from fynq.http.openai.embed import Embed
from fynq.http.openai.list_models import ListModels, ReadModel
from fynq.http.options import HttpOptions
from fynq.http.parts import GetParts

CHAT, EMBEDDINGS, MODELS = "/v1/chat/completions", "/v1/embeddings", "/v1/models"
MODEL = "/v1/models/{model:path}"
LARGE_PATHS = frozenset({CHAT, EMBEDDINGS})
TABLE = ((CHAT, ("POST",)), (EMBEDDINGS, ("POST",)), (MODELS, ("GET",)), (MODEL, ("GET",)))


def openai_routes(get_parts: GetParts, options: HttpOptions) -> list[Route]:
    return [
        Route(CHAT, CompleteChat(get_parts, options), methods=["POST"]),
        Route(EMBEDDINGS, Embed(get_parts, options), methods=["POST"]),
        Route(MODELS, ListModels(get_parts), methods=["GET"]),
        Route(MODEL, ReadModel(get_parts), methods=["GET"]),
    ]
