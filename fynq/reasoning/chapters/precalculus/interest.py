"""Compound interest in a story: what an account is worth, what was deposited, how long it takes.

A = P(1 + r/n)^{nt}, or A = Pe^{rt} when interest is compounded continuously. Checked by adding the
interest period by period, or for continuous growth by the rate of the logarithm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import HOLE, REFUSAL, Page
from fynq.reasoning.chapters.precalculus.writing import rounded
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.solved import Report, SolvedProblem

_TIMES = {
    "annually": 1, "yearly": 1, "once a year": 1, "every year": 1, "semiannually": 2, "semi-annually": 2, "twice a year": 2, "half-yearly": 2,
    "quarterly": 4, "every quarter": 4, "bimonthly": 6, "monthly": 12, "every month": 12, "weekly": 52, "every week": 52, "daily": 365,
}  # fmt: skip
_OFTEN = re.compile("|".join(sorted(_TIMES, key=len, reverse=True)) + "|continuous(?:ly)?")
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s?(?:\\?%|percent\b)")
_BARE_RATE = re.compile(r"(?:earn(?:s|ing|ed)?|at|paying|pays|of) (\d+(?:\.\d+)?) (?:annual )?interest\b")  # fmt: skip
_MONEY = re.compile(r"\\?\$\s?(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?) dollars")
_YEARS = re.compile(r"(\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten)[ -]years?\b")
_MONTHS = re.compile(r"(\d+) months\b")
_CALENDAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_OTHER = re.compile(
    r"(?<!compounded )(?<!compounds )\b(?:each|every|per) (?:month|week|quarter)\b|deposits? .{0,20}(?:each|every) year|(?:deposit|invest|sav|put)\w*(?: (?:of )?\\?\$?[\d,]+)? (?:each|every|a|per) year|withdr[ae]w|(?<!down )payments?|simple interest|inflation|tax|fee|loan|"
    r"additional|adds?\b|depreciat|effective|yield|annuity|difference|how much (?:more|interest)|interest (?:is |was )?earned|another|second account|mortgage|decreas|loses?"
)
_DAYS = re.compile(r"\(? ?use (?:□|\d+) (?:weeks|days|months) (?:in a year|per year|a year)\)?")
_SMALL = {word: at for at, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Account:
    """start, end: money; rate: a year, as a fraction; times: a year, None for continuously; years.
    One of start, end and years is None and asked."""

    start: Fraction | None
    end: Fraction | None
    rate: Fraction
    times: int | None
    years: Fraction | None
    places: int


def _text(page: Page) -> str:
    words = []
    for sentence in page.sentences:
        if sentence.title:
            continue
        line = sentence.words
        for formula in sentence.formulas:
            if re.match(r"\s*A\s*(?:\(\s*t\s*\))?\s*=\s*P", formula):
                line = line.replace(HOLE, " ", 1)
                continue
            line = line.replace(HOLE, formula.replace("\\%", "%").replace("\\$", "$"), 1)
        words.append(line)
    return ". ".join(words)


def _read(page: Page) -> _Account:
    text = _DAYS.sub(" ", _text(page))
    if ("compound" not in text and "continuous" not in text) or ("interest" not in f"{page.heading} {text}" and "compound" not in text) or _OTHER.search(text):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    often = {_often(found) for found in _OFTEN.findall(text)}
    rates = [Fraction(found) for found in _RATE.findall(text)] or [Fraction(found) for found in _BARE_RATE.findall(text)]  # fmt: skip
    money = [Fraction((a or b).replace(",", "")) for a, b in _MONEY.findall(text)]
    calendar = [Fraction(found) for found in _CALENDAR.findall(re.sub(r"[\d,.]*\\?\$\s?[\d,.]+", " ", text))]  # fmt: skip
    spans = [_number(found) for found in _YEARS.findall(text)]
    spans += [Fraction(found) / 12 for found in _MONTHS.findall(text)]
    if len(calendar) == 2 and not spans:
        spans = [abs(calendar[1] - calendar[0])]
    elif calendar:
        raise NotUnderstood(REFUSAL)
    if len(set(rates)) != 1 or len(often) != 1 or len(set(money)) not in (1, 2):
        raise NotUnderstood(REFUSAL)
    _all_used(text, [*rates, *money, *(calendar or spans)])
    asks = [item.words for item in page.sentences if item.asks and not re.match(r"use (?:the )?(?:[a-z]+ )*formula", item.words)]  # fmt: skip
    asked = asks[-1] if asks else page.asked.words
    places = page.places if page.places is not None else 2
    times = often.pop()
    return _account(asked, text, list(dict.fromkeys(money)), rates[0] / 100, times, spans, places)


def _account(asked: str, text: str, money: list[Fraction], rate: Fraction, times: int | None, spans: list[Fraction], places: int) -> _Account:  # fmt: skip
    if re.search(r"how long|how many years|when will", asked):
        if len(money) == 2 and not spans:
            low, high = sorted(money)
            return _Account(low, high, rate, times, None, places)
        if len(money) == 1 and not spans and re.search(r"doubl|tripl", text):
            factor = 2 if "doubl" in text else 3
            return _Account(money[0], factor * money[0], rate, times, None, places)
        raise NotUnderstood(REFUSAL)
    if len(money) != 1 or len(set(spans)) != 1:
        raise NotUnderstood(REFUSAL)
    if re.search(r"\b(?:needs?|should|must|have to|required)\b.*\b(?:deposit|invest|set aside)|\b(?:what|find|determine)(?: was| is| were| the| her| his| your)* (?:initial|original) (?:deposit|investment)|\b(?:what|find|determine)(?: was| is| the)* principal", asked):  # fmt: skip
        return _Account(None, money[0], rate, times, spans[0], places)
    if re.search(r"(?:amount of|total) interest|\b(?:have|has) (?:it )?(?:earned|gained|grown)|\bincreased? by\b|\bgains?\b", asked):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    if re.search(r"\bworth\b|\bvalue\b|\bbalance\b|how much (?:money )?(?:will|would|is|was)|what (?:will|would|amount)|in the account|accumulated|amount", asked):  # fmt: skip
        return _Account(money[0], None, rate, times, spans[0], places)
    raise NotUnderstood(REFUSAL)


def _often(found: str) -> int | None:
    return None if found.startswith("continuous") else _TIMES[found]


def _number(found: str) -> Fraction:
    return Fraction(_SMALL[found]) if found in _SMALL else Fraction(found)


def _all_used(text: str, values: list[Fraction]) -> None:
    """Raises NotUnderstood when a number of the story has no part in it."""
    rest = list(values)
    for found in re.findall(r"(?<![a-z\d-])\d[\d,]*(?:\.\d+)?", text):
        value = Fraction(found.replace(",", "").rstrip("."))
        options = [item for item in (value, value / 12) if item in rest]
        if not options:
            raise NotUnderstood(REFUSAL)
        rest.remove(options[0])


def _growth(asked: _Account, years: Any) -> Any:
    rate = mpmath.mpf(asked.rate.numerator) / asked.rate.denominator
    with mpmath.workdps(40):
        if asked.times is None:
            return mpmath.exp(rate * years)
        return (1 + rate / asked.times) ** (asked.times * years)


def _float(value: Fraction | None) -> Any:
    assert value is not None
    with mpmath.workdps(40):
        return mpmath.mpf(value.numerator) / value.denominator


def _work(asked: _Account) -> Worked:
    p, a, r = asked.start, asked.end, asked.rate
    rate, n = _decimal(r), asked.times
    rule = "A = Pe^{rt}" if n is None else "A = P\\left(1 + \\frac{r}{n}\\right)^{nt}"
    known = f"r = {rate}" + ("" if n is None else f", \\; n = {n}")
    if asked.years is None:
        assert p is not None and a is not None
        with mpmath.workdps(40):
            years = mpmath.log(_float(a) / _float(p)) / mpmath.log(_growth(asked, 1))
        final = rounded(years, asked.places)
        put = f"{_decimal(a)} = {_decimal(p)} {_base(asked)}^{{{'' if n in (None, 1) else n}t}}" if n is not None else f"{_decimal(a)} = {_decimal(p)} e^{{{rate} t}}"  # fmt: skip
        steps = [("Put in what is known", f"$${put}$$"), ("Take logarithms", f"$$t \\approx {final}$$")]  # fmt: skip
        return Worked(final, f"{rule}, \\; {known}", steps, "A logarithm brings the time down from the exponent.")  # fmt: skip
    t = _decimal(asked.years)
    power = f"e^{{{rate} \\cdot {t}}}" if n is None else f"{_base(asked)}^{{{n} \\cdot {t}}}"
    grown = _growth(asked, _float(asked.years))
    if a is None:
        final = rounded(_float(p) * grown, asked.places)
        text = f"$$A = {_decimal(p)} {power} \\approx {final}$$"
    else:
        final = rounded(_float(a) / grown, asked.places)
        text = f"$$P = \\frac{{{_decimal(a)}}}{{{power}}} \\approx {final}$$"
    return Worked(final, f"{rule}, \\; {known}, \\; t = {t}", [("Use the formula of compound interest", f"$${rule}$$"), ("Put in what is known", text)], "Interest is added to the money and earns interest itself.")  # fmt: skip


def _base(asked: _Account) -> str:
    if asked.times == 1:
        return f"({_decimal(1 + asked.rate)})"
    return f"\\left(1 + \\frac{{{_decimal(asked.rate)}}}{{{asked.times}}}\\right)"


def _decimal(value: Fraction | None) -> str:
    assert value is not None
    for places in range(8):
        if (value * 10**places).denominator == 1:
            return rounded(value, places)
    return fraction(value)


def _holds(asked: _Account, final: str) -> str:
    answer = evaluate(parse(final), {})
    half = mpmath.mpf(10) ** -asked.places * mpmath.mpf("0.500001")
    if asked.years is None:
        ends = [_float(asked.start) * _periods(asked, answer + side * half) for side in (-1, 1)]
        good = ends[0] <= _float(asked.end) <= ends[1]
        return "After this time the account holds the money." if good else ""
    grown = _periods(asked, _float(asked.years))
    if asked.end is None:
        gap = abs(answer - _float(asked.start) * grown)
    else:
        gap = abs(answer - _float(asked.end) / grown)
    return "The interest was added period by period." if gap <= half else ""


def _periods(asked: _Account, years: Any) -> Any:
    """The factor after so many years: whole periods one by one, the rest as a power."""
    with mpmath.workdps(40):
        rate = _float(asked.rate)
        if asked.times is None:
            count = years * 1000
            step = mpmath.exp(rate / 1000)
        else:
            count = years * asked.times
            step = 1 + rate / asked.times
        whole = int(mpmath.floor(count))
        if whole > 10**5:
            raise CannotSolve("The time is too long.")
        factor = step ** (count - whole)
        for _ in range(whole):
            factor *= step
        return factor


_KINDS = (Kind("compound", "interest", _read, _work, _holds),)


def solve(question: str) -> SolvedProblem:
    return solve_page("interest", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
