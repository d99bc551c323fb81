"""What we rely on in Ray's HAProxy template, and what becomes of it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fynq.deployments import edge_proxy
from fynq.deployments.edge_proxy import UnknownTemplateError, harden, problem

RENDER = """
import sys
from ray.serve._private.haproxy import BackendConfig, HAProxyApi, HAProxyConfig, ServerConfig
from ray.serve.config import HTTPOptions

folder, kind = sys.argv[1:]
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
if kind == "deployed":
    api.set_backend_configs(
        {
            "http-fynq": BackendConfig(
                name="http-fynq",
                path_prefix="/",
                app_name="fynq",
                servers=[ServerConfig("replica", "127.0.0.1", 18001, "replica")],
                fallback_server=ServerConfig("fallback", "127.0.0.1", 8500),
            )
        }
    )
api._generate_config_file_internal()
"""


@pytest.fixture(scope="module", params=["empty", "deployed"])
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The configuration that the installed Ray writes, before and after a deployment."""
    folder = tmp_path_factory.mktemp("haproxy")
    environment = {**os.environ, "RAY_SERVE_ENABLE_HA_PROXY": "1"}
    subprocess.run(
        [sys.executable, "-c", RENDER, str(folder), request.param], env=environment, check=True
    )
    return (folder / "haproxy.cfg").read_text()


def test_the_real_haproxy_accepts_it(template: str, tmp_path: Path) -> None:
    edge_proxy.write_problems(tmp_path / "problems")
    config = tmp_path / "haproxy.cfg"
    config.write_text(harden(template, tmp_path / "problems", {"FYNQ_EDGE_HOST": "127.0.0.1"}))
    binary = edge_proxy.real_binary({})
    checked = subprocess.run(
        [binary, "-c", "-f", str(config)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_nothing_of_ray_is_left_open(template: str, tmp_path: Path) -> None:
    lines = harden(template, tmp_path, {"FYNQ_EDGE_HOST": "127.0.0.1"}).splitlines()
    binds = [line.split()[1] for line in lines if line.strip().startswith("bind ")]
    assert len(binds) == 3
    assert all(bind.startswith("127.0.0.1:") for bind in binds)
    assert not any("mode 666" in line for line in lines)
    assert not any(line.strip().endswith(" backup") for line in lines)
    assert not any("500.http" in line for line in lines if "errorfile 503" in line)


def test_guards_come_before_rays_own_answers(template: str, tmp_path: Path) -> None:
    lines = harden(template, tmp_path, {}).splitlines()
    guard = next(n for n, line in enumerate(lines) if "deny_status 404 if { path,url_dec" in line)
    routes = next(n for n, line in enumerate(lines) if "acl routes path" in line)
    assert guard < routes


def test_an_unknown_template_ends_the_start(template: str, tmp_path: Path) -> None:
    changed = template.replace("frontend http_frontend", "frontend web")
    with pytest.raises(UnknownTemplateError, match="http_frontend"):
        harden(changed, tmp_path, {})
    with pytest.raises(UnknownTemplateError, match="bind"):
        harden(template.replace("bind :9101", "bind unix@/x"), tmp_path, {})


def test_the_executable_fails_clearly(tmp_path: Path) -> None:
    config = tmp_path / "haproxy.cfg"
    config.write_text("global\n    maxconn 1\n")
    script = Path(edge_proxy.__file__)
    command = [sys.executable, "-I", str(script), "-db", "-f", str(config)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 78
    assert "HAProxy template has changed" in ended.stderr


def test_the_executable_becomes_haproxy_with_the_same_arguments(
    template: str, tmp_path: Path
) -> None:
    fake = tmp_path / "real"
    fake.write_text('#!/bin/sh\necho $$ "$@"\n')
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    config = tmp_path / "haproxy.cfg"
    config.write_text(template)
    environment = {**os.environ, "FYNQ_EDGE_HAPROXY": str(fake)}
    command = [sys.executable, "-I", edge_proxy.__file__, "-db", "-f", str(config), "-sf", "1"]
    for _ in range(2):
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            said = process.communicate()[0].split()
        assert said == [str(process.pid), "-db", "-f", str(config), "-sf", "1"]
    assert config.read_text().count(edge_proxy.MARK) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 405, 408, 413, 429, 500, 502, 503, 504])
def test_problems_are_rfc_9457(status: int) -> None:
    head, body = problem(status).split("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert "content-type: application/problem+json" in head
    assert f"content-length: {len(body)}" in head
    facts = json.loads(body)
    assert facts["status"] == status
    assert facts["code"]
    assert facts["detail"]
    assert "request_id" in facts
    assert ("retry-after" in head) == (status in {429, 502, 503, 504})
    assert facts["retryable"] == (status in {408, 429, 502, 503, 504})
