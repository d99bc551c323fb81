"""What pydantic and the router complain about, as errors of ours: nothing of the input survives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from fynq.domain.errors import FynqError, InvalidInput, MalformedBody, NotFound
from fynq.http.problem import Refused, field_name

_WORDS = {
    "missing": "This field is missing.",
    "extra_forbidden": "There is no such field.",
    "string_type": "This must be a string.",
    "string_too_short": "This is too short.",
    "string_too_long": "This is too long.",
    "string_pattern_mismatch": "This has characters or a form that cannot be used.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "greater_than_equal": "This number is too small.",
    "less_than_equal": "This number is too large.",
    "uuid_parsing": "This must be a UUID.",
    "uuid_type": "This must be a UUID.",
    "enum": "This is none of the values that are allowed.",
    "literal_error": "This is none of the values that are allowed.",
    "model_attributes_type": "This must be a JSON object.",
    "model_type": "This must be a JSON object.",
    "dict_type": "This must be a JSON object.",
}


async def invalid(_: Request, error: Exception) -> Any:
    """Raises for the first field at fault; the edge makes a problem of it."""
    assert isinstance(error, RequestValidationError)
    raise input_error(error.errors()[0]) from None


def input_error(complaint: Mapping[str, Any]) -> FynqError:
    """From one entry of pydantic's errors. The entry's `input` and `ctx` are not looked at, but
    for the words of our own validators."""
    where, *path = complaint["loc"]
    kind = complaint["type"]
    if kind == "json_invalid":
        return MalformedBody("The body is not JSON.", field="body")
    words = _WORDS.get(kind)
    if words is None and kind == "value_error":
        reason = str(complaint["ctx"]["error"])
        words = reason[:1].upper() + reason[1:] + "."
    field = field_name(path)
    if field == "body" and where != "body":
        field = field_name([where])
    return InvalidInput(words or "This value cannot be used.", field=field)


async def refused(_: Request, error: Exception) -> Any:
    """The router's own refusals: unknown routes and methods."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        raise NotFound("There is nothing at this address.") from None
    raise Refused(error.status_code, headers=error.headers) from None
