"""One rung of the ladder, and never one that gives the answer away. Runs in a solver process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fynq.domain.policy import Help
from fynq.reasoning.hints import wording
from fynq.reasoning.hints.hinted import PLAINEST, Hinted
from fynq.reasoning.hints.neighbour import CheckNow, SolveNow, neighbours
from fynq.reasoning.solved import SolvedProblem
from fynq.reasoning.verification.leak import leaks

_RUNGS = (Help.RESTATE, Help.CONCEPT, Help.NEXT_STEP, Help.NEIGHBOUR)
_MOST_NEIGHBOURS = 12


@dataclass(frozen=True)
class Ladder:
    """question: as the student asked it; solved: its checked solution; done: how many of its first
    steps the student has shown to have done. solve and check make the worked neighbour."""

    question: str
    solved: SolvedProblem
    solve: SolveNow
    check: CheckNow
    done: int = 0

    def hint(self, wanted: Help) -> Hinted:
        """At most `wanted`: the first text that passes the leak check, from there downwards."""
        highest = min(_RUNGS.index(wanted) if wanted in _RUNGS else len(_RUNGS) - 1, 3)
        for rung in reversed(_RUNGS[: highest + 1]):
            for text in self._texts(rung):
                if not leaks(self.question, self.solved.final, text):
                    lower = rung is not _RUNGS[highest]
                    return Hinted(rung, f"{text}\n\n{wording.NO_FURTHER}" if lower else text)
        return PLAINEST

    def _texts(self, rung: Help) -> Iterator[str]:
        """The fullest first."""
        match rung:
            case Help.RESTATE:
                yield wording.restatement(self.solved)
            case Help.CONCEPT:
                yield from _given(wording.concept(self.solved))
            case Help.NEXT_STEP:
                yield from _given(wording.next_step(self.solved, self.done))
                yield from _given(wording.bare_step(self.solved, self.done))
            case Help.NEIGHBOUR:
                found = neighbours(self.question, self.solved, self.solve, self.check)
                for _, near in zip(range(_MOST_NEIGHBOURS), found, strict=False):
                    yield wording.worked(near.question, near.solved)


def _given(text: str | None) -> Iterator[str]:
    if text:
        yield text
