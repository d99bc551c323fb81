import asyncio

import pytest

from fynq.domain.errors import RoomUnavailable
from fynq.reasoning.turns import Turns


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_one_student_has_only_so_many_problems_at_the_solvers() -> None:
    turns, inside, most, leave = Turns(2, 8), 0, 0, asyncio.Event()

    async def problem() -> None:
        nonlocal inside, most
        async with turns.turn("ada"):
            inside += 1
            most = max(most, inside)
            await leave.wait()
            inside -= 1

    tasks = [asyncio.create_task(problem()) for _ in range(6)]
    await asyncio.sleep(0)
    assert inside == 2
    async with asyncio.timeout(1), turns.turn("grace"):
        pass
    leave.set()
    await asyncio.gather(*tasks)
    assert (most, inside) == (2, 0)


async def test_after_a_hard_problem_there_is_one_at_a_time_for_a_minute() -> None:
    clock = Clock()
    turns = Turns(3, 8, clock)
    async with turns.turn("ada"):
        clock.now += 8
    async with turns.turn("ada"):
        second = asyncio.create_task(turns.turn("ada").__aenter__())
        await asyncio.sleep(0)
        assert not second.done()
    await second
    clock.now += 61
    async with asyncio.timeout(1), turns.turn("ada"):
        pass


async def test_the_line_is_bounded() -> None:
    turns = Turns(1, 1)
    async with turns.turn("ada"):
        waiting = asyncio.create_task(turns.turn("ada").__aenter__())
        await asyncio.sleep(0)
        with pytest.raises(RoomUnavailable):
            await turns.turn("ada").__aenter__()
        waiting.cancel()


async def test_who_leaves_the_line_takes_no_turn() -> None:
    turns = Turns(1, 8)
    async with turns.turn("ada"):
        gone = asyncio.create_task(turns.turn("ada").__aenter__())
        late = asyncio.create_task(turns.turn("ada").__aenter__())
        await asyncio.sleep(0)
        gone.cancel()
    async with asyncio.timeout(1):
        await late
    turns_after = asyncio.create_task(turns.turn("grace").__aenter__())
    async with asyncio.timeout(1):
        await turns_after


async def test_who_leaves_just_when_let_in_gives_the_turn_back() -> None:
    turns = Turns(1, 8)
    first = turns.turn("ada")
    await first.__aenter__()
    gone = asyncio.create_task(turns.turn("ada").__aenter__())
    await asyncio.sleep(0)
    leaving = asyncio.create_task(first.__aexit__(None, None, None))
    await asyncio.sleep(0)
    gone.cancel()
    await leaving
    await asyncio.gather(gone, return_exceptions=True)
    async with asyncio.timeout(1), turns.turn("ada"):
        pass
