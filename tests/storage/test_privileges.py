"""No process works with a role that row-level security does not bind."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

import psycopg
import pytest
from psycopg import sql

from fynq import wiring
from fynq.domain.errors import ConfigurationError, StorageUnavailable
from fynq.domain.identifiers import PUBLIC
from fynq.operations.data_folder import lock_data_folder
from fynq.operations.embedded_postgres import EmbeddedPostgres
from fynq.settings import load_settings
from fynq.storage.address import Address
from fynq.storage.database import Database
from fynq.storage.jobs import Jobs
from fynq.storage.migrate import migrate
from fynq.storage.options import StorageOptions
from fynq.storage.privileges import VARIABLE, refuse
from tests.conftest import on_database


def settings(url: str, redis: str = "redis://127.0.0.1:1"):
    return load_settings(database_url=url, redis_url=redis)


@pytest.mark.parametrize("powers", [(True, False), (False, True), (True, True)])
def test_either_power_is_refused(powers):
    with pytest.raises(ConfigurationError) as caught:
        refuse("app", *powers)
    assert caught.value.variable == VARIABLE
    assert "ALTER ROLE app" in caught.value.remedy
    refuse("app", False, False)


async def test_a_process_with_the_administrators_url_does_not_start(admin_url):
    with pytest.raises(ConfigurationError) as caught:
        await wiring.connect(settings(admin_url))
    assert caught.value.variable == VARIABLE
    assert "superuser" in caught.value.problem
    with pytest.raises(ConfigurationError):
        await wiring.build_personalizer(settings(admin_url))


async def test_a_role_that_bypasses_does_not_start_either(admin_url):
    name = f"sly_{os.getpid()}"
    role = sql.Identifier(name)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create role {} login bypassrls password 'pw'").format(role))
        try:
            sly = Address.parse(admin_url).with_user(name, "pw").url
            with pytest.raises(ConfigurationError, match="bypasses"):
                await wiring.connect(settings(sly))
        finally:
            connection.execute(sql.SQL("drop role {}").format(role))


async def test_every_use_is_refused_and_leaves_no_connection(admin_url):
    database = Database(admin_url, StorageOptions(pool_max=2))
    answers = await asyncio.gather(
        *(database.rows(PUBLIC, "select 1") for _ in range(6)), return_exceptions=True
    )
    assert {type(answer) for answer in answers} == {ConfigurationError}
    await database.close()
    with psycopg.connect(admin_url) as connection:
        others = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and backend_type = 'client backend'"
        ).fetchone()
    assert others == (0,)


async def test_the_worker_takes_no_job_with_such_a_role(admin_url):
    stop = asyncio.Event()
    with pytest.raises(ConfigurationError):
        await Jobs(admin_url, StorageOptions())._run({}, stop)


async def test_the_applications_role_starts(database_url, redis_url):
    stores = await wiring.connect(settings(database_url, redis_url))
    await stores.close()


async def test_a_server_that_is_away_is_looked_at_when_it_is_back(tmp_path):
    folder = lock_data_folder(tmp_path / "data")
    server = EmbeddedPostgres(folder, {"fsync": "off"})
    try:
        await server.start()
        url = server.url
        await server.stop()
        stores = await wiring.connect(settings(url))
        with pytest.raises(StorageUnavailable):
            await stores.schools.find_school("any")
        await server.start()
        with pytest.raises(ConfigurationError):
            await stores.schools.find_school("any")
        await stores.close()
    finally:
        await server.stop()
        folder.release()


def fynq_migrate(url: str | None, *arguments: str, **more: str):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FYNQ_")}
    environment = {**kept, "FYNQ_DATA_DIR": "/nonexistent", **more}
    if url is not None:
        environment[VARIABLE] = url
    return subprocess.run(
        [sys.executable, "-m", "fynq.cli", "migrate", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def empty(servers):
    name = f"empty_{os.getpid()}"
    with psycopg.connect(servers.postgres, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield on_database(servers.postgres, name)
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


async def test_the_command_prepares_a_database(empty, database_url):
    """The role may be there already, made for another database of the same server."""
    role = Address.parse(database_url).user
    secret = {"FYNQ_APPLICATION_SECRET": b"tests".hex().ljust(64, "0")}
    done = fynq_migrate(empty, **secret)
    assert (done.returncode, done.stderr) == (0, "")
    assert role in done.stdout
    assert "postgresql://" not in done.stdout
    told = json.loads(fynq_migrate(empty, "--show-url", "--json", **secret).stdout)
    assert (told["migrated"], told["role"]) == (True, role)
    assert Address.parse(told["url"]).database == Address.parse(empty).database
    stores = await wiring.connect(settings(told["url"]))
    assert await stores.schools.find_school("nobody") is None
    await stores.close()


async def test_the_command_finds_the_database_of_a_running_instance(tmp_path):
    folder = lock_data_folder(tmp_path / "data")
    server = EmbeddedPostgres(folder, {"fsync": "off"})
    own = folder.secret("application")
    arguments = ("--show-url", "--data-dir", str(tmp_path / "data"))
    try:
        await server.start()
        expected = await migrate(server.url, own)
        done = await asyncio.to_thread(fynq_migrate, None, *arguments)
        assert done.stdout.splitlines()[-1] == expected
        await server.stop()
        done = await asyncio.to_thread(fynq_migrate, None, *arguments)
        assert done.returncode == 78
        assert VARIABLE in done.stderr
    finally:
        await server.stop()
        folder.release()


@pytest.mark.parametrize(
    ("url", "more", "named"),
    [
        (None, {}, VARIABLE),
        ("mysql://a:b@c/d", {}, VARIABLE),
        ("postgresql://a:b@127.0.0.1:1/d", {}, VARIABLE),
        ("postgresql://a@127.0.0.1:1/d", {}, "FYNQ_APPLICATION_SECRET"),
        ("postgresql://a@127.0.0.1:1/d", {"FYNQ_APPLICATION_SECRET": "zz"}, "hexadecimal"),
        ("postgresql://a@127.0.0.1:1/d", {"FYNQ_APPLICATION_SECRET": "aa"}, "too short"),
        ("postgresql://a:b@c/d", {"FYNQ_STORAGE__POOL_MAX": "many"}, "FYNQ_STORAGE__POOL_MAX"),
    ],
)
def test_what_is_wrong_is_named(url, more, named):
    done = fynq_migrate(url, **more)
    assert done.returncode == 78
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    told = json.loads(fynq_migrate(url, "--json", **more).stdout)
    assert told["code"] == "configuration_error"
