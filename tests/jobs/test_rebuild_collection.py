from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from uuid import UUID

import numpy as np
import pytest

from fynq.retrieval.parts import PARTS
from fynq.retrieval.vectors import digest


@pytest.fixture(scope="module")
def job() -> ModuleType:
    file = Path(__file__).parents[2] / "jobs" / "rebuild_collection.py"
    spec = importlib.util.spec_from_file_location("rebuild_collection", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("size", [-1, 1, 3, 10, 99])
def test_every_id_is_in_exactly_one_range(job: ModuleType, size: int) -> None:
    ids = [UUID(int=at * 7) for at in range(10)]
    parts = job.ranges(ids, size)
    held = [[i for i in ids if UUID(part["first"]) <= i <= UUID(part["last"])] for part in parts]
    assert [i for part in held for i in part] == ids
    assert job.ranges([], size) == []


def test_the_actor_returns_one_vector_for_each_text(job: ModuleType) -> None:
    embed = job.Embed()
    texts = ["ice floats", "the sun is a star", "ice floats"]
    batch = {"id": np.array(["1", "2", "3"]), "text": np.array(texts)}
    for _ in range(2):
        found = embed(batch)
        assert found["vector"].shape == (3, 384 * (1 + PARTS))
        assert found["digest"].tolist() == [digest(text).hex() for text in texts]
        assert np.allclose(found["vector"][0], found["vector"][2], atol=1e-5)


def test_without_a_database_it_says_what_to_do(
    job: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(job.URL, raising=False)
    arguments = ["--tenant", "demo", "--collection", "starter"]
    assert job.main(arguments) == 1
    assert job.URL in capsys.readouterr().err
    monkeypatch.setenv(job.URL, "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")
    assert job.main(arguments) == 1
    assert "cannot be used" in capsys.readouterr().err
