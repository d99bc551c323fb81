"""Errors as application/problem+json (RFC 9457)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fynq.domain.errors import FynqError

MEDIA_TYPE = "application/problem+json"
_UNSAFE = re.compile(r"[^A-Za-z0-9_.\-]")

_TITLES = {
    404: ("not_found", "Not found"),
    405: ("method_not_allowed", "Method not allowed"),
    408: ("request_timeout", "The request took too long to arrive"),
    413: ("body_too_large", "The body is too large"),
    414: ("uri_too_long", "The address is too long"),
    431: ("headers_too_large", "The headers are too large"),
    500: ("internal_error", "Internal error"),
}


class Refused(Exception):
    """A request that the edge turns away with a status that no FynqError has."""

    def __init__(
        self, status: int, detail: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})


def problem_of(error: FynqError | Refused, request_id: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to a failed request."""
    if isinstance(error, Refused):
        code, title = _TITLES.get(error.status, ("refused", "The request was refused"))
        problem = {"title": title, "status": error.status, "detail": error.detail, "code": code}
        return error.status, dict(error.headers), _body(problem, request_id)
    headers = {}
    if error.retry_after is not None:
        headers["retry-after"] = str(max(1, math.ceil(error.retry_after)))
    if error.status == 401:
        headers["www-authenticate"] = 'Bearer realm="fynq"'
    problem = {
        "title": error.title,
        "status": error.status,
        # A broken configuration is the operator's affair; nobody else learns what it is.
        "detail": error.detail if error.status != 500 else "",
        "code": error.code,
        "field": error.field,
        "retryable": error.retryable,
    }
    return error.status, headers, _body(problem, request_id)


def _body(problem: Mapping[str, Any], request_id: str) -> bytes:
    whole = {
        "type": f"urn:fynq:problem:{problem['code']}",
        "retryable": False,
        "request_id": request_id,
        **problem,
    }
    whole["detail"] = whole["detail"] or f"{whole['title']}."
    present = {name: value for name, value in whole.items() if value is not None}
    return json.dumps(present, ensure_ascii=False).encode()


def field_name(path: Sequence[object]) -> str:
    """The path to a field, parts joined by '/'. A part may be the caller's own text (an unknown
    field's name, an object's key), so it is cut to 40 harmless characters."""
    parts = [_UNSAFE.sub("?", str(part)[:40]) for part in path]
    return "/".join(parts) or "body"
