"""A tree as LaTeX, in the form in which it was written."""

from __future__ import annotations

from fractions import Fraction

from fynq.reasoning.reading.compact import compact
from fynq.reasoning.reading.names import TRIGONOMETRIC
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

_CONSTANTS = {"pi": "\\pi", "e": "e", "i": "i", "oo": "\\infty"}
_RELATIONS = {"<=": "\\le", ">=": "\\ge", "!=": "\\ne"}
_INVERSE = {"asin": "\\arcsin", "acos": "\\arccos", "atan": "\\arctan"}
_RANK = {"+": 1, "-": 1, "*": 2, "/": 4, "^": 3}


def show(tree: Tree) -> str:
    """LaTeX that reads back to a tree of the same value."""
    return compact(_show(tree))


def _show(tree: Tree) -> str:
    match tree:
        case Number(value, decimals):
            return _number(value, decimals)
        case Name(name):
            return _name(name)
        case Constant(name):
            return _CONSTANTS[name]
        case Negative(of):
            return "-" + _within(of, 2)
        case Percent(of):
            return _within(of, 3) + "\\%"
        case Operation():
            return _operation(tree)
        case Call(name, args):
            return _call(name, args)
        case Relation(op, left, right):
            return f"{_show(left)} {_RELATIONS.get(op, op)} {_show(right)}"
        case Items(items):
            return ", ".join(_show(item) for item in items)
        case Matrix(rows):
            body = " \\\\ ".join(" & ".join(_show(cell) for cell in row) for row in rows)
            return f"\\begin{{pmatrix}} {body} \\end{{pmatrix}}"
        case Derivative(of, variable, order):
            power = "" if order == 1 else f"^{{{order}}}"
            below = f"d{_name(variable)}{power}"
            return f"\\frac{{d{power}}}{{{below}}} \\left({_show(of)}\\right)"
        case Integral(of, variable, low, high):
            bounds = "" if low is None or high is None else f"_{{{_show(low)}}}^{{{_show(high)}}}"
            return f"\\int{bounds} {_within(of, 2)} \\, d{_name(variable)}"
        case Limit(of, variable, point, side):
            mark = f"^{{{side}}}" if side else ""
            return f"\\lim_{{{_name(variable)} \\to {_show(point)}{mark}}} {_within(of, 2)}"


def _number(value: Fraction, decimals: int | None) -> str:
    if decimals is not None:
        scaled = round(value * 10**decimals)
        digits = str(abs(scaled)).rjust(decimals + 1, "0")
        sign = "-" if scaled < 0 else ""
        return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else sign + digits
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def _name(name: str) -> str:
    base, _, index = name.partition("_")
    letter = base if len(base) == 1 else f"\\{base}"
    return f"{letter}_{{{index}}}" if index else letter


def _rank(tree: Tree) -> int:
    match tree:
        case Operation("*", Negative()):
            return 1
        case Operation(op):
            return _RANK[op]
        case Negative():
            return 1
        case Number(value, decimals):
            return 1 if value < 0 else (2 if value.denominator > 1 and decimals is None else 5)
        case Relation() | Items():
            return 0
        case Integral() | Limit() | Derivative():
            return 1
        case _:
            return 5


def _within(tree: Tree, rank: int) -> str:
    text = _show(tree)
    return f"\\left({text}\\right)" if _rank(tree) < rank else text


def _operation(tree: Operation) -> str:
    left, right = tree.left, tree.right
    if tree.op == "+":
        return f"{_within(left, 1)} + {_within(right, 2)}"
    if tree.op == "-":
        return f"{_within(left, 1)} - {_within(right, 2)}"
    if tree.op == "/":
        return f"\\frac{{{_show(left)}}}{{{_show(right)}}}"
    if tree.op == "^":
        if isinstance(left, Call) and left.name in TRIGONOMETRIC and isinstance(right, Number):
            head, _, argument = _show(left).partition(left.name)
            if right.value.denominator == 1 and right.value > 1:
                return f"{head}{left.name}^{{{_show(right)}}}{argument}"
        base = _show(left)
        tall = isinstance(left, Call) or _rank(left) < 5
        return f"\\left({base}\\right)^{{{_show(right)}}}" if tall else f"{base}^{{{_show(right)}}}"
    second = _within(right, 2)
    first = f"-{_within(left.of, 2)}" if isinstance(left, Negative) else _within(left, 2)
    return f"{first} \\cdot {second}" if _needs_dot(left, right) else f"{first} {second}"


def _needs_dot(left: Tree, right: Tree) -> bool:
    """Digits next to digits or fractions would read as one number."""
    return _starts_with_digit(right) or (
        isinstance(left, Call | Derivative | Limit | Integral) or _ends_in_function(left)
    )


def _starts_with_digit(tree: Tree) -> bool:
    match tree:
        case Number():
            return tree.value >= 0
        case Operation("/"):
            return True
        case Operation("^" | "*", left):
            return _starts_with_digit(left)
        case Percent(of):
            return True
        case Call("factorial", (of,)):
            return _starts_with_digit(of)
        case _:
            return False


def _ends_in_function(tree: Tree) -> bool:
    return isinstance(tree, Operation) and tree.op == "*" and isinstance(tree.right, Call)


def _call(name: str, args: tuple[Tree, ...]) -> str:
    inside = ", ".join(_show(arg) for arg in args)
    if name == "sqrt":
        return f"\\sqrt{{{inside}}}"
    if name == "root":
        return f"\\sqrt[{_show(args[1])}]{{{_show(args[0])}}}"
    if name == "abs":
        return f"\\left|{inside}\\right|"
    if name == "factorial":
        return f"{_within(args[0], 5)}!"
    if name in ("floor", "ceil"):
        return f"\\l{name} {inside} \\r{name}"
    if name == "log" and len(args) == 2:
        return f"\\log_{{{_show(args[1])}}}\\left({_show(args[0])}\\right)"
    if name == "det":
        return f"\\det\\left({inside}\\right)"
    head = _INVERSE.get(name) or (name if len(name) == 1 else f"\\{name}")
    if name in ("gcd", "lcm"):
        head = f"\\operatorname{{{name}}}"
    if name in _BARE and len(args) == 1 and _simple(args[0]):
        return f"{head} {inside}"
    return f"{head}\\left({inside}\\right)"


_BARE = TRIGONOMETRIC | {"asin", "acos", "atan", "ln", "log"}


def _simple(argument: Tree) -> bool:
    """x, 5, pi, 2x: what cannot be misread without brackets."""
    match argument:
        case Name() | Constant():
            return True
        case Number(value, decimals):
            return value > 0 and (value.denominator == 1 or decimals is not None)
        case Operation("*", Number() as factor, Name() | Constant("pi")):
            return _simple(factor)
        case _:
            return False
