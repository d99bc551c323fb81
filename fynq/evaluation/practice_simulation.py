"""Simulated students who practise for sixty days: does it matter what they are given?

Each arm gets the same students of `practice_worlds`, who come on the same days and answer as many items;
only what they are given differs. The learner model behind the recommender and behind the arms that go
by mastery is the product's own and sees nothing but answers. The skill graph is a course author's:
one edge in ten is missing, and one skill in ten has one too many. The items' ratings are as rough.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import numpy as np

from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import EventKind, Learner, LearningEvent
from fynq.evaluation.at_once import Progress
from fynq.evaluation.practice_worlds import MINDS, Course, Mind, course
from fynq.evaluation.predictions import Floats
from fynq.evaluation.simulated_students import Item
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.learner_model import apply, unmet
from fynq.personalization.next_item import choose
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.placement import placement
from fynq.personalization.ports import Edition, Thing
from fynq.personalization.suggestion import Candidate, Lately, Seen, Situation

_COMES = 0.8
"""P(that a student comes on a day)."""
_MINUTES = 1.5
_REST = 30
"""Days without practice before what is left is measured."""
_START = datetime(2026, 1, 5, 15, tzinfo=UTC)
_LATELY = 20


@dataclass(frozen=True)
class Plan:
    """items: on each day that a student comes. skills: of the course."""

    students: int = 200
    days: int = 60
    items: int = 12
    skills: int = 40
    seed: int = 1


@dataclass
class Pupil:
    """A simulated student and what fynq knows of them."""

    number: int
    mind: Mind
    learner: Learner = field(default_factory=Learner)
    lately: list[Lately] = field(default_factory=list)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    answered: int = 0
    right: int = 0
    asked: list[str] = field(default_factory=list)
    placed: bool = False


@dataclass
class School:
    """What is the same for all students of an arm."""

    plan: Plan
    taught: Course
    graph: Mapping[str, Skill]
    items: Mapping[str, PracticeItem]
    truth: Mapping[str, Item]
    difficulties: dict[Thing, Difficulty]
    general: Mapping[str, Difficulty]

    def candidates(self) -> dict[str, Candidate]:
        """Of a student who has seen none. The difficulties in it change as answers come in."""
        return {
            slug: Candidate(item, None, self.difficulties["item", slug])
            for slug, item in self.items.items()
        }

    def situation(self, pupil: Pupil, now: datetime) -> Situation:
        return Situation(now, self.graph, self.general, lately=tuple(reversed(pupil.lately)))


Arm = Callable[[School, Pupil, datetime, Random], str]
"""Gives the item that a student gets next."""


def recommended(school: School, pupil: Pupil, now: datetime, r: Random) -> str:
    candidates = list(pupil.candidates.values())
    situation = school.situation(pupil, now)
    seed = r.getrandbits(32)
    if not pupil.placed:
        first = placement(pupil.learner, candidates, pupil.asked, situation, seed)
        if first is not None:
            pupil.asked.append(first.item.slug)
            return first.item.slug
        pupil.placed = True
    found = choose(pupil.learner, candidates, situation, seed)
    assert found is not None
    return found.item.slug


def without_graph(school: School, pupil: Pupil, now: datetime, r: Random) -> str:
    """The recommender of a school that has not said what builds on what."""
    return recommended(replace(school, graph={}), pupil, now, r)


def at_random(school: School, pupil: Pupil, now: datetime, r: Random) -> str:
    return r.choice(list(school.items))


def lowest_mastery(school: School, pupil: Pupil, now: datetime, r: Random) -> str:
    """An item of the skill that is least likely known, as the learner model sees it."""
    skills = pupil.learner.skills
    known = [
        (skills[slug].known if slug in skills else 0.4, r.random(), number)
        for number, slug in enumerate(school.graph)
    ]
    return r.choice(school.taught.items[min(known)[2]]).name


def in_sequence(school: School, pupil: Pupil, now: datetime, r: Random) -> str:
    """The course from its first to its last skill, at a pace that comes to its end with the days."""
    plan, taught = school.plan, school.taught
    total = plan.days * plan.items * _COMES
    place = min(int(pupil.answered / total * plan.skills), plan.skills - 1)
    items = taught.items[place]
    return items[pupil.answered % len(items)].name


def with_a_gate(school: School, pupil: Pupil, now: datetime, r: Random) -> str:
    """The course in order, on to the next skill when one is mastered; again when all are."""
    for number, slug in enumerate(school.graph):
        state = pupil.learner.skills.get(slug)
        if state is None or not state.mastered:
            return r.choice(school.taught.items[number]).name
    return r.choice(list(school.items))


OURS = "recommender"
ARMS: dict[str, Arm] = {
    OURS: recommended,
    "without a graph": without_graph,
    "random": at_random,
    "lowest mastery": lowest_mastery,
    "fixed sequence": in_sequence,
    "mastery gate": with_a_gate,
}


@dataclass(frozen=True)
class Outcome:
    """Of each student: the sum over skills of P(right) at the start, after the days, and after the
    rest; the items that were answered, and how many of them right."""

    before: Floats
    after: Floats
    rested: Floats
    items: Floats
    right: Floats

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
    for day in range(plan.days):
        for pupil in pupils:
            if comes.random() < _COMES:
                _session(school, pupil, day, ARMS[arm], r)
        if told is not None:
            told(day + 1, plan.days)
    end = float(plan.days)
    return Outcome(
        np.array(before),
        np.array([_level(pupil, taught, end) for pupil in pupils]),
        np.array([_level(pupil, taught, end + _REST) for pupil in pupils]),
        np.array([max(pupil.answered, 1) for pupil in pupils], float),
        np.array([pupil.right for pupil in pupils], float),
    )


def _level(pupil: Pupil, taught: Course, day: float) -> float:
    return math.fsum(pupil.mind.mastery(skill, day) for skill in range(len(taught.needs)))


def _session(school: School, pupil: Pupil, day: int, arm: Arm, r: Random) -> None:
    for turn in range(school.plan.items):
        moment = _START + timedelta(days=day, minutes=turn * _MINUTES)
        slug = arm(school, pupil, moment, r)
        item = school.truth[slug]
        now = (moment - _START).total_seconds() / 86_400.0
        right = r.random() < pupil.mind.chance(item, now)
        pupil.mind.practise(item, right, now)
        _told(school, pupil, slug, right, moment)


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
