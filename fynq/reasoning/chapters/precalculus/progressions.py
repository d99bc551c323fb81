"""Lists of terms, arithmetic and geometric sequences: step, formula, a term, the sum of the first.

Every answer is confirmed by going from term to term.
"""

from __future__ import annotations

import itertools
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
    geometric,
    numbers_in,
    pattern,
    ratio,
    terms_of,
)
from fynq.reasoning.chapters.precalculus.page import REFUSAL, Page, tree_of
from fynq.reasoning.chapters.precalculus.sequence_facts import (
    NEXT,
    Facts,
    exact_or_none,
    facts,
    require,
)
from fynq.reasoning.chapters.precalculus.sequence_rules import Rule
from fynq.reasoning.chapters.precalculus.writing import decimals_in
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Number
from fynq.reasoning.solved import Report, SolvedProblem


@dataclass(frozen=True, slots=True)
class _List:
    """goal: 'difference', 'ratio', 'formula', 'recursive', or 'term' with its number."""

    listed: str
    goal: str
    number: int = 0


def _read_list(page: Page) -> _List:
    data = facts(page)
    asked = page.asked.words
    goals = [goal for goal, pattern_ in _LIST_GOALS if re.search(pattern_, asked)]
    beyond = data.listed and data.wanted and data.wanted > len(numbers_in(data.listed))
    if beyond and not goals and not (data.body or data.given or data.counted):
        return _List(data.listed, "term", data.wanted or 0)
    if not data.listed or len(goals) != 1 or data.body or data.given or (data.wanted and "term" not in asked):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return _List(data.listed, goals[0])


_LIST_GOALS = (
    ("difference", r"common difference"),
    ("ratio", r"common ratio"),
    ("recursive", r"recursive formula"),
    ("formula", r"(?:general|nth) term|explicit formula|formula for the (?:nth|general)|formula for a_?n"),
)  # fmt: skip


def _work_list(asked: _List) -> Worked:
    terms = numbers_in(asked.listed)
    written = [decimals_in(term, asked.listed) for term in terms]
    shown = ", ".join(written) + ", \\ldots"
    d, r = difference(terms), ratio(terms)
    if len(terms) < 3:
        raise NotUnderstood(REFUSAL)
    if asked.goal == "difference":
        if d is None:
            raise CannotSolve("The sequence is not arithmetic.")
        final = decimals_in(d, asked.listed)
        return Worked(final, shown, [("Subtract a term from the next", f"$$d = {written[1]} - ({written[0]}) = {final}$$")], "In an arithmetic sequence the difference of neighbours is always the same.")  # fmt: skip
    if asked.goal == "ratio":
        if r is None:
            raise CannotSolve("The sequence is not geometric.")
        final = decimals_in(r, asked.listed)
        return Worked(final, shown, [("Divide a term by the one before", f"$$r = \\frac{{{written[1]}}}{{{written[0]}}} = {final}$$")], "In a geometric sequence the quotient of neighbours is always the same.")  # fmt: skip
    if asked.goal == "recursive":
        if d is None and r is None:
            raise CannotSolve("The sequence is neither arithmetic nor geometric.")
        body = f"a_{{n-1}} {'-' if d < 0 else '+'} {decimals_in(abs(d), asked.listed)}" if d is not None else f"{decimals_in(r or d or terms[0], asked.listed)} a_{{n-1}}"  # fmt: skip
        final = f"a_1 = {written[0]}, a_n = {body}"
        return Worked(final, shown, [("Say how a term comes from the one before", f"$${final}$$")], "A recursive formula names the first term and the step.")  # fmt: skip
    found = pattern(asked.listed)
    if asked.goal == "term":
        final = decimals_in(found.at(asked.number), asked.listed)
        return Worked(final, shown, [("Find the formula behind the terms", f"$$a_n = {found.formula}$$"), (f"Put in n = {asked.number}", f"$$a_{{{asked.number}}} = {final}$$")], "The general term is a formula in the number of the term.")  # fmt: skip
    final = f"a_n = {found.formula}"
    return Worked(final, shown, [("Look how the terms come about", "Compare neighbouring terms: their differences and their quotients."), ("Write the term with its number n", f"$${final}$$")], "The general term is a formula in the number of the term.")  # fmt: skip


