from __future__ import annotations

import asyncio

import pytest

from fynq.domain.errors import StorageUnavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.routing.options import ModelRow, ProviderRow, RoutingOptions
from fynq.routing.rated import Rated, priors
from fynq.routing.ratings import ModelOutcome, folded, rating

TENANT = Tenant(new_id())
KNOWN = {"p/small": folded([ModelOutcome(1, ("a",), True)])}


class Book:
    def __init__(self) -> None:
        self.reads = 0
        self.away = False
        self.seen: list[tuple] = []

    async def standings(self, tenant):
        self.reads += 1
        await asyncio.sleep(0)
        if self.away:
            raise StorageUnavailable
        return KNOWN

    async def observe(self, *outcome):
        self.seen.append(outcome)


async def test_many_requests_read_once() -> None:
    book = Book()
    rated = Rated(book, {"p/large": 2.0})
    found = await asyncio.gather(
        *(rated.of(["p/small", "p/large"], ["a"], TENANT) for _ in range(50))
    )
    assert book.reads == 1
    assert all(each == found[0] for each in found)
    assert found[0]["p/small"] == rating(KNOWN["p/small"], ("a",))
    assert found[0]["p/large"].ability == 2.0


async def test_an_old_rating_serves_while_a_new_one_is_read() -> None:
    book = Book()
    rated = Rated(book, {}, seconds=0.0)
    for _ in range(3):
        await rated.of(["p/small"], [], TENANT)
        while rated._reading:
            await asyncio.sleep(0)
    assert book.reads == 3
    book.away = True
    found = await rated.of(["p/small"], ["a"], TENANT)
    assert found["p/small"].ability > 0


async def test_without_a_database_the_priors_serve_and_nothing_is_raised() -> None:
    book = Book()
    book.away = True
    rated = Rated(book, {"p/small": -1.0})
    for _ in range(5):
        assert (await rated.of(["p/small"], ["a"], TENANT))["p/small"].ability == -1.0
    assert book.reads == 1


async def test_memory_holds_a_bounded_number_of_schools() -> None:
    rated = Rated(Book(), {}, most=3)
    for _ in range(10):
        await rated.of(["p/small"], [], Tenant(new_id()))
    assert len(rated._known) == 3


async def test_outcomes_go_to_the_schools_book() -> None:
    book = Book()
    await Rated(book, {}).observe("p/small", ("a",), False, TENANT)
    assert book.seen == [(TENANT, "p/small", ("a",), False)]


@pytest.mark.parametrize("quality", [None, 1.5])
def test_priors_are_the_rows_qualities(quality: float | None) -> None:
    row = ProviderRow("p", models=(ModelRow("small", quality=quality),))
    assert priors(RoutingOptions(providers=(row,))) == {"p/small": quality}
