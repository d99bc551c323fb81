"""Is a port free, and does the application answer on it?"""

from __future__ import annotations

import asyncio
import contextlib
import socket

import httpx
import psutil

from fynq.domain.errors import ConfigurationError


def require_free(host: str, port: int) -> None:
    """Raises ConfigurationError that says who has the port and what to do."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
    except OSError:
        raise ConfigurationError(
            "--host", "is no address of this machine", "Use 127.0.0.1 or 0.0.0.0."
        ) from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError:
            raise ConfigurationError(
                "--port", f"port {port} needs more rights", "Choose one above 1023."
            ) from None
        except OSError as error:
            raise ConfigurationError(
                "--port",
                f"port {port} is in use by {_holder(port)}"
                if error.errno == 98
                else f"cannot listen on {host}:{port} ({error.strerror})",
                "Choose another with --port, or stop that process (`fynq down` if it is fynq).",
            ) from None


def free_port(host: str) -> int:
    """A port that nobody listens on now. Raises ConfigurationError for a wrong host."""
    require_free(host, 0)
    family, kind, protocol, _, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.bind(address)
        port: int = probe.getsockname()[1]
    return port


def _holder(port: int) -> str:
    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if (
                connection.status == psutil.CONN_LISTEN
                and tuple(connection.laddr)[1:] == (port,)
                and connection.pid
            ):
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    return "another process"


async def ready(url: str, seconds: float = 3.0) -> bool:
    """True when the application itself says that all that it needs is there."""
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=seconds) as client:
            return (await client.get(f"{url}/v1/health/ready")).status_code == 200
    except httpx.HTTPError:
        return False


async def until_ready(url: str, seconds: float, step: float = 0.2) -> bool:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while loop.time() < deadline:
        if await ready(url):
            return True
        await asyncio.sleep(step)
    return False
