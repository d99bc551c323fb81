"""`fynq up --detach`: the same command in the background, watched until it is ready."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from fynq.domain.errors import ConfigurationError
from fynq.operations.instance import START_SECONDS, Wanted

Report = Callable[[dict[str, Any]], None]


def start_detached(wanted: Wanted, report: Report) -> int:
    """Returns 0 once it is ready, else its exit code. Raises ConfigurationError as it would."""
    logs = wanted.folder / "log"
    try:
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = (logs / "up.log").open("a+b")
    except OSError as error:
        raise ConfigurationError(
            "FYNQ_DATA_DIR",
            f"{wanted.folder} cannot be used ({error.strerror})",
            "Choose a folder that this user may write.",
        ) from None
    with log:
        start = log.seek(0, os.SEEK_END)
        child = subprocess.Popen(
            _command(wanted),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + 2 * START_SECONDS
    with (logs / "up.log").open("rb") as heard:
        heard.seek(start)
        partial = b""
        while time.monotonic() < deadline:
            ended = child.poll() is not None
            partial += heard.read()
            *lines, partial = partial.split(b"\n")
            for line in lines:
                event = _event(line)
                if event.get("event") == "failed" and "variable" in event:
                    raise ConfigurationError(event["variable"], event["problem"], event["remedy"])
                if event:
                    report(event)
                if event.get("event") == "ready":
                    return 0
            if ended:
                return child.returncode or 1
            time.sleep(0.05)
    child.terminate()
    raise ConfigurationError("start", "it did not become ready in time", f"Read {logs / 'up.log'}.")


def _command(wanted: Wanted) -> list[str]:
    return [
        sys.executable,
        "-m",
        "fynq.cli",
        "up",
        "--json",
        f"--config={wanted.config}",
        f"--port={wanted.port}",
        f"--host={wanted.host}",
        f"--data-dir={wanted.folder}",
        *(["--dashboard"] if wanted.dashboard else []),
    ]


def _event(line: bytes) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}
