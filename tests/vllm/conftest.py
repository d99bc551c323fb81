"""Fixtures of `make test-vllm`. Nothing here is collected unless `-m vllm` asks for it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import yaml
from openai import AsyncOpenAI

from tests.graph.instance import Instance
from tests.vllm.llm_cluster import LlmCluster
from tests.vllm.stages import Stages
from tests.vllm.surface import connect, make_key
from tests.vllm.tutor import Tutor, rows

STAGES = pytest.StashKey[Stages]()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    del collection_path
    wanted = re.search(r"(?<!not )\bvllm\b", config.option.markexpr or "")
    return None if wanted else True


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    stages = config.stash.setdefault(STAGES, Stages())
    if stages.seconds:
        terminalreporter.section("stages")
        for line in stages.lines():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def stages(pytestconfig: pytest.Config) -> Stages:
    return pytestconfig.stash.setdefault(STAGES, Stages())


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory, stages: Stages) -> Iterator[LlmCluster]:
    """vLLM on the CPU, with the model of seed 1 as `small`."""
    made = LlmCluster(tmp_path_factory.mktemp("llm"))
    try:
        with stages.timed("model: make one"):
            made.make_model(1)
        with stages.timed("boot: Ray"):
            made.start()
        with stages.timed("boot: engine"):
            made.deploy({"llm": 1})
            made.until_running("llm")
        yield made
    finally:
        with stages.timed("stop: engine"):
            made.stop()


@pytest.fixture(scope="session")
def fynq(
    cluster: LlmCluster, tmp_path_factory: pytest.TempPathFactory, stages: Stages
) -> Iterator[Instance]:
    """`fynq up --config compact` with a file of rows that names the cluster."""
    folder = tmp_path_factory.mktemp("fynq")
    file = folder / "models.yaml"
    file.write_text(yaml.safe_dump(rows(cluster, "llm")))
    instance = Instance(folder / "data")
    try:
        with pytest.MonkeyPatch.context() as patch, stages.timed("boot: fynq up"):
            patch.setenv("FYNQ_ROUTING__FILE", str(file))
            instance.up("--config", "compact", "--port", "0")
        yield instance
    finally:
        instance.down()


@pytest.fixture
async def sdk(fynq: Instance, api_key: str) -> AsyncIterator[AsyncOpenAI]:
    async with connect(fynq, api_key) as client:
        yield client


@pytest.fixture(scope="session")
def api_key(fynq: Instance) -> str:
    return make_key(fynq)


@pytest.fixture
async def tutor(cluster: LlmCluster, tmp_path: Path) -> AsyncIterator[Tutor]:
    made = await Tutor.start(cluster, tmp_path)
    yield made
    await made.stop()
