"""Rooms that answer at once and hold nothing: what travels between actors is what is tested."""

import asyncio
import os
import threading
from uuid import UUID, uuid4

from fynq.domain.chat import (
    ChatChunk,
    ChatMessage,
    ChatReply,
    ChatRequest,
    ChatRole,
    EmbeddingReply,
    Listed,
    StopReason,
    TextPart,
    Usage,
)
from fynq.domain.doubt import Answer, AnswerReady, AnswerText, Progress, Verification
from fynq.domain.errors import (
    CannotSolve,
    InvalidInput,
    ModelRequestInvalid,
    NotFound,
    RoomUnavailable,
)
from fynq.domain.knowledge import Found, Passage
from fynq.domain.learner import LearnerContext, LearnerProfile
from fynq.domain.practice import (
    Chosen,
    Fault,
    Graded,
    Lack,
    PlacementSoFar,
    PlacementStanding,
    Suggested,
    Variant,
    Verdict,
)
from fynq.personalization.lookups import Lookups
from fynq.personalization.personalizer import Recalled
from fynq.retrieval.parts import PARTS

TENANT = UUID(int=7)
STARTED, CANCELLED = threading.Event(), threading.Event()
"""Of the call of a slow model, which runs on the replica's own event loop."""


class Personalizer:
    def __init__(self):
        self.lookups = Lookups()

    async def gap(self, tenant, student, skills):
        return None

    async def recall(self, tenant, student, skills, stamp=None):
        context = await self.context(tenant, student, skills)
        return Recalled(context, LearnerProfile(), stamp or "stamp")

    async def context(self, tenant, student, skills):
        return LearnerContext(detail=f"{os.getpid()}", weak_prerequisites=tuple(skills))

    async def observe(self, tenant, student):
        return None

    async def suggest(self, tenant, student, wish):
        if wish.skill == "none":
            raise NotFound("No.", field="skill")
        chosen = Chosen("a", "learn", wish.seed, 0.75, {"worth": 1.0}, {"a": "A"})
        return Suggested("item", chosen, wish.purpose)

    async def standing(self, tenant, student):
        return PlacementStanding(True, PlacementSoFar(None, ("one",), 1))


class Search:
    name = "standin"
    dimension = 4

    async def look_up(self, tenant, search):
        if search.query == "bad":
            raise InvalidInput("No.", field="query")
        if search.query == "slow":
            await asyncio.sleep(3600)
        passage = Passage(uuid4(), uuid4(), 1, "t", "h", 0, 3, f"{os.getpid()}", 1.0)
        return Found([passage] * search.limit, b"\x00<")

    async def embed(self, texts):
        import numpy as np

        return np.ones((len(texts), 4), dtype=np.float32)

    async def embed_passages(self, texts):
        import numpy as np

        return np.ones((len(texts), 4 * (1 + PARTS)), dtype=np.float32)


class Router:
    async def stream(self, request):
        count = int(request.metadata.get("chunks", "3"))
        for index in range(count):
            yield ChatChunk(text=f"{index} ")
        yield ChatChunk(stop=StopReason.END, model="standin")

    async def complete(self, request):
        if request.model == "bad":
            raise ModelRequestInvalid("No.", field="model")
        if request.model == "slow":
            STARTED.set()
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                CANCELLED.set()
                raise
        return ChatReply("whole", StopReason.END, Usage(), "standin")

    async def embed(self, request):
        return EmbeddingReply(tuple((1.0,) for _ in request.texts), Usage(), "standin")

    async def catalog(self):
        return [Listed("standin/one", context=9)]


class Reasoner:
    def __init__(self, model):
        self.model = model

    async def reason(self, tenant, doubt, learner, passages, sufficiency=None):
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

    async def grade(self, tenant, who, item, answer):
        if answer == "busy":
            raise RoomUnavailable("busy", retry_after=7.0)
        return Graded(Verdict.PARTLY, 0.5, answer, Lack.UNIT)

    async def item_hint(self, tenant, who, item, wanted):
        raise CannotSolve("No.")

    async def gives_away(self, tenant, who, item, text):
        return text == item.answer

    async def worked(self, tenant, who, item):
        return item.solution

    async def variant(self, tenant, who, question):
        return Variant(question, "4", "number", ("a",))

    async def faults(self, tenant, who, items):
        return [Fault(row, "answer", "no") for row, item in enumerate(items) if not item.answer]


class Indexer:
    async def rebuild(self, tenant, collection):
        from fynq.retrieval.ports import Generation

        return Generation(collection, 1, "x", {})

    async def roll_back(self, tenant, collection, number=None):
        from fynq.retrieval.ports import Generation

        return Generation(collection, 3, f"restores {number}", {})


class Worker:
    async def run(self):
        await asyncio.Event().wait()


def replace(wiring, monkeypatch):
    async def personalizer(settings, shared=None):
        return wiring.Built(Personalizer())

    async def retriever(settings, shared=None):
        return wiring.Built(Search())

    async def router(settings):
        return wiring.Built(Router())

    async def reasoner(settings, model):
        return wiring.Built(Reasoner(model))

    async def indexer(settings, embedder, shared=None):
        return wiring.Built(Indexer())

    for build in (personalizer, retriever, router, reasoner, indexer):
        monkeypatch.setattr(wiring, f"build_{build.__name__}", build)
