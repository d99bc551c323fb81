"""Replies that are written once: a shape straight to JSON bytes."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel
from starlette.responses import Response


def reply(
    shape: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    return Response(
        shape.model_dump_json().encode(), status, dict(headers or {}), "application/json"
    )


def created(shape: BaseModel, location: str) -> Response:
    return reply(shape, 201, {"location": location})
