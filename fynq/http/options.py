"""Options of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class HttpOptions:
    """Sizes in bytes, times in seconds, rates per minute.

    body_seconds: how long a request's body may take to arrive. client_logins_per_minute: log-ins
    and registrations from one address; a whole school may share one. trust_forwarded: the proxy in
    front appends the client's address to X-Forwarded-For, so its last entry may be believed.

    The OpenAI-compatible routes: max_model_body_bytes and model_body_seconds, because images are
    large; model_seconds: the time budget of one call. delivery: 'live' passes text on as it comes;
    'buffered' only whole answers. buffered_schools (slugs) and buffered_models (names as callers
    write them) are buffered whatever the default; a key or a request may say otherwise.

    Uploaded files: max_upload_bytes, also of what is fetched from the web; upload_seconds: how long
    a file may take to arrive. searches_per_minute, beliefs_per_minute, practice_per_minute: of one
    person.
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
    max_model_body_bytes: int = 16 * 1024 * 1024
    model_body_seconds: float = 60.0
    model_seconds: float = 80.0
    delivery: Literal["live", "buffered"] = "live"
    buffered_schools: tuple[str, ...] = ()
    buffered_models: tuple[str, ...] = ()
    max_upload_bytes: int = 100 * 1024 * 1024
    upload_seconds: float = 600.0
    searches_per_minute: int = 600
    beliefs_per_minute: int = 300
    practice_per_minute: int = 600
