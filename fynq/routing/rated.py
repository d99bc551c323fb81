"""The ratings as the router reads them: from memory for some seconds, from storage after that."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from fynq.domain.errors import FynqError
from fynq.domain.identifiers import PUBLIC, Tenant
from fynq.routing.options import RoutingOptions
from fynq.routing.ports import Rating
from fynq.routing.ratings import ModelOutcome, Standings, rating

log = structlog.get_logger()

Priors = Mapping[str, float | None]
"""ModelRow.quality by 'provider/model'."""


class RatingBook(Protocol):
    """A school's outcomes, and the standings that they add up to."""

    async def standings(self, tenant: Tenant) -> Mapping[str, Standings]:
        """By 'provider/model'. Raises StorageUnavailable."""
        ...

    async def observe(
        self,
        tenant: Tenant,
        model: str,
        skills: Sequence[str],
        right: bool,
        difficulty: float = 0.0,
        amount: float = 1.0,
    ) -> ModelOutcome:
        """Adds an outcome to the log and its effect to the standings, both or neither.

        Raises StorageUnavailable.
        """
        ...

    async def outcomes(
        self, tenant: Tenant, model: str, after: int, limit: int
    ) -> Sequence[ModelOutcome]:
        """Of one model in their order, those whose number is above `after`."""
        ...


def priors(options: RoutingOptions) -> dict[str, float | None]:
    return {
        f"{row.name}/{model.name}": model.quality
        for row in options.providers
        for model in row.models
    }


@dataclass
class Rated:
    """The port Ratings over a book. seconds: how old a rating may be; most: schools in memory.

    While the book is away the last known standings serve, else the priors.
    """

    book: RatingBook
    priors: Priors
    seconds: float = 10.0
    most: int = 1_000
    _known: dict[Tenant, tuple[float, Mapping[str, Standings]]] = field(default_factory=dict)
    _reading: dict[Tenant, asyncio.Task[Mapping[str, Standings]]] = field(default_factory=dict)

    async def of(
        self, models: Sequence[str], skills: Sequence[str], tenant: Tenant = PUBLIC
    ) -> Mapping[str, Rating]:
        standings = await self._standings(tenant)
        return {
            model: rating(standings.get(model, {}), skills, self.priors.get(model))
            for model in models
        }

    async def observe(
        self, model: str, skills: Sequence[str], right: bool, tenant: Tenant = PUBLIC
    ) -> None:
        await self.book.observe(tenant, model, skills, right)

    async def _standings(self, tenant: Tenant) -> Mapping[str, Standings]:
        now = asyncio.get_running_loop().time()
        known = self._known.get(tenant)
        if known is not None and now < known[0]:
            return known[1]
        reading = self._reading.get(tenant)
        if reading is None:
            reading = asyncio.create_task(self._read(tenant))
            self._reading[tenant] = reading
            reading.add_done_callback(lambda _: self._reading.pop(tenant, None))
        if known is not None:
            return known[1]
        return await asyncio.shield(reading)

    async def _read(self, tenant: Tenant) -> Mapping[str, Standings]:
        """Never raises; a failure is remembered as long as a success, so that it is not repeated
        with every request."""
        try:
            found = await self.book.standings(tenant)
        except FynqError as error:
            log.warning("ratings_not_read", code=error.code)
            known = self._known.get(tenant)
            found = known[1] if known is not None else {}
        if len(self._known) >= self.most and tenant not in self._known:
            del self._known[next(iter(self._known))]
        self._known[tenant] = (asyncio.get_running_loop().time() + self.seconds, found)
        return found
