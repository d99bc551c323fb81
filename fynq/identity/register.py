"""Register: join a school, or found one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from fynq.domain.errors import Conflict, Forbidden, NotFound
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.principal import Role
from fynq.identity.credentials import check_password, check_slug, normal_email, normal_name
from fynq.identity.grant import Grant, Granted
from fynq.identity.options import IdentityOptions
from fynq.identity.passwords import Passwords
from fynq.identity.ports import Account, Accounts, School, Schools


@dataclass(frozen=True, slots=True)
class Newcomer:
    email: str
    password: str
    display_name: str


@dataclass(frozen=True)
class Register:
    schools: Schools
    accounts: Accounts
    passwords: Passwords
    grant: Grant
    options: IdentityOptions

    async def join(self, slug: str, newcomer: Newcomer, join_code: str | None) -> Granted:
        """As a student. Raises NotFound(field='school'), Forbidden when the school does not
        take this newcomer, Conflict(field='email')."""
        account = await self._checked(newcomer, Role.STUDENT)
        school = await self.schools.find_school(check_slug(slug, field="school"))
        if school is None:
            raise NotFound("There is no school of this name.", field="school")
        _admit(school, join_code)
        account = await self._with_password(account, newcomer)
        await self.accounts.add_account(school.tenant, account)
        return await self.grant(school, account)

    async def found(
        self, slug: str, name: str, newcomer: Newcomer, *, starter: bool = True
    ) -> Granted:
        """The newcomer becomes the owner; others join with the school's code. starter: the school
        begins with the starter knowledge, which is loaded in the background.

        Raises Forbidden when this server takes no new schools, Conflict(field='new_school/slug').
        """
        if not self.options.school_signup:
            raise Forbidden("This server takes no new schools.", field="new_school")
        account = await self._checked(newcomer, Role.OWNER)
        school = School(
            tenant=Tenant(new_id()),
            slug=check_slug(slug, field="new_school/slug"),
            name=normal_name(name, field="new_school/name"),
            registration="code",
            join_code=secrets.token_hex(5),
        )
        account = await self._with_password(account, newcomer)
        try:
            await self.schools.found_school(school, account, starter=starter)
        except Conflict as error:
            raise Conflict("This slug is taken.", field="new_school/slug") from error
        return await self.grant(school, account)

    async def _checked(self, newcomer: Newcomer, role: Role) -> Account:
        check_password(newcomer.password)
        return Account(
            id=new_id(),
            email=normal_email(newcomer.email),
            display_name=normal_name(newcomer.display_name, field="display_name"),
            role=role,
            password_hash="",
        )

    async def _with_password(self, account: Account, newcomer: Newcomer) -> Account:
        hashed = await self.passwords.hash(newcomer.password)
        return Account(account.id, account.email, account.display_name, account.role, hashed)


def _admit(school: School, join_code: str | None) -> None:
    if school.registration == "open":
        return
    if school.registration != "code":
        raise Forbidden("This school takes no registrations.", field="school")
    given, right = (join_code or "").encode("utf-8", "replace"), school.join_code.encode()
    if not right or not secrets.compare_digest(given, right):
        raise Forbidden("The join code is missing or wrong.", field="join_code")
