"""Numbers: order of operations written out, one level of brackets at a time."""

from __future__ import annotations

from decimal import Decimal

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Negative,
    Number,
    Operation,
    Percent,
    Tree,
    number,
    walk,
)
from fynq.reasoning.solved import Result, SolvedProblem, SolvedStep
from fynq.reasoning.solver import writing
from fynq.reasoning.solver.skills import arithmetic

MAX_STEPS = 8


def solve(problem: Problem) -> SolvedProblem:
    expression = build(problem.tree)
    result = _simplest(expression)
    if result.has(sp.zoo, sp.nan) or result in (sp.oo, -sp.oo):
        raise CannotSolve("The expression has no finite value.")
    if result.has(sp.I) and _is_real_logarithm(problem.tree):
        raise CannotSolve("A negative number has no real logarithm.")
    steps = _steps(problem, result)
    final = writing.value(result, problem)
    asked = show(problem.tree)
    exact_text = writing.latex(result)
    if problem.places is not None and final != exact_text:
        steps.append(writing.step("Round", f"Rounded to {problem.places} decimal places: $${exact_text} \\approx {final}$$"))  # fmt: skip
    if problem.percent:
        final = _as_decimal(result) or final
        final += "\\%"
    return SolvedProblem(
        task=problem.task,
        asked=asked,
        final=final,
        result=Result("expression", ((final.removesuffix("\\%"),),)),
        steps=tuple(steps),
        skills=arithmetic(problem),
        concept="Work from the inside out: brackets, then powers, then products and quotients, then sums and differences.",
    )


def _is_real_logarithm(tree: Tree) -> bool:
    nodes = list(walk(tree))
    logarithm = any(isinstance(node, Call) and node.name in ("ln", "log") for node in nodes)
    return logarithm and Constant("i") not in nodes


def _as_decimal(value: sp.Expr) -> str:
    """Short decimals are how percents are written; '' for a value that has none."""
    if not value.is_Rational or value.q == 1 or 10**6 % value.q:
        return ""
    return f"{Decimal(int(value.p)) / Decimal(int(value.q)):f}"


def _simplest(expression: sp.Expr) -> sp.Expr:
    if expression.is_Rational:
        return expression
    candidates = [expression, sp.nsimplify(expression) if expression.is_Rational else expression]
    for transform in (sp.radsimp, sp.simplify, lambda e: sp.radsimp(sp.simplify(e)), lambda e: sp.logcombine(e, force=True), sp.expand_complex if expression.has(sp.I) else sp.expand):  # fmt: skip
        candidates.append(transform(expression))
    rational = [item for item in candidates if item.is_Rational]
    if rational:
        return rational[0]
    best = min(candidates, key=lambda item: (_clumsiness(item), sp.count_ops(item)))
    return _parts(best) if best.has(sp.I) else best


def _parts(value: sp.Expr) -> sp.Expr:
    """a + bi, where SymPy knows both parts."""
    real, imaginary = (sp.radsimp(sp.simplify(part)) for part in value.as_real_imag())
    if (real + imaginary).has(sp.re, sp.im, sp.arg, sp.atan2, sp.sin, sp.cos, sp.atan):
        return value
    return real + imaginary * sp.I


def _clumsiness(expression: sp.Expr) -> int:
    """Roots and complex numbers in a denominator are not a final form."""
    denominator = sp.fraction(sp.together(expression))[1]
    return int(not denominator.is_Rational) + 2 * int(
        expression.has(sp.Function) and not expression.has(sp.log)
    )


def _steps(problem: Problem, result: sp.Expr) -> list[SolvedStep]:
    tree = problem.tree
    steps: list[SolvedStep] = []
    for _ in range(MAX_STEPS):
        reduced, what = _reduce(tree)
        if reduced == tree:
            break
        before, after = show(tree), show(reduced)
        if before != after:
            steps.append(writing.step(what, f"$${before} = {after}$$", writing.same(before, after)))
        tree = reduced
    before, after = show(tree), writing.latex(result)
    if before != after and not (isinstance(tree, Number) and exact(tree) == _fraction(result)):
        steps.append(
            writing.step("Simplify", f"$${before} = {after}$$", writing.same(before, after))
        )
    if not steps:
        steps.append(writing.step("Read off", f"$${before}$$ is already in its simplest form.", writing.same(before, after)))  # fmt: skip
    return steps


