"""A Router from its options, its routes and the world outside."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

from fynq.routing.choice import ByRating, Choice
from fynq.routing.hedging import HedgeBudget
from fynq.routing.options import RoutingOptions
from fynq.routing.ports import Purse, Rests
from fynq.routing.route import Route
from fynq.routing.router import Router
from fynq.routing.shadow import Shadows
from fynq.routing.standing import Standing


def compose(
    options: RoutingOptions,
    routes: Sequence[Route],
    purse: Purse,
    rests: Rests,
    by_rating: ByRating | None = None,
    *,
    now: Callable[[], float] = time.monotonic,
    chance: random.Random | None = None,
) -> Router:
    """now and chance: for tests."""
    chance = chance or random.Random()  # noqa: S311
    standing = Standing(options.health, rests, now, chance)
    return Router(
        options=options,
        choice=Choice(routes, options, standing, by_rating, chance),
        standing=standing,
        hedges=HedgeBudget(options.hedge, options.health),
        purse=purse,
        shadows=Shadows(routes, standing, purse, chance),
        now=now,
    )
