"""A student day by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import sqrt

from fynq.analytics.mastery import DayEnd, over_time
from fynq.analytics.rollup import Tally
from fynq.analytics.stuck import whole_days
from fynq.answering.analytics_books import StudentHistory
from fynq.http.schemas.base import Out

_MOST_SKILLS = 100


class DayOut(Out):
    """A UTC day. asked: doubts. exercises, correct, unaided: answered, with an outcome of .5 or more,
    and of those without hints or a look at the solution; success: their mean outcome, null without any.
    mastered: skills that are at the end of the day; mastery: the mean probability to know a skill, over
    those met so far, null before the first."""

    day: date
    asked: int
    exercises: int
    correct: int
    unaided: int
    success: float | None
    mastered: int
    mastery: float | None


class PointOut(Out):
    """A skill after the last event of a day that changed it. mastery: the probability that it is known;
    ability: logits relative to an average item; uncertainty: its standard deviation."""

    day: date
    mastery: float
    mastered: bool
    ability: float
    uncertainty: float


class SkillHistoryOut(Out):
    """points: in order of days; the first may lie before `since`, and holds until the next. exercises,
    doubts: from `since` on."""

    skill: str
    name: str
    exercises: int
    doubts: int
    points: list[PointOut]


class HistoryOut(Out):
    """Every day from `since` to `until`. skills: the one changed last first, 100 at most. up_to_date:
    all that happened is in it."""

    since: date
    until: date
    up_to_date: bool
    days: list[DayOut]
    skills: list[SkillHistoryOut]


def show_history(
    history: StudentHistory, names: Mapping[str, str], since: date, until: date, up_to_date: bool
) -> HistoryOut:
    whole = {day: tally for (_, day), tally in whole_days(history.cells).items()}
    mastery = {each.day: each for each in over_time(history.ends, since, until)}
    days = []
    for at in range((until - since).days + 1):
        day = since + timedelta(days=at)
        tally, end = whole.get(day, Tally()), mastery[day]
        days.append(
            DayOut(
                day=day,
                asked=history.asked.get(day, 0),
                exercises=tally.answered,
                correct=tally.correct,
                unaided=tally.unaided,
                success=_rounded(tally.success),
                mastered=end.mastered,
                mastery=_rounded(end.mean),
            )
        )
    return HistoryOut(
        since=since, until=until, up_to_date=up_to_date, days=days, skills=_skills(history, names)
    )


def skills_in(history: StudentHistory) -> list[str]:
    """The one changed last first, as many as are shown."""
    last: dict[str, date] = {}
    for skill, day in history.ends:
        last[skill] = max(day, last.get(skill, day))
    return sorted(last, key=lambda skill: (-last[skill].toordinal(), skill))[:_MOST_SKILLS]


def _skills(history: StudentHistory, names: Mapping[str, str]) -> list[SkillHistoryOut]:
    points: dict[str, list[tuple[date, DayEnd]]] = {}
    for (skill, day), end in history.ends.items():
        points.setdefault(skill, []).append((day, end))
    tallies: dict[str, Tally] = {}
    for cell, tally in history.cells.items():
        tallies[cell.skill] = tallies.get(cell.skill, Tally()) + tally
    return [
        SkillHistoryOut(
            skill=skill,
            name=names.get(skill, skill),
            exercises=tallies.get(skill, Tally()).answered,
            doubts=tallies.get(skill, Tally()).doubts,
            points=[_point(day, end) for day, end in sorted(points[skill], key=lambda p: p[0])],
        )
        for skill in skills_in(history)
    ]


def _point(day: date, end: DayEnd) -> PointOut:
    return PointOut(
        day=day,
        mastery=round(end.known, 4),
        mastered=end.mastered,
        ability=end.ability,
        uncertainty=round(sqrt(max(end.variance, 0.0)), 4),
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
