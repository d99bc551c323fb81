from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.domain.chat import (
    ChatMessage,
    ChatRequest,
    ChatRole,
    EmbeddingRequest,
    Escalation,
    ImagePart,
    Payer,
    TextPart,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from fynq.domain.errors import ConfigurationError
from fynq.domain.identifiers import Tenant, new_id
from fynq.routing.estimates import embedding_estimate_of, estimate_of
from fynq.routing.limits import (
    Charge,
    Full,
    Measure,
    Window,
    charge_of,
    checked,
    full,
    refusal,
    windows_of,
)
from fynq.routing.options import LimitRow, ModelRow, ProviderRow
from fynq.routing.ports import Attempt, Estimate, Outcome
from fynq.routing.route import Route

ADA = Payer(Tenant(new_id()), "ada", "k")
CHEAP = Route(ProviderRow("a"), ModelRow("s", input_price=0.5, output_price=1.0, max_output=100))
DEAR = Route(ProviderRow("b"), ModelRow("l", input_price=2.0, output_price=8.0))


def asked(*parts, **fields) -> ChatRequest:
    return ChatRequest((ChatMessage(ChatRole.USER, parts),), **fields)


def test_rows_of_one_window_become_the_tightest_and_empty_ones_go():
    assert checked(
        [
            LimitRow("user", requests=5, cost_micros=10),
            LimitRow("user", requests=9, tokens=7),
            LimitRow("user", seconds=60, requests=1),
            LimitRow("key"),
        ]
    ) == (
        LimitRow("user", requests=5, tokens=7, cost_micros=10),
        LimitRow("user", seconds=60, requests=1),
    )


@pytest.mark.parametrize(
    "row", [LimitRow("user", seconds=0), LimitRow("user", tokens=-1), LimitRow("key", 10**9)]
)
def test_a_row_without_sense_names_the_variable(row):
    with pytest.raises(ConfigurationError) as caught:
        checked([row])
    assert caught.value.variable == "FYNQ_ROUTING__LIMITS"


@given(st.floats(0, 4e9), st.integers(1, 10**7))
def test_windows_are_aligned_and_hold_their_time(now, seconds):
    (window,) = windows_of([LimitRow("tenant", seconds, requests=1)], ADA, now)
    assert window.start % seconds == 0
    assert window.start <= now < window.end


def test_scopes_without_a_subject_do_not_count():
    rows = [LimitRow(scope, requests=1) for scope in ("tenant", "user", "key")]
    assert [w.scope for w in windows_of(rows, ADA, 0.0)] == ["tenant", "user", "key"]
    assert [w.scope for w in windows_of(rows, Payer(ADA.tenant, ""), 0.0)] == ["tenant"]


def test_a_window_is_full_when_nothing_is_left():
    (window,) = windows_of([LimitRow("user", requests=3, cost_micros=100)], ADA, 0.0)
    assert full(window, Charge(1, 10**9, 60), Charge(1, 0, 39)) == []
    assert full(window, Charge(1, 0, 60), Charge(1, 0, 40)) == [Full(window, Measure.COST, False)]
    assert full(window, Charge(3, 0, 100), Charge()) == [
        Full(window, Measure.REQUESTS, True),
        Full(window, Measure.COST, True),
    ]


def test_a_refusal_tells_of_the_limit_that_stays_full_the_longest():
    minute = Window("key", "k", 60, 0, 3, 0, 0)
    day = Window("tenant", "", 86_400, 0, 0, 0, 2_500_000)
    running = Full(Window("user", "ada", 604_800, 0, 0, 5, 0), Measure.TOKENS, False)
    spent = Full(minute, Measure.REQUESTS, True)
    told = refusal([running, spent, Full(day, Measure.COST, True)], 10.0)
    assert told.detail == (
        "The school's limit of $2.5 per day is used up; it resets at 1970-01-02T00:00:00Z."
    )
    assert told.retry_after == 86_390.0
    assert refusal([running, spent], 59.9).retry_after == 1.0
    assert refusal([running], 0.0).retry_after == 1.0


def test_shadows_cost_the_payer_nothing_and_pure_failure_is_given_back():
    def one(outcome: Outcome, tokens: int = 0, cost: int = 0) -> Attempt:
        return Attempt(new_id(), "p", "m", outcome, Usage(tokens, 1 if tokens else 0, 0, 0, cost))

    failed, shadow = one(Outcome.FAILED), one(Outcome.SHADOW, 50, 9)
    assert charge_of([]) == charge_of([failed, shadow]) == Charge()
    assert charge_of([one(Outcome.FAILED, 5, 2)]) == Charge(1, 6, 2)
    assert charge_of([failed, one(Outcome.HEDGED, 5, 2), one(Outcome.ANSWERED, 7, 3), shadow]) == (
        Charge(1, 14, 5)
    )
    assert charge_of([one(Outcome.ABORTED)]) == Charge(1)


def test_an_estimate_takes_the_dearest_and_the_longest_of_the_routes():
    request = asked(TextPart("x" * 300), max_tokens=50)
    assert estimate_of(request, [CHEAP, DEAR]) == Estimate(158, 108 * 2 + 50 * 8)
    assert estimate_of(request, [CHEAP]) == Estimate(158, 54 + 50)


def test_the_length_of_an_answer_is_the_requests_or_the_models_or_a_default():
    request = asked(TextPart("x" * 3), max_tokens=0)
    assert estimate_of(request, [CHEAP]).tokens == 9 + 100
    assert estimate_of(request, [DEAR]).tokens == 9 + 4_096
    assert estimate_of(request, []) == Estimate(9 + 4_096, 0)
    assert estimate_of(asked(TextPart("x" * 3), max_tokens=500), [CHEAP]).tokens == 9 + 100


def test_everything_that_is_sent_counts():
    text = asked(TextPart("x" * 3))
    least = estimate_of(text, [DEAR]).tokens
    for more in (
        asked(TextPart("x" * 3), ImagePart("image/png", b"1")),
        asked(TextPart("x" * 3), ToolCall("1", "add", '{"a": 1}')),
        asked(TextPart("x" * 3), ToolResult("1", "forty-two")),
        asked(TextPart("x" * 3), tools=(Tool("add", "adds", {"type": "object"}),)),
        asked(TextPart("x" * 3), json_schema={"type": "object"}),
        asked(TextPart("x" * 3), escalation=Escalation(("a/s",), "wrong", ("it is not 4",))),
        asked(TextPart("三角形的")),
        asked(TextPart("\ud800" * 3)),
    ):
        assert estimate_of(more, [DEAR]).tokens > least
    assert estimate_of(asked(ImagePart("image/png", b"1")), [DEAR]).tokens >= 1_600


def test_embeddings_have_no_answer():
    request = EmbeddingRequest(("x" * 30, "y" * 3))
    assert embedding_estimate_of(request, [CHEAP]) == Estimate(11 + 16, 14)
