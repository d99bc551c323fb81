"""What all vendors have from the client beneath their SDKs."""

import asyncio
import importlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from fynq.domain.chat import ChatRequest
from fynq.domain.errors import ModelError, ModelFailure
from fynq.providers.exchange import without_version
from fynq.providers.vendor import Vendor
from fynq.routing.options import ModelRow, ProviderKind, ProviderRow
from tests.providers.asking import QUESTION

KINDS: tuple[ProviderKind, ...] = ("anthropic", "gemini", "mistral")


@asynccontextmanager
async def answering(head: Callable[[str], str]) -> AsyncIterator[tuple[str, list[str]]]:
    """A server that answers each request with the same bytes and an orderly end; its address, and
    the requests' heads. head: from the address."""
    seen: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append((await reader.readuntil(b"\r\n\r\n")).decode())
        length = seen[-1].lower().partition("content-length: ")[2].partition("\r\n")[0]
        await reader.readexactly(int(length or 0))
        writer.write(head(url).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield url, seen


def connected(kind: ProviderKind, url: str) -> Vendor:
    module = importlib.import_module(f"fynq.providers.{kind}")
    vendor: Vendor = module.connect(ProviderRow("v", kind, url), "the-key")
    return vendor


async def failed(kind: ProviderKind, url: str) -> ModelError:
    vendor = connected(kind, url)
    with pytest.raises(ModelError) as caught:
        await vendor.chat(ModelRow("m")).complete(ChatRequest((QUESTION,), seconds=5.0))
    await vendor.close()
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
async def test_an_end_within_the_headers_is_told_apart_from_one_before(kind: ProviderKind) -> None:
    async with answering(lambda _: "HTTP/1.1 200 OK\r\ncontent-ty") as (url, seen):
        assert (await failed(kind, url)).failure is ModelFailure.RESET_IN_HEADERS
    async with answering(lambda _: "") as (url, seen):
        assert (await failed(kind, url)).failure is ModelFailure.RESET_BEFORE_HEADERS
        assert len(seen) == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_a_redirect_is_not_followed_with_the_key(kind: ProviderKind) -> None:
    moved = "HTTP/1.1 307 Moved\r\nlocation: {}/else\r\ncontent-length: 0\r\n\r\n"
    async with answering(moved.format) as (url, seen):
        assert isinstance(await failed(kind, url), ModelError)
        assert len(seen) == 1
        assert "the-key" in seen[0]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://api.example.org", "https://api.example.org"),
        ("https://api.example.org/", "https://api.example.org"),
        ("https://api.example.org/v1", "https://api.example.org"),
        ("http://127.0.0.1:1/proxy/v1beta/", "http://127.0.0.1:1/proxy"),
    ],
)
def test_a_version_at_the_end_of_a_base_url_is_left_to_the_sdk(written: str, asked: str) -> None:
    assert without_version(written) == asked
