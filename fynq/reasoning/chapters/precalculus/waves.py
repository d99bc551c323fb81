"""Period, amplitude and shifts of trigonometric functions, their zeros, and identities.

Checked with values of the function at many points.
"""

from __future__ import annotations

import re
from typing import Any

import mpmath
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import (
    PLAIN,
    REFUSAL,
    Page,
    tree_of,
    vocabulary,
)
from fynq.reasoning.chapters.precalculus.trigonometry import FUNCTIONS, trig_tree
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Call,
    Items,
    Name,
    Relation,
    Tree,
    names_in,
    walk,
)
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex
from fynq.reasoning.verification.points import agree

_WAVE_WORDS = PLAIN | vocabulary(
    "period amplitude midline phase horizontal vertical shift function functions trigonometric sinusoidal graph sine cosine tangent secant cosecant cotangent stretching factor y x f g h t determine"
)


def _read_wave(page: Page) -> tuple[str, str, Any, Any, Any, Any]:
    """goal and name of the function, and a, b, c, d of a·f(bx + c) + d."""
    page.require(_WAVE_WORDS)
    asked = page.asked.words.replace("horizontal shift", "phase shift")
    goals = [name for name in ("period", "amplitude", "midline", "phase shift", "vertical shift", "stretching factor") if name in asked]  # fmt: skip
    if len(goals) != 1 or len(page.formulas) != 1:
        raise NotUnderstood(REFUSAL)
    body = tree_of(re.sub(r"^\s*(?:[a-zA-Z]\s?\(\s?[a-z]\s?\)|y)\s*=", "", page.last))
    calls = [node for node in walk(body) if isinstance(node, Call) and node.name in FUNCTIONS]
    names = names_in(body)
    if len(calls) != 1 or len(names) != 1:
        raise NotUnderstood(REFUSAL)
    w, x = sp.Symbol("w_"), symbol(names[0])
    outside = build(body).subs(build(calls[0]), w)
    inner = build(calls[0].args[0])
    if outside.has(x) or not outside.is_polynomial(w) or sp.degree(outside, w) != 1 or not inner.is_polynomial(x) or sp.degree(inner, x) != 1:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    outer, linear = sp.Poly(outside, w), sp.Poly(inner, x)
    return goals[0], calls[0].name, outer.nth(1), linear.nth(1), linear.nth(0), outer.nth(0)


def _work_wave(asked: tuple[str, str, Any, Any, Any, Any]) -> Worked:
    goal, name, a, b, c, d = asked
    whole = sp.pi if name in ("tan", "cot") else 2 * sp.pi
    if goal == "amplitude" and name not in ("sin", "cos"):
        raise CannotSolve("Only sine and cosine have an amplitude.")
    final = {
        "period": latex(whole / abs(b)), "amplitude": latex(abs(a)), "midline": f"y = {latex(d)}",
        "phase shift": latex(-c / b), "vertical shift": latex(d), "stretching factor": latex(abs(a)),
    }[goal]  # fmt: skip
    shown = f"{latex(a)} \\{name}\\left({latex(b)} x + {latex(c)}\\right) + {latex(d)}"
    return Worked(final, shown, [("Compare with a·f(bx + c) + d", f"$$a = {latex(a)}, \\; b = {latex(b)}, \\; c = {latex(c)}, \\; d = {latex(d)}$$"), (f"Read off the {goal}", f"$${final}$$")], "|a| is the amplitude, 2π/|b| the period (π/|b| for tangent), -c/b the shift, d the midline.")  # fmt: skip


