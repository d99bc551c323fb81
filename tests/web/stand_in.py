"""A stand-in of the API for the page's tests: its shapes, its events, its faults; no answers of its own."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from fynq.web.pages import load_pages
from fynq.web.passage import passage_to_html
from fynq.web.render import to_html
from tests.web import lessons
from tests.web.own_record import add_own_record

LOGIN = {"school": "demo", "username": "student@demo.example", "password": "demo-password"}


def problem(status: int, code: str, detail: str, retry_after: int | None = None) -> JSONResponse:
    body = {
        "type": "about:blank",
        "title": detail,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": "r-1",
        "retryable": status in (429, 503),
    }
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


@dataclass
class StandIn:
    """faults: what the next POSTs of doubts do instead of answering: 'busy', 'cut', 'cut_after', 'hang', 'restart', 'failed',
    'refused', '422'; 'bridge' and 'bridge_first' offer one, after the answer and before it."""

    faults: list[str] = field(default_factory=list)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    posts: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    feedback: list[dict[str, Any]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    profile: dict[str, Any] = field(
        default_factory=lambda: {
            "display_name": "Demo",
            "grade": 9,
            "language": "en",
            "detail": "normal",
        }
    )
    has_demo: bool = True
    lifetime: int = 900
    access: str = "access-1"
    refreshes: int = 0
    refresh_works: bool = True
    feedback_faults: int = 0
    retry_after: int = 1
    document: dict[str, Any] = field(
        default_factory=lambda: {
            "id": "note-1",
            "title": "Why ice floats",
            "text": lessons.NOTE,
            "revision": 1,
        }
    )
    document_html: bool = True
    released: threading.Event = field(default_factory=threading.Event)

    def renew(self) -> None:
        """Ends what hangs and forgets everything."""
        self.released.set()
        vars(self).update(vars(StandIn()))

    def login(self) -> dict[str, Any]:
        return {
            "access_token": self.access,
            "token_type": "bearer",
            "expires_in": self.lifetime,
            "refresh_token": f"refresh-{self.refreshes}",
            "user": {
                "id": "u-1",
                "display_name": "Demo student",
                "email": LOGIN["username"],
                "role": "student",
            },
            "school": {"slug": "demo", "name": "Demo school"},
        }

    def take(self, question: str, follows: str | None) -> dict[str, Any]:
        doubt = {
            "id": f"doubt-{len(self.doubts) + 1:03}",
            "question": question,
            "question_html": to_html(question),
            "status": "open",
            "asked_at": datetime.now(UTC).isoformat(),
            "follows": follows,
            "answer": None,
        }
        self.doubts.append(doubt)
        return doubt

    def find(self, doubt: str) -> dict[str, Any] | None:
        return next((one for one in self.doubts if one["id"] == doubt), None)

    def fill(self, count: int) -> None:
        """A history of `count` questions, three of four answered."""
        for number in range(count):
            doubt = self.take(f"Question number {number}", None)
            doubt["status"] = "answered" if number % 4 else "refused"
            doubt["answer"] = lessons.solved() if number % 4 else None
            doubt["reason"] = "Out of reach."


def answer_to(question: str, rung: int = 0) -> dict[str, Any]:
    if rung:
        return lessons.hinted(rung)
    if "ice" in question:
        return lessons.explained()
    if "wide" in question:
        return lessons.wild()
    if "quote" in question:
        return lessons.quoted()
    if "long sum" in question:
        return lessons.long_sum()
    if "retell" in question:
        return lessons.retold()
    if question == "check my work":
        return lessons.checked_work()
    if "attack" in question or "<" in question:
        return lessons.attacked()
    return lessons.solved()


def sse(event: str, data: dict[str, Any]) -> str:
    return f"event: {event}\ndata: {json.dumps(data)}\n\n"


def build(state: StandIn) -> FastAPI:
    app = FastAPI()
    pages = load_pages()

    def page(path: str) -> Callable[[], Response]:
        return lambda: Response(pages[path].body, headers=dict(pages[path].headers))

    for path in pages:
        app.add_api_route(path, page(path))

    def allowed(request: Request) -> bool:
        return request.headers.get("Authorization") == f"Bearer {state.access}"

    @app.middleware("http")
    async def guard(request: Request, following: Any) -> Response:
        path = request.url.path
        if (
            path.startswith("/v1/")
            and not path.startswith(("/v1/auth", "/v1/demo"))
            and not allowed(request)
        ):
            return problem(401, "unauthenticated", "Log in first.")
        return await following(request)

    @app.get("/v1/demo")
    def demo() -> Response:
        return JSONResponse(LOGIN) if state.has_demo else problem(404, "not_found", "Not found")

    @app.post("/v1/auth/login")
    async def login(request: Request) -> Response:
        body = await request.json()
        if body.get("username") != LOGIN["username"] or body.get("password") != LOGIN["password"]:
            return problem(401, "unauthenticated", "Log in first")
        return JSONResponse(state.login())

    @app.post("/v1/auth/register")
    async def register(request: Request) -> Response:
        body = await request.json()
        if body["username"] == LOGIN["username"]:
            return problem(409, "conflict", "This address is taken.")
        state.posts.append(("/v1/auth/register", "", body))
        return JSONResponse(state.login(), 201)

    @app.post("/v1/auth/refresh")
    async def refresh(request: Request) -> Response:
        body = await request.json()
        if not state.refresh_works or body["refresh_token"] != f"refresh-{state.refreshes}":
            return problem(401, "unauthenticated", "Ended")
        state.refreshes += 1
        state.access = f"access-{state.refreshes + 1}"
        return JSONResponse({**state.login(), "expires_in": 900})

    @app.post("/v1/auth/logout")
    def logout() -> Response:
        return Response(status_code=204)

    async def take(request: Request, follows: str | None) -> Response:
        body = await request.json()
        key = request.headers["Idempotency-Key"]
        fault = state.faults.pop(0) if state.faults else ""
        state.posts.append((request.url.path, key, body))
        if fault == "busy":
            return problem(
                503, "room_unavailable", "A part of fynq is restarting.", state.retry_after
            )
        if fault == "422":
            return problem(422, "invalid_input", "The question is empty.")
        known = state.find(state.keys.get(key, ""))
        if known and known["status"] != "cancelled":
            return JSONResponse(known)
        doubt = state.take(body["question"], follows)
        state.keys[key] = doubt["id"]
        before = state.find(follows) if follows else None
        hint = ((before or {}).get("answer") or {}).get("hint") or {"rung": 0}
        rung = hint["rung"] + 1 if body.get("help") == "hint" else 0
        events = stream(request, doubt, fault, rung)
        return StreamingResponse(events, media_type="text/event-stream")

    async def stream(
        request: Request, doubt: dict[str, Any], fault: str, rung: int
    ) -> AsyncIterator[str]:
        reply = answer_to(doubt["question"], rung)
        try:
            yield ": hello\n\n" + sse("doubt", {**doubt, "answer": None})
            yield sse("progress", {"stage": "understanding", "detail": ""})
            if fault == "refused":
                doubt.update(
                    status="refused",
                    reason="This is outside what fynq knows.",
                    advice="Name the topic.",
                )
                yield sse(
                    "refused",
                    {
                        "reason": doubt["reason"],
                        "advice": doubt["advice"],
                        "citations": [lessons.citation()],
                    },
                )
                return
            if fault == "failed":
                doubt.update(status="failed", failure="room_unavailable")
                yield sse(
                    "failed",
                    {
                        "code": "room_unavailable",
                        "detail": "The solver is restarting.",
                        "retryable": True,
                    },
                )
                return
            yield sse("progress", {"stage": "solving", "detail": ""})
            for one in reply["steps"]:
                yield sse("step", one)
                await asyncio.sleep(0.01)
                if fault == "cut":
                    doubt["status"] = "cancelled"
                    return
            if fault == "hang":
                released = state.released
                while not released.is_set():
                    await asyncio.sleep(0.02)
                    yield ": still here\n\n"
            if fault == "restart":
                yield sse("step", {**lessons.solved()["steps"][0], "title": "A step that is void"})
                yield sse("text", {"text": "Words that are void"})
                yield sse("restart", {})
                yield sse("text", {"text": "Anew."})
                released = state.released
                while not released.is_set():
                    await asyncio.sleep(0.02)
                    yield ": still here\n\n"
            for word in reply["text"].split(" "):
                yield sse("text", {"text": word + " "})
            doubt.update(status="answered", answer=reply)
            if fault == "cut_after":
                return
            if fault == "bridge_first":
                yield sse("bridge", lessons.bridge())
            yield sse("answer", {"doubt": doubt})
            if fault == "bridge":
                await asyncio.sleep(0.3)
                doubt["bridge"] = lessons.bridge(quoted=False)
                yield sse("bridge", lessons.bridge())
        finally:
            if doubt["status"] == "open":
                doubt["status"] = "cancelled"

    @app.post("/v1/doubts")
    async def ask(request: Request) -> Response:
        return await take(request, None)

    @app.post("/v1/doubts/{doubt}/follow-ups")
    async def follow(request: Request, doubt: str) -> Response:
        return await take(request, doubt)

    @app.get("/v1/doubts")
    def listed(limit: int = 20, cursor: str = "", status: str = "") -> Response:
        rows = [one for one in reversed(state.doubts) if not status or one["status"] == status]
        if cursor:
            rows = [one for one in rows if one["id"] < cursor]
        more = rows[limit - 1]["id"] if len(rows) > limit else None
        return JSONResponse({"items": rows[:limit], "next_cursor": more})

    @app.get("/v1/doubts/{doubt}")
    def one(doubt: str) -> Response:
        found = state.find(doubt)
        return JSONResponse(found) if found else problem(404, "not_found", "Not found")

    @app.delete("/v1/doubts/{doubt}")
    def cancel(doubt: str) -> Response:
        state.cancelled.append(doubt)
        return Response(status_code=204)

    @app.post("/v1/feedback")
    async def rate(request: Request) -> Response:
        if state.feedback_faults:
            state.feedback_faults -= 1
            return problem(503, "storage_unavailable", "The database cannot be reached.", 1)
        state.feedback.append({**await request.json(), "key": request.headers["Idempotency-Key"]})
        return Response(status_code=204)

    @app.get("/v1/documents/{document}")
    def document(document: str, start: int = 0, end: int = 0) -> Response:
        if document != state.document["id"]:
            return problem(404, "not_found", "Not found")
        drawn = (
            {"text_html": passage_to_html(state.document["text"], start, end)}
            if state.document_html
            else {}
        )
        return JSONResponse({**state.document, **drawn})

    add_own_record(app, state)
    return app


class Served:
    """An app on a free port of this machine, in a thread, until `stop`."""

    def __init__(self, app: Any) -> None:
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=0,
            log_level="error",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the app did not start")
            time.sleep(0.005)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


class Serving(Served):
    """The stand-in."""

    def __init__(self) -> None:
        self.state = StandIn()
        super().__init__(build(self.state))

    def stop(self) -> None:
        self.state.released.set()
        super().stop()
