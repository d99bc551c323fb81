"""Retrieval on collections in the BEIR layout."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fynq.domain.errors import InvalidInput
from fynq.evaluation.at_once import Progress
from fynq.evaluation.records import fault, read_jsonl, read_table
from fynq.retrieval.exact import nearest
from fynq.retrieval.ports import Embedder, Vectors

_QRELS = {
    "query": ("query-id", "query_id"),
    "document": ("corpus-id", "corpus_id"),
    "score": ("score",),
}
_DEPTH = 100
_PART = 256
_MOST_RELEVANT = 1_000

Judgements = Mapping[str, Mapping[str, int]]
"""From a query's id to the relevance of its documents."""


@dataclass(frozen=True)
class RetrievalScore:
    """Means over the queries that have at least one relevant document. Times in milliseconds: the
    query's embedding included, one at a time."""

    documents: int
    queries: int
    ndcg_10: float
    recall_100: float
    mrr_10: float
    p50_ms: float
    p95_ms: float
    documents_per_second: float

    def as_json(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "queries": self.queries,
            "ndcg@10": self.ndcg_10,
            "recall@100": self.recall_100,
            "mrr@10": self.mrr_10,
            "query_p50_ms": self.p50_ms,
            "query_p95_ms": self.p95_ms,
            "documents_per_second": self.documents_per_second,
        }

    def rows(self) -> list[tuple[str, str]]:
        return [
            ("documents", f"{self.documents:,}"),
            ("queries", f"{self.queries:,}"),
            ("ndcg@10", f"{self.ndcg_10:.4f}"),
            ("recall@100", f"{self.recall_100:.4f}"),
            ("mrr@10", f"{self.mrr_10:.4f}"),
            ("query p50 ms", f"{self.p50_ms:.1f}"),
            ("query p95 ms", f"{self.p95_ms:.1f}"),
            ("documents embedded per second", f"{self.documents_per_second:.1f}"),
        ]


async def run(
    corpus: Path,
    queries: Path,
    qrels: Path,
    embedder: Embedder,
    progress: Progress | None = None,
) -> RetrievalScore:
    """corpus: JSON lines with _id, title, text; queries: with _id, text; qrels: a table with
    query-id, corpus-id, score, separated by tabs. Raises InvalidInput naming the line that cannot
    be used. progress: told how many documents of how many are embedded."""
    documents = _read_texts(corpus)
    asked = _read_texts(queries)
    judged = read_judgements(qrels)
    wanted = [query for query in judged if query in asked]
    if not documents or not wanted:
        raise InvalidInput("No query of the judgements is in the queries, or no document is there.")
    started = time.perf_counter()
    vectors = await _embed(list(documents.values()), embedder, progress)
    seconds = time.perf_counter() - started
    names = list(documents)
    ranked: dict[str, list[str]] = {}
    times = np.empty(len(wanted))
    for at, query in enumerate(wanted):
        began = time.perf_counter()
        vector = await embedder.embed([asked[query]])
        _, rows = nearest(vector, vectors, _DEPTH)
        times[at] = time.perf_counter() - began
        ranked[query] = [names[row] for row in rows[0]]
    gains = {query: judged[query] for query in wanted}
    return RetrievalScore(
        documents=len(documents),
        queries=len(wanted),
        ndcg_10=_mean(ndcg, ranked, gains, 10),
        recall_100=_mean(recall, ranked, gains, _DEPTH),
        mrr_10=_mean(reciprocal_rank, ranked, gains, 10),
        p50_ms=float(np.quantile(times, 0.5)) * 1e3,
        p95_ms=float(np.quantile(times, 0.95)) * 1e3,
        documents_per_second=len(documents) / seconds,
    )


def ndcg(ranked: Sequence[str], gains: Mapping[str, int], depth: int) -> float:
    """Järvelin and Kekäläinen 2002, with the gain itself in the numerator, as trec_eval does."""
    found = [gains.get(name, 0) for name in ranked[:depth]]
    best = sorted((gain for gain in gains.values() if gain > 0), reverse=True)[:depth]
    return _discounted(found) / _discounted(best)


def recall(ranked: Sequence[str], gains: Mapping[str, int], depth: int) -> float:
    relevant = {name for name, gain in gains.items() if gain > 0}
    return len(relevant.intersection(ranked[:depth])) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], gains: Mapping[str, int], depth: int) -> float:
    for place, name in enumerate(ranked[:depth], start=1):
        if gains.get(name, 0) > 0:
            return 1.0 / place
    return 0.0


def read_judgements(file: Path) -> Judgements:
    """Queries without a relevant document are left out, as trec_eval does."""
    judged: dict[str, dict[str, int]] = {}
    for line, row in read_table(file, _QRELS, delimiter="\t"):
        try:
            gain = int(row["score"])
        except ValueError:
            raise fault(file, line, "score must be a whole number") from None
        if abs(gain) > _MOST_RELEVANT:
            raise fault(file, line, f"score must be at most {_MOST_RELEVANT}")
        judged.setdefault(row["query"], {})[row["document"]] = max(gain, 0)
    return {query: gains for query, gains in judged.items() if max(gains.values()) > 0}


def _mean(
    measure: Callable[[Sequence[str], Mapping[str, int], int], float],
    ranked: Mapping[str, Sequence[str]],
    judged: Judgements,
    depth: int,
) -> float:
    return float(np.mean([measure(ranked[query], judged[query], depth) for query in ranked]))


def _discounted(gains: Sequence[int]) -> float:
    places: NDArray[np.float64] = np.arange(2, len(gains) + 2, dtype=np.float64)
    return float(np.sum(np.array(gains) / np.log2(places)))


def _read_texts(file: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    for line, row in read_jsonl(file):
        name, title, text = row.get("_id"), row.get("title") or "", row.get("text")
        if not isinstance(name, str | int) or not isinstance(text, str):
            raise fault(file, line, "_id and text are needed")
        if not isinstance(title, str):
            raise fault(file, line, "title must be a text")
        texts[str(name)] = f"{title} {text}".strip()
    return texts


async def _embed(texts: Sequence[str], embedder: Embedder, progress: Progress | None) -> Vectors:
    """Texts of like length together: a batch is as slow as its longest."""
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    vectors = np.zeros((len(texts), embedder.dimension), np.float32)
    for start in range(0, len(order), _PART):
        part = order[start : start + _PART]
        vectors[part] = await embedder.embed([texts[at] for at in part])
        if progress is not None:
            progress(start + len(part), len(order))
    return vectors
