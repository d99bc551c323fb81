"""Distribution functions in closed form, and the same areas by integration or summation.

Formulas: NIST Digital Library of Mathematical Functions §7.2 (erfc), §8.17 (incomplete beta),
§8.2 (incomplete gamma).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Any

import mpmath as mp


def normal_below(z: Any) -> Any:
    return mp.erfc(-mp.mpf(z) / mp.sqrt(2)) / 2


def normal_at(share: Any) -> Any:
    """z with the area `share` to its left; 0 < share < 1."""
    return mp.sqrt(2) * mp.erfinv(2 * mp.mpf(share) - 1)


def normal_area(low: Any, high: Any) -> Any:
    """By integration of the density; None is infinite."""
    left = mp.mpf(-40) if low is None else mp.mpf(low)
    right = mp.mpf(40) if high is None else mp.mpf(high)
    return area(lambda t: mp.exp(-t * t / 2) / mp.sqrt(2 * mp.pi), left, right, [mp.mpf(0)])


def t_below(t: Any, df: Any) -> Any:
    t, df = mp.mpf(t), mp.mpf(df)
    tail = mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return 1 - tail if t > 0 else tail


def t_at(share: Any, df: Any) -> Any:
    """t with the area `share` to its left; 1/2 < share < 1."""
    high = mp.mpf(2)
    while t_below(high, df) < share:
        high *= 2
    return mp.findroot(lambda t: t_below(t, df) - share, (mp.mpf(0), high), solver="anderson", tol=1e-40)  # fmt: skip


def t_area(low: Any, high: Any, df: Any) -> Any:
    """By integration over the whole tail, with the substitution t = √df·tan u."""
    n = mp.mpf(df)
    left = -mp.pi / 2 if low is None else mp.atan(mp.mpf(low) / mp.sqrt(n))
    right = mp.pi / 2 if high is None else mp.atan(mp.mpf(high) / mp.sqrt(n))
    scale = mp.gamma((n + 1) / 2) / (mp.sqrt(mp.pi) * mp.gamma(n / 2))
    return scale * mp.quad(lambda u: mp.cos(u) ** (n - 1), [left, (left + right) / 2, right])


def chi2_below(x: Any, df: Any) -> Any:
    return mp.gammainc(mp.mpf(df) / 2, 0, mp.mpf(x) / 2, regularized=True)


def chi2_area(low: Any, high: Any, df: Any) -> Any:
    n = mp.mpf(df)
    top = n + 60 * mp.sqrt(2 * n) + 60 if high is None else mp.mpf(high)
    scale = 1 / (2 ** (n / 2) * mp.gamma(n / 2))
    return area(lambda x: scale * x ** (n / 2 - 1) * mp.exp(-x / 2), mp.mpf(low or 0), top, [max(n - 2, mp.mpf(0))])  # fmt: skip


def f_below(x: Any, top: Any, bottom: Any) -> Any:
    x, m, n = mp.mpf(x), mp.mpf(top), mp.mpf(bottom)
    return mp.betainc(m / 2, n / 2, 0, m * x / (m * x + n), regularized=True)


def f_area(high: Any, top: Any, bottom: Any) -> Any:
    """Area below `high`, by integration over v = x/(1+x)."""
    m, n = mp.mpf(top), mp.mpf(bottom)
    ratio = m / n
    scale = ratio ** (m / 2) / mp.beta(m / 2, n / 2)

    def density(v: Any) -> Any:
        x = v / (1 - v)
        return scale * x ** (m / 2 - 1) * (1 + ratio * x) ** (-(m + n) / 2) / (1 - v) ** 2

    end = mp.mpf(high) / (1 + mp.mpf(high))
    return mp.quad(density, [0, end / 2, end])


def area(density: Callable[[Any], Any], low: Any, high: Any, breaks: list[Any]) -> Any:
    """Numerical integral over pieces that are narrow where the density is not flat."""
    if low >= high:
        return mp.mpf(0)
    inner = [low + (high - low) * k / 16 for k in range(1, 16)]
    cuts = sorted({low, high, *inner, *(b for b in breaks if low < b < high)})
    return mp.quad(density, cuts)


def binomial(k: int, n: int, p: Fraction) -> Fraction:
    return comb(n, k) * p**k * (1 - p) ** (n - k)


def binomial_row(n: int, p: Fraction) -> list[Any]:
    """All n+1 probabilities, trial by trial from the certain start."""
    row = [mp.mpf(1)]
    share = mp.mpf(p.numerator) / p.denominator
    for _ in range(n):
        row = [(row[k] if k < len(row) else 0) * (1 - share) + (row[k - 1] * share if k else 0) for k in range(len(row) + 1)]  # fmt: skip
    return row


def hypergeometric(k: int, good: int, bad: int, drawn: int) -> Fraction:
    if k < 0 or k > good or drawn - k > bad or drawn < k:
        return Fraction(0)
    return Fraction(comb(good, k) * comb(bad, drawn - k), comb(good + bad, drawn))


def hypergeometric_row(good: int, bad: int, drawn: int) -> list[Fraction]:
    """Draw by draw: the chance of each number of good ones."""
    row = {0: Fraction(1)}
    for turn in range(drawn):
        after: dict[int, Fraction] = {}
        for k, chance in row.items():
            left = good + bad - turn
            for more, size in ((1, good - k), (0, bad - (turn - k))):
                if size > 0:
                    after[k + more] = after.get(k + more, Fraction(0)) + chance * size / left
        row = after
    return [row.get(k, Fraction(0)) for k in range(drawn + 1)]


def poisson_below(k: int, mean: Any) -> Any:
    """P(X ≤ k) by the incomplete gamma function."""
    return mp.gammainc(k + 1, mp.mpf(mean), mp.inf, regularized=True) if k >= 0 else mp.mpf(0)


def poisson_sum(low: int, high: int, mean: Any) -> Any:
    """P(low ≤ X ≤ high) by adding the terms one after the other."""
    term, total = mp.exp(-mp.mpf(mean)), mp.mpf(0)
    for k in range(high + 1):
        if k >= low:
            total += term
        term = term * mean / (k + 1)
    return total
