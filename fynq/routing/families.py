"""Which models come from one maker: their mistakes go together, so one says little of another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fynq.routing.route import Route

_MAKERS = tuple(
    (maker, re.compile(pattern))
    for maker, pattern in (
        ("openai", r"(?:chat)?gpt|o\d"),
        ("anthropic", r"claude"),
        ("google", r"gemini|gemma"),
        ("mistral", r"(?:open-)?(?:mi[sx]tral|ministral|magistral|codestral|devstral|pixtral)"),
        ("meta", r"(?:meta-)?llama"),
        ("alibaba", r"qw(?:en|q)"),
        ("deepseek", r"deepseek"),
        ("microsoft", r"phi-?\d"),
        ("xai", r"grok"),
    )
)


def family_of(route: Route) -> str:
    """The maker of a route's model, '' where its name does not tell: then it may be anybody's.

    A tuned model belongs to the family of the model that it was tuned from, as far as its name or
    what the provider calls it says so.
    """
    if route.model.family:
        return route.model.family
    for name in (route.model.name, route.model.upstream):
        last = name.lower().rpartition("/")[2]
        for maker, pattern in _MAKERS:
            if pattern.match(last):
                return maker
    return ""


def of_other_families(
    routes: Sequence[Route], all_routes: Sequence[Route], names: Sequence[str]
) -> list[Route]:
    """Those of `routes` whose maker is known and made none of the models `names`
    ('provider/model'); [] when one of those has no known maker."""
    meant = [route for route in all_routes if route.name in names]
    makers = {family_of(route) for route in meant}
    if len(meant) < len(set(names)) or "" in makers:
        return []
    return [route for route in routes if family_of(route) not in {*makers, ""}]
