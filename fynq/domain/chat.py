"""The shape that every language model has: vendors, the built-in model, the router, fakes, Remotes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from fynq.domain.knowledge import Passage


class ChatRole(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class TextPart:
    text: str


@dataclass(frozen=True, slots=True)
class SourcePart:
    """A passage that the model may quote. A provider without native sources renders it as text."""

    passage: Passage


ContentPart = TextPart | SourcePart


@dataclass(frozen=True, slots=True)
class ChatMessage:
    role: ChatRole
    parts: tuple[ContentPart, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """model: '' lets the router choose; 'provider/model' pins one.

    seconds: what is left of the caller's time budget. json_schema: when set, the text must be one
    JSON value of that schema.
    """

    messages: tuple[ChatMessage, ...]
    model: str = ""
    max_tokens: int = 2048
    temperature: float = 0.0
    json_schema: Mapping[str, Any] | None = None
    seconds: float = 60.0
    metadata: Mapping[str, str] = field(default_factory=dict)


class StopReason(StrEnum):
    END = "end"
    LENGTH = "length"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them; cost in micro-dollars."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0
    cost_micros: int = 0


@dataclass(frozen=True, slots=True)
class ChatChunk:
    """A piece of a streamed answer. The last one carries stop, usage and the model that answered."""

    text: str = ""
    stop: StopReason | None = None
    usage: Usage | None = None
    model: str = ""


class ChatModel(Protocol):
    """Yields chunks; the last has `stop`. Raises ModelError; never ends without `stop`."""

    def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]: ...
