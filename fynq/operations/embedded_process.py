"""A server of our own: started, watched, restarted, stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import structlog

from fynq.operations.data_folder import DataFolder

log = structlog.get_logger()

_LONGEST_PATH = 107
"""Bytes of a Unix socket's path (sun_path less its final NUL)."""


class EmbeddedProcess(Protocol):
    name: str

    async def start(self) -> None:
        """Returns when the server answers. Recovers what an earlier end left behind."""
        ...

    async def stop(self) -> None: ...

    def running(self) -> bool: ...


def spawn(command: list[str], environment: dict[str, str], output: Path) -> subprocess.Popen[bytes]:
    """A child in a session of its own, so that Ctrl-C in the terminal does not reach it."""
    with output.open("ab") as sink:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            env=environment,
            cwd="/",
            start_new_session=True,
        )


async def ended(child: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether the child ends within this time."""
    deadline = asyncio.get_running_loop().time() + seconds
    while child.poll() is None:
        if asyncio.get_running_loop().time() >= deadline:
            return False
        await asyncio.sleep(0.02)
    return True


async def stop_child(
    child: subprocess.Popen[bytes], steps: tuple[tuple[signal.Signals, float], ...]
) -> None:
    """Sends each signal in turn and waits so many seconds for the end."""
    for number, seconds in steps:
        if child.poll() is not None:
            return
        with suppress(ProcessLookupError):
            child.send_signal(number)
        if await ended(child, seconds):
            return


def socket_folder(folder: DataFolder, name: str, file: str, own: Callable[[Path], None]) -> Path:
    """Where a socket called `file` may stand: in the data folder if its path is short enough,
    else in a fresh private folder that the data folder remembers."""
    inside = folder.folder("run", 0o711) / name
    if len(os.fsencode(inside / file)) <= _LONGEST_PATH:
        inside.mkdir(mode=0o700, exist_ok=True)
        own(inside)
        return inside
    remembered = folder.noted(f"{name}-socket").get("folder")
    if isinstance(remembered, str) and _private(Path(remembered), folder.path / name):
        return Path(remembered)
    fresh = Path(tempfile.mkdtemp(prefix="fynq-"))
    own(fresh)
    folder.note(f"{name}-socket", {"folder": str(fresh)})
    return fresh


def _private(path: Path, like: Path) -> bool:
    """A folder under the system's temporary folder may have been replaced by someone else."""
    try:
        found, owner = path.lstat(), like.stat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and stat.S_IMODE(found.st_mode) == 0o700
        and found.st_uid == owner.st_uid
    )


async def supervise(processes: tuple[EmbeddedProcess, ...], *, look_seconds: float = 0.2) -> None:
    """Restarts whichever dies, on the same socket; runs until cancelled.

    The pause before a restart grows from nothing to ten seconds while one keeps dying.
    """
    await asyncio.gather(*(_keep(process, look_seconds) for process in processes))


async def _keep(process: EmbeddedProcess, look_seconds: float) -> None:
    loop = asyncio.get_running_loop()
    pause, since = 0.0, loop.time()
    while True:
        await asyncio.sleep(look_seconds)
        if process.running():
            if loop.time() - since > 30.0:
                pause = 0.0
            continue
        log.error("embedded_died", service=process.name, restart_in=pause)
        await asyncio.sleep(pause)
        pause = min(max(pause * 2, 0.5), 10.0)
        try:
            await process.start()
        except Exception as error:  # noqa: BLE001  whatever it is, the next try may succeed
            log.error("embedded_not_restarted", service=process.name, problem=str(error))
            continue
        since = loop.time()
        log.info("embedded_restarted", service=process.name)
