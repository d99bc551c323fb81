from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

import fynq
from fynq.domain.errors import CannotSolve, RoomUnavailable
from fynq.domain.policy import Help
from fynq.reasoning.hints.hinted import PLAINEST
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.sandbox.pool import SolverPool
from fynq.reasoning.verification.units_checked import NO_UNITS
from fynq.reasoning.worked_examples.found import LookedUp

SLOW = "integrate e^(sin x) * ln(cos(x^2)) / sqrt(1+x^7)"


@pytest.fixture
async def pool() -> AsyncIterator[SolverPool]:
    made = SolverPool(ReasoningOptions(solvers=1, solver_seconds=20.0, solver_queue=1))
    yield made
    await made.close()


async def until(truth: object, seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not truth():  # type: ignore[operator]
            await asyncio.sleep(0.02)


async def test_solves_and_verifies(pool: SolverPool) -> None:
    question = "Solve 2x + 3 = 11"
    solved = await pool.solve(question, 10)
    assert solved.final == "x = 4"
    assert (await pool.verify(question, solved, 10)).agreed
    assert await pool.equivalent("x = 4", "4", question, 10)
    with pytest.raises(NotUnderstood):
        await pool.solve("Why does ice float?", 10)


async def test_checks_a_students_own_work(pool: SolverPool) -> None:
    checked = await pool.check_work("Check my work: solve x^2 = 9\nx = 3", "", 10)
    assert checked.work.first_wrong == 1
    assert checked.work.misconception == "forgotten_minus_root"
    with pytest.raises(NotUnderstood):
        await pool.check_work("Check my work", "", 10)


async def test_reads_a_students_own_work(pool: SolverPool) -> None:
    own = await pool.own_work(["I got 5x = 35", "Solve 5x - 7 = 28"], 10)
    assert (own.started, own.right_lines) == (1, ("5x = 35",))
    solved = await pool.solve(own.question, 10)
    hinted = await pool.hint(own.question, solved, Help.NEXT_STEP, own, 10)
    assert "Divide both sides by $5$" in hinted.text
    with pytest.raises(NotUnderstood):
        await pool.own_work(["Solve 5x - 7 = 28"], 10)


async def test_looks_for_worked_examples(pool: SolverPool) -> None:
    text = "Example 1. A tram covers 90 m in 6 s. How fast is it?\nSolution. $90 / 6 = 15$ m/s."
    found = await pool.look_up("A bus covers 80 m in 5 s. How fast is it?", [text], 10)
    assert found.answer is not None and found.answer.final == r"16\ \text{m/s}"
    assert await pool.look_up("How fast is it?", [], 10) == LookedUp()


async def test_checks_the_units_of_a_working(pool: SolverPool) -> None:
    asked = "What is 72 km/h in m/s?"
    found = await pool.check_units(asked, ["72 km/h = 259.2 m/s"], "259.2 m/s", 10)
    assert [line.holds for line in found.lines] == [False]
    assert await pool.check_units("What is 3 + 4?", ["3 + 4 = 7"], "7", 10) == NO_UNITS


async def test_a_solution_that_takes_too_long_is_killed_and_replaced(pool: SolverPool) -> None:
    await pool.start()
    first = pool.pids
    with pytest.raises(CannotSolve):
        await pool.solve(SLOW, 0.3)
    assert (await pool.solve("1/2 + 1/3", 10)).final == "\\frac{5}{6}"
    assert pool.pids != first
    await until(lambda: not psutil.pid_exists(first[0]))


@pytest.mark.parametrize(
    "bomb", ["9**9**9**9", "(10^9)!", "2^(2^(2^(2^(2^9))))", "((((x+1)^99)^99)^99)^99 expand"]
)
async def test_bombs_are_refused(pool: SolverPool, bomb: str) -> None:
    with pytest.raises(CannotSolve):
        await pool.solve(bomb, 3)
    assert (await pool.solve("2+2", 10)).final == "4"


async def test_memory_is_limited() -> None:
    pool = SolverPool(ReasoningOptions(solvers=1, solver_memory_mb=500))
    try:
        await pool.start()
        limits = psutil.Process(pool.pids[0]).rlimit(psutil.RLIMIT_AS)
        assert limits == (500 << 20, 500 << 20)
    finally:
        await pool.close()


async def test_a_killed_process_is_replaced(pool: SolverPool) -> None:
    await pool.start()
    os.kill(pool.pids[0], signal.SIGKILL)
    await until(lambda: not pool.pids)
    assert (await pool.solve("2+2", 10)).final == "4"


async def test_a_process_killed_while_it_works_is_an_error_that_a_retry_mends(
    pool: SolverPool,
) -> None:
    await pool.start()
    task = asyncio.create_task(pool.solve(SLOW, 20))
    await until(lambda: pool._slots.locked() and not pool._idle and pool.pids)
    os.kill(pool.pids[0], signal.SIGKILL)
    with pytest.raises(RoomUnavailable):
        await task
    assert (await pool.solve("2+2", 10)).final == "4"


async def test_a_cancelled_caller_never_passes_its_answer_on(pool: SolverPool) -> None:
    await pool.start()
    for number in range(5):
        task = asyncio.create_task(pool.solve(f"expand (x+{number + 2})^40", 20))
        await until(lambda: pool._slots.locked() and not pool._idle and pool.pids)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await pool.solve(f"{number}+1", 20)).final == str(number + 1)
    assert len(pool.pids) <= 1


