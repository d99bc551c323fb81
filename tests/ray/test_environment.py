"""Two instances on one machine share nothing; an operator's own choice stays."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from fynq.deployments import environment as env
from fynq.domain.errors import ConfigurationError


def test_an_instance_has_ports_of_its_own() -> None:
    first = env.choose_ports("one")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first.replicas[0]))
        taken.listen()
        second = env.choose_ports("one")
    assert second != first
    used = {*range(*first.replicas), first.fallback_http, first.metrics, first.statistics}
    assert second.replicas[0] not in used


def test_addresses_are_of_this_machine_and_differ() -> None:
    assert env.loopback_address("one") != env.loopback_address("two")
    for key in ("one", "two", "three"):
        with socket.socket() as probe:
            probe.bind((env.loopback_address(key), 0))


def test_what_is_set_already_stays(tmp_path: Path) -> None:
    environment = {"RAY_SERVE_HAPROXY_NBTHREAD": "8"}
    env.prepare_environment(environment, tmp_path, env.choose_ports("x"), "127.0.0.1")
    assert environment["RAY_SERVE_HAPROXY_NBTHREAD"] == "8"
    assert environment["RAY_SERVE_ENABLE_HA_PROXY"] == "1"
    assert environment["RAY_AUTH_MODE"] == "token"
    assert len(environment["RAY_AUTH_TOKEN"]) == 64


def test_socket_paths_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = env.short_folder("a test of fynq")
    try:
        node = "f" * 56
        assert len(f"{folder}/h/{node}/a.1234567.tmp") <= 107
        session = "session_2026-11-22_13-24-21_123456_1234567"
        assert len(f"{folder}/ray/{session}/sockets/plasma_store.1") <= 107
        folder.chmod(0o755)
        with pytest.raises(ConfigurationError):
            env.short_folder("a test of fynq")
    finally:
        folder.rmdir()
