"""Verified answers to exactly the same first question."""

from __future__ import annotations

import asyncio
import hashlib
import json
import unicodedata
from dataclasses import dataclass, field
from typing import Protocol

from fynq.domain.doubt import Answer, Doubt, Verification
from fynq.domain.errors import Unavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerContext
from fynq.storage.answer_codec import decode, encode
from fynq.storage.cache import Cache

_DAY = 86_400
_FRESH = 2.0
"""Seconds for which a fingerprint is remembered: so long an old answer may outlive its sources."""


class Fingerprints(Protocol):
    async def fingerprint(self, tenant: Tenant) -> str:
        """Changes whenever a collection serves another index generation."""
        ...


@dataclass(frozen=True)
class RedisKnownAnswers:
    """Empty while Redis is away. Follow-ups are never served: their meaning is in their thread."""

    cache: Cache
    generations: Fingerprints
    seconds: int = _DAY
    _remembered: dict[Tenant, tuple[float, str]] = field(default_factory=dict)

    async def find(self, tenant: Tenant, doubt: Doubt, learner: LearnerContext) -> Answer | None:
        if not first_question(doubt):
            return None
        try:
            name = known_key(tenant, doubt, learner, await self._fingerprint(tenant))
            data = await self.cache.run(lambda redis: redis.get(name))
            return decode(data) if data is not None else None
        except (Unavailable, ValueError):
            return None

    async def keep(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext, answer: Answer
    ) -> None:
        if not first_question(doubt) or answer.status is not Verification.VERIFIED:
            return
        try:
            name = known_key(tenant, doubt, learner, await self._fingerprint(tenant))
            data = encode(answer)
            await self.cache.run(lambda redis: redis.set(name, data, ex=self.seconds))
        except (Unavailable, ValueError):
            return

    async def _fingerprint(self, tenant: Tenant) -> str:
        now = asyncio.get_running_loop().time()
        until, fingerprint = self._remembered.get(tenant, (0.0, ""))
        if now < until:
            return fingerprint
        fingerprint = await self.generations.fingerprint(tenant)
        if len(self._remembered) >= 10_000:
            self._remembered.clear()
        self._remembered[tenant] = (now + _FRESH, fingerprint)
        return fingerprint


def first_question(doubt: Doubt) -> bool:
    return doubt.follows is None and not doubt.turns and doubt.thread == doubt.id


def known_key(tenant: Tenant, doubt: Doubt, learner: LearnerContext, fingerprint: str) -> str:
    """Begins with the tenant. Raises ValueError for a question that is not valid Unicode.

    Only white space and canonical equivalents are levelled: case and superscripts mean something
    in mathematics (x and X, x² and x2).
    """
    question = " ".join(unicodedata.normalize("NFC", doubt.question).split())
    parts = [
        question,
        doubt.subject,
        learner.level,
        learner.language,
        learner.detail,
        learner.reveal,
        fingerprint,
    ]
    digest = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
    return f"{tenant}:answer:{digest}"
