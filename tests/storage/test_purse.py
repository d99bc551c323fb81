"""What the contract cannot show of the purse: processes, lost servers, random interleavings."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.chat import Payer, Usage
from fynq.domain.errors import CacheUnavailable, QuotaExceeded, StorageUnavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.operations.data_folder import lock_data_folder
from fynq.operations.embedded_redis import EmbeddedRedis
from fynq.routing.limits import charge_of
from fynq.routing.options import LimitRow
from fynq.routing.ports import Attempt, Estimate, Outcome
from fynq.storage.cache import Cache
from fynq.storage.database import Database
from fynq.storage.ledger import PostgresLedger
from fynq.storage.purse import LATE_SECONDS, LEASE_SECONDS, RedisPurses
from fynq.storage.rests import RedisRests

DAY = 86_400
NOON = 1_700_000_000 // DAY * DAY + DAY / 2


def attempt(cost: int, tokens: int = 0, outcome: Outcome = Outcome.ANSWERED) -> Attempt:
    return Attempt(new_id(), "p", "m", outcome, Usage(input_tokens=tokens, cost_micros=cost))


def payer() -> Payer:
    return Payer(Tenant(new_id()), "ada", "k")


class AwayDatabase(Database):
    """As if the server were away while `away`."""

    away = False
    transactions = 0

    def transaction(self, tenant, *, read_only=False):
        if self.away:
            raise StorageUnavailable("away")
        self.transactions += 1
        return super().transaction(tenant, read_only=read_only)


PATIENCE = 30.0
"""Seconds: a busy machine is not an outage."""


@pytest.fixture
async def database(database_url):
    database = AwayDatabase(database_url)
    yield database
    await database.close()


@pytest.fixture
async def own_redis(tmp_path):
    folder = lock_data_folder(tmp_path / "data")
    server = EmbeddedRedis(folder)
    await server.start()
    yield server
    await server.stop()
    folder.release()


async def booked(database: Database, tenant: Tenant) -> list[tuple[object, int]]:
    rows = await database.rows(
        tenant, "select id, cost_micros from fynq.usage_ledger where tenant = $1", tenant
    )
    return [tuple(row) for row in rows]


async def counts(cache: Cache, tenant: Tenant) -> dict[str, dict[str, int]]:
    names = await cache.run(lambda redis: redis.keys(f"{tenant}:purse:*:*:*:*"))
    found = {}
    for name in names:
        fields = await cache.run(lambda redis, name=name: redis.hgetall(name))
        del fields[b"born"]
        found[name.decode()] = {key.decode(): int(value) for key, value in fields.items()}
    return found


SPENDER = """
import asyncio, sys
from dataclasses import replace
from uuid import UUID
from fynq.domain.chat import Payer, Usage
from fynq.domain.errors import QuotaExceeded, Unavailable
from fynq.domain.identifiers import new_id
from fynq.routing.options import LimitRow
from fynq.routing.ports import Attempt, Estimate, Outcome
from fynq.storage.stores import connect_stores

async def main(database, redis, tenant, requests, limit, forever):
    stores = connect_stores(database, redis)
    purse = stores.purse([LimitRow("tenant", cost_micros=int(limit))])
    payer = Payer(UUID(tenant), "ada")
    async def ask():
        while True:
            try:
                held = await purse.reserve(payer, Estimate(10, 3000))
            except Unavailable:
                await asyncio.sleep(0.01)
                continue
            except QuotaExceeded as error:
                if "running" not in error.detail:
                    return
                await asyncio.sleep(0.01)
                continue
            await asyncio.sleep(0.002)
            paid = Attempt(new_id(), "p", "m", Outcome.ANSWERED, Usage(cost_micros=2500))
            await purse.settle(held, [paid])
            print(paid.id, flush=True)
            if not forever:
                return
    print("ready", flush=True)
    sys.stdin.readline()
    await asyncio.gather(*(ask() for _ in range(int(requests))))
    await stores.close()

