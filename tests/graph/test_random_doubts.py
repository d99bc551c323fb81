"""Two hundred doubts with known answers through the whole graph: right, or honestly refused.

Half are practice items of every kind, of which the built-in model solves what it reads; half are
generated equations of the kinds that it must solve.
"""

import asyncio
import random

import pytest

from fynq.operations.starter.read import read_starter
from fynq.reasoning.verification.equivalence import equivalent
from tests.graph.instance import User

pytestmark = pytest.mark.graph


def generated(dice: random.Random) -> tuple[str, str]:
    a, x, b = dice.randint(2, 12), dice.randint(-9, 9), dice.randint(-20, 20)
    r, s = dice.randint(-9, 9), dice.randint(-9, 9)
    kind = dice.randrange(4)
    if kind == 0:
        return f"Solve {a}x {b:+d} = {a * x + b}", f"x = {x}"
    if kind == 1:
        roots = f"{{{', '.join(str(v) for v in sorted({r, s}))}}}"
        return f"Solve x^2 {-(r + s):+d}x {r * s:+d} = 0", roots
    if kind == 2:
        return f"What is {a} * ({b} - {x}) + {r}?", str(a * (b - x) + r)
    return f"Differentiate {a}x^3 {b:+d}x", f"{3 * a}x^2 {b:+d}"


async def test_right_or_refused_and_no_wrong_one_is_verified(student: User) -> None:
    dice = random.Random(20_26)
    items = [i for i in read_starter().items if i.kind != "text"]
    cases = [(i.question, i.answer) for i in dice.sample(items, 100)]
    cases += [generated(dice) for _ in range(100)]
    refused: list[str] = []
    right: list[str] = []
    wrong: list[str] = []
    async with student.async_client() as client:
        gate = asyncio.Semaphore(3)

        async def one(question: str, gold: str) -> None:
            async with gate:
                reply = await client.post("/v1/doubts", json={"question": question})
            assert reply.status_code == 201, reply.text
            doubt = reply.json()
            if doubt["status"] == "refused":
                refused.append(question)
                return
            assert doubt["status"] == "answered", doubt
            answer = doubt["answer"]
            if equivalent(gold, answer["final"], question):
                right.append(question)
            else:
                wrong.append(
                    f"{answer['status']}: {question!r} gave {answer['final']!r}, not {gold!r}"
                )

        await asyncio.gather(*(one(q, g) for q, g in cases))
    print({"right": len(right), "refused": len(refused), "wrong": wrong})
    assert not wrong
    assert {question for question, _ in cases[100:]} <= set(right)
