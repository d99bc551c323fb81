"""What the router needs of the world outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from fynq.domain.chat import Payer, Usage
from fynq.domain.identifiers import PUBLIC, Tenant


class Outcome(StrEnum):
    """What became of one request upstream."""

    ANSWERED = "answered"
    FAILED = "failed"
    ABORTED = "aborted"
    HEDGED = "hedged"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a request may cost at most, before it is sent. cost in micro-dollars."""

    tokens: int
    cost_micros: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request upstream, as the ledger keeps it. Each is accounted once, by id."""

    id: UUID
    provider: str
    model: str
    outcome: Outcome
    usage: Usage
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Reservation:
    """Room within the payer's limits, held until it is settled."""

    id: UUID
    payer: Payer | None
    estimate: Estimate


class Purse(Protocol):
    """Limits and ledger, shared by every replica."""

    async def reserve(self, payer: Payer | None, estimate: Estimate) -> Reservation:
        """Raises QuotaExceeded, with retry_after, when a limit has no room for the estimate."""
        ...

    async def settle(self, reservation: Reservation, attempts: Sequence[Attempt]) -> None:
        """Books what was really used and gives the rest back; a second call changes nothing."""
        ...


class Rests(Protocol):
    """How long providers and keys asked to be left alone, shared by every replica."""

    async def rest(self, subject: str, seconds: float) -> None: ...

    async def resting(self) -> Mapping[str, float]:
        """Seconds left, by subject: 'provider/model', 'provider' or 'provider#key number'."""
        ...


@dataclass(frozen=True, slots=True)
class Rating:
    """Ability in logits on the students' scale, with its standard deviation."""

    ability: float
    deviation: float


class Ratings(Protocol):
    """How well each model does, by skill, from what verifiers and students found."""

    async def of(
        self, models: Sequence[str], skills: Sequence[str], tenant: Tenant = PUBLIC
    ) -> Mapping[str, Rating]:
        """By 'provider/model'; a model without outcomes has its prior. Never raises."""
        ...

    async def observe(
        self, model: str, skills: Sequence[str], right: bool, tenant: Tenant = PUBLIC
    ) -> None:
        """Raises StorageUnavailable."""
        ...
