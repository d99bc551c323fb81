from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from fynq.answering.books import UsageBy
from fynq.domain.chat import Payer, Usage
from fynq.domain.errors import ConfigurationError, QuotaExceeded
from fynq.domain.identifiers import Tenant, new_id
from fynq.routing.options import LimitRow
from fynq.routing.ports import Attempt, Estimate, Outcome

DAY = 86_400
NOON = 1_700_000_000 // DAY * DAY + DAY / 2


@dataclass
class Clock:
    now: float = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def purse_of(stores, clock):
    purses = replace(stores.purse, clock=clock)
    return lambda *limits: purses(limits)


def payer_of(tenant: Tenant | None = None, user: str = "ada", key: str = "") -> Payer:
    return Payer(tenant or Tenant(new_id()), user, key)


def attempt(
    cost: int = 0,
    tokens: int = 0,
    outcome: Outcome = Outcome.ANSWERED,
    provider: str = "openai",
    model: str = "gpt-4o-mini",
) -> Attempt:
    usage = Usage(input_tokens=tokens, cost_micros=cost)
    return Attempt(new_id(), provider, model, outcome, usage, 12.5)


async def usage_of(
    stores, tenant: Tenant, by: UsageBy = UsageBy.MODEL, attempts: int | None = None
):
    """With `attempts`, waits until so many are booked: the ledger is written behind."""
    now = datetime.now(UTC)
    async with asyncio.timeout(10):
        while True:
            until = datetime.now(UTC) + timedelta(seconds=1)
            report = await stores.usage.usage_of(tenant, now - timedelta(hours=1), until, by)
            if attempts is None or report.total.attempts >= attempts:
                return report
            await asyncio.sleep(0.01)


async def test_a_request_is_refused_when_nothing_is_left(purse_of, clock):
    purse, payer = purse_of(LimitRow("tenant", cost_micros=100)), payer_of()
    held = await purse.reserve(payer, Estimate(10, 60))
    await purse.settle(held, [attempt(cost=100)])
    with pytest.raises(QuotaExceeded) as caught:
        await purse.reserve(payer, Estimate(10, 1))
    assert "$0.0001 per day" in caught.value.detail
    assert "2023-11-15T00:00:00Z" in caught.value.detail
    assert caught.value.retry_after == DAY / 2
    clock.now += DAY / 2
    await purse.reserve(payer, Estimate(10, 60))


async def test_the_last_cent_is_overspent_by_one_reservation_at_most(purse_of):
    purse, payer = purse_of(LimitRow("user", cost_micros=10_000)), payer_of()
    outcomes = await asyncio.gather(
        *(purse.reserve(payer, Estimate(10, 15_000)) for _ in range(200)), return_exceptions=True
    )
    refused = [each for each in outcomes if isinstance(each, QuotaExceeded)]
    assert len(refused) == 199
    assert all(each.retry_after == 1.0 and "running" in each.detail for each in refused)


async def test_what_is_not_used_is_given_back(purse_of):
    purse, payer = purse_of(LimitRow("user", tokens=1_000)), payer_of()
    held = await purse.reserve(payer, Estimate(5_000, 0))
    with pytest.raises(QuotaExceeded):
        await purse.reserve(payer, Estimate(1, 0))
    await purse.settle(held, [attempt(tokens=400)])
    second = await purse.reserve(payer, Estimate(600, 0))
    await purse.settle(second, [attempt(tokens=600)])
    with pytest.raises(QuotaExceeded):
        await purse.reserve(payer, Estimate(1, 0))


async def test_a_request_that_only_failed_is_given_back_and_an_aborted_one_is_not(purse_of):
    purse, payer = purse_of(LimitRow("key", requests=1)), payer_of(key="k")
    failed = await purse.reserve(payer, Estimate(1, 1))
    await purse.settle(failed, [attempt(outcome=Outcome.FAILED)] * 2)
    nothing_sent = await purse.reserve(payer, Estimate(1, 1))
    await purse.settle(nothing_sent, [])
    aborted = await purse.reserve(payer, Estimate(1, 1))
    await purse.settle(aborted, [attempt(outcome=Outcome.ABORTED)])
    with pytest.raises(QuotaExceeded) as caught:
        await purse.reserve(payer, Estimate(1, 1))
    assert "API key" in caught.value.detail
    assert "1 requests per day" in caught.value.detail


