"""How each starter item of mathematics is worked out anew, from its question, with SymPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, pvariance
from typing import Any

import sympy as sp
from sympy import (
    Abs,
    E,
    Eq,
    FiniteSet,
    I,
    Poly,
    apart,
    binomial,
    cos,
    discriminant,
    dsolve,
    exp,
    factorial,
    gcd,
    idiff,
    integrate,
    lcm,
    limit,
    log,
    oo,
    pi,
    primefactors,
    quo,
    rem,
    series,
    simplify,
    sin,
    solveset,
    sqrt,
    summation,
)
from sympy.calculus.util import maximum, minimum

C, F, P, a, b, k, n, t, x, y, z = sp.symbols("C F P a b k n t x y z")
u = sp.Function("u")
M, R = sp.Matrix, sp.Rational


@dataclass(frozen=True)
class Anti:
    """The answer's derivative must be `of`."""

    of: Any


@dataclass(frozen=True)
class Equation:
    """The answer must say left == right, solved for what stands alone on its left-hand side."""

    left: Any
    right: Any


@dataclass(frozen=True)
class Factored:
    """The answer must be the complete factorization over the integers."""

    of: Any


def differentiated(f: Any, times: int = 1) -> Any:
    return sp.diff(f, x, times)


def only(left: Any, right: Any, unknown: Any = x) -> Any:
    (solution,) = sp.solve(sp.Eq(left, right), unknown)
    return solution


def roots_of(left: Any, right: Any) -> Any:
    return sp.solveset(sp.Eq(left, right), x)


def real_roots_of(left: Any, right: Any) -> Any:
    return sp.solveset(sp.Eq(left, right), x, sp.S.Reals)


def where(condition: Any) -> Any:
    return sp.solveset(condition, x, sp.S.Reals)


def system(zeros: list[Any], *unknowns: Any) -> tuple[Any, ...]:
    (solution,) = sp.linsolve(zeros, *unknowns)
    return tuple(solution)


