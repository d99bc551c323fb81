"""Sums: with a summation sign, written out, infinite; and factorials.

Sums by formula are added one by one, others by the formula; infinite ones come close to the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

import mpmath

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.number_patterns import (
    MAX_TERMS,
    Series,
    difference,
    ratio,
    series,
    terms_of,
)
from fynq.reasoning.chapters.precalculus.page import PLAIN, REFUSAL, Page, tree_of, vocabulary
from fynq.reasoning.chapters.precalculus.sequence_facts import (
    WORDS,
    facts,
    with_factorials,
)
from fynq.reasoning.chapters.precalculus.writing import decimals_in
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Call, Number, Tree, names_in, walk
from fynq.reasoning.solved import Report, SolvedProblem


@dataclass(frozen=True, slots=True)
class _Sum:
    """body in `variable` from low to high; or a series written out, with the number of terms."""

    body: Tree | None = None
    variable: str = ""
    low: int = 0
    high: int | None = None
    written: Series | None = None
    counted: int | None = None
    text: str = ""
    infinite: bool = False


_SIGMA = re.compile(
    r"(?:\\?sum|\\sum|∑)\s*_?\s*\{\s*(?P<x>[a-z])\s*\\?=\s*(?P<low>\d+)\s*\}\s*\^?\s*(?:\{(?P<high>\d+|\\infty|∞)\}|(?P<one>\d|\\infty|∞))\s*(?P<body>.+)", re.DOTALL
)  # fmt: skip
_SPOKEN = re.compile(r"∑\s*(?P<x>[a-z])\s*=\s*(?P<body>\S+)\s+for\s+(?P=x)\s*=\s*(?P<low>\d+)\s+to\s+(?P<high>\d+)")  # fmt: skip


def _read_sum(page: Page) -> _Sum:
    for sentence in page.sentences:
        words = sentence.words
        for text in sentence.formulas:
            words = words.replace("□", text, 1)
        found = _SIGMA.fullmatch(words.strip()) or _SIGMA.search(words) or _SPOKEN.search(words)
        if found and not page.asked.words.startswith(("write", "express")):
            rest = Page(page.heading, tuple(item for item in page.sentences if item != sentence))
            rest.require(WORDS)
            spoken = words[: found.start()]
            if any(word not in WORDS for word in re.findall(r"[a-z]+", spoken)):
                raise NotUnderstood(REFUSAL)
            return _sigma(found)
    data = facts(page)
    asked = page.asked.words
    if not data.summed or not re.search(r"\bsum\b|value of the expression|\bs_|\badd\b|series", f"{asked} {page.heading}"):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    written = series(data.summed)
    infinite = "infinite" in f"{asked} {page.heading}" or (written.open and data.counted is None)
    if written.last is None and not infinite and data.counted is None and written.open:
        raise NotUnderstood(REFUSAL)
    return _Sum(written=written, counted=data.counted, text=data.text, infinite=infinite)


def _sigma(found: re.Match[str]) -> _Sum:
    groups = found.groupdict()
    body = groups["body"].strip()
    if body.startswith("{") and body.endswith("}"):
        body = body[1:-1]
    tree = tree_of(re.sub(rf"(?<![A-Za-z\\]){groups['x']}(?![A-Za-z])", " n ", body))
    if set(names_in(tree)) - {"n"}:
        raise NotUnderstood(REFUSAL)
    high = groups.get("high") or groups.get("one") or ""
    end = int(high) if high.isdigit() else None
    if end is not None and (end - int(groups["low"]) > MAX_TERMS or end < int(groups["low"])):
        raise NotUnderstood(REFUSAL)
    return _Sum(tree, "n", int(groups["low"]), end, infinite=end is None)


def _summand(asked: _Sum, k: int) -> Fraction:
    assert asked.body is not None
    value = exact(
        with_factorials(substitute(asked.body, {asked.variable: Number(Fraction(k))}, {}))
    )
    if value is None:
        raise CannotSolve("A summand is no rational number.")
    return value


def _terms(asked: _Sum) -> list[Fraction]:
    if asked.body is not None:
        assert asked.high is not None
        return [_summand(asked, k) for k in range(asked.low, asked.high + 1)]
    assert asked.written is not None
    if asked.written.last is None and asked.counted is None:
        return list(asked.written.shown)
    return terms_of(asked.written, asked.counted)


def _work_sum(asked: _Sum) -> Worked:
    if asked.infinite:
        first, step = _infinite(asked)
        if abs(step) >= 1:
            raise CannotSolve("The series does not converge.")
        final = decimals_in(first / (1 - step), asked.text)
        return Worked(final, f"a_1 = {fraction(first)}, r = {fraction(step)}", [("The ratio is smaller than 1 in size", f"$$r = {fraction(step)}$$"), ("Use the formula", f"$$S = \\frac{{a_1}}{{1 - r}} = {final}$$")], "An infinite geometric series has a sum when |r| < 1.")  # fmt: skip
    terms = _terms(asked)
    final = decimals_in(sum(terms, Fraction(0)), asked.text)
    few = " + ".join(f"({fraction(term)})" if term < 0 else fraction(term) for term in terms) if len(terms) <= 12 else ""  # fmt: skip
    d, r = difference(terms), ratio(terms)
    n = len(terms)
    if few:
        steps = [("Write the terms", f"$${few}$$"), ("Add them", f"$${final}$$")]
    elif d is not None:
        steps = [("The series is arithmetic", f"$$S_{{{n}}} = \\frac{{{n} ({fraction(terms[0])} + {fraction(terms[-1])})}}{{2}} = {final}$$")]  # fmt: skip
    elif r is not None:
        steps = [("The series is geometric", f"$$S_{{{n}}} = \\frac{{a_1 (1 - r^{{{n}}})}}{{1 - r}} = {final}$$")]  # fmt: skip
    else:
        steps = [("Add the terms", f"$${final}$$")]
    given = show(asked.body) if asked.body is not None else few or "\\text{series}"
    return Worked(final, f"\\sum {given}", steps, "A series is the sum of the terms of a sequence.")


def _infinite(asked: _Sum) -> tuple[Fraction, Fraction]:
    terms = [_summand(asked, asked.low + k) for k in range(5)] if asked.body is not None else list(asked.written.shown) if asked.written else []  # fmt: skip
    step = ratio(terms)
    if step is None or len(terms) < 3:
        raise CannotSolve("The series is not geometric.")
    return terms[0], step


def _sum_holds(asked: _Sum, final: str) -> str:
    value = evaluate(parse(final), {})
    if asked.infinite:
        first, step = _infinite(asked)
        with mpmath.workdps(40):
            term = mpmath.mpf(first.numerator) / first.denominator
            factor = mpmath.mpf(step.numerator) / step.denominator
            total = mpmath.mpf(0)
            for _ in range(4000):
                total += term
                term *= factor
        return "Many terms added one by one come close to it." if abs(total - value) < mpmath.mpf(10) ** -10 else ""  # fmt: skip
    if asked.body is not None and asked.high is not None:
        total = sum((evaluate(asked.body, {asked.variable: mpmath.mpf(k)}) for k in range(asked.low, asked.high + 1)), mpmath.mpf(0))  # fmt: skip
        return "The terms were added again with decimals." if abs(total - value) <= mpmath.mpf(10) ** -12 * (1 + abs(total)) else ""  # fmt: skip
    terms = _terms(asked)
    d, r = difference(terms), ratio(terms)
    n = len(terms)
    if d is not None:
        closed = Fraction(n, 2) * (2 * terms[0] + (n - 1) * d)
    elif r is not None:
        closed = terms[0] * (r**n - 1) / (r - 1)
    else:
        closed = sum(reversed(terms), Fraction(0))
    return "The formula for the sum gives the same." if exact(parse(final)) == closed else ""


_FACTORIAL_WORDS = PLAIN | vocabulary("evaluate factorial factorials simplify expression value without calculator compute notation finding")  # fmt: skip


def _read_factorials(page: Page) -> Tree:
    page.require(_FACTORIAL_WORDS)
    if len(set(page.formulas)) != 1 or "!" not in page.last:
        raise NotUnderstood(REFUSAL)
    tree = tree_of(page.last)
    if names_in(tree) or not any(isinstance(node, Call) and node.name == "factorial" for node in walk(tree)):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return tree


def _work_factorials(tree: Tree) -> Worked:
    value = exact(with_factorials(tree))
    if value is None:
        raise CannotSolve("The expression has no rational value.")
    final = fraction(value)
    return Worked(final, show(tree), [("n! is the product of the numbers from 1 to n", f"$${show(tree)} = {final}$$")], "n! = n · (n - 1) · … · 2 · 1.")  # fmt: skip


def _factorials_hold(tree: Tree, final: str) -> str:
    gap = abs(evaluate(tree, {}) / evaluate(parse(final), {}) - 1)
    return "The value was computed again with the gamma function." if gap < mpmath.mpf(10) ** -15 else ""  # fmt: skip


_KINDS = (
    Kind("factorials", "combinatorics", _read_factorials, _work_factorials, _factorials_hold),
    Kind("sum", "sequences-and-series", _read_sum, _work_sum, _sum_holds),
)


def solve(question: str) -> SolvedProblem:
    return solve_page("series_sums", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
