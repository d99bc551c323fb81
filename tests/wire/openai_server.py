"""A server that speaks OpenAI's chat completions on a real socket, faults included.

The fault is chosen by the model's name: 'ok', 'status-429', 'cut', 'bad-json', 'error-event',
'silent', 'reset', 'empty', 'late-cut' and so on; the log says what the server saw.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

WORDS = ["The ", "answer ", "is ", "4."]


@dataclass
class Seen:
    base_url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    left_early: int = 0


@asynccontextmanager
async def openai_server(retry_after: str = "2") -> AsyncIterator[Seen]:
    seen = Seen()
    tasks: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await _serve(reader, writer, seen, retry_after)
        except (ConnectionError, asyncio.IncompleteReadError):
            seen.left_early += 1
        finally:
            tasks.discard(task)
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    seen.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield seen
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()


async def _serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seen: Seen, retry_after: str
) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    headers = dict(
        line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line.lower()
    )
    body = json.loads(await reader.readexactly(int(headers.get("content-length", "0"))))
    seen.requests.append(body)
    seen.keys.append(headers.get("authorization", ""))
    fault = body["model"]
    if fault == "reset":
        writer.transport.abort()
        return
    if fault == "silent":
        await _until_client_leaves(reader, seen)
        return
    if fault.startswith("status-"):
        await _error(writer, int(fault.split("-")[1]), "error", retry_after)
        return
    if fault in ("context_length_exceeded", "content_filter"):
        await _error(writer, 400, fault, None)
        return
    if fault == "insufficient_quota":
        await _error(writer, 429, fault, None)
        return
    await _stream(writer, fault, reader, seen)


async def _error(
    writer: asyncio.StreamWriter, status: int, code: str, retry_after: str | None
) -> None:
    body = json.dumps({"error": {"message": "no", "type": "x", "code": code}}).encode()
    wait = f"retry-after: {retry_after}\r\n" if retry_after and status in (429, 503) else ""
    writer.write(
        f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{wait}"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
        + body
    )
    await writer.drain()


async def _stream(
    writer: asyncio.StreamWriter, fault: str, reader: asyncio.StreamReader, seen: Seen
) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")

    def event(data: object) -> bytes:
        return b"data: " + json.dumps(data).encode() + b"\n\n"

    def chunk(delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
        return {
            "id": "c",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": fault,
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }

    writer.write(event(chunk({"role": "assistant"})))
    if fault == "cut":
        return
    if fault == "bad-json":
        writer.write(b"data: {not json\n\n")
        return
    if fault == "error-event":
        writer.write(event({"error": {"message": "overloaded", "code": "overloaded"}}))
        return
    if fault != "empty":
        for word in WORDS[: 2 if fault in ("late-cut", "stall") else None]:
            writer.write(event(chunk({"content": word})))
            await writer.drain()
    if fault == "late-cut":
        return
    if fault == "stall":
        await _until_client_leaves(reader, seen)
        return
    writer.write(event(chunk({}, "length" if fault == "long" else "stop")))
    usage = {
        "prompt_tokens": 10,
        "completion_tokens": 4,
        "total_tokens": 14,
        "prompt_tokens_details": {"cached_tokens": 3},
        "completion_tokens_details": {"reasoning_tokens": 1},
    }
    writer.write(event({**chunk({}), "choices": [], "usage": usage}))
    writer.write(b"data: [DONE]\n\n")
    await writer.drain()


async def _until_client_leaves(reader: asyncio.StreamReader, seen: Seen) -> None:
    await reader.read()
    seen.left_early += 1
