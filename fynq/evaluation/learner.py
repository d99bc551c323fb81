"""How well the learner model foresees the next answer.

Prequential: each answer is predicted before the model learns from it. The belief about an answer
has four parts: the student overall, the student on each skill, the item and each skill's
difficulty; they are the same updates that the personalizer makes (`learner_model.revise`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from fynq.domain.belief import Belief, revise, success_probability
from fynq.domain.errors import InvalidInput
from fynq.evaluation.predictions import auc, calibration_error, log_loss, rmse
from fynq.evaluation.records import fault, read_table

_COLUMNS = {
    "student": ("student",),
    "item": ("item",),
    "skills": ("skills",),
    "correct": ("correct",),
}
_START = {"student": 0.6, "student_skill": 0.4, "item": 0.5, "skill": 0.5, "all": 1.0}
"""Prior variances, in logits squared."""


@dataclass(frozen=True, slots=True)
class Attempt:
    student: str
    item: str
    skills: tuple[str, ...]
    correct: float
    at: float


@dataclass(frozen=True)
class LearnerScore:
    events: int
    students: int
    auc: float
    rmse: float
    logloss: float
    ece: float
    us_per_event: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def rows(self) -> list[tuple[str, str]]:
        return [
            ("events", f"{self.events:,}"),
            ("students", f"{self.students:,}"),
            ("auc", f"{self.auc:.4f}"),
            ("rmse", f"{self.rmse:.4f}"),
            ("logloss", f"{self.logloss:.4f}"),
            ("ece", f"{self.ece:.4f}"),
            ("us_per_event", f"{self.us_per_event:.1f}"),
        ]


class Foresight:
    """Predicts and learns, one attempt at a time; constant work for each."""

    def __init__(self) -> None:
        self._beliefs: dict[tuple[str, ...], Belief] = {}

    def predict(self, attempt: Attempt) -> float:
        """P(correct), in (0, 1)."""
        keys, weights = _parts(attempt)
        return success_probability([self._belief(key) for key in keys], weights)

    def learn(self, attempt: Attempt) -> None:
        keys, weights = _parts(attempt)
        revised = revise([self._belief(key) for key in keys], weights, attempt.correct)
        self._beliefs.update(zip(keys, revised, strict=True))

    def forget_students(self) -> None:
        """Keeps what was learned of items and skills."""
        kept = ("item", "skill", "all")
        self._beliefs = {key: held for key, held in self._beliefs.items() if key[0] in kept}

    def _belief(self, key: tuple[str, ...]) -> Belief:
        return self._beliefs.get(key) or Belief(0.0, _START[key[0]])


def run(events: Path, train: Path | None = None) -> LearnerScore:
    """events, train: CSV with student, item, skills (joined by ~), correct, and optionally
    timestamp. Item and skill difficulties are learned from `train` first. Raises InvalidInput
    naming the line of the file that cannot be used."""
    model = Foresight()
    if train is not None:
        for attempt in read_attempts(train):
            model.learn(attempt)
        model.forget_students()
    attempts = read_attempts(events)
    if not attempts:
        raise InvalidInput(f"{events.name} holds no events.", field=events.name)
    predicted = np.empty(len(attempts))
    started = time.perf_counter()
    for at, attempt in enumerate(attempts):
        predicted[at] = model.predict(attempt)
        model.learn(attempt)
    seconds = time.perf_counter() - started
    labels = np.array([attempt.correct for attempt in attempts])
    return LearnerScore(
        events=len(attempts),
        students=len({attempt.student for attempt in attempts}),
        auc=auc(labels, predicted),
        rmse=rmse(labels, predicted),
        logloss=log_loss(labels, predicted),
        ece=calibration_error(labels, predicted),
        us_per_event=1e6 * seconds / len(attempts),
    )


def read_attempts(file: Path) -> list[Attempt]:
    """In order of time where the file has timestamps, else in its own order."""
    attempts = []
    for line, row in read_table(file, _COLUMNS):
        if row["correct"] not in {"0", "1", "0.0", "1.0"}:
            raise fault(file, line, "correct must be 0 or 1")
        if not row["student"]:
            raise fault(file, line, "no student")
        skills = tuple(dict.fromkeys(filter(None, row["skills"].split("~"))))
        at = _moment(file, line, row.get("timestamp", ""))
        attempts.append(Attempt(row["student"], row["item"], skills, float(row["correct"]), at))
    return sorted(attempts, key=lambda attempt: attempt.at)


def _parts(attempt: Attempt) -> tuple[list[tuple[str, ...]], Sequence[float]]:
    keys: list[tuple[str, ...]] = [("all",), ("student", attempt.student), ("item", attempt.item)]
    weights = [1.0, 1.0, -1.0]
    share = 1.0 / max(len(attempt.skills), 1)
    for skill in attempt.skills:
        keys += [("student_skill", attempt.student, skill), ("skill", skill)]
        weights += [share, -share]
    return keys, weights


def _moment(file: Path, line: int, text: str) -> float:
    if not text:
        return 0.0
    try:
        value = float(text)
    except ValueError:
        try:
            value = datetime.fromisoformat(text).timestamp()
        except (ValueError, OverflowError, OSError):
            raise fault(file, line, "timestamp must be a number or ISO 8601") from None
    if not np.isfinite(value):
        raise fault(file, line, "timestamp must be finite")
    return value
