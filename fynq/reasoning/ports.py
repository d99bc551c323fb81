"""What reasoning needs: routes are one-method shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fynq.domain.identifiers import Tenant
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.work.checked import CheckedWork


class Solve(Protocol):
    async def __call__(self, question: str, seconds: float) -> SolvedProblem:
        """Raises CannotSolve (NotUnderstood when no solver reads the question), RoomUnavailable."""
        ...


class Verify(Protocol):
    async def __call__(self, question: str, solved: SolvedProblem, seconds: float) -> Report:
        """Raises RoomUnavailable."""
        ...


class CheckWork(Protocol):
    async def __call__(self, question: str, former: str, seconds: float) -> CheckedWork:
        """former: the question before it in the thread, '' for none. Raises CannotSolve
        (NotUnderstood when no steps of a student are read), RoomUnavailable."""
        ...


class Outcomes(Protocol):
    """Where it is written down how models do."""

    async def observe(
        self, tenant: Tenant, model: str, skills: Sequence[str], right: bool
    ) -> object:
        """model: 'provider/model'. Raises StorageUnavailable."""
        ...
