from __future__ import annotations

import asyncio

from fynq.answering.reindex import Reindex
from fynq.domain.errors import StorageUnavailable
from fynq.domain.identifiers import Tenant, new_id

TENANT = Tenant(new_id())


class Jobs:
    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.added: asyncio.Queue[tuple] = asyncio.Queue()

    async def add(self, tenant, job, payload, *, dedupe_key=None):
        if self.failures:
            self.failures -= 1
            raise StorageUnavailable
        await self.added.put((tenant, job, payload, dedupe_key))


async def test_the_job_is_stored_once_storage_is_back():
    jobs = Jobs(failures=3)
    Reindex(jobs, pause_seconds=0.001)(TENANT, "notes")
    async with asyncio.timeout(10):
        got = await jobs.added.get()
    assert got == (TENANT, "index_collection", {"collection": "notes"}, "notes")


async def test_closing_ends_what_still_tries():
    jobs = Jobs(failures=10**9)
    reindex = Reindex(jobs, pause_seconds=0.001)
    reindex(TENANT, "notes")
    await asyncio.sleep(0)
    await reindex.aclose()
    assert jobs.added.empty()
    assert len(asyncio.all_tasks()) == 1
