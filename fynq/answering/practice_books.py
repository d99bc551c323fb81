"""What practice needs of storage and of the other rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem
from fynq.domain.policy import Help
from fynq.domain.practice import (
    Attempt,
    CheckOutcomes,
    Fault,
    Graded,
    ItemHint,
    PlacementEnd,
    PlacementSoFar,
    PlacementStanding,
    Suggested,
    Variant,
    Wish,
)


@dataclass(frozen=True, slots=True)
class BankItem:
    """own: as the school wrote it, and not as fynq brought it."""

    item: PracticeItem
    own: bool
    updated_at: datetime
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ItemFilter:
    skill: str | None = None
    kind: str | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Renewed:
    """added: slugs that were not there; renewed: that were, retired ones included."""

    added: int
    renewed: int


class ItemBook(Protocol):
    async def item(self, tenant: Tenant, slug: str) -> BankItem | None:
        """Also a retired one."""
        ...

    async def list_items(
        self, tenant: Tenant, wanted: ItemFilter, after: UUID | None, limit: int
    ) -> Sequence[BankItem]:
        """By slug. after: the id of the last one of the page before."""
        ...

    async def renew_items(self, tenant: Tenant, items: Sequence[PracticeItem]) -> Renewed:
        """Adds or renews the school's own by slug, all or none; a slug keeps the id it had first.
        What was retired is there again."""
        ...

    async def retire_item(self, tenant: Tenant, slug: str) -> bool:
        """It is suggested no more; attempts that are open go on. False when there is none."""
        ...


class AttemptBook(Protocol):
    """Each method is one short transaction. A student's attempts: another's id is unknown."""

    async def open(self, tenant: Tenant, attempt: Attempt) -> Attempt | None:
        """Poses the bank's item of `attempt.item.slug` as it is now, unless an attempt is open
        already: then that one is returned. None when the bank has no such item any more."""
        ...

    async def add_check(self, tenant: Tenant, attempt: Attempt) -> bool:
        """The check item of `attempt.doubt`, as it is given. False when the doubt has one."""
        ...

    async def current(self, tenant: Tenant, student: UUID) -> Attempt | None:
        """The open one that is no check item."""
        ...

    async def attempt(self, tenant: Tenant, student: UUID, attempt: UUID) -> Attempt | None: ...

    async def list_attempts(
        self, tenant: Tenant, student: UUID, before: UUID | None, limit: int
    ) -> Sequence[Attempt]:
        """Newest first, ids below `before`."""
        ...

    async def settle(
        self, tenant: Tenant, student: UUID, attempt: UUID, said: str, graded: Graded, at: datetime
    ) -> Attempt:
        """What the answer makes of the attempt (`Attempt.after`), with its learning event where it
        is the first that counts, together. Raises NotFound, and Conflict when the attempt is over."""
        ...

    async def help_given(
        self, tenant: Tenant, student: UUID, attempt: UUID, hints: int, *, solution: bool = False
    ) -> Attempt:
        """At least `hints` hints were taken; with `solution`, it was seen. Raises NotFound."""
        ...

    async def skip(self, tenant: Tenant, student: UUID, attempt: UUID) -> Attempt:
        """An open one is set aside, any other stays as it is. Raises NotFound."""
        ...

    async def placement(self, tenant: Tenant, student: UUID) -> PlacementSoFar: ...

    async def end_placement(self, tenant: Tenant, student: UUID, how: PlacementEnd) -> None:
        """An open question of the placement is set aside. The first end stays."""
        ...

    async def check_outcomes(
        self, tenant: Tenant, since: datetime, until: datetime
    ) -> CheckOutcomes:
        """Of check items that were offered from `since` on, before `until`."""
        ...


class Recommender(Protocol):
    """The personalizer's side."""

    async def suggest(self, tenant: Tenant, student: UUID, wish: Wish) -> Suggested:
        """A newcomer who wants nothing in particular gets the placement first. Raises
        NotFound(field='skill') for a skill that the school does not have."""
        ...

    async def standing(self, tenant: Tenant, student: UUID) -> PlacementStanding: ...


class Desk(Protocol):
    """The reasoner's side. who: whose turn it is at the solvers. Raises RoomUnavailable."""

    async def grade(self, tenant: Tenant, who: UUID, item: PracticeItem, answer: str) -> Graded:
        """With the misconception that explains a wrong answer, where one is found in time."""
        ...

    async def item_hint(
        self, tenant: Tenant, who: UUID, item: PracticeItem, wanted: Help
    ) -> ItemHint:
        """At most the rung `wanted`, and never the answer. Raises CannotSolve."""
        ...

    async def gives_away(self, tenant: Tenant, who: UUID, item: PracticeItem, text: str) -> bool:
        """Whether a text says the answer; True when that cannot be told in time."""
        ...

    async def worked(self, tenant: Tenant, who: UUID, item: PracticeItem) -> str:
        """The solution that the solver confirms, as Markdown. Raises CannotSolve."""
        ...

    async def variant(self, tenant: Tenant, who: UUID, question: str) -> Variant:
        """Raises CannotSolve."""
        ...

    async def faults(
        self, tenant: Tenant, who: UUID, items: Sequence[PracticeItem]
    ) -> Sequence[Fault]:
        """Items that cannot be graded, and why."""
        ...
