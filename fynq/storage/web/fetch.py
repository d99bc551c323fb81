"""Fetches one public document, under every guard."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from uuid import UUID

import httpcore
import httpx

from fynq.answering.knowledge_books import Blobs, Fetched
from fynq.domain.errors import BodyTooLarge, InvalidInput, Unavailable
from fynq.domain.identifiers import Tenant
from fynq.storage.web.addresses import Network, is_public
from fynq.storage.web.inflating import inflated
from fynq.storage.web.pinned import NotPublic, PinnedBackend, Resolve, resolved

MOST_CHARS = 2_000
_HOPS = 5
_PORTS = {"http": 80, "https": 443}
_MOVED = frozenset({301, 302, 303, 307, 308})
_HOST = re.compile(r"[a-zA-Z0-9._:-]{1,253}")
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
_HEADERS = [("user-agent", "fynq"), ("accept", "*/*"), ("accept-encoding", "identity")]


@dataclass(frozen=True)
class PublicWeb:
    """WebFetch. most: bytes of a document; seconds: for all of it, redirects included.

    ports: that may be named; allowed: networks that count as public although they are not.
    No proxy, no cookie and no credential is ever used.
    """

    blobs: Blobs
    most: int
    seconds: float = 60.0
    ports: Sequence[int] = (80, 443)
    allowed: Sequence[Network] = ()
    resolve: Resolve = resolved
    tls: ssl.SSLContext | None = None

    def check(self, url: str) -> None:
        self._parsed(url)

    async def fetch(self, tenant: Tenant, url: str, blob: UUID) -> Fetched:
        try:
            async with asyncio.timeout(self.seconds):
                return await self._fetch(tenant, url, blob)
        except TimeoutError:
            raise Unavailable("The server did not send the document in time.") from None
        except NotPublic:
            raise _refused("The address does not lead to the public internet.") from None
        except (httpcore.NetworkError, httpcore.TimeoutException):
            raise Unavailable("The server cannot be reached.") from None
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol):
            raise _refused("The server does not speak HTTP.") from None

    async def _fetch(self, tenant: Tenant, url: str, blob: UUID) -> Fetched:
        backend = PinnedBackend(self.resolve, self.allowed)
        async with httpcore.AsyncConnectionPool(
            ssl_context=self.tls, network_backend=backend, max_connections=1, http2=False
        ) as pool:
            for _ in range(_HOPS + 1):
                target = self._parsed(url)
                async with pool.stream(
                    "GET",
                    str(target.copy_with(fragment=None)),
                    headers=_HEADERS,
                    extensions={"timeout": dict.fromkeys(_TIMEOUTS, self.seconds)},
                ) as response:
                    headers = {
                        name.decode("latin-1").lower(): value.decode("latin-1")
                        for name, value in response.headers
                    }
                    if response.status not in _MOVED:
                        return await self._keep(response, headers, tenant, blob)
                    place = headers.get("location", "")
                url = self._next(target, place)
        raise _refused(f"The address redirects more than {_HOPS} times.")

    async def _keep(
        self, response: httpcore.Response, headers: Mapping[str, str], tenant: Tenant, blob: UUID
    ) -> Fetched:
        if response.status in _LATER:
            raise Unavailable(f"The server answers {response.status}.")
        if response.status != 200:
            raise _refused(f"The server answers {response.status}.")
        declared = headers.get("content-length", "")
        if declared.isdigit() and int(declared[:18]) > self.most:
            raise self._too_large()
        coding = headers.get("content-encoding", "").strip().lower()
        body = inflated(response.aiter_stream(), coding)
        async with aclosing(self._capped(body)) as parts:
            size = await self.blobs.write(tenant, blob, parts)
        return Fetched(headers.get("content-type", ""), size)

    async def _capped(self, parts: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        size = 0
        async for part in parts:
            size += len(part)
            if size > self.most:
                raise self._too_large()
            yield part

    def _next(self, base: httpx.URL, place: str) -> str:
        try:
            return str(base.join(place)) if place else ""
        except (httpx.InvalidURL, ValueError):
            raise _refused("The server redirects to no address.") from None

    def _parsed(self, url: str) -> httpx.URL:
        """Raises InvalidInput for what is never fetched; names are looked at later."""
        if len(url) > MOST_CHARS or not url.isprintable() or " " in url or "\\" in url:
            raise _refused("This is no address of a document.")
        try:
            target = httpx.URL(url)
            port = _PORTS.get(target.scheme, 0) if target.port is None else target.port
            host = target.raw_host.decode("ascii")
        except (httpx.InvalidURL, ValueError, TypeError):
            raise _refused("This is no address of a document.") from None
        if target.scheme not in _PORTS or not _HOST.fullmatch(host):
            raise _refused("An address begins with http:// or https://.")
        if target.userinfo:
            raise _refused("An address may not hold a user name or a password.")
        if port not in self.ports:
            raise _refused("An address may not name this port.")
        if _is_literal(host) and not is_public(host, self.allowed):
            raise _refused("The address does not lead to the public internet.")
        return target

    def _too_large(self) -> BodyTooLarge:
        return BodyTooLarge(f"A document has at most {self.most} bytes.", field="url")


_TIMEOUTS = ("connect", "read", "write", "pool")


def _is_literal(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _refused(detail: str) -> InvalidInput:
    return InvalidInput(detail, field="url")
