from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from fynq.evaluation.hints import leaks
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.sandbox.pool import SolverPool
from fynq.reasoning.verification.leaking import suspects, told_in_words


@pytest.fixture
async def pool() -> AsyncIterator[SolverPool]:
    pool = SolverPool(ReasoningOptions(solvers=1))
    yield pool
    await pool.close()


CASES = [
    ("Solve 2x + 3 = 11", "4", "The answer is 4.", True),
    ("Solve 2x + 3 = 11", "x = 4", "So $x = 4$.", True),
    ("Solve 2x + 3 = 11", "4", "You get x = 8/2.", True),
    ("Solve 2x + 3 = 11", "4", "The answer is four.", True),
    ("Solve 2x + 3 = 11", "4", "Subtract 3 from both sides, then divide by 2.", False),
    ("Solve 2x + 3 = 11", "4", "What is left of 2x = 8?", False),
    ("Differentiate x^2", "2x", "Power rule: $2x^{2-1}$", True),
    ("Differentiate x^2", "2x", "Use the power rule on x^2.", False),
    ("Add 1/2 and 1/3", "5/6", "It is 3/6 + 2/6.", True),
    ("Add 1/2 and 1/3", "5/6", "Write both over 6.", False),
    ("Factor x^2-5x+6", "(x-2)(x-3)", "You want x^2-5x+6 as a product.", False),
    ("Factor x^2-5x+6", "(x-2)(x-3)", "That is (x-3)(x-2).", True),
    ("Solve x+1=x", "no solution", "It has no solution!", True),
    ("Solve x+1=x", "no solution", "Can both sides ever be equal?", False),
    ("How long?", "4 cm", "It is 4 cm long.", True),
    ("", "4", "", False),
]


@pytest.mark.parametrize(("question", "gold", "hint", "expected"), CASES)
async def test_hints(pool: SolverPool, question: str, gold: str, hint: str, expected: bool) -> None:
    assert await leaks(pool, question, gold, hint, 5.0) is expected


@pytest.mark.parametrize(
    "text",
    ["$" * 5000, "1+" * 5000, "\\(" * 3000, "a b " * 3000, "=" * 5000, "`" * 5001, "\ud800 4"],
)
def test_hostile_texts_end(text: str) -> None:
    assert len(suspects(text, text[::-1])) <= 40
    assert told_in_words(text, text, text) in {True, False}
