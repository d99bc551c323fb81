"""Which methods a path has: for OPTIONS, and for 405's Allow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import Pattern

from starlette.types import ASGIApp, Receive, Scope, Send

from fynq.http.edge.visit import visit_of
from fynq.http.problem import Refused

Table = list[tuple[Pattern[str], str, frozenset[str]]]


def methods_table(routes: Iterable[tuple[str, Iterable[str]]]) -> Table:
    """From (path template, methods) pairs; several may share a template."""
    methods: dict[str, set[str]] = {}
    for template, some in routes:
        methods.setdefault(template, {"OPTIONS"}).update(some)
        if "GET" in some:
            methods[template].add("HEAD")
    ordered = sorted(methods.items(), key=lambda item: item[0].count("{"))
    return [(_pattern(template), template, frozenset(some)) for template, some in ordered]


class Methods:
    """Answers OPTIONS and refuses methods that a path does not have. Paths that it does not know
    go on, to be refused by the router."""

    def __init__(self, app: ASGIApp, table: Table) -> None:
        self._app = app
        self._plain = {template: some for _, template, some in table if "{" not in template}
        self._templates = [entry for entry in table if "{" in entry[1]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        found = self._find(scope["path"])
        if found is not None:
            template, methods = found
            visit_of(scope).route = template
            # HEAD arrives here as GET.
            if scope["method"] == "OPTIONS":
                await _options(methods, send)
                return
            if scope["method"] not in methods:
                raise Refused(405, headers={"allow": ", ".join(sorted(methods))})
        await self._app(scope, receive, send)

    def _find(self, path: str) -> tuple[str, frozenset[str]] | None:
        methods = self._plain.get(path)
        if methods is not None:
            return path, methods
        for pattern, template, some in self._templates:
            if pattern.fullmatch(path):
                return template, some
        return None


def _pattern(template: str) -> Pattern[str]:
    """A part such as {name:path} may hold slashes."""
    parts = re.split(r"(\{[^}]*\})", template)
    return re.compile("".join(_piece(part) for part in parts))


def _piece(part: str) -> str:
    if part.startswith("{"):
        return ".+" if part.endswith(":path}") else "[^/]+"
    return re.escape(part)


async def _options(methods: frozenset[str], send: Send) -> None:
    headers = [(b"allow", ", ".join(sorted(methods)).encode())]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
