"""The value of a tree at a point, by mpmath: independent of SymPy's rules of simplification."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.limits import MAX_FACTORIAL, MAX_RESULT_DIGITS
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Derivative,
    Name,
    Negative,
    Number,
    Operation,
    Percent,
    Tree,
)

Value = Any
"""An mpmath mpf or mpc."""


class Undefined(CannotSolve):
    """The expression has no finite value at this point."""


_FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "sin": mp.sin,
    "cos": mp.cos,
    "tan": mp.tan,
    "cot": mp.cot,
    "sec": mp.sec,
    "csc": mp.csc,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "tanh": mp.tanh,
    "asin": mp.asin,
    "acos": mp.acos,
    "atan": mp.atan,
    "ln": mp.log,
    "exp": mp.exp,
    "sqrt": mp.sqrt,
    "abs": abs,
    "floor": mp.floor,
    "ceil": mp.ceil,
}


def evaluate(tree: Tree, point: Mapping[str, Value], digits: int = 30) -> Value:
    """Raises Undefined where there is no finite value, CannotSolve for what is no expression."""
    with mp.workdps(digits + 10):
        try:
            value = _value(tree, point)
            if not mp.isfinite(value):
                raise Undefined("The expression has no value here.")
            return value
        except (ZeroDivisionError, ValueError, OverflowError, TypeError):
            raise Undefined("The expression has no value here.") from None


def _value(tree: Tree, point: Mapping[str, Value]) -> Value:
    match tree:
        case Number(value):
            return mp.mpf(value.numerator) / value.denominator
        case Name(name):
            if name not in point:
                raise Undefined("A variable has no value.")
            return point[name]
        case Constant(name):
            return {"pi": +mp.pi, "e": +mp.e, "i": mp.mpc(0, 1), "oo": mp.inf}[name]
        case Negative(of):
            return -_value(of, point)
        case Percent(of):
            return _value(of, point) / 100
        case Operation("^", base, power):
            return _power(_value(base, point), _value(power, point), exact(power))
        case Operation(op, left, right):
            return _operate(op, _value(left, point), _value(right, point))
        case Call(name, args):
            return _call(name, [_value(arg, point) for arg in args])
        case Derivative(of, variable, order):
            return mp.diff(lambda at: _value(of, {**point, variable: at}), point[variable], order)
    raise CannotSolve("This stands where an expression was expected.")


def _power(base: Value, power: Value, exponent: Fraction | None) -> Value:
    """With an odd root in the exponent a negative base has a real power, as schools define it:
    (-8)^(1/3) is -2."""
    odd = exponent is not None and exponent.denominator % 2 == 1 and exponent.denominator > 1
    if odd and exponent is not None and mp.im(base) == 0 and mp.re(base) < 0:
        size = _operate("^", -mp.re(base), power)
        return -size if exponent.numerator % 2 else size
    return _operate("^", base, power)


def _operate(op: str, left: Value, right: Value) -> Value:
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    if op == "/":
        return left / right
    if left == 0 and (mp.re(right) < 0 or right == 0):
        raise Undefined("A power of zero has no value here.")
    if left != 0 and abs(right * mp.log(left)) > MAX_RESULT_DIGITS * 4:
        raise Undefined("The number would be too large.")
    return mp.power(left, right)


def _call(name: str, values: list[Value]) -> Value:
    if name in _FUNCTIONS:
        return _FUNCTIONS[name](values[0])
    if name == "log":
        return mp.log(values[0]) / mp.log(values[1] if len(values) == 2 else 10)
    if name == "root":
        value, index = values[0], int(values[1])
        if index % 2 == 1 and mp.im(value) == 0 and mp.re(value) < 0:
            return -mp.root(-mp.re(value), index)
        return mp.root(value, index)
    if name == "factorial":
        if abs(values[0]) > MAX_FACTORIAL:
            raise Undefined("The number would be too large.")
        return mp.factorial(values[0])
    if name in ("gcd", "lcm"):
        import math

        return mp.mpf((math.gcd if name == "gcd" else math.lcm)(*[int(mp.re(v)) for v in values]))
    raise CannotSolve("There is a function that I do not know.")


def exact(tree: Tree) -> Fraction | None:
    """The value by exact fractions; None when it is not reached by + - × ÷ and whole powers."""
    match tree:
        case Number(value):
            return value
        case Negative(of):
            inner = exact(of)
            return None if inner is None else -inner
        case Percent(of):
            inner = exact(of)
            return None if inner is None else inner / 100
        case Call("abs", (of,)):
            inner = exact(of)
            return None if inner is None else abs(inner)
        case Operation(op, left_tree, right_tree):
            left, right = exact(left_tree), exact(right_tree)
            if left is None or right is None:
                return None
            return _exact(op, left, right)
    return None


def _exact(op: str, left: Fraction, right: Fraction) -> Fraction | None:
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    if op == "/":
        return None if right == 0 else left / right
    if right.denominator != 1 or abs(right) > 200 or (left == 0 and right <= 0):
        return None
    if max(abs(left.numerator), left.denominator).bit_length() * abs(right) > 8_000:
        return None
    return Fraction(left**right)
