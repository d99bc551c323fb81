"""What the layers of the edge know about one request."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fynq.answering.books import StoredDoubt
from fynq.domain.doubt import AnswerEvent, AnswerReady, AnswerRefused, AnswerRestarted
from fynq.domain.principal import Principal
from fynq.http.edge.upload_in import Received
from fynq.identity.check_key import Held

_KEY = "fynq.visit"


@dataclass(slots=True)
class Visit:
    """body: set once the body was read; json: what it holds, if it is JSON; upload: a file that came
    instead. principal: set once a
    token was verified; held: with an API key. route: the route's template, for the log. unkept:
    the answer, though it began well, may not be replayed. doubt: whose answer the reply is;
    taken_back: the reply says what is not in the answer any more. again: what
    became of the doubt that the first request of this key asked."""

    request_id: str
    body: bytes = b""
    json: Any = None
    upload: Received | None = None
    principal: Principal | None = None
    held: Held | None = None
    route: str = ""
    unkept: bool = False
    doubt: UUID | None = None
    taken_back: bool = False
    again: StoredDoubt | None = None

    def note(self, doubt: UUID, event: AnswerEvent) -> None:
        """What of an event a replay has to know."""
        if isinstance(event, AnswerRestarted):
            self.doubt, self.taken_back = doubt, True
        elif isinstance(event, AnswerReady | AnswerRefused):
            self.doubt = doubt


def begin_visit(scope: MutableMapping[str, Any], request_id: str) -> Visit:
    visit = Visit(request_id)
    scope[_KEY] = visit
    return visit


def visit_of(scope: MutableMapping[str, Any]) -> Visit:
    visit: Visit = scope[_KEY]
    return visit
