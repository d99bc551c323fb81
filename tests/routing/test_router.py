import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from fynq.domain import errors
from fynq.domain.chat import ChatChunk, Delivery, StopReason, ToolCallDelta, Usage
from fynq.domain.errors import ModelFailure
from fynq.routing.free import FreePurse
from fynq.routing.options import Fallback, HedgeOptions, ModelRow, PolicyRow, Share
from fynq.routing.ports import Outcome
from tests.routing.scripted import END, GOOD, Script, Scripted, ask, question, route, router

HALF = ChatChunk(text="half")
CUT = ChatChunk(stop=StopReason.LENGTH, usage=Usage(10, 2))
FAILURES: dict[str, Script] = {
    "unavailable": [errors.ModelUnavailable("x")],
    "rate limit": [errors.ModelRateLimited("x", retry_after=3)],
    "rate limit without a time": [errors.ModelRateLimited("x")],
    "key": [errors.ModelAuthentication("x")],
    "context": [errors.ModelContextTooLong("x")],
    "request": [errors.ModelRequestInvalid("x")],
    "only start-up events": [ChatChunk()],
    "nothing": [],
    "silence": [10],
    "an empty answer": [ChatChunk(), END],
    "a bug": [RuntimeError("bug")],
}
LATE: dict[str, Script] = {
    "cut": [HALF],
    "error": [HALF, errors.ModelOverloaded("x")],
    "garbled": [HALF, errors.ModelUnavailable("x", failure=ModelFailure.GARBLED)],
    "silence": [HALF, 10],
    "a bug": [HALF, ValueError("bug")],
}
DELIVERIES = list(Delivery)


@pytest.mark.parametrize("delivery", DELIVERIES)
@pytest.mark.parametrize("failure", FAILURES)
async def test_a_failure_before_content_is_unseen(failure: str, delivery: Delivery) -> None:
    bad, good = Scripted(FAILURES[failure]), Scripted(GOOD)
    chunks = [c async for c in router(bad, good).stream(question(delivery=delivery))]
    assert [c.text for c in chunks if c.text] == ["yes"]
    assert not any(c.restart for c in chunks)
    assert [c.stop for c in chunks if c.stop] == [StopReason.END]
    assert (bad.closed, good.calls) == (bad.calls, 1)
    assert bad.calls <= 2


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_whole_answer_is_repaired_likewise(failure: str) -> None:
    bad, good = Scripted(FAILURES[failure]), Scripted(GOOD)
    reply = await router(bad, good).complete(question())
    assert (reply.text, reply.model) == ("yes", "p1/m")
    assert reply.routed is not None
    assert reply.routed.attempts == bad.calls + 1


@pytest.mark.parametrize("failure", LATE)
async def test_live_ends_with_a_typed_error(failure: str) -> None:
    bad, good = Scripted(LATE[failure]), Scripted(GOOD)
    told = []
    with pytest.raises(errors.ModelError):
        async for chunk in router(bad, good).stream(question()):
            told.append(chunk)
    assert [c.text for c in told] == ["half"]
    assert good.calls == 0


@pytest.mark.parametrize("failure", [*LATE, "truncated"])
async def test_restart_discards_and_begins_again(failure: str) -> None:
    bad, good = Scripted({**LATE, "truncated": [HALF, CUT]}[failure]), Scripted(GOOD)
    chunks = [c async for c in router(bad, good).stream(question(delivery=Delivery.RESTART))]
    texts = [c.text for c in chunks]
    at = [c.restart for c in chunks].index(True)
    assert "".join(texts[at:]) == "yes"
    assert sum(c.restart for c in chunks) == 1
    assert [c.stop for c in chunks if c.stop] == [StopReason.END]
    assert chunks[-1].routed is not None
    assert chunks[-1].routed.restarted


@pytest.mark.parametrize("failure", [*LATE, "truncated"])
async def test_buffered_tells_only_the_whole_answer(failure: str) -> None:
    bad, good = Scripted({**LATE, "truncated": [HALF, CUT]}[failure]), Scripted(GOOD)
    chunks = [c async for c in router(bad, good).stream(question(delivery=Delivery.BUFFERED))]
    assert [c.text for c in chunks if c.text] == ["yes"]
    assert chunks[-1].stop is StopReason.END


