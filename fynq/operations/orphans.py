"""Processes that an earlier run left behind, found by their mark and never by name."""

from __future__ import annotations

import os
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
        with suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE and any(
                str(instance) in text for text in _marks(process)
            ):
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
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=seconds)