def _list_holds(asked: _List, final: str) -> str:
    terms = numbers_in(asked.listed)
    if asked.goal in ("difference", "ratio"):
        step = exact(parse(final))
        assert step is not None
        good = all(b == (a + step if asked.goal == "difference" else a * step) for a, b in itertools.pairwise(terms))  # fmt: skip
        return "Each given term comes from the one before." if good else ""
    if asked.goal == "recursive":
        rule = Rule(tree_of(NEXT.sub(" p ", final.split("a_n =")[1])), (terms[0],), (len(terms),), "")  # fmt: skip
        return "The formula gives all the terms." if rule.terms(len(terms)) == terms else ""
    if asked.goal == "term":
        return _next_by_differences(terms, asked.number, final)
    tree = parse(final.partition("=")[2])
    good = all(abs(evaluate(tree, {"n": mpmath.mpf(n)}) - mpmath.mpf(term.numerator) / term.denominator) < mpmath.mpf(10) ** -12 for n, term in enumerate(terms, 1))  # fmt: skip
    return "The formula gives all the terms." if good else ""


def _next_by_differences(terms: list[Fraction], number: int, final: str) -> str:
    """Rows of differences, or of quotients, go on as they did."""
    for quotients in (False, True):
        rows = [list(terms)]
        while len(rows[-1]) > 2 and len(set(rows[-1])) > 1 and not (quotients and 0 in rows[-1]):
            rows.append([b / a if quotients else b - a for a, b in itertools.pairwise(rows[-1])])
        if len(set(rows[-1])) != 1 or len(rows[-1]) < 2:
            continue
        while len(rows[0]) < number:
            rows[-1].append(rows[-1][-1])
            for upper, lower in zip(reversed(rows[:-1]), reversed(rows[1:]), strict=True):
                upper.append(upper[-1] * lower[-1] if quotients else upper[-1] + lower[-1])
        if rows[0][number - 1] == exact(parse(final)):
            return "The differences of the terms go on as they did."
    return ""


@dataclass(frozen=True, slots=True)
class _Progression:
    """first, step (difference or ratio), kind; listing: how many terms to write, or 0; wanted: number of the term, 0 for the formula;
    counted: number of terms to add, None when a term is asked."""

    first: Fraction
    step: Fraction
    kind: str
    wanted: int
    counted: int | None
    text: str
    recursive: bool = False
    listing: int = 0

    def term(self, n: int) -> Fraction:
        return self.first + (n - 1) * self.step if self.kind == "arithmetic" else self.first * self.step ** (n - 1)  # fmt: skip


def _read_progression(page: Page) -> _Progression:
    data = facts(page)
    words = " ".join([page.heading, *[sentence.words for sentence in page.sentences]])
    kinds = {kind for kind in ("arithmetic", "geometric") if kind in words}
    if data.body or data.summed:
        raise NotUnderstood(REFUSAL)
    asked = page.asked.words
    if data.listed:
        terms = numbers_in(data.listed)
        d, r = difference(terms), ratio(terms)
        if len(terms) < 3 or (d is None and r is None):
            raise NotUnderstood(REFUSAL)
        kind = "arithmetic" if d is not None else "geometric"
        if (kinds and kind not in kinds) or data.given:
            raise CannotSolve("The terms do not form such a sequence.")
        first, step = terms[0], d if d is not None else r
    else:
        first, step, kind = _from_given(data, kinds)
    assert step is not None
    summing = bool(re.search(r"\bsum\b|\badd\b", asked))
    formula = bool(re.search(r"(?:general|nth) term|explicit formula|formula", asked)) and not data.wanted  # fmt: skip
    if data.counted and not data.wanted and not summing and not data.listed:
        return _Progression(first, step, kind, 0, None, data.text, listing=data.counted)
    if summing and data.counted and not data.wanted:
        return _Progression(first, step, kind, 0, data.counted, data.text)
    if summing or (data.wanted is None and not formula):
        raise NotUnderstood(REFUSAL)
    if data.wanted is not None and data.wanted > MAX_TERMS:
        raise NotUnderstood(REFUSAL)
    return _Progression(first, step, kind, data.wanted or 0, None, data.text, "recursive" in asked)


