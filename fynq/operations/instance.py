"""The running instance: services, Ray, readiness; then watch it, and leave nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psutil

from fynq.domain.errors import ConfigurationError
from fynq.operations.data_folder import DataFolder, Running
from fynq.operations.head_plan import HeadPlan
from fynq.operations.head_process import HeadProcess, environment_with, failure_of
from fynq.operations.listening import require_free, until_ready
from fynq.operations.marked import MARK, end_instance

START_SECONDS = 180.0
DRAIN_SECONDS = 40.0
RESTARTS = 3
RESTART_WINDOW = 600.0

Report = Callable[[dict[str, Any]], None]


class Services(Protocol):
    """What `prepare` gives: the database and Redis that this instance uses."""

    @property
    def database_url(self) -> str: ...

    @property
    def redis_url(self) -> str: ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    folder: DataFolder
    config: Path
    host: str
    port: int
    dashboard: bool = False

    @property
    def url(self) -> str:
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::", ""} else self.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


class Broken(Exception):  # noqa: N818
    """The actors' processes ended by themselves."""


async def run_instance(
    wanted: Wanted, prepare: Callable[[], Awaitable[Services]], report: Report
) -> None:
    """Starts, reports each stage, and returns when it was told to stop and all has ended.

    Raises ConfigurationError when it cannot start, Broken when it cannot be kept running. Either
    way no process is left.
    """
    started = time.monotonic()
    instance = wanted.folder.prepare()
    with wanted.folder.lock():
        os.environ[MARK] = instance
        stop = _stop_event(instance)
        ended = await asyncio.to_thread(end_instance, instance)
        if ended:
            report({"event": "orphans", "ended": ended})
        require_free(wanted.host, wanted.port)
        wanted.folder.say(_running(wanted, ready=False))
        try:
            services = await _or_stop(prepare(), stop)
            if services is None:
                return
            try:
                _stage(report, "services", started)
                await _kept(wanted, instance, services, stop, report, started)
            finally:
                report({"event": "stopping"})
                await services.close()
        finally:
            await asyncio.to_thread(end_instance, instance)
            wanted.folder.forget()
            report({"event": "stopped"})


async def _kept(
    wanted: Wanted,
    instance: str,
    services: Services,
    stop: asyncio.Event,
    report: Report,
    started: float,
) -> None:
    """Runs the head; starts it again when Ray breaks, up to RESTARTS times in RESTART_WINDOW."""
    failures: list[float] = []
    while True:
        try:
            await _once(wanted, instance, services, stop, report, started)
            return
        except Broken as error:
            now = time.monotonic()
            failures = [*(at for at in failures if now - at < RESTART_WINDOW), now]
            report({"event": "broken", "problem": str(error), "restarts": len(failures)})
            if len(failures) > RESTARTS:
                raise
            wanted.folder.say(_running(wanted, ready=False))
            started = time.monotonic()


async def _once(
    wanted: Wanted,
    instance: str,
    services: Services,
    stop: asyncio.Event,
    report: Report,
    started: float,
) -> None:
    log = wanted.folder.logs / "head.log"
    plan = HeadPlan(instance, str(wanted.config), wanted.host, wanted.port, wanted.dashboard)
    urls = {
        "FYNQ_DATABASE_URL": services.database_url,
        "FYNQ_REDIS_URL": services.redis_url,
    }
    head = await HeadProcess.start(plan, environment_with(instance, wanted.folder.path, urls), log)
    heard = asyncio.create_task(_hear(head, report, log))
    stopped = asyncio.create_task(stop.wait())
    answered = asyncio.create_task(until_ready(wanted.url, START_SECONDS))
    try:
        await asyncio.wait({heard, stopped, answered}, return_when=asyncio.FIRST_COMPLETED)
        if heard.done():
            heard.result()
            raise Broken("Ray ended during the start.")
        if stop.is_set():
            return
        if not answered.result():
            raise ConfigurationError(
                "start",
                f"the application was not ready within {START_SECONDS:.0f} s",
                f"Read {log}, and the logs of the actors that `fynq status` names.",
            )
        wanted.folder.say(_running(wanted, ready=True))
        report(
            {
                "event": "ready",
                "url": wanted.url,
                "seconds": round(time.monotonic() - started, 1),
            }
        )
        await asyncio.wait({heard, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if heard.done() and not stop.is_set():
            heard.result()
            raise Broken("Ray ended.")
    finally:
        for task in (stopped, answered):
            task.cancel()
        await head.end(DRAIN_SECONDS)
        with contextlib.suppress(Exception):
            await heard
        await asyncio.to_thread(_end_actors, instance, services)


def _end_actors(instance: str, services: Services) -> None:
    """HAProxy outlives Ray, so what the head left is ended here, but not the services."""
    from fynq.operations.marked import end_processes, marked_processes

    kept = set(getattr(services, "pids", ()))
    mine = {child.pid for child in psutil.Process().children(recursive=True)}
    left = [p for p in marked_processes(instance, beside=kept | mine)]
    end_processes(left, 2.0)


async def _hear(head: HeadProcess, report: Report, log: Path) -> None:
    """Passes on what the head says. Raises ConfigurationError when it says that it cannot start."""
    failure: ConfigurationError | None = None
    broken = ""
    async for event in head.events():
        if event.get("event") == "failed":
            failure = failure_of(event, log)
        elif event.get("event") == "broken":
            broken = f"{', '.join(event.get('processes', []))} died."
        else:
            report(event)
    await head.wait()
    if failure is not None:
        raise failure
    if broken:
        raise Broken(broken)


async def _or_stop(work: Awaitable[Services], stop: asyncio.Event) -> Services | None:
    """The services, or None when told to stop meanwhile."""
    preparing = asyncio.ensure_future(work)
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({preparing, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if preparing.done():
            return await preparing
        preparing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await (await preparing).close()
        return None
    finally:
        stopped.cancel()


def _stop_event(instance: str) -> asyncio.Event:
    """Set by the first SIGINT, SIGTERM or SIGHUP; the second one kills everything at once."""
    stop = asyncio.Event()

    def heard() -> None:
        if stop.is_set():
            end_instance(instance, gently=0.0)
            os._exit(1)
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, heard)
    return stop


def _running(wanted: Wanted, *, ready: bool) -> Running:
    born = psutil.Process().create_time()
    return Running(os.getpid(), born, wanted.url, str(wanted.config), ready)


def _stage(report: Report, stage: str, started: float) -> None:
    report({"event": "stage", "stage": stage, "seconds": round(time.monotonic() - started, 2)})
