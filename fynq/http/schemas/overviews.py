"""A class at one look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Any
from uuid import UUID

from pydantic import Field

from fynq.analytics.rollup import Tally
from fynq.analytics.stuck import WINDOW as STUCK_DAYS
from fynq.analytics.stuck import OpenDoubt, Stuck, Trouble, Unresolved, whole_days
from fynq.answering.analytics_books import ClassFacts
from fynq.answering.class_book import ClassMember, SchoolClass
from fynq.domain.learner import Learner, SkillState
from fynq.http.schemas.base import Moment, Out
from fynq.http.schemas.classes import ClassOut, show_class
from fynq.http.schemas.learners import success_of
from fynq.personalization.readiness import readiness, recall_of

MOST_DOUBTS = 100
MOST_CELLS = 20_000
"""Of a heat map: about four megabytes."""


class CellOut(Out):
    """One student on one skill. mastery: the probability that it is known; success: the chance to solve
    an average item; ability in logits relative to an average item, uncertainty its standard deviation;
    recall: the chance to remember it now, null before the first exercise; readiness: mastery times
    recall; attempts: answered exercises."""

    skill: str
    mastery: float
    mastered: bool
    success: float
    ability: float
    uncertainty: float
    recall: float | None
    readiness: float
    attempts: int
    updated_at: Moment


class PupilOut(Out):
    """A student's row of the heat map. exercises, correct, asked: within the overview's days; skills,
    mastered: met and mastered ever, whether they have a column or not. up_to_date: all that the
    student did is in it."""

    id: UUID
    display_name: str
    last_active: Moment | None
    exercises: int
    correct: int
    asked: int
    skills: int
    mastered: int
    up_to_date: bool
    cells: list[CellOut]


class ColumnOut(Out):
    """A skill of the heat map. students: who met it; mastery: their mean; mastered: how many of
    them have it; stuck: how many are stuck on it."""

    skill: str
    name: str
    students: int
    mastery: float
    mastered: int
    stuck: int


class StuckOut(Out):
    """A student who does not get on with a skill (`skill` is empty where a doubt's is not known), with
    what shows it, in the last seven UTC days. why: a sentence for each of `troubles`. wrong, right:
    answered exercises; in_a_row: wrong answers without a right one since, whenever they were."""

    student_id: UUID
    display_name: str
    skill: str
    name: str
    troubles: list[Trouble]
    why: list[str]
    wrong: int
    right: int
    doubts: int
    in_a_row: int
    last: Moment | None
    doubt_ids: list[UUID] = Field(description="Nobody has helped with them yet.")


class OpenDoubtOut(Out):
    """A doubt that nobody has helped with yet: refused, failed, given to a teacher, or with an answer that a
    teacher took back or the student did not like. Nothing came after it in its thread, and no teacher
    answered it. reason: what the student said of
    the answer."""

    id: UUID
    student_id: UUID
    display_name: str
    question: str
    asked_at: Moment
    skills: list[str]
    why: Unresolved
    reason: str


class ClassDayOut(Out):
    """A UTC day of the class. active: students who did something."""

    day: date
    active: int
    asked: int
    exercises: int
    correct: int
    success: float | None = Field(description="Mean outcome; null without exercises.")


class ClassOverview(Out):
    """students: by name. skills: those that most students met first, as many as asked for; skills_left_out
    counts the others. stuck: the worst first. unresolved: newest first, within `days`, 100 at most.
    activity: every day from `since` to today."""

    school_class: ClassOut
    since: date
    days: int
    as_of: Moment
    up_to_date: bool
    students: list[PupilOut]
    skills: list[ColumnOut]
    skills_left_out: int
    stuck: list[StuckOut]
    unresolved: list[OpenDoubtOut]
    activity: list[ClassDayOut]


def columns_of(facts: ClassFacts, most: int) -> tuple[list[str], int]:
    """The skills that most students met, and how many are left out."""
    met: dict[str, int] = {}
    for learner in facts.learners.values():
        for skill in learner.skills:
            met[skill] = met.get(skill, 0) + 1
    ordered = sorted(met, key=lambda skill: (-met[skill], skill))
    return ordered[:most], max(len(ordered) - most, 0)


def show_overview(
    found: SchoolClass,
    pupils: Sequence[ClassMember],
    facts: ClassFacts,
    stuck: Sequence[Stuck],
    columns: tuple[list[str], int],
    names: Mapping[str, str],
    behind: frozenset[UUID],
    since: date,
    now: datetime,
) -> ClassOverview:
    """pupils: the class's students. behind: whose figures are not whole."""
    called = {each.user: each.display_name for each in pupils}
    skills, left_out = columns
    done: dict[UUID, Tally] = {}
    for (student, _), tally in whole_days(facts.cells).items():
        done[student] = done.get(student, Tally()) + tally
    asked: dict[UUID, int] = {}
    for (student, _), count in facts.asked.items():
        asked[student] = asked.get(student, 0) + count
    return ClassOverview(
        school_class=show_class(found, whole=True),
        since=since,
        days=(now.date() - since).days + 1,
        as_of=now,
        up_to_date=not behind,
        students=[
            PupilOut(
                id=each.user,
                display_name=each.display_name,
                last_active=facts.last_active.get(each.user),
                exercises=done.get(each.user, Tally()).answered,
                correct=done.get(each.user, Tally()).correct,
                asked=asked.get(each.user, 0),
                up_to_date=each.user not in behind,
                **_beliefs(facts.learners.get(each.user, Learner()), skills, now),
            )
            for each in pupils
        ],
        skills=[_column(skill, names, facts, stuck) for skill in skills],
        skills_left_out=left_out,
        stuck=[_stuck(each, called, names) for each in stuck],
        unresolved=[_doubt(each, called) for each in facts.unresolved],
        activity=_activity(facts, since, now.date()),
    )


def _beliefs(learner: Learner, skills: Sequence[str], now: datetime) -> dict[str, Any]:
    return {
        "skills": len(learner.skills),
        "mastered": sum(state.mastered for state in learner.skills.values()),
        "cells": [_cell(learner.whole(skill), now) for skill in skills if skill in learner.skills],
    }


def _cell(state: SkillState, now: datetime) -> CellOut:
    """state: as it shows."""
    recall = recall_of(state, now)
    return CellOut(
        skill=state.skill,
        mastery=round(state.known, 4),
        mastered=state.mastered,
        success=success_of(state),
        ability=round(state.ability, 4),
        uncertainty=round(sqrt(max(state.variance, 0.0)), 4),
        recall=None if recall is None else round(recall, 4),
        readiness=round(readiness(state, now), 4),
        attempts=state.attempts,
        updated_at=state.updated_at,
    )


def _column(
    skill: str, names: Mapping[str, str], facts: ClassFacts, stuck: Sequence[Stuck]
) -> ColumnOut:
    states = [
        learner.skills[skill] for learner in facts.learners.values() if skill in learner.skills
    ]
    return ColumnOut(
        skill=skill,
        name=names.get(skill, skill),
        students=len(states),
        mastery=round(sum(state.known for state in states) / max(len(states), 1), 4),
        mastered=sum(state.mastered for state in states),
        stuck=sum(each.skill == skill for each in stuck),
    )


def _stuck(each: Stuck, called: Mapping[UUID, str], names: Mapping[str, str]) -> StuckOut:
    return StuckOut(
        student_id=each.student,
        display_name=called.get(each.student, ""),
        skill=each.skill,
        name=names.get(each.skill, each.skill),
        troubles=list(each.troubles),
        why=[_sentence(trouble, each) for trouble in each.troubles],
        wrong=each.wrong,
        right=each.right,
        doubts=each.doubts,
        in_a_row=each.in_a_row,
        last=each.last,
        doubt_ids=list(each.open_doubts),
    )


def _sentence(trouble: Trouble, each: Stuck) -> str:
    if trouble is Trouble.FAILING:
        return (
            f"The last {each.in_a_row} answers were wrong, "
            f"{each.wrong} of {each.wrong + each.right} in {STUCK_DAYS} days."
        )
    if trouble is Trouble.ASKING:
        return f"{each.doubts} doubts in {STUCK_DAYS} days, and no exercise solved without help."
    count = len(each.open_doubts)
    return f"{count} doubt{'s' if count > 1 else ''} that nobody has helped with yet."


def _doubt(doubt: OpenDoubt, called: Mapping[UUID, str]) -> OpenDoubtOut:
    return OpenDoubtOut(
        id=doubt.id,
        student_id=doubt.student,
        display_name=called.get(doubt.student, ""),
        question=doubt.question,
        asked_at=doubt.asked_at,
        skills=list(doubt.skills),
        why=doubt.why,
        reason=doubt.reason,
    )


def _activity(facts: ClassFacts, since: date, today: date) -> list[ClassDayOut]:
    tallies: dict[date, Tally] = {}
    active: dict[date, set[UUID]] = {}
    asked: dict[date, int] = {}
    for (student, day), tally in whole_days(facts.cells).items():
        tallies[day] = tallies.get(day, Tally()) + tally
        active.setdefault(day, set()).add(student)
    for (student, day), count in facts.asked.items():
        asked[day] = asked.get(day, 0) + count
        active.setdefault(day, set()).add(student)
    days = [since + timedelta(days=at) for at in range((today - since).days + 1)]
    return [
        ClassDayOut(
            day=day,
            active=len(active.get(day, ())),
            asked=asked.get(day, 0),
            exercises=tallies.get(day, Tally()).answered,
            correct=tallies.get(day, Tally()).correct,
            success=_rounded(tallies.get(day, Tally()).success),
        )
        for day in days
    ]


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
