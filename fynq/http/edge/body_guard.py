"""Reads a request's body once, within limits, and refuses what is not sound JSON or a form."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fynq.domain.errors import BodyTooLarge, Cancelled, MalformedBody, UnsupportedMedia
from fynq.http.edge.strict_json import read_json
from fynq.http.edge.visit import visit_of
from fynq.http.options import HttpOptions
from fynq.http.problem import Refused

_BODIED = frozenset({"POST", "PATCH", "PUT"})
_TYPE = re.compile(rb'\s*([a-z0-9.+/-]+)\s*(?:;\s*charset\s*=\s*"?([a-z0-9-]+)"?\s*)?;?\s*')
_FORM = b"application/x-www-form-urlencoded"
_JSON = b"application/json"
_ANY_64_BITS = 20
"""Digits: schemas of tools hold the bounds of 64-bit integers, sign included."""


class BodyGuard:
    """form_paths: where a form may stand in for JSON. model_paths: the OpenAI-compatible ones, which
    take larger bodies.

    Leaves the body in the Visit, so that later layers need not read it again.
    """

    def __init__(
        self,
        app: ASGIApp,
        options: HttpOptions,
        form_paths: frozenset[str],
        model_paths: frozenset[str] = frozenset(),
    ) -> None:
        self._app = app
        self._options = options
        self._form_paths = form_paths
        self._model_paths = model_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        options, models = self._options, scope["path"] in self._model_paths
        most = options.max_model_body_bytes if models else options.max_body_bytes
        _check_length(headers, most)
        if scope["method"] not in _BODIED:
            await self._app(scope, receive, send)
            return
        seconds = options.model_body_seconds if models else options.body_seconds
        body = await _read(receive, most, seconds)
        visit = visit_of(scope)
        visit.body = body
        if body:
            visit.json = self._check(scope["path"], headers, body)
        await self._app(scope, _replay(body, receive), send)

    def _check(self, path: str, headers: dict[bytes, bytes], body: bytes) -> Any:
        """The body's JSON; None for a form."""
        coding = headers.get(b"content-encoding", b"identity").strip().lower()
        if coding != b"identity":
            raise UnsupportedMedia("Send the body uncompressed.", field="Content-Encoding")
        match = _TYPE.fullmatch(headers.get(b"content-type", b"").lower())
        kind, charset = match.groups() if match else (b"", None)
        if charset not in (None, b"utf-8", b"utf8"):
            raise UnsupportedMedia("Send the body in UTF-8.", field="Content-Type")
        if kind == _JSON:
            if path in self._model_paths:
                return read_json(body, self._options.max_json_depth, _ANY_64_BITS)
            return read_json(body, self._options.max_json_depth)
        if kind != _FORM or path not in self._form_paths:
            raise UnsupportedMedia("Send the body as application/json.", field="Content-Type")
        return None


async def _read(receive: Receive, most: int, seconds: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Cancelled()
                part: bytes = message.get("body", b"")
                size += len(part)
                if size > most:
                    raise _too_large(most)
                parts.append(part)
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise Refused(408, headers={"connection": "close"}) from None


def _check_length(headers: dict[bytes, bytes], limit: int) -> None:
    declared = headers.get(b"content-length")
    if declared is None:
        return
    if not declared.isdigit() or len(declared) > 18:
        raise MalformedBody("The header is not a number.", field="Content-Length")
    if int(declared) > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(f"A body has at most {limit} bytes.", field="body")


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
