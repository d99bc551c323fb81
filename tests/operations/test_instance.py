"""The life of an instance around a head that is only a script: no Ray here."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from fynq.domain.errors import ConfigurationError
from fynq.operations import head_process
from fynq.operations.data_folder import lock_data_folder
from fynq.operations.head_process import HeadProcess
from fynq.operations.instance import Broken, Wanted, run_instance
from fynq.operations.orphans import marked_environment, orphans
from fynq.operations.prepare import Prepared
from fynq.operations.running import left_behind, running, stop

HEAD = """
import http.server, json, os, pathlib, signal, subprocess, sys, threading, time
plan = json.loads(sys.argv[1])
here = pathlib.Path(os.environ["FYNQ_DATA_DIR"])
say = lambda **facts: print(json.dumps(facts), flush=True)
mode = (here / "mode").read_text().split() if (here / "mode").exists() else []
if "refuse" in mode:
    say(event="failed", variable="FYNQ_X", problem="is wrong", remedy="Correct it.")
    sys.exit(78)
leftover = subprocess.Popen(["sleep", "3600"], start_new_session=True)
(here / "leftover").write_text(str(leftover.pid))
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"{}")
    def log_message(self, *a): pass
server = http.server.HTTPServer((plan["host"], plan["port"]), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
say(event="stage", stage="ray", seconds=0.1, secret=os.environ["FYNQ_SIGNING_KEY"])
done = threading.Event()
signal.signal(signal.SIGTERM, lambda *a: done.set())
if "break" in mode:
    (here / "mode").write_text("")
    done.wait(0.5)
    say(event="broken", processes=["gcs_server"])
    sys.exit(70)
if "always" in mode:
    say(event="broken", processes=["raylet"])
    sys.exit(70)
done.wait()
say(event="stage", stage="drained", seconds=0.1)
"""


@pytest.fixture
def wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wanted:
    package = tmp_path / "stand" / "standin_head.py"
    package.parent.mkdir()
    package.write_text(textwrap.dedent(HEAD))
    monkeypatch.setattr(head_process, "MODULE", "standin_head")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path / "data"
    folder.mkdir()
    return Wanted(folder, tmp_path / "local.yaml", "127.0.0.1", port)


def preparing(wanted: Wanted) -> Callable[[], Any]:
    async def prepare() -> Prepared:
        return Prepared(lock_data_folder(wanted.folder), "postgresql://x", "redis://x", "key")

    return prepare


class Heard:
    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.changed = asyncio.Event()

    def __call__(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        self.changed.set()

    async def until(self, name: str, times: int = 1) -> None:
        async with asyncio.timeout(30):
            while [each["event"] for each in self.events].count(name) < times:
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture
async def heard() -> Heard:
    return Heard()


def sleeping(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["sleep", "3600"], env=environment, start_new_session=True)


def ended(pid: int) -> bool:
    """A zombie has ended too: the first process of some containers buries nobody."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_it_starts_tells_and_leaves_nothing(wanted: Wanted, heard: Heard) -> None:
    life = asyncio.create_task(run_instance(wanted, preparing(wanted), heard))
    await heard.until("ready")
    there = running(wanted.folder)
    assert there is not None
    assert (there.pid, there.url, there.ready) == (os.getpid(), wanted.url, True)
    leftover = int((wanted.folder / "leftover").read_text())
    os.kill(os.getpid(), signal.SIGTERM)
    await life
    assert [event["event"] for event in heard.events] == [
        "stage",
        "stage",
        "ready",
        "stage",
        "stopping",
        "stopped",
    ]
    assert running(wanted.folder) is None
    assert left_behind(wanted.folder) == []
    assert ended(leftover)


async def test_what_a_killed_start_left_is_ended(wanted: Wanted, heard: Heard) -> None:
    folder = lock_data_folder(wanted.folder)
    instance = folder.instance
    folder.release()
    environment = marked_environment(instance)
    with sleeping(environment) as orphan:
        assert [each.pid for each in orphans(instance)] == [orphan.pid]
        life = asyncio.create_task(run_instance(wanted, preparing(wanted), heard))
        await heard.until("ready")
        orphan.wait(10)
        assert {"event": "orphans", "ended": 1} in heard.events
        os.kill(os.getpid(), signal.SIGTERM)
        await life


async def test_ray_that_breaks_is_started_again(wanted: Wanted, heard: Heard) -> None:
    (wanted.folder / "mode").write_text("break")
    life = asyncio.create_task(run_instance(wanted, preparing(wanted), heard))
    await heard.until("ready", times=2)
    assert "gcs_server died." in [event.get("problem") for event in heard.events]
    os.kill(os.getpid(), signal.SIGTERM)
    await life
    assert left_behind(wanted.folder) == []


async def test_ray_that_breaks_again_and_again_ends_it(wanted: Wanted, heard: Heard) -> None:
    (wanted.folder / "mode").write_text("always")
    with pytest.raises(Broken):
        await run_instance(wanted, preparing(wanted), heard)
    assert running(wanted.folder) is None
    assert left_behind(wanted.folder) == []


async def test_a_refusal_names_the_variable(wanted: Wanted, heard: Heard) -> None:
    (wanted.folder / "mode").write_text("refuse")
    with pytest.raises(ConfigurationError) as refused:
        await run_instance(wanted, preparing(wanted), heard)
    assert refused.value.variable == "FYNQ_X"
    assert running(wanted.folder) is None


async def test_a_taken_port_is_told_before_anything_starts(wanted: Wanted, heard: Heard) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", wanted.port))
        taken.listen()
        with pytest.raises(ConfigurationError, match=f"{wanted.port} is in use by"):
            await run_instance(wanted, preparing(wanted), heard)
    assert heard.events == []


async def test_a_head_that_does_not_drain_is_killed(tmp_path: Path) -> None:
    script = "import signal,time; signal.signal(15, signal.SIG_IGN); print('{}', flush=True)\n"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        script + "time.sleep(3600)",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    head = HeadProcess(process)
    assert await anext(head.events()) == {}
    await head.end(0.1)
    assert await head.wait() == -signal.SIGKILL


def test_stopping_what_does_not_run(tmp_path: Path) -> None:
    assert stop(tmp_path, 0.1)
    assert running(tmp_path / "missing") is None
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "instance.json").write_text("[]")
    (tmp_path / "instance").write_text("not an id")
    assert running(tmp_path) is None
    assert left_behind(tmp_path) == []
