"""The knowledge base's own embedder, in the shape that vendors' embedding models have."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fynq.domain.chat import EmbeddingReply, EmbeddingRequest, Usage
from fynq.domain.errors import DeadlineExceeded, ModelRequestInvalid
from fynq.retrieval.ports import Embedder

_TEXTS = 32
"""At once, so that students' searches, which share the embedder, come in between."""
_CHARS_PER_TOKEN = 4


@dataclass(frozen=True)
class LocalEmbedder:
    """name: what the model is called in replies."""

    embedder: Embedder
    name: str

    async def embed(self, request: EmbeddingRequest) -> EmbeddingReply:
        """The model has one length of vectors. Raises ModelRequestInvalid for another one, and
        DeadlineExceeded."""
        if request.dimensions not in (0, self.embedder.dimension):
            raise ModelRequestInvalid(
                f"This model's vectors have {self.embedder.dimension} dimensions.",
                field="dimensions",
            )
        vectors: list[tuple[float, ...]] = []
        try:
            async with asyncio.timeout(request.seconds):
                for start in range(0, len(request.texts), _TEXTS):
                    found = await self.embedder.embed(request.texts[start : start + _TEXTS])
                    vectors.extend(tuple(row) for row in found.tolist())
        except TimeoutError:
            raise DeadlineExceeded("So many texts take longer.") from None
        usage = Usage(input_tokens=_tokens(request.texts), estimated=True)
        return EmbeddingReply(tuple(vectors), usage, self.name)


def _tokens(texts: Sequence[str]) -> int:
    return sum(max(1, len(text) // _CHARS_PER_TOKEN) for text in texts)
