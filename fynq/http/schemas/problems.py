"""The shape of every error, and how an operation documents the ones that it can give."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from fynq.http.schemas.base import Out


class ProblemOut(Out):
    """RFC 9457. `detail` and `field` never hold what was sent."""

    type: str = Field(examples=["urn:fynq:problem:not_found"])
    title: str
    status: int = Field(examples=[404])
    detail: str
    code: str = Field(description="Stable; for programs.", examples=["not_found"])
    field: str | None = Field(
        default=None, description="The field at fault, parts joined by '/', or 'body'."
    )
    request_id: str
    retryable: bool = Field(description="Whether the same request can succeed later.")


_MEANINGS = {
    400: "The request cannot be read.",
    401: "No valid access token.",
    403: "The caller's role does not allow it.",
    404: "Unknown, or another school's.",
    405: "The path exists, but not with this method.",
    408: "The body took too long to arrive.",
    409: "In conflict with what is there.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The content type is not supported.",
    422: "A field has a value that cannot be used.",
    429: "Too many requests; see Retry-After.",
    431: "The headers are too large.",
    503: "Temporarily unavailable; see Retry-After.",
}
_ALWAYS = (400, 405, 413, 414, 422, 431, 503)
_BODIED = (408, 415)


def problems(*statuses: int, bodied: bool = False) -> dict[int | str, dict[str, Any]]:
    """The error responses of an operation: those that any can give, and its own."""
    wanted = sorted({*_ALWAYS, *statuses, *(_BODIED if bodied else ())})
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        for status in wanted
    }
