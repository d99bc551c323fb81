from __future__ import annotations

import pytest

from fynq.domain.chat import ChatMessage, ChatRequest, ChatRole, TextPart
from fynq.domain.errors import ModelUnavailable
from fynq.routing.choice import Choice
from fynq.routing.families import family_of, of_other_families
from fynq.routing.options import HealthOptions, ModelRow, ProviderRow, RoutingOptions
from fynq.routing.route import Route
from fynq.routing.standing import Standing
from fynq.storage.memory.purse import MemoryRests


def route(provider: str, model: str, **facts: str) -> Route:
    return Route(ProviderRow(provider), ModelRow(model, **facts))


@pytest.mark.parametrize(
    ("made", "family"),
    [
        (route("openai", "gpt-5-mini"), "openai"),
        (route("azure", "o4-mini"), "openai"),
        (route("anthropic", "claude-sonnet-4-5"), "anthropic"),
        (route("gemini", "gemini-2.5-flash"), "google"),
        (route("mistral", "ministral-8b"), "mistral"),
        (route("vllm", "tutor", upstream="Qwen/Qwen3-8B"), "alibaba"),
        (route("vllm", "meta-llama/Llama-3.1-8B"), "meta"),
        (route("vllm", "strong"), ""),
        (route("vllm", "strong", family="acme"), "acme"),
        (route("builtin", "solver"), ""),
    ],
)
def test_the_maker_is_told_by_the_name(made: Route, family: str) -> None:
    assert family_of(made) == family


def test_one_maker_at_two_providers_is_one_maker() -> None:
    ours, theirs = route("openai", "gpt-5"), route("azure", "gpt-5-mini")
    other, unknown = route("anthropic", "claude-opus-4"), route("vllm", "strong")
    routes = [ours, theirs, other, unknown]
    assert of_other_families(routes, routes, ["openai/gpt-5"]) == [other]
    assert of_other_families([theirs], routes, ["openai/gpt-5"]) == []
    assert of_other_families(routes, routes, ["openai/gpt-5", other.name]) == []
    assert of_other_families(routes, routes, ["vllm/strong"]) == []
    assert of_other_families(routes, routes, ["gone/model"]) == []


async def test_a_request_says_whose_models_must_not_answer() -> None:
    routes = [route("openai", "gpt-5"), route("anthropic", "claude-opus-4")]
    choice = Choice(routes, RoutingOptions(), Standing(HealthOptions(), MemoryRests()))
    message = ChatMessage(ChatRole.USER, (TextPart("2+2"),))
    chosen = await choice.for_chat(ChatRequest((message,), unlike=("openai/gpt-5",)))
    assert [each.name for each in chosen.routes] == ["anthropic/claude-opus-4"]
    names = ("openai/gpt-5", "anthropic/claude-opus-4")
    with pytest.raises(ModelUnavailable):
        await choice.for_chat(ChatRequest((message,), unlike=names))
