"""Inverse functions: what was done to x is undone from the outside in; on a domain, one branch.

Checked by putting the answer into the function, and the function's values into the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.graphs.asking import Asked, Kind, Worked
from fynq.reasoning.chapters.graphs.given import (
    Function,
    Given,
    Image,
    InverseValue,
    Pair,
    as_function,
)
from fynq.reasoning.chapters.graphs.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import Undefined, evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Name,
    Negative,
    Number,
    Operation,
    Tree,
    names_in,
    number,
    walk,
)
from fynq.reasoning.reading.words import words
from fynq.reasoning.solver.writing import latex

_MORE = frozenset(
    words("""inverse inverses one-to-one domain restrict restricted restricting then on its case utilize + question x
    over interval exists whether""")
)


@dataclass(frozen=True, slots=True)
class _Inverse:
    """domain: the ends of an interval, or None. positive: the branch with + was asked for. at: the
    value whose place is asked for; told: its place, where only f(told) = at is known."""

    function: Function
    domain: tuple[Any, Any] | None
    positive: bool
    at: Tree | None = None
    told: Tree | None = None


def _read(asked: Asked) -> _Inverse:
    values = [given for row in asked.rows for given in row if isinstance(given, InverseValue)]
    if len(set(values)) > 1:
        raise NotUnderstood(REFUSAL)
    images = list(dict.fromkeys(given for row in asked.rows for given in row if isinstance(given, Image)))  # fmt: skip
    if images:
        if len(images) != 1 or not values or exact(images[0].value) != exact(values[0].at) or images[0].name != values[0].name:  # fmt: skip
            raise NotUnderstood(REFUSAL)
        nothing = Function(images[0].name, "x", images[0].value)
        return _Inverse(nothing, None, False, values[0].at, images[0].at)
    function = asked.only(_in_one_letter)
    intervals = [given for row in asked.rows for given in row if isinstance(given, Pair)]
    if len(set(intervals)) > 1:
        raise NotUnderstood(REFUSAL)
    domain = None
    if intervals:
        low, high = (_end(part) for part in (intervals[0].first, intervals[0].second))
        if not low < high:
            raise NotUnderstood(REFUSAL)
        domain = (low, high)
    at = values[0].at if values else None
    return _Inverse(function, domain, asked.says(r"(?:\+|positive) case"), at)


def _in_one_letter(given: Given) -> Function | None:
    function = as_function(given)
    if function is not None and names_in(function.body) != (function.variable,):
        raise NotUnderstood(REFUSAL)
    return function


def _end(tree: Tree) -> Any:
    match tree:
        case Constant("oo"):
            return mp.inf
        case Negative(Constant("oo")):
            return -mp.inf
        case _ if names_in(tree):
            raise NotUnderstood(REFUSAL)
    return evaluate(tree, {})


def _inside(domain: tuple[Any, Any]) -> Any:
    """A number in the interval."""
    low, high = domain
    if low == -mp.inf:
        return (high if high < mp.inf else 0) - mp.mpf("1.37")
    return low + mp.mpf("1.37") if high == mp.inf else (low + high) / 2


def _final(asked: _Inverse) -> str:
    x, body = asked.function.variable, asked.function.body
    times = sum(1 for node in walk(body) if node == Name(x))
    if times == 1:
        return show(_plain(_undone(body, Name(x), asked)))
    formula = build(body)
    s, y = symbol(x), sp.Symbol("y_", real=True)
    if formula.is_polynomial(s) and sp.Poly(formula, s).degree() == 2:
        a, b, c = sp.Poly(formula, s).all_coeffs()
        h, k = -b / (2 * a), c - b**2 / (4 * a)
        sign = _sign(asked, lambda at: at - mp.mpf(str(sp.N(h, 30))))
        root = latex(sp.sqrt(sp.together((s - k) / a)))
        lead = "" if h == 0 and sign > 0 else "-" if h == 0 else f"{latex(h)} {'+' if sign > 0 else '-'} "  # fmt: skip
        return f"{lead}{root}"
    top, bottom = sp.fraction(sp.together(formula))
    difference = sp.expand(top - y * bottom)
    if not difference.is_polynomial(s) or sp.Poly(difference, s).degree() != 1:
        raise CannotSolve("I do not know how to invert this function.")
    slope, rest = sp.Poly(difference, s).all_coeffs()
    return latex(sp.cancel(-rest / slope).subs(y, s))


def _undone(body: Tree, value: Tree, asked: _Inverse) -> Tree:
    """The tree of x, where `body` has the value `value`."""
    x = asked.function.variable
    while body != Name(x):
        match body:
            case Negative(of):
                body, value = of, Negative(value)
            case Operation("+", left, right):
                kept, other = (left, right) if x in names_in(left) else (right, left)
                body, value = kept, Operation("-", value, other)
            case Operation("-", left, right) if x in names_in(left):
                body, value = left, Operation("+", value, right)
            case Operation("-", left, right):
                body, value = right, Operation("-", left, value)
            case Operation("*", left, right):
                kept, other = (left, right) if x in names_in(left) else (right, left)
                body, value = kept, Operation("/", value, other)
            case Operation("/", left, right) if x in names_in(left):
                body, value = left, Operation("*", value, right)
            case Operation("/", left, right):
                body, value = right, Operation("/", left, value)
            case Operation("^", base, power) if x in names_in(base):
                body, value = base, _root(value, power, base, asked)
            case Call("sqrt", (of,)):
                body, value = of, Operation("^", value, number(2))
            case Call("root", (of, Number(index))):
                body, value = of, Operation("^", value, number(index))
            case Operation("^", Constant("e"), power):
                body, value = power, Call("ln", (value,))
            case Operation("^", base, power) if exact(base) is not None:
                body, value = power, Call("log", (value, base))
            case Call("ln", (of,)):
                body, value = of, Operation("^", Constant("e"), value)
            case Call("log", (of, *rest)):
                body, value = of, Operation("^", rest[0] if rest else number(10), value)
            case _:
                raise CannotSolve("I do not know how to invert this function.")
    return value


def _limits(body: Tree, x: str) -> str:
    """What holds of the values of a function whose unknown stands under an even root, as LaTeX; ''
    where there is none, or where it follows from the inverse having a value."""
    value: Tree = Name(x)
    while isinstance(body, Operation | Negative):
        if isinstance(body, Negative):
            body, value = body.of, Negative(value)
            continue
        left, right = body.left, body.right
        if body.op not in "+-*/" or (x in names_in(left)) == (x in names_in(right)):
            return ""
        first = x in names_in(left)
        if body.op in "-/" and not first:
            if body.op == "/":
                return ""
            body, value = right, Operation("-", left, value)
            continue
        back = {"+": "-", "-": "+", "*": "/", "/": "*"}[body.op]
        body, value = (left, Operation(back, value, right)) if first else (right, Operation(back, value, left))  # fmt: skip
    even = isinstance(body, Call) and body.name == "sqrt" and x in names_in(body)
    return f"{show(_plain(value))} \\ge 0" if even else ""


def _root(value: Tree, power: Tree, base: Tree, asked: _Inverse) -> Tree:
    exponent = exact(power)
    if exponent is None or exponent == 0:
        raise CannotSolve("I do not know how to invert this power.")
    if exponent < 0:
        value, exponent = Operation("/", number(1), value), -exponent
    top, bottom = exponent.numerator, exponent.denominator
    raised: Tree = value if bottom == 1 else Operation("^", value, number(bottom))
    if top == 1:
        return raised
    root: Tree = Call("sqrt", (raised,)) if top == 2 else Call("root", (raised, number(top)))
    if top % 2 == 1:
        return root
    sign = _sign(asked, lambda at: evaluate(base, {asked.function.variable: at}))
    return root if sign > 0 else Negative(root)


def _sign(asked: _Inverse, inner: Any) -> int:
    """Which of the two roots belongs to the domain."""
    if asked.domain is None:
        if asked.positive:
            return 1
        raise CannotSolve("Without a domain the function takes a value twice and has no inverse.")
    low, high = asked.domain
    spots = [_inside(asked.domain), *(end + d for end, d in ((low, mp.mpf("1e-6")), (high, -mp.mpf("1e-6"))) if mp.isfinite(end))]  # fmt: skip
    signs = {1 if mp.re(inner(spot)) > 0 else -1 for spot in spots}
    if len(signs) != 1:
        raise CannotSolve("On this domain the function takes a value twice and has no inverse.")
    return signs.pop()


def _plain(tree: Tree) -> Tree:
    """Sums of numbers worked out and double signs gone, the rest as it was undone."""
    match tree:
        case Negative(of):
            inner = _plain(of)
            return inner.of if isinstance(inner, Negative) else Negative(inner)
        case Operation(op, left, right):
            return _simple(op, _plain(left), _plain(right))
        case Call(name, args):
            return Call(name, tuple(_plain(arg) for arg in args))
    return tree


def _simple(op: str, left: Tree, right: Tree) -> Tree:
    value = exact(right)
    if op in "+-" and value is not None and value < 0:
        op, right = ("-" if op == "+" else "+"), _number(-value)
    if op == "/" and isinstance(right, Negative):
        left, right = (left.of if isinstance(left, Negative) else Negative(left)), right.of
        return _simple("/", _plain(left), right)
    if op == "/" and exact(right) not in (None, 0):
        divisor = exact(right)
        assert divisor is not None
        if divisor == 1:
            return left
        if divisor < 0:
            return _simple("/", _plain(Negative(left)), _number(-divisor))
        if divisor.denominator != 1:
            scaled = Operation("*", number(divisor.denominator), left)
            return scaled if divisor.numerator == 1 else Operation("/", scaled, number(divisor.numerator))  # fmt: skip
    if op == "-" and isinstance(left, Negative) and exact(right) is None:
        return Negative(Operation("+", left.of, right))
    return Operation(op, left, right)


def _number(value: Any) -> Tree:
    return number(value) if value >= 0 else Negative(number(-value))


def _work(asked: _Inverse) -> Worked:
    x, body = asked.function.variable, asked.function.body
    name = asked.function.name or "f"
    if asked.told is not None and asked.at is not None:
        name, place, value = asked.function.name, show(asked.told), show(asked.at)
        steps = [("The inverse goes back", f"${name}({place}) = {value}$, so ${name}^{{-1}}({value}) = {place}$.")]  # fmt: skip
        return Worked(f"{name}({place}) = {value}", place, steps, "The inverse function takes each value back to where it came from.")  # fmt: skip
    if asked.at is not None:
        return _value_work(asked, asked.at)
    final = _final(asked)
    swapped = show(_renamed(body, x))
    steps = [
        ("Exchange the variables", f"$${x} = {swapped}$$"),
        ("Solve for y, undoing one operation after the other", f"$$y = {final}$$"),
    ]
    limits = _limits(body, x)
    if name != "y":
        steps.append(("Write the inverse", f"$${name}^{{-1}}({x}) = {final}$$"))
    note = f"A square root is never negative, so the inverse takes only ${x}$ with ${limits}$." if limits else ""  # fmt: skip
    return Worked(f"{name}({x}) = {show(body)}", final, steps, "The inverse function takes each value back to where it came from.", note)  # fmt: skip


def _value_work(asked: _Inverse, at: Tree) -> Worked:
    """f^{-1}(a) is the x for which f(x) = a."""
    x, body, name = asked.function.variable, asked.function.body, asked.function.name or "f"
    roots = [root for root in sp.solve(sp.Eq(build(body), build(at)), symbol(x)) if root.is_real]
    if len(roots) != 1:
        raise CannotSolve("The function takes this value at more than one place, or nowhere.")
    final = latex(sp.simplify(roots[0]))
    steps = [
        ("Ask where the function has this value", f"$${show(body)} = {show(at)}$$"),
        ("Solve", f"$${x} = {final}$$"),
    ]
    return Worked(f"{name}({x}) = {show(body)}", final, steps, "The inverse function goes back from the value to the place.")  # fmt: skip


def _renamed(body: Tree, x: str) -> Tree:
    from fynq.reasoning.reading.substitute import substitute

    return substitute(body, {x: Name("y" if x != "y" else "x")}, {})


def _holds(asked: _Inverse, final: str) -> str:
    """g(f(x)) = x for many x of the domain."""
    x, body = asked.function.variable, asked.function.body
    answer = parse(final)
    if asked.told is not None:
        return "The pair was read again with its parts exchanged." if exact(answer) == exact(asked.told) else ""  # fmt: skip
    if asked.at is not None:
        same = abs(evaluate(body, {x: evaluate(answer, {})}) - evaluate(asked.at, {})) < 1e-15
        return "The function has this value there." if same else ""
    seen = 0
    for spot in _spots(asked):
        try:
            value = evaluate(body, {x: spot})
            if abs(mp.im(value)) > 1e-15:
                continue
            back = evaluate(answer, {x: mp.re(value)})
        except Undefined:
            continue
        if abs(back - spot) > mp.mpf(10) ** -12 * (1 + abs(spot)):
            return ""
        seen += 1
    return "Putting values of the function into the answer gives the variable back." if seen >= 5 else ""  # fmt: skip


def _spots(asked: _Inverse) -> list[Any]:
    if asked.domain is None:
        positive_only = asked.positive
        spots = [mp.mpf(k) * mp.mpf("1.31") + mp.mpf("0.17") for k in range(0 if positive_only else -12, 13)]  # fmt: skip
        return spots if not positive_only else [spot + _turning(asked) for spot in spots]
    low, high = asked.domain
    if low == -mp.inf:
        base = high if high < mp.inf else mp.mpf(0)
        return [base - mp.mpf(k) * mp.mpf("0.83") - mp.mpf("0.01") for k in range(12)]
    if high == mp.inf:
        return [low + mp.mpf(k) * mp.mpf("0.83") + mp.mpf("0.01") for k in range(12)]
    return [low + (high - low) * mp.mpf(k) / 13 for k in range(1, 13)]


def _turning(asked: _Inverse) -> Any:
    """Where a quadratic turns, from three of its values."""
    x, body = asked.function.variable, asked.function.body
    first, second, third = (evaluate(body, {x: mp.mpf(k)}) for k in (-1, 0, 1))
    a, b = (first + third) / 2 - second, (third - first) / 2
    return -b / (2 * a) if a else mp.mpf(0)


INVERSE = Kind(
    "inverse",
    re.compile(r"(?:restrict the domain and then find )?(?:the |an )?\binverse\b(?: functions?| form)?(?: (?:of|for) (?:the |each |this )?(?:following |given |one-to-one )*(?:(?:rational|radical|linear|quadratic|cubic|polynomial|square root|exponential|logarithmic) )*(?:functions?)?)?(?: on (?:the |its )?(?:given |restricted |indicated )?domain)?"),
    _read, _work, _holds, ("functions", "inverse-functions"), _MORE,
)  # fmt: skip
