"""What the processes of an instance use."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class ProcessUse:
    """bytes: proportional set size, so that shared pages are counted once."""

    title: str
    pid: int
    bytes: int


def memory_of(processes: Iterable[psutil.Process]) -> list[ProcessUse]:
    """Largest first. Processes that end meanwhile are left out."""
    rows: list[ProcessUse] = []
    for process in processes:
        with contextlib.suppress(psutil.Error):
            rows.append(ProcessUse(title_of(process), process.pid, process.memory_full_info().pss))
    return sorted(rows, key=lambda row: -row.bytes)


def title_of(process: psutil.Process) -> str:
    """A short name: the deployment of a replica, or the program."""
    words = process.cmdline() or [process.name()]
    first = words[0].strip()
    if first.startswith("ray::"):
        return first.removeprefix("ray::").removeprefix("ServeReplica:fynq:").strip()
    for word in words[1:]:
        if word.startswith("fynq."):
            return word
        if word.endswith(".py"):
            return f"ray {word.rsplit('/', 1)[-1].removesuffix('.py')}"
    return first.split()[0].rstrip(":").rsplit("/", 1)[-1]


def processor_share(processes: Iterable[psutil.Process], seconds: float) -> float:
    """Share of the whole machine, in [0, 1], that the processes use during `seconds`."""
    watched = list(processes)
    before = _processor_seconds(watched)
    time.sleep(seconds)
    used = _processor_seconds(watched) - before
    return max(0.0, used / seconds / (os.cpu_count() or 1))


def _processor_seconds(processes: Iterable[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system
    return total
