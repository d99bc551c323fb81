"""The request's first lines: path, query, headers, HEAD and trailing slashes."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fynq.domain.errors import InvalidInput, MalformedBody
from fynq.http.problem import Refused

_MAX_PATH = 1_024
_MAX_QUERY = 4_096
_MAX_HEADERS = 100
_MAX_HEADER_BYTES = 32_768
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_SINGLE = frozenset({b"content-type", b"content-length", b"authorization", b"idempotency-key"})


class RequestLine:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        _check_headers(scope["headers"])
        path: str = scope["path"]
        if len(path) > _MAX_PATH:
            raise Refused(414)
        if scope["query_string"]:
            _check_query(scope["query_string"])
        if len(path) > 1 and path[-1] == "/":
            scope = dict(scope, path=path.rstrip("/") or "/")
        if scope["method"] == "HEAD":
            scope = dict(scope, method="GET")
            send = _without_body(send)
        await self._app(scope, receive, send)


def _check_headers(headers: list[tuple[bytes, bytes]]) -> None:
    if len(headers) > _MAX_HEADERS:
        raise Refused(431)
    size = 0
    seen = set()
    for name, value in headers:
        size += len(name) + len(value)
        if name in _SINGLE:
            if name in seen:
                raise MalformedBody(
                    "This header may appear only once.", field=name.decode().title()
                )
            seen.add(name)
    if size > _MAX_HEADER_BYTES:
        raise Refused(431)


def _check_query(query: bytes) -> None:
    if len(query) > _MAX_QUERY:
        raise Refused(414)
    if _BROKEN_ESCAPE.search(query):
        raise InvalidInput("The query string has a broken escape.", field="query")
    try:
        text = unquote_to_bytes(query).decode()
    except UnicodeDecodeError:
        raise InvalidInput("The query string is not UTF-8.", field="query") from None
    if "\x00" in text:
        raise InvalidInput("The query string holds NUL.", field="query")
    names = [pair.partition(b"=")[0] for pair in query.split(b"&") if pair]
    if len(set(names)) != len(names):
        raise InvalidInput("A query parameter appears twice.", field="query")


def _without_body(send: Send) -> Send:
    async def bodiless(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return bodiless
