"""Equations with odd roots or with exponents such as 2/3: every real number has one odd root.

With u = B^(1/q) each B^(p/q) is u^p, and B = u^q for every real root u of what is then a polynomial.
"""

from __future__ import annotations

import math
from typing import Any

import mpmath as mp
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Relation,
    Tree,
    names_in,
    number,
    walk,
)
from fynq.reasoning.solved import SolvedStep
from fynq.reasoning.solver.polynomial import roots_of
from fynq.reasoning.solver.writing import display, equation, latex, step

MAX_INDEX = 9


def solutions(tree: Relation, variable: str) -> tuple[list[Any], list[SolvedStep]] | None:
    """All real solutions with the steps; None for an equation that is not of this kind."""
    powers = {node: parts for node in walk(tree) if (parts := _odd_power(node, variable))}
    bases = {base for base, _, _ in powers.values()}
    if len(bases) == 2 and {tree.left, tree.right} == set(powers):
        return _both_sides(tree, powers, variable)
    if len(bases) != 1:
        return None
    (base,) = bases
    index = math.lcm(*(q for _, _, q in powers.values()))
    letter = next(name for name in ("u", "w", "v") if name != variable)
    replaced = _replaced(tree, powers, base, index, letter)
    if not isinstance(replaced, Relation) or variable in names_in(replaced) or index > MAX_INDEX:
        return None
    u, x = symbol(letter), symbol(variable)
    top, _ = sp.fraction(sp.together(build(replaced.left) - build(replaced.right)))
    inside = build(base)
    if not sp.expand(top).is_polynomial(u) or not inside.is_polynomial(x) or top.free_symbols != {u}:  # fmt: skip
        return None
    roots, how = roots_of(sp.Poly(sp.expand(top), u))
    roots = [root for root in roots if root.is_real]
    steps = [*_first_steps(powers, base, index, letter, replaced, roots), *(_without_claims(how) if len(powers) > 1 else ())]  # fmt: skip
    found: list[Any] = []
    for root in roots:
        value = sp.expand(root**index)
        steps.append(step("Raise both sides to the power", f"{display(equation(inside, value))}"))
        found += [item for item in roots_of(sp.Poly(inside - value, x))[0] if item.is_real]
    return _checked(tree, variable, found, steps)


def _checked(
    tree: Relation, variable: str, found: list[Any], steps: list[SolvedStep]
) -> tuple[list[Any], list[SolvedStep]]:
    x = symbol(variable)
    kept = [item for item in dict.fromkeys(found) if _satisfies(tree, variable, item)]
    shown = ", ".join(f"${equation(x, item)}$" for item in kept) or "no number"
    steps.append(step("Check in the original equation", f"It is satisfied by {shown}."))
    return sorted(kept, key=sp.N), steps


def _without_claims(steps: list[SolvedStep]) -> list[SolvedStep]:
    """Those steps are about u; the equation's solutions are x."""
    return [SolvedStep(item.title, item.text, tuple(c for c in item.claims if c.kind == "equal")) for item in steps]  # fmt: skip


def _both_sides(
    tree: Relation, powers: dict[Tree, tuple[Tree, int, int]], variable: str
) -> tuple[list[Any], list[SolvedStep]] | None:
    """Two equal roots of the same index have equal insides."""
    (first, p, q), (second, r, s) = powers[tree.left], powers[tree.right]
    x = symbol(variable)
    gap = sp.expand(build(first) - build(second))
    if (p, q) != (r, s) or p != 1 or not gap.is_polynomial(x) or gap.free_symbols != {x}:
        return None
    steps = [step(f"Raise both sides to the power {q}", display(f"{show(first)} = {show(second)}"))]
    found = [root for root in roots_of(sp.Poly(gap, x))[0] if root.is_real]
    return _checked(tree, variable, found, steps)


def _odd_power(node: Tree, variable: str) -> tuple[Tree, int, int] | None:
    """(B, p, q) of B^(p/q) or of the q-th root of B, with q odd."""
    match node:
        case Operation("^", base, power) if variable in names_in(base):
            value = exact(power)
            if value is not None and value.denominator > 1 and value.denominator % 2 == 1:
                return base, value.numerator, value.denominator
        case Call("root", (base, Number(index))) if variable in names_in(base) and index % 2 == 1:
            return base, 1, int(index)
    return None


def _replaced(
    tree: Tree, powers: dict[Tree, tuple[Tree, int, int]], base: Tree, index: int, letter: str
) -> Tree:
    def inside(part: Tree) -> Tree:
        return _replaced(part, powers, base, index, letter)

    if tree in powers:
        _, p, q = powers[tree]
        return Operation("^", Name(letter), number(p * index // q))
    if tree == base and isinstance(base, Name):
        return Operation("^", Name(letter), number(index))
    match tree:
        case Negative(of):
            return Negative(inside(of))
        case Operation(op, left, right):
            return Operation(op, inside(left), inside(right))
        case Relation(op, left, right):
            return Relation(op, inside(left), inside(right))
        case _:
            return tree


def _first_steps(
    powers: dict[Tree, tuple[Tree, int, int]],
    base: Tree,
    index: int,
    letter: str,
    replaced: Relation,
    roots: list[Any],
) -> list[SolvedStep]:
    if len(powers) > 1:
        text = f"Put ${letter} = \\sqrt[{index}]{{{show(base)}}}$: {display(show(replaced))}"
        return [step("Substitute", text)]
    ((node, (_, p, _)),) = powers.items()
    value = " \\text{ or } ".join(latex(root) for root in roots) or "\\text{no real number}"
    if p == 1:
        return [step("Isolate the root", display(f"{show(node)} = {value}"))]
    text = f"$\\sqrt[{index}]{{{show(base)}}} = {value}$"
    return [step("Isolate the power and take its root", text)]


def _satisfies(tree: Relation, variable: str, root: Any) -> bool:
    at = {variable: mp.mpf(str(sp.N(root, 45)))}
    try:
        gap = evaluate(tree.left, at) - evaluate(tree.right, at)
    except CannotSolve:
        return False
    return bool(abs(gap) < mp.mpf(10) ** -25)
