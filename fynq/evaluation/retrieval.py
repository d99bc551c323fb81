"""Retrieval on collections in the BEIR layout, by the way that a school's own books take: chunks,
both indexes, self-examination, the ranking of passages; a document ranks as its best passage."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from fynq.domain.knowledge import Document, Passage, Search
from fynq.evaluation.at_once import Progress
from fynq.evaluation.judged_corpus import Entry, JudgedCorpus, Judgements, read_corpus
from fynq.retrieval.candidates import Candidate, Shelved, candidates
from fynq.retrieval.chunking import chunk
from fynq.retrieval.examining import examined
from fynq.retrieval.generations.dense import Flat
from fynq.retrieval.generations.files import Base
from fynq.retrieval.generations.rows import RowTable
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parts import PARTS, split
from fynq.retrieval.ports import Embedder, Generation, LiveRow, Standing, Vectors
from fynq.retrieval.ranking.query import clean
from fynq.retrieval.vectors import digest, embedded_text_of
from fynq.retrieval.view import lexical_of, opened

_DEPTH = 100
_PASSAGES = 400
"""Passages ranked for each query, from which the first 100 documents come."""
_PART = 256
_NAME = "eval"


@dataclass(frozen=True)
class RetrievalScore:
    """Means over the queries that have at least one relevant document. Times in milliseconds: the
    query's embedding included, one at a time. examined: what the collection found of itself."""

    documents: int
    passages: int
    queries: int
    ndcg_10: float
    recall_100: float
    mrr_10: float
    p50_ms: float
    p95_ms: float
    documents_per_second: float
    examined: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "passages": self.passages,
            "queries": self.queries,
            "ndcg@10": self.ndcg_10,
            "recall@100": self.recall_100,
            "mrr@10": self.mrr_10,
            "query_p50_ms": self.p50_ms,
            "query_p95_ms": self.p95_ms,
            "documents_per_second": self.documents_per_second,
            "self_examination": {k: v for k, v in self.examined.items() if k != "marks"},
        }

    def rows(self) -> list[tuple[str, str]]:
        told = self.examined
        return [
            ("documents", f"{self.documents:,}"),
            ("passages", f"{self.passages:,}"),
            ("queries", f"{self.queries:,}"),
            ("ndcg@10", f"{self.ndcg_10:.4f}"),
            ("recall@100", f"{self.recall_100:.4f}"),
            ("mrr@10", f"{self.mrr_10:.4f}"),
            ("query p50 ms", f"{self.p50_ms:.1f}"),
            ("query p95 ms", f"{self.p95_ms:.1f}"),
            ("documents indexed per second", f"{self.documents_per_second:.1f}"),
            ("lexical weight, by self-examination", f"{told['weight']:.2f}"),
            ("self-examination", f"ndcg@10 {told['ndcg']:.3f} of {told['questions']} questions"),
        ]


