"""In which detail a student is answered who did not say in which."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import structlog

from fynq.answering.ports import Personalizer
from fynq.answering.reviews import Styles
from fynq.domain.errors import Unavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerContext
from fynq.personalization.explanation_style import USUAL, best_style

log = structlog.get_logger()

_SCHOOLS = 10_000


@dataclass(frozen=True)
class StyledPersonalizer:
    """The personalizer, with the detail that helped this student most so far. What a student stated
    always wins, so it is looked up each time; seconds: how long it is remembered that a school has
    no experience with styles at all."""

    personalizer: Personalizer
    styles: Styles
    seconds: float = 30.0
    _without: dict[Tenant, float] = field(default_factory=dict)

    async def context(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> LearnerContext:
        learner = await self.personalizer.context(tenant, student, skills)
        if learner.detail != USUAL:
            return learner
        return replace(learner, detail=await self._best(tenant, student))

    async def observe(self, tenant: Tenant, student: UUID) -> None:
        await self.personalizer.observe(tenant, student)

    async def _best(self, tenant: Tenant, student: UUID) -> str:
        now = time.monotonic()
        if now < self._without.get(tenant, 0.0):
            return USUAL
        try:
            tried = await self.styles.tried(tenant, student)
        except Unavailable:
            log.warning("answering_in_the_usual_style")
            return USUAL
        if not tried.school:
            if len(self._without) >= _SCHOOLS:
                self._without.clear()
            self._without[tenant] = now + self.seconds
        return USUAL if tried.stated else best_style(tried.own, tried.school)
