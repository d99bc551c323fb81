"""A smaller form of `tests.load.learners`, with tasks for processes and exceptions for deaths."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random

from fynq.domain.identifiers import new_id
from tests.load.learners import House, compare, made_up, shares, write
from tests.schools import account


class Died(BaseException):
    pass


async def test_the_state_is_the_replay_of_the_log_whatever_happens_to_the_writers(stores, school):
    students = [new_id() for _ in range(12)]
    for student in students:
        await stores.accounts.add_account(school.tenant, account(student))
    events = made_up(240, students, seed=5)
    house = House(stores.learners, stores.learning, stores.calibrations)
    r = Random(6)
    deaths = 0

    def dies(chance: float) -> None:
        if r.random() < 5 * chance:
            raise Died

    async def writer(share):
        nonlocal deaths
        done = 0

        def acknowledged(count: int) -> None:
            nonlocal done
            done = count

        while done < len(share):
            try:
                await write(house, school.tenant, share, done, acknowledged, dies)
            except Died:
                deaths += 1

    await asyncio.gather(*(writer(share) for share in shares(events, 8, seed=7)))
    assert deaths > 5
    outcome = await compare(house, school.tenant, students, {event.id for event in events})
    nothing = {"lost": 0, "twice": 0, "unequal_learners": 0, "unequal_difficulties": 0}
    assert outcome == replace(outcome, recorded=240, applied=240, **nothing)
