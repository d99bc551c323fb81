"""What a caller gets who has proved who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.principal import Principal
from fynq.identity.access_token import AccessTokens
from fynq.identity.options import IdentityOptions
from fynq.identity.permissions import scopes_of
from fynq.identity.ports import Account, School, Session, Sessions
from fynq.identity.refresh_token import mint


@dataclass(frozen=True, slots=True)
class Granted:
    """expires_in: seconds."""

    access_token: str
    expires_in: int
    refresh_token: str
    principal: Principal
    account: Account
    school: School | None = None


@dataclass(frozen=True)
class Grant:
    """Opens a session and issues its first pair of tokens."""

    sessions: Sessions
    tokens: AccessTokens
    options: IdentityOptions

    async def __call__(self, school: School, account: Account) -> Granted:
        refresh = mint(school.tenant, new_id())
        session = Session(refresh.session, account.id, refresh.hash, self.until())
        await self.sessions.open_session(school.tenant, session)
        return self.tokens_for(school.tenant, account, refresh.text, school)

    def until(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.options.refresh_seconds)

    def tokens_for(
        self, tenant: Tenant, account: Account, refresh_token: str, school: School | None = None
    ) -> Granted:
        principal = Principal(tenant, account.id, account.role, scopes_of(account.role))
        return Granted(
            access_token=self.tokens.issue(principal),
            expires_in=self.options.access_seconds,
            refresh_token=refresh_token,
            principal=principal,
            account=account,
            school=school,
        )
