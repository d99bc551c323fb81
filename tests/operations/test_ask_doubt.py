"""`fynq ask`: the stream is read, drawn, and its failures have exit codes."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
from typer.testing import CliRunner

from fynq.cli import app
from fynq.operations.ask_doubt import Answered, Heard, events_of

CITATION = {"title": "Ice", "quote": "Ice is lighter\nthan water."}
ANSWER = {
    "answer": {
        "text": "x is 4 [because]",
        "final": "x = 4",
        "status": "verified",
        "model": "builtin/solver",
        "steps": [],
        "witnesses": [{"kind": "substitution", "detail": "2·4 + 3 = 11"}],
        "citations": [CITATION],
    }
}
STREAM = [
    ("doubt", {"id": "1"}),
    ("progress", {"stage": "solving", "detail": ""}),
    ("step", {"index": 1, "title": "Subtract [3]", "text": "$2x = 8$", "checked": True}),
    ("text", {"text": "x is 4"}),
    ("restart", {}),
    ("step", {"index": 1, "title": "Subtract [3]", "text": "$2x = 8$", "checked": True}),
]


class Handler(http.server.BaseHTTPRequestHandler):
    ending: tuple[str, dict[str, object]] = ("answer", ANSWER)
    status = 200

    def do_GET(self) -> None:
        self._json(200, {"school": "demo", "username": "ada", "password": "p"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/v1/auth/login":
            assert json.loads(body) == {"school": "demo", "username": "ada", "password": "p"}
            self._json(200, {"access_token": "token"})
            return
        assert self.headers["authorization"] == "Bearer token"
        if self.status != 200:
            self._json(self.status, {"title": "Too many requests", "detail": "Slow down."})
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for number, (name, data) in enumerate([*STREAM, self.ending]):
            text = f": still here\n\nid: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n"
            self.wfile.write(text.encode())

    def _json(self, status: int, facts: object) -> None:
        body = json.dumps(facts).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[tuple[str, type[Handler]]]:
    handler = type("Handling", (Handler,), {})
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}", handler
    running.shutdown()
    running.server_close()


def ask(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["ask", "Solve 2x + 3 = 11", *arguments])
    return result.exit_code, result.output


def test_an_answer_is_drawn_with_steps_witness_and_source(
    server: tuple[str, type[Handler]],
) -> None:
    code, output = ask("--url", server[0])
    assert code == 0
    for part in ("Subtract [3]", "2x = 8", "x = 4", "verified", "substitution", "Ice is lighter"):
        assert part in output


def test_json_has_one_event_a_line(server: tuple[str, type[Handler]]) -> None:
    code, output = ask("--url", server[0], "--json")
    assert code == 0
    events = [json.loads(line) for line in output.splitlines()]
    names = "doubt progress step text restart step answer"
    assert [event["event"] for event in events] == names.split()


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        (("refused", {"reason": "I cannot.", "advice": "Ask.", "citations": [CITATION]}), 4),
        (("failed", {"code": "deadline_exceeded", "detail": "Too late."}), 1),
        (("doubt", {}), 1),
    ],
)
def test_other_endings_have_their_codes(
    server: tuple[str, type[Handler]], ending: tuple[str, dict[str, object]], code: int
) -> None:
    server[1].ending = ending
    assert ask("--url", server[0])[0] == code


def test_a_problem_is_told(server: tuple[str, type[Handler]]) -> None:
    server[1].status = 429
    code, output = ask("--url", server[0])
    assert code == 1
    assert "Slow down." in output


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "not a url", "http://[::1"])
def test_nobody_there(url: str) -> None:
    assert ask("--url", url)[0] == 3


async def test_events_are_read_as_the_standard_says() -> None:
    async def lines() -> AsyncIterator[str]:
        for line in ["data:{", 'data: "a": 1}', "", "event: x", "", ": c", "data: [1]", ""]:
            yield line

    assert [heard async for heard in events_of(lines())] == [
        Heard("message", {"a": 1}),
        Heard("message", {"value": [1]}),
    ]

    async def broken() -> AsyncIterator[str]:
        for line in ["data: {", ""]:
            yield line

    with pytest.raises(Answered):
        _ = [heard async for heard in events_of(broken())]
