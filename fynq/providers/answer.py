"""What an answer comes to, whichever vendor gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fynq.domain.chat import (
    ChatChunk,
    ChatReply,
    ChatRequest,
    EmbeddingReply,
    EmbeddingRequest,
    ImagePart,
    SourcePart,
    StopReason,
    TextPart,
    ToolCall,
    ToolResult,
    Usage,
)
from fynq.domain.collected import Gathering
from fynq.domain.errors import (
    ModelError,
    ModelFailure,
    ModelRefused,
    ModelStreamCut,
    ModelUnavailable,
)
from fynq.providers.exchange import GARBLED, Diagnosis

LETTERS_A_TOKEN = 4
"""A rule of thumb of all four vendors for English text, for answers that came without a count."""
IMAGE_TOKENS = 1000
"""About what a picture of a page costs; only for answers that came without a count."""


@dataclass
class Answer:
    """One answer while it comes in. model: as the provider calls it."""

    provider: str
    model: str
    request: ChatRequest
    letters: int = 0
    content: bool = False

    def take(self, chunk: ChatChunk) -> ChatChunk:
        written = chunk.text + chunk.reasoning
        self.letters += len(written) + sum(len(c.name + c.arguments) for c in chunk.tool_calls)
        self.content = self.content or chunk.has_content
        return chunk

    def end(self, stop: StopReason | None, usage: Usage | None) -> ChatChunk:
        """The last chunk. Raises ModelStreamCut without a stop reason, ModelRefused for a refusal
        without words, ModelUnavailable for nothing at all."""
        if stop is None:
            raise self.error(Diagnosis(ModelStreamCut, "The answer ended without a stop reason."))
        if stop is StopReason.REFUSAL and not self.content:
            raise self.error(Diagnosis(ModelRefused, "The model's provider refused the content."))
        if stop is not StopReason.LENGTH and not self.content:
            raise self.error(
                Diagnosis(ModelUnavailable, "The model's answer was empty.", ModelFailure.EMPTY)
            )
        counted = usage or Usage(
            read_tokens(self.request), -(-self.letters // LETTERS_A_TOKEN), estimated=True
        )
        return ChatChunk(stop=stop, usage=counted, model=f"{self.provider}/{self.model}")

    def whole(
        self, chunks: Sequence[ChatChunk], stop: StopReason | None, usage: Usage | None
    ) -> ChatReply:
        """Raises as `end` does."""
        gathering = Gathering()
        for chunk in chunks:
            gathering.add(self.take(chunk))
        gathering.add(self.end(stop, usage))
        return gathering.reply

    def error(self, found: Diagnosis) -> ModelError:
        return named(found, self.provider, self.model)


def read_tokens(request: ChatRequest) -> int:
    """About how many tokens the request itself has."""
    letters = sum(
        len(tool.name) + len(tool.description) + len(str(tool.parameters)) for tool in request.tools
    )
    images = 0
    for message in request.messages:
        for part in message.parts:
            match part:
                case TextPart() | ToolResult():
                    letters += len(part.text)
                case SourcePart():
                    letters += len(part.read.text)
                case ToolCall():
                    letters += len(part.arguments)
                case ImagePart():
                    images += 1
    return -(-letters // LETTERS_A_TOKEN) + images * IMAGE_TOKENS


@dataclass(frozen=True, slots=True)
class Embedded:
    """The end of a request for vectors."""

    provider: str
    model: str

    def reply(
        self,
        request: EmbeddingRequest,
        vectors: Sequence[tuple[float, ...]],
        tokens: int | None,
    ) -> EmbeddingReply:
        """tokens: as the provider counted, if it did. Raises ModelError unless there is a vector
        for each text."""
        if len(vectors) != len(request.texts) or not all(vectors):
            raise self.error(GARBLED)
        guess = -(-sum(len(text) for text in request.texts) // LETTERS_A_TOKEN)
        usage = Usage(guess if tokens is None else tokens, estimated=tokens is None)
        return EmbeddingReply(tuple(vectors), usage, f"{self.provider}/{self.model}")

    def error(self, found: Diagnosis) -> ModelError:
        return named(found, self.provider, self.model)


def named(found: Diagnosis, provider: str, model: str) -> ModelError:
    return found.kind(
        found.detail,
        provider=provider,
        model=model,
        field=found.field,
        retry_after=found.retry_after,
        failure=found.failure,
    )
