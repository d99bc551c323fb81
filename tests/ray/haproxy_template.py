"""The HAProxy configuration that the installed Ray writes."""

import os
import subprocess
import sys
from pathlib import Path

from fynq.deployments.environment import throughput

RENDER = """
import sys
from ray.serve._private.haproxy import BackendConfig, HAProxyApi, HAProxyConfig, ServerConfig
from ray.serve.config import HTTPOptions

folder, kind, replica, models = sys.argv[1:]


def backend(name, prefix, port):
    return BackendConfig(
        name=f"http-{name}",
        path_prefix=prefix,
        app_name=name,
        servers=[ServerConfig(f"{name}-replica", "127.0.0.1", int(port), f"{name}-replica")],
        fallback_server=ServerConfig("fallback", "127.0.0.1", 8500),
    )


api = HAProxyApi(
    cfg=HAProxyConfig(
        http_options=HTTPOptions(host="127.0.0.1", port=18000),
        is_head=True,
        socket_path=f"{folder}/a",
        server_state_base=folder,
        server_state_file=f"{folder}/s",
    ),
    config_file_path=f"{folder}/haproxy.cfg",
)
if kind != "empty":
    backends = {"http-fynq": backend("fynq", "/", replica)}
    if kind == "with models":
        backends["http-llm"] = backend("llm", "/llm", models)
    api.set_backend_configs(backends)
api._generate_config_file_internal()
"""


def rendered(folder: Path, replica: int, kind: str = "deployed", models: int = 18002) -> str:
    """kind: 'empty' is before the first deployment; 'with models' has a second application, `llm`,
    at /llm. replica, models: the ports of the one replica of each.

    Ports are 18000 for the public side, 9101 for metrics, 8404 for statistics."""
    command = [sys.executable, "-c", RENDER, str(folder), kind, str(replica), str(models)]
    subprocess.run(command, env={**os.environ, **throughput()}, check=True)
    return (folder / "haproxy.cfg").read_text()
