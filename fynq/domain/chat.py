"""The shape that every language model has: vendors, the built-in model, the router, fakes, Remotes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage


class ChatRole(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class TextPart:
    text: str


@dataclass(frozen=True, slots=True)
class SourcePart:
    """A passage that the model may quote. A provider without native sources renders it as text.

    wider: the same passage with what stands around it, for models that read; the built-in model
    quotes the passage itself.
    """

    passage: Passage
    wider: Passage | None = None

    @property
    def read(self) -> Passage:
        """What a language model is shown."""
        return self.wider or self.passage


@dataclass(frozen=True, slots=True)
class ImagePart:
    """Either data, of media_type (such as 'image/png'), or a url that the provider fetches."""

    media_type: str = ""
    data: bytes = b""
    url: str = ""
    detail: str = "auto"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The assistant asks for a function. arguments: JSON text, as the model wrote it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a function gave, in a message of the role TOOL."""

    call_id: str
    text: str


ContentPart = TextPart | SourcePart | ImagePart | ToolCall | ToolResult


@dataclass(frozen=True, slots=True)
class ChatMessage:
    role: ChatRole
    parts: tuple[ContentPart, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may call. parameters: JSON Schema of its arguments."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    strict: bool = False


class ToolMode(StrEnum):
    AUTO = "auto"
    NONE = "none"
    REQUIRED = "required"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """name: the one tool to call, with NAMED."""

    mode: ToolMode = ToolMode.AUTO
    name: str = ""


class Delivery(StrEnum):
    """What happens when a model fails after its first content.

    LIVE: a typed error. RESTART: a chunk with `restart` tells the caller to discard what it has,
    and the answer begins again elsewhere. BUFFERED: nothing is passed on before it is complete.
    """

    LIVE = "live"
    RESTART = "restart"
    BUFFERED = "buffered"


@dataclass(frozen=True, slots=True)
class Payer:
    """Whose limits and ledger a request counts against. key: id of the API key, '' without one."""

    tenant: Tenant
    user: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """A verifier has rejected what `models` ('provider/model') answered.

    attempt: the last rejected answer; objections: what was wrong with it, in plain sentences.
    """

    models: tuple[str, ...]
    attempt: str
    objections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """model: '' or a policy's name lets the router choose; 'provider/model' pins one.

    max_tokens: 0 for the model's own limit. temperature, top_p, seed: None for the model's own.
    seconds: what is left of the caller's time budget. json_schema: when set, the text must be one
    JSON value of that schema; json_object: any JSON object. skills: what the question is about,
    for the choice by rating. sticky: requests with the same value meet the same canary.
    unlike: models ('provider/model') whose makers must not answer this.
    """

    messages: tuple[ChatMessage, ...]
    model: str = ""
    max_tokens: int = 2048
    temperature: float | None = 0.0
    json_schema: Mapping[str, Any] | None = None
    seconds: float = 60.0
    metadata: Mapping[str, str] = field(default_factory=dict)
    top_p: float | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    schema_name: str = "answer"
    json_object: bool = False
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice = ToolChoice()
    parallel_tools: bool | None = None
    delivery: Delivery = Delivery.LIVE
    payer: Payer | None = None
    skills: tuple[str, ...] = ()
    sticky: str = ""
    escalation: Escalation | None = None
    unlike: tuple[str, ...] = ()


class StopReason(StrEnum):
    END = "end"
    LENGTH = "length"
    REFUSAL = "refusal"
    TOOL_CALLS = "tool_calls"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them; cost in micro-dollars.

    cached_tokens are part of input_tokens, reasoning_tokens part of output_tokens. estimated: the
    provider did not say, so this is our own count.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0
    cost_micros: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A piece of a tool call. id and name come with the first piece of `index`."""

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class Routed:
    """How the router came to an answer. attempts: requests sent upstream for it, hedges included.

    added_ms: what the router itself added to the time of the attempt that answered.
    """

    provider: str
    model: str
    attempts: int = 1
    added_ms: float = 0.0
    hedged: bool = False
    restarted: bool = False


@dataclass(frozen=True, slots=True)
class ChatChunk:
    """A piece of a streamed answer. The last one carries stop, usage and the model that answered.

    reasoning: thinking that is not part of the answer. restart: discard everything before this
    chunk. routed: on the router's last chunk.
    """

    text: str = ""
    stop: StopReason | None = None
    usage: Usage | None = None
    model: str = ""
    tool_calls: tuple[ToolCallDelta, ...] = ()
    reasoning: str = ""
    restart: bool = False
    routed: Routed | None = None

    @property
    def has_content(self) -> bool:
        return bool(self.text or self.tool_calls)


@dataclass(frozen=True, slots=True)
class ChatReply:
    """A whole answer."""

    text: str
    stop: StopReason
    usage: Usage
    model: str
    tool_calls: tuple[ToolCall, ...] = ()
    routed: Routed | None = None


class ChatModel(Protocol):
    """stream yields chunks; the last has `stop`. Both raise ModelError; stream never ends without
    `stop`, and complete never returns a part of an answer as if it were whole."""

    def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]: ...

    async def complete(self, request: ChatRequest) -> ChatReply: ...


@dataclass(frozen=True, slots=True)
class EmbeddingRequest:
    """dimensions: 0 for the model's own."""

    texts: tuple[str, ...]
    model: str = ""
    dimensions: int = 0
    seconds: float = 30.0
    payer: Payer | None = None


@dataclass(frozen=True, slots=True)
class EmbeddingReply:
    """vectors: one for each text, in order."""

    vectors: tuple[tuple[float, ...], ...]
    usage: Usage
    model: str
    routed: Routed | None = None


class EmbeddingModel(Protocol):
    """Raises ModelError."""

    async def embed(self, request: EmbeddingRequest) -> EmbeddingReply: ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A name that a request may give as its model. context: tokens, 0 when unknown. state: how the
    router sees it now, as in 'healthy'; '' for a policy."""

    name: str
    embeds: bool = False
    context: int = 0
    state: str = ""
