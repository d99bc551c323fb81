"""The database that a command works on."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fynq.cli.telling import folder_of
from fynq.domain.errors import ConfigurationError
from fynq.operations.api_keys import KeyDesk

if TYPE_CHECKING:
    from fynq.storage.database import Database


def administrator(url: str, folder: Path) -> tuple[str, bytes]:
    from fynq.operations.running import embedded_database

    if url:
        return url, _application_secret(url)
    found = embedded_database(folder)
    if found is None:
        raise ConfigurationError(
            "FYNQ_DATABASE_URL",
            f"It is not set, and no embedded database runs in {folder}",
            "Set it to the administrator's URL, or start fynq up",
        )
    return found


def _application_secret(url: str) -> bytes:
    """From which the application's password is derived where the administrator has none."""
    from fynq.storage.address import Address

    variable, wanted = "FYNQ_APPLICATION_SECRET", "Set it to 64 hex digits, the same at every run"
    given = os.environ.get(variable, "")
    if not given and Address.parse(url).password:
        return b""
    try:
        secret = bytes.fromhex(given)
    except ValueError:
        raise ConfigurationError(variable, "It is not hexadecimal", wanted) from None
    if len(secret) < 32:
        problem = "It is too short" if given else "It is not set, and the URL has no password"
        raise ConfigurationError(variable, problem, wanted)
    return secret


@asynccontextmanager
async def key_desk(data_dir: Path | None) -> AsyncIterator[KeyDesk]:
    """Over the database of FYNQ_DATABASE_URL, or of the instance that runs in the data folder."""
    from fynq.storage.accounts import PostgresAccounts
    from fynq.storage.api_keys import PostgresApiKeys
    from fynq.storage.schools import PostgresSchools

    async with database_of(data_dir) as database:
        yield KeyDesk(
            PostgresSchools(database), PostgresAccounts(database), PostgresApiKeys(database)
        )


@asynccontextmanager
async def database_of(data_dir: Path | None) -> AsyncIterator[Database]:
    """As the application, of FYNQ_DATABASE_URL or of the instance that runs in the data folder."""
    from fynq.settings import load_settings
    from fynq.storage.database import Database
    from fynq.storage.migrate import application_url

    settings = load_settings()
    given = settings.database_url.get_secret_value() if settings.database_url else ""
    url, secret = administrator(given, folder_of(data_dir))
    database = Database(await application_url(url, secret, settings.storage), settings.storage)
    try:
        yield database
    finally:
        await database.close()
