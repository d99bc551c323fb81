"""Which misconception writes the wrong line, given the line before?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.misconceptions.library import LIBRARY
from fynq.reasoning.misconceptions.match import rewrites
from fynq.reasoning.misconceptions.rule import Misconception
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.tree import Name, Relation, names_in, size
from fynq.reasoning.verification.points import DIGITS, close, points
from fynq.reasoning.work.following import Following
from fynq.reasoning.work.likeness import likeness
from fynq.reasoning.work.statements import Statement, of_relation

MOST = 1_500
"""Candidates compared for one line."""
_RIGHT_STEPS = 40
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
        once = list(_candidates(before, rules))
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


def _comparison(wrote: Statement, following: Following) -> Callable[[Statement], float]:
    remembered: dict[Statement, float] = {}

    def compare(candidate: Statement) -> float:
        if candidate not in remembered:
            try:
                remembered[candidate] = _fit(candidate, wrote, following)
            except (CannotSolve, ArithmeticError, ValueError, TypeError, mp.NoConvergence):
                remembered[candidate] = 0.0
        return remembered[candidate]

    return compare


def _fit(candidate: Statement, wrote: Statement, following: Following) -> float:
    if candidate.value is not None:
        if wrote.value is None or following.values(candidate, wrote).follows is not True:
            return 0.0
        return _EQUAL
    if wrote.alternatives is None:
        return 0.0
    one, other = candidate.one, wrote.one
    if one is not None and other is not None and one.op == other.op and proportional(one, other):
        return _EQUAL
    if not _may_be(candidate, wrote, following):
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


def _may_be(candidate: Statement, wrote: Statement, following: Following) -> bool:
    """A quick look before the solutions are compared: 'x = 3' must solve a candidate for it."""
    for together in wrote.alternatives or ():
        match together:
            case (Relation("=", left, right),) if names_in(left) == (following.variable,) and not names_in(right):  # fmt: skip
                if not isinstance(left, Name):
                    return True
                value = evaluate(right, {}, DIGITS)
                solved = [_solves(each, following.variable, value) for each in candidate.alternatives or ()]  # fmt: skip
                if candidate.alternatives and not any(solved):
                    return False
            case _:
                return True
    return True


def _solves(together: tuple[Relation, ...], variable: str, value: object) -> bool:
    for relation in together:
        if set(names_in(relation)) - {variable}:
            return True
        try:
            left, right = (evaluate(side, {variable: value}, DIGITS) for side in (relation.left, relation.right))  # fmt: skip
        except Undefined:
            return False
        if relation.op == "=" and not close(left, right, mp.mpf(10) ** -8):
            return False
    return True
