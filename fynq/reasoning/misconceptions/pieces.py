"""Sums as terms, products as factors, and back."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import Negative, Number, Operation, Tree, names_in, number


def terms(tree: Tree) -> list[Tree]:
    """a - b + c → a, -b, c."""
    match tree:
        case Operation("+", left, right):
            return [*terms(left), *terms(right)]
        case Operation("-", left, right):
            return [*terms(left), *(negative(term) for term in terms(right))]
        case Negative(of) if is_sum(of):
            return [negative(term) for term in terms(of)]
        case _:
            return [tree]


def factors(tree: Tree) -> list[Tree]:
    match tree:
        case Operation("*", left, right):
            return [*factors(left), *factors(right)]
        case Negative(of) if isinstance(of, Operation) and of.op == "*":
            first, *rest = factors(of)
            return [negative(first), *rest]
        case _:
            return [tree]


def negative(tree: Tree) -> Tree:
    match tree:
        case Negative(of):
            return of
        case Number(value) if value < 0:
            return number(-value)
        case Operation("*", left, right) if isinstance(left, Negative):
            return Operation("*", left.of, right)
        case _:
            return Negative(tree)


def is_sum(tree: Tree) -> bool:
    return isinstance(tree, Operation) and tree.op in "+-"


def is_negative(tree: Tree) -> bool:
    match tree:
        case Negative():
            return True
        case Number(value):
            return value < 0
        case Operation("*" | "/", left):
            return is_negative(left)
        case _:
            return False


def total(parts: Sequence[Tree]) -> Tree:
    if not parts:
        return number(0)
    found = parts[0]
    for part in parts[1:]:
        match part:
            case Negative(of):
                found = Operation("-", found, of)
            case Number(value) if value < 0:
                found = Operation("-", found, number(-value))
            case _:
                found = Operation("+", found, part)
    return found


def product(parts: Sequence[Tree]) -> Tree:
    if not parts:
        return number(1)
    found = parts[0]
    for part in parts[1:]:
        if found == number(1):
            found = part
        elif part != number(1):
            found = Operation("*", found, part)
    return found


def power(base: Tree, exponent: Tree) -> Tree:
    return base if exponent == number(1) else Operation("^", base, exponent)


def base_and_exponent(tree: Tree) -> tuple[Tree, Tree]:
    """x is x^1."""
    match tree:
        case Operation("^", base, exponent):
            return base, exponent
        case _:
            return tree, number(1)


def coefficient(term: Tree) -> tuple[Fraction, Tree]:
    """-3x → -3 and x; 5 → 5 and 1."""
    value, rest = Fraction(1), []
    if isinstance(term, Negative):
        inner, of = coefficient(term.of)
        return -inner, of
    for factor in factors(term):
        known = exact(factor)
        if known is not None and not names_in(factor):
            value *= known
        else:
            rest.append(factor)
    return value, product(rest)


def times(value: Fraction, rest: Tree) -> Tree:
    """-3 and x → -3x, written as a student would."""
    if rest == number(1):
        return number(value)
    if value == 1:
        return rest
    if value == -1:
        return Negative(rest)
    if value < 0:
        return Negative(Operation("*", number(-value), rest))
    return Operation("*", number(value), rest)


def whole(tree: Tree) -> int | None:
    value = exact(tree)
    return int(value) if value is not None and value.denominator == 1 else None


def quotient(tree: Tree) -> tuple[Tree, Tree] | None:
    match tree:
        case Operation("/", top, bottom):
            return top, bottom
        case Number(value, None) if value.denominator > 1:
            return number(value.numerator), number(value.denominator)
        case _:
            return None
