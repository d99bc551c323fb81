"""Families of expressions and equations in one or more variables."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from fynq.evaluation.answer_pairs.kin import Family, Kin, nonzero, term


def quadratic_forms(r: Random) -> Kin:
    a, b = nonzero(r, 9), nonzero(r, 9)
    b = b if a + b and a != b else a + 10
    first, last = f"(x{term(a, '')})".replace(" ", ""), f"(x{term(b, '')})".replace(" ", "")
    written = f"x^2{term(a + b, 'x')}{term(a * b, '')}"
    return Kin(
        written,
        (
            f"{first}{last}",
            f"{last}*{first}",
            f"{a * b}{term(a + b, 'x')} + x^2",
            written.replace("^2", "²"),
        ),
        (
            f"x^2{term(-a - b, 'x')}{term(a * b, '')}",
            f"x^2{term(a + b, 'x')}{term(-a * b, '')}",
            f"(x{term(-a, '')})(x{term(b, '')})",
            f"x^2{term(a * b, '')}",
        ),
    )


def factored_asked(r: Random) -> Kin:
    a, b = nonzero(r, 9), nonzero(r, 9)
    b = b if a + b and a != b else a + 10
    written = f"x^2{term(a + b, 'x')}{term(a * b, '')}"
    return Kin(
        f"(x{term(a, '')})(x{term(b, '')})",
        (
            f"(x{term(b, '')})(x{term(a, '')})",
            f"(x{term(a, '')})*(x{term(b, '')})",
            f"({a} + x)({b} + x)",
        ),
        (written, f"(x{term(-a, '')})(x{term(-b, '')})", f"x(x{term(a + b, '')}){term(a * b, '')}"),
        f"Factor ${written}$.",
    )


def expanded_asked(r: Random) -> Kin:
    a, k = nonzero(r, 9), r.randint(2, 6)
    question = f"Expand (x{term(a, '')})({k}x{term(1, '')})."
    return Kin(
        f"{k}x^2{term(a * k + 1, 'x')}{term(a, '')}" if a * k + 1 else f"{k}x^2{term(a, '')}",
        (f"{a}{term(a * k + 1, 'x')} + {k}x^2" if a * k + 1 else f"{a} + {k}x^2",),
        (
            f"(x{term(a, '')})({k}x + 1)",
            f"{k}x^2{term(a, '')}{term(a * k + 2, 'x')}",
            f"{k}x^2{term(-a, '')}",
        ),
        question,
    )


def like_terms_left(r: Random) -> Kin:
    a, b, c = r.randint(2, 9), r.randint(2, 9), r.randint(1, 9)
    return Kin(
        f"{a + b}x + {c}",
        (f"{c} + {a + b}x", f"x*{a + b} + {c}"),
        (f"{a}x + {b}x + {c}", f"{a}x + {c} + {b}x", f"{a + b + c}x", f"{a + b}x - {c}"),
        f"Simplify {a}x + {c} + {b}x.",
    )


def reordered_sum(r: Random) -> Kin:
    a, b, c = r.randint(2, 9), r.randint(2, 9), r.randint(2, 9)
    return Kin(
        f"{a}x^3 + {b}xy - {c}y^2",
        (
            f"{b}xy + {a}x^3 - {c}y^2",
            f"-{c}y² + {a}x³ + {b}yx",
            f"{a} x^{{3}} - {c} y^{{2}} + {b} x y",
            f"{a}*x**3+{b}*x*y-{c}*y**2",
        ),
        (
            f"{a}x^3 + {b}xy + {c}y^2",
            f"{a}x^2 + {b}xy - {c}y^2",
            f"{a}y^3 + {b}xy - {c}x^2",
            f"{a}x^3 + {b}x - {c}y^2",
        ),
    )


def negative_power(r: Random) -> Kin:
    a, n = r.randint(2, 9), r.randint(2, 5)
    return Kin(
        f"\\frac{{{a}}}{{x^{{{n}}}}}",
        (f"{a}x^{{-{n}}}", f"{a}/x^{n}", f"{a}*x^(-{n})"),
        (f"{a}x^{n}", f"\\frac{{1}}{{{a}x^{{{n}}}}}", f"-{a}x^{{{n}}}", f"({a}x)^{{-{n}}}"),
    )


def root_as_power(r: Random) -> Kin:
    n, m = r.choice((2, 3, 4, 5)), r.choice((1, 3, 7))
    root = f"\\sqrt{{x^{m}}}" if n == 2 else f"\\sqrt[{n}]{{x^{m}}}"
    return Kin(
        f"x^{{{m}/{n}}}" if m != n else "x",
        (root, f"x^({m}/{n})", f"(x^{m})^(1/{n})"),
        (f"x^({n}/{m + n})", f"x^{m}/{n}", f"x^(-{m}/{n})", f"{m}x/{n}"),
    )


def sine_identity(r: Random) -> Kin:
    k = r.randint(2, 9)
    return Kin(
        f"{k}\\sin(2x)",
        (f"{2 * k} sin x cos x", f"{2 * k}\\sin(x)\\cos(x)", f"{2 * k}cos(x)sin(x)"),
        (f"{2 * k} sin x", f"{k} sin x cos x", f"{k}\\sin^2(x)", f"{k}\\cos(2x)"),
    )


def cosine_identity(r: Random) -> Kin:
    k = r.randint(2, 9)
    return Kin(
        f"{k}\\cos(2x)",
        (f"{k}(cos^2 x - sin^2 x)", f"{2 * k}\\cos^2(x) - {k}", f"{k} - {2 * k}\\sin^2 x"),
        (f"{k}(cos^2 x + sin^2 x)", f"{k} - {2 * k}\\cos^2 x", f"{2 * k}\\cos(x)"),
    )


def logarithm_of_product(r: Random) -> Kin:
    n = r.randint(2, 6)
    return Kin(
        f"\\ln x + {n}\\ln y",
        (f"ln(x y^{n})", f"{n} ln(y) + ln(x)", f"\\ln\\left(xy^{{{n}}}\\right)"),
        (f"ln(x + y^{n})", f"{n} ln(x y)", f"ln(x) - {n} ln(y)", f"{n} ln x + ln y"),
    )


def rational_expression(r: Random) -> Kin:
    a, b = r.sample(range(1, 10), 2)
    return Kin(
        f"\\frac{{x + {a}}}{{x - {b}}}",
        (f"(x+{a})/(x-{b})", f"({a}+x)/(-{b}+x)", f"-(x+{a})/({b}-x)", f"1 + {a + b}/(x-{b})"),
        (f"x + {a}/x - {b}", f"(x-{b})/(x+{a})", f"(x+{a})/({b}-x)", f"(x-{a})/(x+{b})"),
    )


def variable_named(r: Random) -> Kin:
    a, b = r.randint(2, 9), nonzero(r, 9)
    v, w = r.sample("abkmntuvwxyz", 2)
    return Kin(
        f"{a}{v}{term(b, '')}",
        (
            f"{b} + {a}{v}",
            f"{a}*{v}{term(b, '')}",
            f"f({v}) = {a}{v}{term(b, '')}" if v == "x" else f"{a} {v}{term(b, '')}",
        ),
        (
            f"{a}{w}{term(b, '')}",
            f"{a}{v}{term(-b, '')}",
            f"{b}{v}{term(a, '')}" if b not in (a, 1) else f"{a}{v}",
        ),
    )


def line(r: Random) -> Kin:
    m, b = r.choice((-5, -4, -3, -2, 2, 3, 4, 5)), nonzero(r, 9)
    return Kin(
        f"y = {m}x{term(b, '')}",
        (
            f"{m}x{term(b, '')} = y",
            f"y = {b}{term(m, 'x')}",
            f"y{term(-m, 'x')} = {b}",
            f"2y = {2 * m}x{term(2 * b, '')}",
        ),
        (
            f"y = {-m}x{term(b, '')}",
            f"y = {m}x{term(-b, '')}",
            f"x = {m}y{term(b, '')}",
            f"y = {b}x{term(m, '')}" if b != m else f"y = {m}x",
        ),
    )


def solved_equation(r: Random) -> Kin:
    n, k = nonzero(r, 20), r.randint(2, 5)
    return Kin(
        f"x = {n}",
        (str(n), f"{n} = x", f"x={n}", f"$x = {n}$"),
        (f"x = {-n}", f"y = {n}", f"{k}x = {k * n}", f"x = {n}0", f"x > {n}"),
    )


def scaled_equation(r: Random) -> Kin:
    a, b, c, k = r.randint(2, 9), r.randint(2, 9), r.randint(1, 20), r.randint(2, 4)
    return Kin(
        f"{a}x + {b}y = {c}",
        (
            f"{k * a}x + {k * b}y = {k * c}",
            f"{c} = {a}x + {b}y",
            f"{a}x + {b}y - {c} = 0",
            f"{b}y = {c} - {a}x",
        ),
        (
            f"{a}x - {b}y = {c}",
            f"{a}x + {b}y = -{c}",
            f"{k * a}x + {b}y = {c}",
            f"{a}x + {b}y + {c} = 0",
        ),
    )


def circle(r: Random) -> Kin:
    h, k, s = nonzero(r, 6), nonzero(r, 6), r.randint(2, 8)
    return Kin(
        f"(x{term(-h, '')})^2 + (y{term(-k, '')})^2 = {s * s}",
        (
            f"(y{term(-k, '')})^2 + (x{term(-h, '')})^2 = {s * s}",
            f"{s * s} = (x{term(-h, '')})² + (y{term(-k, '')})²",
        ),
        (
            f"(x{term(h, '')})^2 + (y{term(k, '')})^2 = {s * s}",
            f"(x{term(-h, '')})^2 + (y{term(-k, '')})^2 = {s}",
            f"(x{term(-h, '')})^2 - (y{term(-k, '')})^2 = {s * s}",
        ),
    )


def antiderivative(r: Random) -> Kin:
    a, n = r.randint(2, 9), r.randint(2, 5)
    return Kin(
        f"{a}x^{n} + C",
        (f"C + {a}x^{n}", f"{a}x^{{{n}}} + c", f"x^{n}*{a} + C"),
        (f"{a}x^{n}", f"{a}x^{n + 1} + C", f"-{a}x^{n} + C", f"{a}x^{n} + x + C"),
    )


def completed_square(r: Random) -> Kin:
    h, k = nonzero(r, 7), nonzero(r, 9)
    return Kin(
        f"(x{term(-h, '')})^2{term(k, '')}",
        (
            f"{k} + (x{term(-h, '')})²",
            f"x^2{term(-2 * h, 'x')}{term(h * h + k, '')}"
            if h * h + k
            else f"x^2{term(-2 * h, 'x')}",
        ),
        (
            f"(x{term(h, '')})^2{term(k, '')}",
            f"(x{term(-h, '')})^2{term(-k, '')}",
            f"x^2{term(-h, 'x')}{term(k, '')}",
        ),
    )


def exponential(r: Random) -> Kin:
    a, b = r.randint(2, 9), r.randint(2, 5)
    return Kin(
        f"{a}e^{{{b}x}}",
        (f"{a}*exp({b}x)", f"{a}e^({b}x)", f"{a}(e^x)^{b}", f"e^{{{b}x}}*{a}"),
        (
            f"{a}e^{{-{b}x}}",
            f"{a}e^{b}x",
            f"({a}e)^{{{b}x}}",
            f"{b}e^{{{a}x}}" if a != b else f"{a}e^x",
        ),
    )


def absolute_value(r: Random) -> Kin:
    a = r.randint(1, 9)
    return Kin(
        f"|x - {a}|",
        (f"|{a} - x|", f"abs(x - {a})", f"\\left|x-{a}\\right|", f"\\sqrt{{(x-{a})^2}}"),
        (f"x - {a}", f"|x + {a}|", f"|x| - {a}", f"-|x - {a}|"),
    )


FAMILIES: Mapping[str, Family] = {
    f.__name__: f
    for f in (
        quadratic_forms,
        factored_asked,
        expanded_asked,
        like_terms_left,
        reordered_sum,
        negative_power,
        root_as_power,
        sine_identity,
        cosine_identity,
        logarithm_of_product,
        rational_expression,
        variable_named,
        line,
        solved_equation,
        scaled_equation,
        circle,
        antiderivative,
        completed_square,
        exponential,
        absolute_value,
    )
}