def _from_given(data: Facts, kinds: set[str]) -> tuple[Fraction, Fraction, str]:
    if (data.step is not None and data.factor is not None) or len(kinds) > 1:
        raise NotUnderstood(REFUSAL)
    step = data.step if data.step is not None else data.factor
    if step is not None:
        kind = "arithmetic" if data.step is not None else "geometric"
        if list(data.given) != [1] or (kinds and kinds != {kind}):
            raise NotUnderstood(REFUSAL)
        return data.given[1], step, kind
    if len(data.given) != 2 or len(kinds) != 1:
        raise NotUnderstood(REFUSAL)
    kind = kinds.pop()
    (i, low), (j, high) = sorted(data.given.items())
    if kind == "arithmetic":
        step = (high - low) / (j - i)
        return low - (i - 1) * step, step, kind
    if not low or not high:
        raise CannotSolve("No term of a geometric sequence is zero.")
    step = _root(high / low, j - i)
    return low / step ** (i - 1), step, kind


def _root(value: Fraction, index: int) -> Fraction:
    if index % 2 == 0:
        raise CannotSolve("Two common ratios are possible.")
    size = abs(value)
    found = Fraction(round(size.numerator ** (1 / index)), round(size.denominator ** (1 / index)))
    if found**index != size:
        raise CannotSolve("The common ratio is no rational number.")
    return -found if value < 0 else found


def _work_progression(asked: _Progression) -> Worked:
    first, step = (decimals_in(value, asked.text) for value in (asked.first, asked.step))
    letter = "d" if asked.kind == "arithmetic" else "r"
    known = ("What is known", f"$$a_1 = {first}, \\quad {letter} = {step}$$")
    shown = f"a_1 = {first}, {letter} = {step}"
    rule = "a_1 + (n - 1) d" if letter == "d" else "a_1 \\cdot r^{n - 1}"
    if asked.counted is not None:
        n = asked.counted
        if letter == "d" or asked.step == 1:
            total = Fraction(n, 2) * (asked.first + asked.term(n))
            formula = "\\frac{n (a_1 + a_n)}{2}"
        else:
            total = asked.first * (1 - asked.step**n) / (1 - asked.step)
            formula = "\\frac{a_1 (1 - r^n)}{1 - r}"
        final = decimals_in(total, asked.text)
        return Worked(final, f"{shown}, S_{{{n}}} = ?", [known, ("Use the formula for the sum", f"$$S_{{{n}}} = {formula} = {final}$$")], "The first term, the step and the number of terms fix the sum.")  # fmt: skip
    if asked.listing:
        final = ", ".join(decimals_in(asked.term(n), asked.text) for n in range(1, asked.listing + 1))  # fmt: skip
        return Worked(final, shown, [known, ("Go from each term to the next", f"$${final}$$")], "The first term and the step fix every term.")  # fmt: skip
    if not asked.wanted:
        if asked.recursive:
            body = f"a_{{n-1}} {'-' if asked.step < 0 else '+'} {decimals_in(abs(asked.step), asked.text)}" if letter == "d" else f"{step} a_{{n-1}}"  # fmt: skip
            final = f"a_1 = {first}, a_n = {body}"
        elif letter == "d":
            more = asked.first - asked.step
            front = {1: "n", -1: "-n", 0: ""}.get(int(asked.step), f"{step} n") if asked.step.denominator == 1 else f"{step} n"  # fmt: skip
            tail = f" {'-' if more < 0 else '+'} {decimals_in(abs(more), asked.text)}" if more or not front else ""  # fmt: skip
            final = f"a_n = {front}{tail}"
        else:
            final = f"a_n = {geometric(asked.first, asked.step)}"
        return Worked(final, shown, [known, ("Put them into the formula", f"$$a_n = {rule}: \\quad {final}$$")], "The first term and the step fix every term.")  # fmt: skip
    final = decimals_in(asked.term(asked.wanted), asked.text)
    return Worked(final, f"{shown}, a_{{{asked.wanted}}} = ?", [known, ("Use the formula for a term", f"$$a_{{{asked.wanted}}} = {rule} = {final}$$")], "The first term and the step fix every term.")  # fmt: skip


