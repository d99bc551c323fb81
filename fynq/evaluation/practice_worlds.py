"""Students who learn by practising and forget, made up by three theories.

What they share, because teaching would be pointless otherwise: a skill whose prerequisites are
missing is hardly learned (Gagné 1968, "Learning hierarchies", Educational Psychologist 6). An item far
too hard or far too easy teaches little (Wilson, Shenhav, Straccia and Cohen 2019, "The eighty five
percent rule for optimal learning", Nature Communications 10, derive an optimum of that kind). What was
learned fades, and fades more slowly when practice was spaced (Cepeda, Pashler, Vul, Wixted and
Rohrer 2006, "Distributed practice in verbal recall tasks", Psychological Bulletin 132). How, differs:

- `irt`: a strength in logits for each skill grows by what is uncertain about the answer (the delta rule
  of Rescorla and Wagner 1972) and falls with a half-life, which spaced practice lengthens (Settles and
  Meeder 2016, "A trainable spaced repetition model for language learning", ACL);
- `bkt`: a skill is known or not (Corbett and Anderson 1995); it is learned by chance, lapses with a power
  of time (Wickelgren 1974), and is learned again more easily (Ebbinghaus 1885);
- `forgetting`: every practice leaves a trace that fades with a power of time, the faster the more was
  active when it was left (Pavlik and Anderson 2005, "Practice and forgetting effects on vocabulary
  memory", Cognitive Science 29).

Every number in here is the author's, none is fitted, and the recommender knows none of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from fynq.evaluation.simulated_students import Item

_DAY = 86_400.0
_REACH = 8
"""How far back in the course a prerequisite may lie."""


@dataclass(frozen=True)
class Course:
    """Skills in the order in which they are taught, each after what it needs. items: of each
    skill. pace: how fast each is learned, about 1. slips: P(slip), P(guess) of each."""

    needs: Sequence[tuple[int, ...]]
    difficulty: Sequence[float]
    pace: Sequence[float]
    slips: Sequence[tuple[float, float]]
    items: Sequence[Sequence[Item]]


class Mind(Protocol):
    """One student. now: days."""

    def chance(self, item: Item, now: float) -> float:
        """P(right answer)."""
        ...

    def practise(self, item: Item, right: bool, now: float) -> None:
        """An answer was given, and the solution was seen after it."""
        ...

    def mastery(self, skill: int, now: float) -> float:
        """P(right answer, nothing guessed) to the skill's typical item."""
        ...


def course(seed: int, skills: int = 40) -> Course:
    r = Random(f"course/{seed}")  # noqa: S311
    needs: list[tuple[int, ...]] = []
    for skill in range(skills):
        before = range(max(0, skill - _REACH), skill)
        needs.append(tuple(r.sample(before, min(len(before), r.choice((0, 1, 1, 2))))))
    items = [
        [_item(r, skill, number, needs[skill]) for number in range(r.randrange(8, 17))]
        for skill in range(skills)
    ]
    return Course(
        needs,
        [r.gauss(0.0, 0.5) for _ in range(skills)],
        [math.exp(r.gauss(0.0, 0.3)) for _ in range(skills)],
        [
            (0.02 + 0.3 * r.betavariate(2, 8), 0.05 + 0.5 * r.betavariate(3, 7))
            for _ in range(skills)
        ],
        items,
    )


def _item(r: Random, skill: int, number: int, needs: Sequence[int]) -> Item:
    second = (r.choice(needs),) if needs and r.random() < 1 / 6 else ()
    return Item(f"i{skill}-{number}", (skill, *second), r.gauss(0.0, 0.9), r.choice((0.0, 0.0, 0.1, 0.25)))  # fmt: skip


@dataclass(slots=True)
class _Growing:
    """start: before the first practice, which does not fade. gained: at `at`; half: its half-life in
    days."""

    start: float
    gained: float = 0.0
    half: float = 4.0
    at: float = 0.0

    def left(self, now: float) -> float:
        return float(2.0 ** (-(now - self.at) / self.half))


class GrowingMind:
    def __init__(self, r: Random, taught: Course) -> None:
        self._course = taught
        self._fast = 0.9 * math.exp(r.gauss(0.0, 0.3))
        ability = r.gauss(0.0, 0.7)
        last = max(len(taught.needs) - 1, 1)
        self._skills = [
            _Growing(ability + 1.2 - 3.2 * skill / last + r.gauss(0.0, 0.6))
            for skill in range(len(taught.needs))
        ]

    def chance(self, item: Item, now: float) -> float:
        return item.guess + (1.0 - item.guess) * sigmoid(self._logit(item, now))

    def practise(self, item: Item, right: bool, now: float) -> None:
        known = sigmoid(self._logit(item, now))
        step = self._fast * 4.0 * known * (1.0 - known) / len(item.skills)
        ready = [self._ready(skill, now) for skill in item.skills]
        for skill, foundation in zip(item.skills, ready, strict=True):
            held = self._skills[skill]
            left = held.left(now)
            held.gained = held.gained * left + step * self._course.pace[skill] * foundation
            if held.gained > 0.0:
                held.half *= 1.0 + (2.5 if right else 0.8) * (1.0 - left)
            held.at = now

    def mastery(self, skill: int, now: float) -> float:
        return sigmoid(self._strength(skill, now))

    def _strength(self, skill: int, now: float) -> float:
        held = self._skills[skill]
        return held.start + held.gained * held.left(now) - self._course.difficulty[skill]

    def _logit(self, item: Item, now: float) -> float:
        able = sum(self._strength(skill, now) for skill in item.skills)
        return able / len(item.skills) - item.difficulty

    def _ready(self, skill: int, now: float) -> float:
        weakest = min((self.mastery(need, now) for need in self._course.needs[skill]), default=1.0)
        return 0.1 + 0.9 * weakest


