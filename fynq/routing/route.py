"""One model at one provider, with a client for each of the provider's keys."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fynq.domain.chat import ChatModel, EmbeddingModel, Usage
from fynq.routing.options import ModelRow, ProviderRow


@dataclass(frozen=True)
class Route:
    """chats: one ChatModel for each key of the provider, in the row's order; at least one, except
    for a model that only embeds. embedders likewise."""

    row: ProviderRow
    model: ModelRow
    chats: tuple[ChatModel, ...] = ()
    embedders: tuple[EmbeddingModel, ...] = ()

    @property
    def provider(self) -> str:
        return self.row.name

    @property
    def name(self) -> str:
        return f"{self.row.name}/{self.model.name}"

    def can(self, capability: str) -> bool:
        """Unknown counts as able: the provider will say."""
        return self.model.capabilities is None or capability in self.model.capabilities

    def priced(self, usage: Usage) -> Usage:
        """With its cost in micro-dollars, rounded up. Dollars per million tokens are micro-dollars
        per token."""
        whole = self.model.input_price or 0.0
        cached = self.model.cached_price if self.model.cached_price is not None else whole
        cost = (
            (usage.input_tokens - usage.cached_tokens) * whole
            + usage.cached_tokens * cached
            + usage.output_tokens * (self.model.output_price or 0.0)
        )
        return replace(usage, cost_micros=-int(-cost // 1))
