"""Do students' answers agree that one skill needs another?

Of an edge, a skill and its prerequisite, two things can be seen in answers:

- A student who had mastered the prerequisite answers the skill's items better than one of equal ability
  who had not. Ability is what the student does on all other skills, compared with how hard the items
  were; the odds ratio is pooled over classes of ability and difficulty (Mantel and Haenszel 1959,
  "Statistical aspects of the analysis of data from retrospective studies", JNCI 22), with the variance
  of its logarithm by Robins, Breslow and Greenland 1986 (Biometrics 42).
- Of those who have mastered one of the two and hardly know the other, most have the prerequisite
  (the surmise relation of Doignon and Falmagne 1985, "Spaces for the assessment of knowledge", IJMMS
  23). Where most have the skill, and answers on the prerequisite depend on it, the edge is turned round.

Where the odds are the same either way, whichever of the two came first, the skills have nothing to do
with each other.

Each student counts once for each edge, so answers of one student are not taken for several. What one
student's log says is a small sum; the sums of all students are added up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from fynq.domain.belief import sigmoid
from fynq.domain.learner import Learner, LearningEvent
from fynq.personalization.learner_model import credited, topics
from fynq.personalization.ports import Edition, Meeting
from fynq.personalization.replay import relived

Pair = tuple[str, str]
"""A skill and its prerequisite."""

_Z = 1.96
"""Of a normal distribution, 95 % of which lie within."""
_FIRST_ANSWERS = 6
"""That count of one student on one skill: later ones tell how it was practised."""
_LEAST_OTHERS = 4
"""Answers on other skills, to know the ability."""
_LEAST_STUDENTS, _LEAST_EACH = 40, 10
_RELEVANT = 1.5
"""An odds ratio below it is no need."""
_MOSTLY = 0.6
"""Of those who have mastered one of two skills, the share with the same one that tells a direction."""
_ABILITIES = (-0.15, -0.05, 0.05, 0.15)
"""Classes of ability: share of right answers above what an average student would have."""
_HARDNESS = (0.45, 0.65)
"""Classes of items: chance of an average student."""
_SURE_CHANCES = 3
_HARDLY_KNOWN = 0.5
_PRIOR = 0.5


class Verdict(StrEnum):
    SUPPORTED = "supported"
    DOUBTFUL = "doubtful"
    REVERSED = "reversed"
    TOO_LITTLE = "too_little"


@dataclass(frozen=True, slots=True)
class EdgeCheck:
    """students: who answered on the skill when it was known whether they had mastered the
    prerequisite; mastered: of them, those who had. odds: how many times better their odds of a right
    answer were at equal ability, with the 95 % interval from low to high; the same of answers on the
    prerequisite by the skill in back_odds, back_low, back_high. both, skill_alone,
    prerequisite_alone: students who have mastered so much of the two and hardly know the rest."""

    verdict: Verdict
    students: int
    mastered: int
    odds: float
    low: float
    high: float
    back_odds: float
    back_low: float
    back_high: float
    both: int
    skill_alone: int
    prerequisite_alone: int
    at: datetime | None = None


@dataclass(slots=True)
class Tally:
    """Sums of one pair. cells: for each class of ability and difficulty the weights of right and
    wrong answers on the skill with the prerequisite mastered, then without. students, and mastered by
    the prerequisite, of these; ends: students who have mastered both, the skill alone."""

    cells: dict[str, list[float]] = field(default_factory=dict)
    students: int = 0
    mastered: int = 0
    ends: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, other: Tally) -> None:
        for name, weights in other.cells.items():
            mine = self.cells.setdefault(name, [0.0] * 4)
            for at, weight in enumerate(weights):
                mine[at] += weight
        self.students += other.students
        self.mastered += other.mastered
        self.ends[0] += other.ends[0]
        self.ends[1] += other.ends[1]

    @property
    def empty(self) -> bool:
        return not self.students and self.ends == [0, 0]

    def to_json(self) -> list[Any]:
        return [self.cells, self.students, self.mastered, self.ends]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> Tally:
        return cls(*data)


def both_ways(edges: Iterable[Pair]) -> set[Pair]:
    """What has to be counted to judge these edges."""
    return {pair for skill, other in edges for pair in ((skill, other), (other, skill))}


def evidence(
    history: Sequence[tuple[LearningEvent, Meeting]],
    editions: Mapping[int, Edition],
    pairs: Iterable[Pair],
) -> dict[Pair, Tally]:
    """What one student's log says of the pairs; nothing of those that it says nothing of."""
    below: dict[str, list[str]] = {}
    for skill, prerequisite in sorted(pairs):
        below.setdefault(skill, []).append(prerequisite)
    seen: dict[Pair, list[tuple[bool, int, float]]] = {}
    others = _Others(below)
    learner = Learner()
    for before, event, meeting, after in relived(history, editions):
        learner = after
        outcome = credited(event)
        skills = topics(event)
        if outcome is None or meeting.side is None:
            continue
        average = _average(meeting)
        others.note(skills, outcome - average)
        for skill in skills:
            for prerequisite in below.get(skill, ()):
                known = _mastery(before, prerequisite)
                answers = seen.setdefault((skill, prerequisite), [])
                if prerequisite in skills or known is None or len(answers) >= _FIRST_ANSWERS:
                    continue
                answers.append((known, _class(average, _HARDNESS), outcome))
    found: dict[Pair, Tally] = {}
    for pair, answers in seen.items():
        tally = _tally(answers, others.ability(pair))
        below_it = _mastery(learner, pair[1])
        if _mastery(learner, pair[0]) and below_it is not None:
            tally.ends[0 if below_it else 1] += 1
        if not tally.empty:
            found[pair] = tally
    return found


