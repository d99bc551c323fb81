"""Start, restart, kill -9 and stop of a small instance, by the command alone."""

import os
import signal
import socket
from pathlib import Path

import psutil
import pytest

from tests.graph.instance import Instance

pytestmark = pytest.mark.graph

COMPACT = Path(__file__).parents[2] / "serve_configs" / "compact.yaml"


def test_restart_crash_and_stop(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    arguments = ("--config", str(COMPACT), "--port", "0")
    instance.up(*arguments)
    try:
        doubt = instance.demo().ask("Solve 2x + 3 = 11")
        assert doubt["answer"]["status"] == "verified"

        second = instance.up(*arguments, check=False)
        assert second.returncode != 0
        assert "FYNQ_DATA_DIR" in second.stderr
        assert "Traceback" not in second.stderr

        for process in instance.processes():
            os.kill(process.pid, signal.SIGKILL)
        psutil.wait_procs(instance.processes(), timeout=10)
        instance.up(*arguments)
        with instance.demo().client() as client:
            assert client.get(f"/v1/doubts/{doubt['id']}").json()["answer"] == doubt["answer"]
    finally:
        instance.down()
    assert instance.processes() == []
    assert instance.down().returncode != 0


def test_a_port_in_use_is_named_with_the_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        instance = Instance(tmp_path / "data")
        done = instance.up("--port", str(port), check=False)
    assert done.returncode != 0
    assert str(port) in done.stderr
    assert "--port" in done.stderr
    assert instance.processes() == [] if (tmp_path / "data" / "instance").exists() else True
