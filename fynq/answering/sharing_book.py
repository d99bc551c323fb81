"""Whether a school tells others what it found of items and skills."""

from __future__ import annotations

from typing import Protocol

from fynq.domain.identifiers import Tenant


class SharingBook(Protocol):
    async def shares(self, tenant: Tenant) -> bool: ...

    async def set_shares(self, tenant: Tenant, shares: bool) -> None:
        """Who stops sharing takes back all at once, and sees nothing of the others any more."""
        ...

    async def counts(self, tenant: Tenant) -> tuple[int, int]:
        """How many figures are laid open, and how many came from files."""
        ...
