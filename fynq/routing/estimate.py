"""What a request may cost at most, before it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from fynq.domain.chat import ChatRequest, EmbeddingRequest
from fynq.routing.ports import Estimate
from fynq.routing.route import Route


def estimate_of(request: ChatRequest, routes: Sequence[Route]) -> Estimate:
    return Estimate(0, 0)


def estimate_of_embedding(request: EmbeddingRequest, routes: Sequence[Route]) -> Estimate:
    return Estimate(0, 0)
