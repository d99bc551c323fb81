"""Items, skills and the blend from a log of answers: what a school's nightly job does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from fynq.personalization.blend import Blend, refit, usual
from fynq.personalization.foresight import Calibration, Foresight
from fynq.personalization.knowledge_tracing import Tracing, fitted
from fynq.personalization.learner_model import HINTED

_FOLDS = 2
_MOST_STUDENTS = 400
"""Of one skill, for knowledge tracing: more change its parameters in the third place."""
_LEAST_STUDENTS = 10
_LEAST_ANSWERS = 500
"""Below this the blend stays as it was."""


@dataclass(frozen=True, slots=True)
class Answer:
    """outcome in [0, 1]; at: seconds, 0 when unknown; hints: that were taken; guess: the chance of a
    lucky one; looked: at the solution, before it."""

    student: str
    item: str
    skills: tuple[str, ...]
    outcome: float
    at: float = 0.0
    hints: int = 0
    guess: float = 0.0
    looked: bool = False

    @property
    def credit(self) -> float:
        """What is learned from it of the student: a success with hints counts half."""
        return self.outcome * HINTED if self.hints else self.outcome


def calibrated(answers: Sequence[Answer], prior: Blend | None = None) -> tuple[Calibration, Blend]:
    """answers: in order of time. The blend is fitted to what was foreseen of students whose
    answers had no part in the items' difficulties and the skills' knowledge tracing, as it will be for
    students to come."""
    tracing = traced(answers)
    blend = prior or usual()
    if len(answers) >= _LEAST_ANSWERS:
        import numpy as np

        rows: list[list[float]] = []
        outcomes: list[float] = []
        for fold in range(_FOLDS):
            others = [answer for answer in answers if _fold(answer.student) != fold]
            sight = Foresight(Calibration(tracing=traced(others)))
            for answer in others:
                _see(sight, answer)
            sight.pupils.clear()
            for answer in answers:
                if _fold(answer.student) == fold:
                    rows.append(_see(sight, answer))
                    outcomes.append(answer.outcome)
        blend = refit(np.array(rows), np.array(outcomes), blend)
    whole = Foresight(Calibration(tracing=tracing))
    for answer in answers:
        _see(whole, answer)
    return whole.calibration, blend


def traced(answers: Sequence[Answer]) -> Mapping[str, Tracing]:
    """Knowledge tracing's parameters of the skills that enough students met."""
    ways: dict[str, dict[str, list[float]]] = {}
    for answer in answers:
        for skill in answer.skills:
            ways.setdefault(skill, {}).setdefault(answer.student, []).append(answer.outcome)
    return {
        skill: fitted(list(students.values())[:_MOST_STUDENTS])
        for skill, students in ways.items()
        if len(students) >= _LEAST_STUDENTS
    }


def _see(sight: Foresight, answer: Answer) -> list[float]:
    return sight.see(
        answer.student, answer.item, answer.skills, answer.credit, answer.at, answer.guess
    )


def _fold(student: str) -> int:
    return crc32(student.encode("utf-8", "replace")) % _FOLDS