@pytest.mark.parametrize("delivery", [Delivery.RESTART, Delivery.BUFFERED])
async def test_when_nothing_is_left_the_failure_is_told(delivery: Delivery) -> None:
    first, second = Scripted([HALF]), Scripted([errors.ModelOverloaded("gone")])
    with pytest.raises(errors.ModelError):
        await ask(router(first, second), question(delivery=delivery))


@pytest.mark.parametrize("delivery", DELIVERIES)
async def test_a_truncated_answer_never_looks_finished(delivery: Delivery) -> None:
    only = Scripted([HALF, CUT])
    chunks = [c async for c in router(only).stream(question(delivery=delivery))]
    assert chunks[-1].stop is StopReason.LENGTH


async def test_the_callers_own_limit_is_no_failure() -> None:
    short, good = Scripted([HALF, CUT]), Scripted(GOOD)
    request = question(delivery=Delivery.BUFFERED, max_tokens=2)
    assert await ask(router(short, good), request) == "half"
    assert good.calls == 0


async def test_a_refusal_is_not_shopped_around_unless_the_policy_says_so() -> None:
    for script in ([errors.ModelRefused("no")], [ChatChunk(stop=StopReason.REFUSAL)]):
        bad, good = Scripted(script), Scripted(GOOD)
        with pytest.raises(errors.ModelRefused):
            await ask(router(bad, good))
        assert good.calls == 0
        policies = (PolicyRow("open", elsewhere=True),)
        assert await ask(router(bad, good, policies=policies), question("open")) == "yes"


async def test_a_route_rests_as_long_as_it_asked() -> None:
    clock = [0.0]
    bad = Scripted([errors.ModelRateLimited("x", retry_after=30)])
    good = Scripted(GOOD)
    chat = router(bad, good, now=lambda: clock[0])
    for _ in range(3):
        assert await ask(chat) == "yes"
    assert bad.calls == 1
    clock[0] = 31.0
    assert await ask(chat) == "yes"
    assert bad.calls == 2


async def test_the_only_route_is_waited_for_as_it_asked() -> None:
    only = Scripted([errors.ModelRateLimited("x", retry_after=0.4)], [GOOD])
    assert await ask(router(only)) == "yes"
    assert 0.4 <= only.times[1] - only.times[0] <= 0.48


async def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    only = Scripted([errors.ModelRateLimited("x", retry_after=60)])
    chat = router(only)
    for _ in range(2):
        with pytest.raises(errors.ModelRateLimited) as caught:
            await ask(chat)
        assert caught.value.retry_after == pytest.approx(60, abs=1)
    assert only.calls == 1


async def test_another_key_is_used_only_for_faults_of_a_key() -> None:
    for error in (errors.ModelAuthentication("x"), errors.ModelQuotaGone("x")):
        first, second = Scripted([error]), Scripted(GOOD)
        chat = router(route("p", first, second))
        for _ in range(6):
            assert await ask(chat) == "yes"
        assert first.calls == 1
    first, second = Scripted([errors.ModelOverloaded("x")]), Scripted(GOOD)
    chat = router(route("p", first, second), route("q", Scripted(GOOD)), max_attempts=2)
    for _ in range(6):
        assert await ask(chat) == "yes"


async def test_at_most_max_attempts_then_the_last_error() -> None:
    models = [Scripted([errors.ModelOverloaded(str(n))]) for n in range(5)]
    with pytest.raises(errors.ModelOverloaded) as caught:
        await ask(router(*models))
    assert caught.value.detail == "2"
    assert [m.calls for m in models] == [1, 1, 1, 0, 0]


