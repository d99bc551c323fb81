"""The parts of a passage and their vectors.

A vector of a whole passage blurs what one of its sentences says. The parts' vectors come from the
same reading: means of the tokens' last hidden states over a few sentences each, so that every part
knows its passage ("late chunking", Günther et al. 2024, arXiv:2409.04701) and costs no second
reading.

An *embedded passage* is one row of floats: its vector, of length 1, then PARTS vectors of any
length, zeros where it has fewer. It is stored as the vector in half precision and the parts in
bytes (`packed`), and searched as two arrays (`split`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PARTS = 8
_FEWEST = 6
"""Tokens that a part has on average at least."""
_STOP = re.compile(r"(?<=[.!?])\s+|\n+")
_TOP = 127

Parts = NDArray[np.int8]
"""Shape (n, PARTS, dimension): directions; zeros for no part."""
Passages = NDArray[np.float32]
"""Shape (n, (1 + PARTS) dimension), as above."""


def cut(text: str, offsets: NDArray[np.int64]) -> list[tuple[int, int]]:
    """First token and the one behind the last of each part, none or from 2 to PARTS of them.

    offsets: shape (tokens, 2), where each token lies in the text; those of no width, as at the
    beginning and the end, belong to no part. A part begins where a sentence does, and the parts
    are about as long as each other.
    """
    real = np.flatnonzero(offsets[:, 1] > offsets[:, 0])
    wanted = min(PARTS, len(real) // _FEWEST)
    if wanted < 2:
        return []
    ends = [found.end() for found in _STOP.finditer(text)]
    sentence = np.searchsorted(np.array(ends, np.int64), offsets[real, 0], side="right")
    begins = np.flatnonzero(np.diff(sentence, prepend=-1))
    sizes = np.diff(begins, append=len(real))
    firsts = [0]
    for begin, size in zip(begins.tolist(), sizes.tolist(), strict=True):
        # Where the middle of a sentence lies behind a border, the sentence does.
        if begin and begin + size / 2 >= len(real) * len(firsts) / wanted:
            firsts.append(begin)
    if len(firsts) < 2:
        return []
    lasts = [*firsts[1:], len(real)]
    return [
        (int(real[first]), int(real[last - 1]) + 1)
        for first, last in zip(firsts, lasts, strict=True)
    ]


def split(rows: Passages, dimension: int) -> tuple[NDArray[np.float32], Parts]:
    """The vectors, rounded to half precision as they are stored, and the parts."""
    vectors = rows[:, :dimension].astype(np.float16).astype(np.float32)
    return vectors, quantized(rows[:, dimension:].reshape(len(rows), PARTS, dimension))


def quantized(values: NDArray[np.float32]) -> Parts:
    """A byte for each number: turns a vector of such a length by less than a degree."""
    tops = np.abs(values).max(axis=2, keepdims=True, initial=0.0)
    result: Parts = np.rint(values * (_TOP / np.maximum(tops, 1e-9))).astype(np.int8)
    return result


def packed(rows: Passages, dimension: int) -> list[bytes]:
    """What a vector store keeps of each: little-endian float16, then int8."""
    halves = rows[:, :dimension].astype("<f2")
    parts = split(rows, dimension)[1]
    return [
        half.tobytes() + (part.tobytes() if part.any() else b"")
        for half, part in zip(halves, parts, strict=True)
    ]


def unpacked(kept: bytes, dimension: int) -> Passages | None:
    """One row, shape ((1 + PARTS) dimension,); None for what packed() does not write."""
    halves = 2 * dimension
    if len(kept) not in (halves, halves + PARTS * dimension):
        return None
    row = np.zeros((1 + PARTS) * dimension, np.float32)
    row[:dimension] = np.frombuffer(kept[:halves], "<f2")
    parts = np.frombuffer(kept[halves:], np.int8)
    row[dimension : dimension + len(parts)] = parts
    return row


def whole(vectors: NDArray[np.float32]) -> Passages:
    """Embedded passages without parts."""
    missing = np.zeros((len(vectors), PARTS * vectors.shape[1]), np.float32)
    return np.concatenate([np.asarray(vectors, np.float32), missing], axis=1)


def nearest_part(question: NDArray[np.float32], parts: Parts) -> NDArray[np.float32]:
    """Cosine of the question, shape (dimension,), with the nearest part of each row; -1 where a row
    has no parts."""
    values = parts.astype(np.float32)
    lengths = np.sqrt(np.einsum("npd,npd->np", values, values))
    cosines = np.where(lengths > 0, values @ question / np.maximum(lengths, 1e-9), -1.0)
    result: NDArray[np.float32] = cosines.max(axis=1, initial=-1.0).astype(np.float32)
    return result


def word_offsets(text: str) -> NDArray[np.int64]:
    """Of the words, for an embedder that has no tokens."""
    found: Sequence[tuple[int, int]] = [match.span() for match in re.finditer(r"\w+", text)]
    return np.array(found, np.int64).reshape(len(found), 2)
