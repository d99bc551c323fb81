"""A bridge to what a student needs first, offered once the doubt is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

import structlog

from fynq.domain.bridge import Bridge, Gap, TryThis
from fynq.domain.doubt import Answer, Doubt
from fynq.domain.errors import Unavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation
from fynq.domain.policy import Help
from fynq.personalization.bridging import why

log = structlog.get_logger()


class Gaps(Protocol):
    async def gap(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> Gap | None:
        """The weakest uncertain foundation of these skills; None where nothing speaks for one."""
        ...


@dataclass(frozen=True, slots=True)
class Material:
    """What a school has on a skill for its students. passage: where a text of the school begins to
    explain it."""

    explanation: str = ""
    passage: Citation | None = None
    practice: TryThis | None = None


class BridgeBook(Protocol):
    async def material(self, tenant: Tenant, skill: str) -> Material: ...

    async def keep_bridge(self, tenant: Tenant, doubt: Doubt, bridge: Bridge) -> bool:
        """Without what it quotes. False, and nothing is kept, where the doubt has one already, or its
        thread has had one to the same skill."""
        ...


class OfferBridge(Protocol):
    async def __call__(self, tenant: Tenant, doubt: Doubt, answer: Answer) -> Bridge | None: ...


async def no_bridge(tenant: Tenant, doubt: Doubt, answer: Answer) -> Bridge | None:
    return None


@dataclass(frozen=True)
class Bridging:
    """An OfferBridge."""

    gaps: Gaps
    book: BridgeBook

    async def __call__(self, tenant: Tenant, doubt: Doubt, answer: Answer) -> Bridge | None:
        """Never raises an Unavailable: an answer is whole without it. Where the answer is a hint nothing
        is quoted, for it might give the result away."""
        if not answer.skills:
            return None
        try:
            gap = await self.gaps.gap(tenant, doubt.student, answer.skills)
            if gap is None:
                return None
            found = await self.book.material(tenant, gap.skill)
            bridge = Bridge(gap, why(gap), found.explanation, found.passage, found.practice)
            kept = await self.book.keep_bridge(tenant, doubt, bridge)
        except Unavailable:
            log.warning("answering_without_bridge", doubt=str(doubt.id))
            return None
        hinted = answer.hint is not None and answer.hint.rung is not Help.SOLUTION
        if not kept:
            return None
        return without_quotes(bridge) if hinted else bridge


def without_quotes(bridge: Bridge) -> Bridge:
    """Only where things stand, and what they are called."""
    passage, practice = bridge.passage, bridge.practice
    return replace(
        bridge,
        explanation="",
        passage=replace(passage, quote="") if passage else None,
        practice=replace(practice, question="") if practice else None,
    )
