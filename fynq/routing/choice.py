"""Which routes may serve a request, in the order in which they are tried."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fynq.domain.chat import ChatRequest, ImagePart
from fynq.domain.errors import ModelRequestInvalid, ModelUnavailable
from fynq.routing.families import of_other_families
from fynq.routing.health import State
from fynq.routing.options import PolicyRow, RoutingOptions, Share
from fynq.routing.route import Route
from fynq.routing.standing import Standing

DEFAULT = PolicyRow("")


class Need(StrEnum):
    IMAGE = "image"
    TOOLS = "tools"
    SCHEMA = "json_schema"


ByRating = Callable[[Sequence[Route], ChatRequest, PolicyRow], Awaitable[list[Route]]]
"""Orders routes by what the ratings say: for policies 'quality' and 'cascade'."""


@dataclass(frozen=True)
class Chosen:
    """routes: in order, at least one. shadow: models that see a copy of the request."""

    routes: list[Route]
    policy: PolicyRow
    shadow: tuple[Share, ...] = ()


@dataclass(frozen=True)
class Choice:
    """routes: every route, in the order of preference. by_rating: None without ratings."""

    routes: Sequence[Route]
    options: RoutingOptions
    standing: Standing
    by_rating: ByRating | None = None
    chance: random.Random = field(default_factory=random.Random)

    async def for_chat(self, request: ChatRequest) -> Chosen:
        """Raises ModelRequestInvalid when there is no such model or none that can do it."""
        routes, policy = self._named(request.model, embeds=False)
        fitting = _able(routes, _needs(request))
        if request.escalation is not None:
            rejected = request.escalation.models
            fitting = [route for route in fitting if route.name not in rejected]
        if request.unlike:
            fitting = of_other_families(fitting, self.routes, request.unlike)
            if not fitting:
                raise ModelUnavailable("No model of another family may answer this.")
        if policy.by in ("quality", "cascade") and self.by_rating is not None:
            fitting = await self.by_rating(fitting, request, policy)
        else:
            fitting = self._ordered(fitting, policy)
        if not fitting:
            raise ModelUnavailable("Every model that may answer this was rejected already.")
        fitting = self._canary(fitting, policy, request)
        return Chosen(self._healthiest(fitting), policy, policy.shadow)

    def for_embedding(self, model: str) -> list[Route]:
        """Only routes of one model: vectors of another would lie in another space, unless a fallback
        row says that they do not. Raises ModelRequestInvalid."""
        routes, policy = self._named(model, embeds=True)
        if not model or policy.name:
            routes = [r for r in routes if r.model.name == routes[0].model.name]
        return self._healthiest(routes)

    def _named(self, wanted: str, *, embeds: bool) -> tuple[list[Route], PolicyRow]:
        policy = next((p for p in self.options.policies if p.name == wanted), None)
        if policy is None and not wanted:
            policy = DEFAULT
        kind = [r for r in self.routes if r.model.embeds == embeds]
        if policy is not None:
            listed = _listed(kind, policy.models) if policy.models else kind
            if not listed:
                raise ModelUnavailable("No model is configured for this request.")
            return listed, policy
        meant = _listed(kind, (wanted,)) or [r for r in kind if r.model.name == wanted]
        if not meant:
            raise ModelRequestInvalid("There is no such model.", field="model")
        then = [
            name
            for row in self.options.fallbacks
            if row.model in (wanted, meant[0].name)
            for name in row.then
        ]
        return [*meant, *(r for r in _listed(kind, then) if r not in meant)], DEFAULT

    def _ordered(self, routes: list[Route], policy: PolicyRow) -> list[Route]:
        if policy.by == "price":
            return sorted(routes, key=_price)
        if policy.by == "latency" and len(routes) > 1:
            first = min(self.chance.sample(routes, 2), key=self.standing.expected)
            rest = sorted((r for r in routes if r is not first), key=self.standing.expected)
            return [first, *rest]
        if policy.by == "quality":
            return sorted(routes, key=lambda r: -(r.model.quality or 0.0))
        return routes

    def _canary(self, routes: list[Route], policy: PolicyRow, request: ChatRequest) -> list[Route]:
        if not policy.canary or request.escalation is not None:
            return routes
        place = _place(policy.name, request.sticky) if request.sticky else self.chance.random()
        for share in policy.canary:
            if place < share.share:
                return sorted(routes, key=lambda r: r.name != share.model)
            place -= share.share
        return routes

    def _healthiest(self, routes: list[Route]) -> list[Route]:
        """Healthy ones and those due for a probe first, in order; degraded ones after them; open and
        resting ones last, the soonest back first: when all are open the least bad is asked."""
        return sorted(routes, key=self._badness)

    def _badness(self, route: Route) -> tuple[int, float]:
        if not self.standing.admits(route):
            return 3, max(
                self.standing.rests(route),
                self.standing.health(route.name).opens_in(self.standing.now()),
            )
        state = self.standing.state(route)
        return (1, 0.0) if state is State.DEGRADED else (0, 0.0)


def _listed(routes: Sequence[Route], names: Sequence[str]) -> list[Route]:
    """By 'provider/model' or 'provider', in the order of names, each once."""
    found: dict[str, Route] = {}
    for name in names:
        for route in routes:
            if name in (route.name, route.provider):
                found.setdefault(route.name, route)
    return list(found.values())


def _needs(request: ChatRequest) -> set[Need]:
    needs = set()
    if request.tools:
        needs.add(Need.TOOLS)
    if request.json_schema is not None:
        needs.add(Need.SCHEMA)
    if any(isinstance(part, ImagePart) for m in request.messages for part in m.parts):
        needs.add(Need.IMAGE)
    return needs


def _able(routes: list[Route], needs: set[Need]) -> list[Route]:
    """Raises ModelRequestInvalid when none of them can."""
    found = [route for route in routes if all(route.can(need) for need in needs)]
    if not found:
        what = ", ".join(sorted(needs))
        raise ModelRequestInvalid(f"The model cannot do this: {what}.", field="model")
    return found


def _price(route: Route) -> float:
    """For a question and an answer of about the same length; the unknown is dear."""
    if route.model.input_price is None or route.model.output_price is None:
        return float("inf")
    return route.model.input_price + route.model.output_price


def _place(policy: str, sticky: str) -> float:
    """Between 0 and 1, always the same for the same caller."""
    digest = hashlib.sha256(f"{policy}\n{sticky}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
