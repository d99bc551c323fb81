"""What each vendor's file offers to the registry."""

from __future__ import annotations

from typing import Protocol

from fynq.domain.chat import ChatModel, EmbeddingModel
from fynq.routing.options import ModelRow


class Vendor(Protocol):
    """One client of one provider with one key; its SDK does not retry, that is the router's."""

    def chat(self, model: ModelRow) -> ChatModel: ...

    def embedder(self, model: ModelRow) -> EmbeddingModel:
        """Raises ConfigurationError where the provider has no embeddings."""
        ...

    async def close(self) -> None: ...
