"""The outermost layer: a request id, headers that every answer has, one log line, no 5xx leak."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fynq.domain.errors import FynqError
from fynq.domain.identifiers import new_id
from fynq.http.edge.visit import begin_visit
from fynq.http.openai.errors import openai_error_of, speaks_openai
from fynq.http.problem import MEDIA_TYPE, Refused, problem_of

log = structlog.get_logger()

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_ALWAYS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


class Envelope:
    """Every error that leaves the application becomes a problem here, if nothing was sent yet;
    under the OpenAI-compatible paths it becomes an error of OpenAI's form."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = str(new_id())
        visit = begin_visit(scope, request_id)
        started = time.perf_counter()
        status = 0

        async def seal(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _dressed(message.get("headers", ()), request_id)
            await send(message)

        try:
            await self._app(scope, receive, seal)
        except asyncio.CancelledError:
            status = status or 499
            raise
        except (FynqError, Refused) as error:
            if status == 0:
                await _answer(seal, *_written(scope["path"], error, request_id))
        except Exception:
            log.exception("request_broke", request_id=request_id)
            if status == 0:
                await _answer(seal, *_written(scope["path"], Refused(500), request_id))
        finally:
            # What went well leaves no line at the default level: a busy school would fill a disk.
            line = log.debug if 0 < status < 400 else log.info
            line(
                "request",
                request_id=request_id,
                method=_known(scope["method"]),
                route=visit.route or "none",
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )


def _dressed(headers: Iterable[tuple[bytes, bytes]], request_id: str) -> list[tuple[bytes, bytes]]:
    dressed = list(headers)
    present = {name for name, _ in dressed}
    dressed.extend(pair for pair in _ALWAYS if pair[0] not in present)
    dressed.append((b"x-request-id", request_id.encode()))
    return dressed


def _written(
    path: str, error: FynqError | Refused, request_id: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    if speaks_openai(path):
        return openai_error_of(error)
    status, headers, body = problem_of(error, request_id)
    return status, {**headers, "content-type": MEDIA_TYPE}, body


async def _answer(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    raw.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _known(method: str) -> str:
    return method if method in _METHODS else "other"