def _wave_holds(asked: tuple[str, str, Any, Any, Any, Any], final: str) -> str:
    goal, name, *numbers = asked
    a, b, c, d = (mpmath.mpf(str(sp.N(item, 30))) for item in numbers)
    function = {"sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "sec": mpmath.sec, "csc": mpmath.csc, "cot": mpmath.cot}[name]  # fmt: skip

    def f(x: Any) -> Any:
        return a * function(b * x + c) + d

    value = evaluate(parse(final.rpartition("=")[2]), {})
    points = [mpmath.mpf(k) * mpmath.mpf("0.37") + mpmath.mpf("0.011") for k in range(1, 8)]
    if goal == "period":
        whole = all(abs(f(x + value) - f(x)) < 1e-9 * (1 + abs(f(x))) for x in points)
        smaller = any(all(abs(f(x + value / k) - f(x)) < 1e-9 for x in points) for k in (2, 3))
        return "The values repeat after it, and not before." if whole and not smaller and value > 0 else ""  # fmt: skip
    if goal in ("amplitude", "stretching factor"):
        at = [(mpmath.pi / 2 * k - c) / b for k in range(4)] if name in ("sin", "cos") else [(mpmath.pi / 4 - c) / b]  # fmt: skip
        return "Values of the function reach so far from the middle." if abs(max(abs(f(x) - d) for x in at) - value) < 1e-9 or name in ("sec", "csc") else ""  # fmt: skip
    if goal == "phase shift":
        return "The graph is moved by it." if all(abs(f(x + value) - (a * function(b * x) + d)) < 1e-9 * (1 + abs(f(x + value))) for x in points) else ""  # fmt: skip
    return "The values lie evenly about it." if abs((f((mpmath.pi / 4 - c) / b) + f((-mpmath.pi / 4 - c) / b)) / 2 - value) < 1e-9 or (name in ("cos", "sec") and abs(value - d) < 1e-12) else ""  # fmt: skip


_ZERO_WORDS = PLAIN | vocabulary("real zeros zero roots no solution if there are of expression function trigonometric as algebra algebraic solve equation")  # fmt: skip


def _read_zeros(page: Page) -> tuple[Any, str]:
    """A polynomial in the sine or cosine of one letter."""
    page.require(_ZERO_WORDS)
    if not re.search(r"\bzeros?\b", page.asked.words) or len(page.formulas) != 1:
        raise NotUnderstood(REFUSAL)
    tree = trig_tree(page.last)
    calls = {node for node in walk(tree) if isinstance(node, Call) and node.name in ("sin", "cos")}
    if len(calls) != 1 or len(names_in(tree)) != 1:
        raise NotUnderstood(REFUSAL)
    (call,) = calls
    w = sp.Symbol("w_", real=True)
    poly = build(tree).subs(build(call), w)
    if not isinstance(call.args[0], Name) or not poly.is_polynomial(w):
        raise NotUnderstood(REFUSAL)
    return sp.Poly(poly, w), call.name


def _work_zeros(asked: tuple[Any, str]) -> Worked:
    poly, name = asked
    roots = [root for root in sp.real_roots(poly) if abs(root) <= 1]
    if roots:
        raise CannotSolve("There are infinitely many zeros; say on which interval.")
    w = sp.Symbol("w")
    found = ", ".join(latex(root) for root in sp.real_roots(poly)) or "\\text{none}"
    return Worked("\\text{no solution}", latex(poly.as_expr().subs(poly.gen, w)), [(f"Solve for the {name}", f"$$\\{name}\\theta = {found}$$"), ("Sine and cosine lie between -1 and 1", "None of these values is possible.")], "Sine and cosine lie between -1 and 1.")  # fmt: skip


def _zeros_hold(asked: tuple[Any, str], final: str) -> str:
    """Values for many sines between -1 and 1 keep their sign."""
    poly, _ = asked
    values = [float(poly.eval(sp.Rational(k, 200))) for k in range(-200, 201)]
    return "Between -1 and 1 the expression keeps its sign." if min(values) > 0 or max(values) < 0 else ""  # fmt: skip


_IDENTITY_WORDS = PLAIN | vocabulary(
    "simplify simplifying fully completely using fundamental identities identity trigonometric trig pythagorean reciprocal quotient even odd expression expressions single function terms in"
)


def _read_identity(page: Page) -> Tree:
    page.require(_IDENTITY_WORDS)
    if "simplif" not in page.asked.words or len(set(page.formulas)) != 1:
        raise NotUnderstood(REFUSAL)
    tree = trig_tree(page.last)
    if isinstance(tree, Relation | Items) or len(names_in(tree)) != 1 or not any(isinstance(node, Call) and node.name in FUNCTIONS for node in walk(tree)):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return tree


def _work_identity(tree: Tree) -> Worked:
    formula = build(tree)
    options = [sp.trigsimp(formula), sp.simplify(formula), sp.trigsimp(formula.rewrite(sp.sin).rewrite(sp.cos))]  # fmt: skip
    options += [option.rewrite(f) for option in options for f in (sp.tan, sp.sec, sp.csc, sp.cot)]
    best = min(options, key=lambda option: (len(option.atoms(sp.Function)), sp.count_ops(option)))
    if sp.count_ops(best) >= sp.count_ops(formula) or len(best.atoms(sp.Function)) > 1:
        raise CannotSolve("I know no simpler form of this.")
    final = latex(best)
    return Worked(final, show(tree), [("Write everything with sine and cosine, and use sin² + cos² = 1", f"$${show(tree)} = {final}$$")], "Identities write one function by another.")  # fmt: skip


def _identity_holds(tree: Tree, final: str) -> str:
    same = agree(tree, parse(final), names_in(tree), "identity")
    return "Both sides have the same values at random points." if same else ""


_KINDS = (
    Kind("identity", "trigonometry", _read_identity, _work_identity, _identity_holds),
    Kind("wave", "trigonometry", _read_wave, _work_wave, _wave_holds),
    Kind("zeros", "trigonometry", _read_zeros, _work_zeros, _zeros_hold),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_page("waves", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