def _walk(asked: _Progression, count: int) -> list[Fraction]:
    found = [asked.first]
    while len(found) < count:
        found.append(found[-1] + asked.step if asked.kind == "arithmetic" else found[-1] * asked.step)  # fmt: skip
    return found


def _progression_holds(asked: _Progression, final: str) -> str:
    if asked.counted is not None:
        return "The terms were added one by one." if sum(_walk(asked, asked.counted)) == exact(parse(final)) else ""  # fmt: skip
    if asked.listing:
        own = [exact(parse(part)) for part in final.split(", ")]
        return "Going from term to term gives the same." if own == _walk(asked, asked.listing) else ""  # fmt: skip
    if asked.wanted:
        return "Going from term to term gives the same." if _walk(asked, asked.wanted)[-1] == exact(parse(final)) else ""  # fmt: skip
    if asked.recursive:
        rule = Rule(tree_of(NEXT.sub(" p ", final.split("a_n =")[1])), (asked.first,), (5,), "")
        return "The formula gives the terms." if rule.terms(5) == _walk(asked, 5) else ""
    tree = parse(final.partition("=")[2])
    good = all(exact(substitute(tree, {"n": Number(Fraction(n))}, {})) == term for n, term in enumerate(_walk(asked, 6), 1))  # fmt: skip
    return "The formula gives the terms." if good else ""


def _read_count(page: Page) -> Series:
    """A finite sequence with dots, of which the number of terms is asked."""
    if not re.search(r"(?:number of terms|how many terms)", page.asked.words) or len(page.formulas) != 1:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    require(page)
    text = re.sub(r"^\s*a\s*=|\\?[{}\[\]]", "", page.last)
    halves = re.split(r",?\s*(?:\\[lc]?dots|\.{2,}|…)\s*,?", text)
    if len(halves) != 2 or "," in halves[1] or not halves[1].strip():
        raise NotUnderstood(REFUSAL)
    last = exact_or_none(halves[1])
    shown = numbers_in(halves[0])
    if last is None or len(shown) < 2:
        raise NotUnderstood(REFUSAL)
    return Series(tuple(shown), last, False)


def _work_count(found: Series) -> Worked:
    terms = terms_of(found, None)
    d, r = difference(found.shown), ratio(found.shown)
    if len(found.shown) < 3 and d is not None and r is not None:
        raise CannotSolve("Two terms do not tell which kind of sequence this is.")
    final = str(len(terms))
    rule = f"a_n = a_1 + (n - 1) \\cdot {fraction(d)}" if d is not None else f"a_n = a_1 \\cdot \\left({fraction(r or Fraction(1))}\\right)^{{n - 1}}"  # fmt: skip
    return Worked(final, f"{fraction(terms[0])}, \\ldots, {fraction(terms[-1])}", [("Set the formula for a term equal to the last one", f"$${rule} = {fraction(terms[-1])}$$"), ("Solve for n", f"$$n = {final}$$")], "The number of the last term is the number of terms.")  # fmt: skip


def _count_holds(found: Series, final: str) -> str:
    d, r = difference(found.shown), ratio(found.shown)
    n = int(final)
    last = found.shown[0] + (n - 1) * d if d is not None else found.shown[0] * (r or 1) ** (n - 1)
    return "The term with this number is the last one." if last == found.last else ""


_KINDS = (
    Kind("number of terms", "sequences-and-series", _read_count, _work_count, _count_holds),
    Kind(
        "progression",
        "sequences-and-series",
        _read_progression,
        _work_progression,
        _progression_holds,
    ),
    Kind("list", "sequences-and-series", _read_list, _work_list, _list_holds),
)


def solve(question: str) -> SolvedProblem:
    return solve_page("progressions", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
