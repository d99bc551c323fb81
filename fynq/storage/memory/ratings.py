"""Models' outcomes in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fynq.domain.identifiers import Tenant
from fynq.routing.ratings import ModelOutcome, Standings, folded
from fynq.storage.memory.contents import Contents, storable


@dataclass(frozen=True)
class MemoryRatingBook:
    contents: Contents

    async def standings(self, tenant: Tenant) -> Mapping[str, Standings]:
        return {
            model: folded(log)
            for (owner, model), log in self.contents.outcomes.items()
            if owner == tenant
        }

    async def observe(
        self,
        tenant: Tenant,
        model: str,
        skills: Sequence[str],
        right: bool,
        difficulty: float = 0.0,
        amount: float = 1.0,
    ) -> ModelOutcome:
        storable([model, *skills])
        log = self.contents.outcomes.setdefault((tenant, model), [])
        outcome = ModelOutcome(len(log) + 1, tuple(skills), right, difficulty, amount)
        log.append(outcome)
        return outcome

    async def outcomes(
        self, tenant: Tenant, model: str, after: int, limit: int
    ) -> Sequence[ModelOutcome]:
        return self.contents.outcomes.get((tenant, model), [])[max(after, 0) :][:limit]
