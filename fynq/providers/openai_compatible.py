"""Any service that speaks OpenAI's chat completions, through the official SDK."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import openai
from openai import AsyncOpenAI

from fynq.domain.chat import (
    ChatChunk,
    ChatMessage,
    ChatModel,
    ChatReply,
    ChatRequest,
    EmbeddingModel,
    SourcePart,
    StopReason,
    Usage,
)
from fynq.domain.collected import collected
from fynq.domain.errors import (
    ModelAuthentication,
    ModelContextTooLong,
    ModelError,
    ModelOverloaded,
    ModelQuotaGone,
    ModelRateLimited,
    ModelRefused,
    ModelRequestInvalid,
    ModelStreamCut,
    ModelTimeout,
    ModelUnavailable,
)
from fynq.providers.retry_after import retry_after
from fynq.routing.options import ModelRow, ProviderRow


@dataclass(frozen=True)
class Service:
    """A Vendor."""

    client: AsyncOpenAI
    row: ProviderRow

    def chat(self, model: ModelRow) -> ChatModel:
        return OpenAICompatible(self.client, self.row.name, model.upstream or model.name)

    def embedder(self, model: ModelRow) -> EmbeddingModel:
        raise NotImplementedError

    async def close(self) -> None:
        await self.client.close()


def connect(row: ProviderRow, key: str) -> Service:
    return Service(AsyncOpenAI(base_url=row.base_url, api_key=key, max_retries=0), row)


STOPS = {"stop": StopReason.END, "length": StopReason.LENGTH, "content_filter": StopReason.REFUSAL}


@dataclass(frozen=True)
class OpenAICompatible:
    """A ChatModel over one model of one service.

    The client is injected; it must not retry by itself (max_retries=0): retries are the router's.
    """

    client: AsyncOpenAI
    provider: str
    model: str

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        name = f"{self.provider}/{self.model}"
        stop: StopReason | None = None
        usage = Usage()
        try:
            async with await self._open(request) as events:
                async for event in events:
                    usage = self._usage(event.usage) if event.usage else usage
                    for choice in event.choices[:1]:
                        if choice.delta and choice.delta.content:
                            yield ChatChunk(text=choice.delta.content)
                        if choice.finish_reason:
                            stop = STOPS.get(choice.finish_reason, StopReason.END)
        except openai.OpenAIError as error:
            raise self._translated(error) from error
        except ValueError as error:
            raise self._error(ModelStreamCut, "An event of the stream was not JSON.") from error
        if stop is None:
            raise self._error(ModelStreamCut, "The stream ended without a finish reason.")
        yield ChatChunk(stop=stop, usage=usage, model=name)

    async def complete(self, request: ChatRequest) -> ChatReply:
        return await collected(self.stream(request))

    async def _open(self, request: ChatRequest) -> Any:
        options: dict[str, Any] = {}
        if request.json_schema is not None:
            options["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": dict(request.json_schema)},
            }
        create: Any = self.client.chat.completions.create
        return await create(
            model=self.model,
            messages=[_message(m) for m in request.messages],
            stream=True,
            stream_options={"include_usage": True},
            max_completion_tokens=request.max_tokens or openai.omit,
            temperature=request.temperature,
            timeout=request.seconds,
            **options,
        )

    def _usage(self, counted: Any) -> Usage:
        details = getattr(counted, "prompt_tokens_details", None)
        spent = getattr(counted, "completion_tokens_details", None)
        return Usage(
            input_tokens=counted.prompt_tokens,
            output_tokens=counted.completion_tokens,
            cached_tokens=getattr(details, "cached_tokens", 0) or 0,
            reasoning_tokens=getattr(spent, "reasoning_tokens", 0) or 0,
        )

    def _translated(self, error: openai.OpenAIError) -> ModelError:
        if isinstance(error, openai.APITimeoutError):
            return self._error(ModelTimeout, "The model did not answer in time.")
        if isinstance(error, openai.APIConnectionError):
            return self._error(ModelUnavailable, "The model cannot be reached.")
        if isinstance(error, openai.APIStatusError):
            return self._status_error(error)
        if isinstance(error, openai.APIError):
            return self._error(ModelUnavailable, "The model reported an error within the stream.")
        return self._error(ModelUnavailable, "The model's client failed.")

    def _status_error(self, error: openai.APIStatusError) -> ModelError:
        wait = retry_after(error.response.headers)
        code = error.code or ""
        if code == "context_length_exceeded":
            return self._error(ModelContextTooLong, "The question is too long for the model.")
        if code == "content_filter":
            return self._error(ModelRefused, "The model's provider refused the content.")
        if error.status_code in (401, 403):
            return self._error(ModelAuthentication, "The model's key was refused.")
        if error.status_code == 429:
            kind = ModelQuotaGone if code == "insufficient_quota" else ModelRateLimited
            return self._error(kind, "The model's provider limits us.", wait)
        if error.status_code in (503, 529):
            return self._error(ModelOverloaded, "The model is overloaded.", wait)
        if error.status_code in (408, 504):
            return self._error(ModelTimeout, "The model did not answer in time.", wait)
        if error.status_code >= 500:
            return self._error(ModelUnavailable, "The model failed.", wait)
        return self._error(ModelRequestInvalid, "The model did not accept the request.")

    def _error(
        self, kind: type[ModelError], detail: str, retry_after: float | None = None
    ) -> ModelError:
        return kind(detail, provider=self.provider, model=self.model, retry_after=retry_after)


def _message(message: ChatMessage) -> dict[str, str]:
    """Sources become numbered text before the message's own words."""
    sources = [part.passage for part in message.parts if isinstance(part, SourcePart)]
    shown = "".join(
        f'<source number="{n}" title="{p.title}">\n{p.text}\n</source>\n'
        for n, p in enumerate(sources, start=1)
    )
    return {"role": message.role.value, "content": shown + message.text}
