from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest
from pydantic import SecretStr

from fynq.domain.errors import ConfigurationError, Unavailable
from fynq.operations.data_folder import holder_of, lock_data_folder
from fynq.operations.embedded_postgres import EmbeddedPostgres
from fynq.operations.embedded_redis import EmbeddedRedis
from fynq.operations.orphans import orphans
from fynq.operations.prepare import prepare
from fynq.operations.unprivileged import run_as
from fynq.storage.cache import Cache, check_cache
from fynq.storage.migrate import migrate
from fynq.storage.stores import connect_stores
from tests.schools import enrol


@dataclass(frozen=True)
class Needs:
    data_dir: Path
    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    signing_key: SecretStr | None = None


@asynccontextmanager
async def prepared(path: Path, **needs):
    ready = await prepare(Needs(path, **needs), migrate, check_cache)
    try:
        yield ready
    finally:
        await ready.close()


async def until(condition) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.02)


async def test_a_restart_keeps_everything_and_leaves_no_process(tmp_path):
    async with prepared(tmp_path / "data") as ready:
        stores = connect_stores(ready.database_url, ready.redis_url)
        school = await enrol(stores)
        await stores.cache.run(lambda redis: redis.set("kept", "yes"))
        await stores.close()
        key = ready.signing_key
        instance = ready.folder.instance
        assert "PRIVATE KEY" in key
    assert orphans(instance) == []
    async with prepared(tmp_path / "data") as ready:
        stores = connect_stores(ready.database_url, ready.redis_url)
        assert await stores.schools.find_school(school.school.slug) == school.school
        assert await stores.cache.run(lambda redis: redis.get("kept")) == b"yes"
        await stores.close()
        assert ready.signing_key == key
        assert ready.folder.instance == instance


async def test_servers_that_die_come_back_on_the_same_sockets(tmp_path):
    async with prepared(tmp_path / "data") as ready:
        stores = connect_stores(ready.database_url, ready.redis_url)
        school = await enrol(stores)
        for server in ready.embedded:
            former = server.pid
            os.kill(former, signal.SIGKILL)
            await until(lambda server=server, former=former: server.pid != former)
            for probe in stores.probes:
                async with asyncio.timeout(60):
                    while True:
                        try:
                            await probe.check()
                            break
                        except Unavailable:
                            await asyncio.sleep(0.05)
        assert await stores.schools.find_school(school.school.slug) == school.school
        await stores.close()