@dataclass(slots=True)
class _Known:
    """known: at `at`. ever: it was known once. steadiness: days in which the power of time takes
    three tenths of it."""

    known: bool
    ever: bool
    steadiness: float = 5.0
    at: float = 0.0

    def left(self, now: float) -> float:
        return float((1.0 + (now - self.at) / self.steadiness) ** -0.5)


class KnowingMind:
    def __init__(self, r: Random, taught: Course) -> None:
        self._course, self._r = taught, r
        ability = r.gauss(0.0, 0.8)
        last = max(len(taught.needs) - 1, 1)
        self._skills: list[_Known] = []
        for skill, needs in enumerate(taught.needs):
            start = sigmoid(ability + 1.0 - 3.0 * skill / last)
            known = r.random() < start and all(self._skills[need].known for need in needs)
            self._skills.append(_Known(known, known, 60.0 if known else 5.0))

    def chance(self, item: Item, now: float) -> float:
        chance = 1.0
        for skill in item.skills:
            held = self._skills[skill]
            still = held.left(now) if held.known else 0.0
            chance *= self._right(skill, item, True) * still + self._right(skill, item, False) * (
                1.0 - still
            )
        return chance

    def practise(self, item: Item, right: bool, now: float) -> None:
        """What still was known is drawn now, given the answer."""
        for skill in item.skills:
            held = self._skills[skill]
            left = held.left(now) if held.known else 0.0
            knows, not_knows = self._right(skill, item, True), self._right(skill, item, False)
            if not right:
                knows, not_knows = 1.0 - knows, 1.0 - not_knows
            told = left * knows
            held.known = self._r.random() < told / (told + (1.0 - left) * not_knows)
            if held.known:
                held.steadiness *= 1.0 + (3.0 if right else 1.0) * (1.0 - left)
            else:
                teaches = 4.0 * not_knows * (1.0 - not_knows)
                learn = 0.25 * self._course.pace[skill] * self._ready(skill, now) * teaches
                held.known = self._r.random() < (min(2.0 * learn, 0.9) if held.ever else learn)
                held.ever |= held.known
            held.at = now

    def mastery(self, skill: int, now: float) -> float:
        held = self._skills[skill]
        return held.left(now) if held.known else 0.0

    def _right(self, skill: int, item: Item, known: bool) -> float:
        slip, guess = self._course.slips[skill]
        right = 1.0 - slip if known else max(guess, item.guess)
        return sigmoid(math.log(right / (1.0 - right)) - 0.5 * item.difficulty)

    def _ready(self, skill: int, now: float) -> float:
        ready = 1.0
        for need in self._course.needs[skill]:
            ready *= 0.15 + 0.85 * self.mastery(need, now)
        return ready


@dataclass(slots=True)
class _Traces:
    """Each trace: day, weight, decay."""

    left: list[tuple[float, float, float]] = field(default_factory=list)

    def active(self, now: float) -> float:
        return math.fsum(
            weight * math.pow(max(now - day, _MOMENT), -decay) for day, weight, decay in self.left
        )

    def leave(self, weight: float, now: float) -> None:
        self.left.append((now, weight, min(0.18 + 0.03 * self.active(now), _FASTEST)))


_MOMENT = 0.01
"""Days below which a trace is as fresh as can be."""
_FASTEST = 1.5
"""Decay of what was left by cramming."""


class TracingMind:
    def __init__(self, r: Random, taught: Course) -> None:
        self._course = taught
        self._fast = math.exp(r.gauss(0.0, 0.25))
        ability = r.gauss(0.0, 0.7)
        last = max(len(taught.needs) - 1, 1)
        self._skills: list[_Traces] = []
        for skill in range(len(taught.needs)):
            traces = _Traces()
            practised = 9.0 * sigmoid(ability + 0.5 - 3.5 * skill / last)
            for day in sorted(-r.uniform(20.0, 200.0) for _ in range(int(practised + r.random()))):
                traces.leave(1.0, day)
            self._skills.append(traces)

    def chance(self, item: Item, now: float) -> float:
        return item.guess + (1.0 - item.guess) * sigmoid(self._logit(item, now))

    def practise(self, item: Item, right: bool, now: float) -> None:
        recalled = sigmoid(self._logit(item, now))
        teaches = min(1.0, 6.0 * recalled * (1.0 - recalled)) * (1.0 if right else 0.7)
        ready = [self._ready(skill, now) for skill in item.skills]
        for skill, foundation in zip(item.skills, ready, strict=True):
            weight = self._fast * self._course.pace[skill] * teaches * foundation
            self._skills[skill].leave(weight / len(item.skills) ** 0.5, now)

    def mastery(self, skill: int, now: float) -> float:
        return sigmoid(self._strength(skill, now))

    def _strength(self, skill: int, now: float) -> float:
        active = math.log(self._skills[skill].active(now) + 0.05)
        return 2.2 * (active - 0.7) - self._course.difficulty[skill]

    def _logit(self, item: Item, now: float) -> float:
        able = sum(self._strength(skill, now) for skill in item.skills)
        return able / len(item.skills) - item.difficulty

    def _ready(self, skill: int, now: float) -> float:
        weakest = min((self.mastery(need, now) for need in self._course.needs[skill]), default=1.0)
        return 0.1 + 0.9 * weakest


def sigmoid(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


MINDS: dict[str, Callable[[Random, Course], Mind]] = {
    "irt": GrowingMind,
    "bkt": KnowingMind,
    "forgetting": TracingMind,
}
