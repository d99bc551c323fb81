"""The retriever: the only process that holds the embedder and the indexes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ray.serve.handle import DeploymentHandle

from fynq import wiring
from fynq.deployments.calls import answered, sender
from fynq.deployments.coalesce import Coalescer, outcome
from fynq.deployments.failures import FOREIGN, is_death, translated
from fynq.deployments.replica import Replica, settings_of
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Found, Search
from fynq.retrieval.parts import PARTS
from fynq.retrieval.ports import Vectors

ROOM = "retriever"
EMBED_TEXTS = 64
"""Texts in one message: with their vectors they stay far below the 4 MiB of one message."""


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    tenant: Tenant
    search: Search


class RetrieverReplica(Replica[wiring.SearchRoom]):
    async def __init__(self, overrides: Mapping[str, Any]) -> None:  # type: ignore[misc]
        self._built = await wiring.build_retriever(settings_of(overrides))

    async def searches(self, questions: Sequence[SearchQuestion]) -> list[Found | FynqError]:
        return await asyncio.gather(
            *(outcome(ROOM, self.room.look_up(q.tenant, q.search)) for q in questions)
        )

    async def embed(self, texts: Sequence[str]) -> Vectors | FynqError:
        return await outcome(ROOM, self.room.embed(texts))

    async def embed_passages(self, texts: Sequence[str]) -> Vectors | FynqError:
        return await outcome(ROOM, self.room.embed_passages(texts))

    async def embedder(self) -> tuple[str, int]:
        return self.room.name, self.room.dimension


class RemoteRetriever:
    """The ports answering.Retriever and retrieval.Embedder over a handle."""

    def __init__(
        self, handle: DeploymentHandle[Any], name: str, dimension: int, seconds: float = 8.0
    ) -> None:
        self.name = name
        self.dimension = dimension
        self._handle = handle
        self._search: Coalescer[SearchQuestion, Found] = Coalescer(
            ROOM, sender(handle.searches), seconds, batch=32, repeatable=True
        )

    @classmethod
    async def connect(cls, handle: DeploymentHandle[Any]) -> RemoteRetriever:
        """Asks the replica which embedder it holds."""
        name, dimension = await answered(handle.embedder.remote())
        return cls(handle, name, dimension)

    async def look_up(self, tenant: Tenant, search: Search) -> Found:
        return await self._search(SearchQuestion(tenant, search))

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self._embedded(self._handle.embed, texts, self.dimension)

    async def embed_passages(self, texts: Sequence[str]) -> Vectors:
        width = (1 + PARTS) * self.dimension
        return await self._embedded(self._handle.embed_passages, texts, width)

    async def _embedded(self, method: Any, texts: Sequence[str], width: int) -> Vectors:
        import numpy as np

        parts: list[Vectors] = []
        for start in range(0, len(texts), EMBED_TEXTS):
            parts.append(await self._sent(method, texts[start : start + EMBED_TEXTS]))
        if not parts:
            return np.zeros((0, width), dtype=np.float32)
        return np.concatenate(parts)

    async def _sent(self, method: Any, texts: Sequence[str]) -> Vectors:
        for again in (True, False):
            try:
                vectors: Vectors | FynqError = await answered(method.remote(list(texts)))
            except FOREIGN as error:
                if again and is_death(error):
                    continue
                raise translated(error, ROOM) from None
            if isinstance(vectors, FynqError):
                raise vectors
            return vectors
        raise AssertionError("unreachable")

    async def aclose(self) -> None:
        await self._search.aclose()
