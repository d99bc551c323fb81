"""The page's files, read once, with the headers that keep it to itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One file. headers: all that an answer needs, content type and ETag included.

    The page asks again each time (`no-cache`) and gets 304 while the ETag holds, so that a new
    version is seen at once.
    """

    body: bytes
    headers: Mapping[str, str]


def load_pages() -> Mapping[str, Page]:
    """Path below the root → file: '/' is the page, '/static/…' its parts."""
    pages = {
        f"/static/{file.relative_to(FOLDER).as_posix()}": _page(file)
        for file in sorted(FOLDER.rglob("*"))
        if file.suffix in CONTENT_TYPES
    }
    pages["/"] = pages["/static/index.html"]
    pages["/favicon.ico"] = pages["/static/icon.svg"]
    return pages


def _page(file: Path) -> Page:
    body = file.read_bytes()
    headers = {
        "Content-Type": CONTENT_TYPES[file.suffix],
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Cache-Control": "no-cache",
        **SECURITY_HEADERS,
    }
    return Page(body, headers)
