"""The environment that Ray, Serve and HAProxy read when they are imported or started.

Every variable here is read at import in some process, so it is set before Ray starts and inherited
by all of its children. A variable that the operator has set stays as it is.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import stat
import sys
import tempfile
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path

from fynq.domain.errors import ConfigurationError

LONGEST_STREAM_SECONDS = 300
_PORTS_PER_INSTANCE = 50
_FIRST_PORT = 20_000
_BLOCKS = 200


@dataclass(frozen=True)
class Ports:
    """A block of ports of one instance, all on loopback. replicas: first and last of the gateways.

    Two instances never share a block: a proxy that still remembers a dead replica of its own must
    not find another instance's replica on that port.
    """

    replicas: tuple[int, int]
    fallback_http: int
    fallback_grpc: int
    metrics: int
    statistics: int


def choose_ports(key: str) -> Ports:
    """A block that is free now, starting the search at a place that `key` decides.

    Raises ConfigurationError when every block has a port in use.
    """
    start = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % _BLOCKS
    for step in range(_BLOCKS):
        base = _FIRST_PORT + ((start + step) % _BLOCKS) * _PORTS_PER_INSTANCE
        if all(_free(port) for port in range(base, base + _PORTS_PER_INSTANCE)):
            last = base + _PORTS_PER_INSTANCE
            return Ports((base, last - 5), last - 4, last - 3, last - 2, last - 1)
    raise ConfigurationError(
        "ports", "no free block of ports between 20000 and 30000", "End other servers first."
    )


def _free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def short_folder(key: str) -> Path:
    """A private folder with a short path, the same for the same key.

    HAProxy puts a socket 80 characters below it, and a socket's path may have 107.
    Raises ConfigurationError when somebody else owns that path.
    """
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    base = Path("/tmp") if os.access("/tmp", os.W_OK | os.X_OK) else Path(tempfile.gettempdir())  # noqa: S108
    folder = base / f"fynq{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.getuid() or facts.st_mode & 0o077:
        raise ConfigurationError(
            str(folder),
            "it is not a private folder of this user",
            "Remove it, or set another data folder.",
        )
    return folder


def edge_executable(folder: Path) -> Path:
    """Writes the executable that Ray starts as 'haproxy': a shell line that runs edge_proxy.py."""
    script = Path(__file__).with_name("edge_proxy.py")
    path = folder / "haproxy"
    path.write_text(f"#!/bin/sh\nexec '{sys.executable}' -I '{script}' \"$@\"\n")
    path.chmod(0o700)
    return path


def prepare_environment(
    environment: MutableMapping[str, str], folder: Path, ports: Ports, host: str
) -> None:
    """Fills in what one local instance needs; changes nothing that is set already."""
    proxy = folder / "h"
    proxy.mkdir(mode=0o700, exist_ok=True)
    for name, value in {
        **throughput(),
        **quiet(),
        **private(),
        **loopback_edge(folder, proxy, ports, host),
    }.items():
        environment.setdefault(name, value)


def throughput() -> dict[str, str]:
    return {
        "RAY_SERVE_ENABLE_HA_PROXY": "1",
        "RAY_SERVE_THROUGHPUT_OPTIMIZED": "1",
        "RAY_SERVE_HAPROXY_NBTHREAD": "1",
        "RAY_SERVE_HAPROXY_HARD_STOP_AFTER_S": str(LONGEST_STREAM_SECONDS),
        "RAY_SERVE_PORT_QUARANTINE_S": "60",
        "RAY_SERVE_HAPROXY_TIMEOUT_SERVER_S": "120",
        "RAY_SERVE_HAPROXY_TIMEOUT_CLIENT_S": "120",
        "RAY_SERVE_HAPROXY_TIMEOUT_CONNECT_S": "2",
        "RAY_SERVE_HAPROXY_TUNE_BUFSIZE": "65536",
        "RAY_SERVE_HAPROXY_RETRY_ON": "conn-failure empty-response",
        "RAY_SERVE_HAPROXY_HEALTH_CHECK_INTER": "2s",
        "RAY_SERVE_HAPROXY_HEALTH_CHECK_RISE": "1",
        "RAY_SERVE_CONTROL_LOOP_INTERVAL_S": "0.5",
        "RAY_SERVE_PROXY_HEALTH_CHECK_PERIOD_S": "2",
        # Serve kills a proxy that is not ready after 5 s; on a busy machine its imports take longer.
        "RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S": "60",
        "RAY_SERVE_DIRECT_INGRESS_MIN_DRAINING_PERIOD_S": "1",
        "RAY_SERVE_PROXY_MIN_DRAINING_PERIOD_S": "1",
        "OMP_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "MALLOC_ARENA_MAX": "2",
    }


def quiet() -> dict[str, str]:
    return {
        "RAY_USAGE_STATS_ENABLED": "0",
        "AUTOSCALER_METRIC_PORT": "-1",
        "DASHBOARD_METRIC_PORT": "-1",
        "RAY_prestart_worker_first_driver": "0",
        "RAY_enable_worker_prestart": "0",
        "RAY_enable_metrics_collection": "0",
        "RAY_task_events_report_interval_ms": "0",
        "RAY_SERVE_HAPROXY_METRICS_ENABLED": "0",
        "RAY_SERVE_STATUS_GAUGE_REPORT_INTERVAL_S": "60",
        "RAY_DISABLE_IMPORT_WARNING": "1",
        "RAY_LOGGER_LEVEL": "warning",
    }


def private() -> dict[str, str]:
    """Ray's own servers listen on all interfaces whatever they are told, and would run any code
    that is sent to them: so they get a token that only this instance's processes know."""
    return {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}


def loopback_address(key: str) -> str:
    """An address of this machine only, its own for each instance.

    Ray turns 127.0.0.1 into the address of a network card, where its agents would be seen from
    outside, where two instances' fixed ports meet, and which goes away with the network.
    """
    digest = hashlib.sha256(key.encode()).digest()
    return f"127.77.{digest[0]}.{1 + digest[1] % 254}"


def loopback_edge(folder: Path, proxy: Path, ports: Ports, host: str) -> dict[str, str]:
    return {
        "RAY_SERVE_HAPROXY_BINARY_PATH": str(edge_executable(folder)),
        "RAY_SERVE_HAPROXY_CONFIG_FILE_LOC": str(proxy / "haproxy.cfg"),
        "RAY_SERVE_HAPROXY_SOCKET_PATH": str(proxy / "a"),
        "RAY_SERVE_HAPROXY_METRICS_SOCKET_PATH": str(proxy / "m"),
        "RAY_SERVE_HAPROXY_SERVER_STATE_BASE": str(proxy),
        "RAY_SERVE_HAPROXY_SERVER_STATE_FILE": str(proxy / "s"),
        "RAY_SERVE_HAPROXY_METRICS_PORT": str(ports.metrics),
        "RAY_SERVE_HAPROXY_STATS_PORT": str(ports.statistics),
        "RAY_SERVE_FALLBACK_PROXY_HTTP_PORT": str(ports.fallback_http),
        "RAY_SERVE_FALLBACK_PROXY_GRPC_PORT": str(ports.fallback_grpc),
        "RAY_SERVE_DIRECT_INGRESS_MIN_HTTP_PORT": str(ports.replicas[0]),
        "RAY_SERVE_DIRECT_INGRESS_MAX_HTTP_PORT": str(ports.replicas[1]),
        "FYNQ_EDGE_HOST": host,
    }
