"""A ModelGateway that does what the model's name says."""

from __future__ import annotations

import asyncio
import json

from fynq.domain.chat import (
    ChatChunk,
    ChatReply,
    EmbeddingReply,
    Listed,
    Routed,
    StopReason,
    ToolCallDelta,
    Usage,
)
from fynq.domain.collected import collected
from fynq.domain.errors import (
    ModelAuthentication,
    ModelContextTooLong,
    ModelOverloaded,
    ModelQuotaGone,
    ModelRateLimited,
    ModelRefused,
    ModelRequestInvalid,
    ModelStreamCut,
    ModelTimeout,
    ModelUnavailable,
    QuotaExceeded,
)

WORDS = ["The ", "answer ", "is ", "4."]
USAGE = Usage(10, 4, 3, 1, 25)
ERRORS = {
    "rate-limited": lambda: ModelRateLimited("Slow down.", retry_after=7.0),
    "quota-gone": lambda: ModelQuotaGone("The account is empty."),
    "limit": lambda: QuotaExceeded("Too many requests.", retry_after=3.0),
    "budget": lambda: QuotaExceeded("The budget is spent.", field="cost", retry_after=60.0),
    "overloaded": lambda: ModelOverloaded("Overloaded.", retry_after=2.0),
    "bad-key": lambda: ModelAuthentication("The provider refused the key."),
    "invalid": lambda: ModelRequestInvalid("The provider refused a field.", field="temperature"),
    "too-long": lambda: ModelContextTooLong("Too long.", field="messages"),
    "refused": lambda: ModelRefused("Refused."),
    "timeout": lambda: ModelTimeout("Silent."),
    "unavailable": lambda: ModelUnavailable("Away."),
    "bug": lambda: RuntimeError("zq7secret"),
}


class ScriptedModels:
    def __init__(self):
        self.requests = []
        self.waiting = asyncio.Event()
        self.release = asyncio.Event()
        self.cancelled = 0

    async def stream(self, request):
        self.requests.append(request)
        provider, _, name = request.model.partition("/")
        if provider != "test":
            raise ModelRequestInvalid("There is no such model.", field="model")
        if name in ERRORS:
            raise ERRORS[name]()
        routed = Routed("test", f"{name}-1", 2, 1.25)
        yield ChatChunk(model=name, reasoning="hm")
        if name == "hang":
            await self._hang()
        if name == "refusing":
            yield ChatChunk("I will not.", routed=routed)
            yield ChatChunk(stop=StopReason.REFUSAL, usage=USAGE, model=name, routed=routed)
            return
        if request.tools and name != "plain":
            yield ChatChunk(tool_calls=(ToolCallDelta(0, "call_1", request.tools[0].name, ""),))
            yield ChatChunk(tool_calls=(ToolCallDelta(0, arguments='{"city":'),))
            yield ChatChunk(tool_calls=(ToolCallDelta(0, arguments='"Oslo"}'),))
            yield ChatChunk(
                tool_calls=(ToolCallDelta(1, "call_2", request.tools[0].name, '{"city":"Rome"}'),)
            )
            yield ChatChunk(stop=StopReason.TOOL_CALLS, usage=USAGE, model=name, routed=routed)
            return
        words = [json.dumps({"answer": 4})] if request.json_schema else WORDS
        for index, word in enumerate(words):
            if index == 2 and name == "cut":
                raise ModelStreamCut("The model's answer broke off.")
            if index == 2 and name == "late-bug":
                raise RuntimeError("zq7secret")
            if index == 2 and name == "stall":
                await self._hang()
            if index == 2 and name == "endless":
                return
            yield ChatChunk(word, routed=routed if name == "known" else None)
        stop = StopReason.LENGTH if name == "long" else StopReason.END
        yield ChatChunk(stop=stop, usage=USAGE, model=name, routed=routed)

    async def _hang(self):
        self.waiting.set()
        try:
            await self.release.wait()
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled += 1
            raise

    async def complete(self, request) -> ChatReply:
        return await collected(self.stream(request))

    async def embed(self, request):
        self.requests.append(request)
        if request.model != "test/vectors":
            raise ModelRequestInvalid("There is no such model.", field="model")
        vectors = tuple((0.5, -1.25, float(len(text))) for text in request.texts)
        return EmbeddingReply(vectors, Usage(input_tokens=5), "vectors", Routed("test", "vectors"))

    async def catalog(self):
        return [
            Listed("test/ok", context=8_192),
            Listed("test/vectors", embeds=True),
            Listed("cheap"),
        ]
