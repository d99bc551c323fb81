from hypothesis import given
from hypothesis import strategies as st

from fynq.routing.health import Health, State
from fynq.routing.hedging import HedgeBudget
from fynq.routing.latency import Latency
from fynq.routing.options import HealthOptions, HedgeOptions

OPTIONS = HealthOptions(window_seconds=30, minimum=5, rest_seconds=2, most_rest_seconds=10)


def opened(at: float = 0.0) -> Health:
    health = Health(OPTIONS)
    for _ in range(5):
        health.failed(at)
    return health


def test_few_failures_say_nothing() -> None:
    health = Health(OPTIONS)
    for _ in range(4):
        health.failed(0.0)
    assert health.state(0.0) is State.HEALTHY


def test_it_degrades_before_it_opens() -> None:
    health = Health(OPTIONS)
    for _ in range(7):
        health.succeeded(0.0)
    for _ in range(3):
        health.failed(0.0)
    assert health.state(0.0) is State.DEGRADED
    assert health.admits(0.0)
    for _ in range(4):
        health.failed(0.0)
    assert health.state(0.0) is State.OPEN
    assert not health.admits(0.0)


def test_old_outcomes_are_forgotten() -> None:
    health = Health(OPTIONS)
    for _ in range(4):
        health.failed(0.0)
    health.failed(40.0)
    assert health.state(40.0) is State.HEALTHY


def test_one_probe_at_a_time() -> None:
    health = opened()
    assert health.opens_in(1.0) == 1.0
    assert health.state(2.0) is State.PROBING
    assert health.admits(2.0)
    health.began(2.0)
    assert not health.admits(2.0)
    health.left()
    assert health.admits(2.0)


def test_failed_probes_double_the_rest_up_to_its_bound() -> None:
    health, now = opened(), 2.0
    for rest in (4.0, 8.0, 10.0, 10.0):
        health.began(now)
        health.failed(now)
        assert health.opens_in(now) == rest
        now += rest
    health.began(now)
    health.succeeded(now)
    assert health.state(now) is State.HEALTHY


def test_the_peak_counts_at_once_and_fades() -> None:
    latency = Latency()
    latency.observe(0.1, 0.0)
    latency.observe(2.0, 1.0)
    assert latency.cost(0) == 2.0
    assert latency.cost(2) == 6.0
    for n in range(60):
        latency.observe(0.1, 2.0 + n)
    assert latency.cost(0) < 0.2


def test_p95_needs_some_samples() -> None:
    latency = Latency()
    for n in range(7):
        latency.observe(float(n), 0.0)
    assert latency.p95 is None
    for n in range(7, 20):
        latency.observe(float(n), 0.0)
    assert latency.p95 == 18.0


@given(st.lists(st.booleans(), max_size=2_000))
def test_hedges_never_exceed_their_share(wants: list[bool]) -> None:
    budget = HedgeBudget(HedgeOptions(share=0.05), OPTIONS)
    taken = 0
    for requests, wanted in enumerate(wants, 1):
        budget.request()
        taken += wanted and budget.take(0.0)
        assert taken <= 0.05 * requests + 1e-9


def test_no_hedges_while_many_requests_fail() -> None:
    budget = HedgeBudget(HedgeOptions(share=0.05, errors=0.1), OPTIONS)
    for _ in range(100):
        budget.request()
    for n in range(10):
        budget.outcome(n > 1, 0.0)
    assert not budget.take(0.0)
    assert budget.take(100.0)
