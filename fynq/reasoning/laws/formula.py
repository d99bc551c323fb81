"""The formulas of the store of laws: their value, their dimension, solved for one symbol.

Only our own formulas are read here, never a student's text.
"""

from __future__ import annotations

import ast
import functools
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from fynq.reasoning.quantities.dimension import NUMBER, Dimension

_FUNCTIONS: dict[str, Callable[[float], float]] = {"sqrt": math.sqrt, "sin": math.sin, "cos": math.cos, "tan": math.tan, "abs": abs, "log": math.log, "exp": math.exp}  # fmt: skip


class Mismatch(ValueError):
    """Terms of different dimensions are added, or a function is given a dimension."""


@functools.cache
def sides(formula: str) -> tuple[ast.expr, ast.expr]:
    left, right = formula.split("=")
    return ast.parse(left.strip(), mode="eval").body, ast.parse(right.strip(), mode="eval").body


@functools.cache
def names(formula: str) -> frozenset[str]:
    return frozenset(
        node.id
        for side in sides(formula)
        for node in ast.walk(side)
        if isinstance(node, ast.Name) and node.id != "pi" and node.id not in _FUNCTIONS
    )


def value(node: ast.expr, at: Mapping[str, float]) -> float:
    """Raises ArithmeticError or ValueError where it is not defined."""
    match node:
        case ast.Constant(value=number):
            return float(number)  # type: ignore[arg-type]
        case ast.Name(id=name):
            return math.pi if name == "pi" else at[name]
        case ast.UnaryOp(operand=of):
            return -value(of, at)
        case ast.Call(func=ast.Name(id=name), args=[of]):
            return float(_FUNCTIONS[name](value(of, at)))
        case ast.BinOp(left=left, op=op, right=right):
            first, second = value(left, at), value(right, at)
            match op:
                case ast.Add():
                    return first + second
                case ast.Sub():
                    return first - second
                case ast.Mult():
                    return first * second
                case ast.Div():
                    return first / second
                case _:
                    return float(first**second)
    raise ValueError("formula")


def dimension_of(node: ast.expr, at: Mapping[str, Dimension]) -> Dimension:
    """Raises Mismatch. The plane angle counts as a number."""
    match node:
        case ast.Constant():
            return NUMBER
        case ast.Name(id=name):
            return NUMBER if name == "pi" else at[name].physical
        case ast.UnaryOp(operand=of):
            return dimension_of(of, at)
        case ast.Call(func=ast.Name(id=name), args=[of]):
            inner = dimension_of(of, at)
            if name == "sqrt":
                return inner ** Fraction(1, 2)
            if name != "abs" and inner != NUMBER:
                raise Mismatch(name)
            return inner
        case ast.BinOp(left=left, op=ast.Pow(), right=power):
            if isinstance(power, ast.Constant):
                return dimension_of(left, at) ** Fraction(str(power.value))
            if dimension_of(power, at) != NUMBER or dimension_of(left, at) != NUMBER:
                raise Mismatch("power")
            return NUMBER
        case ast.BinOp(left=left, op=op, right=right):
            first, second = dimension_of(left, at), dimension_of(right, at)
            if isinstance(op, ast.Mult):
                return first * second
            if isinstance(op, ast.Div):
                return first / second
            if first != second:
                raise Mismatch("sum")
            return first
    raise Mismatch("formula")


def is_consistent(formula: str, at: Mapping[str, Dimension]) -> bool:
    left, right = sides(formula)
    try:
        return dimension_of(left, at) == dimension_of(right, at)
    except Mismatch:
        return False


def residual(formula: str, at: Mapping[str, float]) -> float:
    """How far the sides are apart, relative to the largest term of either."""
    left, right = (value(side, at) for side in sides(formula))
    size = max(abs(value(term, at)) for side in sides(formula) for term in _terms(side))
    return abs(left - right) / size if size else 0.0


def _terms(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return [*_terms(node.left), *_terms(node.right)]
    return [node]


def solved_for(formula: str, unknown: str, at: Mapping[str, float]) -> list[tuple[Any, float]]:
    """Every rearrangement (a SymPy expression) with its real value for the given numbers."""
    import sympy

    symbols = {name: sympy.Symbol(name, real=True) for name in names(formula)}
    left, right = (_symbolic(side, symbols) for side in sides(formula))
    if right == symbols[unknown] and not left.has(symbols[unknown]):
        found = [left]
    elif left == symbols[unknown] and not right.has(symbols[unknown]):
        found = [right]
    else:
        positive = {symbols[name]: sympy.Symbol(name, positive=True) for name in symbols if at.get(name, 1.0) > 0}  # fmt: skip
        target = positive.get(symbols[unknown], symbols[unknown])
        found = sympy.solve((left - right).subs(positive), target)
    out = []
    for expression in found:
        number = expression.subs({s: at[s.name] for s in expression.free_symbols}).evalf()
        if number.is_real and number.is_finite:
            out.append((expression, float(number)))
    return out


def _symbolic(node: ast.expr, symbols: Mapping[str, Any]) -> Any:
    import sympy

    match node:
        case ast.Constant(value=number):
            return sympy.Rational(str(number))
        case ast.Name(id=name):
            return sympy.pi if name == "pi" else symbols[name]
        case ast.UnaryOp(operand=of):
            return -_symbolic(of, symbols)
        case ast.Call(func=ast.Name(id=name), args=[of]):
            return getattr(sympy, "Abs" if name == "abs" else name)(_symbolic(of, symbols))
        case ast.BinOp(left=left, op=op, right=right):
            first, second = _symbolic(left, symbols), _symbolic(right, symbols)
            match op:
                case ast.Add():
                    return first + second
                case ast.Sub():
                    return first - second
                case ast.Mult():
                    return first * second
                case ast.Div():
                    return first / second
                case _:
                    return first**second
    raise ValueError("formula")


def latex(formula: str) -> str:
    """As a teacher writes it."""
    import sympy

    from fynq.reasoning.laws.symbols import CONSTANTS, SYMBOLS

    shown = {name: symbol.latex for name, symbol in SYMBOLS.items()}
    shown |= {name: constant.latex for name, constant in CONSTANTS.items()}
    symbols = {name: sympy.Symbol(name, real=True) for name in names(formula)}
    named = {symbols[name]: shown[name] for name in symbols}
    left, right = (sympy.latex(_symbolic(side, symbols), symbol_names=named) for side in sides(formula))  # fmt: skip
    return f"{left} = {right}"
