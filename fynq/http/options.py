"""Options of the API."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HttpOptions:
    """Sizes in bytes, times in seconds, rates per minute.

    body_seconds: how long a request's body may take to arrive. client_logins_per_minute: log-ins
    and registrations from one address; a whole school may share one. trust_forwarded: the proxy in
    front appends the client's address to X-Forwarded-For, so its last entry may be believed.
    """

    max_body_bytes: int = 256 * 1024
    max_json_depth: int = 32
    max_question_chars: int = 8_000
    doubt_seconds: float = 60.0
    idempotency_seconds: float = 86_400.0
    login_attempts_per_minute: int = 30
    client_logins_per_minute: int = 1_200
    doubts_per_minute: int = 3_000
    body_seconds: float = 10.0
    trust_forwarded: bool = False
    cors_origins: tuple[str, ...] = ()
