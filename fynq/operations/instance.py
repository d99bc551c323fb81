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
from typing import Any

import httpx
import psutil

from fynq.domain.errors import ConfigurationError, FynqError
from fynq.operations.ask_doubt import LogIn, demo_log_in
from fynq.operations.head_plan import HeadPlan
from fynq.operations.head_process import HeadProcess, environment_with, failure_of
from fynq.operations.listening import require_free, until_ready
from fynq.operations.narrate import with_demo
from fynq.operations.orphans import end, orphans
from fynq.operations.prepare import Prepared
from fynq.operations.running import left_behind

START_SECONDS = 180.0
DRAIN_SECONDS = 40.0
RESTARTS = 3
RESTART_WINDOW = 600.0

Report = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    folder: Path
    config: Path
    host: str
    port: int
    dashboard: bool = False

    @property
    def url(self) -> str:
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::", ""} else self.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


class Broken(Exception):
    """The actors' processes ended by themselves."""


async def run_instance(
    wanted: Wanted, prepare: Callable[[], Awaitable[Prepared]], report: Report
) -> None:
    """Starts, reports each stage, and returns when it was told to stop and all has ended.

    Raises ConfigurationError when it cannot start, Broken when it cannot be kept running. Either
    way no process is left.
    """
    started = time.monotonic()
    stop = asyncio.Event()
    _on_signals(stop, None)
    if not await asyncio.to_thread(left_behind, wanted.folder):
        require_free(wanted.host, wanted.port)
    services = await _or_stop(prepare(), stop)
    if services is None:
        return
    _on_signals(stop, services)
    try:
        _stage(report, "services", started)
        ended = await asyncio.to_thread(_end_all_but, services)
        if ended:
            report({"event": "orphans", "ended": ended})
        require_free(wanted.host, wanted.port)
        await _kept(wanted, services, stop, report, started)
    finally:
        report({"event": "stopping"})
        await asyncio.to_thread(_end_all_but, services)
        services.folder.forget("instance")
        await services.close()
        report({"event": "stopped"})


async def _kept(
    wanted: Wanted,
    services: Prepared,
    stop: asyncio.Event,
    report: Report,
    started: float,
) -> None:
    """Runs the head; starts it again when Ray breaks, up to RESTARTS times in RESTART_WINDOW."""
    failures: list[float] = []
    while True:
        try:
            await _once(wanted, services, stop, report, started)
            return
        except Broken as error:
            now = time.monotonic()
            failures = [*(at for at in failures if now - at < RESTART_WINDOW), now]
            report({"event": "broken", "problem": str(error), "restarts": len(failures)})
            if len(failures) > RESTARTS:
                raise
            started = time.monotonic()


async def _once(
    wanted: Wanted,
    services: Prepared,
    stop: asyncio.Event,
    report: Report,
    started: float,
) -> None:
    instance = str(services.folder.instance)
    log = services.folder.folder("log") / "head.log"
    services.folder.note("instance", _facts(wanted, ready=False))
    plan = HeadPlan(instance, str(wanted.config), wanted.host, wanted.port, wanted.dashboard)
    urls = {
        "FYNQ_DATABASE_URL": services.database_url,
        "FYNQ_REDIS_URL": services.redis_url,
        "FYNQ_SIGNING_KEY": services.signing_key,
    }
    head = await HeadProcess.start(plan, environment_with(instance, wanted.folder, urls), log)
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
                f"Read {log}, and the actors' logs beside it.",
            )
        services.folder.note("instance", _facts(wanted, ready=True))
        seconds = round(time.monotonic() - started, 1)
        report(
            with_demo(
                {"event": "ready", "url": wanted.url, "seconds": seconds},
                await _demo(wanted.url),
            )
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
        await asyncio.to_thread(_end_all_but, services)


def _end_all_but(services: Prepared) -> int:
    """Ends every marked process except the embedded servers: HAProxy, for one, outlives Ray."""
    kept: set[int] = set()
    for server in services.embedded:
        pid = getattr(server, "pid", None)
        if pid is not None:
            kept.add(pid)
            with contextlib.suppress(psutil.Error):
                kept.update(child.pid for child in psutil.Process(pid).children(recursive=True))
    left = [each for each in orphans(services.folder.instance) if each.pid not in kept]
    end(left, 2.0)
    return len(left)


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


async def _demo(url: str) -> LogIn | None:
    try:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=5.0) as client:
            return await demo_log_in(client)
    except (FynqError, httpx.HTTPError, ValueError, KeyError):
        return None


async def _or_stop(work: Awaitable[Prepared], stop: asyncio.Event) -> Prepared | None:
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


def _on_signals(stop: asyncio.Event, services: Prepared | None) -> None:
    """The first SIGINT, SIGTERM or SIGHUP stops gently; the second kills everything at once."""

    def heard() -> None:
        if stop.is_set():
            if services is not None:
                end(orphans(services.folder.instance), 0.0)
            os._exit(1)
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, heard)


def _facts(wanted: Wanted, *, ready: bool) -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "url": wanted.url,
        "config": str(wanted.config),
        "ready": ready,
    }


def _stage(report: Report, stage: str, started: float) -> None:
    report({"event": "stage", "stage": stage, "seconds": round(time.monotonic() - started, 2)})