def judged(forward: Tally, backward: Tally) -> EdgeCheck:
    """forward: of the skill by the prerequisite; backward: of the prerequisite by the skill."""
    odds, low, high = pooled_odds(forward.cells.values())
    back_odds, back_low, back_high = pooled_odds(backward.cells.values())
    both, skill_alone = forward.ends
    prerequisite_alone = backward.ends[1]
    if back_low > 1.0 and _share_low(skill_alone, prerequisite_alone) > _MOSTLY:
        verdict = Verdict.REVERSED
    elif low > 1.0 and _enough(forward):
        verdict = Verdict.SUPPORTED
    elif (high < _RELEVANT and _enough(forward)) or (back_high < _RELEVANT and _enough(backward)):
        verdict = Verdict.DOUBTFUL
    else:
        verdict = Verdict.TOO_LITTLE
    return EdgeCheck(
        verdict,
        forward.students,
        forward.mastered,
        round(odds, 4),
        round(low, 4),
        round(high, 4),
        round(back_odds, 4),
        round(back_low, 4),
        round(back_high, 4),
        both,
        skill_alone,
        prerequisite_alone,
    )


def _enough(tally: Tally) -> bool:
    least = min(tally.mastered, tally.students - tally.mastered)
    return tally.students >= _LEAST_STUDENTS and least >= _LEAST_EACH


def pooled_odds(tables: Iterable[Sequence[float]]) -> tuple[float, float, float]:
    """Mantel and Haenszel's odds ratio with its 95 % interval. tables: right and wrong with, right
    and wrong without. One more table of four halves keeps it finite and draws it towards 1."""
    r = s = pr = ps = qr = qs = 0.0
    for a, b, c, d in (*tables, (_PRIOR,) * 4):
        n = a + b + c + d
        if n <= 0.0:
            continue
        p, q = (a + d) / n, (b + c) / n
        r_i, s_i = a * d / n, b * c / n
        r, s = r + r_i, s + s_i
        pr, ps, qr, qs = pr + p * r_i, ps + p * s_i, qr + q * r_i, qs + q * s_i
    variance = pr / (2 * r * r) + (ps + qr) / (2 * r * s) + qs / (2 * s * s)
    middle, wide = math.log(r / s), _Z * math.sqrt(variance)
    return math.exp(middle), math.exp(middle - wide), math.exp(min(middle + wide, 50.0))


class _Others:
    """How a student does on everything but two skills."""

    def __init__(self, below: Mapping[str, Sequence[str]]) -> None:
        self._below = below
        self._all = [0.0, 0]
        self._of: dict[str, list[float]] = {}
        self._both: dict[Pair, list[float]] = {}

    def note(self, skills: Sequence[str], above: float) -> None:
        """above: the outcome above what an average student would have had."""
        _plus(self._all, above)
        for skill in skills:
            _plus(self._of.setdefault(skill, [0.0, 0]), above)
            for prerequisite in self._below.get(skill, ()):
                if prerequisite in skills:
                    _plus(self._both.setdefault((skill, prerequisite), [0.0, 0]), above)

    def ability(self, pair: Pair) -> float | None:
        """Mean above an average student; None where too little is known."""
        nothing = (0.0, 0)
        one, other = self._of.get(pair[0], nothing), self._of.get(pair[1], nothing)
        both = self._both.get(pair, nothing)
        total = self._all[0] - one[0] - other[0] + both[0]
        count = self._all[1] - one[1] - other[1] + both[1]
        return total / count if count >= _LEAST_OTHERS else None


def _plus(sums: list[float], value: float) -> None:
    sums[0] += value
    sums[1] += 1


def _average(meeting: Meeting) -> float:
    """The chance of an average student who guesses nothing."""
    hard = sum(skill.mean for skill in meeting.skills) / max(len(meeting.skills), 1)
    return sigmoid(-hard - (meeting.item.mean if meeting.item else 0.0))


def _mastery(learner: Learner, skill: str) -> bool | None:
    """None where too little is known to tell, and in between."""
    state = learner.skills.get(skill)
    if state is None or state.chances < _SURE_CHANCES:
        return None
    if state.mastered:
        return True
    return False if state.known <= _HARDLY_KNOWN else None


def _tally(answers: Sequence[tuple[bool, int, float]], ability: float | None) -> Tally:
    """All answers together weigh as much as one."""
    if ability is None or not answers:
        return Tally()
    weight = 1.0 / len(answers)
    tally = Tally(students=1, mastered=int(answers[0][0]))
    for known, hard, outcome in answers:
        cells = tally.cells.setdefault(f"{_class(ability, _ABILITIES)}{hard}", [0.0] * 4)
        at = 0 if known else 2
        cells[at] += weight * outcome
        cells[at + 1] += weight * (1.0 - outcome)
    return tally


def _class(value: float, cuts: Sequence[float]) -> int:
    return sum(value > cut for cut in cuts)


def _share_low(some: int, others: int) -> float:
    """The lower end of Wilson's interval (1927, "Probable inference", JASA 22)."""
    of = some + others
    if of == 0:
        return 0.0
    share, z2 = some / of, _Z * _Z
    wide = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return (share + z2 / (2 * of) - wide) / (1 + z2 / of)
