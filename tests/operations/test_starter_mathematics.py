"""The starter knowledge of mathematics: complete, well formed, and right."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
import sympy as sp

from fynq.domain.knowledge import PracticeItem
from fynq.operations.starter import Starter, read_starter
from fynq.operations.starter.read import StarterNote
from tests.operations.starter_derivations import DERIVATIONS, Anti, Equation, Factored
from tests.operations.student_notation import Unreadable, read_chain, read_list, read_value

REQUIRED_SKILLS = [
    "arithmetic",
    "fractions",
    "decimals",
    "percentages",
    "ratios",
    "integers",
    "order-of-operations",
    "exponents",
    "radicals",
    "scientific-notation",
    "factors-and-multiples",
    "algebraic-expressions",
    "linear-equations",
    "linear-inequalities",
    "systems-of-linear-equations",
    "polynomials",
    "factoring",
    "quadratic-equations",
    "rational-expressions",
    "absolute-value",
    "functions",
    "logarithms",
    "exponential-functions",
    "sequences-and-series",
    "complex-numbers",
    "trigonometry",
    "trigonometric-identities",
    "matrices",
    "determinants",
    "eigenvalues",
    "vectors",
    "limits",
    "continuity",
    "derivatives",
    "product-rule",
    "quotient-rule",
    "chain-rule",
    "applications-of-derivatives",
    "integrals",
    "definite-integrals",
    "integration-by-parts",
    "substitution-rule",
]
APPLIED = re.compile(r"(?<![A-Za-z\\])[A-Za-z]\(")
"""A letter before a bracket, as in f(0), which the reader takes for a product."""
SHOWN_AS_FALSE = {"0 = 4", "0 = 5"}
"""What elimination leaves of a system that has no solution."""
MARKDOWN_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)


@cache
def starter() -> Starter:
    return read_starter()


def notes() -> list[StarterNote]:
    return [note for note in starter().documents if note.source.startswith("starter/mathematics/")]


@cache
def items() -> dict[str, PracticeItem]:
    """Those of the subject's own file: an item does not say which subject it belongs to."""
    lines = files("fynq.operations.starter").joinpath("mathematics/items.jsonl").read_text("utf-8")
    slugs = {json.loads(line)["slug"] for line in lines.splitlines()}
    return {item.slug: item for item in starter().items if item.slug in slugs}


def formulas(text: str) -> list[str]:
    return [double or single for double, single in MARKDOWN_FORMULA.findall(text)]


def test_the_counts_are_those_that_were_promised() -> None:
    skills = [skill for skill in starter().skills if skill.subject == "mathematics"]
    assert len(skills) >= 55
    assert len(notes()) >= 80
    assert len(items()) >= 160


def test_every_promised_skill_is_there() -> None:
    assert set(REQUIRED_SKILLS) <= {skill.slug for skill in starter().skills}


def test_no_skill_is_met_before_its_prerequisites() -> None:
    levels = {skill.slug: skill.level for skill in starter().skills}
    early = [
        (skill.slug, needed)
        for skill in starter().skills
        for needed in skill.prerequisites
        if skill.subject == "mathematics" and levels[needed] > skill.level
    ]
    assert not early


def test_every_skill_has_a_note_and_an_item() -> None:
    skills = {skill.slug for skill in starter().skills if skill.subject == "mathematics"}
    assert skills <= {slug for note in notes() for slug in note.skills}
    assert skills <= {slug for item in items().values() for slug in item.skills}


def test_titles_are_unique() -> None:
    twice = [title for title, count in Counter(note.title for note in notes()).items() if count > 1]
    assert not twice


@pytest.mark.parametrize("note", notes(), ids=lambda note: note.source.split("/")[-1])
def test_a_note_is_well_formed(note: StarterNote) -> None:
    assert 150 <= len(note.text.split()) <= 350
    assert "## Worked example" in note.text
    assert "## A typical mistake" in note.text
    prose = MARKDOWN_FORMULA.sub(" ", note.text)
    assert "$" not in prose
    assert "\\" not in prose
    assert "^" not in prose
    for formula in formulas(note.text):
        check_latex(formula)
        assert "\n\n" not in formula


def check_latex(formula: str) -> None:
    depth = 0
    for letter in re.sub(r"\\[{}]", "", formula):
        depth += (letter == "{") - (letter == "}")
        assert depth >= 0, formula
    assert depth == 0, formula
    assert formula.count(r"\left") - formula.count(r"\leftarrow") == formula.count(r"\right"), (
        formula
    )
    assert re.findall(r"\\begin\{(\w+)\}", formula) == re.findall(r"\\end\{(\w+)\}", formula)


