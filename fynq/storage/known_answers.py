"""Verified answers to the same first question, word for word or in other words."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Protocol
from uuid import UUID

from fynq.answering.asked_before import digest_of, first_question, levelled, partition_of
from fynq.answering.ports import Sources
from fynq.domain.chat import Usage
from fynq.domain.doubt import Answer, Doubt, Verification
from fynq.domain.errors import Unavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerContext
from fynq.reasoning.classify import is_computation
from fynq.reasoning.same_question import MAX_CHARS, asked, same
from fynq.reasoning.same_reading import reading_of
from fynq.storage.alike import Alike
from fynq.storage.answer_codec import decode, encode
from fynq.storage.answer_shelf import AnswerShelf

_DAY = 86_400
_FRESH = 2.0
"""Seconds for which a fingerprint is remembered: so long knowledge that no answer cites may be new
before an answer is worked out again. What an answer cites is looked at whenever it is served."""
_NEAR = 0.75
"""Cosine below which two questions are not compared. Measured: docs/decisions/0009."""
_COMPARED = 64
_POINTER = b"@"


class Fingerprints(Protocol):
    async def fingerprint(self, tenant: Tenant) -> str:
        """Changes whenever a document of the school was put or removed."""
        ...


@dataclass(frozen=True)
class ShelvedAnswers:
    """KnownAnswers and Recall. Empty while the shelf or the database is away.

    An answer is kept without its usage, which its first doubt has paid for. It lies in one place, under the digest of its question; other wordings point there, and
    so does every doubt that was answered with it, so that forgetting takes one deletion.
    """

    shelf: AnswerShelf
    alike: Alike
    generations: Fingerprints
    revisions: Sources
    seconds: int = _DAY
    _remembered: dict[Tenant, tuple[float, str]] = field(default_factory=dict)

    async def find(self, tenant: Tenant, doubt: Doubt, learner: LearnerContext) -> Answer | None:
        if not first_question(doubt):
            return None
        try:
            partition = await self._partition(tenant, doubt, learner)
            found = await self._at(tenant, doubt, _exact(partition, doubt.question))
            reading = None if found is not None else reading_of(doubt.question)
            if reading is not None:
                found = await self._at(tenant, doubt, _read(partition, reading))
        except (Unavailable, UnicodeError):
            return None
        return found

    async def find_alike(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext, vector: bytes
    ) -> Answer | None:
        if not (vector and first_question(doubt) and _is_idea(doubt.question)):
            return None
        try:
            partition = await self._partition(tenant, doubt, learner)
            row = _row(partition)
            near = await self.alike.nearest(tenant, row, vector, _NEAR, _COMPARED)
            wanted = asked(doubt.question)
            for name, question in near:
                if same(wanted, question):
                    found = await self._at(tenant, doubt, name)
                    if found is not None:
                        own = _exact(partition, doubt.question)
                        await self._point(tenant, own, name)
                        return found
        except (Unavailable, UnicodeError):
            pass
        return None

    async def keep(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        answer: Answer,
        vector: bytes = b"",
    ) -> None:
        if not first_question(doubt) or answer.status is not Verification.VERIFIED:
            return
        try:
            partition = await self._partition(tenant, doubt, learner)
            name = _exact(partition, doubt.question)
            values = {
                _place(name): encode(replace(answer, usage=Usage())),
                _mark(doubt.id): _place(name).encode(),
            }
            reading = reading_of(doubt.question)
            if reading is not None:
                values[_place(_read(partition, reading))] = _POINTER + name.encode()
            await self.shelf.put(tenant, values, self.seconds)
            if vector and reading is None and _is_idea(doubt.question):
                row = _row(partition)
                await self.alike.add(tenant, row, name, doubt.question, vector, self.seconds)
        except (Unavailable, UnicodeError):
            return

    async def forget(self, tenant: Tenant, doubt: UUID) -> None:
        """Raises CacheUnavailable."""
        place = await self.shelf.get(tenant, _mark(doubt))
        if place is None:
            return
        data = await self.shelf.get(tenant, place.decode())
        if data is not None and data.startswith(_POINTER):
            await self.shelf.drop(tenant, _place(data[len(_POINTER) :].decode()))
        await self.shelf.drop(tenant, place.decode())

    async def _at(self, tenant: Tenant, doubt: Doubt, name: str) -> Answer | None:
        """The answer under a name, or where a pointer there leads; only if what it cites stands."""
        mark = _mark(doubt.id)
        data = await self.shelf.take(tenant, _place(name), mark, self.seconds)
        if data is not None and data.startswith(_POINTER):
            there = _place(data[len(_POINTER) :].decode())
            data = await self.shelf.take(tenant, there, mark, self.seconds)
        if data is None or data.startswith(_POINTER):
            return None
        try:
            answer = decode(data)
        except ValueError:
            return None
        cited = answer.citations
        if cited and not await self.revisions.unchanged(tenant, cited):
            return None
        return answer

    async def _point(self, tenant: Tenant, name: str, there: str) -> None:
        if name != there:
            await self.shelf.put(tenant, {_place(name): _POINTER + there.encode()}, self.seconds)

    async def _partition(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext
    ) -> tuple[str | None, ...]:
        return (*partition_of(doubt, learner), await self._fingerprint(tenant))

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


def _is_idea(question: str) -> bool:
    """Mathematics is the same only by its reading; a computation that fynq cannot read is not."""
    short = len(question) <= MAX_CHARS
    return short and not is_computation(question) and reading_of(question) is None


def _exact(partition: tuple[str | None, ...], question: str) -> str:
    return digest_of("exact", levelled(question), *partition)


def _read(partition: tuple[str | None, ...], reading: str) -> str:
    return digest_of("reading", reading, *partition)


def _row(partition: tuple[str | None, ...]) -> str:
    return f"alike:{digest_of(*partition)}"


def _place(name: str) -> str:
    return f"answer:{name}"


def _mark(doubt: UUID) -> str:
    return f"answered:{doubt}"
