"""What reasoning needs: routes are one-method shapes."""

from __future__ import annotations

from typing import Protocol

from fynq.reasoning.solved import Report, SolvedProblem


class Solve(Protocol):
    async def __call__(self, question: str, seconds: float) -> SolvedProblem:
        """Raises CannotSolve (NotUnderstood when no solver reads the question), RoomUnavailable."""
        ...


class Verify(Protocol):
    async def __call__(self, question: str, solved: SolvedProblem, seconds: float) -> Report:
        """Raises RoomUnavailable."""
        ...
