"""The desk over true solver processes: hints, solutions, variants, deadlines."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from fynq.domain.errors import CannotSolve, RoomUnavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem
from fynq.domain.policy import Help
from fynq.domain.practice import Verdict
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.practice.desk import TOO_LONG, PracticeDesk
from fynq.reasoning.practice.variant import variant
from fynq.reasoning.sandbox.pool import SolverPool
from fynq.reasoning.sandbox.worker import _check_now, _solve_now
from fynq.reasoning.turns import Turns
from fynq.reasoning.verification.equivalence import equivalent

TENANT, WHO = Tenant(uuid4()), uuid4()
LINEAR = PracticeItem(uuid4(), "i", "Solve $2x + 3 = 11$.", "4", "number", ("linear-equations",))
WRONG = PracticeItem(uuid4(), "i", "Solve $2x + 3 = 11$.", "5", "number", ("linear-equations",))


@pytest.fixture(scope="module")
def loop_and_desk():
    loop = asyncio.new_event_loop()
    pool = SolverPool(ReasoningOptions(solvers=1))
    yield loop, PracticeDesk(pool.ask, Turns(2, 8))
    loop.run_until_complete(pool.close())
    loop.close()


def test_the_desk_at_a_solver_process(loop_and_desk):
    loop, desk = loop_and_desk

    async def all_of_it():
        right = await desk.grade(TENANT, WHO, LINEAR, "x = 4")
        assert right.verdict is Verdict.RIGHT
        slip = await desk.grade(TENANT, WHO, LINEAR, "x = 7")
        assert (slip.verdict, slip.misconception) == (Verdict.WRONG, "moved_without_sign")
        assert slip.message.startswith("This is not right. ")
        hint = await desk.item_hint(TENANT, WHO, LINEAR, Help.NEXT_STEP)
        assert hint.rung is Help.NEXT_STEP
        assert not await desk.gives_away(TENANT, WHO, LINEAR, hint.text)
        assert await desk.gives_away(TENANT, WHO, LINEAR, "So $x = 4$.")
        assert "x = 4" in await desk.worked(TENANT, WHO, LINEAR)
        for call in (desk.worked(TENANT, WHO, WRONG), desk.item_hint(TENANT, WHO, WRONG, Help.CONCEPT)):  # fmt: skip
            with pytest.raises(CannotSolve):
                await call
        items = [LINEAR, PracticeItem(uuid4(), "i", "?", "((", "number", ("a",))] * 15
        faults = await desk.faults(TENANT, WHO, items)
        assert [fault.row for fault in faults] == list(range(1, 30, 2))
        await desk.faults(TENANT, WHO, [])
        made = await desk.variant(TENANT, WHO, "Solve 2x + 3 = 11")
        assert made.skills == ("linear-equations",)
        own = PracticeItem(uuid4(), "i", made.question, made.answer, made.kind, made.skills)
        assert (await desk.grade(TENANT, WHO, own, made.answer)).verdict is Verdict.RIGHT

    loop.run_until_complete(all_of_it())


QUESTIONS = [
    "Solve 2x + 3 = 11",
    "Solve x^2 - 5x + 6 = 0",
    "Factor x^2 - 9",
    "Differentiate x^2 sin x",
    "What is 20% of 50?",
    "Simplify (2x+4)/2",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_variant_has_another_answer_and_stands_by_itself(question):
    asked, solved, kind = variant(question, _solve_now, _check_now)
    assert asked != question
    assert not equivalent(_solve_now(question).final, solved.final)
    assert kind in ("number", "expression", "equation", "set")
    assert equivalent(solved.final, _solve_now(asked).final, asked)


def test_what_cannot_be_varied_is_refused():
    for question in ("Why does ice float?", "What is the derivative of 5?", ""):
        with pytest.raises(CannotSolve):
            variant(question, _solve_now, _check_now)


async def test_an_answer_that_takes_too_long_does_not_count():
    async def late(op, fields, seconds):
        raise CannotSolve("This takes longer than a solver may run.")

    desk = PracticeDesk(late, Turns(2, 8))
    assert await desk.grade(TENANT, WHO, LINEAR, "4") == TOO_LONG
    assert await desk.gives_away(TENANT, WHO, LINEAR, "4") is True
    assert [fault.row for fault in await desk.faults(TENANT, WHO, [LINEAR] * 2)] == [0, 1]


async def test_a_misconception_is_worth_no_wait():
    async def ask(op, fields, seconds):
        if op == "misconception":
            raise RoomUnavailable("busy")
        return {"verdict": "wrong", "credit": 0.0, "message": "No.", "lack": None}

    graded = await PracticeDesk(ask, Turns(2, 8)).grade(TENANT, WHO, LINEAR, "7")
    assert (graded.verdict, graded.misconception) == (Verdict.WRONG, "")


async def test_replies_of_a_wrong_shape_are_no_grades():
    for reply in ({}, {"verdict": "fine"}, {"verdict": "right", "credit": "x", "message": "", "lack": None}):  # fmt: skip

        async def ask(op, fields, seconds, reply=reply):
            return reply

        with pytest.raises(RoomUnavailable):
            await PracticeDesk(ask, Turns(2, 8)).grade(TENANT, WHO, LINEAR, "4")
