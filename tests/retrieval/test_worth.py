"""What passages have proved to be worth: it decides near ties, and hides nothing."""

from __future__ import annotations

import asyncio

import pytest

from fynq.domain.errors import StorageUnavailable
from fynq.retrieval.candidates import NUDGE
from fynq.retrieval.searcher import Searcher
from fynq.retrieval.vectors import digest, joined_text
from fynq.retrieval.worth import RememberedWorth
from tests.retrieval.house import ONE, TWO, House, find

TWINS = ("Ice floats because it is less dense.", "Because it is less dense, ice floats too.")
FAR = "The French Revolution began in 1789."


class Told:
    def __init__(self) -> None:
        self.known: dict[bytes, float] = {}
        self.reads = 0
        self.away = False

    async def worths(self, tenant):
        self.reads += 1
        if self.away:
            raise StorageUnavailable("away")
        return dict(self.known) if tenant == ONE else {}


@pytest.fixture
async def house(tmp_path):
    house = House(tmp_path)
    for at, text in enumerate((*TWINS, FAR)):
        await house.write(ONE, f"{at}.txt", text)
        await house.write(TWO, f"{at}.txt", text)
    return house


def searcher(house, told) -> Searcher:
    made = house.new_searcher()
    made._worth = RememberedWorth(told, seconds=0.0)
    return made


async def found(made, tenant=ONE) -> list[str]:
    await find(made, tenant, "why does ice float", 5)
    await asyncio.sleep(0.01)  # what is known is read beside the first search
    return [passage.text for passage in await find(made, tenant, "why does ice float", 5)]


async def keys(house) -> dict[str, bytes]:
    passages = await house.find(ONE, "why does ice float", 5)
    return {p.text: digest(joined_text(p.title, p.heading, p.text)) for p in passages}


@pytest.mark.parametrize("published", [False, True])
async def test_a_near_tie_is_decided_by_what_helped(house, published):
    if published:
        await house.indexer.rebuild(ONE, "notes")
    told, known = Told(), await keys(house)
    plain = await found(searcher(house, told))
    assert set(plain[:2]) == set(TWINS)
    told.known = {known[plain[0]]: -0.9, known[plain[1]]: 0.9}
    turned = await found(searcher(house, told))
    assert turned[:2] == [plain[1], plain[0]]
    assert sorted(turned) == sorted(plain)
    assert set(await found(searcher(house, told), TWO)) == set(plain)


async def test_what_is_clearly_better_stays_first_and_nothing_is_hidden(house):
    told, known = Told(), await keys(house)
    far = digest(joined_text("2", "", FAR))
    told.known = {**dict.fromkeys(known.values(), -1.0), far: 1.0}
    texts = await found(searcher(house, told))
    assert set(texts[:2]) == set(TWINS)
    assert len(texts) == len(await house.texts(ONE, "why does ice float", 5))
    assert NUDGE <= 0.02


async def test_while_it_cannot_be_read_the_search_goes_on_with_what_is_known(house):
    told = Told()
    told.known = {b"x": 0.5}
    worth = RememberedWorth(told, seconds=0.0)
    assert worth.of(ONE) == {}
    await asyncio.sleep(0.01)
    assert worth.of(ONE) == {b"x": 0.5}
    told.away = True
    await asyncio.sleep(0.01)
    for _ in range(3):
        assert worth.of(ONE) == {b"x": 0.5}
        await asyncio.sleep(0.01)
    told.away, worth.seconds = False, 60.0
    await asyncio.sleep(0.01)
    worth.of(ONE)
    await asyncio.sleep(0.01)
    reads = told.reads
    assert worth.of(ONE) == worth.of(ONE) == {b"x": 0.5}
    await asyncio.sleep(0.01)
    assert told.reads == reads
    await worth.aclose()
