"""The personalizer, the router and the reasoner."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from fynq.answering.ports import ModelGateway
from fynq.domain.chat import ChatModel
from fynq.domain.errors import RoomUnavailable
from fynq.settings import Settings
from fynq.wiring.built import Built, ReasonRoom, RecallingRoom
from fynq.wiring.connections import small_stores, stores_of

if TYPE_CHECKING:
    from fynq.reasoning.jail.jail import Jail
    from fynq.storage.stores import Stores


async def build_personalizer(
    settings: Settings, shared: Stores | None = None
) -> Built[RecallingRoom]:
    from fynq.personalization.advisor import Advisor
    from fynq.personalization.personalizer import Personalizer as Plain

    stores, close = await stores_of(settings, shared)
    plain = Plain(stores.learners, settings.personalization)
    return Built(Advisor(plain, stores.practice), close)


async def build_router(settings: Settings, shared: Stores | None = None) -> Built[ModelGateway]:
    """Limits, ledger, rests and ratings are in the stores; without a database there are none."""
    from fynq.providers.build import build_providers
    from fynq.providers.builtin import BuiltinModel
    from fynq.reasoning.sandbox.pool import SolverPool
    from fynq.routing.by_rating import OrderByRating
    from fynq.routing.compose import compose
    from fynq.routing.free import FreePurse, OwnRests
    from fynq.routing.rated import Rated, priors
    from fynq.routing.registry import with_file

    routing = with_file(settings.routing)
    stores, close_stores = await small_stores(settings, shared)
    pool = SolverPool(replace(settings.reasoning, solvers=1))
    builtin = BuiltinModel(pool.solve, pool.verify)
    providers = build_providers(routing, builtin, os.environ)
    if stores is None:
        router = compose(routing, providers.routes, FreePurse(), OwnRests())
    else:
        router = compose(
            routing,
            providers.routes,
            stores.purse(routing.limits),
            stores.rests,
            OrderByRating(Rated(stores.ratings, priors(routing))),
        )

    async def close() -> None:
        await router.shadows.close()
        await providers.close()
        await pool.close()
        await close_stores()

    return Built(router, close)


async def _started(jail: Jail) -> bool:
    """Where no jail can be had, programs of models are not run, and all else goes on."""
    try:
        await jail.start()
    except RoomUnavailable:
        structlog.get_logger().warning("program_route_off", why="the jail does not start here")
        return False
    return True


async def build_reasoner(
    settings: Settings, model: ChatModel, shared: Stores | None = None
) -> Built[ReasonRoom]:
    """Notes in the stores how models do; without a database nothing is noted."""
    from fynq.answering.reason_and_grade import ReasonAndGrade
    from fynq.reasoning.confidence import shipped
    from fynq.reasoning.jail.jail import Jail
    from fynq.reasoning.practice.desk import PracticeDesk
    from fynq.reasoning.reasoner import Reasoner as Plain
    from fynq.reasoning.sandbox.pool import SolverPool
    from fynq.reasoning.turns import FairReasoner, Turns

    options = settings.reasoning
    stores, close_stores = await small_stores(settings, shared)
    pool = SolverPool(options)
    jail = Jail(width=options.solvers)
    programs = options.model_route and options.program_route
    try:
        await pool.start()
        programs = programs and await _started(jail)
    except BaseException:
        await jail.close()
        await pool.close()
        await close_stores()
        raise
    reasoner = Plain(
        solve=pool.solve,
        verify=pool.verify,
        model=model if options.model_route else None,
        seconds=options.solver_seconds,
        outcomes=stores.ratings if stores is not None else None,
        program=jail.run if programs else None,
        exam_phrases=options.exam_phrases,
        check_work=pool.check_work,
        check_units=pool.check_units,
        calibration=shipped(),
        equivalent=pool.equivalent if options.opinions else None,
        hints=pool,
        look_up=pool.look_up,
    )

    async def close() -> None:
        await jail.close()
        await pool.close()
        await close_stores()

    turns = Turns(options.solvers + 1, options.solver_queue)
    desk = PracticeDesk(pool.ask, turns, options.solver_seconds)
    fair = FairReasoner(reasoner, turns)
    return Built(ReasonAndGrade(fair, desk, fair), close)
