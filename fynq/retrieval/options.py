"""Options of retrieval."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RetrievalOptions:
    """min_score: cosine below which a passage is not returned. embed_window_ms: how long a query
    waits for others to share its batch."""

    min_score: float = 0.25
    embed_window_ms: float = 2.0
    embed_batch: int = 32
    embed_threads: int = 1
    chunk_chars: int = 900
    hot_collections: int = 64
