"""What the layers of the edge know about one request."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from fynq.domain.principal import Principal

_KEY = "fynq.visit"


@dataclass(slots=True)
class Visit:
    """body: set once the body was read. principal: set once a token was verified. route: the
    route's template, for the log."""

    request_id: str
    body: bytes = b""
    principal: Principal | None = None
    route: str = ""


def begin_visit(scope: MutableMapping[str, Any], request_id: str) -> Visit:
    visit = Visit(request_id)
    scope[_KEY] = visit
    return visit


def visit_of(scope: MutableMapping[str, Any]) -> Visit:
    visit: Visit = scope[_KEY]
    return visit
