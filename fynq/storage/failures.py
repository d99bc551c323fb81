"""What the database's failures become. The only place that knows asyncpg's exceptions."""

from __future__ import annotations

import asyncpg
import structlog

from fynq.domain.errors import Conflict, FynqError, InvalidInput, NotFound, StorageUnavailable

log = structlog.get_logger()

FAILURES = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
    EOFError,
)
"""Everything that asyncpg raises for a failed connection or statement."""

_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.exceptions.IdleSessionTimeoutError,
    asyncpg.exceptions.ProtocolError,
    asyncpg.InternalClientError,  # a connection that died between two steps of one statement
    ConnectionError,
    EOFError,
)
_BUSY = (
    asyncpg.InsufficientResourcesError,
    asyncpg.QueryCanceledError,
    asyncpg.exceptions.LockNotAvailableError,
    asyncpg.exceptions.TransactionRollbackError,
    asyncpg.exceptions.ReadOnlySQLTransactionError,
    asyncpg.exceptions.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    OSError,
    TimeoutError,
)


class ConnectionLost(StorageUnavailable):
    """What was asked may be asked again on another connection, if asking twice does no harm."""


def lost(error: BaseException) -> bool:
    """Whether the connection is gone, so that another may fare better."""
    if isinstance(error, _LOST):
        return True
    # asyncpg has no class of its own for the use of a connection that it dropped before.
    told = str(error) if isinstance(error, asyncpg.InterfaceError) else ""
    return "closed" in told or "released back to the pool" in told


def translated(error: BaseException) -> FynqError:
    """The FynqError that stands for a failure; it never carries the values of the statement."""
    if isinstance(error, FynqError):
        return error
    if lost(error):
        return ConnectionLost("The connection to the database broke.")
    if isinstance(error, _BUSY):
        return StorageUnavailable("The database does not answer.")
    if isinstance(error, asyncpg.UniqueViolationError):
        return Conflict("This is there already.")
    if isinstance(error, asyncpg.ForeignKeyViolationError):
        return NotFound("Something that this refers to is not there.")
    if isinstance(error, (asyncpg.DataError, asyncpg.CheckViolationError, UnicodeError)):
        return InvalidInput("A value cannot be stored: a character or a number out of range.")
    log.error(
        "database_refused",
        kind=type(error).__name__,
        sqlstate=getattr(error, "sqlstate", None),
        constraint=getattr(error, "constraint_name", None),
    )
    return FynqError("The database refused a statement.")
