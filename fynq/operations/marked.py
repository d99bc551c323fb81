"""The processes of one instance, found by a mark in their environment and never by a name.

Whoever starts an instance puts FYNQ_INSTANCE=<id of the data folder> into its environment, and all
that it starts inherits it: Ray, HAProxy, PostgreSQL, Redis, solvers.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Collection, Iterable

import psutil

MARK = "FYNQ_INSTANCE"


def marked_processes(instance: str, *, beside: Collection[int] = ()) -> list[psutil.Process]:
    """Living processes of the instance, except this one, its ancestors and those `beside`.

    Some processes overwrite their environment with their title; they count when their parent does.
    """
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents()), *beside}
    found: dict[int, psutil.Process] = {}
    for process in psutil.process_iter():
        if process.pid not in own and _has_mark(process, instance):
            found[process.pid] = process
    for process in list(found.values()):
        with contextlib.suppress(psutil.Error):
            for child in process.children(recursive=True):
                if child.pid not in own:
                    found.setdefault(child.pid, child)
    return list(found.values())


def _has_mark(process: psutil.Process, instance: str) -> bool:
    try:
        return process.environ().get(MARK) == instance and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False


def end_processes(processes: Iterable[psutil.Process], gently: float) -> int:
    """Asks each to end, waits `gently` seconds, then kills the rest. Returns how many there were."""
    there = [process for process in processes if process.is_running()]
    for process in there:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(there, timeout=gently)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    return len(there)


def end_instance(instance: str, gently: float = 3.0, rounds: int = 5) -> int:
    """Ends every process of the instance but the caller, also those that appear meanwhile."""
    ended = 0
    for _ in range(rounds):
        there = marked_processes(instance)
        if not there:
            break
        ended += end_processes(there, gently)
        gently = 0.5
    return ended


def memory_of(processes: Iterable[psutil.Process]) -> list[tuple[str, int, int]]:
    """(title, pid, bytes) per process; bytes: proportional set size, shared pages counted once."""
    rows: list[tuple[str, int, int]] = []
    for process in processes:
        with contextlib.suppress(psutil.Error):
            rows.append((title_of(process), process.pid, process.memory_full_info().pss))
    return sorted(rows, key=lambda row: -row[2])


def title_of(process: psutil.Process) -> str:
    """A short name: the deployment of a replica, or the program."""
    words = process.cmdline() or [process.name()]
    first = words[0].strip()
    if first.startswith("ray::"):
        return first.removeprefix("ray::").removeprefix("ServeReplica:fynq:").strip()
    for word in words[1:]:
        if word.startswith("fynq"):
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
