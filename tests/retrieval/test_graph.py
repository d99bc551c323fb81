"""Search by graph: how much it finds, under masks, quantized, and where it does not help."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fynq.retrieval.generations.dense import Graph
from fynq.retrieval.generations.files import Base, Shape, open_generation, write_generation
from fynq.retrieval.generations.manifest import IndexRefused
from fynq.retrieval.generations.shelf import Folder
from fynq.retrieval.ports import Generation, Vectors
from tests.retrieval.house import ONE, made_of, rows_of, vectors_of

ROWS, DIMENSION = 6_000, 32
SMALL = {"fp16": Shape(flat_rows=1_000, threads=1), "8bit": Shape(1_000, 2_000, 1)}


def clustered(count: int, seed: int) -> Vectors:
    """Around 40 centres, as texts gather around subjects."""
    centres = np.random.default_rng(1).normal(size=(40, DIMENSION))
    rng = np.random.default_rng(seed)
    rows = centres[rng.integers(0, 40, count)] + 0.6 * rng.normal(size=(count, DIMENSION))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def made(root: Path, vectors: Vectors, codes: str) -> tuple[Generation, Base]:
    contents = made_of(rows_of(len(vectors)), vectors)
    generation = write_generation(
        Folder(root), ONE, "notes", contents, number=1, epoch=1, model="m", shape=SMALL[codes]
    )
    return generation, open_generation(Folder(root), ONE, generation, "m")


def recall(base: Base, vectors: Vectors, mask: np.ndarray | None) -> float:
    found, allowed = 0, np.arange(len(vectors)) if mask is None else np.flatnonzero(mask)
    for query in clustered(100, 7):
        truth = allowed[np.argsort(-(vectors[allowed] @ query), kind="stable")[:10]]
        scores, rows = base.dense.nearest(query[None], 10, mask)
        assert len(rows) == min(10, len(allowed))
        assert mask is None or mask[rows].all()
        assert scores == pytest.approx(vectors[rows] @ query, abs=2e-3 if codes(base) else 1e-6)
        assert (np.diff(scores) <= 1e-6).all()
        found += len(set(truth.tolist()) & set(rows.tolist()))
    return found / (100 * min(10, len(allowed)))


def codes(base: Base) -> bool:
    return base.generation.manifest["codes"] != "fp32"


@pytest.mark.parametrize("kind", SMALL)
def test_a_graph_finds_what_exact_search_finds(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fynq.retrieval.generations.dense._SCANNED_ROWS", 100)
    vectors = clustered(ROWS, 3)
    generation, base = made(tmp_path, vectors, kind)
    assert isinstance(base.dense, Graph)
    assert generation.manifest["codes"] == kind
    assert generation.manifest["beam"] > 0
    assert generation.manifest["recall"] >= 0.985
    assert recall(base, vectors, None) >= 0.98
    rng = np.random.default_rng(5)
    for share in (0.7, 0.3, 0.12, 0.05, 0.001):
        assert recall(base, vectors, rng.random(ROWS) < share) >= 0.98
    mask = np.zeros(ROWS, bool)
    assert len(base.dense.nearest(vectors[:1], 10, mask)[1]) == 0
    mask[4711] = True
    assert base.dense.nearest(vectors[:1], 10, mask)[1].tolist() == [4711]
    assert base.dense.take(np.array([5, 9])) == pytest.approx(vectors[[5, 9]], abs=1e-3)


def test_a_mask_far_from_the_question_starves_nothing(tmp_path: Path) -> None:
    """What is allowed lies on the other side of the sphere."""
    vectors = clustered(ROWS, 3)
    _, base = made(tmp_path, vectors, "fp16")
    query = vectors[:1]
    far = np.argsort(vectors @ query[0])[: ROWS // 5]
    mask = np.zeros(ROWS, bool)
    mask[far] = True
    truth = far[np.argsort(-(vectors[far] @ query[0]))[:10]]
    assert len(set(base.dense.nearest(query, 10, mask)[1]) & set(truth)) >= 9


def test_vectors_without_structure_are_compared_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fynq.retrieval.generations.dense._SCANNED_ROWS", 100)
    vectors = vectors_of(12_000, 256)
    generation, base = made(tmp_path, vectors, "8bit")
    assert generation.manifest["beam"] == 0
    query = vectors_of(3, 256)[:1]
    best = np.argsort(-(vectors @ query[0]))[:10]
    assert len(set(base.dense.nearest(query, 10, None)[1]) & set(best)) >= 9


@pytest.mark.parametrize("kind", SMALL)
def test_a_damaged_graph_never_reaches_the_parser(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation, _ = made(tmp_path, clustered(2_500, 3), kind)
    parsed: list[Path] = []
    monkeypatch.setattr(Graph, "open", lambda folder, *_: parsed.append(folder))
    file = tmp_path / generation.path / "graph.faiss"
    whole = file.read_bytes()
    for at in (0, 4, 40, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(IndexRefused):
            open_generation(Folder(tmp_path), ONE, generation, "m")
    file.write_bytes(whole[:-9])
    with pytest.raises(IndexRefused):
        open_generation(Folder(tmp_path), ONE, generation, "m")
    assert parsed == []
