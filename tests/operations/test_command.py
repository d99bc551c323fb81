"""The command line says what is wrong, and exits with the documented codes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def fynq(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fynq.cli", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", ["up", "down", "status", "ask"])
def test_help_documents_the_exit_codes(command: str) -> None:
    said = fynq(command, "--help", COLUMNS="200")
    assert said.returncode == 0
    assert "Exit codes" in said.stdout


def test_nothing_runs(tmp_path: Path) -> None:
    folder = str(tmp_path / "data")
    assert fynq("down", "--data-dir", folder).returncode == 3
    said = fynq("status", "--data-dir", folder, "--json")
    assert said.returncode == 3
    assert json.loads(said.stdout)["running"] is False
    assert not Path(folder).exists()


@pytest.mark.parametrize("detach", [[], ["--detach"]])
def test_a_wrong_setting_is_named_without_a_traceback(tmp_path: Path, detach: list[str]) -> None:
    said = fynq(
        "up",
        "--json",
        "--data-dir",
        str(tmp_path),
        "--port",
        str(free_port()),
        *detach,
        FYNQ_STORAGE__POOL_MAX="many",
    )
    assert said.returncode == 78
    assert "FYNQ_STORAGE__POOL_MAX" in said.stderr
    assert "Traceback" not in said.stderr
    assert json.loads(said.stdout.splitlines()[-1])["variable"] == "FYNQ_STORAGE__POOL_MAX"


def test_an_unknown_config_lists_the_shipped_ones(tmp_path: Path) -> None:
    said = fynq("up", "--config", "huge", "--data-dir", str(tmp_path))
    assert said.returncode == 78
    for name in ("compact", "local", "production", "throughput"):
        assert name in said.stderr


def test_usage() -> None:
    assert fynq("up", "--port", "-1").returncode == 2
    assert fynq("fly").returncode == 2


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