def _fraction(result: sp.Expr) -> object:
    from fractions import Fraction

    return Fraction(int(result.p), int(result.q)) if result.is_Rational else None


_TITLES = {"^": "Powers", "*": "Multiply and divide", "/": "Multiply and divide", "+": "Add and subtract", "-": "Add and subtract"}  # fmt: skip


def _reduce(tree: Tree) -> tuple[Tree, str]:
    """Evaluates the innermost operations of the highest rank among them, all at once."""
    ready = _ready(tree)
    if not ready:
        return tree, ""
    rank = max(rank for rank, _ in ready)
    title = next(title for found, title in ready if found == rank)
    return _apply(tree, rank), title


def _rank(tree: Tree) -> tuple[int, str] | None:
    match tree:
        case Percent(of) if _is_number(of):
            return 5, "Percent means hundredths"
        case Call("factorial" | "abs" | "sqrt", (of,)) if (
            _is_number(of) and _evaluated(tree) is not None
        ):
            return 4, "Evaluate the functions"
        case Operation(op, left, right) if _is_number(left) and _is_number(right):
            if _evaluated(tree) is None or (op == "/" and _is_final_fraction(left, right)):
                return None
            return {"^": 3, "*": 2, "/": 2, "+": 1, "-": 1}[op], _TITLES[op]
    return None


def _is_number(tree: Tree) -> bool:
    if isinstance(tree, Negative):
        return isinstance(tree.of, Number)
    if isinstance(tree, Operation) and tree.op == "/":
        return isinstance(tree.left, Number) and isinstance(tree.right, Number) and _is_final_fraction(tree.left, tree.right)  # fmt: skip
    return isinstance(tree, Number)


def _is_final_fraction(left: Tree, right: Tree) -> bool:
    """A fraction of whole numbers in lowest terms is a number and not a division to do."""
    top, bottom = exact(left), exact(right)
    if top is None or bottom is None or bottom == 0:
        return False
    whole = top.denominator == bottom.denominator == 1
    return whole and (top / bottom).denominator == abs(bottom) and abs(bottom) != 1


def _ready(tree: Tree) -> list[tuple[int, str]]:
    found = [_rank(node) for node in walk(tree)]
    return [item for item in found if item is not None]


def _apply(tree: Tree, rank: int) -> Tree:
    own = _rank(tree)
    if own is not None and own[0] == rank:
        value = _evaluated(tree)
        return value if value is not None else tree
    match tree:
        case Negative(of):
            return Negative(_apply(of, rank))
        case Operation(op, left, right):
            return Operation(op, _apply(left, rank), _apply(right, rank))
        case Call(name, args):
            return Call(name, tuple(_apply(arg, rank) for arg in args))
        case Percent(of):
            return Percent(_apply(of, rank))
    return tree


def _evaluated(tree: Tree) -> Number | None:
    value = exact(tree)
    if value is None and isinstance(tree, Call):
        built = build(tree)
        if built.is_Rational and abs(int(built.p)) < 10**15:
            return number(int(built.p)) if built.q == 1 else None
        return None
    if value is None or max(abs(value.numerator), value.denominator) > 10**15:
        return None
    return Number(value, _decimals(tree, value.denominator))


def _decimals(tree: Tree, denominator: int) -> int | None:
    """Decimals stay decimals while the result has a short one."""
    decimal = any(isinstance(node, Percent) or (isinstance(node, Number) and node.decimals is not None) for node in walk(tree))  # fmt: skip
    if not decimal or denominator == 1:
        return None
    return next((places for places in range(1, 9) if 10**places % denominator == 0), None)
