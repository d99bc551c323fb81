"""Are wrong edges of a skill graph found from answers?

    python -m fynq.evaluation.edges --students 400 --skills 40 --seed 1

Students learn a made-up graph in which a skill can hardly be learned before what it needs. The check is
given the true edges and as many wrong ones: a third are true ones turned round, the others join skills
that have nothing to do with each other in either direction. Each answer goes the way of a school's:
through the learner model, with difficulties that are learned meanwhile, into the log that the check
reads. `--world forgetting` takes the students of `simulated_students` instead, where a need is weak: it
slows learning down and is not seen in a first answer.

Prints JSON: verdicts of true, turned and unrelated edges.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from fynq.domain.belief import sigmoid
from fynq.domain.learner import EventKind, Learner, LearningEvent
from fynq.evaluation import simulated_students
from fynq.personalization.edge_check import Pair, Tally, both_ways, evidence, judged
from fynq.personalization.learner_model import apply, things, unmet
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.ports import Edition, Meeting, Thing

_START = datetime(2026, 1, 1, tzinfo=UTC)
_ITEMS = 12
_SLIP, _GUESS = 0.08, 0.12
_LEARN, _LEARN_WITHOUT = 0.22, 0.02
_DECOYS = 1.0
"""Wrong edges for each true one."""
_TURNED = 1 / 3

Answers = Sequence[tuple[str, tuple[str, ...], float, float]]
"""Of one student: item, skills, outcome, seconds."""


@dataclass(frozen=True)
class World:
    """needs: the prerequisites of each skill, which come before it."""

    needs: Mapping[str, tuple[str, ...]]
    hardness: Mapping[str, float]

    @property
    def order(self) -> list[str]:
        return list(self.needs)


def world(skills: int, seed: int) -> World:
    r = Random(f"edges/{seed}")  # noqa: S311
    names = [f"s{number}" for number in range(skills)]
    needs = {
        name: tuple(r.sample(names[max(0, at - 8) : at], min(at, r.choice((0, 1, 1, 2)))))
        for at, name in enumerate(names)
    }
    hardness = {f"{name}-{item}": r.gauss(0.0, 0.7) for name in names for item in range(_ITEMS)}
    return World(needs, hardness)


def student(made: World, r: Random) -> Answers:
    """Works through the course, most skills in order, some before their time, some again."""
    ability = r.gauss(0.0, 1.0)
    known: dict[str, bool] = {}
    for name, needs in made.needs.items():
        ready = all(known[need] for need in needs)
        known[name] = r.random() < (sigmoid(ability - 0.8) if ready else 0.02)
    order = made.order
    sets = [name for name in order if r.random() < 0.8]
    for _ in range(len(sets) // 4):
        at = r.randrange(len(sets))
        sets.insert(r.randrange(len(sets)), sets[at])
    answers, now = [], 0.0
    for name in sets:
        for _ in range(r.randrange(3, 7)):
            item = f"{name}-{r.randrange(_ITEMS)}"
            now += 60.0
            can = sigmoid(2.4 + 0.5 * ability - made.hardness[item])
            chance = can * (1 - _SLIP) if known[name] else _GUESS
            answers.append((item, (name,), float(r.random() < chance), now))
            ready = all(known[need] for need in made.needs[name])
            if not known[name]:
                learns = (_LEARN if ready else _LEARN_WITHOUT) * 2 * sigmoid(ability)
                known[name] = r.random() < learns
    return answers


def forgetting(students: int, seed: int) -> tuple[Mapping[str, tuple[str, ...]], list[Answers]]:
    made = simulated_students.world()
    rows, _ = simulated_students.events("forgetting", students, seed, made)
    needs = {f"s{at}": tuple(f"s{need}" for need in each) for at, each in enumerate(made.needs)}
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.student, []).append((row.item, row.skills, float(row.correct), row.at))
    return needs, list(found.values())


def planted(needs: Mapping[str, tuple[str, ...]], share: float, r: Random) -> dict[Pair, str]:
    """True edges and wrong ones, each with what it is."""
    above = {name: _above(name, needs) for name in needs}
    true = [(name, need) for name, each in needs.items() for need in each]
    found = dict.fromkeys(true, "true")
    wanted = int(share * len(true))
    for skill, need in r.sample(true, int(wanted * _TURNED)):
        found[need, skill] = "turned"
    names = list(needs)
    while sum(kind != "true" for kind in found.values()) < wanted:
        one, other = r.sample(names, 2)
        related = other in above[one] or one in above[other] or above[one] & above[other]
        if not related:
            found.setdefault((one, other), "unrelated")
    return found


def _above(name: str, needs: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(needs[name])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(needs[each])
    return frozenset(found)


def logged(
    everybody: Sequence[Answers],
) -> Iterator[Sequence[tuple[LearningEvent, Meeting]]]:
    """Each student's log as a school would have it."""
    options, edition = PersonalizationOptions(), Edition()
    difficulties: dict[Thing, Any] = {}
    for number, answers in enumerate(everybody):
        learner, history = Learner(), []
        for at, (item, skills, outcome, seconds) in enumerate(answers):
            event = LearningEvent(
                UUID(int=(number << 32) + at),
                UUID(int=number),
                EventKind.ITEM_ANSWERED,
                skills,
                outcome,
                _START + timedelta(seconds=seconds % 1e8),
                item=item,
            )
            for thing in things(event):
                difficulties.setdefault(thing, unmet(thing))
            learner, meeting = apply(options, learner, event, difficulties, edition)
            history.append((event, meeting))
        yield history


def measured(everybody: Sequence[Answers], edges: Mapping[Pair, str]) -> dict[str, Any]:
    pairs = both_ways(edges)
    sums: dict[Pair, Tally] = {pair: Tally() for pair in pairs}
    for history in logged(everybody):
        for pair, tally in evidence(history, {0: Edition()}, pairs).items():
            sums[pair].add(tally)
    verdicts: dict[str, Counter[str]] = {}
    for pair, kind in edges.items():
        verdicts.setdefault(kind, Counter())[
            judged(sums[pair], sums[pair[1], pair[0]]).verdict.value
        ] += 1
    wrong = sum((verdicts.get(kind, Counter()) for kind in ("turned", "unrelated")), Counter())
    flagged = wrong["doubtful"] + wrong["reversed"]
    true = verdicts["true"]
    decided = sum(wrong.values()) - wrong["too_little"]
    return {
        "answers": sum(map(len, everybody)),
        "verdicts": {kind: dict(counts) for kind, counts in verdicts.items()},
        "wrong_found": flagged,
        "wrong": sum(wrong.values()),
        "wrong_decided": decided,
        "true_called_wrong": true["doubtful"] + true["reversed"],
        "true": sum(true.values()),
        "wrong_called_supported": wrong["supported"],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", choices=("needs", "forgetting"), default="needs")
    parser.add_argument("--students", type=int, default=400)
    parser.add_argument("--skills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    r = Random(f"students/{given.seed}")  # noqa: S311
    if given.world == "needs":
        made = world(given.skills, given.seed)
        needs, everybody = made.needs, [student(made, r) for _ in range(given.students)]
    else:
        needs, everybody = forgetting(given.students, given.seed)
    found = measured(everybody, planted(needs, _DECOYS, r))
    sys.stdout.write(json.dumps({**vars(given), **found}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
