"""Servers for the tests: an embedded PostgreSQL and Redis, once per run, in a temporary folder."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from fynq.operations.data_folder import lock_data_folder
from fynq.operations.embedded_postgres import EmbeddedPostgres
from fynq.operations.embedded_redis import EmbeddedRedis
from fynq.storage.address import Address
from fynq.storage.migrate import migrate
from fynq.storage.stores import Stores, connect_stores
from tests.schools import Enrolled, enrol

# How long an example takes is decided by what else the machine does.
settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")


@dataclass(frozen=True)
class Servers:
    """postgres: the administrator's URL; redis: a URL."""

    postgres: str
    redis: str


@pytest.fixture(scope="session", autouse=True)
def _no_real_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A command that a test runs without --data-dir must not touch the user's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FYNQ_DATA_DIR", str(tmp_path_factory.mktemp("default") / "data"))
        yield


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """FYNQ_TEST_DATABASE_URL, a superuser's, runs the tests on that PostgreSQL instead."""
    given = os.environ.get("FYNQ_TEST_DATABASE_URL")
    folder = lock_data_folder(tmp_path_factory.mktemp("servers") / "data")
    postgres = EmbeddedPostgres(folder, {"fsync": "off"})
    redis = EmbeddedRedis(folder)

    async def start() -> None:
        if given is None:
            await postgres.start()
        await redis.start()

    async def stop() -> None:
        await redis.stop()
        await postgres.stop()
        folder.release()

    asyncio.run(start())
    yield Servers(given or postgres.url, redis.url)
    asyncio.run(stop())


@pytest.fixture(scope="session")
def _template(servers: Servers) -> Iterator[str]:
    """A migrated database to copy."""
    name = f"template_{uuid4().hex}"
    with psycopg.connect(servers.postgres, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    asyncio.run(migrate(on_database(servers.postgres, name), b"tests"))
    yield name
    with psycopg.connect(servers.postgres, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {}").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def admin_url(servers: Servers, _template: str) -> Iterator[str]:
    """The administrator's URL of a fresh migrated database for this module."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(servers.postgres, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(_template)
            )
        )
    yield on_database(servers.postgres, name)
    with psycopg.connect(servers.postgres, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def database_url(admin_url: str) -> str:
    """The application's URL of a fresh migrated database for this module."""
    return asyncio.run(migrate(admin_url, b"tests"))


@pytest.fixture(scope="session")
def redis_url(servers: Servers) -> str:
    """One Redis for the whole run: keys begin with a tenant, so tests do not meet."""
    return servers.redis


@pytest.fixture
async def stores(database_url: str, redis_url: str) -> AsyncIterator[Stores]:
    built = connect_stores(database_url, redis_url)
    yield built
    await built.close()


@pytest.fixture
async def school(stores: Stores) -> Enrolled:
    """A school of its own for each test."""
    return await enrol(stores)


def on_database(url: str, name: str) -> str:
    address = Address.parse(url)
    return Address(address.user, address.password, address.hosts, name, address.parameters).url