async def test_a_full_queue_says_when_to_come_back(pool: SolverPool) -> None:
    await pool.start()
    tasks = [asyncio.create_task(pool.solve(SLOW, 20)) for _ in range(2)]
    await until(lambda: pool._waiting == 1)
    with pytest.raises(RoomUnavailable) as caught:
        await pool.solve("2+2", 10)
    assert caught.value.retry_after
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_close_ends_every_process() -> None:
    pool = SolverPool(ReasoningOptions(solvers=2))
    await pool.start()
    pids = pool.pids
    assert len(pids) == 2
    await pool.close()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    with pytest.raises(RoomUnavailable):
        await pool.solve("2+2", 1)


async def test_the_environment_is_empty_of_secrets(
    pool: SolverPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FYNQ_SIGNING_KEY", "a secret")
    await pool.start()
    assert "FYNQ_SIGNING_KEY" not in psutil.Process(pool.pids[0]).environ()


def test_no_process_outlives_its_owner() -> None:
    script = textwrap.dedent("""
        import asyncio, sys
        from fynq.reasoning.options import ReasoningOptions
        from fynq.reasoning.sandbox.pool import SolverPool
        async def main():
            pool = SolverPool(ReasoningOptions(solvers=2))
            await pool.start()
            task = asyncio.create_task(pool.solve(sys.argv[1], 60))
            print(*pool.pids, flush=True)
            await asyncio.sleep(600)
        asyncio.run(main())
    """)
    root = Path(fynq.__file__).parent.parent
    owner = subprocess.Popen(
        [sys.executable, "-c", script, SLOW], stdout=subprocess.PIPE, text=True, cwd=root
    )
    assert owner.stdout is not None
    children = [psutil.Process(int(pid)) for pid in owner.stdout.readline().split()]
    assert len(children) == 2
    owner.kill()
    owner.wait()
    owner.stdout.close()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]


async def test_hints_are_made_and_checked_in_the_process(pool: SolverPool) -> None:
    question = "Solve 5x - 7 = 28"
    solved = await pool.solve(question, 10)
    for rung in (Help.RESTATE, Help.CONCEPT, Help.NEXT_STEP, Help.NEIGHBOUR):
        hinted = await pool.hint(question, solved, rung, None, 10)
        assert hinted.rung is rung
        assert not await pool.leaks(question, solved.final, hinted.text, 10)
    assert await pool.leaks(question, solved.final, "It is seven.", 10)
    assert await pool.hint(question, solved, Help.NEIGHBOUR, None, 0.001) == PLAINEST
