"""One rung of the ladder, and never one that gives the answer away. Runs in a solver process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fynq.domain.policy import Help
from fynq.reasoning.hints import wording, work_wording
from fynq.reasoning.hints.hinted import PLAINEST, Hinted
from fynq.reasoning.hints.neighbour import CheckNow, SolveNow, neighbours
from fynq.reasoning.hints.progress import Remaining, remaining
from fynq.reasoning.hints.shown_work import OwnWork
from fynq.reasoning.solved import SolvedProblem
from fynq.reasoning.verification.leak import leaks

_RUNGS = (Help.RESTATE, Help.CONCEPT, Help.NEXT_STEP, Help.NEIGHBOUR)
_MOST_NEIGHBOURS = 12


@dataclass(frozen=True)
class Ladder:
    """question: as the student asked it; solved: its checked solution; own: what the student has
    shown to have done. solve and check make the worked neighbour."""

    question: str
    solved: SolvedProblem
    solve: SolveNow
    check: CheckNow
    own: OwnWork | None = None

    def hint(self, wanted: Help) -> Hinted:
        """At most `wanted`: the first text that passes the leak check, from there downwards."""
        known = self.question if self.own is None else f"{self.question}\n{self.own.known}"
        left = self._left()
        highest = min(_RUNGS.index(wanted) if wanted in _RUNGS else len(_RUNGS) - 1, 3)
        for rung in reversed(_RUNGS[: highest + 1]):
            for text in self._texts(rung, left):
                if not leaks(known, self.solved.final, text):
                    lower = rung is not _RUNGS[highest]
                    return Hinted(rung, f"{text}\n\n{wording.NO_FURTHER}" if lower else text)
        return PLAINEST

    def _left(self) -> Remaining:
        if self.own is None or self._is_wrong:
            return Remaining(self.question, self.solved)
        return remaining(self.question, self.solved, self.own, self.solve, self.check)

    @property
    def _is_wrong(self) -> bool:
        return self.own is not None and self.own.checked.work.first_wrong is not None

    def _texts(self, rung: Help, left: Remaining) -> Iterator[str]:
        """The fullest first."""
        if left.complete:
            yield work_wording.COMPLETE
        elif self.own is None or not (self._is_wrong or left.line):
            yield from self._of_problem(rung, left)
        elif self._is_wrong and rung is not Help.NEIGHBOUR:
            yield from work_wording.wrong_line(self.own, rung)
        elif self._is_wrong:
            about = next(work_wording.wrong_line(self.own, Help.CONCEPT))
            yield from (f"{about}\n\n{text}" for text in self._of_problem(rung, left))
        else:
            begun = work_wording.so_far(self.own, left.line)
            yield from (f"{begun}\n\n{text}" for text in self._of_problem(rung, left))

    def _of_problem(self, rung: Help, left: Remaining) -> Iterator[str]:
        """Of what is left to do; of the whole problem what is asked."""
        match rung:
            case Help.RESTATE:
                yield wording.restatement(self.solved)
            case Help.CONCEPT:
                yield from _given(wording.concept(left.solved))
            case Help.NEXT_STEP:
                yield from _given(wording.next_step(left.solved, left.done))
                yield from _given(wording.bare_step(left.solved, left.done))
            case Help.NEIGHBOUR:
                found = neighbours(left.question, left.solved, self.solve, self.check)
                for _, near in zip(range(_MOST_NEIGHBOURS), found, strict=False):
                    yield wording.worked(near.question, near.solved)


def _given(text: str | None) -> Iterator[str]:
    if text:
        yield text
