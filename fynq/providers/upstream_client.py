"""The HTTP client beneath an SDK, made for many small calls.

What an SDK's own client spends on redirects, cookies, authentication flows, merging headers and
parsing the same URL again is left out. `python -m tests.load.provider_cost` on two busy cores, in
µs of CPU a call: 987 for the openai SDK as it comes, 819 with its aiohttp transport, 408 with that
and without its models, 313 here, with the whole of a ChatModel around it.
Errors are httpx2's, so that the SDK wraps them as its own, and exact: aiohttp's transport in the
SDK calls every broken connection a timeout.
"""

from __future__ import annotations

import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import aiohttp
import httpx2
from multidict import CIMultiDict
from yarl import URL

KEPT_SECONDS = 30.0
"""How long an idle connection is kept; shorter than the 60 s of most load balancers."""
_OWN_HEADERS = frozenset({b"host", b"content-length", b"transfer-encoding", b"connection"})
_PLAIN = frozenset({"headers", "timeout", "content"})


class BrokenHeaders(httpx2.RemoteProtocolError):
    """A part of an answer's headers came, or what came was none. A reset that overtakes them looks
    like one before the headers."""


@lru_cache(maxsize=256)
def _parsed(url: str) -> tuple[httpx2.URL, URL]:
    return httpx2.URL(url), URL(url, encoded=True)


@lru_cache(maxsize=256)
def _proxy(scheme: str, host: str) -> str | None:
    """The environment's, as it was at the first call."""
    found = urllib.request.getproxies().get(scheme)
    return None if found is None or urllib.request.proxy_bypass(host) else found


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Raises httpx2.TransportError or InvalidURL for what aiohttp raises."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx2.ConnectTimeout("No connection in time.") from error
    except aiohttp.ServerTimeoutError as error:
        raise httpx2.ReadTimeout("Silence for too long.") from error
    except (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError) as error:
        raise httpx2.ProxyError("The proxy failed.") from error
    except aiohttp.ClientConnectorError as error:
        raise httpx2.ConnectError("No connection.") from error
    except aiohttp.InvalidURL as error:
        raise httpx2.UnsupportedProtocol("The address is no URL.") from error
    except aiohttp.ClientResponseError as error:
        raise BrokenHeaders("The headers are none.") from error
    except aiohttp.ServerDisconnectedError as error:
        if isinstance(error.message, str):
            raise httpx2.RemoteProtocolError("The connection ended.") from error
        raise BrokenHeaders("The connection ended within the headers.") from error
    except (aiohttp.ClientError, ConnectionError) as error:
        raise httpx2.ReadError("The connection broke.") from error
    except TimeoutError as error:
        raise httpx2.ReadTimeout("Silence for too long.") from error


class _Body(httpx2.AsyncByteStream):
    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for data in self._response.content.iter_any():
                yield data

    async def aclose(self) -> None:
        """An unread rest is not waited for: the connection ends, and the provider sees it."""
        if self._response.content.at_eof():
            self._response.release()
        else:
            self._response.close()


class UpstreamTransport(httpx2.AsyncBaseTransport):
    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        session = self._session or self._open()
        limits = request.extensions.get("timeout") or {}
        headers = CIMultiDict(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in request.headers.raw
            if name.lower() not in _OWN_HEADERS
        )
        with _as_httpx():
            response = await session.request(
                request.method,
                request.extensions.get("yarl") or URL(str(request.url), encoded=True),
                headers=headers,
                data=request.content or None,
                allow_redirects=False,
                proxy=_proxy(request.url.scheme, request.url.host),
                timeout=aiohttp.ClientTimeout(
                    sock_connect=limits.get("connect"), sock_read=limits.get("read")
                ),
            )
        return httpx2.Response(
            response.status,
            headers=response.raw_headers,
            stream=_Body(response),
            request=request,
            extensions={"http_version": b"HTTP/1.1"},
        )

    def _open(self) -> aiohttp.ClientSession:
        """Within the loop that uses it. How many connections there are is the router's business.
        aiohttp would read the environment and a netrc file anew for each call."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_SECONDS),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("accept-encoding", "user-agent", "accept"),
        )
        return self._session

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()


class UpstreamClient(httpx2.AsyncClient):
    """An httpx2 client for an SDK's `http_client`. It follows no redirect: that would carry the
    key to another host."""

    def __init__(self) -> None:
        self._upstream = UpstreamTransport()
        super().__init__(transport=self._upstream, trust_env=False, follow_redirects=False)

    def build_request(self, method: Any, url: Any, **options: Any) -> httpx2.Request:
        given = {name for name, value in options.items() if value is not None}
        if not given <= _PLAIN or not isinstance(options.get("timeout"), httpx2.Timeout):
            return super().build_request(method, url, **options)
        parsed, yarl = _parsed(str(url))
        return httpx2.Request(
            method,
            parsed,
            headers=options.get("headers"),
            content=options.get("content"),
            extensions={"timeout": options["timeout"].as_dict(), "yarl": yarl},
        )

    async def send(
        self, request: httpx2.Request, *, stream: bool = False, **options: Any
    ) -> httpx2.Response:
        response = await self._upstream.handle_async_request(request)
        if not stream:
            try:
                await response.aread()
            finally:
                await response.aclose()
        return response
