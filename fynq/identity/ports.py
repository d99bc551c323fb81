"""What identity needs of storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.principal import Role


@dataclass(frozen=True, slots=True)
class School:
    """A tenant. registration: 'open' (anyone joins as a student), 'code' (with join_code), 'closed'."""

    tenant: Tenant
    slug: str
    name: str
    registration: str
    join_code: str


@dataclass(frozen=True, slots=True)
class Account:
    """email is lower-case and unique within the school."""

    id: UUID
    email: str
    display_name: str
    role: Role
    password_hash: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """One log-in. refresh_hash: SHA-256 of the refresh token that is valid now."""

    id: UUID
    user: UUID
    refresh_hash: bytes
    expires_at: datetime


class Schools(Protocol):
    """The directory of tenants, the one table that is read before a tenant is known."""

    async def find_school(self, slug: str) -> School | None: ...

    async def school(self, tenant: Tenant) -> School | None: ...

    async def found_school(self, school: School, owner: Account, *, starter: bool = False) -> None:
        """Writes the school and its owner together. Raises Conflict(field='slug') if taken.

        starter: has the starter knowledge loaded soon after, by a job of the same transaction.
        """
        ...


class Accounts(Protocol):
    async def find_account(self, tenant: Tenant, email: str) -> Account | None: ...

    async def account(self, tenant: Tenant, user: UUID) -> Account | None: ...

    async def add_account(self, tenant: Tenant, account: Account) -> None:
        """Raises Conflict(field='email') if the address is taken in this school."""
        ...

    async def list_accounts(
        self, tenant: Tenant, after: UUID | None, limit: int
    ) -> list[Account]: ...


class Sessions(Protocol):
    async def open_session(self, tenant: Tenant, session: Session) -> None: ...

    async def rotate_session(
        self, tenant: Tenant, session: UUID, old_hash: bytes, new_hash: bytes, until: datetime
    ) -> UUID | None:
        """Swaps the hash and returns the user.

        None when the session is unknown, ended or expired. When old_hash is not the valid one
        (a token used twice: theft or a lost reply) the session is ended, and None is returned.
        """
        ...

    async def end_session(self, tenant: Tenant, session: UUID) -> None: ...


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is stored. hash: SHA-256 of its secret.

    models: the names that it may ask for, () for all; a provider's name stands for its models.
    delivery: 'live' or 'buffered', '' for the server's default. used_at: within five minutes.
    """

    id: UUID
    user: UUID
    name: str
    hash: bytes
    created_at: datetime
    models: tuple[str, ...] = ()
    delivery: str = ""
    expires_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A key with what it depends on: its user's role and whether the account is open."""

    key: ApiKey
    role: Role
    active: bool
    school: str


class ApiKeyBook(Protocol):
    async def add_key(self, tenant: Tenant, key: ApiKey) -> None:
        """Raises NotFound when there is no such user."""
        ...

    async def list_keys(
        self, tenant: Tenant, user: UUID | None, after: UUID | None, limit: int
    ) -> list[ApiKey]:
        """Oldest first; of one user, or of the whole school. Revoked and expired ones stay listed
        until they are tidied away, after 90 days."""
        ...

    async def revoke_key(self, tenant: Tenant, key: UUID, user: UUID | None) -> bool:
        """False when there is no such key, or it is not that user's. Revoking twice is True."""
        ...


class KeyHolders(Protocol):
    async def key_holder(self, tenant: Tenant, key: UUID) -> KeyHolder | None: ...

    async def key_used(self, tenant: Tenant, key: UUID) -> None:
        """Notes the time, unless it was noted within the last five minutes."""
        ...


class ApiKeys(ApiKeyBook, KeyHolders, Protocol):
    """Both sides of the same table."""
