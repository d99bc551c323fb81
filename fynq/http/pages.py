"""The web pages and their parts: a fixed set of files, so that no path can lead elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from fynq.http.edge.visit import visit_of

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}


class Page(Protocol):
    """headers: content type and ETag at least."""

    @property
    def body(self) -> bytes: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class FilePage:
    body: bytes
    headers: Mapping[str, str]


def read_pages(folder: Path, below: str = "/assets") -> dict[str, Page]:
    """Path → file: '/' is index.html, every file of a known type is under `below`."""
    pages: dict[str, Page] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix in _TYPES and file.is_file():
            pages[f"{below}/{file.relative_to(folder).as_posix()}"] = file_page(file)
    index = pages.get(f"{below}/index.html")
    if index is not None:
        pages["/"] = index
    return pages


def file_page(file: Path) -> Page:
    body = file.read_bytes()
    return FilePage(
        body,
        {
            "content-type": _TYPES[file.suffix],
            "etag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
            "cache-control": "no-cache",
        },
    )


class Pages:
    """Answers GET for a page's path before the routes see it. own: the API's own pages; others:
    the web pages, which are known only once the parts are."""

    def __init__(
        self, app: ASGIApp, own: Mapping[str, Page], others: Callable[[], Mapping[str, Page]]
    ) -> None:
        self._app = app
        self._own = own
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            path = scope["path"]
            page = self._own.get(path) or self._others().get(path)
            if page is not None:
                visit_of(scope).route = "page"
                await _send(page, scope, send)
                return
        await self._app(scope, receive, send)


async def _send(page: Page, scope: Scope, send: Send) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in page.headers.items()]
    etag = page.headers.get("etag") or page.headers.get("ETag") or ""
    known = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
    if etag and etag.encode() in [tag.strip().removeprefix(b"W/") for tag in known.split(b",")]:
        headers = [pair for pair in headers if pair[0] != b"content-type"]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    headers.append((b"content-length", str(len(page.body)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": page.body})
