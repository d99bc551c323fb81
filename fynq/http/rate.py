"""How often somebody may do something."""

from __future__ import annotations

import hashlib

import structlog
from starlette.requests import Request

from fynq.domain.errors import InvalidInput, QuotaExceeded, Unavailable
from fynq.domain.identifiers import PUBLIC, Tenant
from fynq.domain.principal import Principal
from fynq.http.parts import HttpParts, options_of, parts_of
from fynq.identity.credentials import normal_email

log = structlog.get_logger()

_MINUTE = 60
_JOINS = 10


async def limit_log_in(request: Request, slug: str, email: str) -> None:
    """Counts an attempt for this account and for this client. Raises QuotaExceeded."""
    parts, options = parts_of(request), options_of(request)
    account = hashlib.sha256(f"{slug}\n{_spelled(email)}".encode("utf-8", "replace"))
    await _count(
        parts, PUBLIC, f"login:{account.hexdigest()[:32]}", options.login_attempts_per_minute
    )
    await limit_client(request)


def _spelled(email: str) -> str:
    """One spelling per account, or another width of a letter would be a fresh allowance."""
    try:
        return normal_email(email)
    except InvalidInput:
        return email


async def limit_client(request: Request) -> None:
    parts, options = parts_of(request), options_of(request)
    client = hashlib.sha256(client_of(request).encode("utf-8", "replace")).hexdigest()[:32]
    await _count(parts, PUBLIC, f"client:{client}", options.client_logins_per_minute)


async def limit_doubts(request: Request, asker: Principal) -> None:
    parts, options = parts_of(request), options_of(request)
    await _count(parts, asker.tenant, f"doubts:{asker.user}", options.doubts_per_minute)


async def limit_searches(request: Request, asker: Principal) -> None:
    parts, options = parts_of(request), options_of(request)
    await _count(parts, asker.tenant, f"searches:{asker.user}", options.searches_per_minute)


async def limit_joins(request: Request, student: Principal) -> None:
    """So that nobody finds a class by trying codes."""
    await _count(parts_of(request), student.tenant, f"joins:{student.user}", _JOINS)


async def limit_beliefs(request: Request, reader: Principal) -> None:
    """Each is the replay of a log."""
    parts, options = parts_of(request), options_of(request)
    await _count(parts, reader.tenant, f"beliefs:{reader.user}", options.beliefs_per_minute)


async def limit_practice(request: Request, asker: Principal) -> None:
    parts, options = parts_of(request), options_of(request)
    await _count(parts, asker.tenant, f"practice:{asker.user}", options.practice_per_minute)


def client_of(request: Request) -> str:
    """The client's address, as far as it can be known."""
    if options_of(request).trust_forwarded:
        forwarded = request.headers.get("x-forwarded-for", "")
        nearest = forwarded.rpartition(",")[2].strip()
        if nearest:
            return nearest[:64]
    return request.client.host if request.client else "unknown"


async def _count(parts: HttpParts, tenant: Tenant, key: str, limit: int) -> None:
    try:
        wait = await parts.limits.allow(tenant, key, limit, _MINUTE)
    except Unavailable as error:
        # Without its counter a limit lets everybody pass: an outage of the cache must not lock
        # a school out, and hashing bounds the rate of guesses by itself.
        log.warning("limit_not_counted", code=error.code)
        return
    if wait is not None:
        raise QuotaExceeded("Too many of these within a minute.", retry_after=max(wait, 1.0))
