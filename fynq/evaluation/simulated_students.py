"""Students made up by three theories, to see whether the learner model recovers what they are.

    python -m fynq.evaluation.simulated_students KIND FILE.csv --students 400 --seed 2

Writes events as `fynq eval learner` reads them, and with `--truth FILE` each student's ability as the
theory has it at the end. The items and skills are the same for every seed of the students, so
that two files make a train and a test set. Students work through problem sets of one skill, as in
ASSISTments: until three right answers in a row, twelve tries, or boredom; how much they do
has a long tail; every sixth item needs a second skill.

- `irt`: one ability, one for each skill that grows with practice, difficulties, guessing (Lord 1980);
- `bkt`: skills are known or not (Corbett and Anderson 1995), slips and guesses vary by item;
- `forgetting`: abilities grow towards what the prerequisites allow and fade with a power of time
  (Wickelgren 1974).
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

_SKILLS, _ITEMS, _GROUPS, _GROUP = 110, 60, 6, 40
_MEDIAN = 40
_IN_A_ROW, _TRIES, _BORED = 3, 12, 0.03
_MINUTE, _DAY = 60.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    skills: tuple[int, ...]
    difficulty: float
    guess: float


@dataclass(frozen=True)
class World:
    """What is the same for all students. tracing: known, learn, slip, guess of each skill."""

    difficulty: Sequence[float]
    growth: Sequence[float]
    tracing: Sequence[tuple[float, float, float, float]]
    needs: Sequence[tuple[int, ...]]
    items: Sequence[Sequence[Item]]
    courses: Sequence[Sequence[int]]


@dataclass
class Student:
    ability: float
    skills: dict[int, float] = field(default_factory=dict)
    last: dict[int, float] = field(default_factory=dict)


Answers = Callable[[Random, World, Student, Item, float], float]


@dataclass(frozen=True, slots=True)
class Row:
    student: str
    item: str
    skills: tuple[str, ...]
    correct: int
    at: int


def world(seed: int = 99) -> World:
    r = Random(seed)  # noqa: S311
    difficulty = [r.gauss(-0.6, 0.8) for _ in range(_SKILLS)]
    growth = [abs(r.gauss(0.10, 0.07)) for _ in range(_SKILLS)]
    tracing = [
        (
            min(0.9, max(0.05, r.betavariate(2, 3))),
            r.betavariate(2, 10),
            0.02 + 0.5 * r.betavariate(2, 8),
            0.05 + 0.6 * r.betavariate(3, 7),
        )
        for _ in range(_SKILLS)
    ]
    needs = [
        tuple(r.sample(range(skill), min(skill, r.choice((0, 1, 1, 2)))))
        for skill in range(_SKILLS)
    ]
    items = [
        [_item(r, skill, number) for number in range(max(3, int(r.expovariate(1 / _ITEMS))))]
        for skill in range(_SKILLS)
    ]
    courses = [sorted(r.sample(range(_SKILLS), _GROUP)) for _ in range(_GROUPS)]
    return World(difficulty, growth, tracing, needs, items, courses)


def _item(r: Random, skill: int, number: int) -> Item:
    second = (r.randrange(_SKILLS),) if r.random() < 1 / 6 else ()
    skills = tuple(dict.fromkeys((skill, *second)))
    return Item(f"i{skill}-{number}", skills, r.gauss(0.0, 0.9), r.choice((0.0, 0.0, 0.1, 0.25)))


def _irt(r: Random, made: World, student: Student, item: Item, now: float) -> float:
    share = 1.0 / len(item.skills)
    logit = student.ability - item.difficulty
    for skill in item.skills:
        logit += share * (
            student.skills.setdefault(skill, r.gauss(0, 0.7)) - made.difficulty[skill]
        )
        student.skills[skill] += 2 * r.random() * made.growth[skill]
    return item.guess + (1 - item.guess) * _sigmoid(logit)


def _bkt(r: Random, made: World, student: Student, item: Item, now: float) -> float:
    chance = 1.0
    for skill in item.skills:
        known, learn, slip, guess = made.tracing[skill]
        if skill not in student.skills:
            start = _sigmoid(_logit(known) + 0.8 * student.ability)
            student.skills[skill] = float(r.random() < start)
        right = 1 - slip if student.skills[skill] else guess
        chance *= _sigmoid(_logit(right) - 0.5 * item.difficulty)
        if r.random() < learn:
            student.skills[skill] = 1.0
    return chance


def _forgetting(r: Random, made: World, student: Student, item: Item, now: float) -> float:
    share = 1.0 / len(item.skills)
    logit = student.ability - item.difficulty
    for skill in item.skills:
        held = student.skills.setdefault(skill, r.gauss(0, 0.7))
        days = (now - student.last.get(skill, now)) / _DAY
        if held > 0:
            held *= (1 + days / 3) ** -0.3
        ready = [student.skills.get(need, 0.0) for need in made.needs[skill]]
        ceiling = 1.5 + min(ready, default=0.5)
        student.skills[skill] = held + 3 * made.growth[skill] * max(0.0, _sigmoid(ceiling - held))
        student.last[skill] = now
        logit += share * (held - made.difficulty[skill])
    return item.guess + (1 - item.guess) * _sigmoid(logit)


KINDS: dict[str, Answers] = {"irt": _irt, "bkt": _bkt, "forgetting": _forgetting}


def events(kind: str, students: int, seed: int, made: World | None = None) -> tuple[list[Row], dict[str, float]]:  # fmt: skip
    """Rows of one student after the other, and each student's overall ability: what the theory
    says, with the mean of the skills that the student met where it has those in logits."""
    made = made or world()
    r = Random(f"{kind}/{seed}")  # noqa: S311
    rows: list[Row] = []
    truth: dict[str, float] = {}
    for number in range(students):
        student = Student(r.gauss(0.0, 1.0))
        name = f"{kind}-{seed}-{number}"
        _study(r, KINDS[kind], made, student, name, rows)
        held = student.skills.values()
        truth[name] = student.ability + (sum(held) / len(held) if kind != "bkt" and held else 0.0)
    return rows, truth


def _study(
    r: Random, answers: Answers, made: World, student: Student, name: str, rows: list[Row]
) -> None:
    left = 3 + int(r.lognormvariate(math.log(_MEDIAN), 1.1))
    course = r.choice(made.courses)
    place = r.randrange(len(course))
    now = 1.7e9 + 2e7 * r.random()
    while left > 0:
        items = list(made.items[course[place % len(course)]])
        r.shuffle(items)
        place += 1 if r.random() < 0.9 else r.randrange(5)
        run = 0
        for item in items[:_TRIES]:
            now += r.expovariate(1 / _MINUTE)
            right = int(r.random() < answers(r, made, student, item, now))
            rows.append(Row(name, item.name, tuple(f"s{s}" for s in item.skills), right, int(now)))
            left -= 1
            run = run + 1 if right else 0
            if run >= _IN_A_ROW or left <= 0 or r.random() < _BORED:
                break
        if r.random() < 0.15:
            now += r.expovariate(1 / (5 * _DAY))


def _sigmoid(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


def _logit(share: float) -> float:
    return math.log(share / (1.0 - share))


def write(file: Path, rows: Sequence[Row]) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow(("student", "item", "skills", "correct", "timestamp"))
        out.writerows((w.student, w.item, "~".join(w.skills), w.correct, w.at) for w in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("file", type=Path)
    parser.add_argument("--students", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--truth", type=Path)
    given = parser.parse_args(arguments)
    rows, truth = events(given.kind, given.students, given.seed)
    write(given.file, rows)
    if given.truth:
        lines = "".join(f"{name},{ability:.6f}\n" for name, ability in truth.items())
        given.truth.write_text(f"student,ability\n{lines}", encoding="utf-8")
    sys.stdout.write(f"{len(rows)} events of {len(truth)} students\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
