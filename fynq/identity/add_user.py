"""Add a person to one's school."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.domain.errors import Forbidden
from fynq.domain.identifiers import new_id
from fynq.domain.principal import Principal, Role
from fynq.identity.credentials import check_password, normal_email, normal_name
from fynq.identity.passwords import Passwords
from fynq.identity.permissions import Permission, demand, may_grant
from fynq.identity.ports import Account, Accounts
from fynq.identity.register import Newcomer


@dataclass(frozen=True)
class AddUser:
    accounts: Accounts
    passwords: Passwords

    async def __call__(self, caller: Principal, newcomer: Newcomer, role: Role) -> Account:
        """Raises Forbidden(field='role') for a role above the caller's, Conflict(field='email')."""
        demand(caller, Permission.ADD_USERS)
        if not may_grant(caller.role, role):
            raise Forbidden("You cannot give a role above your own.", field="role")
        email = normal_email(newcomer.email)
        name = normal_name(newcomer.display_name, field="display_name")
        hashed = await self.passwords.hash(check_password(newcomer.password))
        account = Account(new_id(), email, name, role, hashed)
        await self.accounts.add_account(caller.tenant, account)
        return account
