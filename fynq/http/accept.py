"""Which representation a client wants."""

from __future__ import annotations

from starlette.types import Scope


def wants_events(scope: Scope) -> bool:
    """Whether Accept prefers text/event-stream over JSON (RFC 9110, 12.5.1, for these two)."""
    accept = next((value for name, value in scope["headers"] if name == b"accept"), b"").lower()
    if b"text/event-stream" not in accept:
        return False
    weights = dict(_weighed(part) for part in accept.split(b","))
    return weights.get(b"text/event-stream", 0.0) > 0 and weights.get(
        b"text/event-stream", 0.0
    ) >= weights.get(b"application/json", 0.0)


def _weighed(part: bytes) -> tuple[bytes, float]:
    kind, *parameters = (piece.strip() for piece in part.split(b";"))
    for parameter in parameters:
        if parameter.startswith(b"q="):
            try:
                weight = float(parameter[2:])
            except ValueError:
                return kind, 0.0
            return kind, weight if 0.0 <= weight <= 1.0 else 0.0
    return kind, 1.0
