"""What may be fetched from the web: public documents, and nothing that is near this machine."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from fynq.domain.errors import BodyTooLarge, InvalidInput, Unavailable
from fynq.domain.identifiers import PUBLIC, new_id
from fynq.storage.memory.uploads import MemoryBlobs
from fynq.storage.web.addresses import is_public, networks
from fynq.storage.web.fetch import PublicWeb

LOCAL = networks(["127.0.0.1"])
PAGE = b"<p>Ice floats.</p>"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1"),
        *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "203.0.113.5"),
        *("192.88.99.1", "::1", "::", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
        *("::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1"),
        *("2002:7f00:1::1", "2002:a9fe:a9fe::", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1"),
        *("fe80::1%eth0", "ff02::1", "2001:db8::1", "2001::1", "2001:0:7f00:1::", "100::1"),
        *("5f00::1", "3fff::1", "2606:4700::1%eth0", "", "localhost", "1.2.3", "0x7f.1"),
    ],
)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_addresses_that_are_public(address):
    assert is_public(address)


def test_exceptions_are_made_by_network():
    allowed = networks(["10.1.0.0/16"])
    assert is_public("10.1.2.3", allowed)
    assert is_public("::ffff:10.1.2.3", allowed)
    assert not is_public("10.2.0.1", allowed)


def reply(body: bytes, *headers: str, status: str = "200 OK", length: int | None = -1) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Connection: close", *headers]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length < 0 else length}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Site:
    """A server on this machine that answers each path with fixed bytes."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.port = 0
        self.silent = asyncio.Event()

    async def answer(self, reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines)
            path = first.split()[1]
            self.asked.append((path, headers))
            if path == "/silent":
                await self.silent.wait()
            writer.write(self.pages.get(path, reply(b"", status="404 Not Found")))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(tls: ssl.SSLContext | None = None):
    site = Site()
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        site.silent.set()
        server.close()
        await server.wait_closed()


@pytest.fixture
async def site():
    async with serving() as site:
        site.pages["/page"] = reply(PAGE, "Content-Type: text/html; charset=utf-8")
        yield site


def resolver(*answers: list[str]):
    """Gives these answers in turn, the last one for ever."""
    asked = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        if not found:
            raise socket.gaierror
        return found

    resolve.asked = asked
    return resolve


def web(site: Site, *answers: list[str], **changes) -> PublicWeb:
    made = PublicWeb(
        MemoryBlobs(),
        most=100_000,
        seconds=5.0,
        ports=(80, 443, site.port),
        allowed=LOCAL,
        resolve=resolver(*(answers or (["127.0.0.1"],))),
    )
    return replace(made, **changes)


async def get(web: PublicWeb, url: str):
    blob = new_id()
    fetched = await web.fetch(PUBLIC, url, blob)
    return fetched, await web.blobs.read(PUBLIC, blob)


async def test_a_page_is_fetched_by_the_name_that_it_was_asked_by(site):
    here = web(site)
    fetched, body = await get(here, f"http://school.example:{site.port}/page#part")
    assert (body, fetched.media_type, fetched.size) == (PAGE, "text/html; charset=utf-8", 18)
    path, headers = site.asked[0]
    assert (path, headers["host"]) == ("/page", f"school.example:{site.port}")
    assert headers["accept-encoding"] == "identity"
    assert not {"cookie", "authorization", "referer", "x-forwarded-for"} & set(headers)


@pytest.mark.parametrize(
    "url",
    [
        *("", "page", "//school.example/x", "ftp://school.example/x", "file:///etc/passwd"),
        *("gopher://school.example/", "javascript:alert(1)", "data:text/plain,x", "http://"),
        *("http:///x", "http://user@school.example/", "https://u:p@school.example/x"),
        *("http://school.example:22/", "http://school.example:6379/", "http://school.example:0/"),
        *("http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/"),
        *("http://[::ffff:10.0.0.1]/", "http://10.0.0.1:443/x", "http://0/", "http://2130706433/"),
        *("http://school.example/\n", "http://school.example/a b", "http://school.example\\@x/"),
        *("http://[::1", "http://school.example:99999/", "http://" + "a" * 2_000 + ".example/"),
    ],
)
def test_addresses_that_are_never_fetched(url):
    with pytest.raises(InvalidInput) as refused:
        PublicWeb(MemoryBlobs(), most=10).check(url)
    assert refused.value.field == "url"
    assert len(url) < 8 or url not in refused.value.detail


async def test_every_address_of_a_name_has_to_be_public(site):
    for addresses in (["10.0.0.1"], ["127.0.0.1", "169.254.169.254"], ["::1"], ["127.0.0.2"]):
        with pytest.raises(InvalidInput, match="public internet"):
            await get(web(site, addresses), f"http://school.example:{site.port}/page")
    assert site.asked == []


