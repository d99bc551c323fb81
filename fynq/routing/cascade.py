"""Which model first: the cheapest that the ratings trust, then better ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from fynq.domain.chat import ChatRequest, ChatRole
from fynq.routing.options import PolicyRow
from fynq.routing.ports import Rating
from fynq.routing.ratings import OVERALL_VARIANCE, SKILL_VARIANCE, explored, probability
from fynq.routing.route import Route

_UNKNOWN = Rating(0.0, (OVERALL_VARIANCE + SKILL_VARIANCE) ** 0.5)


def order_by_cascade(
    routes: Sequence[Route], request: ChatRequest, ratings: Mapping[str, Rating], policy: PolicyRow
) -> list[Route]:
    """The routes in the order in which to try them; ratings: of the request's skills, by route.

    First those whose probability of a right answer is at least `policy.trust`, cheapest first,
    then the others, best first. What is believed of a model little is known of is drawn anew for
    each question, the same for the same question.

    With `request.escalation` only routes that are rated better or cost more than every rejected
    one; [] when there is none, and then nothing that can be tried is likely to do better.
    """
    seed = _seed(request)
    known = {route.name: ratings.get(route.name, _UNKNOWN) for route in routes}
    drawn = {name: probability(explored(known[name], f"{seed} {name}")) for name in known}
    left = routes
    if request.escalation is not None:
        left = _above(routes, request.escalation.models, known)
    trusted = [route for route in left if drawn[route.name] >= policy.trust]
    others = [route for route in left if drawn[route.name] < policy.trust]
    return [
        *sorted(trusted, key=lambda route: (price(route), -drawn[route.name])),
        *sorted(others, key=lambda route: (-drawn[route.name], price(route))),
    ]


def price(route: Route) -> float:
    """Dollars per million tokens of a typical question: as many tokens in as out. An answer's
    price is not known beforehand; only the order matters here. An unknown price counts as 0."""
    return (route.model.input_price or 0.0) + (route.model.output_price or 0.0)


def _above(
    routes: Sequence[Route], rejected: Sequence[str], known: Mapping[str, Rating]
) -> list[Route]:
    failed = [route for route in routes if route.name in rejected]
    best = max((known[route.name].ability for route in failed), default=float("-inf"))
    dearest = max((price(route) for route in failed), default=float("-inf"))
    return [
        route
        for route in routes
        if route.name not in rejected
        and (known[route.name].ability > best or price(route) > dearest)
    ]


def _seed(request: ChatRequest) -> str:
    """The question; an escalation of it is another draw."""
    asked = "".join(m.text for m in request.messages if m.role is ChatRole.USER)
    return blake2b(f"{request.sticky} {asked}".encode(errors="replace"), digest_size=16).hexdigest()
