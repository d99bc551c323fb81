from __future__ import annotations

import asyncio
import os
import signal
from datetime import UTC, datetime

import pytest

from fynq.domain.doubt import Answer, AnswerReady, Doubt, Verification
from fynq.domain.errors import RoomUnavailable
from fynq.domain.identifiers import PUBLIC, new_id
from fynq.domain.learner import EventKind, LearningEvent
from fynq.operations.data_folder import lock_data_folder
from fynq.operations.embedded_postgres import EmbeddedPostgres
from fynq.storage.database import Database
from fynq.storage.jobs import Jobs, enqueue
from fynq.storage.migrate import migrate
from fynq.storage.options import StorageOptions


@pytest.fixture
async def worker(database_url):
    """Runs handlers until the test ends."""
    stop, tasks = asyncio.Event(), []

    def run(**handlers) -> None:
        jobs = Jobs(database_url, StorageOptions(), poll_seconds=0.2)
        tasks.append(asyncio.create_task(jobs.run_jobs(handlers, stop)))

    yield run
    stop.set()
    async with asyncio.timeout(20):
        await asyncio.gather(*tasks)


async def test_a_job_is_done_once_it_is_committed(stores, school, worker):
    done = asyncio.Queue()

    async def note(tenant, payload) -> None:
        await done.put((tenant, payload))

    worker(note=note)
    async with stores.database.transaction(school.tenant) as connection:
        await enqueue(school.tenant, connection, "note", {"n": 1})
    with pytest.raises(ZeroDivisionError):
        async with stores.database.transaction(school.tenant) as connection:
            await enqueue(school.tenant, connection, "note", {"n": 2})
            raise ZeroDivisionError
    async with stores.database.transaction(school.tenant) as connection:
        await enqueue(school.tenant, connection, "note", {"n": 3})
    async with asyncio.timeout(20):
        got = [await done.get(), await done.get()]
    assert sorted(payload["n"] for _, payload in got) == [1, 3]
    assert {tenant for tenant, _ in got} == {school.tenant}


async def test_a_waiting_job_is_not_added_twice(stores, school):
    async with stores.database.transaction(school.tenant) as connection:
        for _ in range(3):
            await enqueue(school.tenant, connection, "idle", {}, dedupe_key="same")
        await enqueue(school.tenant, connection, "idle", {}, dedupe_key="another")
        count = await connection.fetchval(
            "select count(*) from fynq.pgqueuer where entrypoint = 'idle'"
        )
    assert count == 2


async def test_a_failed_job_is_tried_again(stores, school, worker):
    attempts = asyncio.Queue()

    async def stumble(tenant, payload) -> None:
        await attempts.put(payload)
        if attempts.qsize() < 2:
            raise RoomUnavailable

    worker(stumble=stumble)
    async with stores.database.transaction(school.tenant) as connection:
        await enqueue(school.tenant, connection, "stumble", {})
    async with asyncio.timeout(20):
        while attempts.qsize() < 2:
            await asyncio.sleep(0.05)


async def test_learning_is_caught_up_by_a_job(stores, school):
    id_ = new_id()
    doubt = Doubt(id_, school.student, "q", id_, datetime.now(UTC))
    await stores.doubt_log.open(school.tenant, doubt)
    event = LearningEvent(
        new_id(), school.student, EventKind.DOUBT_ASKED, ("a",), None, doubt.asked_at, id_
    )
    ready = AnswerReady(Answer("t", "f", Verification.LIKELY, "m"))
    assert await stores.doubt_log.close(school.tenant, doubt, ready, (event,))
    async with stores.database.transaction(school.tenant) as connection:
        rows = await connection.fetch(
            "select payload, execute_after > now() as later from fynq.pgqueuer"
            " where entrypoint = 'learn'"
        )
    (row,) = [row for row in rows if str(school.student) in row["payload"].decode()]
    assert row["later"]


async def test_the_worker_outlives_the_death_of_the_database(tmp_path):
    folder = lock_data_folder(tmp_path / "data")
    server = EmbeddedPostgres(folder, {"fsync": "off"})
    await server.start()
    url = await migrate(server.url, b"tests")
    database, stop, done = Database(url), asyncio.Event(), asyncio.Queue()

    async def note(tenant, payload) -> None:
        await done.put(payload["n"])

    jobs = Jobs(url, StorageOptions(), poll_seconds=0.2)
    working = asyncio.create_task(jobs.run_jobs({"note": note}, stop))
    for n in range(3):
        async with database.transaction(PUBLIC) as connection:
            await enqueue(PUBLIC, connection, "note", {"n": n})
        async with asyncio.timeout(60):
            assert await done.get() == n
        os.kill(server.pid, signal.SIGKILL)
        async with asyncio.timeout(30):
            while server.running():
                await asyncio.sleep(0.01)
        await server.start()
    stop.set()
    async with asyncio.timeout(30):
        await working
    await database.close()
    await server.stop()
    folder.release()