async def test_a_number_that_hides_an_address_is_resolved_and_refused(site):
    for host in ("0x7f.1", "0177.0.0.1", "localhost", "127.1"):
        here = web(site, ["127.0.0.1"], allowed=())
        with pytest.raises(InvalidInput):
            await get(here, f"http://{host}:{site.port}/page")
    assert site.asked == []


async def test_a_name_that_changes_between_check_and_connection_leads_nowhere_else(site):
    """The name is looked up once: what was checked is what is connected to."""
    here = web(site, ["127.0.0.1"], ["10.0.0.1"])
    _, body = await get(here, f"http://school.example:{site.port}/page")
    assert body == PAGE
    assert here.resolve.asked == ["school.example"]
    here = web(site, ["10.0.0.1"], ["127.0.0.1"])
    with pytest.raises(InvalidInput):
        await get(here, f"http://school.example:{site.port}/page")


async def test_each_redirect_is_checked_anew(site):
    site.pages["/moved"] = reply(b"", f"Location: http://other.example:{site.port}/page", status="302 Found")  # fmt: skip
    site.pages["/near"] = reply(b"", "Location: /page", status="308 Permanent Redirect")
    for path, names in (("moved", ["school.example", "other.example"]), ("near", None)):
        here = web(site)
        _, body = await get(here, f"http://school.example:{site.port}/{path}")
        assert body == PAGE
        assert here.resolve.asked == (names or ["school.example"] * 2)
    here = web(site, ["127.0.0.1"], ["169.254.169.254"])
    with pytest.raises(InvalidInput, match="public internet"):
        await get(here, f"http://school.example:{site.port}/moved")
    targets = ["http://127.0.0.2/", "file:///etc/passwd", "http://x:y@school.example/", "", "http://[", "http://school.example:25/"]  # fmt: skip
    for target in targets:
        site.pages["/away"] = reply(b"", f"Location: {target}", status="301 Moved Permanently")
        with pytest.raises(InvalidInput):
            await get(web(site), f"http://school.example:{site.port}/away")


async def test_redirects_end(site):
    for n in range(8):
        site.pages[f"/{n}"] = reply(b"", f"Location: /{n + 1}", status="302 Found")
    site.pages["/8"] = reply(PAGE)
    _, body = await get(web(site), f"http://school.example:{site.port}/3")
    assert body == PAGE
    with pytest.raises(InvalidInput, match="redirects"):
        await get(web(site), f"http://school.example:{site.port}/2")


async def test_a_document_is_cut_off_at_its_size(site):
    site.pages["/told"] = reply(PAGE, length=10**9)
    site.pages["/untold"] = reply(b"x" * 200_000, length=None)
    for path in ("told", "untold"):
        here = web(site)
        with pytest.raises(BodyTooLarge) as refused:
            await get(here, f"http://school.example:{site.port}/{path}")
        assert refused.value.field == "url"
        assert here.blobs.kept == {}


async def test_what_a_server_compresses_is_inflated_up_to_the_size(site):
    site.pages["/small"] = reply(gzip.compress(PAGE), "Content-Encoding: gzip")
    site.pages["/bomb"] = reply(gzip.compress(b"\0" * 50_000_000), "Content-Encoding: gzip")
    site.pages["/cut"] = reply(gzip.compress(PAGE)[:-9], "Content-Encoding: gzip")
    site.pages["/odd"] = reply(PAGE, "Content-Encoding: br")
    site.pages["/false"] = reply(PAGE, "Content-Encoding: gzip")
    _, body = await get(web(site), f"http://school.example:{site.port}/small")
    assert body == PAGE
    for path, error in (("bomb", BodyTooLarge), ("cut", InvalidInput), ("odd", InvalidInput), ("false", InvalidInput)):  # fmt: skip
        with pytest.raises(error):
            await get(web(site), f"http://school.example:{site.port}/{path}")


async def test_failures_of_the_server_are_told_apart(site):
    site.pages["/busy"] = reply(b"", status="503 Service Unavailable")
    site.pages["/garbled"] = b"SSH-2.0-OpenSSH_9\r\n\r\n"
    site.pages["/short"] = reply(PAGE, length=1_000)
    url = f"http://school.example:{site.port}"
    for path, error in (("busy", Unavailable), ("none", InvalidInput), ("garbled", InvalidInput), ("short", InvalidInput)):  # fmt: skip
        with pytest.raises(error):
            await get(web(site), f"{url}/{path}")
    with pytest.raises(Unavailable):
        await get(web(site, seconds=0.3), f"{url}/silent")
    with pytest.raises(Unavailable):
        await get(web(site, []), f"{url}/page")


async def test_no_proxy_of_the_environment_is_used(site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    _, body = await get(web(site), f"http://school.example:{site.port}/page")
    assert body == PAGE
