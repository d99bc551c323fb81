"""Families of numbers: fractions, decimals, percentages, roots, powers, logarithms, rounding."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import gcd, isqrt, log10, sqrt
from random import Random

from fynq.evaluation.answer_pairs.kin import (
    Family,
    Kin,
    decimal,
    nonzero,
    proper,
    rounded,
    terminating,
)


def fraction_as_decimal(r: Random) -> Kin:
    v = terminating(r)
    n, d = v.numerator, v.denominator
    return Kin(
        f"{n}/{d}",
        (decimal(v), f"\\frac{{{n}}}{{{d}}}", f"$\\dfrac{{{n}}}{{{d}}}$", f"{n} / {d}"),
        (decimal(v / 10), decimal(v * 10), f"-{n}/{d}", f"{d}/{n}", f"{n + 1}/{d}"),
    )


def unreduced_fraction(r: Random) -> Kin:
    v, k = proper(r), r.randint(2, 9)
    n, d = v.numerator, v.denominator
    return Kin(
        f"\\frac{{{n}}}{{{d}}}",
        (f"{n * k}/{d * k}", f"\\frac{{{n * k}}}{{{d * k}}}", f"-{n}/-{d}", f"{n}÷{d}"),
        (f"{n * k}/{d}", f"{n}/{d * k}", f"{n}/{d + 1}", f"0.{n}{d}"),
    )


def lowest_terms(r: Random) -> Kin:
    v, k = proper(r), r.randint(2, 9)
    n, d = v.numerator, v.denominator
    return Kin(
        f"{n}/{d}",
        (f"\\frac{{{n}}}{{{d}}}", f"$\\frac{n if n < 10 else {n}}{{{d}}}$".replace("'", "")),
        (f"{n * k}/{d * k}", f"\\frac{{{n * k}}}{{{d * k}}}", f"{d}/{n}"),
        f"Simplify \\frac{{{n * k}}}{{{d * k}}} to lowest terms.",
    )


def mixed_number(r: Random) -> Kin:
    w, v = r.randint(1, 12), proper(r)
    n, d = v.numerator, v.denominator
    s = r.choice(("", "-"))
    return Kin(
        f"{s}{w * d + n}/{d}",
        (f"{s}{w} {n}/{d}", f"{s}{w}\\frac{{{n}}}{{{d}}}", f"${s}{w}\\frac{{{n}}}{{{d}}}$"),
        (f"{s}{w}{n}/{d}", f"{s}{w + 1} {n}/{d}", f"{s}{n}/{d}", f"{s}{w} {d}/{n}"),
    )


def percentage(r: Random) -> Kin:
    p = Fraction(r.randint(1, 199), r.choice((1, 2)))
    v = p / 100
    return Kin(
        f"{decimal(p)}%",
        (decimal(v), f"{v.numerator}/{v.denominator}", f"{decimal(p)}\\%", f"{decimal(p)} percent"),
        (f"{decimal(p / 10)}%", f"{decimal(p * 10)}%", decimal(v / 10), f"{decimal(v)}%"),
    )


def percentage_asked(r: Random) -> Kin:
    p = r.randint(2, 98)
    return Kin(
        f"{p}%",
        (str(p), f"{p}\\%", f"${p}\\%$", f"{p} %"),
        (decimal(Fraction(p, 100)), f"{p * 10}%", f"{decimal(Fraction(p, 10))}%", f"{p + 1}"),
        f"What percent of 100 is {p}?",
    )


def recurring_decimal(r: Random) -> Kin:
    n = r.choice([n for n in range(1, 99) if n % 11 and n % 9])
    v = Fraction(n, 99)
    return Kin(
        f"{v.numerator}/{v.denominator}",
        (f"0.\\overline{{{n:02d}}}", f"\\frac{{{n}}}{{99}}", f"0.{n:02d}{n:02d}{n:02d}..."),
        (f"0.{n:02d}", f"0.{n:02d}{n:02d}", f"0.\\overline{{{(n + 11) % 99:02d}}}"),
    )


def thousands(r: Random) -> Kin:
    n = r.randint(1_234, 9_876_543)
    swapped = str(n)
    for at in range(len(swapped) - 1):
        if len({swapped[at], swapped[at + 1], "0"}) == 3:
            swapped = swapped[:at] + swapped[at + 1] + swapped[at] + swapped[at + 2 :]
            break
    wrong = int(swapped) if swapped != str(n) else n + 1
    return Kin(
        str(n),
        (f"{n:,}", f"{n:,}".replace(",", "{,}"), f"{n:,}".replace(",", "\\,"), f"{n}.0"),
        (f"{wrong:,}", f"{n * 10:,}", str(n // 10), f"-{n:,}"),
    )


def scientific(r: Random) -> Kin:
    m, e = Fraction(r.randint(11, 99), 10), r.choice((-6, -5, -4, -3, 3, 4, 5, 6, 7))
    v = m * Fraction(10) ** e
    t = decimal(m)
    return Kin(
        decimal(v),
        (f"{t} \\times 10^{{{e}}}", f"{t} × 10^{e}", f"{t}*10^({e})", f"{t}e{e}", f"{t} x 10^{e}"),
        (
            f"{t} \\times 10^{{{e + 1}}}",
            f"{t} \\times 10^{{{-e}}}",
            decimal(v * 10),
            f"{t}e{e - 1}",
        ),
    )


def radical(r: Random) -> Kin:
    a, b = r.randint(2, 9), r.choice((2, 3, 5, 6, 7, 10, 11))
    return Kin(
        f"{a}\\sqrt{{{b}}}",
        (
            f"\\sqrt{{{a * a * b}}}",
            f"{a}√{b}",
            f"{a}*sqrt({b})",
            f"{a}·{b}^(1/2)",
            f"sqrt({b})*{a}",
        ),
        (
            f"{b}\\sqrt{{{a}}}" if a != b else f"{a}\\sqrt{{{b + 1}}}",
            f"\\sqrt{{{a * b}}}",
            f"{a}{b}",
            f"-{a}√{b}",
            rounded(Fraction(round(a * sqrt(b) * 100), 100), 2),
        ),
    )


def simplest_radical(r: Random) -> Kin:
    a, b = r.randint(2, 9), r.choice((2, 3, 5, 6, 7, 10))
    return Kin(
        f"{a}\\sqrt{{{b}}}",
        (f"{a}√{b}", f"{a} sqrt({b})", f"\\sqrt{{{b}}} \\cdot {a}"),
        (f"\\sqrt{{{a * a * b}}}", f"sqrt({a * a * b})", f"{a * a}\\sqrt{{{b}}}"),
        f"Simplify $\\sqrt{{{a * a * b}}}$. Write it in simplest radical form.",
    )


def rational_denominator(r: Random) -> Kin:
    a, b = r.randint(1, 9), r.choice((2, 3, 5, 7, 11))
    k = gcd(a, b)
    n, d = a // k, b // k
    top = f"{n if n > 1 else ''}\\sqrt{{{b}}}"
    gold = f"\\frac{{{top}}}{{{d}}}" if d > 1 else top
    return Kin(
        gold,
        (f"{a}/√{b}", f"\\frac{{{a}}}{{\\sqrt{{{b}}}}}", f"{n}√{b}/{d}", f"({n}*sqrt({b}))/{d}"),
        (f"{a + 1}/√{b}", f"{a}√{b}", f"\\frac{{\\sqrt{{{a + b}}}}}{{{b}}}", f"{a}/{b}"),
    )


def power(r: Random) -> Kin:
    a, n = r.randint(2, 6), r.randint(2, 5)
    return Kin(
        f"\\frac{{1}}{{{a**n}}}",
        (f"{a}^{{-{n}}}", f"{a}^-{n}", f"1/{a}^{n}", f"(1/{a})^{n}"),
        (
            f"-{a}^{n}",
            f"{a}^{n}",
            f"1/{a * n if a * n != a**n else a + n + 1}",
            f"{a}^{{-{n + 1}}}",
        ),
    )


def fractional_power(r: Random) -> Kin:
    a, n, m = r.randint(2, 6), r.choice((2, 3)), r.choice((2, 4, 5))
    return Kin(
        str(a**m),
        (f"{a**n}^({m}/{n})", f"\\left({a**n}\\right)^{{{m}/{n}}}", f"{a}^{m}"),
        (f"{a**n}^({n}/{m})", f"{a**n * m}", f"-{a**m}", str(a ** (m + 1))),
    )


def logarithm(r: Random) -> Kin:
    b, n, k = r.choice((2, 3, 5, 10)), r.randint(2, 4), r.randint(3, 19)
    return Kin(
        f"{n} + \\log_{{{b}}} {k}",
        (f"log_{b}({k * b**n})", f"\\log_{{{b}}}({k}) + {n}", f"ln({k * b**n})/ln({b})"),
        (f"log_{b}({k + b**n})", f"{n}\\log_{{{b}}} {k}", f"{n} - \\log_{{{b}}} {k}"),
    )


def natural_logarithm(r: Random) -> Kin:
    a, b = r.sample(range(2, 15), 2)
    return Kin(
        f"\\ln {a} - \\ln {b}",
        (f"ln({a}/{b})", f"\\ln\\frac{{{a}}}{{{b}}}", f"-ln({b}/{a})", f"-\\ln({b}) + \\ln({a})"),
        (f"ln({a} - {b})" if a > b else f"ln({b} - {a})", f"ln({a})/ln({b})", f"ln({b}/{a})"),
    )


def rounding_asked(r: Random) -> Kin:
    v, p = Fraction(r.randint(10_001, 99_999), 7), r.choice((1, 2, 3))
    v /= r.choice((10, 100, 1000))
    step = Fraction(1, 10**p)
    names = {1: "tenth", 2: "hundredth", 3: "thousandth"}
    return Kin(
        rounded(v, p),
        (f"≈ {rounded(v, p)}", f"\\approx {rounded(v, p)}", f"{v.numerator}/{v.denominator}"),
        (
            rounded(v + step, p),
            rounded(v - step, p),
            rounded(v, p - 1) if rounded(v, p)[-1] != "0" else rounded(v + 2 * step, p),
            f"-{rounded(v, p)}",
        ),
        f"Find the value. Round your answer to the nearest {names[p]}.",
    )


def coarser_than_exact(r: Random) -> Kin:
    v = Fraction(r.randint(1, 60), r.choice((3, 7, 9, 11, 13)))
    v = v + Fraction(1, 3) if v.denominator == 1 else v
    n, d = v.numerator, v.denominator
    return Kin(
        f"{n}/{d}",
        (f"{2 * n}/{2 * d}", f"\\tfrac{{{n}}}{{{d}}}", f"({n})/({d})"),
        (rounded(v, 1), rounded(v, 2), rounded(v, 3), rounded(v, 0)),
    )


def multiple_of_pi(r: Random) -> Kin:
    v = proper(r) + r.randint(0, 2)
    n, d = v.numerator, v.denominator
    return Kin(
        f"\\frac{{{n}\\pi}}{{{d}}}",
        (f"{n}π/{d}", f"{n}*pi/{d}", f"\\frac{{{n}}}{{{d}}}\\pi", f"({n}/{d})π", f"pi*{n}/{d}"),
        (
            f"{n}/{d}",
            f"{n}π",
            f"{d}π/{n}",
            f"-{n}π/{d}",
            rounded(Fraction(round(float(v) * 314), 100), 1),
        ),
    )


def complex_number(r: Random) -> Kin:
    a, b = nonzero(r, 9), r.randint(2, 9)
    return Kin(
        f"{a} + {b}i",
        (f"{b}i + {a}" if a > 0 else f"{b}i - {-a}", f"{a}+{b}*i", f"${a}+{b}i$"),
        (f"{a} - {b}i", f"{-a} + {b}i", f"{b} + {a}i" if a != b else f"{b}", f"{a} + {b}"),
    )


def whole_number(r: Random) -> Kin:
    n = r.randint(13, 989)
    back = int(str(n)[::-1])
    return Kin(
        str(n),
        (f"{n}.", f"{n}.0", f"+{n}", f"${n}$", f"x = {n}", f"\\boxed{{{n}}}", f"\\text{{{n}}}"),
        (str(n + 1), f"-{n}", f"{n}0", decimal(Fraction(n, 10)), str(back if back != n else n + 9)),
    )


def decimal_point(r: Random) -> Kin:
    v = Fraction(r.randint(101, 9_999), 100)
    t = rounded(v, 2)
    return Kin(
        t,
        (f"{t}0", f"${t}$", f"{(v * 100).numerator}/100", f"x = {t}"),
        (
            t.replace(".", ""),
            decimal(v * 10),
            decimal(v / 10),
            rounded(v + Fraction(1, 100), 2),
            f"-{t}",
        ),
    )


def undone_division(r: Random) -> Kin:
    b, q = r.randint(3, 12), r.randint(13, 60)
    return Kin(
        str(q),
        (f"{q}.0", f"x = {q}", f"= {q}"),
        (f"{b * q}/{b}", f"\\frac{{{b * q}}}{{{b}}}", f"{b * q} \\div {b}", f"{b * q} ÷ {b}"),
        f"Compute {b * q} \\div {b}.",
    )


def ratio(r: Random) -> Kin:
    a, b = r.sample(range(2, 20), 2)
    return Kin(
        f"{a}:{b}",
        (f"{a} : {b}", f"{a} to {b}", f"{3 * a}:{3 * b}"),
        (f"{b}:{a}", f"{a}:{b + 1}", f"{a}:{a + b}", f"{a}{b}"),
    )


def square_root_of_square(r: Random) -> Kin:
    n = r.randint(2, 15)
    assert isqrt(n * n) == n and log10(n) < 2
    return Kin(
        str(n),
        (f"\\sqrt{{{n * n}}}", f"sqrt({n * n})", f"√{n * n}"),
        (f"±{n}", f"-{n}", str(n * n)),
    )


FAMILIES: Mapping[str, Family] = {
    f.__name__: f
    for f in (
        fraction_as_decimal,
        unreduced_fraction,
        lowest_terms,
        mixed_number,
        percentage,
        percentage_asked,
        recurring_decimal,
        thousands,
        scientific,
        radical,
        simplest_radical,
        rational_denominator,
        power,
        fractional_power,
        logarithm,
        natural_logarithm,
        rounding_asked,
        coarser_than_exact,
        multiple_of_pi,
        complex_number,
        whole_number,
        decimal_point,
        undone_division,
        ratio,
        square_root_of_square,
    )
}
