"""Who does not get on, with what, and how that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from fynq.analytics.rollup import WHOLE_DAY, Cell, Rollup, Tally, day_of
from fynq.domain.learner import Learner

WINDOW = 7
"""Days, today included."""
FAILURES, DOUBTS = 3, 3


class Trouble(StrEnum):
    """FAILING: the last three answers on a skill or more were wrong, and three wrong ones or more fell
    into the window. ASKING: three doubts or more about a skill in the window and no exercise of it
    solved without help. WAITING: a doubt that nobody has helped with yet."""

    FAILING = "failing"
    ASKING = "asking"
    WAITING = "waiting"


class Unresolved(StrEnum):
    """Why a doubt is: fynq gave it to a teacher, could not answer it, broke, a teacher took the answer
    back, or the student did not like it."""

    NEEDS_TEACHER = "needs_teacher"
    REFUSED = "refused"
    FAILED = "failed"
    RECALLED = "recalled"
    DISLIKED = "disliked"


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    """A doubt that nobody has helped with: the last of its thread, so that nothing came after it.
    reason: what the student said of the answer, '' for nothing."""

    id: UUID
    student: UUID
    question: str
    asked_at: datetime
    skills: tuple[str, ...]
    why: Unresolved
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stuck:
    """One student on one skill ('' where the doubt's is not known). wrong, right, doubts: exercises and
    doubts of the skill in the window; in_a_row: wrong answers without a right one since; last: when
    it was last about the skill; open_doubts: newest first."""

    student: UUID
    skill: str
    troubles: tuple[Trouble, ...]
    wrong: int
    right: int
    doubts: int
    in_a_row: int
    last: datetime | None
    open_doubts: tuple[UUID, ...]


def stuck(
    learners: Mapping[UUID, Learner],
    cells: Rollup,
    unresolved: Sequence[OpenDoubt],
    today: date,
) -> Sequence[Stuck]:
    """The worst first: most kinds of trouble, then most wrong answers and doubts. cells: of the window
    at least."""
    window = _recent(cells, today - timedelta(days=WINDOW - 1))
    waiting: dict[tuple[UUID, str], list[OpenDoubt]] = {}
    for doubt in unresolved:
        if day_of(doubt.asked_at) >= today - timedelta(days=WINDOW - 1):
            for skill in doubt.skills or ("",):
                waiting.setdefault((doubt.student, skill), []).append(doubt)
    found = []
    for student, skill in sorted(window.keys() | waiting.keys(), key=lambda k: (k[0].int, k[1])):
        tally = window.get((student, skill), Tally())
        state = learners.get(student, Learner()).skills.get(skill)
        wrong = tally.answered - tally.correct
        in_a_row = max(-state.run, 0) if state else 0
        doubts = waiting.get((student, skill), [])
        troubles = []
        if wrong >= FAILURES and in_a_row >= FAILURES:
            troubles.append(Trouble.FAILING)
        if tally.doubts >= DOUBTS and not tally.unaided:
            troubles.append(Trouble.ASKING)
        if doubts:
            troubles.append(Trouble.WAITING)
        if troubles:
            moments = [doubt.asked_at for doubt in doubts]
            if state is not None and (student, skill) in window:
                moments.append(state.updated_at)
            found.append(
                Stuck(
                    student,
                    skill,
                    tuple(troubles),
                    wrong,
                    tally.correct,
                    tally.doubts,
                    in_a_row,
                    max(moments, default=None),
                    tuple(doubt.id for doubt in doubts),
                )
            )
    return sorted(found, key=lambda each: (-len(each.troubles), -each.wrong - each.doubts))


def _recent(cells: Rollup, since: date) -> Mapping[tuple[UUID, str], Tally]:
    return summed(
        (cell, tally) for cell, tally in cells.items() if cell.day >= since and cell.skill
    )


def summed(cells: Iterable[tuple[Cell, Tally]]) -> Mapping[tuple[UUID, str], Tally]:
    """By student and skill, over the days."""
    found: dict[tuple[UUID, str], Tally] = {}
    for cell, tally in cells:
        key = (cell.student, cell.skill)
        found[key] = found.get(key, Tally()) + tally
    return found


def whole_days(cells: Rollup) -> Mapping[tuple[UUID, date], Tally]:
    """By student and day, skills aside."""
    return {
        (cell.student, cell.day): tally for cell, tally in cells.items() if cell.skill == WHOLE_DAY
    }
