"""What the layers of the edge know about one request."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from fynq.domain.principal import Principal
from fynq.http.edge.upload_in import Received
from fynq.identity.check_key import Held

_KEY = "fynq.visit"


@dataclass(slots=True)
class Visit:
    """body: set once the body was read; json: what it holds, if it is JSON; upload: a file that came
    instead. principal: set once a
    token was verified; held: with an API key. route: the route's template, for the log. unkept:
    the answer, though it began well, may not be replayed."""

    request_id: str
    body: bytes = b""
    json: Any = None
    upload: Received | None = None
    principal: Principal | None = None
    held: Held | None = None
    route: str = ""
    unkept: bool = False


def begin_visit(scope: MutableMapping[str, Any], request_id: str) -> Visit:
    visit = Visit(request_id)
    scope[_KEY] = visit
    return visit


def visit_of(scope: MutableMapping[str, Any]) -> Visit:
    visit: Visit = scope[_KEY]
    return visit
