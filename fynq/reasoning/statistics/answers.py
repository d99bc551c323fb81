"""From a worked value to a solved problem, rounded as asked, and its report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isqrt
from typing import Any

import mpmath as mp

from fynq.domain.doubt import Witness
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.solved import Report, Result, SolvedProblem, SolvedStep
from fynq.reasoning.statistics.prose import Rounding

Real = Any
"""A Fraction when exact, otherwise an mpf."""

DIGITS = 30


@dataclass(frozen=True)
class Worked:
    """value: unrounded. holds: whether another method confirms it. said: what that method was.
    exact: a fraction is what a teacher would write when no rounding is asked. second: the other
    end, where two values are asked for."""

    what: str
    asked: str
    value: Real
    steps: tuple[SolvedStep, ...]
    concept: str
    holds: Callable[[], bool]
    said: str
    rounding: Rounding = Rounding()
    exact: bool = False
    skills: tuple[str, ...] = ("probability",)
    notes: tuple[str, ...] = ()
    second: Real = None


def number(real: Real) -> Any:
    """As an mpf."""
    if isinstance(real, Fraction):
        return mp.mpf(real.numerator) / real.denominator
    return mp.mpf(real)


def root(real: Fraction) -> Real:
    """√real, exact where it can be."""
    exact = Fraction(isqrt(real.numerator), isqrt(real.denominator))
    return exact if exact * exact == real else mp.sqrt(number(real))


def over_root(real: Real, n: int) -> Real:
    """real/√n, exact where it can be."""
    below = root(Fraction(n))
    exact = isinstance(real, Fraction) and isinstance(below, Fraction)
    return real / below if exact else number(real) / number(below)


def close(first: Real, second: Real, tolerance: str = "1e-9") -> bool:
    a, b = number(first), number(second)
    return bool(abs(a - b) <= mp.mpf(tolerance) * max(1, abs(a), abs(b)))


def rounded(real: Real, places: int) -> str:
    """Half away from zero, as schools round; the exact value is rounded where there is one."""
    exact = real if isinstance(real, Fraction) else _nearby(real)
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if exact < 0 and whole else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def _nearby(real: Real) -> Fraction:
    with mp.workdps(DIGITS):
        return Fraction(mp.nstr(mp.mpf(real), 22, min_fixed=-60, max_fixed=60))


def terminating(real: Real, most: int = 6) -> str | None:
    """The decimal of an exact value with at most so many places."""
    if not isinstance(real, Fraction):
        return None
    for places in range(most + 1):
        if (real * 10**places).denominator == 1:
            return rounded(real, places)
    return None


def shown(worked: Worked) -> str:
    if worked.second is not None:
        ends = (replace(worked, value=real, second=None) for real in (worked.value, worked.second))
        return f"({', '.join(shown(end) for end in ends)})"
    real, asked = worked.value, worked.rounding
    if asked.places is not None:
        return rounded(real, asked.places)
    if asked.significant is not None:
        return rounded(real, max(0, asked.significant - 1 - _magnitude(real)))
    if worked.exact and isinstance(real, Fraction):
        return latex(real)
    decimal = terminating(real, 4)
    if decimal is not None:
        return decimal
    return rounded(real, 4 if abs(number(real)) >= mp.mpf("0.001") else 3 - _magnitude(real))


def _magnitude(real: Real) -> int:
    """Of the leading digit: 0 for 3.5, −2 for 0.035."""
    size = abs(number(real))
    return int(mp.floor(mp.log10(size))) if size else 0


def latex(real: Real) -> str:
    """A fraction in lowest terms, a whole number, or six significant digits."""
    if isinstance(real, Fraction):
        if real.denominator == 1:
            return str(real.numerator)
        sign = "-" if real < 0 else ""
        return rf"{sign}\frac{{{abs(real.numerator)}}}{{{real.denominator}}}"
    return str(mp.nstr(number(real), 6, strip_zeros=True))


def brief(real: Real) -> str:
    """For the middle of a step: a short decimal where there is one."""
    return terminating(real, 6) or (rounded(real, 4) if abs(number(real)) >= mp.mpf("0.001") else latex(number(real)))  # fmt: skip


def bracketed(real: Real) -> str:
    """For behind a minus sign."""
    return f"({brief(real)})" if real < 0 else brief(real)


def solved(chapter: str, worked: Worked) -> SolvedProblem:
    final = shown(worked)
    return SolvedProblem(
        task=task_of(chapter, worked.what),
        asked=worked.asked,
        final=final,
        result=Result("expression", ((final,),)),
        steps=worked.steps,
        skills=worked.skills,
        concept=worked.concept,
        notes=worked.notes,
    )


def report(chapter: str, worked: Worked, given: SolvedProblem) -> Report:
    if given.task != task_of(chapter, worked.what) or given.final != shown(worked):
        return Report(False, objection="The answer shown is not the result that was found.", contradicted=True)  # fmt: skip
    if given.result.values != ((given.final,),):
        return Report(False, objection="The result is of another kind than what was asked.")
    if not worked.holds():
        return Report(False, objection="Another method gives another value.", contradicted=True)
    return Report(
        True,
        (Witness("numeric", worked.said),),
        tuple(at == len(given.steps) for at in range(1, len(given.steps) + 1)),
    )


def step(title: str, text: str) -> SolvedStep:
    return SolvedStep(title, text)
