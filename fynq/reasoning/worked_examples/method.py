"""The method of a worked example with other numbers.

Every number of the solution has to be told: one of the problem's, the result of an earlier step, or a
number of the method itself, such as the 2 of v²/(2a). Where that is not certain the method is not
used. Each calculation is done first with the example's own numbers and has to give what the book says;
then with those of the student's problem.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Any

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.number_words import in_digits
from fynq.reasoning.reading.numeric import Undefined, evaluate, exact
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Percent,
    Tree,
    children,
    names_in,
    number,
    walk,
)
from fynq.reasoning.worked_examples.alignment import Pair
from fynq.reasoning.worked_examples.chains import Calculated, Chain

NOT_TOLD = "I cannot tell where every number of the worked example comes from."
NOT_RIGHT = "A calculation of the worked example does not come out as it says."
OTHERWISE = "With these numbers the problem may have to be done in another way."

_CONSTANTS = frozenset(
    Fraction(text)
    for text in [
        "0",
        "1",
        "2",
        "3",
        "4",
        "1/2",
        "1/3",
        "4/3",
        "7",
        "10",
        "12",
        "24",
        "30",
        "52",
        "60",
        "90",
        "100",
        "180",
        "270",
        "360",
        "365",
        "1000",
        "3600",
        "9.8",
        "9.81",
        "3.14",
        "273",
        "273.15",
    ]
)
"""Numbers that methods bring with them: small ones, parts of the circle and of the day, tenfolds, g."""
_OF_METHODS = frozenset(
    Fraction(text) for text in ("1", "2", "1/2", "60", "100", "180", "360", "1000", "3600", "9.8", "9.81", "3.14")
)  # fmt: skip
_LIKELY = _CONSTANTS - {Fraction(3), Fraction(4), Fraction(10), Fraction(30), Fraction(52)}
"""Where a problem has one of these too, only a formula or a unit tells which of the two is meant."""
_DIGITS = 30
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Worked:
    """One calculation. own: in the example; new: the same with the problem's numbers, whole; shown:
    with the results of earlier steps as numbers. rounded: the example rounds its result."""

    own: Chain
    new: Tree
    shown: Tree
    rounded: bool

    @property
    def value(self) -> Any:
        return _value(self.new, {})


@dataclass(frozen=True, slots=True)
class _Source:
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


def applied(
    solution: Calculated, pairs: Sequence[Pair], steps: Sequence[str], *, shares: bool = False
) -> tuple[Worked, ...]:
    """The solution's calculations with the problem's numbers, in order. shares: the problem speaks of
    halves, thirds or multiples. Raises NotUnderstood."""
    if not solution.chains:
        raise NotUnderstood("The worked example shows no calculation.")
    sources = list(_given(pairs))
    worked: list[Worked] = []
    used: set[str] = set()
    counts = Counter(
        node.value
        for chain in solution.chains
        for node in walk(chain.first)
        if isinstance(node, Number)
    )
    for chain in solution.chains:
        template, names = _template(chain, sources, counts, shares)
        used |= names
        own = _value(template, {each.name: number(each.old) for each in sources})
        stated = _value(chain.result, {})
        rounded = _agrees(own, stated, chain)
        new = substitute(template, {each.name: each.new for each in sources}, {})
        _still_alike(own, _value(new, {}))
        shown = substitute(template, {each.name: each.shown for each in sources}, {})
        worked.append(Worked(chain, new, shown, rounded))
        old, found = exact(chain.result), exact(new)
        if old is None:
            raise NotUnderstood(NOT_TOLD)
        as_number = number(found) if found is not None else new
        sources.append(_Source(f"r_{len(worked)}", old, new, as_number, rounded=rounded))
    _all_used(pairs, used)
    _prose_is_told(solution, steps, sources)
    return tuple(worked)


def _given(pairs: Sequence[Pair]) -> Iterator[_Source]:
    for at, pair in enumerate(pairs):
        old, new = pair.old.value, number(pair.new.value)
        yield _Source(f"g_{at}", old, new, new, pair.old.unit)
        if pair.old.unit == "%":
            part = pair.new.value / 100
            for mark, was, now in (("p", old / 100, part), ("q", 1 + old / 100, 1 + part), ("m", 1 - old / 100, 1 - part)):  # fmt: skip
                yield _Source(f"g_{at}_{mark}", was, number(now), number(now))


def _template(
    chain: Chain, sources: Sequence[_Source], counts: Mapping[Fraction, int], shares: bool
) -> tuple[Tree, set[str]]:
    """The calculation with names of sources for its numbers; and of which numbers of the problem."""
    used: set[str] = set()
    told = _told_by(chain.formula, chain.first) if chain.formula is not None else None
    if chain.formula is not None and told is None and any(isinstance(n, Number) for n in walk(chain.formula)):  # fmt: skip
        raise NotUnderstood(NOT_TOLD)
    places = iter(range(10**6))

    def rebuilt(tree: Tree) -> Tree:
        if isinstance(tree, Number):
            place = next(places)
            fixed = told is not None and told.get(place) is True
            if fixed:
                return tree
            quantity = told is not None and told.get(place) is False
            unit = chain.units[place] if chain.units else ""
            once = counts[tree.value] == 1 and tree.value not in _LIKELY
            source = _source_of(
                tree.value, sources, unit, constant=not (quantity or unit), once=once
            )
            if source is None and _coincides(tree.value, sources, shares):
                raise NotUnderstood(NOT_TOLD)
            if source is None:
                return tree
            used.add(source.name)
            return Name(source.name)
        match tree:
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

    return rebuilt(chain.first), used


def _source_of(
    value: Fraction, sources: Sequence[_Source], unit: str, *, constant: bool, once: bool
) -> _Source | None:
    """None for a number of the method. constant: it may be one. once: it stands in no other place,
    so that a number of the problem would not be used if it were one. Raises NotUnderstood where it
    may be several things."""
    found = [each for each in sources if each.old == value]
    of_unit = [each for each in found if each.given and each.unit == unit]
    if unit and of_unit:
        found = of_unit
    elif unit:
        found = [each for each in found if not each.given]
    if not found:
        if not constant or value not in _CONSTANTS:
            raise NotUnderstood(NOT_TOLD)
        return None
    new = _value(found[0].new, {})
    if any(each.rounded for each in found) or any(not _close(_value(each.new, {}), new) for each in found):  # fmt: skip
        raise NotUnderstood(NOT_TOLD)
    if constant and not once and value in _CONSTANTS and not _close(new, _value(number(value), {})):
        raise NotUnderstood(NOT_TOLD)
    return found[0]


def _coincides(value: Fraction, sources: Sequence[_Source], shares: bool) -> bool:
    """A step in the head may have led to it: 4 is a third of 12, 8 is 3 and 5."""
    olds = [each.old for each in sources if not _unchanged(each) and each.old]
    if value in (0, 1, 100, 1000, 3600):
        return False
    for old in olds:
        if value in (old * 2, old / 2, old + 1, old - 1, old**2, -old, 100 - old):
            return True
        if (shares or value not in _OF_METHODS) and any(value in (old / n, old * n) for n in range(2, 13)):  # fmt: skip
            return True
    return any(value in (a + b, a - b, a * b, a / b) for a, b in permutations(olds, 2))


def _unchanged(source: _Source) -> bool:
    found = exact(source.new)
    return found is not None and found == source.old


def _told_by(formula: Tree, first: Tree) -> dict[int, bool] | None:
    """Of the numbers of a calculation in order: whether each is one of the formula (True) or stands
    for a letter (False). None where the two have not one shape."""
    told: dict[int, bool] = {}
    letters: dict[str, Tree] = {}
    places = iter(range(10**6))

    def fits(pattern: Tree, tree: Tree) -> bool:
        if isinstance(pattern, Name):
            for node in walk(tree):
                if isinstance(node, Number):
                    told[next(places)] = False
            return letters.setdefault(pattern.name, tree) == tree
        if isinstance(pattern, Number):
            if not isinstance(tree, Number) or tree.value != pattern.value:
                return False
            told[next(places)] = True
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


def _value(tree: Tree, at: Mapping[str, Tree]) -> Any:
    """Raises NotUnderstood where it has none."""
    try:
        whole = substitute(tree, dict(at), {}) if at else tree
        if names_in(whole):
            raise NotUnderstood(NOT_TOLD)
        found = exact(whole)
        if found is not None:
            with mp.workdps(_DIGITS + 10):
                return mp.mpf(found.numerator) / found.denominator
        return evaluate(whole, {}, _DIGITS)
    except Undefined:
        raise NotUnderstood(OTHERWISE) from None
    except CannotSolve:
        raise NotUnderstood(NOT_TOLD) from None


def _close(one: Any, other: Any) -> bool:
    return bool(abs(one - other) <= mp.mpf(10) ** -20 * max(1, abs(one)))


def _agrees(own: Any, stated: Any, chain: Chain) -> bool:
    """Whether the stated result is rounded. Raises NotUnderstood where it is another number."""
    if _close(own, stated):
        return False
    places = decimals(chain.result)
    close = places is not None and abs(own - stated) <= mp.mpf("0.5000001") / 10**places
    if close and (places or chain.about):
        return True
    raise NotUnderstood(NOT_RIGHT)


def decimals(result: Tree) -> int | None:
    """Places behind the point of a result; None for a fraction."""
    inner = result.of if isinstance(result, Negative | Percent) else result
    if not isinstance(inner, Number):
        return None
    return inner.decimals or 0


def _still_alike(own: Any, new: Any) -> None:
    """Raises NotUnderstood where a result leaves the kind of number that it was: its sign, or that
    it is real."""
    if mp.im(own) != 0 or mp.im(new) != 0 or mp.sign(mp.re(own)) != mp.sign(mp.re(new)):
        raise NotUnderstood(OTHERWISE)


def _all_used(pairs: Sequence[Pair], used: set[str]) -> None:
    """A number that no calculation uses may be a condition, so it has to be the same."""
    bases = {"_".join(name.split("_")[:2]) for name in used}
    for at, pair in enumerate(pairs):
        twins = [f"g_{n}" for n, other in enumerate(pairs) if other == pair]
        if pair.old != pair.new and not bases & set(twins) and f"g_{at}" not in bases:
            raise NotUnderstood(NOT_TOLD)


def _prose_is_told(solution: Calculated, steps: Sequence[str], sources: Sequence[_Source]) -> None:
    """Numbers beside the calculations, in digits and in words."""
    known = {each.old for each in sources}
    for said in solution.prose:
        value = Fraction(said.replace(",", ""))
        if value not in known and value not in _CONSTANTS:
            raise NotUnderstood(NOT_TOLD)
    for step in steps:
        spelled, written = _NUMBER.findall(in_digits(step)), _NUMBER.findall(step)
        for each in sources:
            said = str(each.old)
            if not _unchanged(each) and each.old != 1 and spelled.count(said) > written.count(said):
                raise NotUnderstood(NOT_TOLD)
