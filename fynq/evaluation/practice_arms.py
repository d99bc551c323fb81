"""Ways to give a simulated student the next item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from random import Random

from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import Learner
from fynq.evaluation.practice_worlds import Course, Mind
from fynq.evaluation.simulated_students import Item
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.next_item import choose
from fynq.personalization.outlook import Outlook, rated
from fynq.personalization.placement import placement
from fynq.personalization.ports import Thing
from fynq.personalization.suggestion import TARGET, Candidate, Lately, Situation, Suggestion

COMES = 0.8
"""P(that a student comes on a day)."""


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

    @cached_property
    def by_skills(self) -> Mapping[tuple[str, ...], Mapping[str, PracticeItem]]:
        found: dict[tuple[str, ...], dict[str, PracticeItem]] = {}
        for slug, item in self.items.items():
            found.setdefault(item.skills, {})[slug] = item
        return found

    def candidates(self) -> dict[str, Candidate]:
        """Of a student who has seen none. The difficulties in it change as answers come in."""
        return {
            slug: Candidate(item, None, self.difficulties["item", slug])
            for slug, item in self.items.items()
        }

    def situation(self, pupil: Pupil, now: datetime) -> Situation:
        return Situation(now, self.graph, self.general, lately=tuple(reversed(pupil.lately)))


@dataclass(frozen=True, slots=True)
class Given:
    """An item by its slug. foreseen: P(right answer) by the recommender; nearest: of the items of the same
    skills, the one that is nearest to the target. None where nobody aims at one."""

    slug: str
    foreseen: float | None = None
    nearest: float | None = None


Arm = Callable[[School, Pupil, datetime, Random], Given]


def recommended(school: School, pupil: Pupil, now: datetime, r: Random) -> Given:
    candidates = list(pupil.candidates.values())
    situation = school.situation(pupil, now)
    seed = r.getrandbits(32)
    if not pupil.placed:
        first = placement(pupil.learner, candidates, pupil.asked, situation, seed)
        if first is not None:
            pupil.asked.append(first.item.slug)
            return Given(first.item.slug)
        pupil.placed = True
    found = choose(pupil.learner, candidates, situation, seed)
    assert found is not None
    return Given(found.item.slug, found.expected, _nearest(school, pupil, situation, found))


def _nearest(school: School, pupil: Pupil, situation: Situation, found: Suggestion) -> float:
    skills = found.item.skills
    outlook = Outlook(pupil.learner, situation.general, situation.edition, situation.now).of(skills)
    chances = [
        outlook.chance(
            rated(pupil.candidates[slug].difficulty, item.difficulty),
            seen.outcome if (seen := pupil.candidates[slug].seen) else None,
        )
        for slug, item in school.by_skills[skills].items()
    ]
    return min(chances, key=lambda chance: abs(chance - TARGET))


def without_placement(school: School, pupil: Pupil, now: datetime, r: Random) -> Given:
    pupil.placed = True
    return recommended(school, pupil, now, r)


def without_graph(school: School, pupil: Pupil, now: datetime, r: Random) -> Given:
    """The recommender of a school that has not said what builds on what."""
    return recommended(replace(school, graph={}), pupil, now, r)


def at_random(school: School, pupil: Pupil, now: datetime, r: Random) -> Given:
    return Given(r.choice(list(school.items)))


def lowest_mastery(school: School, pupil: Pupil, now: datetime, r: Random) -> Given:
    """An item of the skill that is least likely known, as the learner model sees it."""
    skills = pupil.learner.skills
    known = [
        (skills[slug].known if slug in skills else 0.4, r.random(), number)
        for number, slug in enumerate(school.graph)
    ]
    return Given(r.choice(school.taught.items[min(known)[2]]).name)


def in_sequence(school: School, pupil: Pupil, now: datetime, r: Random) -> Given:
    """The course from its first to its last skill, at a pace that comes to its end with the days."""
    plan, taught = school.plan, school.taught
    total = plan.days * plan.items * COMES
    place = min(int(pupil.answered / total * plan.skills), plan.skills - 1)
    items = taught.items[place]
    return Given(items[pupil.answered % len(items)].name)


def with_a_gate(school: School, pupil: Pupil, now: datetime, r: Random) -> Given:
    """The course in order, on to the next skill when one is mastered; again when all are."""
    for number, slug in enumerate(school.graph):
        state = pupil.learner.skills.get(slug)
        if state is None or not state.mastered:
            return Given(r.choice(school.taught.items[number]).name)
    return Given(r.choice(list(school.items)))


OURS = "recommender"
ARMS: dict[str, Arm] = {
    OURS: recommended,
    "without placement": without_placement,
    "without a graph": without_graph,
    "random": at_random,
    "lowest mastery": lowest_mastery,
    "fixed sequence": in_sequence,
    "mastery gate": with_a_gate,
}
