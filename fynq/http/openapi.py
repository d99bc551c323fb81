"""The API's own description."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from fynq.http.openai.described import describe_openai
from fynq.http.options import HttpOptions
from fynq.http.schemas.collections import DocumentText
from fynq.http.schemas.people import LogInBody, TokenBody
from fynq.http.schemas.problems import ProblemOut

_DESCRIPTION = """\
Students bring doubts; fynq solves them, verifies the solution with something other than the model
that wrote it, and explains it with sources.

Every error is a problem (RFC 9457), but for the OpenAI-compatible routes, whose errors have OpenAI's
form. Every POST takes an `Idempotency-Key`: a request that is
repeated with the same key gets the first one's answer, marked `Idempotent-Replayed: true`; of a
source that has changed since it quotes nothing any more.
"""
_KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "1 to 255 visible ASCII characters, new for every new intent; a UUID is fine.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_BODIES = (LogInBody, TokenBody, ProblemOut, DocumentText)


def describe(app: FastAPI, options: HttpOptions) -> dict[str, Any]:
    """The OpenAPI document, complete with what FastAPI cannot see."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=_DESCRIPTION,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    _, extra = models_json_schema(
        [(body, "validation") for body in _BODIES], ref_template="#/components/schemas/{model}"
    )
    schemas.update(extra["$defs"])
    schemas["Problem"] = schemas.pop("ProblemOut")
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for name in ("Ask", "FollowUp"):
        schemas[name]["properties"]["question"]["maxLength"] = options.max_question_chars
    describe_openai(document)
    for path in document["paths"].values():
        if "post" in path:
            path["post"].setdefault("parameters", []).append(_KEY_PARAMETER)
    return document
