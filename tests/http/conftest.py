from __future__ import annotations

import pytest

from tests.http.house import House


@pytest.fixture
async def house():
    return House()


@pytest.fixture
async def client(house):
    async with house.client() as client:
        yield client


@pytest.fixture
async def student(house):
    return house.person(house.demo)[1]