async def test_a_pinned_model_is_replaced_only_by_its_fallbacks() -> None:
    bad, good = Scripted([errors.ModelUnavailable("x")]), Scripted(GOOD)
    with pytest.raises(errors.ModelUnavailable):
        await ask(router(bad, good), question("p0/m"))
    assert good.calls == 0
    chat = router(bad, good, fallbacks=(Fallback("p0/m", ("p1/m",)),))
    assert await ask(chat, question("p0/m")) == "yes"
    with pytest.raises(errors.ModelRequestInvalid) as caught:
        await ask(router(good), question("nobody/x"))
    assert caught.value.field == "model"


async def test_too_long_a_question_goes_to_a_larger_model_only() -> None:
    long = Scripted([errors.ModelContextTooLong("x")])
    small, large = Scripted(GOOD), Scripted(GOOD)
    chat = router(
        route("a", long, model=ModelRow("m", context=8_000)),
        route("b", small, model=ModelRow("m", context=4_000)),
        route("c", large, model=ModelRow("m", context=100_000)),
    )
    assert await ask(chat) == "yes"
    assert (small.calls, large.calls) == (0, 1)


async def test_the_budget_is_handed_down_not_stacked() -> None:
    slow = [Scripted([10]), Scripted([10]), Scripted([10])]
    with pytest.raises(errors.ModelTimeout):
        await ask(router(*slow), question(seconds=0.06))
    assert [m.calls for m in slow] == [1, 0, 0]


async def test_leaving_closes_the_upstream_and_tries_no_other() -> None:
    first, second = Scripted([ChatChunk(text="a"), 10]), Scripted(GOOD)
    purse = FreePurse()
    stream = router(first, second, purse=purse).stream(question())
    async for _ in stream:
        break
    await stream.aclose()
    assert (first.closed, second.calls) == (1, 0)
    ((attempt,),) = purse.booked.values()
    assert attempt.outcome is Outcome.ABORTED
    assert attempt.usage.estimated


async def test_leaving_before_content_sends_nothing_more() -> None:
    first, second = Scripted([0.05, errors.ModelUnavailable("x")]), Scripted(GOOD)
    for act in ("stream", "complete"):
        chat = router(first, second)
        asked = ask(chat) if act == "stream" else chat.complete(question())
        task = asyncio.create_task(asked)  # type: ignore[arg-type]
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0.1)
    assert (first.calls, second.calls) == (2, 0)


async def test_every_attempt_is_booked_once_with_its_price() -> None:
    purse = FreePurse()
    bad = Scripted([HALF, errors.ModelOverloaded("x")])
    priced = ModelRow("m", input_price=1.0, output_price=2.0)
    chat = router(
        route("a", bad, model=priced), route("b", Scripted(GOOD), model=priced), purse=purse
    )
    await ask(chat, question(delivery=Delivery.BUFFERED))
    (attempts,) = purse.booked.values()
    assert [a.outcome for a in attempts] == [Outcome.FAILED, Outcome.ANSWERED]
    assert attempts[1].usage.cost_micros == 20
    assert attempts[0].usage.estimated
    assert len({a.id for a in attempts}) == 2


async def test_tool_calls_are_content() -> None:
    call = ChatChunk(tool_calls=(ToolCallDelta(0, "c1", "add", "{}"),))
    end = replace(END, stop=StopReason.TOOL_CALLS)
    reply = await router(Scripted([call, end])).complete(question())
    assert reply.tool_calls[0].name == "add"


async def test_thinking_keeps_a_model_alive_and_is_no_content() -> None:
    thought = ChatChunk(reasoning="hm")
    model = Scripted([*[0.06, thought] * 4, *GOOD])
    chunks = [c async for c in router(route("p", model, total_seconds=5)).stream(question())]
    assert [c.text for c in chunks if c.text] == ["yes"]


def well(*models: Scripted, **options: object) -> object:
    return router(
        *(route(f"p{n}", m, first_token_seconds=5) for n, m in enumerate(models)), **options
    )


