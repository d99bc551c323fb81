"""Load by arrival rate: requests come when they come, however slow the server is.

Latency counts from the scheduled arrival, so a stalled server cannot hide its queue
(coordinated omission).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.load.client import Reply

Shot = Callable[[], Awaitable[Reply]]


@dataclass
class Sample:
    """Seconds; errors counts replies of 4xx, 5xx and broken connections."""

    latencies: list[float] = field(default_factory=list)
    first_events: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """Times in milliseconds."""
        done = sorted(self.latencies)
        total = len(done) + self.errors
        return {
            "requests": total,
            "requests_per_second": round(len(done) / self.seconds, 1) if self.seconds else 0.0,
            "mean_ms": _ms(sum(done) / len(done)) if done else float("nan"),
            "p50_ms": _ms(quantile(done, 0.50)),
            "p95_ms": _ms(quantile(done, 0.95)),
            "p99_ms": _ms(quantile(done, 0.99)),
            "first_event_p50_ms": _ms(quantile(sorted(self.first_events), 0.50)),
            "error_ratio": round(self.errors / total, 5) if total else 0.0,
        }


def quantile(ordered: list[float], q: float) -> float:
    """Nearest-rank quantile of an ordered list; nan when it is empty."""
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


async def one_after_another(shot: Shot, count: int) -> Sample:
    """A single user: the next request starts when the last has ended."""
    sample = Sample()
    begin = time.monotonic()
    for _ in range(count):
        await fire(shot, time.monotonic(), sample)
    sample.seconds = time.monotonic() - begin
    return sample


async def at_rate(shot: Shot, rate: float, seconds: float, seed: int = 1) -> Sample:
    """Poisson arrivals at `rate` per second for `seconds`; then waits for the stragglers."""
    sample = Sample()
    random_gaps = random.Random(seed)
    begin = time.monotonic()
    due = begin
    running: set[asyncio.Task[None]] = set()
    while due < begin + seconds:
        pause = due - time.monotonic()
        await asyncio.sleep(max(0.0, pause))
        task = asyncio.create_task(fire(shot, due, sample))
        running.add(task)
        task.add_done_callback(running.discard)
        due += random_gaps.expovariate(rate)
    if running:
        await asyncio.wait(running, timeout=30)
    for task in running:
        task.cancel()
        sample.errors += 1
    sample.seconds = max(seconds, time.monotonic() - begin)
    return sample


async def fire(shot: Shot, due: float, sample: Sample) -> None:
    try:
        reply = await shot()
    except (OSError, TimeoutError) as error:
        sample.errors += 1
        _count(sample, type(error).__name__)
        return
    _count(sample, str(reply.status))
    if reply.status >= 400:
        sample.errors += 1
        return
    sample.latencies.append(time.monotonic() - due)
    sample.first_events.append(reply.first_event - due)


def _count(sample: Sample, key: str) -> None:
    sample.statuses[key] = sample.statuses.get(key, 0) + 1


async def sustainable_rate(
    shot: Shot, start: float, seconds: float, *, p95: float = 0.5, errors: float = 0.001
) -> tuple[float, Sample]:
    """Doubles the rate while p95 and errors hold, then halves the gap twice.

    Returns the highest arrival rate that held, and its sample (rate 0 when even `start` did not).
    """
    good, best, bad, rate = 0.0, Sample(), 0.0, start
    refinements = 0
    while refinements < 2:
        sample = await at_rate(shot, rate, seconds)
        figures = sample.figures()
        kept_up = (
            figures["p95_ms"] <= p95 * 1000
            and figures["error_ratio"] <= errors
            and sample.seconds <= seconds * 1.1
        )
        if kept_up:
            good, best = rate, sample
        else:
            bad = rate
            await asyncio.sleep(1.0)
        if bad == 0.0:
            rate *= 2
            continue
        refinements += 1
        rate = (good + bad) / 2
        if good == 0.0:
            best = sample
    return min(good, best.figures()["requests_per_second"]), best
