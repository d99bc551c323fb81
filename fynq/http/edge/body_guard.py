"""Reads a request's body once, within limits, and refuses what is not sound JSON or a form."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fynq.domain.errors import BodyTooLarge, Cancelled, MalformedBody, UnsupportedMedia
from fynq.http.edge.strict_json import read_json
from fynq.http.edge.upload_in import receive_upload
from fynq.http.edge.visit import visit_of
from fynq.http.options import HttpOptions
from fynq.http.problem import Refused

_BODIED = frozenset({"POST", "PATCH", "PUT"})
_TYPE = re.compile(rb'\s*([a-z0-9.+/-]+)\s*(?:;\s*charset\s*=\s*"?([a-z0-9-]+)"?\s*)?;?\s*')
_FORM = b"application/x-www-form-urlencoded"
_JSON = b"application/json"
_ANY_64_BITS = 20
"""Digits: schemas of tools hold the bounds of 64-bit integers, sign included."""
_AT_ONCE = 65_536
"""Bytes of JSON; larger ones are read in a thread, so that nobody else waits."""


class BodyGuard:
    """form_paths: where a form may stand in for JSON. model_paths: the OpenAI-compatible ones, which
    take larger bodies from callers whom `known` knows. upload_routes: templates of what takes files,
    from callers whom `may_upload` lets in, and larger JSON.

    Leaves the body in the Visit, so that later layers need not read it again; an uploaded file is
    on disk as long as the request runs.
    """

    def __init__(
        self,
        app: ASGIApp,
        options: HttpOptions,
        form_paths: frozenset[str],
        model_paths: frozenset[str] = frozenset(),
        known: Callable[[Scope], Awaitable[object]] | None = None,
        upload_routes: frozenset[str] = frozenset(),
        may_upload: Callable[[Scope], Awaitable[object]] | None = None,
    ) -> None:
        self._app = app
        self._options = options
        self._form_paths = form_paths
        self._model_paths = model_paths
        self._known = known
        self._upload_routes = upload_routes
        self._may_upload = may_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if scope["method"] == "POST" and visit_of(scope).route in self._upload_routes:
            await self._upload(scope, headers, receive, send)
            return
        options, models = self._options, scope["path"] in self._model_paths
        most = options.max_model_body_bytes if models else options.max_body_bytes
        length = _length(headers, most)
        if scope["method"] not in _BODIED:
            await self._app(scope, receive, send)
            return
        if models and self._known and (length is None or length > options.max_body_bytes):
            await self._known(scope)
        seconds = options.model_body_seconds if models else options.body_seconds
        await self._pass_on(scope, headers, receive, send, most, seconds)

    async def _pass_on(
        self,
        scope: Scope,
        headers: dict[bytes, bytes],
        receive: Receive,
        send: Send,
        most: int,
        seconds: float,
    ) -> None:
        body = await _read(receive, most, seconds)
        visit = visit_of(scope)
        visit.body = body
        if body:
            if len(body) <= _AT_ONCE:
                visit.json = self._check(scope["path"], headers, body)
            else:
                visit.json = await asyncio.to_thread(self._check, scope["path"], headers, body)
        await self._app(scope, _replay(body, receive), send)

    async def _upload(
        self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send
    ) -> None:
        """Nothing is read of callers who may not upload."""
        if self._may_upload:
            await self._may_upload(scope)
        options = self._options
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if kind == _JSON:
            _length(headers, options.max_model_body_bytes)
            most, seconds = options.max_model_body_bytes, options.model_body_seconds
            await self._pass_on(scope, headers, receive, send, most, seconds)
            return
        if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
            raise UnsupportedMedia("Send the body uncompressed.", field="Content-Encoding")
        if kind in (b"", _FORM):
            raise UnsupportedMedia("Name the file's own content type.", field="Content-Type")
        _length(headers, options.max_upload_bytes)
        received = await receive_upload(
            receive, headers, options.max_upload_bytes, options.upload_seconds
        )
        visit_of(scope).upload = received
        try:
            await self._app(scope, _replay(b"", receive), send)
        finally:
            received.file.close()

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


def _length(headers: dict[bytes, bytes], limit: int) -> int | None:
    """As declared. Raises BodyTooLarge."""
    declared = headers.get(b"content-length")
    if declared is None:
        return None
    if not declared.isdigit() or len(declared) > 18:
        raise MalformedBody("The header is not a number.", field="Content-Length")
    if int(declared) > limit:
        raise _too_large(limit)
    return int(declared)


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
