from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.graph.instance import Instance, User

LOCAL = Path(__file__).parents[2] / "serve_configs" / "local.yaml"


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The whole graph of actors, shared by the session's tests."""
    instance = Instance(tmp_path_factory.mktemp("graph") / "data")
    instance.up("--config", str(LOCAL), "--port", "0")
    yield instance
    instance.down()


@pytest.fixture(scope="session")
def student(graph: Instance) -> User:
    return graph.demo()
