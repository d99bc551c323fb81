"""Brings a database to the present schema and gives the application a role without privileges."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.exc import SQLAlchemyError

from fynq.domain.errors import ConfigurationError
from fynq.storage.address import Address
from fynq.storage.options import StorageOptions
from fynq.storage.privileges import VARIABLE, refuse
from fynq.storage.statements import statements

OLDEST = 150_000
_LOCK = 0x66796E71
"""Any constant will do: 'fynq' in ASCII."""


@dataclass(frozen=True)
class _Role:
    name: str
    superuser: bool
    bypasses: bool
    creates_roles: bool


async def migrate(url: str, secret: bytes, options: StorageOptions | None = None) -> str:
    """Migrates, and returns the URL that the replicas connect with.

    secret: from which the application's password is derived where `url` has none. Raises
    ConfigurationError naming FYNQ_DATABASE_URL when the server cannot be used. Two callers at
    once: one migrates, the other waits.
    """
    try:
        return await asyncio.to_thread(_migrate, url, secret, options or StorageOptions())
    except psycopg.Error as error:
        raise _unusable(error) from None


async def application_url(url: str, secret: bytes, options: StorageOptions | None = None) -> str:
    """The URL that `migrate` returned for the same arguments; changes nothing."""
    try:
        return await asyncio.to_thread(_application_url, url, secret, options or StorageOptions())
    except psycopg.Error as error:
        raise _unusable(error) from None


def _application_url(url: str, secret: bytes, options: StorageOptions) -> str:
    address = Address.parse(url)
    with _connected(address, options) as connection:
        role = _role(connection)
    if not (role.superuser or role.creates_roles):
        return address.url
    app = options.app_role
    suffix = _pooler_suffix(address.user, role.name)
    return address.with_user(app + suffix, _password(address, secret, app)).url


def _migrate(url: str, secret: bytes, options: StorageOptions) -> str:
    address = Address.parse(url)
    with _connected(address, options) as connection:
        if connection.info.server_version < OLDEST:
            raise ConfigurationError(
                VARIABLE,
                f"The server is PostgreSQL {connection.info.server_version // 10_000}",
                "fynq needs PostgreSQL 15 or later",
            )
        role = _role(connection)
        privileged = role.superuser or role.creates_roles
        if role.bypasses and not privileged:
            raise ConfigurationError(
                VARIABLE,
                f"The role {role.name} bypasses row-level security and may not create another",
                f"Use a role with CREATEROLE, or ALTER ROLE {role.name} NOBYPASSRLS",
            )
        app = options.app_role if privileged else role.name
        app_address = address
        if privileged:
            suffix = _pooler_suffix(address.user, role.name)
            app_address = address.with_user(app + suffix, _password(address, secret, app))
        _change_schema(address, options, role, app_address)
        if privileged:
            _renew_password(connection, app, app_address, options)
    with _connected(app_address, options) as connection:
        found = _role(connection)
        refuse(found.name, found.superuser, found.bypasses)
    return app_address.url


def _change_schema(address: Address, options: StorageOptions, role: _Role, app: Address) -> None:
    """Everything in one transaction under one lock, so that it also works behind a pooler."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    privileged = app is not address
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: _connected(address, options, autocommit=False),
        poolclass=NullPool,
    )
    try:
        with engine.begin() as transaction:
            connection: Any = transaction.connection.driver_connection
            connection.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
            if not connection.execute(
                "select 1 from pg_namespace where nspname = 'fynq'"
            ).fetchone():
                connection.execute("create schema fynq")
            _upgrade(transaction)
            if privileged:
                _create_role(connection, options.app_role, app.password)
                _grant(connection, options.app_role)
    except (psycopg.Error, SQLAlchemyError) as error:
        cause = getattr(error, "orig", None) or error
        if isinstance(cause, psycopg.errors.InsufficientPrivilege):
            raise ConfigurationError(
                VARIABLE,
                f"The role {role.name} may not make the schema ({_first_line(cause)})",
                f"Use the role that owns it, or: CREATE SCHEMA fynq AUTHORIZATION {role.name}",
            ) from None
        raise _unusable(cause) from None


def _connected(
    address: Address, options: StorageOptions, *, autocommit: bool = True
) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(
            address.url,
            autocommit=autocommit,
            prepare_threshold=None,
            connect_timeout=max(2, round(options.connect_seconds)),
            application_name="fynq migrate",
        )
    except (psycopg.Error, UnicodeError) as error:
        raise _unusable(error) from None


def _unusable(error: Exception) -> ConfigurationError:
    return ConfigurationError(
        VARIABLE,
        f"The server cannot be used ({_first_line(error)})",
        "Check host, port, user, password and database name, and that the server runs",
    )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


def _role(connection: psycopg.Connection[Any]) -> _Role:
    row = connection.execute(
        "select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles"
        " where rolname = current_user"
    ).fetchone()
    if row is None:
        raise ConfigurationError(VARIABLE, "The server does not show its roles", "Use PostgreSQL")
    return _Role(*row)


def _pooler_suffix(user: str, role: str) -> str:
    """Supavisor logs 'postgres.project' in as postgres; the application keeps '.project'."""
    return user[len(role) :] if user.startswith(f"{role}.") else ""


def _password(address: Address, secret: bytes, role: str) -> str:
    """The same for every database of a server, because a role belongs to the server."""
    key = address.password.encode() or secret
    digest = hmac.new(key, f"fynq application role {role}".encode(), hashlib.sha256)
    return urlsafe_b64encode(digest.digest()).decode().rstrip("=")


def _verifier(connection: psycopg.Connection[Any], role: str, password: str) -> sql.Literal:
    """What the server stores instead of a password, so that none is in its log."""
    scram = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return sql.Literal(scram.decode())


def _create_role(connection: psycopg.Connection[Any], role: str, password: str) -> None:
    exists = connection.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone()
    if exists is None:
        connection.execute(
            sql.SQL(
                "create role {} login nosuperuser nobypassrls nocreatedb nocreaterole noinherit"
                " password {}"
            ).format(sql.Identifier(role), _verifier(connection, role, password))
        )


def _renew_password(
    connection: psycopg.Connection[Any], role: str, address: Address, options: StorageOptions
) -> None:
    """Sets the password only if it is not the right one: poolers remember the old verifier."""
    try:
        _connected(address, options).close()
        return
    except ConfigurationError:
        renewal = sql.SQL("alter role {} login password {}").format(
            sql.Identifier(role), _verifier(connection, role, address.password)
        )
    try:
        with connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
            connection.execute(renewal)
    except psycopg.errors.InsufficientPrivilege:
        raise ConfigurationError(
            VARIABLE,
            f"The role {role} was made by someone else and has another password",
            f"DROP ROLE {role}, or use the role that made it",
        ) from None


def _grant(connection: psycopg.Connection[Any], role: str) -> None:
    connection.execute(sql.SQL(statements("grants")["grants"]).format(role=sql.Identifier(role)))


def _upgrade(connection: Any) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "fynq.storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
