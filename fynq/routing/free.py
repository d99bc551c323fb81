"""A purse and rests for a router that stands alone, such as in an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fynq.domain.chat import Payer
from fynq.domain.identifiers import new_id
from fynq.routing.ports import Attempt, Estimate, Reservation


@dataclass(frozen=True)
class FreePurse:
    """No limits; booked holds every attempt by its reservation."""

    booked: dict[Reservation, Sequence[Attempt]] = field(default_factory=dict)

    async def reserve(self, payer: Payer | None, estimate: Estimate) -> Reservation:
        return Reservation(new_id(), payer, estimate)

    async def settle(self, reservation: Reservation, attempts: Sequence[Attempt]) -> None:
        self.booked.setdefault(reservation, tuple(attempts))


@dataclass(frozen=True)
class OwnRests:
    """Shared with nobody."""

    async def rest(self, subject: str, seconds: float) -> None:
        return

    async def resting(self) -> Mapping[str, float]:
        return {}
