"""Options of the API."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HttpOptions:
    """Sizes in bytes, times in seconds, rates per minute."""

    max_body_bytes: int = 256 * 1024
    max_json_depth: int = 32
    max_question_chars: int = 8_000
    doubt_seconds: float = 60.0
    idempotency_seconds: float = 86_400.0
    login_attempts_per_minute: int = 30
    doubts_per_minute: int = 600
    cors_origins: tuple[str, ...] = ()
