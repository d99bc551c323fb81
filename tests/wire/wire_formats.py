"""From a request's path to the vendor's format and what is asked of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import unquote

from tests.wire import anthropic_format, gemini_format, mistral_format, openai_format
from tests.wire.answers import Answer, Asked, Refusal, Script
from tests.wire.faults import Chosen, Fault
from tests.wire.http_wire import Request

FormatName = Literal["openai", "vllm", "anthropic", "gemini", "mistral"]


@dataclass(frozen=True)
class Format:
    """The functions of one vendor's wire."""

    name: FormatName
    key: Callable[[Mapping[str, str]], str]
    whole: Callable[[Asked, Answer], bytes]
    script: Callable[[Asked, Answer], Script]
    error: Callable[[Fault, Chosen], Refusal]
    error_event: Callable[[], bytes]


@dataclass(frozen=True)
class Call:
    """One call of a vendor's API. body: as it came, read."""

    format: Format
    asked: Asked
    body: Mapping[str, Any]
    whole: Callable[[Asked, Answer], bytes]


def _format(name: FormatName, module: Any, error: Any = None) -> Format:
    return Format(
        name, module.key, module.whole, module.script, error or module.error, module.error_event
    )


OPENAI = _format("openai", openai_format)
VLLM = _format("vllm", openai_format, openai_format.vllm_error)
MISTRAL = _format("mistral", mistral_format)
ANTHROPIC = _format("anthropic", anthropic_format)
GEMINI = _format("gemini", gemini_format)
BASES: Mapping[FormatName, str] = {
    "openai": "/openai/v1",
    "vllm": "/vllm/v1",
    "mistral": "/mistral",
    "anthropic": "/anthropic",
    "gemini": "/gemini",
}
"""Each SDK's base URL. Without a prefix the paths of OpenAI, Anthropic and Gemini work too."""


def located(request: Request) -> Call | None:
    """None for a path that no vendor has. Raises ValueError for a body that is not JSON."""
    first, _, rest = request.path[1:].partition("/")
    path = request.path if first in ("v1", "v1beta") else f"/{rest}"
    if "/models/" in path and ":" in path:
        return _gemini(request, path)
    body = json.loads(request.body or b"{}")
    if path == "/v1/messages":
        return Call(ANTHROPIC, anthropic_format.asked(body), body, ANTHROPIC.whole)
    form = {"mistral": MISTRAL, "vllm": VLLM}.get(first, OPENAI)
    module = mistral_format if form is MISTRAL else openai_format
    if path == "/v1/chat/completions":
        return Call(form, module.asked(body), body, form.whole)
    if path == "/v1/embeddings":
        return Call(form, module.embeddings(body), body, module.vectors)
    return None


def _gemini(request: Request, path: str) -> Call | None:
    model, _, verb = unquote(path.partition("/models/")[2]).rpartition(":")
    body = json.loads(request.body or b"{}")
    if verb in ("generateContent", "streamGenerateContent"):
        asked = gemini_format.asked(body, model, verb.startswith("stream"))
        return Call(GEMINI, asked, body, GEMINI.whole)
    if verb in ("embedContent", "batchEmbedContents"):
        batch = verb.startswith("batch")
        asked = replace(gemini_format.embeddings(body, model), stream=False)
        return Call(GEMINI, asked, body, lambda a, b: gemini_format.vectors(a, b, batch))
    return None


def listed(request: Request, names: list[str]) -> bytes | None:
    """The list of models, as the vendor shows it; None for another path."""
    if request.method != "GET" or not request.path.endswith("/models"):
        return None
    if "v1beta" in request.path or "x-goog-api-key" in request.headers:
        return gemini_format.models(names)
    if request.path.startswith("/anthropic") or "x-api-key" in request.headers:
        return anthropic_format.models(names)
    return openai_format.models(names)
