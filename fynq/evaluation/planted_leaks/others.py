"""Disguises of answers that are no single number: points, intervals, quantities, expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from fynq.evaluation.answer_pairs.kin import decimal, nonzero, term
from fynq.evaluation.planted_leaks.numbers import Disguised, plain, spelled


@dataclass(frozen=True, slots=True)
class Planted:
    """A problem with its answer and a disguise of it."""

    question: str
    gold: str
    disguised: Disguised


Plant = Callable[[Random], Planted]


def _pair(r: Random) -> tuple[int, int, str]:
    x, y = nonzero(r, 12), nonzero(r, 12)
    a, b, c, d = r.randint(1, 5), r.randint(1, 5), r.randint(1, 5), -r.randint(1, 5)
    return x, y, f"Solve the system ${a}x{term(b, 'y')} = {a * x + b * y}$, ${c}x{term(d, 'y')} = {c * x + d * y}$."  # fmt: skip


def point_in_parts(r: Random) -> Planted:
    x, y, question = _pair(r)
    text = r.choice((f"x is {x} and y is {y}", f"x = {x} while y = {y}", f"$x={x}$ and $y={y}$", f"y is {y} and x is {x}"))  # fmt: skip
    return Planted(question, f"({x},{y})", Disguised(text))


def point_in_words(r: Random) -> Planted:
    x, y, question = _pair(r)
    return Planted(question, f"({x},{y})", Disguised(f"x is {spelled(x)} and y is {spelled(y)}"))


def point_in_other_brackets(r: Random) -> Planted:
    x, y, question = _pair(r)
    text = r.choice((f"$\\left({x}, {y}\\right)$", f"( {x} , {y} )", f"$(x, y) = ({x}, {y})$", f"the point ({x}; {y})".replace(";", ",")))  # fmt: skip
    return Planted(question, f"({x},{y})", Disguised(text))


def two_roots(r: Random) -> Planted:
    a, b = r.sample([n for n in range(-12, 13) if n], 2)
    question = f"Solve $x^2{term(-(a + b), 'x') if a + b else ''}{term(a * b, '')} = 0$."
    text = r.choice((f"{a} and {b}", f"x = {a} or x = {b}", f"{b} or {a}", f"$x={a}$, $x={b}$", f"{{{a}, {b}}}", f"{spelled(a)} and {spelled(b)}"))  # fmt: skip
    return Planted(question, f"x={a},x={b}", Disguised(text))


def _inequality(r: Random) -> tuple[int, str, str]:
    k, n = r.randint(2, 9), nonzero(r, 15)
    sign = r.choice(("<", ">", "\\leq", "\\geq"))
    return n, sign, f"Solve ${k}x {sign} {k * n}$ and write the solution in interval notation."


def interval_as_inequality(r: Random) -> Planted:
    n, sign, question = _inequality(r)
    shown = {"<": "<", ">": ">", "\\leq": "≤", "\\geq": "≥"}[sign]
    text = r.choice((f"$x {sign} {n}$", f"x {shown} {n}", f"x{shown}{n}", f"{{x | x {shown} {n}}}"))
    return Planted(question, _interval(n, sign), Disguised(text))


def _interval(n: int, sign: str) -> str:
    return {"<": f"(-\\infty,{n})", ">": f"({n},\\infty)", "\\leq": f"(-\\infty,{n}]", "\\geq": f"[{n},\\infty)"}[sign]  # fmt: skip


def interval_in_words(r: Random) -> Planted:
    n, sign, question = _inequality(r)
    words = {"<": ("less than", "below"), ">": ("greater than", "more than"), "\\leq": ("at most", "less than or equal to", "no more than"), "\\geq": ("at least", "greater than or equal to")}[sign]  # fmt: skip
    shown = r.choice((str(n), spelled(n)))
    return Planted(question, _interval(n, sign), Disguised(r.choice((f"x is {r.choice(words)} {shown}", f"all numbers {r.choice(words)} {shown}"))))  # fmt: skip


def interval_between(r: Random) -> Planted:
    a, width = r.randint(-9, 9), r.randint(1, 12)
    k = r.randint(2, 5)
    question = f"Solve ${k * a} < {k}x < {k * (a + width)}$; answer in interval notation."
    text = r.choice((f"x is between {a} and {a + width}", f"${a} < x < {a + width}$", f"{a} < x < {a + width}"))  # fmt: skip
    return Planted(question, f"({a},{a + width})", Disguised(text))


_UNITS = (("m", "cm", 100), ("km", "m", 1000), ("kg", "g", 1000), ("cm", "mm", 10), ("hours", "minutes", 60), ("minutes", "seconds", 60), ("L", "mL", 1000), ("metres", "centimetres", 100))  # fmt: skip


def another_unit(r: Random) -> Planted:
    large, small, size = r.choice(_UNITS)
    n, k = r.randint(2, 40), r.randint(2, 6)
    v = Fraction(n, r.choice((1, 2)))
    question = f"{k} equal pieces measure {decimal(v * k)} {large} in all. How much is one piece?"
    shown = v * size
    return Planted(question, f"{decimal(v)} {large}", Disguised(r.choice((f"{plain(shown)} {small}", f"${plain(shown)}$ {small}"))))  # fmt: skip


def unit_asked(r: Random) -> Planted:
    large, small, size = r.choice(_UNITS)
    v = Fraction(r.randint(3, 40), 2)
    question = f"A rope of {decimal(v * 3)} {large} is cut into 3 equal parts. How long is a part, in {small}?".replace("rope", "thing")  # fmt: skip
    return Planted(question, plain(v * size), Disguised(f"{decimal(v)} {large}"))


def _line(r: Random) -> tuple[int, int, str]:
    m, b, x = nonzero(r, 9), nonzero(r, 9), r.randint(1, 5)
    return m, b, f"Find the equation of the line through $(0, {b})$ and $({x}, {m * x + b})$."


def _c(m: int) -> str:
    return {1: "", -1: "-"}.get(m, str(m))


def line_turned(r: Random) -> Planted:
    m, b, question = _line(r)
    text = r.choice((f"${_c(m)}x{term(b, '')}=y$", f"y {'+' if m < 0 else '-'} {_c(abs(m))}x = {b}", f"$y = {b}{term(m, 'x')}$", f"y={_c(m)}x{term(b, '')}"))  # fmt: skip
    return Planted(question, f"$$y={_c(m)}x{term(b, '').replace(' ', '')}$$", Disguised(text))


def line_in_words(r: Random) -> Planted:
    m, b, question = _line(r)
    m, b = abs(m) + 1, abs(b)
    question = f"Find the equation of the line through $(0, {b})$ and $(2, {2 * m + b})$."
    return Planted(question, f"y={m}x+{b}", Disguised(r.choice((f"y equals {spelled(m)} x plus {spelled(b)}", f"y = {m} times x plus {b}", f"y is {m}x plus {b}"))))  # fmt: skip


def derivative(r: Random) -> Planted:
    a, n, b = r.randint(2, 6), r.randint(2, 5), r.randint(2, 9)
    gold = f"{a * n}x^{n - 1}+{b}" if n > 2 else f"{a * n}x+{b}"
    power = f"x^{{{n}-1}}"
    text = r.choice((f"${a} \\cdot {n} {power} + {b}$", f"{b} + {a * n}x^{n - 1}", f"$({gold})$", f"${b}+{a}\\cdot{n}x^{{{n - 1}}}$", f"f'(x) = {a * n}x^{n - 1} + {b}"))  # fmt: skip
    return Planted(f"Differentiate $f(x) = {a}x^{n}+{b}x$.", f"$${gold}$$", Disguised(text))


def factors(r: Random) -> Planted:
    a, b = r.sample(range(1, 10), 2)
    question = f"Factor $x^2{term(b - a, 'x')}{term(-a * b, '')}$."
    text = r.choice((f"(x - {a})(x + {b})", f"$(x+{b})(x-{a})$", f"$\\left(x-{a}\\right)\\left(x+{b}\\right)$", f"(x+{b}) times (x-{a})"))  # fmt: skip
    return Planted(question, f"(x+{b})(x-{a})", Disguised(text))


def expanded(r: Random) -> Planted:
    a, b = r.randint(2, 9), r.randint(2, 9)
    question = f"Expand $(x+{a})(x-{b})$."
    middle = term(a - b, "x") if a != b else ""
    text = r.choice((f"$x^2{middle} - {a * b}$", f"x²{middle} - {a * b}", f"-{a * b} + x^2{middle}", f"x squared{middle} minus {a * b}"))  # fmt: skip
    return Planted(question, f"x^2{middle.replace(' ', '')}-{a * b}", Disguised(text))


def power(r: Random) -> Planted:
    a, b = r.randint(2, 9), r.randint(2, 9)
    text = r.choice((f"$y^{{{a}+{b}}}$", f"y^({a}+{b})", f"y to the power {a + b}", f"$y^{{{a + b}}}$"))  # fmt: skip
    return Planted(f"Simplify $y^{a} y^{b}$.", f"$$y^{{{a + b}}}$$", Disguised(text))


def word(r: Random) -> Planted:
    gold = r.choice(("no solution", "infinitely many solutions", "inconsistent", "hyperbola", "isosceles", "median"))  # fmt: skip
    return Planted(
        "What kind is it?", gold, Disguised(r.choice((gold, gold.upper(), f"**{gold}**")))
    )


PLANTS: Mapping[str, Plant] = {
    "point in parts": point_in_parts,
    "point in words": point_in_words,
    "point in other brackets": point_in_other_brackets,
    "two roots": two_roots,
    "interval as inequality": interval_as_inequality,
    "interval in words": interval_in_words,
    "interval between": interval_between,
    "another unit": another_unit,
    "unit that was asked": unit_asked,
    "line turned": line_turned,
    "line in words": line_in_words,
    "derivative": derivative,
    "factors": factors,
    "expanded": expanded,
    "power": power,
    "word": word,
}
