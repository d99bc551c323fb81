"""A server that speaks the wires of OpenAI, vLLM, Anthropic, Gemini and Mistral, faults included.

The model's name chooses the fault (tests/wire/faults.py), or a plan does, for a model or a key:
`server.plan("ok", [Fault.RATE_LIMIT, "late@0.5"])` breaks two requests, and then all is well. It
answers with tool calls when tools are given, with JSON when a schema is, and names the images.

Alone: `python -m tests.wire.fault_server --port 9100`; then GET /_seen shows the log and
POST /_plan takes {"subject": "ok", "faults": ["reset"]}.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from email.utils import formatdate

from tests.wire import wire_formats
from tests.wire.answers import Refusal, answer
from tests.wire.connection import Connection
from tests.wire.faults import HTTP_ERRORS, Chosen, Fault, chosen
from tests.wire.http_wire import Request, response
from tests.wire.playing import Play, played
from tests.wire.seen import Seen, SeenAttempt
from tests.wire.wire_formats import BASES, Call, FormatName


class FaultServer:
    """seen: the log. says: words to answer with, by model. port: chosen by the kernel when 0."""

    def __init__(self, *, keep: bool = True) -> None:
        self.seen = Seen(keep)
        self.says: dict[str, str] = {}
        self.port = 0
        self._plans: dict[str, deque[Chosen]] = defaultdict(deque)
        self._connections: set[Connection] = set()
        self._server: asyncio.Server | None = None
        self._closed = socket.socket()

    def url(self, name: FormatName = "openai") -> str:
        """The base URL that the vendor's SDK takes."""
        return f"http://127.0.0.1:{self.port}{BASES[name]}"

    def refused_url(self, name: FormatName = "openai") -> str:
        """The same at a port where nobody listens."""
        return f"http://127.0.0.1:{self._closed.getsockname()[1]}{BASES[name]}"

    def plan(self, subject: str, faults: Iterable[Fault | str]) -> None:
        """The next requests of this model, or with this key, meet these faults, one each."""
        self._plans[subject].extend(chosen(str(fault)) for fault in faults)

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        self._closed.bind(("127.0.0.1", 0))
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self._play, self._connections), host, port, backlog=1024
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.close()
        self._closed.close()

    @property
    def open_connections(self) -> int:
        return len(self._connections)

    def drop_idle(self) -> None:
        """Closes kept connections, as servers do after a while."""
        for connection in list(self._connections):
            if not connection.busy:
                connection.close()

    def _play(self, request: Request) -> Play:
        if request.path.startswith("/_"):
            return Play.whole(self._told(request))
        try:
            call = wire_formats.located(request)
        except (ValueError, KeyError, TypeError):
            return Play.whole(response(b'{"error":{"message":"The body is no JSON."}}', 400))
        if call is None:
            known = wire_formats.listed(request, [fault.value for fault in Fault])
            return Play.whole(
                response(known) if known else response(b'{"error":{"message":"No path."}}', 404)
            )
        return self._called(request, call)

    def _called(self, request: Request, call: Call) -> Play:
        asked = call.asked
        key = call.format.key(request.headers)
        what = self._chosen(asked.model, key)
        if what.fault is Fault.REFUSED_REQUEST and call.format.name == "gemini":
            # Gemini refuses a question within a 200, by its blockReason.
            what = Chosen(Fault.REFUSED_WORDS)
        attempt = SeenAttempt(
            call.format.name, request.path, key, asked.model, asked.stream, what.fault, call.body
        )
        self.seen.add(attempt)
        if what.fault in HTTP_ERRORS:
            refusal = _refusal(call, what)
            attempt.status = refusal.status
            wire = response(refusal.body, refusal.status, refusal.media, refusal.headers)
            return Play.whole(wire, attempt)
        return played(call, answer(asked, what, self.says.get(asked.model)), what, attempt)

    def _chosen(self, model: str, key: str) -> Chosen:
        for subject in (model, key):
            plan = self._plans.get(subject)
            if plan:
                return plan.popleft()
        return chosen(model)

    def _told(self, request: Request) -> bytes:
        if request.path == "/_seen":
            shown = [attempt.shown() for attempt in self.seen.attempts]
            body = {"count": self.seen.count, "now": time.monotonic(), "attempts": shown}
            return response(json.dumps(body).encode())
        if request.path == "/_plan":
            given = json.loads(request.body)
            self.plan(given["subject"], given["faults"])
            return response(b"{}")
        if request.path == "/_clear":
            self.seen.attempts.clear()
            self.seen.count = 0
            return response(b"{}")
        return response(b"{}", 404)


_SAME_BODY = {
    Fault.RATE_LIMIT_DATE: Fault.RATE_LIMIT,
    Fault.RATE_LIMIT_MS: Fault.RATE_LIMIT,
    Fault.RATE_LIMIT_BARE: Fault.RATE_LIMIT,
    Fault.OVERLOADED_WAIT: Fault.OVERLOADED,
}


def _refusal(call: Call, what: Chosen) -> Refusal:
    if what.fault is Fault.BAD_GATEWAY:
        return Refusal(502, b"<html><body>Bad Gateway</body></html>", media="text/html")
    found = call.format.error(_SAME_BODY.get(what.fault, what.fault), what)
    headers = _waiting(call.format.name, what)
    return Refusal(found.status, found.body, headers)


def _waiting(name: FormatName, what: Chosen) -> dict[str, str]:
    """Gemini says it in the body instead of Retry-After, which it leaves out."""
    if what.fault in (Fault.RATE_LIMIT, Fault.OVERLOADED_WAIT):
        in_body = name == "gemini" and what.fault is Fault.RATE_LIMIT
        return {} if in_body else {"retry-after": f"{what.seconds:g}"}
    if what.fault is Fault.RATE_LIMIT_DATE:
        return {"retry-after": formatdate(time.time() + what.seconds, usegmt=True)}
    if what.fault is Fault.RATE_LIMIT_MS:
        return {"retry-after-ms": f"{what.seconds * 1000:g}"}
    return {}


@asynccontextmanager
async def fault_server() -> AsyncIterator[FaultServer]:
    server = FaultServer()
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--forget", action="store_true", help="keep no log, for benchmarks")
    options = parser.parse_args()

    async def serve() -> None:
        server = FaultServer(keep=not options.forget)
        await server.start(options.port, options.host)
        print(json.dumps({"port": server.port}), flush=True)
        await asyncio.Event().wait()

    try:
        import uvloop
    except ImportError:
        asyncio.run(serve())
    else:
        uvloop.run(serve())


if __name__ == "__main__":
    main()
