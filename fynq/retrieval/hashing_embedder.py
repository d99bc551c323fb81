"""An embedder without a model: hashed words. Texts that share words are near."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from fynq.retrieval.parts import cut, whole, word_offsets
from fynq.retrieval.ports import Vectors
from fynq.retrieval.vectors import normalized

_WORD = re.compile(r"\w+")


class HashingEmbedder:
    """Embedder port: deterministic and instant, for tests and for machines without weights.

    Feature hashing with signs (Weinberger et al., 2009, arXiv:0902.2206); a word that occurs n
    times counts √n.
    """

    def __init__(self, dimension: int = 384) -> None:
        self.name = f"hashing-{dimension}"
        self.dimension = dimension

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return self._hashed(texts)

    async def embed_passages(self, texts: Sequence[str]) -> Vectors:
        rows = whole(await self.embed(texts))
        for row, text in zip(rows, texts, strict=True):
            words = word_offsets(text)
            pieces = [text[words[a, 0] : words[b - 1, 1]] for a, b in cut(text, words)]
            parts = self._hashed(pieces).reshape(-1)
            row[self.dimension : self.dimension + len(parts)] = parts
        return rows

    def _hashed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            words, counts = np.unique(_words(text), return_counts=True)
            for word, count in zip(words, counts, strict=True):
                place, sign = self._place(str(word))
                row[place] += sign * np.sqrt(count)
        return normalized(rows)

    def _place(self, word: str) -> tuple[int, int]:
        code = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
        return (code >> 1) % self.dimension, 1 if code & 1 else -1


def _words(text: str) -> list[str]:
    return [found.casefold() for found in _WORD.findall(text.encode("utf-8", "replace").decode())]
