"""Numbers of a story as trees, and trees put together. 1·x and x + 0 are written as x."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import reduce

from fynq.reasoning.reading.tree import Call, Name, Number, Operation, Relation, Tree


def amount(text: str) -> Tree:
    """'3.5' keeps its decimals, '3/4' is a fraction, '12%' is 0.12."""
    text = text.strip().replace("·", ".")
    if text.endswith("%"):
        return decimal(Fraction(text[:-1]) / 100)
    if "/" in text:
        return rational(value_of(text))
    places = len(text.partition(".")[2]) if "." in text else None
    return Number(Fraction(text), places)


def value_of(text: str) -> Fraction:
    text = text.strip().replace("·", ".")
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    top, _, bottom = text.partition("/")
    return Fraction(top) / Fraction(bottom or 1)


def signed(text: str) -> Tree:
    """A number that may be negative."""
    text = text.strip()
    return Number(-value_of(text[1:])) if text.startswith("-") else amount(text)


def rational(value: Fraction) -> Tree:
    """A whole number, or a quotient of two."""
    if value.denominator == 1:
        return Number(value)
    return Operation("/", Number(Fraction(value.numerator)), Number(Fraction(value.denominator)))


def decimal(value: Fraction) -> Tree:
    """A decimal where it ends, else a quotient."""
    for places in range(9):
        if (value * 10**places).denominator == 1:
            return Number(value, places or None)
    return rational(value)


def plus(*terms: Tree) -> Tree:
    kept = [term for term in terms if not is_number(term, 0)]
    return reduce(lambda a, b: Operation("+", a, b), kept) if kept else Number(Fraction(0))


def minus(left: Tree, right: Tree) -> Tree:
    return left if is_number(right, 0) else Operation("-", left, right)


def times(*factors: Tree) -> Tree:
    kept = [factor for factor in factors if not is_number(factor, 1)]
    return reduce(lambda a, b: Operation("*", a, b), kept) if kept else Number(Fraction(1))


def over(top: Tree, bottom: Tree) -> Tree:
    return top if is_number(bottom, 1) else Operation("/", top, bottom)


def power(base: Tree, exponent: int) -> Tree:
    return Operation("^", base, Number(Fraction(exponent)))


def root(of: Tree) -> Tree:
    return Call("sqrt", (of,))


def equal(left: Tree, right: Tree) -> Relation:
    return Relation("=", left, right)


def total(terms: Iterable[Tree]) -> Tree:
    return plus(*terms)


def is_number(tree: Tree, value: int) -> bool:
    return isinstance(tree, Number) and tree.value == value


def letter_for(word: str, taken: Iterable[str]) -> Name:
    """The word's first letter that is free, as the name of an unknown; never e, i or o."""
    used = set(taken)
    for char in re.sub(r"[^a-z]", "", word.lower()) + "xyzwuvstmnpqrabcdfghjkl":
        if char not in used and char not in "eiol":
            return Name(char)
    raise ValueError(word)
