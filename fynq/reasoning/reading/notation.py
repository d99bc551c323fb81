"""Notation beyond operators: functions, \\frac, \\sqrt, matrices, integrals, limits, derivatives."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.names import FRACTIONS, FUNCTIONS, INVERSES, MATRICES
from fynq.reasoning.reading.tokens import Kind
from fynq.reasoning.reading.tree import (
    Call,
    Derivative,
    Integral,
    Items,
    Limit,
    Name,
    Negative,
    Number,
    Operation,
    Relation,
    Tree,
    names_in,
)

if TYPE_CHECKING:
    from fynq.reasoning.reading.parse import Parser

_UNREADABLE = "I cannot read this as mathematics."


def function(parser: Parser, word: str) -> Tree:
    """After a function's name: an optional subscript and power, then the argument."""
    name = FUNCTIONS[word]
    base: Tree | None = None
    if name == "log" and parser.accept("_"):
        base = _script(parser)
    elif name == "log" and _glued_base(parser):
        base = parser._number()
    power = _script(parser) if name not in ("sqrt", "cbrt") and parser.accept("^") else None
    argument = parser.argument()
    args = argument.items if isinstance(argument, Items) else (argument,)
    if name == "log" and base is None and len(args) == 2:
        raise CannotSolve("Write the base of the logarithm as a subscript.")
    if name == "sqrt" and len(args) == 2 and _is_index(args[0]) and names_in(args[1]):
        return Call("root", (args[1], args[0]))
    if len(args) != 1 and name not in ("gcd", "lcm"):
        raise CannotSolve(_UNREADABLE)
    if name == "cbrt":
        return Call("root", (args[0], Number(Fraction(3))))
    if power == Negative(Number(Fraction(1))):
        if name not in INVERSES:
            raise CannotSolve(_UNREADABLE)
        return Call(INVERSES[name], args)
    found = Call(name, args if base is None else (*args, base))
    return found if power is None else Operation("^", found, power)


def _is_index(tree: Tree) -> bool:
    """sqrt(3, x + 1) is a cube root; sqrt(3, 5) may be a decimal comma and is not read."""
    return isinstance(tree, Number) and tree.value in range(2, 10)


def _glued_base(parser: Parser) -> bool:
    return (
        parser.now.kind is Kind.NUMBER
        and not parser.now.spaced
        and parser.peek().kind is Kind.SIGN
        and parser.peek().text == "("
    )


def _script(parser: Parser) -> Tree:
    """A sub- or superscript: a group, or one number or letter with its sign."""
    if parser.sees("{", "("):
        return parser.group()
    if parser.accept("-"):
        return Negative(_script(parser))
    token = parser.now
    if token.kind is Kind.NUMBER:
        parser.take()
        return Number(Fraction(token.text.rstrip(".")))
    if token.kind is Kind.WORD and token.text not in FUNCTIONS:
        return parser._word()
    if token.kind is Kind.COMMAND:
        return parser.prefix()
    raise CannotSolve(_UNREADABLE)


def command(parser: Parser, name: str) -> Tree:
    """A LaTeX command that was just taken."""
    if name in FRACTIONS:
        return _fraction(parser)
    if name == "sqrt":
        return _root(parser)
    if name.startswith("begin "):
        return _matrix(parser, name.removeprefix("begin "))
    if name == "int":
        return _integral(parser)
    if name == "lim":
        return _limit(parser)
    if name in ("lfloor", "lceil"):
        inside = parser.expression(20)
        if parser.take().text != name.replace("l", "r", 1):
            raise CannotSolve(_UNREADABLE)
        return Call("floor" if name == "lfloor" else "ceil", (inside,))
    raise CannotSolve("There is a LaTeX command that I do not know.")


def _braced(parser: Parser) -> Tree:
    """{…}, or a single digit or letter as in \\frac12."""
    if parser.sees("{"):
        inside = parser.group()
        if isinstance(inside, Items | Relation):
            raise CannotSolve(_UNREADABLE)
        return inside
    token = parser.now
    if token.kind is Kind.NUMBER and len(token.text) == 1:
        parser.take()
        return Number(Fraction(token.text))
    if token.kind is Kind.WORD and len(token.text) == 1:
        return parser._word()
    raise CannotSolve("Write the two parts of the fraction in braces.")


