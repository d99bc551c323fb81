"""Log in with school, e-mail and password."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.domain.errors import InvalidInput, Unauthenticated
from fynq.identity.credentials import check_password, check_slug, normal_email
from fynq.identity.grant import Grant, Granted
from fynq.identity.passwords import Passwords
from fynq.identity.ports import Accounts, Schools


@dataclass(frozen=True)
class LogIn:
    schools: Schools
    accounts: Accounts
    passwords: Passwords
    grant: Grant

    async def __call__(self, slug: str, email: str, password: str) -> Granted:
        """Raises Unauthenticated, the same and after the same work whether the school, the
        address or the password is wrong, or the account is closed."""
        school = account = None
        if _plausible(slug, email, password):
            school = await self.schools.find_school(slug)
        if school is not None:
            account = await self.accounts.find_account(school.tenant, normal_email(email))
        stored = account.password_hash if account is not None and account.active else None
        right = await self.passwords.verify(stored, password[:128])
        if school is None or account is None or not right:
            raise Unauthenticated("School, e-mail or password is wrong.")
        return await self.grant(school, account)


def _plausible(slug: str, email: str, password: str) -> bool:
    """Whether it is worth a look in the directory."""
    try:
        check_slug(slug, field="school")
        normal_email(email)
        check_password(password)
    except InvalidInput:
        return False
    return True