OWNER = """
import asyncio, sys
from pathlib import Path
from tests.operations.test_prepare import Needs
from fynq.operations.prepare import prepare
from fynq.storage.cache import check_cache
from fynq.storage.migrate import migrate

async def main():
    ready = await prepare(Needs(Path(sys.argv[1])), migrate, check_cache)
    print(ready.database_url, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.mark.parametrize("also", ["nothing", "everything"])
async def test_the_next_start_recovers_from_the_death_of_the_owner(tmp_path, also):
    path = tmp_path / "data"
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(path)], stdout=subprocess.PIPE, text=True
    )
    url = await asyncio.to_thread(owner.stdout.readline)
    stores = connect_stores(url.strip(), "redis://127.0.0.1:1")
    school = await enrol(stores)
    await stores.close()
    assert holder_of(path) == owner.pid
    with pytest.raises(ConfigurationError) as caught:
        lock_data_folder(path)
    assert caught.value.variable == "FYNQ_DATA_DIR"
    assert str(owner.pid) in caught.value.problem
    owner.kill()
    owner.wait()
    owner.stdout.close()
    assert holder_of(path) is None
    if also == "everything":
        folder = lock_data_folder(path)
        for process in orphans(folder.instance):
            process.kill()
        folder.release()
    async with prepared(path) as ready:
        stores = connect_stores(ready.database_url, ready.redis_url)
        assert await stores.schools.find_school(school.school.slug) == school.school
        await stores.close()
        mine = {server.pid for server in ready.embedded}
        left = {p.pid for p in orphans(ready.folder.instance)} - mine
        children = {c.pid for pid in mine for c in psutil.Process(pid).children(recursive=True)}
        assert left <= children
    assert orphans(ready.folder.instance) == []


async def test_a_pid_that_belongs_to_someone_else_is_no_server(tmp_path):
    folder = lock_data_folder(tmp_path / "data")
    server = EmbeddedPostgres(folder)
    await server.start()
    os.kill(server.pid, signal.SIGKILL)
    await until(lambda: not server.running())
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n5432\n\n\n0\n")
    await server.start()
    with psycopg.connect(server.url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    await server.stop()
    folder.release()


async def test_an_interrupted_set_up_is_done_again(tmp_path):
    folder = lock_data_folder(tmp_path / "data")
    half = folder.folder("postgres.new")
    (half / "base").mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(folder)
    await server.start()
    await server.stop()
    folder.release()


async def test_a_deep_folder_gets_a_short_socket_that_stays_the_same(tmp_path):
    deep = tmp_path / ("d" * 100) / "data"
    folder = lock_data_folder(deep)
    urls = []
    for _ in range(2):
        servers = [EmbeddedPostgres(folder), EmbeddedRedis(folder)]
        for server in servers:
            await server.start()
        with psycopg.connect(servers[0].url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        cache = Cache(servers[1].url)
        assert await cache.run(lambda redis: redis.ping())
        await cache.close()
        urls.append([server.url for server in servers])
        for server in servers:
            await server.stop()
    folder.release()
    assert urls[0] == urls[1]


async def test_the_data_folder_is_closed_to_others(tmp_path):
    async with prepared(tmp_path / "data") as ready:
        path = ready.folder.path
        for name in ("secrets", "postgres", "redis", "log", "run/postgres", "run/redis"):
            assert stat.S_IMODE((path / name).stat().st_mode) == 0o700, name
        for secret in (path / "secrets").iterdir():
            assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.stat().st_mode) & 0o066 == 0
        listening = psutil.Process(ready.embedded[0].pid).net_connections("inet")
        assert listening == []


async def test_a_folder_that_cannot_be_made_is_told():
    with pytest.raises(ConfigurationError) as caught:
        lock_data_folder(Path("/proc/nowhere"))
    assert caught.value.variable == "FYNQ_DATA_DIR"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that others cannot pass")
async def test_below_a_closed_folder_nobodys_permissions_change(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    async with prepared(closed / "data") as ready:
        server = psutil.Process(ready.embedded[0].pid)
        assert server.uids().effective != 0
        stores = connect_stores(ready.database_url, ready.redis_url)
        await enrol(stores)
        await stores.close()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert closed.stat().st_uid == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")
def test_an_ordinary_user_can_run_it():
    """That user may read this interpreter even if it is in a closed home, and write nothing."""
    here = [Path(sys.executable).resolve(), Path(__file__)]
    with tempfile.TemporaryDirectory() as name:
        user = run_as(here)
        user.own(Path(name))
        script = OWNER.replace("await asyncio.sleep(600)", "await ready.close()")
        outcome = subprocess.run(
            user.command(sys.executable, "-c", script, f"{name}/data"),
            env={**os.environ, "HOME": name, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        owners = {path.stat().st_uid for path in Path(name).rglob("*")}
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.startswith("postgresql://fynq_app")
    assert owners == {user.uid}


async def test_where_each_server_is_stands_in_the_run_folder(tmp_path):
    async with prepared(tmp_path / "data") as ready:
        for server in ready.embedded:
            assert ready.folder.noted(server.name)["pid"] == server.pid
    for server in ready.embedded:
        assert ready.folder.noted(server.name) == {}


async def test_a_wrong_signing_key_ends_the_start_before_any_server(tmp_path):
    data = tmp_path / "data"
    needs = Needs(data, signing_key=SecretStr("nonsense"))
    with pytest.raises(ConfigurationError, match="FYNQ_SIGNING_KEY"):
        await prepare(needs, migrate, check_cache)
    assert not data.exists()
