"""Trade a refresh token for a new pair."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.identity.grant import Grant, Granted
from fynq.identity.ports import Accounts, Schools, Sessions
from fynq.identity.refresh_token import mint, read_refresh_token, refused


@dataclass(frozen=True)
class Refresh:
    schools: Schools
    accounts: Accounts
    sessions: Sessions
    grant: Grant

    async def __call__(self, text: str) -> Granted:
        """Raises Unauthenticated. A token that was used before ends its session."""
        old = read_refresh_token(text)
        new = mint(old.tenant, old.session)
        user = await self.sessions.rotate_session(
            old.tenant, old.session, old.hash, new.hash, self.grant.until()
        )
        if user is None:
            raise refused()
        account = await self.accounts.account(old.tenant, user)
        if account is None or not account.active:
            await self.sessions.end_session(old.tenant, old.session)
            raise refused()
        school = await self.schools.school(old.tenant)
        return self.grant.tokens_for(old.tenant, account, new.text, school)
