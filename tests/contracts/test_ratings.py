from __future__ import annotations

import asyncio

import pytest

from fynq.domain.errors import InvalidInput
from fynq.routing.ratings import ModelOutcome, folded
from tests.schools import enrol

MODEL = "openai/small"
COURSE = [
    (("fractions", "percentages"), True, 0.0),
    (("fractions",), False, 0.7),
    ((), True, 0.0),
    (("geometry", "geometry", ""), False, -1.5),
    (tuple(f"skill-{at}" for at in range(20)), True, 0.0),
]


async def test_the_standings_are_the_logs_fold_to_the_last_bit(stores, school):
    assert await stores.ratings.standings(school.tenant) == {}
    for at, (skills, right, difficulty) in enumerate(COURSE * 3, 1):
        told = await stores.ratings.observe(school.tenant, MODEL, skills, right, difficulty)
        assert told == ModelOutcome(at, skills, right, difficulty)
    log = await stores.ratings.outcomes(school.tenant, MODEL, 0, 100)
    assert [outcome.number for outcome in log] == list(range(1, 16))
    standings = await stores.ratings.standings(school.tenant)
    assert standings == {MODEL: folded(log)}
    assert set(standings[MODEL]) == {"", "fractions", "percentages", "geometry"}
    assert standings[MODEL][""].outcomes == 15
    assert standings[MODEL]["fractions"].outcomes == 6


async def test_the_log_is_read_in_ranges(stores, school):
    for _ in range(5):
        await stores.ratings.observe(school.tenant, MODEL, ("a",), True)
    whole = list(await stores.ratings.outcomes(school.tenant, MODEL, 0, 100))
    parts = [await stores.ratings.outcomes(school.tenant, MODEL, at, 2) for at in (0, 2, 4, 6)]
    assert [each for part in parts for each in part] == whole
    assert await stores.ratings.outcomes(school.tenant, "other/model", 0, 100) == []


async def test_outcomes_at_the_same_time_all_count(stores, school):
    await asyncio.gather(
        *(stores.ratings.observe(school.tenant, MODEL, ("a",), at % 3 > 0) for at in range(30)),
        *(stores.ratings.observe(school.tenant, "x/y", ("a",), True) for _ in range(10)),
    )
    standings = await stores.ratings.standings(school.tenant)
    for model, count in ((MODEL, 30), ("x/y", 10)):
        log = await stores.ratings.outcomes(school.tenant, model, 0, 100)
        assert [outcome.number for outcome in log] == list(range(1, count + 1))
        assert standings[model] == folded(log)


async def test_schools_rate_apart(stores, school):
    other = await enrol(stores)
    await stores.ratings.observe(school.tenant, MODEL, ("a",), True)
    assert await stores.ratings.standings(other.tenant) == {}
    assert await stores.ratings.outcomes(other.tenant, MODEL, 0, 100) == []
    assert (await stores.ratings.observe(other.tenant, MODEL, ("a",), True)).number == 1


async def test_what_cannot_be_stored_is_refused_and_changes_nothing(stores, school):
    for model, skills in ((MODEL, ("\0",)), ("\0", ())):
        with pytest.raises(InvalidInput):
            await stores.ratings.observe(school.tenant, model, skills, True)
    assert await stores.ratings.standings(school.tenant) == {}
