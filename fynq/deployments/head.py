"""The process that holds Ray and Serve of one local instance: `python -m fynq.deployments.head`.

`fynq up` starts it with a HeadPlan as JSON in the first argument, reads one JSON object per line
from its standard output, and ends it with SIGTERM. It also ends when its standard input closes,
which happens when `fynq up` dies.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fynq.deployments.environment import (
    choose_ports,
    loopback_address,
    prepare_environment,
    short_folder,
)
from fynq.domain.errors import ConfigurationError
from fynq.operations.head_plan import HeadPlan

APPLICATION = "fynq"
OBJECT_STORE_BYTES = 80_000_000
PROXY_SECONDS = 180
"""Until HAProxy listens, on however busy a machine; Serve gives up after 60."""
WATCH_SECONDS = 1.0
EX_CONFIG = 78
EX_SOFTWARE = 70


class _Stop(BaseException):
    """Raised by the first signal, wherever the main thread is."""


def main(arguments: list[str]) -> int:
    plan = HeadPlan(**json.loads(arguments[0]))
    stop = threading.Event()
    say = _sayer(os.fdopen(os.dup(1), "w", buffering=1))
    os.dup2(2, 1)
    _stop_on_signals(stop)
    _stop_when_parent_leaves(stop)
    try:
        return _run(plan, stop, say)
    except _Stop:
        return 0
    except ConfigurationError as error:
        say(
            event="failed",
            variable=error.variable,
            problem=error.problem,
            remedy=error.remedy,
        )
        return EX_CONFIG
    except Exception as error:  # noqa: BLE001
        say(event="failed", variable="", problem=_last_line(error), remedy="")
        return EX_SOFTWARE


def _run(plan: HeadPlan, stop: threading.Event, say: Callable[..., None]) -> int:
    folder = short_folder(plan.instance)
    shutil.rmtree(folder / "ray", ignore_errors=True)
    prepare_environment(os.environ, folder, choose_ports(plan.instance), plan.host)
    started = time.monotonic()

    import ray
    from ray import serve
    from ray.serve._private import api as serve_api

    from fynq.deployments.serve_config import application_of, read_config

    serve_api.HTTP_PROXY_TIMEOUT = PROXY_SECONDS

    config = read_config(Path(plan.config))
    ray.init(
        address="local",
        num_cpus=max(2, os.cpu_count() or 2),
        num_gpus=0 if not plan.gpus else None,
        object_store_memory=OBJECT_STORE_BYTES,
        include_dashboard=plan.dashboard,
        log_to_driver=False,
        configure_logging=False,
        _temp_dir=str(folder / "ray"),
        _node_ip_address=loopback_address(plan.instance),
    )
    _stop_on_signals(stop)
    try:
        say(event="stage", stage="ray", seconds=_since(started))
        started = time.monotonic()
        serve.start(
            proxy_location="HeadOnly",
            http_options={
                "host": "127.0.0.1",
                "port": plan.port,
                "request_timeout_s": config.http_options.request_timeout_s,
                "keep_alive_timeout_s": config.http_options.keep_alive_timeout_s,
            },
            logging_config={"log_level": "WARNING", "enable_access_log": False},
        )
        say(event="stage", stage="serve", seconds=_since(started))
        started = time.monotonic()
        try:
            serve.run(application_of(config), name=APPLICATION, route_prefix="/")
        except RuntimeError as error:
            raise ConfigurationError(
                "actors", _reason() or _last_line(error), "Correct that and start again."
            ) from None
        say(event="stage", stage="actors", seconds=_since(started))
        return _watch(stop, say)
    except _Stop:
        return 0
    finally:
        stop.set()
        _down(say)
        if sys.exc_info()[0] is None:
            shutil.rmtree(folder, ignore_errors=True)


def _reason() -> str:
    """Why the first deployment that failed could not start: the last line of its traceback."""
    from ray import serve

    application = serve.status().applications.get(APPLICATION)
    for name, state in application.deployments.items() if application else ():
        lines = [line.strip() for line in state.message.splitlines() if "Error" in line]
        if lines:
            return f"{name} does not start ({lines[-1]})"
    return ""


def _watch(stop: threading.Event, say: Callable[..., None]) -> int:
    """Returns when told to stop; leaves at once when a process of Ray itself has died."""
    from ray._private.worker import _global_node

    while not stop.wait(WATCH_SECONDS):
        dead = sorted({kind for kind, _ in _global_node.dead_processes()})
        if dead:
            say(event="broken", processes=dead)
            # Nothing can be asked of a broken Ray; `fynq up` ends what is left of it.
            os._exit(EX_SOFTWARE)
    return 0


def _down(say: Callable[..., None]) -> None:
    """Lets replicas finish what they have, then ends Ray."""
    import ray
    from ray import serve

    started = time.monotonic()
    try:
        serve.shutdown()
    except Exception as error:  # noqa: BLE001
        sys.stderr.write(f"serve did not shut down: {_last_line(error)}\n")
    ray.shutdown()
    say(event="stage", stage="drained", seconds=_since(started))


def _stop_on_signals(stop: threading.Event) -> None:
    """The first signal stops gently. Ray replaces these handlers, so they are set after it too."""

    def handle(number: int, frame: object) -> None:
        del number, frame
        if stop.is_set():
            return
        stop.set()
        raise _Stop

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _stop_when_parent_leaves(stop: threading.Event) -> None:
    def wait() -> None:
        while os.read(0, 4096):
            pass
        if not stop.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True, name="parent").start()


def _sayer(out: Any) -> Callable[..., None]:
    def say(**facts: object) -> None:
        try:
            out.write(json.dumps(facts) + "\n")
            out.flush()
        except BrokenPipeError:
            return

    return say


def _since(started: float) -> float:
    return round(time.monotonic() - started, 2)


def _last_line(error: BaseException) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[-1].strip() if lines else ''}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