async def test_failed_and_hedged_attempts_cost_and_shadows_do_not(purse_of):
    purse, payer = purse_of(LimitRow("user", cost_micros=100)), payer_of()
    held = await purse.reserve(payer, Estimate(1, 10))
    await purse.settle(held, [attempt(cost=1_000, outcome=Outcome.SHADOW), attempt(cost=50)])
    held = await purse.reserve(payer, Estimate(1, 10))
    await purse.settle(
        held, [attempt(cost=30, outcome=Outcome.HEDGED), attempt(cost=20, outcome=Outcome.FAILED)]
    )
    with pytest.raises(QuotaExceeded):
        await purse.reserve(payer, Estimate(1, 10))


async def test_settling_twice_changes_nothing(purse_of, stores):
    purse, payer = purse_of(LimitRow("user", cost_micros=100)), payer_of()
    held = await purse.reserve(payer, Estimate(1, 90))
    paid = [attempt(cost=60)]
    await asyncio.gather(*(purse.settle(held, paid) for _ in range(5)))
    await purse.settle(await purse.reserve(payer, Estimate(1, 1)), [attempt(cost=39)])
    assert (await usage_of(stores, payer.tenant, attempts=2)).total.usage.cost_micros == 99
    await purse.reserve(payer, Estimate(1, 1))
    with pytest.raises(QuotaExceeded):
        await purse.reserve(payer, Estimate(1, 1))


async def test_what_a_dead_process_held_is_given_back_after_the_lease(purse_of, clock):
    purse, payer = purse_of(LimitRow("user", requests=2, cost_micros=100)), payer_of()
    left = await purse.reserve(payer, Estimate(1, 500))
    with pytest.raises(QuotaExceeded):
        await purse.reserve(payer, Estimate(1, 1))
    clock.now += 361
    held = await purse.reserve(payer, Estimate(1, 1))
    await purse.settle(left, [attempt(cost=99)])  # it was not dead after all
    await purse.settle(left, [attempt(cost=99)])
    await purse.settle(held, [])
    held = await purse.reserve(payer, Estimate(1, 1))
    with pytest.raises(QuotaExceeded):
        await purse.reserve(payer, Estimate(1, 1))
    await purse.settle(held, [attempt(cost=1)])
    with pytest.raises(QuotaExceeded) as caught:
        await purse.reserve(payer, Estimate(1, 1))
    assert caught.value.retry_after > 1.0


async def test_each_scope_counts_by_itself(purse_of):
    purse = purse_of(
        LimitRow("tenant", requests=3), LimitRow("user", requests=2), LimitRow("key", requests=1)
    )
    tenant, none = Tenant(new_id()), Estimate(0, 0)
    await purse.reserve(payer_of(tenant, "ada", "k1"), none)
    with pytest.raises(QuotaExceeded, match="API key"):
        await purse.reserve(payer_of(tenant, "bob", "k1"), none)
    await purse.reserve(payer_of(tenant, "ada", "k2"), none)
    with pytest.raises(QuotaExceeded, match="user"):
        await purse.reserve(payer_of(tenant, "ada", "k3"), none)
    await purse.reserve(payer_of(tenant, "bob"), none)
    with pytest.raises(QuotaExceeded, match="school"):
        await purse.reserve(payer_of(tenant, "cid", "k4"), none)
    await purse.reserve(payer_of(None, "ada", "k1"), none)


async def test_a_refused_request_takes_nothing_from_the_other_windows(purse_of):
    purse = purse_of(LimitRow("tenant", requests=2), LimitRow("user", requests=1))
    tenant = Tenant(new_id())
    await purse.reserve(payer_of(tenant, "ada"), Estimate(0, 0))
    for _ in range(5):
        with pytest.raises(QuotaExceeded, match="user"):
            await purse.reserve(payer_of(tenant, "ada"), Estimate(0, 0))
    await purse.reserve(payer_of(tenant, "bob"), Estimate(0, 0))


async def test_a_new_policy_meets_the_counts_of_the_old(purse_of):
    payer = payer_of()
    old = purse_of(LimitRow("user", requests=100))
    held = await old.reserve(payer, Estimate(10, 10))
    new = purse_of(LimitRow("user", cost_micros=50), LimitRow("user", requests=2))
    await new.reserve(payer, Estimate(10, 10))
    with pytest.raises(QuotaExceeded, match="2 requests"):
        await new.reserve(payer, Estimate(10, 10))
    await old.settle(held, [attempt(cost=50)])
    with pytest.raises(QuotaExceeded, match="per day"):
        await new.reserve(payer, Estimate(10, 10))


