"""What a school's nightly calibration is made of, student by student.

One student in five is held out: what is found from the others has to foresee these at least as well as
what holds now, or it is not published. Knowledge tracing, the blend and the weights of forgetting are
published as they were examined, so nothing of a student held out is in them. Of difficulties the way to
find them is examined; where it is better it is then gone with the answers of all, because a difficulty
that lacks a fifth of its answers would be worse than the one that holds. Answers of a student come in
order; the order of the students makes no difference that matters, because each begins from what is usual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from zlib import crc32

from fynq.domain.learner import LearningEvent
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.blend import Blend
from fynq.personalization.foresight import Calibration, Foresight
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.learner_model import credited, guess_of, topics
from fynq.personalization.ports import Thing
from fynq.personalization.refit import Answer

LEAST_ANSWERS = 500
"""Without help, of students who are not held out; below it nothing is calibrated."""
LEAST_HELD_OUT = 100
"""Answers without help of students held out; below it nobody could say whether it is better."""
LEAST_OF_SKILL = 10
"""Students of a skill, for its knowledge tracing."""
LEAST_OF_ITEM = 5
"""Students of an item or skill whose difficulty starts anew; others go on as they are."""
_EVERY = 5


def held_out(student: str) -> bool:
    return crc32(student.encode()) % _EVERY == 0


def half_of(student: str) -> int:
    """0 or 1: the blend is fitted to answers whose items' difficulties come from the other half."""
    return crc32(b"half of " + student.encode()) % 2


def answer_of(event: LearningEvent) -> Answer | None:
    """None for what says nothing of the student: see `learner_model.credited`."""
    skills = topics(event)
    if credited(event) is None or not skills or not event.item:
        return None
    return Answer(
        str(event.student),
        event.item,
        skills,
        min(max(event.outcome or 0.0, 0.0), 1.0),
        event.at.timestamp(),
        event.hints,
        guess_of(event),
        event.solution_seen,
    )


@dataclass(slots=True)
class Count:
    """answers to an item or of a skill, of how many students, and of the one who gave most."""

    answers: int = 0
    students: int = 0
    most: int = 0


@dataclass
class Difficulties:
    """What answers say of items and skills, and how many say it."""

    calibration: Calibration
    counts: dict[Thing, Count] = field(default_factory=dict)

    def named(self) -> dict[Thing, Difficulty]:
        """Those that enough students speak for."""
        found: dict[Thing, Difficulty] = {}
        for (kind, name), count in self.counts.items():
            if count.students >= LEAST_OF_ITEM:
                kept = self.calibration.items if kind == "item" else self.calibration.skills
                found[kind, name] = kept[name]
        return found


def learned(
    students: Iterable[Sequence[Answer]],
    items: Mapping[str, Difficulty],
    skills: Mapping[str, Difficulty],
) -> Difficulties:
    """One pass over the answers. items, skills: what is believed of them before."""
    sight = Foresight(_fresh(items, skills, {}))
    found = Difficulties(sight.calibration)
    for answers in students:
        own: dict[Thing, int] = {}
        for answer in answers:
            see(sight, answer)
            things: list[Thing] = [("item", answer.item), *(("skill", s) for s in answer.skills)]
            for thing in things:
                own[thing] = own.get(thing, 0) + 1
        sight.pupils.clear()
        for thing, answered in own.items():
            count = found.counts.setdefault(thing, Count())
            count.answers += answered
            count.students += 1
            count.most = max(count.most, answered)
    return found


def relearned(
    students: Callable[[], Iterable[Sequence[Answer]]],
    items: Mapping[str, Difficulty],
    skills: Mapping[str, Difficulty],
) -> Difficulties:
    """Two passes: in the second, students are judged by items whose difficulties are known from the first.
    What was answered counts once: each difficulty is as sure as one pass makes it."""
    first = learned(students(), items, skills)
    again = learned(students(), _begun(first.calibration.items), _begun(first.calibration.skills))
    for kept, before in (
        (again.calibration.items, first.calibration.items),
        (again.calibration.skills, first.calibration.skills),
    ):
        for name, difficulty in kept.items():
            difficulty.variance = before[name].variance
            difficulty.answers = before[name].answers
    return again


_AGAIN = 0.3
"""Variance with which the second pass begins, in logits squared: half of the usual one."""


def _begun(found: Mapping[str, Difficulty]) -> dict[str, Difficulty]:
    return {
        name: Difficulty(each.mean, min(_AGAIN, each.variance) if not each.answers else _AGAIN)
        for name, each in found.items()
    }


def inputs(
    answers: Sequence[Answer], known: Calibration, tracing: Mapping[str, Tracing]
) -> Iterator[tuple[list[float], float]]:
    """Of one student, for each answer without help: the inputs of the blend before it, and how it
    turned out. known: difficulties to begin with; they stay as they are."""
    things = {answer.item for answer in answers}
    skills = {skill for answer in answers for skill in answer.skills}
    sight = Foresight(
        _fresh(
            {name: known.items[name] for name in things if name in known.items},
            {name: known.skills[name] for name in skills if name in known.skills},
            tracing,
        )
    )
    for answer in answers:
        features = see(sight, answer)
        if not answer.hints and not answer.looked:
            yield features, answer.outcome


def foreseen(
    answers: Sequence[Answer], known: Calibration, tracing: Mapping[str, Tracing], blend: Blend
) -> list[tuple[float, float]]:
    """Of one student, for each answer without help: P(right) before it, and how it turned out."""
    return [
        (blend.success(features), outcome) for features, outcome in inputs(answers, known, tracing)
    ]


def see(sight: Foresight, answer: Answer) -> list[float]:
    return sight.see(
        answer.student, answer.item, answer.skills, answer.credit, answer.at, answer.guess
    )


def _fresh(
    items: Mapping[str, Difficulty],
    skills: Mapping[str, Difficulty],
    tracing: Mapping[str, Tracing],
) -> Calibration:
    """A calibration whose difficulties may be moved."""
    return Calibration(
        {name: copy(each) for name, each in items.items()},
        {name: copy(each) for name, each in skills.items()},
        tracing,
    )
