"""From a tree to a SymPy expression, with every number kept below a size that can be computed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.limits import MAX_FACTORIAL, MAX_RESULT_DIGITS
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Derivative,
    Integral,
    Items,
    Limit,
    Matrix,
    Name,
    Negative,
    Number,
    Operation,
    Percent,
    Relation,
    Tree,
)

Expression = Any
"""A SymPy expression; SymPy ships no types."""

_CONSTANTS = {"pi": sp.pi, "e": sp.E, "i": sp.I, "oo": sp.oo}
_FUNCTIONS: Mapping[str, Any] = {
    "sin": sp.sin,
    "cos": sp.cos,
    "tan": sp.tan,
    "cot": sp.cot,
    "sec": sp.sec,
    "csc": sp.csc,
    "sinh": sp.sinh,
    "cosh": sp.cosh,
    "tanh": sp.tanh,
    "asin": sp.asin,
    "acos": sp.acos,
    "atan": sp.atan,
    "ln": sp.log,
    "exp": sp.exp,
    "sqrt": sp.sqrt,
    "abs": sp.Abs,
    "floor": sp.floor,
    "ceil": sp.ceiling,
}


def symbol(name: str) -> Expression:
    """Variables are real: sqrt(x^2) is |x|."""
    return sp.Symbol(name, real=True)


def build(tree: Tree) -> Expression:
    """Raises CannotSolve for division by zero, numbers too large, or what is no expression."""
    match tree:
        case Number(value):
            return sp.Rational(value.numerator, value.denominator)
        case Name(name):
            return symbol(name)
        case Constant(name):
            return _CONSTANTS[name]
        case Negative(of):
            return -build(of)
        case Percent(of):
            return build(of) / 100
        case Operation():
            return _operation(tree)
        case Call(name, args):
            return _call(name, args)
        case Matrix(rows):
            return sp.Matrix([[build(cell) for cell in row] for row in rows])
        case Derivative(of, variable, order):
            return sp.diff(build(of), symbol(variable), order)
        case Integral() | Limit() | Relation() | Items():
            raise CannotSolve("This stands where an expression was expected.")


def _operation(tree: Operation) -> Expression:
    left, right = build(tree.left), build(tree.right)
    matrices = isinstance(left, sp.MatrixBase) or isinstance(right, sp.MatrixBase)
    try:
        if tree.op == "+":
            return _bounded(left + right)
        if tree.op == "-":
            return _bounded(left - right)
        if tree.op == "*":
            return _bounded(left * right)
        if tree.op == "/":
            if right == 0:
                raise CannotSolve("There is a division by zero.")
            return left / right
        if matrices:
            return _matrix_power(left, right)
        return power(left, right)
    except (TypeError, ValueError, AttributeError):
        raise CannotSolve("The matrices do not fit together.") from None


def _bounded(value: Expression) -> Expression:
    if value in (sp.nan, sp.zoo):
        raise CannotSolve("The expression has no value.")
    return value


def _matrix_power(base: Expression, exponent: Expression) -> Expression:
    if not (isinstance(exponent, sp.Integer) and -20 <= exponent <= 20):
        raise CannotSolve("I raise matrices to small whole powers only.")
    if exponent < 0 and base.det() == 0:
        raise CannotSolve("The matrix has no inverse.")
    return base**exponent


def power(base: Expression, exponent: Expression) -> Expression:
    """base ** exponent, refused when the result would have too many digits. With an odd root in
    the exponent a negative number has a real power, as schools define it."""
    if base == 0 and exponent.is_number and (exponent == 0 or exponent.is_negative):
        raise CannotSolve("A power of zero has no value here.")
    if exponent.is_Rational and abs(exponent) > 1:
        for number in base.atoms(sp.Rational) if base.is_number else ():
            digits = math.log10(max(2, abs(int(number.p)), int(number.q)))
            if digits * abs(exponent) > MAX_RESULT_DIGITS:
                raise CannotSolve("The number would be too large.")
        if abs(exponent) > MAX_RESULT_DIGITS:
            raise CannotSolve("The exponent is too large.")
    elif (
        exponent.is_number
        and not exponent.is_Rational
        and exponent.is_finite
        and abs(complex(exponent.evalf(5))) > MAX_RESULT_DIGITS
    ):
        raise CannotSolve("The exponent is too large.")
    if exponent.is_Rational and exponent.q % 2 == 1 and exponent.q > 1 and base.is_negative and base.is_number:  # fmt: skip
        return (-1 if exponent.p % 2 else 1) * (-base) ** exponent
    return base**exponent


def _call(name: str, args: tuple[Tree, ...]) -> Expression:
    values = [build(arg) for arg in args]
    if name == "det":
        if isinstance(values[0], sp.MatrixBase) and values[0].is_square:
            return values[0].det()
        raise CannotSolve("A determinant needs a square matrix.")
    if any(isinstance(value, sp.MatrixBase) for value in values):
        raise CannotSolve("A matrix stands where a number was expected.")
    if name == "factorial":
        return _factorial(values[0])
    if name in ("gcd", "lcm"):
        if not all(value.is_Integer for value in values):
            raise CannotSolve("I find common divisors and multiples of whole numbers only.")
        return sp.Integer(
            (math.gcd if name == "gcd" else math.lcm)(*[int(value) for value in values])
        )
    if name == "root":
        return _root(values[0], values[1])
    if name == "log":
        return _log(values[0], values[1] if len(values) == 2 else sp.Integer(10))
    if name == "ln":
        return _log(values[0], None)
    if name == "exp":
        return power(sp.E, values[0])
    if name in _FUNCTIONS:
        return _bounded(_FUNCTIONS[name](values[0]))
    raise CannotSolve("There is a function that I do not know.")


def _factorial(value: Expression) -> Expression:
    if value.is_number and not (value.is_Integer and 0 <= value <= MAX_FACTORIAL):
        raise CannotSolve("I compute factorials of whole numbers up to a thousand only.")
    return sp.factorial(value)


def _root(value: Expression, index: Expression) -> Expression:
    if not (index.is_Integer and 2 <= index <= 50):
        raise CannotSolve("The index of the root must be a small whole number.")
    if index % 2 == 1:
        return sp.real_root(value, index) if value.is_number else _odd_root(value, index)
    return sp.root(value, index)


def _odd_root(value: Expression, index: Expression) -> Expression:
    """The principal root for what may be negative is complex, so only known signs are read."""
    return sp.sign(value) * sp.root(sp.Abs(value), index) if value.is_nonnegative is None else sp.root(value, index)  # fmt: skip


def _log(value: Expression, base: Expression | None) -> Expression:
    if value == 0 or base in (0, 1):
        raise CannotSolve("This logarithm is not defined.")
    return sp.log(value) if base is None else sp.log(value, base)
