"""Rooms that answer at once and hold nothing: what travels between actors is what is tested."""

import asyncio
import json
import os
from urllib.parse import parse_qs
from uuid import UUID, uuid4

from fynq.domain.chat import ChatChunk, ChatMessage, ChatRequest, ChatRole, StopReason, TextPart
from fynq.domain.doubt import Answer, AnswerReady, AnswerText, Doubt, Progress, Verification
from fynq.domain.errors import InvalidInput
from fynq.domain.knowledge import Passage
from fynq.domain.learner import LearnerContext

TENANT = UUID(int=7)


class Personalizer:
    async def context(self, tenant, student, skills):
        return LearnerContext(detail=f"{os.getpid()}", weak_prerequisites=tuple(skills))

    async def observe(self, tenant, student):
        return None


class Search:
    name = "standin"
    dimension = 4

    async def search(self, tenant, query, limit):
        if query == "bad":
            raise InvalidInput("No.", field="query")
        if query == "slow":
            await asyncio.sleep(3600)
        return [
            Passage(uuid4(), uuid4(), 1, "t", "h", 0, 3, f"{os.getpid()}", 1.0)
            for _ in range(limit)
        ]

    async def embed(self, texts):
        import numpy as np

        return np.ones((len(texts), 4), dtype=np.float32)


class Router:
    async def stream(self, request):
        count = int(request.metadata.get("chunks", "3"))
        for index in range(count):
            yield ChatChunk(text=f"{index} ")
        yield ChatChunk(stop=StopReason.END, model="standin")


class Reasoner:
    def __init__(self, model):
        self.model = model

    async def reason(self, tenant, doubt, learner, passages):
        yield Progress("solving")
        request = ChatRequest(
            (ChatMessage(ChatRole.USER, (TextPart(doubt.question),)),),
            metadata={"chunks": doubt.question},
        )
        text = ""
        async for chunk in self.model.stream(request):
            if chunk.text:
                text += chunk.text
                yield AnswerText(chunk.text)
        yield AnswerReady(Answer(text, "", Verification.LIKELY, "standin"))


class Indexer:
    async def rebuild(self, tenant, collection):
        from fynq.retrieval.ports import Generation

        return Generation(collection, 1, "x", {})


class Worker:
    async def run(self):
        await asyncio.Event().wait()


def app_of(rooms):
    async def answer(send, status, body, kind=b"application/json"):
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]}
        )
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": message["type"] + ".complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        path, query = scope["path"], parse_qs(scope["query_string"].decode())
        count = query.get("n", ["3"])[0]
        if path == "/v1/health/ready":
            await answer(send, 200, {"status": "ready"})
        elif path == "/headers":
            pairs = {key.decode(): value.decode() for key, value in scope["headers"]}
            await answer(send, 200, pairs)
        elif path == "/context":
            found = await rooms.personalizer.context(TENANT, UUID(int=int(count)), ())
            await answer(send, 200, {"pid": found.detail})
        elif path == "/search":
            found = await rooms.retriever.search(TENANT, query.get("q", ["x"])[0], int(count))
            await answer(send, 200, {"pids": [each.text for each in found]})
        elif path == "/embed":
            vectors = await rooms.retriever.embed(["x"] * int(count))
            await answer(send, 200, {"shape": list(vectors.shape)})
        elif path == "/reason":
            from datetime import UTC, datetime

            await send(
                {
                    "type": "http.response.start",
                    "status": 200,
                    "headers": [(b"content-type", b"text/event-stream")],
                }
            )
            doubt = Doubt(uuid4(), uuid4(), count, uuid4(), datetime.now(UTC))
            async for event in rooms.reasoner.reason(TENANT, doubt, LearnerContext(), ()):
                body = f"data: {type(event).__name__}\n\n".encode()
                await send({"type": "http.response.body", "body": body, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        elif path == "/sleep":
            await asyncio.sleep(float(count))
            await answer(send, 200, {})
        else:
            await answer(send, 404, {"code": "not_found"}, b"application/problem+json")

    return app


def replace(wiring):
    async def personalizer(settings):
        return wiring.Built(Personalizer())

    async def retriever(settings):
        if os.environ.get("STANDIN_TORCH"):
            import torch  # noqa: F401
        return wiring.Built(Search())

    async def router(settings):
        return wiring.Built(Router())

    async def reasoner(settings, model):
        return wiring.Built(Reasoner(model))

    async def indexer(settings, embedder):
        return wiring.Built(Indexer())

    async def worker(settings, rooms):
        return wiring.Built(Worker())

    async def gateway(settings, rooms):
        return wiring.Built(app_of(rooms))

    for build in (personalizer, retriever, router, reasoner, indexer, worker, gateway):
        setattr(wiring, f"build_{build.__name__}", build)
