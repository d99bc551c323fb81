"""A formula of compound interest read backwards, and the level of a sound in decibels.

The numbers that were read are put into the formula again.
"""

from __future__ import annotations

import re
from typing import Any

import mpmath
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.models import DEFINITION, written
from fynq.reasoning.chapters.precalculus.page import (
    REFUSAL,
    Page,
    tree_of,
)
from fynq.reasoning.chapters.precalculus.writing import rounded
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Operation, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem


def _read_account(page: Page) -> tuple[Tree, str]:
    """A = P(1 + r/n)^{nt} with numbers, and what of it is asked."""
    found = {match["body"]: match for text in page.formulas if (match := DEFINITION.fullmatch(text)) and re.search(r"\d", match["body"])}  # fmt: skip
    asked = page.asked.words
    wanted = next((key for key, pattern in _ACCOUNT.items() if re.search(pattern, asked)), "")
    words = " ".join(sentence.words for sentence in page.sentences)
    if len(found) != 1 or not wanted or not re.search(r"account|invest|compound|interest|deposit", words):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    if wanted == "value" and page.places is None:
        raise NotUnderstood(REFUSAL)
    if re.search(r"\d", re.sub(r"exercise|□", "", words)) or len(page.formulas) != 1:
        raise NotUnderstood(REFUSAL)
    (match,) = found.values()
    tree = tree_of(match["body"])
    if names_in(tree):
        raise NotUnderstood(REFUSAL)
    _terms(tree)
    return tree, f"{wanted} {page.places}" if wanted == "value" else wanted


_ACCOUNT = {
    "deposit": r"\binitial (?:deposit|investment|amount|value)|\bprincipal\b|\bdeposited\b",
    "rate": r"\binterest rate|\brate of interest|\bapr\b|\bannual rate",
    "compounded": r"\bhow (?:many times|often)",
    "years": r"\bhow many years|\bhow long",
    "value": r"\b(?:value of the account|account worth|worth now|current value|final value)",
}


def _terms(tree: Tree) -> tuple[Any, Any, Any, Any]:
    """P, r, n, t of P(1 + r/n)^{nt}. Raises NotUnderstood for another form."""
    match tree:
        case Operation(
            "*", start, Operation("^", Operation("+", one, Operation("/", rate, times)), power)
        ):
            values = [exact(part) for part in (start, one, rate, times, power)]
            if None in values or values[1] != 1:
                raise NotUnderstood(REFUSAL)
            return values[0], values[2], values[3], values[4] / values[3]  # type: ignore[operator]
        case Operation("^", Operation("*", start, base), power):
            return _terms(Operation("*", start, Operation("^", base, power)))
    raise NotUnderstood(REFUSAL)


def _work_account(asked: tuple[Tree, str]) -> Worked:
    from fynq.reasoning.chapters.presenting import fraction

    tree, wanted = asked
    start, rate, times, years = _terms(tree)
    shown = f"A = {show(tree)}"
    steps = [("Compare with the formula of compound interest", "$$A = P\\left(1 + \\frac{r}{n}\\right)^{nt}$$")]  # fmt: skip
    name, _, places = wanted.partition(" ")
    if name == "value":
        final = rounded(evaluate(tree, {}), int(places))
        return Worked(final, shown, [("Compute", f"$${show(tree)} \\approx {final}$$")], "The formula gives what the account is worth.")  # fmt: skip
    value = {"deposit": start, "rate": 100 * rate, "compounded": times, "years": years}[name]
    final = fraction(value) + ("\\%" if name == "rate" else "")
    steps.append(("Read off", f"$$P = {fraction(start)}, \\; r = {fraction(100 * rate)}\\%, \\; n = {fraction(times)}, \\; t = {fraction(years)}$$"))  # fmt: skip
    return Worked(final, shown, steps, "Each number of the formula has its meaning.")


def _account_holds(asked: tuple[Tree, str], final: str) -> str:
    """The formula is written again with the answer in it and has the same value."""
    from fractions import Fraction

    tree, wanted = asked
    start, rate, times, years = _terms(tree)
    value = exact(parse(final.replace("\\%", "")))
    if value is None:
        return ""
    name, _, rounding = wanted.partition(" ")
    if name == "value":
        factor, worth = 1 + rate / times, start
        for _ in range(int(times * years)):
            worth *= factor
        half = Fraction(500001, 1000000) / 10 ** int(rounding)
        return "The interest was added period by period." if abs(worth - value) <= half else ""
    parts = {"deposit": start, "rate": rate, "compounded": times, "years": years}
    parts[name] = value / 100 if name == "rate" else value
    start, rate, times, years = (mpmath.mpf(Fraction(part).numerator) / Fraction(part).denominator for part in parts.values())  # fmt: skip
    again = start * (1 + rate / times) ** (times * years)
    return "The formula with this number has the same value." if abs(again - evaluate(tree, {})) < mpmath.mpf(10) ** -9 * again else ""  # fmt: skip


_FORMULA = re.compile(r"\s*(?P<left>[A-Za-z])\s*=\s*(?P<body>[^=]+)")
_DECIBELS = "10\\log\\left(\\frac{I}{10^{-12}}\\right)"


def _read_intensity(page: Page) -> tuple[Tree, str, Tree, int | None]:
    """The level of a sound in decibels: the formula, its letter and the value that is put in."""
    words = " ".join(sentence.words for sentence in page.sentences)
    asked = page.asked.words
    if not re.search(r"decibel level", asked) or not re.search(r"intensity (?:of |is )?□", words):
        raise NotUnderstood(REFUSAL)
    values, bodies = [], []
    for text in page.formulas:
        found = _FORMULA.fullmatch(text)
        if found and names_in(tree := tree_of(found["body"])):
            bodies.append(tree)
        else:
            values.append(tree_of(found["body"] if found else text))
    if len(values) != 1 or len(bodies) > 1 or names_in(values[0]) or re.search(r"\d|\b(?:compare|times|louder|difference)\b", words):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    if not bodies and "watt" not in words:
        raise NotUnderstood(REFUSAL)
    body = bodies[0] if bodies else tree_of(_DECIBELS)
    if len(names_in(body)) != 1:
        raise NotUnderstood(REFUSAL)
    return body, names_in(body)[0], values[0], page.places


def _work_intensity(asked: tuple[Tree, str, Tree, int | None]) -> Worked:
    body, letter, value, places = asked
    found = sp.simplify(sp.expand_log(build(body).subs(symbol(letter), build(value)), force=True))
    if places is None and not found.is_Rational:
        raise CannotSolve("Say to which place I should round.")
    final = written(found, places)
    return Worked(final, f"D = {show(body)}", [("Put the intensity into the formula", f"$${letter} = {show(value)}: \\quad D = {final}$$")], "The decibel level is ten times the logarithm of a ratio of intensities.")  # fmt: skip


def _intensity_holds(asked: tuple[Tree, str, Tree, int | None], final: str) -> str:
    body, letter, value, places = asked
    half = mpmath.mpf(10) ** -12 if places is None else mpmath.mpf(10) ** -places * mpmath.mpf("0.500001")  # fmt: skip
    gap = abs(evaluate(body, {letter: evaluate(value, {})}) - evaluate(parse(final), {}))
    return "The level was computed again in decimals." if gap <= half else ""


_KINDS = (
    Kind("account", "interest", _read_account, _work_account, _account_holds),
    Kind("decibels", "logarithms", _read_intensity, _work_intensity, _intensity_holds),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_page("accounts", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
