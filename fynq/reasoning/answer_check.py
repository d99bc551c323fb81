"""Somebody's answer to a question, looked at by the solver's witnesses."""

from __future__ import annotations

from contextlib import suppress

from fynq.domain.errors import CannotSolve
from fynq.domain.ruling import AnswerCheck, CheckVerdict
from fynq.reasoning.claimed import claimed
from fynq.reasoning.opinions import Equivalent
from fynq.reasoning.ports import Solve, Verify

_LONGEST = 1_000


async def check_answer(
    solve: Solve,
    verify: Verify,
    equivalent: Equivalent | None,
    question: str,
    final: str,
    seconds: float,
) -> AnswerCheck:
    """The witnesses judge first; where they cannot tell, an equal result of the solver agrees. Another
    result of the solver contradicts nothing: it may have read the question wrongly. Raises
    Unavailable."""
    if not final.strip() or len(final) > _LONGEST:
        return AnswerCheck()
    own = ""
    with suppress(CannotSolve):
        own = (await solve(question, seconds)).final
    try:
        report = await verify(question, claimed(question, final), seconds)
    except (CannotSolve, RecursionError):
        report = None
    if report is not None and report.contradicted:
        return AnswerCheck(CheckVerdict.CONTRADICTED, own)
    if report is not None and report.agreed:
        return AnswerCheck(CheckVerdict.AGREED, own, report.witnesses)
    if own and equivalent is not None and await equivalent(own, final, question, seconds):
        return AnswerCheck(CheckVerdict.AGREED, own)
    return AnswerCheck(CheckVerdict.OPEN, own)