async def test_no_limit_and_no_payer_are_no_obstacle(purse_of, stores):
    purse, payer = purse_of(), payer_of()
    held = await purse.reserve(payer, Estimate(10**9, 10**12))
    await purse.settle(held, [attempt(cost=7)])
    nobody = await purse.reserve(None, Estimate(1, 1))
    await purse.settle(nobody, [attempt(cost=3, tokens=2)])
    assert nobody.payer is None
    assert purse.shared.unbilled.cost_micros == 3
    assert (await usage_of(stores, payer.tenant, attempts=1)).total.usage.cost_micros == 7


async def test_limits_that_make_no_sense_are_refused(purse_of):
    for row in (
        LimitRow("user", seconds=0, requests=1),
        LimitRow("user", requests=-1),
        LimitRow("user", seconds=10**12, requests=1),
    ):
        with pytest.raises(ConfigurationError):
            purse_of(row)


async def test_the_ledger_sums_by_what_is_asked(purse_of, stores):
    purse, tenant = purse_of(), Tenant(new_id())
    usage = Usage(100, 20, 60, 5, 40, True)
    booked = Attempt(new_id(), "anthropic", "opus", Outcome.ANSWERED, usage, 3.0)
    ada = await purse.reserve(payer_of(tenant, "ada", "k"), Estimate(1, 1))
    await purse.settle(ada, [booked, attempt(cost=1, outcome=Outcome.FAILED)])
    bob = await purse.reserve(payer_of(tenant, "bob"), Estimate(1, 1))
    await purse.settle(bob, [attempt(cost=2, outcome=Outcome.HEDGED), attempt(cost=3)])
    report = await usage_of(stores, tenant, UsageBy.MODEL, attempts=4)
    assert (report.total.requests, report.total.attempts) == (2, 4)
    assert report.total.usage == Usage(100, 20, 60, 5, 46, True)
    assert [line.name for line in report.lines] == ["anthropic/opus", "openai/gpt-4o-mini"]
    assert report.lines[0].usage == usage
    assert (report.lines[1].requests, report.lines[1].attempts) == (2, 3)
    users = await usage_of(stores, tenant, UsageBy.USER)
    assert [(line.name, line.usage.cost_micros) for line in users.lines] == [
        ("ada", 41),
        ("bob", 5),
    ]
    keys = await usage_of(stores, tenant, UsageBy.KEY)
    assert [line.name for line in keys.lines] == ["k", ""]
    (day,) = (await usage_of(stores, tenant, UsageBy.DAY)).lines
    assert day.name == datetime.now(UTC).date().isoformat()
    nothing = await usage_of(stores, Tenant(new_id()))
    assert (nothing.total.attempts, nothing.lines) == (0, ())


async def test_names_that_a_database_refuses_are_booked_all_the_same(purse_of, stores):
    purse, payer = purse_of(LimitRow("user", requests=5)), payer_of(user="a\0\ud800" + "é" * 500)
    odd = attempt(cost=5, tokens=-4, model="m\0\udfff")
    await purse.settle(await purse.reserve(payer, Estimate(-1, 2**70)), [odd])
    report = await usage_of(stores, payer.tenant, UsageBy.USER, attempts=1)
    assert report.total.usage == Usage(cost_micros=5)
    assert report.lines[0].name.startswith("a??é")


async def test_a_rest_counts_down_and_is_never_shortened(stores):
    subject, other = f"openai#{new_id()}", f"openai/{new_id()}"
    await stores.rests.rest(subject, 40.0)
    await stores.rests.rest(subject, 10.0)
    await stores.rests.rest(other, 10.0)
    resting = await stores.rests.resting()
    assert 30.0 < resting[subject] <= 40.0
    assert 0.0 < resting[other] <= 10.0
    await stores.rests.rest(other, 1e300)
    assert (await stores.rests.resting())[other] <= 86_400.0


async def test_a_rest_ends_by_itself(stores):
    subject = f"openai#{new_id()}"
    for nothing in (0.0, -1.0, float("nan")):
        await stores.rests.rest(subject, nothing)
    assert subject not in await stores.rests.resting()
    await stores.rests.rest(subject, 0.05)
    async with asyncio.timeout(5):
        while subject in await stores.rests.resting():
            await asyncio.sleep(0.01)


async def test_absurd_counts_break_nothing(purse_of, stores):
    purse, payer = purse_of(LimitRow("user", cost_micros=10)), payer_of()
    held = await purse.reserve(payer, Estimate(2**80, 2**80))
    await purse.settle(held, [attempt(cost=2**80, tokens=2**80)])
    with pytest.raises(QuotaExceeded, match="used up"):
        await purse.reserve(payer, Estimate(1, 1))
    report = await usage_of(stores, payer.tenant, attempts=1)
    assert report.total.usage == Usage(2**53, cost_micros=2**53)