def _fraction(parser: Parser) -> Tree:
    if _is_operator(parser):
        return _operator(parser)
    if parser.now.kind is Kind.NUMBER and len(parser.now.text) == 2:
        digits = parser.take().text
        return Operation("/", Number(Fraction(digits[0])), Number(Fraction(digits[1])))
    return Operation("/", _braced(parser), _braced(parser))


def _is_operator(parser: Parser) -> bool:
    if not (parser.sees("{") and parser.peek().text == "d" and parser.peek(2).text in ("}", "^")):
        return False
    ahead, depth = 2, 1
    while parser.peek(ahead).kind is not Kind.END:
        depth += (parser.peek(ahead).text == "{") - (parser.peek(ahead).text == "}")
        ahead += 1
        if depth == 0:
            break
    below = [parser.peek(ahead + step) for step in range(3)]
    return below[0].text == "{" and below[1].text == "d" and below[2].kind is Kind.WORD


def _operator(parser: Parser) -> Tree:
    """\\frac{d}{dx} or \\frac{d^2}{dx^2}, applied to what follows."""
    parser.expect("{")
    parser.take()
    order = _order(parser)
    parser.expect("}")
    parser.expect("{")
    variable = _differential(parser, order)
    parser.expect("}")
    return Derivative(parser.expression(35), variable, order)


def derivative_operator(parser: Parser) -> Tree:
    """d/dx …: the 'd' was taken."""
    parser.expect("/")
    variable = _differential(parser, 1)
    return Derivative(parser.expression(35), variable, 1)


def _order(parser: Parser) -> int:
    if not parser.accept("^"):
        return 1
    power = _script(parser)
    if isinstance(power, Number) and power.value.denominator == 1 and 1 <= power.value <= 6:
        return int(power.value)
    raise CannotSolve("The order of the derivative must be a small whole number.")


def _differential(parser: Parser, order: int) -> str:
    if parser.take().text != "d" or parser.now.kind is not Kind.WORD:
        raise CannotSolve(_UNREADABLE)
    variable = parser.take().text
    if _order(parser) != order:
        raise CannotSolve(_UNREADABLE)
    return variable


def _root(parser: Parser) -> Tree:
    index: Tree | None = None
    if parser.sees("["):
        index = parser.group()
    inside = parser.group() if parser.sees("{", "(") else parser.expression(60)
    if isinstance(inside, Items | Relation):
        raise CannotSolve(_UNREADABLE)
    return Call("sqrt", (inside,)) if index is None else Call("root", (inside, index))


def _matrix(parser: Parser, kind: str) -> Tree:
    from fynq.reasoning.reading.parse import matrix

    if kind == "cases":
        items = parser.items(frozenset())
        _end(parser, kind)
        return Items(tuple(items))
    if kind not in MATRICES:
        raise CannotSolve("There is a LaTeX environment that I do not know.")
    if kind == "array" and parser.sees("{"):
        while not parser.accept("}"):
            if parser.take().kind is Kind.END:
                raise CannotSolve(_UNREADABLE)
    rows: list[tuple[Tree, ...]] = []
    while not parser.now.text.startswith("end "):
        row = [parser.expression(20)]
        while parser.accept("&"):
            row.append(parser.expression(20))
        rows.append(tuple(row))
        if not parser.accept("\\\\") and not parser.now.text.startswith("end "):
            raise CannotSolve(_UNREADABLE)
    _end(parser, kind)
    if not rows:
        raise CannotSolve("The matrix is empty.")
    found = matrix(rows)
    return Call("det", (found,)) if kind == "vmatrix" else found


def _end(parser: Parser, kind: str) -> None:
    if parser.take().text != f"end {kind}":
        raise CannotSolve(_UNREADABLE)


def _integral(parser: Parser) -> Tree:
    low = high = None
    for _ in range(2):
        if low is None and parser.accept("_"):
            low = _script(parser)
        elif high is None and parser.accept("^"):
            high = _script(parser)
    if (low is None) != (high is None):
        raise CannotSolve("The integral has only one bound.")
    of, variable = parser.integrand()
    return Integral(of, variable, low, high)


def _limit(parser: Parser) -> Tree:
    parser.expect("_")
    parser.expect("{")
    variable = parser._word()
    if not isinstance(variable, Name):
        raise CannotSolve(_UNREADABLE)
    parser.expect("->")
    side = parser.take_side()
    point = parser.expression(20)
    parser.expect("}")
    return Limit(parser.expression(30), variable.name, point, side)
