"""Simulated students who practise for sixty days: does it matter what they are given?

Each arm gets the same students of `practice_worlds`, who come on the same days and answer as many items;
only what they are given differs. The learner model behind the recommender and behind the arms that go
by mastery is the product's own and sees nothing but answers. The skill graph is a course author's:
one edge in ten is missing, and one skill in ten has one too many. The items' ratings are as rough.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import numpy as np

from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import EventKind, LearningEvent
from fynq.evaluation.at_once import Progress
from fynq.evaluation.practice_arms import ARMS, COMES, Arm, Plan, Pupil, School
from fynq.evaluation.practice_worlds import MINDS, Course, course
from fynq.evaluation.predictions import Floats
from fynq.evaluation.simulated_students import Item
from fynq.personalization.learner_model import apply, unmet
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.ports import Edition, Thing
from fynq.personalization.suggestion import Lately, Seen

_MINUTES = 1.5
_REST = 30
"""Days without practice before what is left is measured."""
_START = datetime(2026, 1, 5, 15, tzinfo=UTC)
_LATELY = 20


@dataclass(frozen=True)
class Outcome:
    """Of each student: the sum over skills of P(right) at the start, after the days, and after the
    rest; the items that were answered, and how many of them right. aims: of each item that was chosen for
    its success, for all students together: foreseen, the nearest to the target among the items of its
    skills, and how it turned out; shape (items, 3)."""

    before: Floats
    after: Floats
    rested: Floats
    items: Floats
    right: Floats
    aims: Floats

    @property
    def gained(self) -> Floats:
        """Skills for a hundred items."""
        return 100.0 * (self.after - self.before) / self.items

    @property
    def kept(self) -> Floats:
        return 100.0 * (self.rested - self.before) / self.items


def simulated(kind: str, arm: str, plan: Plan, told: Progress | None = None) -> Outcome:
    taught = course(plan.seed, plan.skills)
    school = _school(plan, taught)
    pupils = [
        Pupil(number, MINDS[kind](Random(f"{kind}/{plan.seed}/{number}"), taught))  # noqa: S311
        for number in range(plan.students)
    ]
    for pupil in pupils:
        pupil.candidates = school.candidates()
    before = [_level(pupil, taught, 0.0) for pupil in pupils]
    comes = Random(f"days/{plan.seed}")  # noqa: S311
    r = Random(f"{kind}/{arm}/{plan.seed}")  # noqa: S311
    aims: list[Aim] = []
    for day in range(plan.days):
        for pupil in pupils:
            if comes.random() < COMES:
                aims += _session(school, pupil, day, ARMS[arm], r)
        if told is not None:
            told(day + 1, plan.days)
    end = float(plan.days)
    return Outcome(
        np.array(before),
        np.array([_level(pupil, taught, end) for pupil in pupils]),
        np.array([_level(pupil, taught, end + _REST) for pupil in pupils]),
        np.array([max(pupil.answered, 1) for pupil in pupils], float),
        np.array([pupil.right for pupil in pupils], float),
        np.array(aims, float).reshape(-1, 3),
    )


def _level(pupil: Pupil, taught: Course, day: float) -> float:
    return math.fsum(pupil.mind.mastery(skill, day) for skill in range(len(taught.needs)))


Aim = tuple[float, float, float]


def _session(school: School, pupil: Pupil, day: int, arm: Arm, r: Random) -> list[Aim]:
    aims: list[Aim] = []
    for turn in range(school.plan.items):
        moment = _START + timedelta(days=day, minutes=turn * _MINUTES)
        given = arm(school, pupil, moment, r)
        item = school.truth[given.slug]
        now = (moment - _START).total_seconds() / 86_400.0
        right = r.random() < pupil.mind.chance(item, now)
        pupil.mind.practise(item, right, now)
        _told(school, pupil, given.slug, right, moment)
        if given.foreseen is not None and given.nearest is not None:
            aims.append((given.foreseen, given.nearest, float(right)))
    return aims


def _told(school: School, pupil: Pupil, slug: str, right: bool, at: datetime) -> None:
    """What fynq learns of the answer."""
    item = school.items[slug]
    pupil.answered += 1
    pupil.right += right
    event = LearningEvent(
        UUID(int=pupil.answered), UUID(int=pupil.number), EventKind.ITEM_ANSWERED,
        item.skills, float(right), at, item=slug, guess=school.truth[slug].guess,
    )  # fmt: skip
    pupil.learner, _ = apply(_OPTIONS, pupil.learner, event, school.difficulties, _EDITION)
    former = pupil.candidates[slug]
    times = former.seen.times + 1 if former.seen else 1
    pupil.candidates[slug] = replace(former, seen=Seen(float(right), at, times))
    pupil.lately = [*pupil.lately[1 - _LATELY :], Lately(slug, item.skills)]


_OPTIONS, _EDITION = PersonalizationOptions(), Edition()


def _school(plan: Plan, taught: Course) -> School:
    r = Random(f"school/{plan.seed}")  # noqa: S311
    slugs = [f"s{number}" for number in range(len(taught.needs))]
    graph = {}
    for number, needs in enumerate(taught.needs):
        said = [need for need in needs if r.random() < 0.9]
        if number and r.random() < 0.1:
            said.append(r.randrange(number))
        names = tuple(slugs[need] for need in dict.fromkeys(said))
        graph[slugs[number]] = Skill(slugs[number], slugs[number], "course", 1, names)
    items: dict[str, PracticeItem] = {}
    truth: dict[str, Item] = {}
    for of_skill in taught.items:
        for item in of_skill:
            rating = round(3.0 + 1.0 * item.difficulty + r.gauss(0.0, 0.8))
            truth[item.name] = item
            items[item.name] = PracticeItem(
                UUID(int=len(items)), item.name, "", "", "number",
                tuple(slugs[skill] for skill in item.skills), min(max(rating, 1), 5),
            )  # fmt: skip
    all_things: list[Thing] = [("item", slug) for slug in items]
    all_things += [("skill", slug) for slug in slugs]
    difficulties = {thing: unmet(thing) for thing in all_things}
    general = {slug: difficulties["skill", slug] for slug in slugs}
    return School(plan, taught, graph, items, truth, difficulties, general)
