"""End a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fynq.domain.errors import Unauthenticated
from fynq.identity.ports import Sessions
from fynq.identity.refresh_token import mint, read_refresh_token


@dataclass(frozen=True)
class LogOut:
    sessions: Sessions

    async def __call__(self, text: str) -> None:
        """Ends the session whose refresh token this is. Says nothing about whether there was one.

        Rotating first proves that the caller holds the token; a session id alone ends nothing
        that its holder could not end by presenting an old token.
        """
        try:
            token = read_refresh_token(text)
        except Unauthenticated:
            return
        unusable = mint(token.tenant, token.session)
        user = await self.sessions.rotate_session(
            token.tenant, token.session, token.hash, unusable.hash, datetime.now(UTC)
        )
        if user is not None:
            await self.sessions.end_session(token.tenant, token.session)
