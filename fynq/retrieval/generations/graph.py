"""Makes the graph of a large generation, and measures how wide it must be searched.

A graph that is good for the vectors of texts may be poor for others: on vectors without structure
(random directions) it finds a few true neighbours in a hundred. So every graph is examined on the
vectors it was made of, and the width of its search is the smallest that finds what is asked for.
Where none does, its codes are compared one by one, which is slower and exact.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fynq.retrieval.durable import sync_folder
from fynq.retrieval.generations.dense import GRAPH, VECTORS, Graph
from fynq.retrieval.ports import Vectors

LINKS = 16
_CONSTRUCTION = 100
_TRAINED = 65_536
_BLOCK = 32_768
_BEAMS = (64, 96, 128, 192, 256, 384, 512)
_SAMPLE = 128
_DEPTH = 10
RECALL = 0.985
"""What a graph must find of the ten nearest in its own examination."""


@dataclass(frozen=True, slots=True)
class Made:
    """files: names below the folder. beam: as in Graph. recall: at ten, in the examination."""

    files: tuple[str, ...]
    codes: str
    beam: int
    recall: float


def make_graph(folder: Path, vectors: Vectors, *, quantize: bool, threads: int) -> Made:
    """Writes graph.faiss, and float16 vectors beside 8-bit codes. vectors: float32 (n, dimension),
    mapped or not; read in blocks."""
    import faiss

    faiss.omp_set_num_threads(max(threads, 1))
    kind = faiss.ScalarQuantizer.QT_8bit if quantize else faiss.ScalarQuantizer.QT_fp16
    index = faiss.IndexHNSWSQ(int(vectors.shape[1]), kind, LINKS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = _CONSTRUCTION
    index.train(_sample(vectors, _TRAINED))
    for start in range(0, len(vectors), _BLOCK):
        index.add(np.ascontiguousarray(vectors[start : start + _BLOCK], np.float32))
    files = [GRAPH]
    halves: NDArray[np.float16] | None = None
    if quantize:
        files.append(VECTORS)
        halves = _write_halves(folder / VECTORS, vectors)
    faiss.write_index(index, str(folder / GRAPH))
    _sync(folder / GRAPH)
    beam, recall = _examine(index, halves, vectors)
    faiss.omp_set_num_threads(1)
    return Made(tuple(files), "8bit" if quantize else "fp16", beam, recall)


def _examine(index: Any, halves: NDArray[np.float16] | None, vectors: Vectors) -> tuple[int, float]:
    """Half the questions lie near one row, half between two, as a question lies between texts."""
    rng = np.random.default_rng(len(vectors))
    one, two = rng.integers(0, len(vectors), (2, _SAMPLE))
    near = np.asarray(vectors[one], np.float32)
    other = np.asarray(vectors[two], np.float32)
    noise = rng.normal(size=near.shape).astype(np.float32) * (0.5 / np.sqrt(near.shape[1]))
    half = _SAMPLE // 2
    questions = np.concatenate([near[:half] + noise[:half], near[half:] + other[half:]])
    questions /= np.maximum(np.linalg.norm(questions, axis=1, keepdims=True), 1e-9)
    truth = _exact(questions, vectors)
    recall = 0.0
    for beam in _BEAMS:
        graph = Graph(index, beam, halves)
        found = [graph.nearest(questions[at : at + 1], _DEPTH, None)[1] for at in range(_SAMPLE)]
        hits = [
            len({*rows.tolist()} & {*wanted.tolist()})
            for rows, wanted in zip(found, truth, strict=True)
        ]
        recall = sum(hits) / (_DEPTH * _SAMPLE)
        if recall >= RECALL:
            return beam, recall
    return 0, 1.0


def _exact(questions: Vectors, vectors: Vectors) -> NDArray[np.int64]:
    import faiss

    best = np.full((len(questions), 0), 0.0, np.float32)
    rows = np.zeros((len(questions), 0), np.int64)
    for start in range(0, len(vectors), _BLOCK):
        block = np.ascontiguousarray(vectors[start : start + _BLOCK], np.float32)
        scores, found = faiss.knn(questions, block, _DEPTH, metric=faiss.METRIC_INNER_PRODUCT)
        best = np.concatenate([best, scores], axis=1)
        rows = np.concatenate([rows, found + start], axis=1)
        order = np.argsort(-best, axis=1, kind="stable")[:, :_DEPTH]
        best = np.take_along_axis(best, order, axis=1)
        rows = np.take_along_axis(rows, order, axis=1)
    return rows


def _sample(vectors: Vectors, most: int) -> Vectors:
    step = max(len(vectors) // most, 1)
    return np.ascontiguousarray(vectors[::step][:most], np.float32)


def _write_halves(file: Path, vectors: Vectors) -> NDArray[np.float16]:
    halves = np.lib.format.open_memmap(file, "w+", np.float16, vectors.shape)
    for start in range(0, len(vectors), _BLOCK):
        halves[start : start + _BLOCK] = vectors[start : start + _BLOCK]
    halves.flush()
    _sync(file)
    return halves


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(file.parent)
