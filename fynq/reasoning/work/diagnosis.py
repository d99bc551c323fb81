"""Which misconception writes the wrong line, given the line before?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.misconceptions.library import LIBRARY
from fynq.reasoning.misconceptions.match import rewrites
from fynq.reasoning.misconceptions.rule import Misconception
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.tree import Call, Operation, Relation, Tree, names_in, size, walk
from fynq.reasoning.verification.points import DIGITS, close, points
from fynq.reasoning.work.conditions import holds
from fynq.reasoning.work.following import Following
from fynq.reasoning.work.likeness import likeness
from fynq.reasoning.work.statements import Statement, of_relation

MOST = 1_500
"""Candidates compared for one line."""
_RIGHT_STEPS = 40
_LONGEST = 120
"""Parts of a line; in a longer one there are too many places for a mistake."""
_SECONDS = 2.0
"""Of the process, so that the line is named at least where its misconception takes too long."""
_FIT, _ALIKE = 20, 8
"""What equal mathematics and a like writing count beside a rule's weight of 3 to 10."""
_EQUAL, _SAME_SOLUTIONS = 1.0, 0.9


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """expected: what stands in the line's place when the same is done rightly."""

    misconception: Misconception
    expected: Statement | None


def diagnose(
    befores: Sequence[Statement],
    wrote: Statement,
    following: Following,
    rules: Sequence[Misconception] = LIBRARY,
) -> Diagnosis | None:
    """befores: the lines that the wrong one may come from, the likeliest first."""
    compare = _comparison(wrote, following)
    for before in befores:
        if sum(map(size, before.trees)) > _LONGEST:
            continue
        once = list(islice(_candidates(before, rules), 2 * MOST))
        for candidates in (once, _again(once), _after_right_steps(before, once, rules)):
            found = _best(before, candidates, wrote, compare, keep_right=candidates is once)
            if found is not None:
                return found
    return None


Candidate = tuple[Misconception, Statement, Statement]


def _candidates(before: Statement, rules: Sequence[Misconception]) -> Iterator[Candidate]:
    if before.value is not None:
        for rule, wrong, right in rewrites(before.value, rules):
            yield rule, Statement(value=wrong), Statement(value=right)
        return
    alternatives = before.alternatives or ()
    several = sum(map(len, alternatives)) > 1
    for at, together in enumerate(alternatives):
        for place, relation in enumerate(together):
            for rule, wrong, right in rewrites(relation, rules):
                if not (isinstance(wrong, Relation) and isinstance(right, Relation)):
                    continue
                yield rule, _put(before, at, place, wrong), _put(before, at, place, right)
                if several:
                    yield rule, of_relation(wrong), of_relation(right)


def _put(statement: Statement, at: int, place: int, relation: Relation) -> Statement:
    alternatives = list(statement.alternatives or ())
    together = list(alternatives[at])
    together[place] = relation
    alternatives[at] = tuple(together)
    return Statement(tuple(alternatives))


def _after_right_steps(
    before: Statement, once: Sequence[Candidate], rules: Sequence[Misconception]
) -> Iterator[Candidate]:
    """Steps that were done rightly and not written down, then a mistake."""
    seen: set[Statement] = {before}
    for _, _, right in once:
        if right in seen or len(seen) > _RIGHT_STEPS:
            continue
        seen.add(right)
        yield from _candidates(right, rules)


def _again(once: Sequence[Candidate]) -> Iterator[Candidate]:
    """The same mistake made twice in a line."""
    for rule, wrong, _ in once:
        for _, again, right in _candidates(wrong, [rule]):
            yield rule, again, right


def _best(
    before: Statement,
    candidates: Sequence[Candidate] | Iterator[Candidate],
    wrote: Statement,
    compare: Callable[[Statement], float],
    *,
    keep_right: bool,
) -> Diagnosis | None:
    best: tuple[float, Diagnosis] | None = None
    seen: set[tuple[str, Statement]] = set()
    for rule, wrong, right in candidates:
        if (rule.slug, wrong) in seen or wrong == before or sum(map(size, wrong.trees)) > 200:
            continue
        seen.add((rule.slug, wrong))
        if len(seen) > MOST:
            break
        fit = compare(wrong)
        if fit <= 0:
            continue
        score = _FIT * fit + rule.weight + _ALIKE * _alike(wrong, wrote)
        if best is None or score > best[0]:
            best = score, Diagnosis(rule, right if keep_right else None)
    return best[1] if best else None


def _alike(candidate: Statement, wrote: Statement) -> float:
    pairs = zip(candidate.trees, wrote.trees, strict=False)
    return max((likeness(one, other) for one, other in pairs), default=0.0)


@dataclass
class _Slow:
    """How many more conditions may be compared whose solutions only a search finds."""

    left: int = 12
    until: float = field(default_factory=lambda: time.process_time() + _SECONDS)

    def spent(self, candidate: Statement) -> bool:
        """False when there is no more time for it."""
        if all(_is_plain(node) for tree in candidate.trees for node in walk(tree)):
            return True
        self.left -= 1
        return self.left >= 0 and time.process_time() < self.until


def _is_plain(node: Tree) -> bool:
    match node:
        case Operation("^", _, exponent):
            return not names_in(exponent)
        case Call():
            return not names_in(node)
    return True


def _comparison(wrote: Statement, following: Following) -> Callable[[Statement], float]:
    remembered: dict[Statement, float] = {}
    solved = following.solutions(wrote)
    slow = _Slow()

    def compare(candidate: Statement) -> float:
        if candidate not in remembered:
            try:
                remembered[candidate] = _fit(candidate, wrote, following, solved, slow)
            except (CannotSolve, ArithmeticError, ValueError, TypeError, mp.mp.NoConvergence):
                remembered[candidate] = 0.0
        return remembered[candidate]

    return compare


def _fit(
    candidate: Statement,
    wrote: Statement,
    following: Following,
    solved: Sequence[object],
    slow: _Slow,
) -> float:
    if candidate.value is not None:
        if wrote.value is None or following.values(candidate, wrote).follows is not True:
            return 0.0
        return _EQUAL
    if wrote.alternatives is None:
        return 0.0
    one, other = candidate.one, wrote.one
    if one is not None and other is not None and one.op == other.op and proportional(one, other):
        return _EQUAL
    if not _may_be(candidate, solved, following.variable) or not slow.spent(candidate):
        return 0.0
    step = following.conditions(candidate, wrote)
    return _SAME_SOLUTIONS if step.follows and not step.implied else 0.0


def proportional(one: Relation, other: Relation) -> bool:
    """Left less right of both differ by a factor only."""
    names = sorted({*names_in(one), *names_in(other)})
    ratio = None
    for at in points("proportional", names, 4):
        try:
            first, second = (evaluate(r.left, at, DIGITS) - evaluate(r.right, at, DIGITS) for r in (one, other))  # fmt: skip
        except Undefined:
            return False
        if abs(first) < mp.mpf(10) ** -12:
            return False
        if ratio is not None and not close(second / first, ratio, mp.mpf(10) ** -15):
            return False
        ratio = second / first
    if ratio is None:
        return False
    return bool(ratio > 0) if one.op != "=" and mp.im(ratio) == 0 else True


def _may_be(candidate: Statement, solved: Sequence[object], variable: str) -> bool:
    """A quick look before the solutions are compared: what solves the line solves a candidate."""
    if set(candidate.names) - {variable}:
        return True
    return all(holds(candidate, variable, point, mp.mpf(10) ** -8) for point in solved)
