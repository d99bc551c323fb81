"""What the fault server is asked, and what it answers, whatever the wire format."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.wire.faults import Chosen, Fault

WORDS = ("The ", "answer ", "is ", "4.")
UNICODE = ("Größe: ", "4 µm ", "≈ π ", "🎓 出来た")
REASONING_TOKENS = 1
NOTHING: Mapping[str, Any] = {"type": "object", "properties": {}}
"""The parameters of a tool that has none."""


@dataclass(frozen=True, slots=True)
class AskedTool:
    name: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """tool: the name that must be called; tool_mode: 'auto', 'none', 'required' or 'named'.
    answered: the last message is a tool's result. letters: of all messages, for the count."""

    model: str
    stream: bool = False
    letters: int = 0
    images: tuple[str, ...] = ()
    tools: tuple[AskedTool, ...] = ()
    tool_mode: str = "auto"
    tool: str = ""
    parallel: bool = True
    answered: bool = False
    schema: Mapping[str, Any] | None = None
    json_object: bool = False
    usage: bool = True
    texts: tuple[str, ...] = ()
    dimensions: int = 0
    base64: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """cached are part of input, reasoning part of output."""

    input: int = 0
    output: int = 0
    cached: int = 0
    reasoning: int = 0


@dataclass(frozen=True, slots=True)
class AnswerCall:
    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Answer:
    """refusal: words of a refusal. finish: 'stop', 'length', 'tool_calls', 'refused'. tokens:
    counted even where the wire does not tell them; told: whether it does."""

    pieces: tuple[str, ...]
    calls: tuple[AnswerCall, ...] = ()
    finish: str = "stop"
    refusal: str = ""
    tokens: Tokens = Tokens()
    told: bool = True

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Script:
    """Events of a stream: before the first content, the content one by one, and the end."""

    start: Sequence[bytes]
    content: Sequence[bytes]
    end: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An HTTP error."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    media: str = "application/json"


def answer(asked: Asked, chosen: Chosen, said: str | None) -> Answer:
    """said: the words that a test wants to hear."""
    fault = chosen.fault
    pieces, calls, finish, refusal = _content(asked, chosen, said)
    if fault is Fault.EMPTY:
        pieces, calls, finish = (), (), "stop"
    elif fault is Fault.TRUNCATED:
        pieces, calls, finish = (pieces or WORDS)[:2], (), "length"
    elif fault is Fault.REFUSED_ANSWER:
        pieces, calls, finish = (), (), "refused"
    elif fault is Fault.REFUSED_WORDS:
        pieces, calls, finish, refusal = (), (), "refused", "I cannot help with that."
    elif fault is Fault.REFUSED_LATE:
        pieces, calls, finish = (pieces or WORDS)[:2], (), "refused"
    read = max(4, asked.letters // 4) + 85 * len(asked.images)
    written = len(pieces) + 4 * len(calls) + REASONING_TOKENS
    tokens = Tokens(read, written, min(3, read), REASONING_TOKENS)
    told = asked.usage and fault is not Fault.NO_USAGE
    return Answer(pieces, calls, finish, refusal, tokens, told)


def _content(
    asked: Asked, chosen: Chosen, said: str | None
) -> tuple[tuple[str, ...], tuple[AnswerCall, ...], str, str]:
    if asked.tools and asked.tool_mode != "none" and not asked.answered and said is None:
        return (), _calls(asked), "tool_calls", ""
    if said is not None:
        text = said
    elif asked.schema is not None:
        text = json.dumps(sample(asked.schema, asked.schema))
    elif asked.json_object:
        text = '{"answer": 4}'
    elif chosen.fault is Fault.UNICODE:
        return UNICODE, (), "stop", ""
    elif chosen.fault is Fault.OK and chosen.argument:
        return ("word ",) * int(chosen.argument), (), "stop", ""
    elif asked.images:
        text = f"I see {len(asked.images)} images: {', '.join(asked.images)}."
    else:
        return WORDS, (), "stop", ""
    size = max(1, -(-len(text) // 4))
    return tuple(text[at : at + size] for at in range(0, len(text), size)), (), "stop", ""


def _calls(asked: Asked) -> tuple[AnswerCall, ...]:
    """Every tool once when calls may be parallel, else the first; a named one alone."""
    wanted = [t for t in asked.tools if t.name == asked.tool] or list(asked.tools)
    if not asked.parallel or asked.tool_mode == "named":
        wanted = wanted[:1]
    return tuple(
        AnswerCall(
            f"call_{number}", tool.name, json.dumps(sample(tool.parameters, tool.parameters))
        )
        for number, tool in enumerate(wanted)
    )


def sample(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    """A value that a JSON Schema accepts."""
    reference = str(schema.get("$ref", ""))
    if reference.startswith("#/"):
        found: Any = root
        for name in reference[2:].split("/"):
            found = found[name]
        return sample(found, root)
    for name in ("anyOf", "oneOf", "allOf"):
        if schema.get(name):
            return sample(schema[name][0], root)
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = str(kind[0] if isinstance(kind, list) else kind).lower()
    if kind == "object":
        return {name: sample(part, root) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [sample(schema.get("items", {}), root)] * max(1, int(schema.get("minItems", 1)))
    return {"integer": 4, "number": 4.0, "boolean": True, "null": None}.get(kind, "4")


def vector(text: str, dimensions: int) -> list[float]:
    """Deterministic, of length 1, different for different texts."""
    size = dimensions or 8
    total = sum(text.encode())
    raw = [float((total * (n + 3) + len(text)) % 17 + 1) for n in range(size)]
    length = sum(x * x for x in raw) ** 0.5
    return [x / length for x in raw]


def event(data: object, name: str = "") -> bytes:
    """One server-sent event; text is not escaped to ASCII, as the vendors do not."""
    head = f"event: {name}\n" if name else ""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{head}data: {body}\n\n".encode()


def plain(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
