from __future__ import annotations

import asyncio
import os
import pickle
import signal

import psycopg
import pytest

from fynq.domain.errors import FynqError, InvalidInput, StorageUnavailable
from fynq.domain.identifiers import PUBLIC
from fynq.operations.data_folder import lock_data_folder
from fynq.operations.embedded_postgres import EmbeddedPostgres
from fynq.storage.database import Database
from fynq.storage.migrate import migrate
from fynq.storage.options import StorageOptions


@pytest.fixture
async def database(database_url):
    made = Database(database_url, StorageOptions(pool_max=3, statement_seconds=2.0))
    yield made
    await made.close()


def disconnect_everyone(admin_url) -> None:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'fynq_app'"
        )


async def test_stale_connections_are_replaced_unseen(database, admin_url):
    async def number(n: int) -> int:
        async with database.transaction(PUBLIC) as connection:
            return await connection.fetchval("select $1::int", n)

    for _ in range(3):
        assert await asyncio.gather(*(number(n) for n in range(6))) == list(range(6))
        disconnect_everyone(admin_url)


async def test_a_read_survives_the_loss_of_its_connection(database, admin_url):
    reading = asyncio.create_task(database.rows(PUBLIC, "select pg_sleep(0.5)::text as slept"))
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for _ in range(200):
            ended = connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where usename = 'fynq_app' and query like 'select pg_sleep%'"
            ).fetchall()
            if ended:
                break
            await asyncio.sleep(0.01)
    assert len(await reading) == 1


async def test_a_broken_write_is_told_and_not_repeated(database, admin_url):
    with pytest.raises(StorageUnavailable) as caught:
        async with database.transaction(PUBLIC) as connection:
            await connection.execute("select 1")
            disconnect_everyone(admin_url)
            await connection.execute("select 2")
    assert caught.value.retry_after is not None
    assert await database.rows(PUBLIC, "select 1")


async def test_a_slow_statement_ends(database_url):
    hasty = Database(database_url, StorageOptions(statement_seconds=0.05))
    with pytest.raises(StorageUnavailable):
        await hasty.rows(PUBLIC, "select pg_sleep(60)")
    assert await hasty.rows(PUBLIC, "select 1")
    await hasty.close()


async def test_a_full_pool_is_told(database_url):
    narrow = Database(database_url, StorageOptions(pool_max=1, connect_seconds=0.2))
    async with narrow.transaction(PUBLIC):
        with pytest.raises(StorageUnavailable):
            await narrow.rows(PUBLIC, "select 1")
    await narrow.close()


async def test_cancellation_rolls_back_and_frees_the_connection(database_url, caplog):
    narrow = Database(database_url, StorageOptions(pool_max=1))
    inside = asyncio.Event()

    async def work() -> None:
        async with narrow.transaction(PUBLIC) as connection:
            inside.set()
            await connection.execute("select pg_sleep(60)")

    for _ in range(5):
        inside.clear()
        task = asyncio.create_task(work())
        await inside.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await narrow.rows(PUBLIC, "select 1")
    await narrow.close()
    assert caplog.records == []


async def test_the_pool_finds_a_server_again_that_was_killed(tmp_path):
    folder = lock_data_folder(tmp_path / "data")
    server = EmbeddedPostgres(folder, {"fsync": "off"})
    early = Database("postgresql://postgres@/postgres?host=/nowhere")
    with pytest.raises(StorageUnavailable):
        await early.rows(PUBLIC, "select 1")
    await server.start()
    database = Database(await migrate(server.url, b"tests"))
    for _ in range(2):
        await asyncio.gather(*(database.rows(PUBLIC, "select 1") for _ in range(8)))
        os.kill(server.pid, signal.SIGKILL)
        async with asyncio.timeout(30):
            while server.running():
                await asyncio.sleep(0.01)
        await server.start()
        found = await asyncio.gather(*(database.rows(PUBLIC, "select 1") for _ in range(8)))
        assert len(found) == 8
    await server.stop()
    for _ in range(3):
        with pytest.raises(StorageUnavailable):
            await database.rows(PUBLIC, "select 1")
    await database.close()
    with pytest.raises(StorageUnavailable):
        await database.rows(PUBLIC, "select 1")
    await early.close()
    folder.release()


@pytest.mark.parametrize("value", ["\0", "\ud800", 2**63, object()])
async def test_values_that_do_not_fit_are_invalid_input(database, value):
    kind = "text" if isinstance(value, str) else "bigint"
    with pytest.raises(InvalidInput) as caught:
        await database.rows(PUBLIC, f"select $1::{kind}", value)
    assert "ud800" not in repr(caught.value)
    assert await database.rows(PUBLIC, "select 1")


async def test_a_mistake_of_ours_is_a_fynq_error_that_can_be_pickled(database):
    with pytest.raises(FynqError) as caught:
        await database.rows(PUBLIC, "select nonsense")
    assert pickle.loads(pickle.dumps(caught.value)).code == "internal_error"


async def test_statement_caches_can_be_off_for_poolers(database_url):
    pooled = Database(database_url, StorageOptions(statement_cache=0))
    for n in range(3):
        assert [tuple(row) for row in await pooled.rows(PUBLIC, "select $1::int", n)] == [(n,)]
    await pooled.close()


async def test_only_a_uuid_is_a_tenant(database):
    with pytest.raises(TypeError):
        await database.rows("'; drop table fynq.users; --", "select 1")
