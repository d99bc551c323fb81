"""Products, quotients and powers of roots of monomials, written with one root.

Exponents add: √(98 a⁵)/√(2 a) is a² · √49. What leaves an even root is |x| only where the original
is defined for some x < 0: √(x²) = |x|, but √(x³)/√x = x, because there x is positive.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Call, Name, Negative, Number, Operation, Tree

MAX_NUMBER = 10**9
MAX_LETTERS = 5


@dataclass(frozen=True, slots=True)
class _Monomial:
    """sign · ∏ prime^exponent · ∏ |letter|^exponent, times the signs of the letters in `odd`."""

    sign: int
    primes: Mapping[int, Fraction]
    letters: Mapping[str, Fraction]
    odd: frozenset[str]


@dataclass(slots=True)
class _Notation:
    """indices: of the root signs; fractional: whether exponents are fractions; positive: what must
    not be negative for the original to be defined, as a sign and letters."""

    all_positive: bool = False
    indices: set[int] = field(default_factory=set)
    fractional: bool = False
    positive: list[tuple[int, frozenset[str]]] = field(default_factory=list)


def with_one_root(tree: Tree, *, positive: bool = False) -> str | None:
    """LaTeX; None when the tree is no such product or has no simpler form of this kind. positive:
    whether all letters stand for positive numbers."""
    notation = _Notation(all_positive=positive)
    try:
        found = _read(tree, notation)
    except CannotSolve:
        return None
    if not found.letters or not (notation.indices or notation.fractional):
        return None
    if len(found.letters) > MAX_LETTERS or (notation.indices and notation.fractional):
        return None
    return _rooted(found, notation) if notation.indices else _powered(found, notation)


def _read(tree: Tree, notation: _Notation) -> _Monomial:
    match tree:
        case Number(value, None) if value.denominator == 1:
            return _number(int(value))
        case Name(name):
            return _Monomial(1, {}, {name: Fraction(1)}, frozenset([name]))
        case Negative(of):
            inner = _read(of, notation)
            return _Monomial(-inner.sign, inner.primes, inner.letters, inner.odd)
        case Operation("*", left, right):
            return _product(_read(left, notation), _read(right, notation), 1)
        case Operation("/", left, right):
            return _product(_read(left, notation), _read(right, notation), -1)
        case Operation("^", base, exponent):
            power = exact(exponent)
            if power is None or abs(power) > 100:
                raise CannotSolve("I expected a number as exponent.")
            inner = _read(base, notation)
            if power.denominator > 1:
                notation.fractional = True
                inner = _root(inner, power.denominator, notation)
            return _power(inner, power.numerator)
        case Call("sqrt", (of,)):
            notation.indices.add(2)
            return _root(_read(of, notation), 2, notation)
        case Call("root", (of, Number(value))) if value.denominator == 1 and 2 <= value <= 12:
            notation.indices.add(int(value))
            return _root(_read(of, notation), int(value), notation)
    raise CannotSolve("This is no product of powers and roots.")


def _number(value: int) -> _Monomial:
    if value == 0 or abs(value) > MAX_NUMBER:
        raise CannotSolve("The number is zero or too large.")
    left, primes, divisor = abs(value), dict[int, Fraction](), 2
    while left > 1:
        if divisor * divisor > left:
            divisor = left
        while left % divisor == 0:
            primes[divisor] = primes.get(divisor, Fraction(0)) + 1
            left //= divisor
        divisor += 1
    return _Monomial(1 if value > 0 else -1, primes, {}, frozenset())


def _product(first: _Monomial, second: _Monomial, power: int) -> _Monomial:
    primes, letters = dict(first.primes), dict(first.letters)
    for prime, exponent in second.primes.items():
        primes[prime] = primes.get(prime, Fraction(0)) + power * exponent
    for name, exponent in second.letters.items():
        letters[name] = letters.get(name, Fraction(0)) + power * exponent
    return _Monomial(first.sign * second.sign, primes, letters, first.odd ^ second.odd)


def _power(of: _Monomial, power: int) -> _Monomial:
    turned = power % 2 == 1
    return _Monomial(
        of.sign if turned else 1,
        {prime: exponent * power for prime, exponent in of.primes.items()},
        {name: exponent * power for name, exponent in of.letters.items()},
        of.odd if turned else frozenset(),
    )


def _root(of: _Monomial, index: int, notation: _Notation) -> _Monomial:
    even = index % 2 == 0
    if even:
        notation.positive.append((of.sign, of.odd))
        if of.sign < 0 and not of.odd:
            raise CannotSolve("An even root of a negative number is not real.")
    return _Monomial(
        1 if even else of.sign,
        {prime: exponent / index for prime, exponent in of.primes.items()},
        {name: exponent / index for name, exponent in of.letters.items()},
        frozenset() if even else of.odd,
    )


def _patterns(found: _Monomial, notation: _Notation) -> list[Mapping[str, int]]:
    """The signs of the letters for which the original is defined."""
    names = sorted(found.letters)
    if notation.all_positive:
        return [dict.fromkeys(names, 1)]
    every = [dict(zip(names, signs, strict=True)) for signs in itertools.product((1, -1), repeat=len(names))]  # fmt: skip
    return [at for at in every if all(_sign(sign, odd, at) > 0 for sign, odd in notation.positive)]


def _sign(sign: int, odd: frozenset[str], at: Mapping[str, int]) -> int:
    return sign * math.prod(at[name] for name in odd)


def _rooted(found: _Monomial, notation: _Notation) -> str | None:
    exponents = [*found.primes.values(), *found.letters.values()]
    index = math.lcm(*[exponent.denominator for exponent in exponents])
    if math.lcm(*notation.indices) % index:
        return None
    outside = {name: math.floor(exponent) for name, exponent in found.letters.items()}
    under = {name: int((exponent - outside[name]) * index) for name, exponent in found.letters.items()}  # fmt: skip
    patterns = _patterns(found, notation)
    inside_odd = frozenset(name for name, power in under.items() if power % 2)
    if index % 2 == 0:
        if any(_sign(1, inside_odd, at) < 0 for at in patterns):
            return None
        inside_odd = frozenset()
    barred = _barred(found, outside, inside_odd, patterns)
    if barred is None:
        return None
    top = bottom = radicand = 1
    for prime, exponent in found.primes.items():
        whole = math.floor(exponent)
        top *= prime ** max(whole, 0)
        bottom *= prime ** max(-whole, 0)
        radicand *= prime ** int((exponent - whole) * index)
    common = math.gcd(top, bottom)
    root = _letters({name: power for name, power in under.items() if power})
    sign = "" if index == 2 else f"[{index}]"
    number = "" if radicand == 1 and root else str(radicand)
    radical = f" \\sqrt{sign}{{{number}{root}}}" if root or radicand != 1 else ""
    above = _letters({name: power for name, power in outside.items() if power > 0}, barred)
    below = _letters({name: -power for name, power in outside.items() if power < 0}, barred)
    return _fraction(found.sign, top // common, above + radical, bottom // common, below)


def _barred(
    found: _Monomial,
    outside: Mapping[str, int],
    inside_odd: frozenset[str],
    patterns: list[Mapping[str, int]],
) -> frozenset[str] | None:
    """The fewest letters that need bars."""
    odd = sorted(name for name, power in outside.items() if power % 2)
    for count in range(len(odd) + 1):
        for chosen in itertools.combinations(odd, count):
            left = frozenset(odd) - frozenset(chosen)
            if all(_sign(1, left ^ inside_odd, at) == _sign(1, found.odd, at) for at in patterns):
                return frozenset(chosen)
    return None


def _powered(found: _Monomial, notation: _Notation) -> str | None:
    """With fractions as exponents, as it was given."""
    if any(exponent.denominator != 1 for exponent in found.primes.values()):
        return None
    odd: set[str] = set()
    positive: set[str] = set()
    for name, exponent in found.letters.items():
        if exponent.denominator % 2 == 0:
            positive.add(name)
        elif exponent.numerator % 2:
            odd.add(name)
    for at in _patterns(found, notation):
        if any(at[name] < 0 for name in positive) or _sign(1, frozenset(odd), at) != _sign(1, found.odd, at):  # fmt: skip
            return None
    top = math.prod(prime ** max(int(exponent), 0) for prime, exponent in found.primes.items())
    bottom = math.prod(prime ** max(-int(exponent), 0) for prime, exponent in found.primes.items())
    above = _letters({name: power for name, power in found.letters.items() if power > 0})
    below = _letters({name: -power for name, power in found.letters.items() if power < 0})
    return _fraction(found.sign, top, above, bottom, below)


def _letters(powers: Mapping[str, int | Fraction], barred: frozenset[str] = frozenset()) -> str:
    text = ""
    for name, power in sorted(powers.items()):
        shown = show(Name(name))
        if power != 1:
            exact_power = Fraction(power)
            written = str(exact_power.numerator) if exact_power.denominator == 1 else f"\\frac{{{exact_power.numerator}}}{{{exact_power.denominator}}}"  # fmt: skip
            shown = f"{shown}^{{{written}}}"
        text += f"|{shown}|" if name in barred else f" {shown}" if text else shown
    return text


def _fraction(sign: int, top: int, above: str, bottom: int, below: str) -> str:
    numerator = above.strip() if top == 1 and above.strip() else f"{top}{above}"
    denominator = below if bottom == 1 and below else f"{bottom}{below}"
    text = numerator if denominator == "1" else f"\\frac{{{numerator}}}{{{denominator}}}"
    return f"-{text}" if sign < 0 else text
