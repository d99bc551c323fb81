"""The shipped configs, read by ray.serve.llm and by vLLM's own argument classes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.vllm.llm_cluster import HERE, ROOT, LlmCluster

pytestmark = pytest.mark.vllm


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    configs = [ROOT / "serve_configs" / f"{name}.yaml" for name in ("gpu", "llm-cpu")]
    read = read_by_vllm(tmp_path_factory.mktemp("configs"), *configs)
    assert read.returncode == 0, read.stderr[-3000:]
    found: dict[str, Any] = json.loads(read.stdout.strip().splitlines()[-1])
    return found


def read_by_vllm(folder: Path, *configs: Path) -> subprocess.CompletedProcess[str]:
    cluster = LlmCluster(folder)
    command = [cluster.python, HERE / "check_configs.py", *configs]
    return subprocess.run(
        command, env=cluster.environment(), capture_output=True, text=True, check=False
    )


def test_the_gpu_config_asks_for_the_gpus_that_it_names(facts: dict[str, Any]) -> None:
    small, large = facts["gpu"]
    assert small["bundles"] == [{"GPU": 1, "accelerator_type:L4": 0.001}]
    assert large["bundles"] == [{"GPU": 1, "accelerator_type:H100": 0.001}] * 2


def test_the_cpu_config_asks_for_no_gpu(facts: dict[str, Any]) -> None:
    assert [each["bundles"] for each in facts["llm-cpu"]] == [[{"CPU": 1}]]


def test_an_argument_that_vllm_does_not_know_is_found(tmp_path: Path) -> None:
    text = (ROOT / "serve_configs" / "gpu.yaml").read_text()
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text.replace("max_model_len", "max_modell_len", 1))
    read = read_by_vllm(tmp_path, wrong)
    assert read.returncode != 0
    assert "max_modell_len" in read.stderr
