"""Reads what the auth operations take: JSON, or a form as OAuth2 clients send it."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import parse_qsl

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from fynq.domain.errors import InvalidInput, MalformedBody
from fynq.http.edge.strict_json import storable
from fynq.http.edge.visit import visit_of

Shape = TypeVar("Shape", bound=BaseModel)
_MAX_FIELDS = 32


def read_body(request: Request, shape: type[Shape]) -> Shape:
    """The edge has already refused other content types and unsound JSON."""
    body = visit_of(request.scope).body
    if not body:
        raise InvalidInput("The body is missing.", field="body")
    is_form = (
        request.headers.get("content-type", "")
        .lower()
        .lstrip()
        .startswith("application/x-www-form-urlencoded")
    )
    try:
        if is_form:
            return shape.model_validate(_form(body))
        return shape.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(
            [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        ) from None


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError:
        raise MalformedBody("The form cannot be read.", field="body") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise InvalidInput("A form field appears twice.", field="body")
    if not all(storable(key) and storable(value) for key, value in pairs):
        raise InvalidInput("The form holds a character that cannot be stored.", field="body")
    # OAuth2 clients send every field they know; an empty one says nothing (RFC 6749, 3.2).
    return {name: value for name, value in fields.items() if value}


def json_or_form(name: str) -> dict[str, object]:
    """OpenAPI of a body that `read_body` reads."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": schema},
                "application/x-www-form-urlencoded": {"schema": schema},
            },
        }
    }
