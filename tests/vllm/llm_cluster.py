"""The Serve application `llm` with the true vLLM, in a Ray and an environment of its own."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
import yaml

from fynq.operations.listening import free_port

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
CONFIG = ROOT / "serve_configs" / "llm-cpu.yaml"
BOOT_SECONDS = 900.0
STOP_SECONDS = 90.0


class LlmCluster:
    """Ended by the end of its standard input, so it dies with whoever started it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port("127.0.0.1")
        self._bin = Path(os.environ.get("FYNQ_VLLM_ENVIRONMENT", ROOT / ".venv-vllm")) / "bin"
        self._token = secrets.token_hex(32)
        self._models: dict[int, Path] = {}
        self._process: subprocess.Popen[str] | None = None
        self._dashboard = ""
        # Ray's sockets lie deep below it, and a socket's path may have 107 characters.
        self._ray = tempfile.TemporaryDirectory(prefix="llm", dir="/tmp")

    @property
    def python(self) -> Path:
        return self._bin / "python"

    @property
    def log(self) -> Path:
        return self.folder / "ray.log"

    def url(self, application: str = "llm") -> str:
        return f"http://127.0.0.1:{self.port}/{application}/v1"

    def make_model(self, seed: int) -> Path:
        """The folder of a tiny model; the same one for the same seed."""
        if seed not in self._models:
            self._models[seed] = self.folder / f"model-{seed}"
            command = [self.python, HERE / "tiny_llama.py", self._models[seed], str(seed)]
            subprocess.run(command, env=self.environment(), check=True, capture_output=True)
        return self._models[seed]

    def start(self) -> None:
        address = f"127.78.{secrets.randbelow(256)}.{1 + secrets.randbelow(254)}"
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                [self.python, HERE / "ray_head.py", address, self._ray.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self.environment(),
                start_new_session=True,
            )
        assert self._process.stdout is not None
        self._dashboard = self._process.stdout.readline().strip()
        assert self._dashboard, self.log.read_text()[-4000:]

    def config(self, applications: dict[str, int]) -> dict[str, Any]:
        """serve_configs/llm-cpu.yaml with one application for each name, whose model `small` is
        the one of that seed; an application with another name has another model."""
        facts: dict[str, Any] = yaml.safe_load(CONFIG.read_text())
        facts["http_options"]["port"] = self.port
        (shipped,) = facts["applications"]
        facts["applications"] = [
            self._application(shipped, name, seed) for name, seed in applications.items()
        ]
        return facts

    def _application(self, shipped: dict[str, Any], name: str, seed: int) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(json.dumps(shipped))
        made.update(name=name, route_prefix=f"/{name}")
        loading = made["args"]["llm_configs"][0]["model_loading_config"]
        loading["model_source"] = str(self.make_model(seed))
        if name != "llm":
            loading["model_id"] = name
        return made

    def deploy(self, applications: dict[str, int]) -> None:
        """`serve deploy`, as ops would; returns once Ray has taken the config over."""
        path = self.folder / "llm.yaml"
        path.write_text(yaml.safe_dump(self.config(applications)))
        command = [self._bin / "serve", "deploy", path, "-a", self._dashboard]
        done = subprocess.run(
            command, env=self.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]

    def applications(self) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"}
        address = f"{self._dashboard}/api/serve/applications/"
        reply = httpx.get(address, headers=headers, trust_env=False, timeout=30)
        found: dict[str, Any] = reply.raise_for_status().json()["applications"]
        return found

    def until_running(self, name: str) -> None:
        """Until every replica is of the config deployed last, and none of an older one is left."""
        end = time.monotonic() + BOOT_SECONDS
        while True:
            application = self.applications().get(name, {})
            status = application.get("status", "")
            deployments = application.get("deployments", {}).values()
            states = {r["state"] for each in deployments for r in each["replicas"]}
            if status == "RUNNING" and states == {"RUNNING"}:
                return
            assert "FAILED" not in status, self._why(application)
            assert time.monotonic() < end, self._why(application)
            time.sleep(0.5)

    def until_gone(self, name: str) -> None:
        end = time.monotonic() + STOP_SECONDS
        while name in self.applications():
            assert time.monotonic() < end, f"{name} is still there"
            time.sleep(0.5)

    def stop(self) -> None:
        """Lets it end by itself, then kills what is left of it."""
        if self._process is not None and self._process.stdin is not None:
            started = _with_children(self._process.pid)
            self._process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
            _, left = psutil.wait_procs(started, timeout=5)
            for process in left:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            self._process.wait()
            assert not left, f"{len(left)} processes had to be killed"
        self._ray.cleanup()

    def _why(self, application: dict[str, Any]) -> str:
        messages = [each["message"] for each in application.get("deployments", {}).values()]
        return "\n".join([str(application.get("message")), *messages])[-4000:]

    def environment(self) -> dict[str, str]:
        """No access to a model hub, no statistics, no prompts in logs, no proxy to loopback."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("RAY_", "FYNQ_", "PYTHON", "VIRTUAL_ENV"))
        }
        return {
            **kept,
            "PATH": f"{self._bin}:{os.environ['PATH']}",
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": self._token,
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAYLLM_ENABLE_REQUEST_PROMPT_LOGS": "0",
            "HF_HUB_OFFLINE": "1",
            "VLLM_CPU_KVCACHE_SPACE": "1",
            "VLLM_NO_USAGE_STATS": "1",
            "OMP_NUM_THREADS": "1",
            "TOKENIZERS_PARALLELISM": "false",
        }


def _with_children(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
