"""How well forgetting is foreseen on a log of flashcard reviews.

Long-term reviews count: those at least a day after the card's former one, as in the FSRS
benchmark; elapsed time is in whole days, as its weights were fitted to.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from fynq.domain.errors import InvalidInput
from fynq.evaluation.predictions import auc, log_loss
from fynq.evaluation.records import fault, read_table
from fynq.personalization.forgetting import Memory, recall, review

_COLUMNS = {
    "card_id": ("card_id",),
    "rating": ("rating", "review_rating"),
    "timestamp": ("timestamp", "review_time"),
}


@dataclass(frozen=True)
class ReviewScore:
    reviews: int
    predicted: int
    logloss: float
    auc: float
    constant: float
    """Log loss of always saying the file's own share of successes."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def rows(self) -> list[tuple[str, str]]:
        return [
            ("reviews", f"{self.reviews:,}"),
            ("predicted (long-term)", f"{self.predicted:,}"),
            ("logloss", f"{self.logloss:.4f}"),
            ("auc", f"{self.auc:.4f}"),
            ("logloss of a constant", f"{self.constant:.4f}"),
        ]


@dataclass(frozen=True, slots=True)
class Review:
    """rating: 1 again, 2 hard, 3 good, 4 easy. at: days."""

    card: str
    rating: int
    at: float


def run(events: Path) -> ReviewScore:
    """events: CSV with card_id, rating (1 to 4), timestamp (ISO 8601 or Unix seconds). Raises
    InvalidInput naming the line that cannot be used."""
    log = read_reviews(events)
    memories: dict[str, tuple[Memory, float]] = {}
    predicted: list[float] = []
    labels: list[float] = []
    for seen in log:
        former = memories.get(seen.card)
        days = float(max(int(seen.at - former[1]), 0)) if former else 0.0
        if former and days >= 1.0:
            predicted.append(recall(former[0], days))
            labels.append(float(seen.rating > 1))
        memories[seen.card] = (review(former[0] if former else None, seen.rating, days), seen.at)
    if not labels:
        raise InvalidInput(
            f"{events.name} holds no review a day after another of its card.", field=events.name
        )
    truth, guesses = np.array(labels), np.array(predicted)
    return ReviewScore(
        reviews=len(log),
        predicted=len(labels),
        logloss=log_loss(truth, guesses),
        auc=auc(truth, guesses),
        constant=log_loss(truth, np.full(len(truth), truth.mean())),
    )


def read_reviews(file: Path) -> list[Review]:
    """In order of time."""
    reviews = []
    for line, row in read_table(file, _COLUMNS):
        if row["rating"] not in {"1", "2", "3", "4"}:
            raise fault(file, line, "rating must be 1, 2, 3 or 4")
        reviews.append(
            Review(row["card_id"], int(row["rating"]), _days(file, line, row["timestamp"]))
        )
    return sorted(reviews, key=lambda seen: seen.at)


def _days(file: Path, line: int, text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise fault(file, line, "timestamp must be ISO 8601 or Unix seconds") from None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
    if not np.isfinite(seconds):
        raise fault(file, line, "timestamp must be finite")
    return seconds / 86_400.0
