"""Which text stands for a chunk in vector space, and vectors made beforehand."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from fynq.domain.knowledge import Chunk
from fynq.retrieval.parts import PARTS, split
from fynq.retrieval.ports import LiveRow, Vectors

Digest = bytes
"""SHA-256 of an embedded text."""


def embedded_text(title: str, chunk: Chunk) -> str:
    """The title and the headings say what a passage is about when its own words do not."""
    return joined_text(title, chunk.heading, chunk.text)


def embedded_text_of(row: LiveRow) -> str:
    """The same of a row that was read for searching."""
    return joined_text(row.title, row.heading, row.text)


def joined_text(*parts: str) -> str:
    """Title, headings and text, as they are embedded together."""
    return "\n".join(part for part in parts if part)


def digest(text: str) -> Digest:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def normalized(vectors: Vectors) -> Vectors:
    """Rows of length 1; a row of zeros becomes the first unit vector."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    result[(lengths == 0)[:, 0], :1] = 1.0
    return result


def save_vectors(file: Path, model: str, known: Mapping[Digest, Vectors], dimension: int) -> None:
    """known: embedded passages. Half precision moves a cosine by less than 0.001, and the file is
    half as large."""
    keys = sorted(known)
    rows = np.zeros((0, (1 + PARTS) * dimension), np.float32)
    if keys:
        rows = np.stack([known[key] for key in keys])
    vectors, parts = split(rows, dimension)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with draft.open("wb") as stream:
            np.savez_compressed(
                stream,
                model=np.frombuffer(model.encode(), np.uint8),
                keys=np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), 32),
                vectors=vectors.astype(np.float16),
                parts=parts,
            )
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def load_vectors(files: Sequence[Path], model: str, dimension: int) -> dict[Digest, Vectors]:
    """What the files hold for this very model, as embedded passages; a missing, broken or foreign
    file holds nothing."""
    known: dict[Digest, Vectors] = {}
    for file in files:
        try:
            with np.load(file, allow_pickle=False) as stored:
                maker = stored["model"].tobytes().decode("utf-8", "replace")
                keys, rows = stored["keys"], stored["vectors"].astype(np.float32)
                parts = stored["parts"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
            continue
        count = len(rows)
        fits = (
            (keys.dtype, keys.shape) == (np.uint8, (count, 32))
            and rows.shape == (count, dimension)
            and (parts.dtype, parts.shape) == (np.int8, (count, PARTS, dimension))
        )
        if maker == model and fits and np.isfinite(rows).all():
            passages = np.concatenate(
                [normalized(rows), parts.reshape(count, PARTS * dimension)], axis=1
            )
            known.update({key.tobytes(): row for key, row in zip(keys, passages, strict=True)})
    return known
