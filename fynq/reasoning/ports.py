"""What reasoning needs: routes are one-method shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fynq.domain.identifiers import Tenant
from fynq.domain.policy import Help
from fynq.reasoning.hints.hinted import Hinted
from fynq.reasoning.hints.shown_work import OwnWork
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.verification.units_checked import Units
from fynq.reasoning.work.checked import CheckedWork
from fynq.reasoning.worked_examples.found import LookedUp


class Solve(Protocol):
    async def __call__(self, question: str, seconds: float) -> SolvedProblem:
        """Raises CannotSolve (NotUnderstood when no solver reads the question), RoomUnavailable."""
        ...


class Verify(Protocol):
    async def __call__(self, question: str, solved: SolvedProblem, seconds: float) -> Report:
        """Raises RoomUnavailable."""
        ...


class Hints(Protocol):
    """Hints that are made and checked where the solution is known."""

    async def own_work(self, texts: Sequence[str], seconds: float) -> OwnWork:
        """The student's own steps in what was said, the latest first. Raises CannotSolve
        (NotUnderstood when there are none), RoomUnavailable."""
        ...

    async def hint(
        self,
        question: str,
        solved: SolvedProblem,
        wanted: Help,
        own: OwnWork | None,
        seconds: float,
    ) -> Hinted:
        """At most the rung `wanted`; own: what the student has done already. Raises
        RoomUnavailable."""
        ...

    async def leaks(self, question: str, gold: str, hint: str, seconds: float) -> bool:
        """Whether a text gives the result away; True when that cannot be told. Raises
        RoomUnavailable."""
        ...


class CheckWork(Protocol):
    async def __call__(self, question: str, former: str, seconds: float) -> CheckedWork:
        """former: the question before it in the thread, '' for none. Raises CannotSolve
        (NotUnderstood when no steps of a student are read), RoomUnavailable."""
        ...


class LookUp(Protocol):
    async def __call__(self, question: str, texts: Sequence[str], seconds: float) -> LookedUp:
        """What worked examples in the texts say of the question. Raises RoomUnavailable."""
        ...


class CheckUnits(Protocol):
    async def __call__(
        self, question: str, steps: Sequence[str], final: str, seconds: float
    ) -> Units:
        """The units of a worked solution. Raises RoomUnavailable."""
        ...


class Outcomes(Protocol):
    """Where it is written down how models do."""

    async def observe(
        self, tenant: Tenant, model: str, skills: Sequence[str], right: bool
    ) -> object:
        """model: 'provider/model'. Raises StorageUnavailable."""
        ...
