"""A school in figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from pydantic import Field

from fynq.analytics.school import SchoolDay, SchoolFigures, total
from fynq.http.schemas.base import Out


class FiguresOut(Out):
    """Usage: asked counts doubts by the day on which they were asked; answered, refused, failed and
    cancelled say what became of them, the others are open; exercises were answered, correct ones with an
    outcome of .5 or more. Quality: verified, likely, unverified and hints count answers, needs_teacher
    doubts, liked and disliked ratings; checked counts resolved doubts whose check item was answered,
    check_right those where the first try was right without help. Cost: requests to language models and
    what they cost in millionths of a dollar. Shares are from 0 to 1, null without anything to share:
    verified_share of answered doubts, refused_share of finished ones, liked_share of ratings,
    next_item_correctness of check items; cost_per_answer in millionths of a dollar."""

    asked: int
    answered: int
    refused: int
    failed: int
    cancelled: int
    needs_teacher: int
    verified: int
    likely: int
    unverified: int
    hints: int
    liked: int
    disliked: int
    exercises: int
    correct: int
    checked: int
    check_right: int
    requests: int
    cost_micros: int
    verified_share: float | None
    refused_share: float | None
    liked_share: float | None
    next_item_correctness: float | None
    cost_per_answer: float | None


class SchoolDayOut(FiguresOut):
    """A UTC day. active: students who did something."""

    day: date
    active: int


class SchoolAnalytics(Out):
    """Every UTC day from `since` on, before `until`. active: students who did something in that time."""

    since: date
    until: date = Field(description="Not included.")
    active: int
    total: FiguresOut
    days: list[SchoolDayOut]


def show_school(
    since: date, until: date, active: int, days: Sequence[SchoolDay]
) -> SchoolAnalytics:
    return SchoolAnalytics(
        since=since,
        until=until,
        active=active,
        total=FiguresOut(**_numbers(total(days))),
        days=[
            SchoolDayOut(day=each.day, active=each.active, **_numbers(each.figures))
            for each in days
        ],
    )


def _numbers(figures: SchoolFigures) -> dict[str, Any]:
    shares = {
        "verified_share": figures.verified_share,
        "refused_share": figures.refused_share,
        "liked_share": figures.liked_share,
        "next_item_correctness": figures.next_item_correctness,
        "cost_per_answer": figures.cost_per_answer,
    }
    rounded = {name: None if part is None else round(part, 4) for name, part in shares.items()}
    return {**asdict(figures), **rounded}
