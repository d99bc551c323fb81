"""Cases side by side, results in order."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

Case = TypeVar("Case")
Result = TypeVar("Result")

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def at_once(
    cases: Sequence[Case],
    work: Callable[[Case], Awaitable[Result]],
    width: int,
    progress: Progress | None = None,
) -> list[Result]:
    """Runs `work` on every case, `width` at a time. The first exception ends all and is raised."""
    results: dict[int, Result] = {}
    waiting = iter(enumerate(cases))

    async def take() -> None:
        for at, case in waiting:
            results[at] = await work(case)
            if progress is not None:
                progress(len(results), len(cases))

    takers = [asyncio.create_task(take()) for _ in range(max(1, min(width, len(cases))))]
    try:
        await asyncio.gather(*takers)
    finally:
        for taker in takers:
            taker.cancel()
        await asyncio.gather(*takers, return_exceptions=True)
    return [results[at] for at in range(len(cases))]
