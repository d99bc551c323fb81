"""A teacher's answer before the real witnesses."""

from __future__ import annotations

from fynq.domain.ruling import CheckVerdict
from fynq.reasoning.answer_check import check_answer
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.sandbox.pool import SolverPool

AGREED, CONTRADICTED, OPEN = CheckVerdict.AGREED, CheckVerdict.CONTRADICTED, CheckVerdict.OPEN
CASES = (
    ("Solve 2x + 3 = 11", "x = 4", AGREED),
    ("Solve 2x + 3 = 11", "$4$", AGREED),
    ("Solve 2x + 3 = 11", "x = 5", CONTRADICTED),
    ("Differentiate x^3", "3x^2", AGREED),
    ("Differentiate x^3", "3x", CONTRADICTED),
    ("Solve x^2 = 4", "x = 2", CONTRADICTED),
    ("Solve x^2 = 4", "x = 2 or x = -2", AGREED),
    ("Why does ice float?", "It is less dense.", OPEN),
    ("Solve 2x + 3 = 11", "", OPEN),
    ("Solve 2x + 3 = 11", "((((((", OPEN),
    ("Solve 2x + 3 = 11", "9" * 2000, OPEN),
    ("", "4", OPEN),
)


async def test_verdicts():
    pool = SolverPool(ReasoningOptions(solvers=1))
    try:
        for question, final, verdict in CASES:
            told = await check_answer(
                pool.solve, pool.verify, pool.equivalent, question, final, 8.0
            )
            assert told.verdict is verdict, (question, final, told)
            if told.verdict is not OPEN and "2x + 3" in question:
                assert "4" in told.own
    finally:
        await pool.close()
