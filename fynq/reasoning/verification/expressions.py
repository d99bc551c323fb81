"""Values and rewritten expressions: the same value, and the form that was asked for."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp

from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.numeric import Undefined, evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import (
    Call,
    Items,
    Name,
    Negative,
    Number,
    Operation,
    Tree,
    names_in,
    number,
    size,
    walk,
)
from fynq.reasoning.solved import Result
from fynq.reasoning.verification.points import DIGITS, agree, close
from fynq.reasoning.verification.polynomials import irreducible, ratio
from fynq.reasoning.verification.witnesses import Checked, agreed, require


def check_value(problem: Problem, result: Result, seed: str) -> Checked:
    """Raises Disagreement."""
    found = parse(result.values[0][0])
    require(_is_settled(found), "The answer is not a finished value.")
    if problem.places is not None:
        require(_written_decimals(found) == problem.places, "It has another number of decimals.")
        value, target = evaluate(found, {}, DIGITS), evaluate(problem.tree, {}, DIGITS)
        half = mp.mpf(10) ** -problem.places / 2
        require(
            bool(abs(value - target) <= half * (1 + mp.mpf(10) ** -10)), "The rounding is wrong."
        )
        return agreed("recomputation", "Computed again with 30 digits and rounded.")
    first, second = exact(problem.tree), exact(found)
    if first is not None and second is not None:
        require(first == second, "Exact fractions give another value.")
        return agreed("recomputation", "Computed again with exact fractions.")
    require(
        close(evaluate(problem.tree, {}, DIGITS), evaluate(found, {}, DIGITS), mp.mpf(10) ** -25),
        "The numeric value differs.",
    )
    return agreed("numeric", "Agrees with the numeric value to 25 digits.")


def _written_decimals(tree: Tree) -> int | None:
    while isinstance(tree, Negative):
        tree = tree.of
    return (tree.decimals or 0) if isinstance(tree, Number) else None


def _is_settled(tree: Tree) -> bool:
    """No sum, product or quotient of plain fractions is left undone."""
    for node in walk(tree):
        if isinstance(node, Operation) and node.op in "+-*^" and exact(node) is not None:
            return False
        if isinstance(node, Operation) and node.op == "/":
            top, bottom = exact(node.left), exact(node.right)
            if top is not None and bottom is not None and bottom != 0:
                value = Fraction(top, 1) / bottom
                if value.denominator != abs(bottom) or value.denominator == 1:
                    return False
    return True


def check_simplified(problem: Problem, result: Result, seed: str) -> Checked:
    """Raises Disagreement."""
    found = parse(result.values[0][0])
    names = names_in(problem.tree)
    require(
        agree(problem.tree, found, names, seed), "It differs from the original at a test point."
    )
    require(size(found) <= 1.4 * size(problem.tree) + 4, "It is not simpler than the original.")
    require(_is_reduced(found), "It can be simplified further.")
    return agreed("numeric", "Has the same value as the original at random points.")


def _is_reduced(tree: Tree) -> bool:
    """A rational function in one variable is in lowest terms; like terms are collected."""
    names = names_in(tree)
    if len(names) == 1 and isinstance(tree, Operation) and tree.op == "/":
        from fynq.reasoning.verification.polynomials import common

        form = ratio(tree, names[0])
        if form is not None and len(common(form.top, form.bottom)) > 1:
            return False
    if any(_is_unfinished(node) for node in walk(tree)):
        return False
    terms = [_monomial(term) for term in _terms(tree)]
    known = [term for term in terms if term is not None]
    return len(known) == len(set(known))


def _is_unfinished(node: Tree) -> bool:
    """A fraction within a fraction, or a square root with a square left under it."""
    match node:
        case Operation("/", left, right) if names_in(node):
            parts = [*walk(left), *walk(right)]
            return any(isinstance(part, Operation) and part.op == "/" and names_in(part) for part in parts)  # fmt: skip
        case Call("sqrt", (Operation("^", _, Number(value)),)) if value >= 2:
            return True
        case _:
            return False


def _terms(tree: Tree) -> list[Tree]:
    match tree:
        case Operation("+" | "-", left, right):
            return [*_terms(left), *_terms(right)]
        case Negative(of):
            return _terms(of)
        case _:
            return [tree]


def _monomial(tree: Tree) -> tuple[tuple[str, int], ...] | None:
    """Variables with their powers; None when the term is no monomial."""
    match tree:
        case Number():
            return ()
        case Name(name):
            return ((name, 1),)
        case Negative(of):
            return _monomial(of)
        case Operation("^", Name(name), Number(value)) if value.denominator == 1 and value > 0:
            return ((name, int(value)),)
        case Operation("*", left, right):
            a, b = _monomial(left), _monomial(right)
            if a is None or b is None:
                return None
            powers = dict(a)
            for name, power in b:
                powers[name] = powers.get(name, 0) + power
            return tuple(sorted(powers.items()))
        case Operation("/", left, right) if exact(right) is not None:
            return _monomial(left)
        case _:
            return None


def check_expanded(problem: Problem, result: Result, seed: str) -> Checked:
    """Raises Disagreement."""
    found = parse(result.values[0][0])
    names = names_in(problem.tree)
    require(
        agree(problem.tree, found, names, seed), "It differs from the original at a test point."
    )
    brackets = [
        node
        for node in walk(found)
        if isinstance(node, Operation)
        and node.op in "*^"
        and any(isinstance(part, Operation) and part.op in "+-" for part in (node.left, node.right))
        and not (node.op == "^" and isinstance(node.right, Operation | Name))
    ]
    require(not brackets, "There are brackets left.")
    require(_is_reduced(found), "Like terms are not collected.")
    return agreed("numeric", "Has the same value as the original at random points, and no bracket is left.")  # fmt: skip


def check_factored(problem: Problem, result: Result, seed: str) -> Checked:
    """Raises Disagreement."""
    found = parse(result.values[0][0])
    names = names_in(problem.tree)
    require(
        agree(problem.tree, found, names, seed), "It differs from the original at a test point."
    )
    factors = _factors(found)
    require(len(factors) > 1 or (isinstance(found, Operation) and found.op == "^"), "It is not a product.")  # fmt: skip
    for factor in factors:
        require(_cannot_be_factored(factor, seed), "A factor may be factored further.")
    return agreed("numeric", "The product has the same value as the original at random points, and no factor splits further.")  # fmt: skip


def _factors(tree: Tree) -> list[Tree]:
    match tree:
        case Operation("*", left, right):
            return [*_factors(left), *_factors(right)]
        case Operation("^", base, Number(value)) if value.denominator == 1 and value > 0:
            return _factors(base)
        case Operation("/", left, right) if exact(right) is not None:
            return _factors(left)
        case Negative(of):
            return _factors(of)
        case _:
            return [tree]


def _cannot_be_factored(factor: Tree, seed: str) -> bool | None:
    """With numbers for all variables but one, of full degree and irreducible: a proof."""
    from fynq.reasoning.reading.substitute import substitute
    from fynq.reasoning.verification.points import generator

    names = names_in(factor)
    if not names:
        return True
    if _content(factor) > 1:
        return False
    source = generator(seed)
    for variable in names:
        for _ in range(6):
            values = {name: number(source.choice([2, 3, 5, 7, -3, -5, 11])) for name in names if name != variable}  # fmt: skip
            form = ratio(substitute(factor, dict(values), {}), variable)
            if form is None or len(form.bottom) != 1:
                return None
            if len(names) > 1 and len(form.top) < 2:
                continue
            if irreducible(form.top):
                return True
            if len(names) == 1:
                return irreducible(form.top)
    return None


def _content(factor: Tree) -> int:
    """The whole number that all coefficients share, for a polynomial in one variable."""
    names = names_in(factor)
    form = ratio(factor, names[0]) if len(names) == 1 else None
    if form is None or any(value.denominator != 1 for value in form.top):
        return 1
    import math

    return math.gcd(*[int(value) for value in form.top])


def check_primes(problem: Problem, result: Result, seed: str) -> Checked:
    """Raises Disagreement."""
    found = parse(result.values[0][0])
    require(exact(found) == exact(problem.tree), "The product is another number.")
    for factor in _factors(found):
        value = exact(factor)
        require(value is not None and value.denominator == 1 and _is_prime(int(value)), "A factor is not prime.")  # fmt: skip
    return agreed("recomputation", "The product gives the number, and trial division finds every factor prime.")  # fmt: skip


def _is_prime(value: int) -> bool:
    if value < 2:
        return False
    divisor = 2
    while divisor * divisor <= value:
        if value % divisor == 0:
            return False
        divisor += 1
    return True


def check_common(problem: Problem, result: Result, seed: str) -> Checked:
    """Greatest common divisor by Euclid, least common multiple from it. Raises Disagreement."""
    trees = problem.tree.items if isinstance(problem.tree, Items) else (problem.tree,)
    values = [int(exact(tree) or 0) for tree in trees]
    divisor, multiple = values[0], values[0]
    for value in values[1:]:
        a, b = multiple, value
        while b:
            a, b = b, a % b
        multiple = multiple * value // a
        a, b = divisor, value
        while b:
            a, b = b, a % b
        divisor = a
    wanted = divisor if problem.task is Task.DIVISOR else multiple
    require(exact(parse(result.values[0][0])) == wanted, "Euclid's algorithm gives another number.")
    return agreed("recomputation", "Computed again with Euclid's algorithm.")


def check_step(before: Tree, after: Tree, seed: str) -> bool:
    """Whether a step's two sides agree at random points."""
    names = sorted({*names_in(before), *names_in(after)})
    try:
        return agree(before, after, names, seed, needed=3) is True
    except Undefined:
        return False
