"""What must be there before the first replica starts: servers, schema, role, key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from fynq.identity.signing_key import read_signing_key
from fynq.operations.data_folder import DataFolder, lock_data_folder
from fynq.operations.embedded_postgres import EmbeddedPostgres
from fynq.operations.embedded_process import EmbeddedProcess, supervise
from fynq.operations.embedded_redis import EmbeddedRedis

Migrate = Callable[[str, bytes], Awaitable[str]]
"""The database's URL and a secret in; the application's URL out."""
CheckCache = Callable[[str], Awaitable[None]]


class Needs(Protocol):
    """The part of Settings that this reads."""

    @property
    def data_dir(self) -> Path: ...
    @property
    def database_url(self) -> SecretStr | None: ...
    @property
    def redis_url(self) -> SecretStr | None: ...
    @property
    def signing_key(self) -> SecretStr | None: ...


@dataclass
class Prepared:
    """URLs of the application's role. Secrets all: pass them by the environment."""

    folder: DataFolder
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    signing_key: str = field(repr=False)
    embedded: tuple[EmbeddedProcess, ...] = ()
    _supervisor: asyncio.Task[None] | None = field(default=None, repr=False)

    async def close(self) -> None:
        """Stops the embedded servers and frees the data folder. Call it after the graph ended."""
        await _unwind(self.folder, list(self.embedded), self._supervisor)


async def prepare(needs: Needs, migrate: Migrate, check_cache: CheckCache) -> Prepared:
    """Starts the embedded servers or uses those that are named, migrates, and watches over the
    embedded ones until `close`.

    Raises ConfigurationError naming the variable at fault; nothing is left running then.
    """
    if needs.signing_key is not None:
        read_signing_key(needs.signing_key.get_secret_value())
    folder = await asyncio.to_thread(lock_data_folder, needs.data_dir)
    embedded: list[EmbeddedProcess] = []
    try:
        database_url = needs.database_url.get_secret_value() if needs.database_url else None
        redis_url = needs.redis_url.get_secret_value() if needs.redis_url else None
        postgres, redis = EmbeddedPostgres(folder), EmbeddedRedis(folder)
        embedded = [
            *([postgres] if database_url is None else []),
            *([redis] if redis_url is None else []),
        ]
        async with asyncio.TaskGroup() as starting:
            for process in embedded:
                starting.create_task(process.start())
        app_url = await migrate(database_url or postgres.url, folder.secret("application"))
        if redis_url is not None:
            await check_cache(redis_url)
        return Prepared(
            folder=folder,
            database_url=app_url,
            redis_url=redis_url or redis.url,
            signing_key=(
                needs.signing_key.get_secret_value() if needs.signing_key else folder.signing_key()
            ),
            embedded=tuple(embedded),
            _supervisor=asyncio.create_task(supervise(tuple(embedded))),
        )
    except BaseException as error:
        await asyncio.shield(_unwind(folder, embedded, None))
        if isinstance(error, BaseExceptionGroup):
            raise error.exceptions[0] from None
        raise


async def _unwind(
    folder: DataFolder, embedded: list[EmbeddedProcess], supervisor: asyncio.Task[None] | None
) -> None:
    if supervisor is not None:
        supervisor.cancel()
        with suppress(asyncio.CancelledError):
            await supervisor
    for process in reversed(embedded):
        await process.stop()
    folder.release()
