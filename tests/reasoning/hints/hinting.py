"""The ladder and the check, without a solver process."""

from __future__ import annotations

from collections.abc import Sequence

from fynq.domain.policy import Help
from fynq.reasoning.hints.hinted import Hinted
from fynq.reasoning.hints.ladder import Ladder
from fynq.reasoning.hints.own_work import own_work
from fynq.reasoning.hints.shown_work import OwnWork
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.solve import solve
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.leak import leaks
from fynq.reasoning.verification.verify import verify


def solved_now(question: str) -> SolvedProblem:
    return solve(understand(question))


def checked_now(question: str, solved: SolvedProblem) -> Report:
    return verify(understand(question), solved, question)


def ladder(question: str, *lines: str) -> Ladder:
    """lines: of the student's own work."""
    own = own_work(["\n".join([question, *lines])]) if lines else None
    return Ladder(question, solved_now(question), solved_now, checked_now, own)


class HintsHere:
    async def own_work(self, texts: Sequence[str], seconds: float) -> OwnWork:
        return own_work(texts)

    async def hint(
        self,
        question: str,
        solved: SolvedProblem,
        wanted: Help,
        own: OwnWork | None,
        seconds: float,
    ) -> Hinted:
        return Ladder(question, solved, solved_now, checked_now, own).hint(wanted)

    async def leaks(self, question: str, gold: str, hint: str, seconds: float) -> bool:
        return leaks(question, gold, hint)
