"""Families of sets, intervals, inequalities, points and quantities with units."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random

from fynq.evaluation.answer_pairs.kin import Family, Kin, decimal, nonzero, rounded


def two_roots(r: Random) -> Kin:
    a, b = r.sample([n for n in range(-12, 13) if n], 2)
    c = max(a, b) + 1
    return Kin(
        f"x = {a} or x = {b}",
        (
            f"{b}, {a}",
            f"x = {b}, x = {a}",
            f"\\{{{a}, {b}\\}}",
            f"x = {a}, {b}",
            f"{a} and {b}",
            f"x = {b} \\text{{ or }} x = {a}",
            f"x \\in \\{{{b}, {a}\\}}",
        ),
        (
            f"{a}",
            f"x = {b}",
            f"{-a}, {-b}" if a != -b else f"{a}, 0",
            f"{a}, {b}, {c}",
            f"x = {a} or x = {c}",
        ),
    )


def plus_minus(r: Random) -> Kin:
    a, b = nonzero(r, 9), r.choice((2, 3, 5, 6, 7))
    return Kin(
        f"{a} \\pm \\sqrt{{{b}}}",
        (
            f"{a} ± √{b}",
            f"{a} + sqrt({b}), {a} - sqrt({b})",
            f"x = {a} - √{b} or x = {a} + √{b}",
            f"x = {a} ± sqrt({b})",
        ),
        (f"{a} + \\sqrt{{{b}}}", f"{-a} ± √{b}", f"{a} ± {b}", f"±√{b}"),
    )


def finite_set(r: Random) -> Kin:
    a, b, c = r.sample(range(-20, 21), 3)
    return Kin(
        f"\\{{{a}, {b}, {c}\\}}",
        (f"{{{c}, {a}, {b}}}", f"{b}, {c}, {a}", f"\\left\\{{ {c}, {b}, {a} \\right\\}}"),
        (
            f"{{{a}, {b}}}",
            f"{{{a}, {b}, {c + 21}}}",
            f"{{{a}, {b}, {c}, 50}}",
            f"{{{a}, {b}, {b}}}",
        ),
    )


def interval_notation(r: Random) -> Kin:
    a = r.randint(-12, 8)
    b = a + r.randint(2, 9)
    left, right = r.choice("[("), r.choice("])")
    low, high = ("\\le" if left == "[" else "<"), ("\\le" if right == "]" else "<")
    uni = {"\\le": "≤", "<": "<"}
    other = {"[": "(", "(": "[", "]": ")", ")": "]"}
    return Kin(
        f"{left}{a}, {b}{right}",
        (
            f"{a} {low} x {high} {b}",
            f"{a} {uni[low]} x {uni[high]} {b}",
            f"\\left{left}{a},{b}\\right{right}",
            f"{b} {'>=' if high != '<' else '>'} x {'>=' if low != '<' else '>'} {a}",
        ),
        (
            f"{other[left]}{a}, {b}{right}",
            f"{left}{a}, {b}{other[right]}",
            f"{left}{b}, {a}{right}",
            f"{a} {'<' if low != '<' else '<='} x {uni[high]} {b}",
            f"x {uni[high]} {b}",
        ),
    )


def half_line(r: Random) -> Kin:
    a = r.randint(-15, 15)
    op, left = r.choice(((">", "("), ("\\ge", "[")))
    asc = {">": ">", "\\ge": ">="}[op]
    return Kin(
        f"x {op} {a}",
        (
            f"{left}{a}, \\infty)",
            f"{left}{a}, ∞)",
            f"{a} {'<' if op == '>' else '≤'} x",
            f"x {asc} {a}",
            f"\\{{x | x {op} {a}\\}}",
        ),
        (
            f"x < {a}",
            f"(-\\infty, {a})",
            f"x {'≥' if op == '>' else '>'} {a}",
            f"{'[' if left == '(' else '('}{a}, ∞)",
            f"x = {a}",
            f"y {op} {a}",
        ),
    )


def union(r: Random) -> Kin:
    a = r.randint(-10, 5)
    b = a + r.randint(1, 9)
    return Kin(
        f"(-\\infty, {a}) \\cup ({b}, \\infty)",
        (
            f"x < {a} or x > {b}",
            f"({b}, ∞) ∪ (-∞, {a})",
            f"x > {b} or x < {a}",
            f"(-∞,{a})∪({b},∞)",
        ),
        (
            f"(-∞, {a}] ∪ ({b}, ∞)",
            f"({a}, {b})",
            f"x < {b} or x > {a}",
            f"(-∞, {a})",
            f"x < {a} and x > {b}",
        ),
    )


def point(r: Random) -> Kin:
    a, b = r.sample([n for n in range(-12, 13) if n], 2)
    return Kin(
        f"({a}, {b})",
        (
            f"x = {a}, y = {b}",
            f"y = {b}, x = {a}",
            f"({a},{b})",
            f"\\left({a}, {b}\\right)",
            f"({a}.0, {b}.0)",
        ),
        (f"({b}, {a})", f"({-a}, {b})", f"({a}, {-b})", f"x = {b}, y = {a}", f"({a}, {b}, 0)"),
    )


def vector(r: Random) -> Kin:
    a, b, c = (nonzero(r, 9) for _ in range(3))
    return Kin(
        f"\\langle {a}, {b}, {c} \\rangle",
        (f"({a}, {b}, {c})", f"<{a}, {b}, {c}>", f"⟨{a}, {b}, {c}⟩"),
        (f"\\langle {a}, {b}, {-c} \\rangle", f"<{a}, {b}>", f"<{c + 20}, {b}, {a}>"),
    )


def matrix(r: Random) -> Kin:
    a, b, c = (nonzero(r, 9) for _ in range(3))
    d = max(a, b, c) + 1
    return Kin(
        f"\\begin{{bmatrix}} {a} & {b} \\\\ {c} & {d} \\end{{bmatrix}}",
        (f"\\begin{{pmatrix}}{a}&{b}\\\\{c}&{d}\\end{{pmatrix}}", f"[[{a}, {b}], [{c}, {d}]]"),
        (f"[[{a}, {b + 20}], [{c}, {d}]]", f"[[{d}, {b}], [{c}, {a}]]", f"[[{a}, {b}, {c}, {d}]]"),
    )


def money(r: Random) -> Kin:
    v = Fraction(r.randint(100, 500_000), 100)
    t = rounded(v, 2)
    comma = f"{float(v):,.2f}"
    return Kin(
        f"\\${t}",
        (f"${comma}", f"{t} dollars", f"\\${comma}", f"$ {t}", t),
        (
            f"${rounded(v * 10, 2)}",
            f"{t} cents",
            f"€{t}",
            f"-${t}",
            f"${rounded(v + Fraction(1, 100), 2)}",
        ),
    )


_CONVERSIONS = (
    ("km", "kilometers", "m", 1000),
    ("m", "meters", "cm", 100),
    ("cm", "centimetres", "mm", 10),
    ("kg", "kilograms", "g", 1000),
    ("L", "liters", "mL", 1000),
    ("h", "hours", "min", 60),
    ("min", "minutes", "s", 60),
    ("ft", "feet", "in", 12),
    ("lb", "pounds", "oz", 16),
    ("kJ", "kilojoules", "J", 1000),
    ("kW", "kilowatts", "W", 1000),
    ("m^2", "square meters", "cm^2", 10_000),
)


def unit(r: Random) -> Kin:
    short, long, small, factor = r.choice(_CONVERSIONS)
    v = Fraction(r.randint(3, 99), r.choice((1, 2, 4)))
    t = decimal(v)
    return Kin(
        f"{t} {short}",
        (
            f"{t} {long}",
            f"{t} \\text{{ {short}}}",
            f"{t} \\mathrm{{{short}}}",
            f"{decimal(v * factor)} {small}",
        ),
        (
            f"{t} {small}",
            f"{decimal(v * factor)} {short}",
            f"{decimal(v * 10)} {short}",
            t,
            f"-{t} {short}",
        ),
    )


def speed(r: Random) -> Kin:
    v = r.randint(2, 60)
    return Kin(
        f"{v} m/s",
        (
            f"{v} meters per second",
            f"{v} \\text{{ m/s}}",
            f"{decimal(Fraction(v * 36, 10))} km/h",
            f"{v} m s^{{-1}}",
        ),
        (f"{v} km/h", f"{v} m/s^2", f"{v} m", f"{v} s", f"{v}0 m/s"),
    )


def degrees(r: Random) -> Kin:
    a = r.choice((15, 30, 36, 45, 60, 72, 90, 120, 135, 150))
    v = Fraction(a, 180)
    return Kin(
        f"{a}^\\circ",
        (f"{a}°", f"{a} degrees", f"{a}^{{\\circ}}", f"{v.numerator}π/{v.denominator}"),
        (f"{a + 1}°", f"-{a}°", f"{180 - a if a != 90 else 89}°", f"{a} radians"),
    )


def nothing(r: Random) -> Kin:
    return Kin(
        r.choice(("no solution", "\\emptyset", "∅")),
        ("No solutions", "no real solution", "none", "\\varnothing"),
        ("0", "x = 0", "all real numbers", "infinitely many solutions"),
    )


def everything(r: Random) -> Kin:
    return Kin(
        r.choice(("(-\\infty, \\infty)", "all real numbers")),
        ("\\mathbb{R}", "(-∞, ∞)", "All real numbers", "ℝ"),
        ("no solution", "0", "(0, \\infty)", "(-\\infty, 0)"),
    )


def sentence(r: Random) -> Kin:
    n = r.randint(12, 900)
    return Kin(
        str(n),
        (f"The answer is {n}.", f"Answer: {n}", f"= {n}", f"**{n}**"),
        (f"The answer is {n + 1}.", f"Answer: -{n}", f"= {n}0", f"not {n}"),
    )


FAMILIES: Mapping[str, Family] = {
    f.__name__: f
    for f in (
        two_roots,
        plus_minus,
        finite_set,
        interval_notation,
        half_line,
        union,
        point,
        vector,
        matrix,
        money,
        unit,
        speed,
        degrees,
        nothing,
        everything,
        sentence,
    )
}
