from datetime import date
from typing import get_args

import pytest

from fynq.providers.build import build_providers
from fynq.providers.facts import Fact, fact_of, facts, filled
from fynq.routing.options import Capability, ModelRow, ProviderKind, ProviderRow, RoutingOptions
from tests.routing.test_router import Scripted


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact.name)
def test_every_row_says_where_and_when_it_was_read_and_has_figures_of_the_right_kind(
    fact: Fact,
) -> None:
    assert fact.kind in get_args(ProviderKind)
    assert fact.sources
    assert all(source.startswith("https://") for source in fact.sources)
    assert date(2026, 1, 1) <= date.fromisoformat(fact.date)
    for tokens in (fact.context, fact.max_output):
        assert isinstance(tokens, int)
        assert tokens >= 0
    for price in (fact.input_price, fact.cached_price, fact.output_price):
        assert price is None or (isinstance(price, float) and 0 <= price < 1000)
    for capability in fact.capabilities or ():
        assert capability in get_args(Capability)


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact.name)
def test_a_price_list_is_whole_or_not_there(fact: Fact) -> None:
    if fact.embeds:
        assert fact.output_price is None
    else:
        assert (fact.input_price is None) == (fact.output_price is None)
    if fact.cached_price is not None:
        assert fact.input_price is not None
        assert fact.cached_price <= fact.input_price


def test_no_model_is_listed_twice_and_every_vendor_has_a_chat_model() -> None:
    names = [(fact.kind, fact.name) for fact in facts()]
    assert len(names) == len(set(names))
    chats = {fact.kind for fact in facts() if not fact.embeds}
    assert chats == {"openai", "anthropic", "gemini", "mistral"}


@pytest.mark.parametrize(
    ("kind", "upstream", "known"),
    [
        ("anthropic", "claude-sonnet-5-5", "claude-sonnet-5-5"),
        ("anthropic", "claude-haiku-4-5-20251001", "claude-haiku-4-5"),
        ("anthropic", "claude-sonnet-5", "claude-sonnet-5"),
        ("openai", "gpt-5.4-mini-2026-03-17", "gpt-5.4-mini"),
        ("openai", "gpt-5.5-2026-04-23", "gpt-5.5"),
        ("gemini", "models/gemini-3.8-flash", "gemini-3.8-flash"),
        ("mistral", "mistral-medium-latest", "mistral-medium"),
    ],
)
def test_a_dated_name_is_the_model_of_that_name(kind: str, upstream: str, known: str) -> None:
    found = fact_of(kind, upstream)
    assert found is not None
    assert found.name == known


@pytest.mark.parametrize(
    ("kind", "upstream"),
    [
        ("openai", "gpt-5.5-pro"),
        ("openai", "gpt-4o-audio-preview"),
        ("openai", "claude-sonnet-5"),
        ("openai-compatible", "gpt-5.5"),
        ("anthropic", "claude"),
        ("gemini", "gemini-3.5-flash-lite-image"),
        ("openai", ""),
    ],
)
def test_another_model_of_a_like_name_or_another_kind_is_not_known(
    kind: str, upstream: str
) -> None:
    assert fact_of(kind, upstream) is None


def test_blanks_are_filled_and_what_ops_wrote_stays() -> None:
    blank = filled("anthropic", ModelRow("smart", upstream="claude-opus-5"))
    assert (blank.name, blank.context, blank.max_output) == ("smart", 1_000_000, 128_000)
    assert (blank.input_price, blank.cached_price, blank.output_price) == (5.0, 0.5, 25.0)
    own = ModelRow(
        "smart",
        upstream="claude-opus-5",
        input_price=0.0,
        context=1000,
        max_output=10,
        capabilities=(),
        quality=1.5,
    )
    assert filled("anthropic", own) == own
    assert filled("anthropic", ModelRow("unheard-of")) == ModelRow("unheard-of")


def test_routes_carry_the_facts() -> None:
    row = ProviderRow("a", kind="anthropic", models=(ModelRow("claude-sonnet-5-5"),))
    options = RoutingOptions(providers=(row,))
    route = build_providers(options, Scripted([]), {}).routes[0]
    assert route.model.context == 1_000_000
    assert route.can("image")
