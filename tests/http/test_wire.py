"""Over a real socket: what only a server can show."""

from __future__ import annotations

import asyncio
import json

import pytest

from fynq.domain.doubt import DoubtStatus
from fynq.http.options import HttpOptions
from tests.http.house import House
from tests.http.serving import serving


def request(path, headers, body=b"", length=None):
    lines = [f"POST {path} HTTP/1.1", "Host: x", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body) if length is None else length}", "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_hanging_up_cancels_the_doubt(accept):
    house = House()
    _, student = house.person(house.demo)
    async with serving(house) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps({"question": "hang"}).encode()
        writer.write(request("/v1/doubts", student | {"Accept": accept}, body))
        await asyncio.wait_for(house.reasoner.hanging.wait(), 10)
        writer.close()
        async with asyncio.timeout(10):
            row = next(iter(house.doubts.rows))
            while house.doubts.rows[row].status is not DoubtStatus.CANCELLED:
                await asyncio.sleep(0.005)
        assert house.reasoner.cancelled == 1


async def test_events_arrive_before_the_end():
    house = House()
    _, student = house.person(house.demo)
    async with serving(house) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps({"question": "hang"}).encode()
        writer.write(request("/v1/doubts", student | {"Accept": "text/event-stream"}, body))
        early = await asyncio.wait_for(reader.readuntil(b"event: progress"), 10)
        assert b"event: doubt" in early
        house.reasoner.release.set()
        await asyncio.wait_for(reader.readuntil(b"event: answer"), 10)
        writer.close()


async def test_a_slow_body_is_cut_off():
    house = House(HttpOptions(body_seconds=0.1))
    async with serving(house) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request("/v1/doubts", {}, b'{"que', length=1_000))
        reply = await asyncio.wait_for(reader.read(), 10)
        assert reply.startswith(b"HTTP/1.1 408") and b"problem+json" in reply
        writer.close()


async def test_an_oversized_body_is_refused_before_it_is_sent():
    house = House()
    async with serving(house) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request("/v1/doubts", {}, length=10**9))
        reply = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert reply.startswith(b"HTTP/1.1 413")
        writer.close()


async def test_the_end_of_the_server_waits_for_doubts_that_end():
    house = House()
    _, student = house.person(house.demo)
    async with serving(house) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps({"question": "hang"}).encode()
        writer.write(request("/v1/doubts", student, body))
        await asyncio.wait_for(house.reasoner.hanging.wait(), 10)
        house.reasoner.release.set()
    reply = await asyncio.wait_for(reader.read(), 10)
    assert b'"status":"answered"' in reply
    writer.close()
