"""Where could a misconception show?

A rule that writes something wrong at some place of a formula has a chance there: a student with that
belief would go wrong. Work that passes all its places speaks against the belief; an exercise with
such a place probes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from fynq.domain.errors import CannotSolve
from fynq.reasoning.misconceptions.library import (
    CONSTANT_FORGOTTEN,
    EQUATIONS_COMBINED,
    EXTRANEOUS_KEPT,
    LIBRARY,
)
from fynq.reasoning.misconceptions.match import places
from fynq.reasoning.misconceptions.rule import Misconception
from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import (
    Call,
    Integral,
    Items,
    Operation,
    Relation,
    Tree,
    names_in,
    size,
    walk,
)
from fynq.reasoning.understand import understand

_LONGEST = 120
"""Parts of a formula; what is longer is not looked at."""
_LATER = 24
"""Lines looked at that may come next."""
_MOST_CHARS = 400


def could_show(trees: Iterable[Tree], rules: Sequence[Misconception] = LIBRARY) -> frozenset[str]:
    """Slugs of the rules that go wrong at some place of some line."""
    found: set[str] = set()
    for tree in trees:
        left = [rule for rule in rules if rule.slug not in found]
        if size(tree) <= _LONGEST:
            found.update(slug for slug, _ in _wrong_turns(tree, left))
    return frozenset(found)


def probed_by(problem: Problem, among: Collection[str] | None = None) -> frozenset[str]:
    """What could show while a problem is worked out, in its first line and in those that may come
    next. among: those that matter; all of them if left out."""
    tree = problem.tree
    if size(tree) > _LONGEST:
        return frozenset()
    lines = dict.fromkeys([tree])
    for _, right in _wrong_turns(tree, LIBRARY):
        lines[right] = None
    rules = [rule for rule in LIBRARY if among is None or rule.slug in among]
    found = could_show(islice(lines, _LATER), rules) | ends(problem)
    return found if among is None else found & frozenset(among)


def ends(problem: Problem) -> frozenset[str]:
    """What could show at the end of the work, where no rule rewrites a line."""
    tree = problem.tree
    found = set()
    if problem.task is Task.INTEGRATE and any(
        isinstance(node, Integral) and node.low is None for node in walk(tree)
    ):
        found.add(CONSTANT_FORGOTTEN.slug)
    if problem.task is Task.SYSTEM:
        found.add(EQUATIONS_COMBINED.slug)
    if problem.task is Task.SOLVE and any(map(_lets_in, walk(tree))):
        found.add(EXTRANEOUS_KEPT.slug)
    return frozenset(found)


@lru_cache(maxsize=512)
def probed_by_question(question: str, among: frozenset[str] | None = None) -> frozenset[str] | None:
    """The same for a question; None for one that is not read as a problem in formulas. Takes some
    milliseconds, up to a second for the longest formulas."""
    if len(question) > _MOST_CHARS:
        return None
    try:
        return probed_by(understand(question), among)
    except (CannotSolve, RecursionError):
        return None


def _wrong_turns(tree: Tree, rules: Sequence[Misconception]) -> Iterator[tuple[str, Tree]]:
    """What goes wrong somewhere, with the whole line done rightly there."""
    for put, part in places(tree):
        for rule in rules:
            try:
                for wrong, right in rule.apply(part):
                    if _differ(wrong, right):
                        yield rule.slug, put(right)
            except (ArithmeticError, ValueError, CannotSolve):
                continue


def _differ(wrong: Tree, right: Tree) -> bool:
    """2² is 2·2, so nobody is seen to mistake a power for a product there."""
    if wrong == right:
        return False
    if isinstance(wrong, Relation | Items) or isinstance(right, Relation | Items):
        return True
    try:
        one, other = exact(wrong), exact(right)
    except (ArithmeticError, ValueError, CannotSolve):
        return True
    return one is None or other is None or one != other


def _lets_in(node: Tree) -> bool:
    """Solving what holds an unknown so may let in what does not solve it."""
    match node:
        case Call("sqrt" | "root", (of, *_)):
            return bool(names_in(of))
        case Call("ln" | "log" | "abs", (of, *_)):
            return bool(names_in(of))
        case Operation("/", _, below):
            return bool(names_in(below))
        case Operation("^", base, exponent):
            power = exact(exponent)
            return bool(names_in(base)) and power is not None and power.denominator > 1
    return False
