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
from tests.ray.haproxy_template import rendered


@pytest.fixture(scope="module", params=["empty", "deployed", "with models"])
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The configuration that the installed Ray writes, before and after a deployment."""
    return rendered(tmp_path_factory.mktemp("haproxy"), 18001, request.param)


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
    inner = [bind for bind in binds if bind.startswith("unix@")]
    assert inner == [f"unix@{tmp_path.parent / 'once'}"]
    assert len(binds) == 4
    assert all(bind.startswith("127.0.0.1:") for bind in binds if bind not in inner)
    assert not any("mode 666" in line for line in lines)
    assert not any(line.strip().endswith(" backup") for line in lines)
    assert not any("500.http" in line for line in lines if "errorfile 503" in line)


def test_a_gateway_that_breaks_is_a_503(template: str, tmp_path: Path) -> None:
    lines = [line.strip() for line in harden(template, tmp_path, {}).splitlines()]
    assert f"errorfile 502 {tmp_path}/503.http" in lines


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


@pytest.mark.parametrize("status", [400, 403, 404, 405, 408, 413, 429, 500, 503, 504])
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
    assert ("retry-after" in head) == (status in {429, 503, 504})
    assert facts["retryable"] == (status in {408, 429, 503, 504})