DERIVATIONS: dict[str, Callable[[], Any]] = {
    "arith-add-three": lambda: 348 + 275 + 52,
    "arith-multiply-two-digit": lambda: 34 * 27,
    "arith-divide-exact": lambda: R(1176, 24),
    "arith-subtract-zeros": lambda: 5003 - 1876,
    "place-value-expanded": lambda: 6 * 1000 + 4 * 10 + 9,
    "place-value-times-hundred": lambda: R(25, 10) * 100,
    "order-brackets-power": lambda: 20 - 2 * (1 + 2) ** 2,
    "order-left-to-right": lambda: R(12, 2) * 3,
    "order-minus-square": lambda: -9 + 9,
    "order-nested": lambda: 2 * (3 + 4 * (5 - 2)) - 6,
    "integers-sum-signs": lambda: -7 + 4 + 6 - 2,
    "integers-product-signs": lambda: (-4) * (-5) * (-2),
    "integers-quotient-signs": lambda: R(-84, 7) + 5,
    "integers-power-odd": lambda: (-2) ** 5,
    "gcd-24-36": lambda: gcd(24, 36),
    "gcd-84-126": lambda: gcd(84, 126),
    "lcm-6-8": lambda: lcm(6, 8),
    "lcm-18-24": lambda: lcm(18, 24),
    "gcd-391-299": lambda: gcd(391, 299),
    "prime-factors-360": lambda: max(primefactors(360)),
    "divisors-count-60": lambda: sp.divisor_count(60),
    "remainder-157-12": lambda: 157 % 12,
    "fractions-add-half-third": lambda: R(1, 2) + R(1, 3),
    "fractions-subtract-eighths": lambda: R(5, 6) - R(3, 8),
    "fractions-multiply": lambda: R(2, 3) * R(9, 14),
    "fractions-divide": lambda: R(5, 6) / R(10, 9),
    "fractions-mixed-operations": lambda: R(3, 4) + R(1, 2) * R(5, 3),
    "fractions-simplify-84-126": lambda: R(84, 126),
    "decimals-product": lambda: R(3, 10) * R(4, 100),
    "decimals-quotient": lambda: R(72, 10) / R(6, 100),
    "decimals-sum": lambda: R(1275, 100) + R(36, 10) - R(48, 100),
    "decimals-to-fraction": lambda: R(375, 1000),
    "decimals-recurring-27": lambda: R(27, 99),
    "rounding-product-estimate": lambda: 50 * 20,
    "rounding-nearest-hundred": lambda: 100 * round(3748 / 100),
    "percent-15-of-80": lambda: R(15, 100) * 80,
    "percent-7-5-of-240": lambda: R(75, 1000) * 240,
    "percent-increase-250": lambda: 250 * R(112, 100),
    "percent-decrease-80": lambda: 80 * R(85, 100),
    "percent-what-percent": lambda: R(18, 24),
    "percent-reverse": lambda: R(51) / R(85, 100),
    "percent-up-and-down": lambda: 1 - R(12, 10) * R(8, 10),
    "ratio-share-60": lambda: R(60, 5) * 3,
    "ratio-pens": lambda: R(6, 4) * 10,
    "ratio-painters": lambda: R(3 * 8, 6),
    "ratio-proportion-equation": lambda: only(x / 12, R(5, 8)),
    "interest-simple": lambda: 1000 * (1 + 3 * R(5, 100)),
    "interest-compound": lambda: 2000 * R(11, 10) ** 3,
    "units-speed": lambda: R(72 * 1000, 3600),
    "units-square-metre": lambda: 3 * 100**2,
    "exponents-evaluate": lambda: 2**5 - 3**3,
    "exponents-negative": lambda: R(1, 25),
    "exponents-fraction-negative": lambda: R(3, 2) ** 2,
    "exponents-rational": lambda: 8 ** R(2, 3),
    "exponents-simplify-product": lambda: 12 * x**7,
    "exponents-simplify-quotient": lambda: (2 * x**3) ** 2 * x / x**4,
    "radicals-simplify-72": lambda: sqrt(72),
    "radicals-sum": lambda: sqrt(12) + sqrt(27),
    "radicals-rationalize": lambda: 6 / sqrt(3),
    "radicals-conjugate": lambda: 4 / (3 - sqrt(5)),
    "radicals-product": lambda: (sqrt(5) + 2) * (sqrt(5) - 2),
    "radicals-cube-root": lambda: 64 ** R(1, 3),
    "scientific-product": lambda: 3 * 10**5 * 4 * R(1, 100),
    "scientific-write-small": lambda: R(52, 100000),
    "scientific-sum": lambda: 65 * 1000,
    "number-systems-irrational": lambda: "rational" if sqrt(2).is_rational else "irrational",
    "algebra-like-terms": lambda: 4 * a + 3 * b - a + 2 * b,
    "algebra-brackets": lambda: 5 - 2 * (x - 3),
    "algebra-evaluate": lambda: 3 * 2 - 5,
    "linear-two-step": lambda: only(2 * x + 3, 11),
    "linear-both-sides": lambda: only(5 * x - 7, 2 * x + 8),
    "linear-brackets": lambda: only(3 * (x - 4), 2 * (x + 1) - 5),
    "linear-fractions": lambda: only(x / 3 + (x - 1) / 4, 2),
    "linear-negative": lambda: only(7 - 4 * x, 19),
    "linear-decimal": lambda: only(x / 2 + R(12, 10), R(37, 10)),
    "linear-other-letter": lambda: only(6 * t + 5, 4 * t - 9, t),
    "linear-no-solution": lambda: len(solveset(Eq(x + 1, x + 2), x)),
    "rearrange-celsius": lambda: Equation(F, R(9, 5) * C + 32),
    "rearrange-perimeter": lambda: Equation(P, 2 * a + 2 * b),
    "word-ages": lambda: only(x + x + 4, 30),
    "word-three-consecutive": lambda: only(3 * x + 3, 72),
    "inequality-flip": lambda: where(7 - 2 * x <= 13),
    "inequality-simple": lambda: where(3 * x - 5 > 7),
    "inequality-both-sides": lambda: where(2 * (x + 3) < 5 * x - 6),
    "system-elimination": lambda: system([2 * x + 3 * y - 7, 4 * x - 3 * y - 5], x, y),
    "system-substitution": lambda: system([y - 2 * x + 1, 3 * x + y - 9], x, y),
    "system-sum-difference": lambda: system([x + y - 10, x - y - 4], x, y),
    "system-fraction-answer": lambda: system([x + 2 * y - 3, 3 * x - 4 * y - 1], x, y),
    "system-three-unknowns": lambda: system(
        [x + y + z - 6, x - y + z - 2, 2 * x + y - z - 1], x, y, z
    ),
    "system-tickets": lambda: system([3 * x + 2 * y - 38, x + y - 16], x, y)[1],
    "expand-binomials": lambda: (2 * x - 3) * (x + 4),
    "expand-square": lambda: (3 * x + 5) ** 2,
    "expand-trinomial": lambda: (x**2 - 2 * x + 3) * (x + 1),
    "expand-cube": lambda: (2 * x - 1) ** 3,
    "polynomial-subtract": lambda: 4 * x - 2,
    "polynomial-remainder": lambda: rem(x**3 - 2 * x + 5, x - 2),
    "polynomial-quotient": lambda: quo(x**3 - 4 * x**2 + x + 6, x - 2),
    "factor-simple": lambda: Factored(x**2 + 5 * x + 6),
    "factor-signs": lambda: Factored(x**2 - x - 6),
    "factor-leading": lambda: Factored(2 * x**2 + 7 * x + 3),
    "factor-common": lambda: Factored(6 * x**2 + 9 * x),
    "factor-difference-squares": lambda: Factored(9 * x**2 - 25),
    "factor-common-then-squares": lambda: Factored(2 * x**2 - 18),
    "factor-fourth-power": lambda: Factored(x**4 - 16),
    "factor-perfect-square": lambda: Factored(x**2 - 10 * x + 25),
    "factor-cubes": lambda: Factored(x**3 - 8),
    "quadratic-factor": lambda: roots_of(x**2 - 5 * x + 6, 0),
    "quadratic-formula-rational": lambda: roots_of(2 * x**2 - 3 * x - 5, 0),
    "quadratic-surd": lambda: roots_of(x**2 + 6 * x + 2, 0),
    "quadratic-missing-constant": lambda: roots_of(x**2, 5 * x),
    "quadratic-pure": lambda: roots_of(4 * x**2 - 9, 0),
    "quadratic-double-root": lambda: roots_of(x**2 + 6 * x + 9, 0),
    "quadratic-not-normal-form": lambda: roots_of((x - 2) * (x - 3), 2),
    "quadratic-complex-roots": lambda: roots_of(x**2 + 4 * x + 13, 0),
    "quadratic-discriminant": lambda: discriminant(x**2 + 2 * x - 3, x),
    "quadratic-biquadratic": lambda: roots_of(x**4 - 5 * x**2 + 4, 0),
    "parabola-vertex": lambda: (3, 9 - 18 + 5),
    "parabola-minimum": lambda: minimum(x**2 + 4 * x + 7, x),
    "rational-simplify": lambda: (x**2 - 9) / (x**2 + 3 * x),
    "rational-add": lambda: 1 / x + 1 / (x + 1),
    "rational-equation": lambda: roots_of(6 / x, x - 1),
    "radical-equation": lambda: only(sqrt(x + 6), x),
    "absolute-value-equation": lambda: real_roots_of(Abs(2 * x - 1), 7),
    "absolute-value-evaluate": lambda: Abs(3 - 8) - Abs(-2),
    "absolute-value-inequality": lambda: where(Abs(x) < 4),
    "sets-intersection": lambda: FiniteSet(1, 2, 3, 4) & FiniteSet(2, 4, 6, 8),
    "sets-class": lambda: 25 - (14 + 9 - 4),
    "geometry-isosceles-angle": lambda: R(180 - 40, 2),
    "geometry-hexagon-angles": lambda: (6 - 2) * 180,
    "area-triangle": lambda: R(10 * 6, 2),
    "area-trapezium": lambda: R(5 + 9, 2) * 4,
    "circle-area": lambda: pi * 6**2,
    "circle-arc": lambda: R(60, 360) * 2 * pi * 6,
    "volume-cone": lambda: R(1, 3) * pi * 9 * 4,
    "volume-sphere": lambda: R(4, 3) * pi * 27,
    "pythagoras-hypotenuse": lambda: sqrt(5**2 + 12**2),
    "pythagoras-leg": lambda: sqrt(10**2 - 6**2),
    "similarity-shadow": lambda: 12 * R(15, 10) / 2,
    "similarity-area-scale": lambda: 3**2,
    "line-two-points": lambda: Equation(y, 3 * (x - 1) + 2),
    "line-slope": lambda: R(2 - 5, 4 + 2),
    "distance-points": lambda: sqrt(3**2 + 4**2),
    "midpoint-points": lambda: (R(1 + 4, 2), R(2 + 6, 2)),
    "circle-radius-from-equation": lambda: sqrt(16 + 9),
    "ellipse-focus": lambda: sqrt(R(225, 9) - R(225, 25)),
    "function-evaluate": lambda: (x**2 + 1).subs(x, 3),
    "function-composite": lambda: (x + 1) ** 2,
    "function-inverse": lambda: only(2 * y - 5, x, y),
    "transformation-vertex": lambda: (-1, maximum(-((x + 1) ** 2) + 4, x)),
    "exponential-bacteria": lambda: 500 * 2**4,
    "exponential-equation": lambda: log(32, 2),
    "exponential-equation-log": lambda: log(20) / log(3),
    "logarithm-base-two": lambda: log(8, 2),
    "logarithm-natural": lambda: log(exp(4)),
    "logarithm-equation": lambda: max(roots_of(x * (x - 2), 8)),
    "sequence-arithmetic-term": lambda: 5 + 19 * 3,
    "sequence-arithmetic-sum": lambda: sum(range(1, 101)),
    "series-geometric-finite": lambda: sum(3 * 2**k for k in range(5)),
    "series-geometric-infinite": lambda: 1 / (1 - R(1, 2)),
    "induction-odd-sum": lambda: summation(2 * k - 1, (k, 1, n)),
    "complex-product": lambda: (2 + 3 * I) * (1 - 2 * I),
    "complex-quotient": lambda: (3 + 2 * I) / (1 - I),
    "complex-modulus": lambda: Abs(3 - 4 * I),
    "complex-power": lambda: (1 + I) ** 8,
    "trig-exact-value": lambda: sin(pi / 3),
    "trig-right-triangle": lambda: sqrt(1 - R(3, 5) ** 2),
    "radian-convert": lambda: 60 * pi / 180,
    "cosine-rule-side": lambda: sqrt(25 + 64 - 80 * cos(pi / 3)),
    "trig-simplify": lambda: sin(x) ** 2 / (1 - cos(x)),
    "trig-pythagorean": lambda: simplify(sin(x) ** 2 + cos(x) ** 2 + 2),
    "vector-length": lambda: M([2, 3, 6]).norm(),
    "vector-from-points": lambda: (4 - 1, 6 - 2),
    "dot-product-value": lambda: M([1, 2]).dot(M([3, 1])),
    "dot-product-perpendicular": lambda: only(2 * k - 12, 0, k),
    "matrix-product": lambda: M([[1, 2], [3, 4]]) * M([[0, 1], [1, 1]]),
    "matrix-sum": lambda: M([[1, 2], [3, 4]]) + M([[5, -2], [0, 1]]),
    "matrix-inverse": lambda: M([[2, 1], [5, 3]]).inv(),
    "determinant-two": lambda: M([[3, 1], [4, 2]]).det(),
    "determinant-three": lambda: M([[1, 2, 3], [0, 1, 4], [5, 6, 0]]).det(),
    "eigenvalues-symmetric": lambda: FiniteSet(*M([[2, 1], [1, 2]]).eigenvals()),
    "eigenvalues-general": lambda: FiniteSet(*M([[4, 1], [2, 3]]).eigenvals()),
    "counting-committee": lambda: binomial(10, 3),
    "counting-arrangements": lambda: factorial(5),
    "binomial-coefficient": lambda: Poly((1 + x) ** 10, x).coeff_monomial(x**3),
    "binomial-expand": lambda: (x + 2) ** 4,
    "probability-two-dice": lambda: R(
        sum(i + j == 7 for i in range(1, 7) for j in range(1, 7)), 36
    ),
    "probability-at-least-one-six": lambda: R(
        sum(6 in (i, j) for i in range(1, 7) for j in range(1, 7)), 36
    ),
    "bayes-test": lambda: R(90, 90 + 495),
    "binomial-three-heads": lambda: R(binomial(5, 3), 32),
    "expected-die": lambda: R(sum(range(1, 7)), 6),
    "statistics-mean": lambda: R(3 + 5 + 5 + 8 + 29, 5),
    "statistics-median": lambda: median([7, 2, 9, 4, 12, 5]),
    "statistics-standard-deviation": lambda: sqrt(pvariance([2, 4, 4, 6])),
    "limit-polynomial": lambda: limit(x**2 + 3 * x, x, 2),
    "limit-factor": lambda: limit((x**2 - 9) / (x - 3), x, 3),
    "limit-root": lambda: limit((sqrt(x + 4) - 2) / x, x, 0),
    "limit-sine": lambda: limit(sin(3 * x) / x, x, 0),
    "limit-infinity": lambda: limit((3 * x**2 + x) / (x**2 - 5), x, oo),
    "limit-cosine": lambda: limit((1 - cos(x)) / x**2, x, 0),
    "limit-e": lambda: limit((1 + 1 / n) ** n, n, oo),
    "continuity-constant": lambda: only(2 + k, 4, k),
    "derivative-polynomial": lambda: differentiated(4 * x**3 - 5 * x + 7),
    "derivative-root": lambda: differentiated(sqrt(x)),
    "derivative-negative-power": lambda: differentiated(x**-2),
    "derivative-elementary": lambda: differentiated(3 * sin(x) - 2 * exp(x) + log(x)),
    "derivative-at-point": lambda: differentiated(x**3 - 4 * x).subs(x, 2),
    "derivative-second": lambda: differentiated(x**4 - 3 * x**2, 2),
    "product-rule-sine": lambda: differentiated(x**2 * sin(x)),
    "product-rule-exponential": lambda: differentiated(x * exp(x)),
    "product-rule-logarithm": lambda: differentiated(x**3 * log(x)),
    "quotient-rule-rational": lambda: differentiated((x**2 + 1) / (x - 3)),
    "quotient-rule-sine": lambda: differentiated(sin(x) / x),
    "chain-rule-power": lambda: differentiated((3 * x**2 + 1) ** 5),
    "chain-rule-sine-square": lambda: differentiated(sin(x**2)),
    "chain-rule-exponential": lambda: differentiated(exp(-3 * x)),
    "chain-rule-logarithm": lambda: differentiated(log(x**2 + 1)),
    "chain-rule-root": lambda: differentiated(sqrt(x**2 + 9)),
    "implicit-circle": lambda: idiff(x**2 + y**2 - 25, y, x).subs({x: 3, y: 4}),
    "tangent-parabola": lambda: Equation(y, 9 + 6 * (x - 3)),
    "optimize-rectangle": lambda: maximum(x * (10 - x), x),
    "minimum-cubic": lambda: max(roots_of(differentiated(x**3 - 3 * x), 0)),
    "integral-polynomial": lambda: Anti(6 * x**2 - 4 * x + 3),
    "integral-trigonometric": lambda: Anti(cos(x) - sin(x)),
    "integral-reciprocal": lambda: Anti(3 / x),
    "integral-root": lambda: Anti(sqrt(x)),
    "integral-exponential": lambda: Anti(exp(2 * x)),
    "definite-square": lambda: integrate(x**2, (x, 0, 3)),
    "definite-sine": lambda: integrate(sin(x), (x, 0, pi)),
    "definite-between-curves": lambda: integrate(x - x**2, (x, 0, 1)),
    "definite-reciprocal": lambda: integrate(1 / x, (x, 1, E)),
    "definite-cubic": lambda: integrate(x**3 - x, (x, -1, 2)),
    "substitution-cosine": lambda: Anti(2 * x * cos(x**2)),
    "substitution-definite": lambda: integrate(x * (x**2 + 1) ** 3, (x, 0, 2)),
    "substitution-linear": lambda: Anti((2 * x + 1) ** 4),
    "parts-exponential": lambda: Anti(x * exp(x)),
    "parts-logarithm": lambda: Anti(log(x)),
    "parts-cosine": lambda: Anti(x * cos(x)),
    "parts-square": lambda: Anti(x**2 * exp(x)),
    "partial-fractions-decompose": lambda: apart((5 * x + 1) / ((x - 1) * (x + 2))),
    "partial-fractions-integral": lambda: Anti((5 * x + 1) / ((x - 1) * (x + 2))),
    "taylor-exponential": lambda: series(exp(x), x, 0, 3).removeO(),
    "taylor-sine": lambda: series(sin(x), x, 0, 4).removeO(),
    "ode-growth": lambda: Equation(y, dsolve(u(t).diff(t) - 2 * t * u(t), u(t), ics={u(0): 3}).rhs),
}
