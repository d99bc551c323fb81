"""Connections that go to an address that was checked, and to no other."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import httpcore

from fynq.storage.web.addresses import Network, is_public

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""All addresses of a host name. Raises OSError when there are none."""

_TRIED = 3
"""Addresses of one name that are tried in turn."""


class NotPublic(Exception):
    """A host name leads to an address that is not of the public internet."""


async def resolved(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
    )
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name once, refuses it if any of its addresses is not public, and connects to one
    of those very addresses: a name that changes in between leads nowhere else. TLS is still made
    out to the name.

    Raises NotPublic, which passes through httpcore, and httpcore's own errors.
    """

    def __init__(self, resolve: Resolve, allowed: Sequence[Network]) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._resolve(host, port)
        except TimeoutError:
            raise httpcore.ConnectTimeout("The name was not resolved in time.") from None
        except (OSError, UnicodeError):
            raise httpcore.ConnectError("The name is not known.") from None
        if not addresses or not all(is_public(one, self._allowed) for one in addresses):
            raise NotPublic
        failure: Exception = httpcore.ConnectError()
        for address in addresses[:_TRIED]:
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise NotPublic

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
