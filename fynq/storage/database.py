"""One way to PostgreSQL: a transaction that belongs to a tenant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

import asyncpg

from fynq.domain.errors import StorageUnavailable
from fynq.domain.identifiers import Tenant
from fynq.storage.failures import FAILURES, ConnectionLost, lost, translated
from fynq.storage.options import StorageOptions
from fynq.storage.privileges import refuse_privileged

Connection = Any
"""An asyncpg connection inside a transaction."""

Row = Any

_PARTING = 1.0
"""Seconds for the server to notice a cancelled statement; then the connection is closed."""


class _Stateless(asyncpg.Connection):  # type: ignore[misc]
    """Needs no reset between two users: whatever is set, is set for one transaction."""

    def get_reset_query(self) -> str:
        return ""


class Database:
    """A pool that connects at the first use, so that it can be made while the server restarts.

    A role that is a superuser or bypasses row-level security gets no connection: whatever asks for
    one raises ConfigurationError.
    """

    def __init__(self, url: str, options: StorageOptions | None = None) -> None:
        self._url = url
        self._options = options or StorageOptions()
        self._pool: Any = None
        self._making = asyncio.Lock()
        self._closed = False

    @asynccontextmanager
    async def transaction(
        self, tenant: Tenant, *, read_only: bool = False
    ) -> AsyncIterator[Connection]:
        """Commits at the end, rolls back on any exception. Raises only FynqErrors of its own.

        Row-level security shows and accepts this tenant's rows only. Raises StorageUnavailable
        when the server is away, busy or too slow; if that happens in the commit, it may or may
        not have been done.
        """
        pool, connection = await self._begin(tenant, read_only)
        try:
            yield connection
            await connection.execute("commit")
        except FAILURES as error:
            raise translated(error) from None
        except UnicodeError as error:
            raise translated(error) from None
        finally:
            await asyncio.shield(self._give_back(pool, connection))

    async def rows(self, tenant: Tenant, statement: str, *arguments: object) -> Sequence[Row]:
        """The rows of one reading statement; tried once more when the connection broke."""
        try:
            return await self._rows(tenant, statement, arguments)
        except ConnectionLost:
            return await self._rows(tenant, statement, arguments)

    async def _rows(
        self, tenant: Tenant, statement: str, arguments: tuple[object, ...]
    ) -> Sequence[Row]:
        async with self.transaction(tenant, read_only=True) as connection:
            found: Sequence[Row] = await connection.fetch(statement, *arguments)
            return found

    async def row(self, tenant: Tenant, statement: str, *arguments: object) -> Row | None:
        """The first row of one reading statement."""
        found = await self.rows(tenant, statement, *arguments)
        return found[0] if found else None

    async def any_row(self, tenant: Tenant, statement: str) -> bool:
        """Does a reading statement without arguments give a row? One round trip instead of three:
        statements that are sent together are one transaction. Tried again on stale connections."""
        for _ in range(self._options.pool_max + 1):
            pool, connection = await self._acquire()
            try:
                status = await connection.execute(f"{self._settings(tenant)};{statement}")
            except FAILURES as error:
                if not lost(error):
                    raise translated(error) from None
            else:
                return bool(status != "SELECT 0")
            finally:
                await asyncio.shield(self._give_back(pool, connection))
        raise StorageUnavailable("The database does not answer.")

    async def at_once(self, tenant: Tenant, statement: str, *arguments: object) -> Sequence[Row]:
        """The rows of a reading statement that calls a function which sets the tenant itself, its
        first argument: one round trip instead of three. Tried again on stale connections."""
        for _ in range(self._options.pool_max + 1):
            pool, connection = await self._acquire()
            try:
                found: Sequence[Row] = await connection.fetch(statement, tenant, *arguments)
            except FAILURES as error:
                if not lost(error):
                    raise translated(error) from None
            else:
                return found
            finally:
                await asyncio.shield(self._give_back(pool, connection))
        raise StorageUnavailable("The database does not answer.")

    async def write(self, tenant: Tenant, statement: str, *arguments: object) -> Row | None:
        """One writing statement in its own transaction; the first row that it returns."""
        async with self.transaction(tenant) as connection:
            return await connection.fetchrow(statement, *arguments)

    async def check(self) -> None:
        """Connects now. Raises ConfigurationError when the role does not obey row-level security,
        as the first use would, and StorageUnavailable when the server is away."""
        pool, connection = await self._acquire()
        await asyncio.shield(self._give_back(pool, connection))

    async def close(self) -> None:
        """Ends every connection; those in use get a moment to finish."""
        self._closed = True
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            await asyncio.wait_for(pool.close(), timeout=self._options.connect_seconds)
        except FAILURES:
            pool.terminate()

    async def _begin(self, tenant: Tenant, read_only: bool) -> tuple[Any, Connection]:
        begin = f"begin{' read only' if read_only else ''};{self._settings(tenant)}"
        # Every idle connection may be stale after the server restarted; the last try is a new one.
        for _ in range(self._options.pool_max + 1):
            pool, connection = await self._acquire()
            try:
                await connection.execute(begin)
            except BaseException as error:
                await asyncio.shield(self._give_back(pool, connection))
                if isinstance(error, FAILURES):
                    if lost(error):
                        continue
                    raise translated(error) from None
                raise
            return pool, connection
        raise StorageUnavailable("The database does not answer.")

    def _settings(self, tenant: Tenant) -> str:
        if not isinstance(tenant, UUID):
            raise TypeError("A tenant is a UUID.")
        milliseconds = int(self._options.statement_seconds * 1000)
        return (
            f"select set_config('fynq.tenant', '{tenant}', true),"
            f" set_config('statement_timeout', '{milliseconds}', true)"
        )

    async def _acquire(self) -> tuple[Any, Connection]:
        try:
            pool = await self._ready()
            return pool, await pool.acquire(timeout=self._options.connect_seconds)
        except FAILURES as error:
            raise translated(error) from None

    async def _ready(self) -> Any:
        if self._pool is not None:
            return self._pool
        async with self._making:
            if self._closed:
                raise StorageUnavailable("The database pool is closed.")
            if self._pool is None:
                pool = await asyncpg.create_pool(
                    self._url,
                    min_size=0,  # asyncpg would log a traceback for each it cannot have
                    max_size=self._options.pool_max,
                    timeout=self._options.connect_seconds,
                    command_timeout=self._options.statement_seconds + 5,
                    statement_cache_size=self._options.statement_cache,
                    connection_class=_Stateless,
                    init=refuse_privileged,
                )
                await _warm(pool, min(self._options.pool_min, self._options.pool_max))
                self._pool = pool
        return self._pool

    async def _give_back(self, pool: Any, connection: Connection) -> None:
        """A lost connection has left the pool by itself, and says so by an InterfaceError; one
        that cannot be rolled back is closed by the release."""
        with suppress(*FAILURES):
            if connection.is_in_transaction():
                await connection.execute("rollback", timeout=_PARTING)
        with suppress(*FAILURES):
            await pool.release(connection, timeout=_PARTING)


async def _warm(pool: Any, connections: int) -> None:
    """Opens connections together. On failure the pool goes, and the next use makes another."""
    opening = [pool.acquire() for _ in range(connections)]
    opened = await asyncio.gather(*opening, return_exceptions=True)
    failed = [one for one in opened if isinstance(one, BaseException)]
    if failed:
        pool.terminate()
        raise failed[0]
    for connection in opened:
        await pool.release(connection)
