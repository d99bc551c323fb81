"""The parameter eliminated from x(t), y(t).

Checked at values of the parameter: the points satisfy the equation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import PLAIN, REFUSAL, Page, tree_of, vocabulary
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Relation, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

_WORDS = PLAIN | vocabulary(
    "eliminate eliminating parameter t rewrite rewritten parametric equation equations cartesian rectangular terms x y where curve pair so express only in is set find convert"
)
_PART = re.compile(r"\s*([xy])\s*(?:\(\s*([a-z]|\\theta)\s*\))?\s*=\s*(.+)")
_X, _Y = sp.symbols("x y", real=True)


@dataclass(frozen=True, slots=True)
class _Curve:
    x: Tree
    y: Tree
    parameter: str


def _read(page: Page) -> _Curve:
    page.require(_WORDS)
    words = " ".join([page.heading, *[item.words for item in page.sentences]])
    if "parameter" not in words and not re.search(r"parametric.*(?:cartesian|rectangular)", words):
        raise NotUnderstood(REFUSAL)
    parts: dict[str, Tree] = {}
    for text in page.formulas:
        pieces = re.split(r"\\\\|,(?=\s*[xy]\s*(?:\(|=))|\\begin\{cases\}|\\end\{cases\}", text)
        for piece in (piece for piece in pieces if piece.strip()):
            found = _PART.fullmatch(piece)
            if found:
                if found[1] in parts:
                    raise NotUnderstood(REFUSAL)
                parts[found[1]] = tree_of(found[3])
            elif not re.fullmatch(r"\s*[a-z]\s*|\s*\\theta\s*", piece):
                raise NotUnderstood(REFUSAL)
    names = {name for tree in parts.values() for name in names_in(tree)}
    if set(parts) != {"x", "y"} or len(names) != 1:
        raise NotUnderstood(REFUSAL)
    if re.search(r"express □ in terms of □|x in terms of y", words) and page.asked.formulas[-2:] != ("y", "x"):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return _Curve(parts["x"], parts["y"], names.pop())


def _work(asked: _Curve) -> Worked:
    t = sp.Symbol(asked.parameter, real=True)
    fx, fy = build(asked.x), build(asked.y)
    shown = f"x = {latex(fx)}, \\; y = {latex(fy)}"
    for attempt in (_by_circle, _by_solving):
        found = attempt(fx, fy, t)
        if found is not None:
            final, text = found
            return Worked(final, shown, [(text, f"$${final}$$")], "What is left after the parameter is gone is the equation of the curve.")  # fmt: skip
    raise CannotSolve("I cannot solve for the parameter.")


def _by_circle(fx: Any, fy: Any, t: Any) -> tuple[str, str] | None:
    """cos² + sin² = 1, where each side has one of them: alone or squared."""
    squares: dict[Any, tuple[str, Any]] = {}
    for letter, formula in ((_X, fx), (_Y, fy)):
        calls = formula.atoms(sp.cos, sp.sin)
        if len(calls) != 1:
            return None
        (call,) = calls
        w = sp.Symbol("w_")
        flat = formula.subs(call, w)
        if flat.has(t) or not flat.is_polynomial(w):
            return None
        poly = sp.Poly(flat, w)
        if poly.degree() == 1:
            a, h = poly.nth(1), poly.nth(0)
            shifted = letter if h == 0 else sp.UnevaluatedExpr(letter - h)
            inner = latex(letter) if h == 0 else f"({latex(letter - h)})"
            text = f"\\frac{{{inner}^2}}{{{latex(a**2)}}}" if a**2 != 1 else f"{inner}^2"
            squares[call] = (text, shifted)
        elif poly.degree() == 2 and poly.nth(1) == 0:
            a, h = poly.nth(2), poly.nth(0)
            text = latex(sp.expand(letter - h) / a)
            squares[call] = (text, letter)
        else:
            return None
    kinds = {type(call) for call in squares}
    arguments = {call.args[0] for call in squares}
    if kinds != {sp.cos, sp.sin} or len(arguments) != 1:
        return None
    first, second = (text for text, _ in squares.values())
    joined = f"{first} - {second[1:].strip()}" if second.startswith("-") else f"{first} + {second}"
    return f"{joined} = 1", "Solve for cosine and sine and use cos² + sin² = 1"


def _by_solving(fx: Any, fy: Any, t: Any) -> tuple[str, str] | None:
    """The parameter from x, put into y; from y into x where that is not possible."""
    for given, letter, other, name in ((fx, _X, fy, "y"), (fy, _Y, fx, "x")):
        value = _inverse(given, letter, t)
        if value is None:
            continue
        found = other.subs(t, value)
        positive = sp.Symbol("p_", positive=True)
        if found.has(sp.log) or found.has(sp.exp):
            found = sp.simplify(found.subs(letter, positive)).subs(positive, letter)
        found = sp.powdenest(found.subs(letter, positive), force=True).subs(positive, letter)
        found = sp.expand(found) if found.is_polynomial(letter) and sp.degree(found, letter) < 3 else sp.simplify(found)  # fmt: skip
        text = re.sub(r"^(-?)\\frac\{\\ln(.*)\}\{\\ln 10\}$", r"\1\\log\2", latex(found))
        return f"{name} = {text}", f"Solve for {t} and put it into the other equation"
    return None


def _inverse(formula: Any, letter: Any, t: Any) -> Any:
    """t from letter = formula, for what is one-to-one where it is used; else None."""
    w = sp.Symbol("w_")
    for node, undo in (
        (t, lambda v: v),
        (sp.log(t), sp.exp),
        *[(item, lambda v, k=item: sp.log(v) / sp.Poly(k.args[0], t).nth(1)) for item in formula.atoms(sp.exp) if item.args[0].is_polynomial(t) and sp.degree(item.args[0], t) == 1 and sp.Poly(item.args[0], t).nth(0) == 0],
        *[(item, lambda v, k=item: v ** (1 / k.args[1])) for item in formula.atoms(sp.Pow) if item.args[0] == t and item.args[1].is_Rational],
    ):  # fmt: skip
        flat = formula.subs(node, w) if node != t else formula.subs(t, w)
        if flat.has(t) or not flat.is_rational_function(w):
            continue
        top, bottom = (sp.Poly(part, w) for part in sp.fraction(sp.together(flat)))
        if max(top.degree(), bottom.degree()) != 1:
            continue
        even = getattr(node, "args", ()) and isinstance(node, sp.Pow) and node.args[1].is_Integer and node.args[1] % 2 == 0  # fmt: skip
        if even:
            continue
        (value,) = sp.solve(sp.Eq(flat, letter), w)
        return undo(value)
    return None


def _holds(asked: _Curve, final: str) -> str:
    tree = parse(final)
    if not isinstance(tree, Relation):
        return ""
    seen = 0
    for value in (mpmath.mpf("0.3"), mpmath.mpf("1.7"), mpmath.mpf("2.4"), mpmath.mpf("0.9")):
        at = {asked.parameter: value}
        try:
            point = {"x": evaluate(asked.x, at), "y": evaluate(asked.y, at)}
            gap = evaluate(tree.left, point) - evaluate(tree.right, point)
        except Undefined:
            continue
        if abs(gap) > mpmath.mpf(10) ** -9 * (1 + abs(point["x"]) + abs(point["y"])):
            return ""
        seen += 1
    return "Points of the curve satisfy the equation." if seen > 2 else ""


_KINDS = (Kind("cartesian", "functions", _read, _work, _holds),)


def solve(question: str) -> SolvedProblem:
    return solve_page("parametric", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
