"""Options of retrieval."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RetrievalOptions:
    """min_score: cosine below which a passage is not returned, unless it holds most of the
    question's words. embed_window_ms: how long a query waits for others to share its batch.

    memory_bytes: of the collections that a replica holds open, their mapped files included, which
    the replicas of one node share. open_collections: how many at most. compact_rows,
    compact_share: rows that came or went since a generation, and their share of it, above which
    the indexer is asked for a new one. index_url: an object store for generations, as fsspec reads
    it; '' keeps them in the data folder. build_threads: for making the graph of a large one.

    reranker: the folder of a cross-encoder that reads the best passages again; '' for none.
    rerank_seconds: how long a search waits for it.
    """

    min_score: float = 0.25
    embed_window_ms: float = 2.0
    embed_batch: int = 32
    embed_threads: int = 1
    chunk_chars: int = 900
    memory_bytes: int = 2_000_000_000
    open_collections: int = 64
    compact_rows: int = 256
    compact_share: float = 0.02
    index_url: str = ""
    build_threads: int = 2
    reranker: str = ""
    rerank_seconds: float = 0.3
