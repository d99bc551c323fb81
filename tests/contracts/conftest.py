"""Every contract test runs twice: in memory, and over the servers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from fynq.storage.memory.stores import memory_stores
from fynq.storage.stores import Stores, connect_stores


@pytest.fixture(params=["memory", "servers"])
def urls(request: pytest.FixtureRequest) -> tuple[str, str] | None:
    if request.param == "memory":
        return None
    return request.getfixturevalue("database_url"), request.getfixturevalue("redis_url")


@pytest.fixture
async def stores(urls: tuple[str, str] | None) -> AsyncIterator[Stores]:
    built = connect_stores(*urls) if urls else memory_stores()
    yield built
    await built.close()
