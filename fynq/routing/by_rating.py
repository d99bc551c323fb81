"""Routes in the order that the ratings give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fynq.domain.chat import ChatRequest
from fynq.domain.identifiers import PUBLIC
from fynq.routing.cascade import order_by_cascade
from fynq.routing.options import PolicyRow
from fynq.routing.rated import Rated
from fynq.routing.route import Route


@dataclass(frozen=True)
class OrderByRating:
    """For policies by 'quality' (the best first) and by 'cascade'."""

    rated: Rated

    async def __call__(
        self, routes: Sequence[Route], request: ChatRequest, policy: PolicyRow
    ) -> list[Route]:
        tenant = request.payer.tenant if request.payer is not None else PUBLIC
        ratings = await self.rated.of([r.name for r in routes], request.skills, tenant)
        if policy.by == "cascade":
            return order_by_cascade(routes, request, ratings, policy)
        return sorted(routes, key=lambda r: -ratings[r.name].ability)
