"""The instance of a data folder, seen from another process: is it there, and stop it."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import psutil

from fynq.operations.data_folder import holder_of
from fynq.operations.orphans import end, orphans


@dataclass(frozen=True)
class Running:
    """What a running instance says of itself in run/instance.json."""

    pid: int
    url: str
    config: str
    ready: bool


def running(folder: Path) -> Running | None:
    """The instance that holds the folder's lock now; None when nobody does."""
    pid = holder_of(folder)
    if pid is None:
        return None
    try:
        facts = json.loads((folder / "run" / "instance.json").read_text())
        if facts["pid"] == pid:
            return Running(pid, facts["url"], facts["config"], facts["ready"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return Running(pid, "", "", False)


def instance_of(folder: Path) -> UUID | None:
    """The id of the folder, if an instance was ever started in it."""
    try:
        return UUID((folder / "instance").read_text().strip())
    except (OSError, ValueError):
        return None


def embedded_database(folder: Path) -> tuple[str, bytes] | None:
    """The administrator's URL of the embedded PostgreSQL that runs in the folder now, and the
    secret of the application's password; None when there is none, or it is another user's."""
    try:
        facts = json.loads((folder / "run" / "postgres.json").read_text())
        pid, socket = int(facts["pid"]), quote(str(facts["socket"]), safe="")
        password = (folder / "secrets" / "postgres").read_text().strip()
        secret = bytes.fromhex((folder / "secrets" / "application").read_text())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not psutil.pid_exists(pid):
        return None
    return f"postgresql://postgres:{password}@/postgres?host={socket}&port=5432", secret


def left_behind(folder: Path) -> list[psutil.Process]:
    """Processes of an instance whose starter is gone."""
    instance = instance_of(folder)
    return orphans(instance) if instance is not None else []


def stop(folder: Path, seconds: float) -> bool:
    """Asks the instance to end, waits up to `seconds`, then kills what is left.

    False when it had to be killed. Also ends what a killed instance left behind.
    """
    there = running(folder)
    gently = True
    if there is not None:
        try:
            os.kill(there.pid, signal.SIGTERM)
        except ProcessLookupError:
            there = None
    if there is not None and not _until(lambda: _gone(folder, there.pid), seconds):
        gently = False
        try:
            os.kill(there.pid, signal.SIGKILL)
        except ProcessLookupError:
            gently = True
    left = left_behind(folder)
    if left:
        end(left, 3.0)
    return gently


def _gone(folder: Path, pid: int) -> bool:
    return holder_of(folder) is None and not psutil.pid_exists(pid)


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


def data_dir(chosen: Path | None) -> Path:
    """--data-dir, else FYNQ_DATA_DIR, else ~/.local/share/fynq."""
    if chosen is None:
        named = os.environ.get("FYNQ_DATA_DIR")
        chosen = Path(named) if named else Path.home() / ".local" / "share" / "fynq"
    return chosen.expanduser().absolute()