def test_every_numeric_statement_of_the_notes_is_true() -> None:
    checked, wrong = 0, []
    for note in notes():
        for formula in formulas(note.text):
            try:
                sides, relations = read_chain(formula.strip().rstrip("."))
            except Unreadable:
                continue
            if not relations or any(side.free_symbols for side in sides):
                continue
            if formula in SHOWN_AS_FALSE or APPLIED.search(formula):
                continue
            checked += 1
            for (left, right), relation in zip(pairwise(sides), relations, strict=True):
                if not holds(left, relation, right):
                    wrong.append(f"{note.source}: {formula}")
    assert wrong == []
    assert checked >= 220


def holds(left: Any, relation: str, right: Any) -> bool:
    if relation == "=":
        return same(left, right)
    gap = sp.N(right - left)
    return bool({"<": gap > 0, ">": gap < 0, r"\le": gap >= 0, r"\ge": gap <= 0}[relation])


def same(left: Any, right: Any) -> bool:
    if isinstance(left, sp.MatrixBase):
        return bool(left == right)
    difference = sp.simplify(sp.expand(left - right))
    return bool(difference == 0 or difference.equals(0))


def test_every_item_has_its_derivation() -> None:
    assert set(DERIVATIONS) == set(items())


def test_no_question_is_asked_twice() -> None:
    asked = Counter(item.question for item in items().values())
    assert [question for question, count in asked.items() if count > 1] == []


@pytest.mark.parametrize("slug", sorted(DERIVATIONS))
def test_an_answer_is_right(slug: str) -> None:
    item = items()[slug]
    assert item.question.count("$") % 2 == 0
    for formula in formulas(item.question):
        check_latex(formula)
    assert "$" not in item.answer
    check_latex(item.answer)
    answer, derived = item.answer, DERIVATIONS[slug]()
    if item.kind == "text":
        assert answer == derived
    elif isinstance(derived, sp.Set):
        check_set(answer, derived)
    elif isinstance(derived, tuple):
        assert item.kind == "set"
        values = read_list(answer, "()")
        assert len(values) == len(derived)
        assert all(same(*pair) for pair in zip(values, derived, strict=True))
    elif isinstance(derived, Equation):
        check_equation(answer, derived)
    elif isinstance(derived, Anti):
        check_antiderivative(answer, derived)
    elif isinstance(derived, Factored):
        check_factorization(answer, derived)
    elif isinstance(derived, sp.MatrixBase):
        assert read_value(answer) == derived
    else:
        value = read_value(answer)
        assert same(value, derived)
        assert value.is_number == (item.kind == "number")
        if slug.startswith(("expand-", "binomial-expand")):
            assert value == sp.expand(value)


def check_set(answer: str, derived: Any) -> None:
    if answer.startswith("{"):
        values = read_list(answer, "{}")
        assert len(values) == len(derived)
        assert all(any(same(value, each) for each in derived) for value in values)
        return
    sides, relations = read_chain(answer)
    kinds = {"<": sp.Lt, ">": sp.Gt, r"\le": sp.Le, r"\ge": sp.Ge}
    found = sp.S.Reals
    for pair, relation in zip(pairwise(sides), relations, strict=True):
        found = found & sp.solveset(kinds[relation](*pair), sp.Symbol("x"), sp.S.Reals)
    assert found == derived


def check_equation(answer: str, derived: Equation) -> None:
    (subject, right), relations = read_chain(answer)
    assert relations == ["="]
    assert subject.is_Symbol
    assert not right.has(subject)
    (solution,) = sp.solve(sp.Eq(derived.left, derived.right), subject)
    assert same(solution, right)


def check_factorization(answer: str, derived: Factored) -> None:
    with sp.evaluate(False):
        written = read_value(answer)
    assert same(written.doit(), derived.of)
    factors = [written]
    while any(factor.is_Mul for factor in factors):
        factors = [part for factor in factors for part in sp.Mul.make_args(factor)]
    for factor in factors:
        base = factor.as_base_exp()[0].doit()
        if not base.is_number:
            content, parts = sp.factor_list(base)
            assert content == 1
            assert parts == [(sp.expand(base), 1)]


def check_antiderivative(answer: str, derived: Anti) -> None:
    value = read_value(answer).replace(sp.Abs, lambda inner: inner)
    constant = sp.Symbol("C")
    assert sp.diff(value, constant) == 1
    assert same(sp.diff(value, sp.Symbol("x")), derived.of)
