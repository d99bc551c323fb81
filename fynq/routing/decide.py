"""One table: what a model's failure means for the request, its key and its provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fynq.domain.errors import ModelFailure


class Scope(StrEnum):
    """Whose fault it is: what rests, and whose health it counts against."""

    REQUEST = "request"
    KEY = "key"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows, in this order: another key of the same provider (rotate), the same route once
    more (same), another route (over; larger: only one with more context). None of them: give up.

    rest: seconds for which the scope is left alone; None for the health's own rule.
    """

    scope: Scope
    rotate: bool = False
    same: bool = False
    over: bool = False
    larger: bool = False
    rest: float | None = None


_REQUEST = Scope.REQUEST
_KEY = Scope.KEY
_PROVIDER = Scope.PROVIDER
_AWAY = Decision(_PROVIDER, over=True)
_ONCE_MORE = Decision(_PROVIDER, same=True, over=True)

_TABLE: Mapping[ModelFailure, Decision] = {
    ModelFailure.RATE_LIMITED: Decision(_KEY, rotate=True, over=True),
    ModelFailure.OVERLOADED: _AWAY,
    ModelFailure.QUOTA_GONE: Decision(_KEY, rotate=True, over=True, rest=300.0),
    ModelFailure.BAD_KEY: Decision(_KEY, rotate=True, over=True, rest=300.0),
    ModelFailure.WRONG_REQUEST: Decision(_REQUEST, over=True),
    ModelFailure.CONTEXT_TOO_LONG: Decision(_REQUEST, over=True, larger=True),
    ModelFailure.REFUSED: Decision(_REQUEST),
    ModelFailure.UNREACHABLE: _AWAY,
    ModelFailure.RESET_BEFORE_HEADERS: _ONCE_MORE,
    ModelFailure.RESET_IN_HEADERS: _ONCE_MORE,
    ModelFailure.SILENT_BEFORE_HEADERS: _AWAY,
    ModelFailure.SILENT_BETWEEN_CHUNKS: _AWAY,
    ModelFailure.TOO_SLOW: _AWAY,
    ModelFailure.SERVER_ERROR: _ONCE_MORE,
    ModelFailure.STREAM_CUT: _ONCE_MORE,
    ModelFailure.GARBLED: _ONCE_MORE,
    ModelFailure.ERROR_IN_STREAM: _ONCE_MORE,
    ModelFailure.EMPTY: _ONCE_MORE,
    ModelFailure.TRUNCATED: Decision(_REQUEST, over=True),
}
_REFUSED_ELSEWHERE = Decision(_REQUEST, over=True)


def decide(
    failure: ModelFailure, retry_after: float | None, *, elsewhere: bool = False
) -> Decision:
    """retry_after: seconds that the provider asked for. elsewhere: the policy lets refused content
    be tried with another provider.

    A wait that the provider named is its own word: it rests so long, and the same route is not
    tried again before.
    """
    if failure is ModelFailure.REFUSED and elsewhere:
        return _REFUSED_ELSEWHERE
    decision = _TABLE[failure]
    if retry_after is None or decision.scope is Scope.REQUEST or decision.rest is not None:
        return decision
    return Decision(decision.scope, decision.rotate, False, decision.over, rest=retry_after)
