"""The OpenAI-compatible routes and their description."""

from __future__ import annotations

from typing import Any

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


def describe_openai(document: dict[str, Any]) -> None:
    """Adds the routes to an OpenAPI document: what FastAPI does not see."""
    components = document["components"]
    components["schemas"].update(_SCHEMAS)
    components.setdefault("securitySchemes", {})["api_key"] = {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key (`fynq-…`) or an access token.",
    }
    paths = document["paths"]
    paths[CHAT] = {
        "post": _operation(
            "Complete a chat",
            "OpenAI's chat completions. `model` is `provider/model`, a policy's name, or "
            "`fynq/tutor` for the whole pipeline. The reply's `model` and the `x-fynq-…` headers "
            "say who really answered. A stream that fails ends with an event that holds `error`, "
            "without `[DONE]`.",
            "complete_chat",
            "ChatCompletionRequest",
            {
                "application/json": {"schema": _ref("ChatCompletion")},
                "text/event-stream": {"schema": {"type": "string"}},
            },
            parameters=[_DELIVERY],
        )
    }
    paths[EMBEDDINGS] = {
        "post": _operation(
            "Embed texts",
            "OpenAI's embeddings; `fynq/minilm` is built in. Arrays of tokens are not taken.",
            "embed",
            "EmbeddingsRequest",
            {"application/json": {"schema": _ref("Embeddings")}},
        )
    }
    paths[MODELS] = {
        "get": _operation(
            "List models",
            "What the caller may ask for by name.",
            "list_models",
            None,
            {"application/json": {"schema": _ref("ModelList")}},
        )
    }
    paths["/v1/models/{model}"] = {
        "get": _operation(
            "Read a model",
            "One entry of the list. The slash of its name may be sent as it is.",
            "read_model",
            None,
            {"application/json": {"schema": _ref("Model")}},
            parameters=[
                {"name": "model", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
        )
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


_MEANINGS = {
    400: "The request is wrong; `param` names the field.",
    401: "No valid API key or access token.",
    403: "The key or the role does not allow this model.",
    404: "There is no such model.",
    405: "The path exists, but not with this method.",
    408: "The body took too long to arrive.",
    409: "The idempotency key is in use, or was used for another request.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The content type is not supported.",
    429: "A limit is reached, or a quota is gone; see Retry-After.",
    431: "The headers are too large.",
    499: "The request was cancelled.",
    502: "The model failed.",
    503: "Overloaded, or a part is restarting; see Retry-After.",
    504: "The model took too long.",
}
_ALWAYS = (400, 401, 403, 405, 413, 414, 431, 503)


def _operation(
    summary: str,
    description: str,
    name: str,
    body: str | None,
    content: dict[str, Any],
    parameters: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    statuses = [*_ALWAYS, 404] if body is None else list(_MEANINGS)
    operation: dict[str, Any] = {
        "tags": ["models"],
        "summary": summary,
        "description": description,
        "operationId": name,
        "security": [{"api_key": []}],
        "parameters": parameters or [],
        "responses": {"200": {"description": "As OpenAI's.", "content": content}}
        | {
            str(status): {
                "description": _MEANINGS[status],
                "content": {"application/json": {"schema": _ref("OpenAIError")}},
            }
            for status in sorted(statuses)
        },
    }
    if body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _ref(body)}},
        }
    return operation


_DELIVERY = {
    "name": "x-fynq-delivery",
    "in": "header",
    "required": False,
    "description": "live: text as it comes; buffered: only a whole answer.",
    "schema": {"type": "string", "enum": ["live", "buffered"]},
}
_TEXT: dict[str, Any] = {"type": "string"}
_MESSAGE = {
    "type": "object",
    "required": ["role"],
    "properties": {
        "role": {"type": "string", "enum": ["system", "developer", "user", "assistant", "tool"]},
        "content": {
            "description": "Text, or parts: `text` and, from the user, `image_url`.",
            "anyOf": [_TEXT, {"type": "array", "items": {"type": "object"}}, {"type": "null"}],
        },
        "name": _TEXT,
        "tool_calls": {"type": "array", "items": {"type": "object"}},
        "tool_call_id": _TEXT,
    },
}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


_SCHEMAS: dict[str, Any] = {
    "ChatCompletionRequest": _object(
        ["model", "messages"],
        model={**_TEXT, "minLength": 1, "maxLength": 256, "example": "fynq/tutor"},
        messages={"type": "array", "minItems": 1, "items": _MESSAGE},
        stream={"type": "boolean"},
        stream_options=_object([], include_usage={"type": "boolean"}),
        n={"type": "integer", "minimum": 1, "maximum": 8},
        max_tokens={"type": "integer", "minimum": 1},
        max_completion_tokens={"type": "integer", "minimum": 1},
        temperature={"type": "number", "minimum": 0, "maximum": 2},
        top_p={"type": "number", "minimum": 0, "maximum": 1},
        stop={"anyOf": [_TEXT, {"type": "array", "maxItems": 4, "items": _TEXT}]},
        seed={"type": "integer"},
        tools={"type": "array", "maxItems": 128, "items": {"type": "object"}},
        tool_choice={"anyOf": [_TEXT, {"type": "object"}]},
        parallel_tool_calls={"type": "boolean"},
        response_format={"type": "object"},
        user=_TEXT,
        metadata={"type": "object", "additionalProperties": _TEXT},
    ),
    "ChatCompletion": _object(
        ["id", "object", "created", "model", "choices", "usage"],
        id=_TEXT,
        object={"const": "chat.completion"},
        created={"type": "integer"},
        model=_TEXT,
        choices={"type": "array", "items": {"type": "object"}},
        usage={"type": "object"},
        fynq={
            "type": "object",
            "description": "Provider, model, attempts, cost in micro-dollars, added milliseconds; "
            "from the tutor status, steps, citations.",
        },
    ),
    "EmbeddingsRequest": _object(
        ["model", "input"],
        model={**_TEXT, "minLength": 1, "maxLength": 256, "example": "fynq/minilm"},
        input={
            "anyOf": [_TEXT, {"type": "array", "minItems": 1, "maxItems": 2048, "items": _TEXT}]
        },
        encoding_format={"type": "string", "enum": ["float", "base64"]},
        dimensions={"type": "integer", "minimum": 1},
        user=_TEXT,
    ),
    "Embeddings": _object(
        ["object", "data", "model", "usage"],
        object={"const": "list"},
        data={"type": "array", "items": {"type": "object"}},
        model=_TEXT,
        usage={"type": "object"},
    ),
    "Model": _object(
        ["id", "object", "created", "owned_by"],
        id=_TEXT,
        object={"const": "model"},
        created={"type": "integer"},
        owned_by=_TEXT,
        fynq={"type": "object"},
    ),
    "ModelList": _object(
        ["object", "data"],
        object={"const": "list"},
        data={"type": "array", "items": _ref("Model")},
    ),
    "OpenAIError": _object(
        ["error"],
        error=_object(
            ["message", "type", "param", "code"],
            message=_TEXT,
            type=_TEXT,
            param={"anyOf": [_TEXT, {"type": "null"}]},
            code={"anyOf": [_TEXT, {"type": "null"}]},
        ),
    ),
}