asyncio.run(main(*sys.argv[1:6], forever=len(sys.argv) > 6))
"""


def spender(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SPENDER, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


async def test_two_hundred_requests_of_four_processes_overspend_the_last_cent_by_one_at_most(
    database_url, redis_url, database
):
    tenant = Tenant(new_id())
    spenders = [spender(database_url, redis_url, tenant, 50, 10_000) for _ in range(4)]
    try:
        for each in spenders:
            assert await asyncio.to_thread(each.stdout.readline) == "ready\n"
        for each in spenders:
            each.stdin.write("go\n")
            each.stdin.flush()
        told = []
        for each in spenders:
            out, _ = await asyncio.to_thread(each.communicate, timeout=60)
            assert each.returncode == 0
            told += out.split()
    finally:
        for each in spenders:
            each.kill()
    rows = await booked(database, tenant)
    assert sorted(told) == sorted(str(id_) for id_, _ in rows)
    assert 10_000 <= sum(cost for _, cost in rows) < 10_000 + 3_000


async def test_no_settled_request_under_a_money_limit_is_lost_to_a_kill(
    database_url, redis_url, database
):
    tenant = Tenant(new_id())
    child = spender(database_url, redis_url, tenant, 8, 10**12, "forever")
    try:
        assert await asyncio.to_thread(child.stdout.readline) == "ready\n"
        child.stdin.write("go\n")
        child.stdin.flush()
        told = [await asyncio.to_thread(child.stdout.readline) for _ in range(40)]
    finally:
        child.send_signal(signal.SIGKILL)
        rest, _ = await asyncio.to_thread(child.communicate)
    settled = {line.strip() for line in [*told, *rest.splitlines(keepends=True)] if "\n" in line}
    assert len(settled) >= 40
    assert settled <= {str(id_) for id_, _ in await booked(database, tenant)}


LIMITS = (LimitRow("tenant", cost_micros=3_000), LimitRow("user", requests=6, tokens=900))
OPERATION = st.one_of(
    st.tuples(st.just("reserve"), st.integers(0, 1), st.integers(0, 400), st.integers(0, 1500)),
    st.tuples(st.just("settle"), st.integers(0, 30), st.integers(0, 400), st.integers(0, 1500)),
    st.tuples(st.just("fail"), st.integers(0, 30), st.just(0), st.just(0)),
    st.tuples(
        st.just("wait"),
        st.sampled_from([1, LEASE_SECONDS, LATE_SECONDS, DAY]),
        st.just(0),
        st.just(0),
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(OPERATION, max_size=40), st.booleans())
def test_counts_equal_open_reservations_and_settled_usage(
    database_url, redis_url, operations, at_once
):
    async def play() -> None:
        cache = Cache(redis_url, seconds=PATIENCE)
        database = Database(database_url)
        now = [NOON]
        purses = RedisPurses(cache, PostgresLedger(database), clock=lambda: now[0])
        purse = purses(LIMITS)
        tenant = Tenant(new_id())
        made, windows = [], {}  # reservations in order; what each was counted in
        state: dict[object, str] = {}
        until: dict[object, float] = {}
        settled: Counter[tuple[str, str]] = Counter()

        def lapse() -> None:
            for held in made:
                if state[held.id] in ("open", "back") and until[held.id] <= now[0]:
                    state[held.id] = "back" if state[held.id] == "open" else "forgotten"
                    until[held.id] = now[0] + LATE_SECONDS

        for name, which, tokens, cost in operations:
            if name == "wait":
                now[0] += which
            elif name == "reserve":
                asks = [
                    purse.reserve(Payer(tenant, f"u{which}"), Estimate(tokens, cost))
                    for _ in range(3 if at_once else 1)
                ]
                lapse()
                for held in await asyncio.gather(*asks, return_exceptions=True):
                    if isinstance(held, QuotaExceeded):
                        continue
                    made.append(held)
                    state[held.id], until[held.id] = "open", now[0] + LEASE_SECONDS
                    day = int(now[0] // DAY) * DAY
                    windows[held.id] = (f"tenant::{DAY}:{day}", f"u{which}:{DAY}:{day}")
            elif made:
                held = made[which % len(made)]
                outcome = Outcome.FAILED if name == "fail" else Outcome.ANSWERED
                attempts = [attempt(cost, tokens, outcome)]
                await asyncio.gather(*(purse.settle(held, attempts) for _ in range(2)))
                if state[held.id] in ("open", "back"):
                    state[held.id] = "settled"
                    charge = charge_of(attempts)
                    for window in windows[held.id]:
                        settled[window, "requests"] += charge.requests
                        settled[window, "tokens"] += charge.tokens
                        settled[window, "cost"] += charge.cost_micros
            found = await counts(cache, tenant)
            sums: Counter[str] = Counter()
            for window in found.values():
                assert min(window.values()) >= 0
                sums.update(window)
            open_ = [held for held in made if state[held.id] == "open"]
            assert sums["REQUESTS"] == 2 * len(open_)
            assert sums["TOKENS"] == 2 * sum(held.estimate.tokens for held in open_)
            assert sums["COST"] == 2 * sum(held.estimate.cost_micros for held in open_)
            for measure in ("requests", "tokens", "cost"):
                total = sum(value for (_, each), value in settled.items() if each == measure)
                assert sums[measure] == total
        await purses.close()
        await cache.close()
        await database.close()

    asyncio.run(play())


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["reserve", "settle", "wait", "lose"]), st.integers(0, 9)),
        max_size=30,
    )
)
def test_counts_that_redis_loses_at_any_time_hold_nothing_once_all_is_settled(
    database_url, redis_url, operations
):
    async def play() -> None:
        cache = Cache(redis_url, seconds=PATIENCE)
        database = Database(database_url)
        now = [NOON]
        purses = RedisPurses(cache, PostgresLedger(database), clock=lambda: now[0])
        purse = purses([LimitRow("tenant", tokens=10**9), LimitRow("user", tokens=10**9)])
        who, open_ = payer(), []
        for name, which in operations:
            if name == "reserve":
                open_.append(await purse.reserve(who, Estimate(which, which)))
            elif name == "settle" and open_:
                await purse.settle(open_.pop(which % len(open_)), [attempt(1, which)])
            elif name == "wait":
                now[0] += LEASE_SECONDS if which < 3 else 1
            elif name == "lose" and (there := sorted(await counts(cache, who.tenant))):
                lost = there[which % len(there)]
                await cache.run(lambda redis, lost=lost: redis.delete(lost))
            for window in (await counts(cache, who.tenant)).values():
                assert min(window.values()) >= 0
        for held in open_:
            await purse.settle(held, [])
        for window in (await counts(cache, who.tenant)).values():
            assert window["REQUESTS"] == window["TOKENS"] == window["COST"] == 0
        assert not await cache.run(lambda redis: redis.exists(f"{who.tenant}:purse:open"))
        await purses.close()
        await cache.close()
        await database.close()

    asyncio.run(play())


async def test_a_count_that_redis_lost_is_read_from_the_ledger(stores):
    purse, who = stores.purse([LimitRow("user", requests=9, cost_micros=1_000)]), payer()
    running = await purse.reserve(who, Estimate(1, 300))
    for cost, outcome in ((500, Outcome.ANSWERED), (90, Outcome.SHADOW), (0, Outcome.FAILED)):
        held = await purse.reserve(who, Estimate(1, 10))
        await purse.settle(held, [attempt(cost, outcome=outcome)])
    before = await counts(stores.cache, who.tenant)
    for name in before:
        await stores.cache.run(lambda redis, name=name: redis.delete(name))
    held = await purse.reserve(who, Estimate(1, 100))
    ((_, after),) = (await counts(stores.cache, who.tenant)).items()
    assert after == {
        **{"requests": 1, "tokens": 0, "cost": 500},
        **{"REQUESTS": 1, "TOKENS": 1, "COST": 100},
    }
    await purse.settle(running, [attempt(400)])
    await purse.settle(held, [attempt(100)])
    ((_, after),) = (await counts(stores.cache, who.tenant)).items()
    assert (after["requests"], after["cost"]) == (3, 1_000)
    assert (after["REQUESTS"], after["TOKENS"], after["COST"]) == (0, 0, 0)
    with pytest.raises(QuotaExceeded, match="used up"):
        await purse.reserve(who, Estimate(1, 1))


async def test_without_redis_money_is_refused_and_requests_pass(own_redis, database):
    cache = Cache(own_redis.url, rest_seconds=0.05)
    purses = RedisPurses(cache, PostgresLedger(database, delay=0.0))
    who = payer()
    money, often = (
        purses([LimitRow("user", cost_micros=100)]),
        purses([LimitRow("key", requests=2)]),
    )
    held = await money.reserve(who, Estimate(1, 100))
    await own_redis.stop()
    with pytest.raises(CacheUnavailable) as caught:
        await money.reserve(who, Estimate(1, 1))
    assert (caught.value.status, caught.value.retryable, caught.value.retry_after) == (
        503,
        True,
        1.0,
    )
    for _ in range(4):
        passed = await often.reserve(who, Estimate(1, 1))
        await often.settle(passed, [])
    await money.settle(held, [attempt(99)])
    assert [cost for _, cost in await booked(database, who.tenant)] == [99]
    await own_redis.start()
    async with asyncio.timeout(20):
        while True:  # the settlement arrives by itself
            try:
                ((_, count),) = (await counts(cache, who.tenant)).items()
                if count["COST"] == 0:
                    break
            except CacheUnavailable:
                pass
            await asyncio.sleep(0.02)
    assert count["cost"] == 99
    await purses.close()
    await cache.close()


async def test_without_postgresql_nothing_is_lost_and_memory_is_bounded(redis_url, database):
    cache = Cache(redis_url, seconds=PATIENCE)
    ledger = PostgresLedger(database, delay=0.0, most=3)
    purses = RedisPurses(cache, ledger)
    purse, who = purses([]), payer()
    database.away = True
    for cost in (1, 2, 3):
        await purse.settle(await purse.reserve(who, Estimate(1, 1)), [attempt(cost)])
    with pytest.raises(StorageUnavailable):
        await purse.reserve(who, Estimate(1, 1))
    await purse.reserve(None, Estimate(1, 1))
    capped = purses([LimitRow("user", tokens=5)])
    with pytest.raises(StorageUnavailable):
        await capped.reserve(who, Estimate(1, 1))
    database.away = False
    async with asyncio.timeout(10):
        while ledger.waiting:
            await asyncio.sleep(0.01)
    assert sorted(cost for _, cost in await booked(database, who.tenant)) == [1, 2, 3]
    await purse.reserve(who, Estimate(1, 1))
    await purses.close()
    await cache.close()


async def test_many_requests_share_few_commits_and_closing_writes_the_rest(redis_url, database):
    cache = Cache(redis_url, seconds=PATIENCE)
    purses = RedisPurses(cache, PostgresLedger(database))
    purse, ones = purses([]), [payer(), payer()]
    await database.check()
    for n in range(500):
        held = await purse.reserve(ones[n % 2], Estimate(1, 1))
        await purse.settle(held, [attempt(1), attempt(1)])
    await purses.close()
    assert database.transactions <= 10
    for one in ones:
        assert len(await booked(database, one.tenant)) == 500
    await cache.close()


async def test_one_row_that_the_database_refuses_keeps_no_other_out(redis_url, database):
    cache = Cache(redis_url, seconds=PATIENCE)
    purses = RedisPurses(cache, PostgresLedger(database))
    purse, who = purses([]), payer()
    for n in range(3):
        held = await purse.reserve(who, Estimate(1, 1))
        bad = replace(attempt(n), id="not an id") if n == 1 else attempt(n)
        await purse.settle(held, [bad])
    await purses.close()
    assert sorted(cost for _, cost in await booked(database, who.tenant)) == [0, 2]
    await cache.close()


async def test_without_redis_nothing_rests(own_redis):
    cache = Cache(own_redis.url, rest_seconds=0.05)
    rests = RedisRests(cache)
    await rests.rest("openai", 30.0)
    assert set(await rests.resting()) == {"openai"}
    await own_redis.stop()
    await rests.rest("openai", 30.0)
    assert await rests.resting() == {}
    await cache.close()


async def test_where_no_limit_applies_redis_is_not_asked(database):
    cache = Cache("redis://127.0.0.1:1/0")
    asked = []
    cache.run = asked.append
    purses = RedisPurses(cache, PostgresLedger(database))
    for purse, who in (
        (purses([]), payer()),
        (purses([LimitRow("key", cost_micros=1)]), Payer(Tenant(new_id()), "ada")),
        (purses([LimitRow("tenant", cost_micros=1)]), None),
    ):
        await purse.settle(await purse.reserve(who, Estimate(1, 1)), [attempt(1)])
    assert asked == []
    await purses.close()


async def test_a_reservation_that_nobody_heard_of_is_given_back(redis_url, database):
    """As when the answer is late, or the caller leaves while it is awaited."""

    class Late(Cache):
        late = False

        async def run(self, command):
            answer = await super().run(command)
            if not self.late:
                return answer
            self.late = False

            async def fail(_):
                raise TimeoutError

            return await super().run(fail)

    cache = Late(redis_url, rest_seconds=0.0)
    purses = RedisPurses(cache, PostgresLedger(database))
    purse, who = purses([LimitRow("user", cost_micros=100)]), payer()
    await purse.settle(await purse.reserve(who, Estimate(1, 1)), [])
    cache.late = True
    with pytest.raises(CacheUnavailable) as caught:
        await purse.reserve(who, Estimate(1, 100))
    assert type(caught.value) is CacheUnavailable
    left = asyncio.create_task(purse.reserve(who, Estimate(1, 100)))
    await asyncio.sleep(0)
    left.cancel()
    await asyncio.gather(left, return_exceptions=True)
    async with asyncio.timeout(10):
        while True:
            ((_, count),) = (await counts(cache, who.tenant)).items()
            if count["COST"] == count["REQUESTS"] == 0 and not purses.later._tasks:
                break
            await asyncio.sleep(0.01)
    await purse.reserve(who, Estimate(1, 100))
    await purses.close()
