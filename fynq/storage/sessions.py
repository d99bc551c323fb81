"""Log-ins and their refresh tokens."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.identity.ports import Session
from fynq.storage.database import Database
from fynq.storage.jobs import enqueue_tidy
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresSessions:
    database: Database

    async def open_session(self, tenant: Tenant, session: Session) -> None:
        async with self.database.transaction(tenant) as connection:
            await connection.execute(
                statements("sessions")["open_session"],
                tenant,
                session.id,
                session.user,
                session.refresh_hash,
                session.expires_at,
            )
            await enqueue_tidy(tenant, connection)

    async def rotate_session(
        self, tenant: Tenant, session: UUID, old_hash: bytes, new_hash: bytes, until: datetime
    ) -> UUID | None:
        sql = statements("sessions")
        async with self.database.transaction(tenant) as connection:
            row = await connection.fetchrow(sql["lock_session"], tenant, session)
            if row is None:
                return None
            if not hmac.compare_digest(row["refresh_hash"], old_hash):
                await connection.execute(sql["end_session"], tenant, session)
                return None
            await connection.execute(sql["rotate_session"], tenant, session, new_hash, until)
            await enqueue_tidy(tenant, connection)
            user: UUID = row["user_id"]
            return user

    async def end_session(self, tenant: Tenant, session: UUID) -> None:
        await self.database.write(tenant, statements("sessions")["end_session"], tenant, session)