async def run(
    corpus: Path,
    queries: Path,
    qrels: Path,
    embedder: Embedder,
    progress: Progress | None = None,
    options: RetrievalOptions | None = None,
) -> RetrievalScore:
    """The files are read as `read_corpus` says, and the queries are used for nothing but to be
    answered. progress: told how many passages of how many are embedded."""
    read = read_corpus(corpus, queries, qrels)
    started = time.perf_counter()
    held = await load(read, embedder, progress, options)
    seconds = time.perf_counter() - started
    ranked: dict[str, list[str]] = {}
    times: list[float] = []
    for query in read.judged:
        began = time.perf_counter()
        found = await held.search(Search(read.queries[query], limit=_PASSAGES), embedder)
        times.append(time.perf_counter() - began)
        names = (name for one in found for name in held.twins[one.chunk])
        ranked[query] = list(dict.fromkeys(names))[:_DEPTH]
    return RetrievalScore(
        documents=len(read.documents),
        passages=len(held.rows),
        queries=len(read.judged),
        ndcg_10=_mean(ndcg, ranked, read.judged, 10),
        recall_100=_mean(recall, ranked, read.judged, _DEPTH),
        mrr_10=_mean(reciprocal_rank, ranked, read.judged, 10),
        p50_ms=float(np.quantile(times, 0.5)) * 1e3,
        p95_ms=float(np.quantile(times, 0.95)) * 1e3,
        documents_per_second=len(read.documents) / seconds,
        examined=held.told,
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


@dataclass(frozen=True)
class Corpus:
    """A collection as a replica holds it after its first generation. rows by chunk; twins, the names
    of the documents that have the very text of a chunk, its own first: a search shows one of them,
    and where judgements name another, that one is found as well."""

    shelf: Shelved
    told: Mapping[str, Any]
    rows: Mapping[UUID, LiveRow]
    twins: Mapping[UUID, Sequence[str]]

    async def search(
        self, search: Search, embedder: Embedder, without: Collection[str] = ()
    ) -> list[Candidate]:
        """without: documents that are taken for removed."""
        vector = await embedder.embed([clean(search.query)])
        shelf = self.shelf
        if without:
            gone = {uuid5(NAMESPACE_URL, name) for name in without}
            segments = tuple(segment.without(gone) for segment in shelf.view.segments)
            shelf = replace(shelf, view=replace(shelf.view, segments=segments))
        return candidates([shelf], search, vector, search.limit)

    async def passages(
        self, search: Search, embedder: Embedder, without: Collection[str] = ()
    ) -> list[Passage]:
        return [
            Passage(
                chunk=one.chunk,
                document=(row := self.rows[one.chunk]).document,
                revision=1,
                title=row.title,
                heading=row.heading,
                start=0,
                end=len(row.text),
                text=row.text,
                score=one.score,
                why=one.why,
            )
            for one in await self.search(search, embedder, without)
        ]


async def load(
    read: JudgedCorpus,
    embedder: Embedder,
    progress: Progress | None = None,
    options: RetrievalOptions | None = None,
) -> Corpus:
    """Chunks, embeds, indexes and examines. progress: as in run()."""
    rows = _passages(read.documents, (options or RetrievalOptions()).chunk_chars)
    passages = await _embed([embedded_text_of(row) for row in rows], embedder, progress)
    table = RowTable.of(rows, [digest(embedded_text_of(row)) for row in rows])
    lexical = lexical_of(rows)
    vectors, parts = split(passages, embedder.dimension)
    told = await examined(rows, table, lexical, vectors, parts, None, embedder.embed_passages)
    generation = Generation(_NAME, 1, "", {**told, "position": 0, "files": {}})
    view = opened(Base(generation, table, Flat(vectors), lexical, parts))
    standing = Standing(_NAME, 0, "everyone", hide_solutions=False, number=1, path="")
    names = {uuid5(NAMESPACE_URL, name): name for name in read.documents}
    return Corpus(
        Shelved(view, standing),
        told,
        {row.chunk: row for row in rows},
        _twins(rows, table.groups.tolist(), names),
    )


def _twins(
    rows: Sequence[LiveRow], groups: Sequence[int], names: Mapping[UUID, str]
) -> dict[UUID, list[str]]:
    together: dict[int, list[str]] = defaultdict(list)
    for row, group in zip(rows, groups, strict=True):
        together[group].append(names[row.document])
    return {
        row.chunk: list(dict.fromkeys([names[row.document], *together[group]]))
        for row, group in zip(rows, groups, strict=True)
    }


def _passages(documents: Mapping[str, Entry], chars: int) -> list[LiveRow]:
    """In order of document and place, as an indexer reads them."""
    rows = []
    for name, entry in documents.items():
        document = Document(uuid5(NAMESPACE_URL, name), _NAME, name, entry.title, entry.text)
        parts = chunk(document, chars)
        if not parts and entry.title:
            parts = chunk(replace(document, text=entry.title), chars)
        rows += [
            LiveRow(
                chunk=part.id,
                document=part.document,
                ordinal=part.ordinal,
                kind=part.kind,
                audience=part.audience,
                title=entry.title,
                heading=part.heading,
                text=part.text,
            )
            for part in parts
        ]
    return sorted(rows, key=lambda row: (row.document, row.ordinal))


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


async def _embed(texts: Sequence[str], embedder: Embedder, progress: Progress | None) -> Vectors:
    """Texts of like length together: a batch is as slow as its longest."""
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    passages = np.zeros((len(texts), (1 + PARTS) * embedder.dimension), np.float32)
    for start in range(0, len(order), _PART):
        part = order[start : start + _PART]
        passages[part] = await embedder.embed_passages([texts[at] for at in part])
        if progress is not None:
            progress(start + len(part), len(order))
    return passages
