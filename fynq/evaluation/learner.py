"""How well the learner model foresees the next answer.

Prequential: each answer is foreseen before the model learns from it. The model is the
personalizer's own: the beliefs of `personalization.foresight` weighed by its blend. With `train` items,
skills and the blend are calibrated first, as the nightly job does it; the students of `train` are
forgotten.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from fynq.domain.errors import InvalidInput
from fynq.evaluation.learner_baselines import BASELINES
from fynq.evaluation.predictions import auc, calibration_error, log_loss, rmse
from fynq.evaluation.records import fault, read_table
from fynq.personalization.blend import Blend, usual
from fynq.personalization.foresight import Calibration, Foresight
from fynq.personalization.refit import Answer, calibrated

_COLUMNS = {
    "student": ("student",),
    "item": ("item",),
    "skills": ("skills",),
    "correct": ("correct",),
}


@dataclass(frozen=True)
class LearnerScore:
    """us_per_event: foreseeing and learning together, of the processor's time. baselines: AUC and calibration error by name."""

    events: int
    students: int
    auc: float
    rmse: float
    logloss: float
    ece: float
    us_per_event: float
    baselines: dict[str, dict[str, float]]

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        if not self.baselines:
            del found["baselines"]
        return found

    def rows(self) -> list[tuple[str, str]]:
        return [
            ("events", f"{self.events:,}"),
            ("students", f"{self.students:,}"),
            ("auc", f"{self.auc:.4f}"),
            ("rmse", f"{self.rmse:.4f}"),
            ("logloss", f"{self.logloss:.4f}"),
            ("ece", f"{self.ece:.4f}"),
            ("us_per_event", f"{self.us_per_event:.1f}"),
            *[
                (f"auc of {name}", f"{figures['auc']:.4f}")
                for name, figures in self.baselines.items()
            ],
        ]


def run(events: Path, train: Path | None = None, compare: bool = False) -> LearnerScore:
    """events, train: CSV with student, item, skills (joined by ~), correct, and optionally
    timestamp and hints. compare: against simpler models on the same answers. Raises InvalidInput
    naming the line of the file that cannot be used."""
    known = read_attempts(train) if train is not None else []
    attempts = read_attempts(events)
    if not attempts:
        raise InvalidInput(f"{events.name} holds no events.", field=events.name)
    calibration, blend = calibrated(known) if known else (Calibration(), usual())
    predicted, seconds = foreseen(attempts, calibration, blend)
    labels = np.array([attempt.outcome for attempt in attempts])
    baselines = {}
    for name, model in BASELINES.items() if compare else ():
        guesses = np.array(model(known, attempts))
        baselines[name] = {
            "auc": auc(labels, guesses),
            "logloss": log_loss(labels, guesses),
            "ece": calibration_error(labels, guesses),
        }
    return LearnerScore(
        events=len(attempts),
        students=len({attempt.student for attempt in attempts}),
        auc=auc(labels, predicted),
        rmse=rmse(labels, predicted),
        logloss=log_loss(labels, predicted),
        ece=calibration_error(labels, predicted),
        us_per_event=1e6 * seconds / len(attempts),
        baselines=baselines,
    )


def foreseen(
    attempts: Sequence[Answer], calibration: Calibration, blend: Blend
) -> tuple[np.ndarray[Any, np.dtype[np.float64]], float]:
    """P(right) of each attempt before it counted, and the seconds of the processor that it took."""
    sight = Foresight(calibration)
    predicted = np.empty(len(attempts))
    started = time.process_time()
    for at, attempt in enumerate(attempts):
        features = sight.see(
            attempt.student, attempt.item, attempt.skills, attempt.credit, attempt.at
        )
        chance = blend.success(features)
        blend.learn(features, attempt.outcome - chance)
        predicted[at] = chance
    return predicted, time.process_time() - started


def read_attempts(file: Path) -> list[Answer]:
    """In order of time where the file has timestamps, else in its own order. A row without one
    comes after the student's row before it."""
    attempts = []
    last: dict[str, float] = {}
    for line, row in read_table(file, _COLUMNS):
        student = row["student"]
        if row["correct"] not in {"0", "1", "0.0", "1.0"}:
            raise fault(file, line, "correct must be 0 or 1")
        if not student:
            raise fault(file, line, "no student")
        skills = tuple(dict.fromkeys(filter(None, map(str.strip, row["skills"].split("~")))))
        at = _moment(file, line, row.get("timestamp", ""))
        last[student] = at = last.get(student, 0.0) if at is None else at
        hints = _count(file, line, row.get("hints", ""))
        right = float(row["correct"])
        attempts.append(Answer(student, row["item"], skills, right, at, hints))
    unit = _seconds(max((attempt.at for attempt in attempts), default=0.0))
    if unit != 1.0:
        attempts = [replace(attempt, at=attempt.at * unit) for attempt in attempts]
    return sorted(attempts, key=lambda attempt: attempt.at)


def _seconds(latest: float) -> float:
    """What one unit of a file's timestamps is: seconds, or milli-, micro- or nanoseconds since 1970
    where seconds would be thousands of years."""
    for digits, unit in ((17, 1e-9), (14, 1e-6), (11, 1e-3)):
        if latest > 10.0**digits:
            return unit
    return 1.0


def _count(file: Path, line: int, text: str) -> int:
    """0 where it is not known."""
    if not text or text.lower() == "nan":
        return 0
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not (0 <= value < np.inf and value == int(value)):
        raise fault(file, line, "hints must be a whole number, 0 or more")
    return int(value)


def _moment(file: Path, line: int, text: str) -> float | None:
    if not text:
        return None
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
