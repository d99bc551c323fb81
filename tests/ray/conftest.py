"""One running graph for the session, around stand-in rooms, in a temporary folder, on free ports."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from fynq.operations.running import instance_of, left_behind

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Graph:
    url: str
    port: int
    folder: Path

    def pids(self, deployment: str) -> list[int]:
        """Replicas of a deployment of this instance."""
        title = f"ray::ServeReplica:fynq:{deployment}"
        found = []
        for process in left_behind(self.folder):
            try:
                if " ".join(process.cmdline()).startswith(title):
                    found.append(process.pid)
            except psutil.Error:
                continue
        return found


def fynq(*arguments: str, seconds: float = 300.0) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "ray" / "overlay")]),
    }
    return subprocess.run(
        [sys.executable, "-m", "fynq.cli", *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    folder = tmp_path_factory.mktemp("graph") / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    chosen = ["--data-dir", str(folder)]
    started = fynq("up", "--detach", "--json", "--port", str(port), *chosen)
    try:
        assert started.returncode == 0, started.stdout + started.stderr
        ready = json.loads(started.stdout.splitlines()[-1])
        assert ready["event"] == "ready"
        yield Graph(ready["url"], port, folder)
    finally:
        ended = fynq("down", *chosen)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert instance_of(folder) is not None
    assert left_behind(folder) == []
