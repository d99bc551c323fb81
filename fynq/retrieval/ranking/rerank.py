"""A second reading of the best candidates by a cross-encoder, within a deadline."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import structlog
from numpy.typing import NDArray

from fynq.domain.errors import ConfigurationError
from fynq.retrieval.lean_import import without

log = structlog.get_logger()

READ = 24
"""Candidates that are read a second time."""
SHARE = 0.6
"""Of the cross-encoder in the final score."""


class CrossEncoder(Protocol):
    async def score(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """How well each passage answers the query, shape (passages,): the higher the better."""
        ...


async def rerank(
    encoder: CrossEncoder,
    query: str,
    passages: Sequence[str],
    fused: NDArray[np.float32],
    deadline: float,
) -> NDArray[np.float32]:
    """Scores in the fused ones' stead, shape (passages,), best first as given.

    The first READ passages are read; the others keep their order behind them. When the encoder
    fails or takes longer than `deadline` seconds, the fused scores stand.
    """
    count = min(len(passages), READ)
    if count < 2:
        return fused
    try:
        async with asyncio.timeout(deadline):
            read = await encoder.score(query, passages[:count])
    except TimeoutError:
        log.info("rerank_late", passages=count, deadline=deadline)
        return fused
    except Exception as error:  # noqa: BLE001 - a second opinion must not cost the first
        log.warning("rerank_failed", error=type(error).__name__)
        return fused
    if np.shape(read) != (count,) or not np.isfinite(read).all():
        log.warning("rerank_failed", error="scores of the wrong shape or not finite")
        return fused
    first = SHARE * _spread(np.asarray(read, np.float32)) + (1 - SHARE) * _spread(fused[:count])
    # Those that were not read lie below 0.5, those that were at or above it.
    return np.concatenate([0.5 + first / 2, fused[count:] * np.float32(0.499)]).astype(np.float32)


def _spread(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The lowest to 0, the highest to 1."""
    low, high = scores.min(), scores.max()
    spread: NDArray[np.float32] = (scores - low) / max(high - low, np.float32(1e-9))
    return spread


class SentenceTransformersCrossEncoder:
    """CrossEncoder port over a folder in sentence-transformers' layout; loaded at the first use.

    Raises ConfigurationError when the folder holds no such model. One call at a time, in
    a thread of its own: one that was given up while it ran still runs to its end, and those that
    wait behind it meet their own deadlines.
    """

    def __init__(self, folder: Path, *, threads: int = 1, batch: int = 8) -> None:
        self._folder = folder
        self._threads = threads
        self._batch = batch
        self._model: Any = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reranker")

    async def score(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        future = self._thread.submit(self._score, query, list(passages))
        return await asyncio.wrap_future(future)

    def _score(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        if self._model is None:
            self._model = self._load()
        pairs = [(query, passage) for passage in passages]
        scores = self._model.predict(pairs, batch_size=self._batch, show_progress_bar=False)
        return np.asarray(scores, np.float32).reshape(len(passages))

    def _load(self) -> Any:
        if not (self._folder / "config.json").is_file():
            raise ConfigurationError(
                "reranker",
                f"no cross-encoder is in {self._folder.name}",
                "Give the folder of a model in sentence-transformers' layout, or none.",
            )
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
        with without("sklearn", "scipy", "pandas"):
            from sentence_transformers import CrossEncoder as Model
        import torch

        torch.set_num_threads(max(self._threads, 1))
        return Model(str(self._folder), device="cpu", local_files_only=True)
