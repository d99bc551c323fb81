"""Processes that an earlier run left behind, found by their mark and never by name."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

import psutil

MARK = "FYNQ_INSTANCE"


def marked_environment(instance: UUID) -> dict[str, str]:
    """The environment of a child, without our settings and secrets and those of libpq."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FYNQ_", "PG"))}
    return {**kept, MARK: str(instance)}


def orphans(instance: UUID) -> list[psutil.Process]:
    """Living processes of this data folder other than this process and its parents.

    The environment of another user's process may be closed to us; then its command line tells:
    PostgreSQL shows its cluster name there, Redis its folder's mark.
    """
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    found = []
    for process in psutil.process_iter():
        if process.pid in own:
            continue
        if any(str(instance) in text for text in _marks(process)) and _lives(process):
            found.append(process)
    return found


def _marks(process: psutil.Process) -> Iterator[str]:
    with suppress(psutil.Error):
        yield process.environ().get(MARK, "")
    yield " ".join(words_of(process))


def words_of(process: psutil.Process) -> list[str]:
    """Its command line; [] when it has just gone."""
    try:
        words: list[str] = process.cmdline()
    except psutil.Error:
        return []
    return words


def end(processes: list[psutil.Process], seconds: float = 10.0) -> None:
    """Asks with SIGTERM, then insists with SIGKILL."""
    for process in processes:
        with suppress(psutil.Error):
            process.terminate()
    alive = outliving(processes, seconds)
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    outliving(alive, seconds)


def outliving(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still live after this time. A zombie is dead: in a container, nobody may ever
    collect it."""
    deadline = time.monotonic() + seconds
    while (alive := [p for p in processes if _lives(p)]) and time.monotonic() < deadline:
        time.sleep(0.01)
    return alive


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