async def test_a_slow_request_is_hedged_and_the_loser_is_cancelled() -> None:
    slow = Scripted(GOOD, [*[GOOD] * 30, [5, *GOOD]])
    fast = Scripted(GOOD)
    purse = FreePurse()
    hedge = HedgeOptions(share=0.05, least_seconds=0.05)
    chat = well(slow, fast, hedge=hedge, purse=purse)
    for _ in range(31):
        assert await ask(chat) == "yes"  # type: ignore[arg-type]
    assert fast.calls == 0
    assert await ask(chat) == "yes"  # type: ignore[arg-type]
    assert (fast.calls, slow.closed) == (1, 32)
    last = list(purse.booked.values())[-1]
    assert sorted(a.outcome for a in last) == [Outcome.ANSWERED, Outcome.HEDGED]


async def test_hedges_stay_within_their_share() -> None:
    slow = Scripted(GOOD, [*[GOOD] * 19, [0.06, *GOOD]])
    fast = Scripted(GOOD)
    chat = well(slow, fast, hedge=HedgeOptions(share=0.05, least_seconds=0.01))
    for _ in range(60):
        await ask(chat)  # type: ignore[arg-type]
    assert 1 <= fast.calls <= 3


async def test_a_canary_is_sticky_and_gets_its_share() -> None:
    old, new = Scripted(GOOD), Scripted(GOOD)
    policies = (PolicyRow("trial", canary=(Share("p1/m", 0.3),)),)
    chat = router(old, new, policies=policies)
    for n in range(300):
        await ask(chat, question("trial", sticky=f"user {n}"))
    assert 60 <= new.calls <= 120
    before = new.calls
    for _ in range(20):
        await ask(chat, question("trial", sticky="user 1"))
    assert new.calls - before in (0, 20)


async def test_a_shadow_sees_a_copy_that_nobody_waits_for() -> None:
    served, shadow = Scripted(GOOD), Scripted([0.05, *GOOD])
    purse = FreePurse()
    policies = (PolicyRow("p", models=("p0",), shadow=(Share("p1/m", 1.0),)),)
    chat = router(served, shadow, policies=policies, purse=purse)
    assert await ask(chat, question("p")) == "yes"
    async with asyncio.timeout(5):
        while len(purse.booked) < 2:
            await asyncio.sleep(0.01)
    assert shadow.closed == 1
    outcomes = [a.outcome for attempts in purse.booked.values() for a in attempts]
    assert sorted(outcomes) == [Outcome.ANSWERED, Outcome.SHADOW]
    await chat.shadows.close()


async def test_policies_order_by_price_and_by_what_a_model_can() -> None:
    dear, cheap = Scripted(GOOD), Scripted(GOOD)
    chat = router(
        route("dear", dear, model=ModelRow("m", input_price=5, output_price=5)),
        route(
            "cheap",
            cheap,
            model=ModelRow("m", input_price=1, output_price=1, capabilities=("tools",)),
        ),
        policies=(PolicyRow("saving", by="price"),),
    )
    await ask(chat, question("saving"))
    assert (dear.calls, cheap.calls) == (0, 1)
    await ask(chat, question("saving", json_schema={"type": "object"}))
    assert (dear.calls, cheap.calls) == (1, 1)
    with pytest.raises(errors.ModelRequestInvalid):
        await ask(chat, question("cheap/m", json_schema={"type": "object"}))


async def test_an_open_breaker_is_passed_over_until_its_probe_succeeds() -> None:
    clock = [0.0]
    bad = Scripted([errors.ModelOverloaded("x")], [*[[errors.ModelOverloaded("x")]] * 4, GOOD])
    good = Scripted(GOOD)
    chat = router(bad, good, now=lambda: clock[0])
    for _ in range(20):
        assert await ask(chat) == "yes"
    assert bad.calls == 5
    clock[0] = 2.5
    assert await ask(chat) == "yes"
    assert bad.calls == 6
    assert chat.standing.state(chat.choice.routes[0]) == "healthy"


async def test_when_all_are_open_the_least_bad_is_asked() -> None:
    bad: Sequence[Script] = [[errors.ModelOverloaded("x")]] * 12
    one, two = Scripted(bad[0], [*bad, GOOD]), Scripted(bad[0], [*bad, GOOD])
    chat = router(one, two, max_attempts=2)
    answered = 0
    for _ in range(20):
        try:
            await ask(chat)
            answered += 1
        except errors.ModelOverloaded:
            pass
    assert answered > 0
