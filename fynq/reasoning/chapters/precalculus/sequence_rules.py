"""Terms of a sequence from its rule: a formula in n, a recursion, or a formula by cases.

The terms are computed again with decimals.
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
)
from fynq.reasoning.chapters.precalculus.page import REFUSAL, Page, tree_of
from fynq.reasoning.chapters.precalculus.sequence_facts import (
    INDEX,
    NEXT,
    WORDS,
    facts,
    with_factorials,
)
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Number, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem


@dataclass(frozen=True, slots=True)
class Rule:
    """a_n as a tree in n, in p (the term before) and q (the one before that); start: first terms.
    odd, even: for a rule by cases."""

    tree: Tree
    start: tuple[Fraction, ...]
    wanted: tuple[int, ...]
    text: str
    even: Tree | None = None

    def term(self, n: int, before: list[Fraction]) -> Fraction:
        tree = self.even if self.even is not None and n % 2 == 0 else self.tree
        values: dict[str, Tree] = {"n": Number(Fraction(n))}
        if before:
            values["p"] = Number(before[-1])
        if len(before) > 1:
            values["q"] = Number(before[-2])
        value = exact(with_factorials(substitute(tree, values, {})))
        if value is None:
            raise CannotSolve("The term is no rational number.")
        return value

    def terms(self, count: int) -> list[Fraction]:
        found: list[Fraction] = []
        for n in range(1, count + 1):
            found.append(self.start[n - 1] if n <= len(self.start) else self.term(n, found))
        return found


def _read_rule(page: Page) -> Rule:
    pieces = _by_cases(page)
    if pieces is not None:
        return pieces
    data = facts(page)
    if not data.body or data.listed or data.summed:
        raise NotUnderstood(REFUSAL)
    if re.search(r"\b(?:sum|formula for|ratio|difference between)\b", page.asked.words):
        raise NotUnderstood(REFUSAL)
    wanted = (data.wanted,) if data.wanted else tuple(range(1, (data.counted or 0) + 1))
    if not wanted or max(wanted) > MAX_TERMS:
        raise NotUnderstood(REFUSAL)
    start = tuple(data.given[n] for n in sorted(data.given))
    if sorted(data.given) != list(range(1, len(start) + 1)):
        raise NotUnderstood(REFUSAL)
    body = NEXT.sub(lambda match: " p " if "1" in match.groups() else " q ", data.body)
    if start and body == data.body:
        body = re.sub(r"a_\{?n\}?(?!\w)", " p ", body)
    tree = tree_of(body)
    names = set(names_in(tree))
    if not names <= ({"n", "p", "q"} if start else {"n"}) or (start and not names & {"p", "q"}):
        raise NotUnderstood(REFUSAL)
    if "q" in names and len(start) < 2:
        raise NotUnderstood(REFUSAL)
    return Rule(tree, start, wanted, f"a_n = {data.body}")


def _by_cases(page: Page) -> Rule | None:
    """'If n is odd, then 2n. If n is even, then 5n.'"""
    words = " ".join(sentence.words for sentence in page.sentences)
    if not ("odd" in words and "even" in words):
        return None
    page.require(WORDS)
    bodies: dict[str, Tree] = {}
    wanted = 0
    for sentence in page.sentences:
        name = re.search(r"\b(odd|even)\b", sentence.words)
        inner = [text for text in sentence.formulas if text.strip() not in ("n", "a_n", "a_{n}")]
        if name and len(inner) == 1:
            bodies[name[1]] = tree_of(re.sub(r"^a_\{?n\}?\s*=", "", inner[0]))
        elif len(inner) == 1 and (found := re.fullmatch(rf"n\s*=\s*(\d+)|a_?{INDEX}", inner[0].strip())):  # fmt: skip
            wanted = int(found[1] or found["n"])
        elif inner:
            raise NotUnderstood(REFUSAL)
    if set(bodies) != {"odd", "even"} or not 0 < wanted <= MAX_TERMS:
        raise NotUnderstood(REFUSAL)
    return Rule(bodies["odd"], (), (wanted,), "a_n", bodies["even"])


def _work_rule(rule: Rule) -> Worked:
    terms = rule.terms(max(rule.wanted)) if rule.start else []
    values = [terms[n - 1] if rule.start else rule.term(n, []) for n in rule.wanted]
    final = ", ".join(fraction(value) for value in values)
    if rule.start:
        lines = [f"$$a_{{{n}}} = {fraction(value)}$$" for n, value in enumerate(terms, 1)]
        steps = [("Go from each term to the next", "\n".join(lines))]
        concept = "A recursive formula makes each term from those before."
    else:
        lines = [f"$$a_{{{n}}} = {fraction(value)} \\quad (n = {n})$$" for n, value in zip(rule.wanted, values, strict=True)]  # fmt: skip
        steps = [("Put the number of the term into the formula", "\n".join(lines))]
        concept = "The formula gives the term when n is its number."
    asked = rule.text + "".join(f", a_{n} = {fraction(value)}" for n, value in enumerate(rule.start, 1))  # fmt: skip
    return Worked(final, asked, steps, concept)


def _rule_holds(rule: Rule, final: str) -> str:
    """With decimals instead of fractions."""
    found = [evaluate(tree_of(part), {}) for part in final.split(", ")]
    values: list[mpmath.mpf] = []
    for n in range(1, max(rule.wanted) + 1):
        if n <= len(rule.start):
            values.append(mpmath.mpf(rule.start[n - 1].numerator) / rule.start[n - 1].denominator)
            continue
        if not rule.start and n not in rule.wanted:
            values.append(mpmath.mpf(0))
            continue
        tree = rule.even if rule.even is not None and n % 2 == 0 else rule.tree
        at = {"n": mpmath.mpf(n), "p": values[-1] if values else 0, "q": values[-2] if len(values) > 1 else 0}  # fmt: skip
        values.append(evaluate(tree, at))
    good = all(abs(values[n - 1] - value) <= mpmath.mpf(10) ** -12 * (1 + abs(value)) for n, value in zip(rule.wanted, found, strict=True))  # fmt: skip
    return "The terms were computed again with decimals." if good else ""


_KINDS = (Kind("term", "sequences-and-series", _read_rule, _work_rule, _rule_holds),)


def solve(question: str) -> SolvedProblem:
    return solve_page("sequence_rules", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
