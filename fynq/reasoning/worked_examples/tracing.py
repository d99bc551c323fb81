"""Where each number of a worked solution comes from.

A number is one of the problem's, the result of an earlier step, or a number of the method itself. A
formula with letters in front of it tells ('v²/(2a) = 20²/(2·5)'), so does the unit behind it; else its
value has to point at one of them only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Percent,
    Tree,
    children,
    number,
    walk,
)
from fynq.reasoning.reading.words import words
from fynq.reasoning.worked_examples.alignment import Pair
from fynq.reasoning.worked_examples.chains import Chain
from fynq.reasoning.worked_examples.values import NOT_TOLD, close, value_of

_CONSTANTS = frozenset(
    map(Fraction, words("""0 1 2 3 4 1/2 1/3 4/3 7 10 12 24 30 52 60 90 100 180 270 360 365 1000 3600 9.8 9.81 3.14
    273 273.15"""))
)  # fmt: skip
"""Numbers that methods bring with them: small ones, parts of the circle and of the day, tenfolds, g."""
_OF_METHODS = frozenset(map(Fraction, words("1 2 1/2 60 100 180 360 1000 3600 9.8 9.81 3.14")))
_ALWAYS = frozenset(map(Fraction, words("1 2 1/2 100 1000 9.8 9.81 3.14 273 273.15")))
_NATURE = frozenset((letter, Fraction(value)) for letter, value in (("g", "9.8"), ("g", "9.81"), ("R", "8.314"), ("R", "8.31")))  # fmt: skip
"""Letters of formulas that stand for constants of nature."""
_SHARES = re.compile(r"(?i)\b(?:half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?|twice|thrice|doubled?|tripled?|times|dozens?)\b")  # fmt: skip
_SUBJECTS = tuple(
    (re.compile(f"(?i){pattern}"), frozenset(map(Fraction, numbers)))
    for pattern, numbers in (
        (r"(?<!/)\b(?:min|minutes?|h|hours?|seconds?|sec)\b", (60, 3600)),
        (r"\b(?:hours?|days?)\b", (24,)),
        (r"\b(?:days?|weeks?|months?|years?|annual\w*|yearly|monthly|daily)\b", (7, 12, 30, 52, 365)),
        (r"\b(?:dozens?|inch(?:es)?|feet|foot)\b", (12,)),
        (r"degree|angle|circle|turn|°|\\circ", (90, 180, 270, 360)),
    )
)  # fmt: skip
"""Numbers that come with what a text is about."""


@dataclass(frozen=True, slots=True)
class Source:
    """A number that the solution may use. old: its value there, of that unit; new: a tree in its
    place, shown: as it is written. rounded: the example goes on with a rounded one."""

    name: str
    old: Fraction
    new: Tree
    shown: Tree
    unit: str = ""
    rounded: bool = False

    @property
    def given(self) -> bool:
        return self.name.startswith("g")

    @property
    def unchanged(self) -> bool:
        return exact(self.new) == self.old


@dataclass
class Tracing:
    """sources: what the solution may use so far. counts: how often each number stands in its
    calculations; shares: the problem speaks of halves, thirds or multiples; likely: numbers of methods
    that the text brings to mind, of which only a formula or a unit tells whether one is meant. used:
    names of sources that were."""

    sources: list[Source]
    counts: Counter[Fraction]
    shares: bool
    likely: frozenset[Fraction]
    used: set[str] = field(default_factory=set)

    def template(self, chain: Chain) -> Tree:
        """The calculation with names of sources for its numbers. Raises NotUnderstood."""
        formula = chain.formula
        told = _told_by(formula, chain.first) if formula is not None else None
        if formula is not None and chain.beside and told is None and _has_numbers(formula):
            raise NotUnderstood(NOT_TOLD)
        places = iter(range(10**6))

        def rebuilt(tree: Tree) -> Tree:
            match tree:
                case Number():
                    place = next(places)
                    letter = told.get(place) if told is not None else None
                    unit = chain.units[place] if chain.units else ""
                    return self._named(tree, letter, unit)
                case Negative(of):
                    return Negative(rebuilt(of))
                case Percent(of):
                    return Percent(rebuilt(of))
                case Operation(op, left, right):
                    first = rebuilt(left)
                    return Operation(op, first, rebuilt(right))
                case Call(name, args):
                    return Call(name, tuple(rebuilt(arg) for arg in args))
            return tree

        return rebuilt(chain.first)

    def _named(self, own: Number, letter: str | None, unit: str) -> Tree:
        """letter: what a formula has in its place, '' for the number itself, None without formula."""
        if letter == "" or (letter, own.value) in _NATURE:
            return own
        constant = letter is None and not unit
        source = self._source_of(own.value, unit, constant=constant)
        if source is not None:
            self.used.add(source.name)
            return Name(source.name)
        if _coincides(own.value, self.sources, self.shares):
            raise NotUnderstood(NOT_TOLD)
        return own

    def _source_of(self, value: Fraction, unit: str, *, constant: bool) -> Source | None:
        """None for a number of the method. constant: it may be one. Raises NotUnderstood where it
        may be several things."""
        found = [each for each in self.sources if each.old == value]
        of_unit = [each for each in found if each.given and each.unit == unit]
        if unit:
            found = of_unit or [each for each in found if not each.given]
        if not found:
            if not constant or value not in _CONSTANTS:
                raise NotUnderstood(NOT_TOLD)
            return None
        new = value_of(found[0].new)
        if any(each.rounded or not close(value_of(each.new), new) for each in found):
            raise NotUnderstood(NOT_TOLD)
        # Where it stands once, a number of the problem would be used nowhere if it were not this one.
        once = self.counts[value] == 1 and value not in self.likely
        both = constant and not once and value in _CONSTANTS
        if both and not close(new, value_of(number(value))):
            raise NotUnderstood(NOT_TOLD)
        return found[0]


def tracing(pairs: Sequence[Pair], chains: Sequence[Chain], problem: str, solution: str) -> Tracing:
    """problem, solution: the example as written."""
    counts = Counter(
        node.value for chain in chains for node in walk(chain.first) if isinstance(node, Number)
    )
    likely = _likely(f"{problem} {solution}")
    return Tracing(list(_given(pairs)), counts, bool(_SHARES.search(problem)), likely)


def is_of_methods(value: Fraction) -> bool:
    return value in _CONSTANTS


def _given(pairs: Sequence[Pair]) -> Iterator[Source]:
    for at, pair in enumerate(pairs):
        old, new = pair.old.value, number(pair.new.value)
        yield Source(f"g_{at}", old, new, new, pair.old.unit)
        if pair.old.unit == "%":
            part = pair.new.value / 100
            for mark, was, now in (("p", old / 100, part), ("q", 1 + old / 100, 1 + part), ("m", 1 - old / 100, 1 - part)):  # fmt: skip
                yield Source(f"g_{at}_{mark}", was, number(now), number(now))


def _likely(said: str) -> frozenset[Fraction]:
    return _ALWAYS.union(*(numbers for pattern, numbers in _SUBJECTS if pattern.search(said)))


def _has_numbers(tree: Tree) -> bool:
    return any(isinstance(node, Number) for node in walk(tree))


def _coincides(value: Fraction, sources: Sequence[Source], shares: bool) -> bool:
    """A step in the head may have led to it: 4 is a third of 12, 8 is 3 and 5."""
    olds = [each.old for each in sources if not each.unchanged and each.old]
    if value in (0, 1, 100, 1000, 3600):
        return False
    for old in olds:
        if value in (old * 2, old / 2, old + 1, old - 1, old**2, -old, 100 - old):
            return True
        if (shares or value not in _OF_METHODS) and any(value in (old / n, old * n) for n in range(2, 13)):  # fmt: skip
            return True
    return any(value in (a + b, a - b, a * b, a / b) for a, b in permutations(olds, 2))


def _told_by(formula: Tree, first: Tree) -> dict[int, str] | None:
    """Of the numbers of a calculation in order: the letter that each stands for, '' for one of the
    formula itself. None where the two have not one shape."""
    told: dict[int, str] = {}
    letters: dict[str, Tree] = {}
    places = iter(range(10**6))

    def fits(pattern: Tree, tree: Tree) -> bool:
        if isinstance(pattern, Name):
            for node in walk(tree):
                if isinstance(node, Number):
                    told[next(places)] = pattern.name
            return letters.setdefault(pattern.name, tree) == tree
        if isinstance(pattern, Number):
            if not isinstance(tree, Number) or tree.value != pattern.value:
                return False
            told[next(places)] = ""
            return True
        if type(pattern) is not type(tree):
            return False
        if isinstance(pattern, Operation) and isinstance(tree, Operation) and pattern.op != tree.op:
            return False
        if isinstance(pattern, Call) and isinstance(tree, Call) and pattern.name != tree.name:
            return False
        inside, other = children(pattern), children(tree)
        return len(inside) == len(other) and all(map(fits, inside, other))

    return told if fits(formula, first) else None
