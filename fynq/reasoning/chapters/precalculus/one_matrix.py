"""One matrix: its determinant, its inverse, its size and its entries.

Determinants are checked by the sum over permutations instead of elimination, inverses by the product.
"""

from __future__ import annotations

import itertools
import re
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.matrices import (
    DEFINITION,
    Rows,
    definitions,
    inlined,
    rows_of,
    shown,
    times,
)
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import (
    PLAIN,
    REFUSAL,
    Page,
    Sentence,
    vocabulary,
)
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.solved import Report, SolvedProblem

_ONE_WORDS = PLAIN | vocabulary(
    "matrix inverse multiplicative determinant formula 2x2 3x3 square a b c evaluate method s solve by cofactors expansion"
)


def _read_one(word: str, page: Page) -> Rows:
    page.require(_ONE_WORDS)
    other = "inverse" if word == "determinant" else "determinant"
    if (
        word not in page.asked.words
        or other in page.asked.words
        or len(page.formulas) > 1
        or "system" in page.heading.split()
    ):
        raise NotUnderstood(REFUSAL)
    found = re.search(r"\\begin\{[bpv]?matrix\}.*\\end\{[bpv]?matrix\}", page.last, re.DOTALL)
    if found is None or not re.fullmatch(r"(?:[A-Z]\s*=\s*)?", page.last[: found.start()].strip()) or found.end() < len(page.last.rstrip(" .,")):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    rows = rows_of(found[0])
    if len(rows) != len(rows[0]) or len(rows) > 5:
        raise NotUnderstood(REFUSAL)
    return rows


def _determinant(rows: Rows) -> Fraction:
    """By elimination."""
    rows, value = [list(row) for row in rows], Fraction(1)
    for at in range(len(rows)):
        pivot = next((k for k in range(at, len(rows)) if rows[k][at]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != at:
            rows[at], rows[pivot], value = rows[pivot], rows[at], -value
        value *= rows[at][at]
        for k in range(at + 1, len(rows)):
            ratio = rows[k][at] / rows[at][at]
            rows[k] = [a - ratio * b for a, b in zip(rows[k], rows[at], strict=True)]
    return value


def _work_determinant(rows: Rows) -> Worked:
    final = fraction(_determinant(rows))
    rule = "ad - bc" if len(rows) == 2 else "expansion along a row"
    return Worked(final, f"\\det {shown(rows)}", [(f"Use {rule}", f"$$\\det {shown(rows)} = {final}$$")], "The determinant of a 2 by 2 matrix is ad - bc; larger ones expand into these.")  # fmt: skip


def _determinant_holds(rows: Rows, final: str) -> str:
    """The sum over all permutations (Leibniz)."""
    total = Fraction(0)
    for order in itertools.permutations(range(len(rows))):
        swaps = sum(a > b for a, b in itertools.combinations(order, 2))
        term = Fraction((-1) ** swaps)
        for at, column in enumerate(order):
            term *= rows[at][column]
        total += term
    return "The sum over all permutations is the same." if exact(parse(final)) == total else ""


def _work_inverse(rows: Rows) -> Worked:
    size, value = len(rows), _determinant(rows)
    if not value:
        raise CannotSolve("The matrix has no inverse: its determinant is zero.")
    whole = [[*row, *[Fraction(int(i == j)) for j in range(size)]] for i, row in enumerate(rows)]
    for at in range(size):
        pivot = next(k for k in range(at, size) if whole[k][at])
        whole[at], whole[pivot] = whole[pivot], whole[at]
        whole[at] = [cell / whole[at][at] for cell in whole[at]]
        for k in range(size):
            if k != at:
                whole[k] = [a - whole[k][at] * b for a, b in zip(whole[k], whole[at], strict=True)]
    final = shown([row[size:] for row in whole])
    return Worked(
        final,
        f"{shown(rows)}^{{-1}}",
        [("Find the determinant", f"$$\\det = {fraction(value)}$$"), ("Divide the adjugate by it, or reduce beside the identity matrix", f"$${final}$$")],
        "A matrix times its inverse is the identity matrix.",
    )  # fmt: skip


def _inverse_holds(rows: Rows, final: str) -> str:
    product = times(rows, rows_of(final))
    identity = [[Fraction(int(i == j)) for j in range(len(rows))] for i in range(len(rows))]
    return "The product with the matrix is the identity." if product == identity else ""


_PLACE_WORDS = PLAIN | vocabulary("entry entries element at row column rows columns dimension dimensions size order number many matrix located locating")  # fmt: skip


def _read_place(page: Page) -> tuple[Rows, str]:
    """The matrix and 'dimensions', 'rows', 'columns', or the indices of an entry: '31'."""
    page = inlined(page)
    matrices = definitions(page)
    if len(matrices) != 1:
        raise NotUnderstood(REFUSAL)
    (name,) = matrices
    words = page.asked.words
    kept = [re.sub(rf"\b{name.lower()}\b", "", item.words) for item in page.sentences]
    Page("", tuple(Sentence(text, (), True) for text in kept)).require(_PLACE_WORDS)
    others = [text.strip() for text in page.formulas if not DEFINITION.search(text)]
    entry = (
        re.fullmatch(rf"{name.lower()}_?\{{?(\d)(\d)\}}?", others[0]) if len(others) == 1 else None
    )
    if entry and re.search(r"entry|element", words):
        return matrices[name], entry[1] + entry[2]
    if others:
        raise NotUnderstood(REFUSAL)
    for goal, asked in (("dimensions", r"dimension|size|order"), ("rows", r"how many rows|number of rows"), ("columns", r"how many columns|number of columns")):  # fmt: skip
        if re.search(asked, words):
            return matrices[name], goal
    raise NotUnderstood(REFUSAL)


def _work_place(asked: tuple[Rows, str]) -> Worked:
    rows, goal = asked
    height, width = len(rows), len(rows[0])
    if goal.isdigit():
        i, j = int(goal[0]), int(goal[1])
        if not (1 <= i <= height and 1 <= j <= width):
            raise CannotSolve("The matrix has no such entry.")
        final, title = fraction(rows[i - 1][j - 1]), f"Row {i}, column {j}"
    else:
        final = {"dimensions": f"{height} \\times {width}", "rows": str(height), "columns": str(width)}[goal]  # fmt: skip
        title = "Count the rows, then the columns"
    return Worked(final, f"\\text{{{goal}}}: {shown(rows)}", [(title, f"$${final}$$")], "The first index counts rows, the second columns.")  # fmt: skip


def _place_holds(asked: tuple[Rows, str], final: str) -> str:
    """Counted again in the transposed matrix."""
    rows, goal = asked
    turned = [list(column) for column in zip(*rows, strict=True)]
    if goal.isdigit():
        good = exact(parse(final)) == turned[int(goal[1]) - 1][int(goal[0]) - 1]
    else:
        counts = {"dimensions": f"{len(turned[0])} \\times {len(turned)}", "rows": str(len(turned[0])), "columns": str(len(turned))}  # fmt: skip
        good = final == counts[goal]
    return "Counted again in the transposed matrix." if good else ""


def _read_power(page: Page) -> Rows:
    """'A^{-1}' of the one matrix that is given."""
    page = inlined(page)
    matrices = definitions(page)
    others = [text.strip() for text in page.formulas if not DEFINITION.search(text)]
    if len(matrices) != 1 or len(others) != 1:
        raise NotUnderstood(REFUSAL)
    ((name, rows),) = matrices.items()
    if not re.fullmatch(rf"{name}\s*\^\s*\{{?\s*-\s?1\s*\}}?", others[0]) or len(rows) != len(
        rows[0]
    ):
        raise NotUnderstood(REFUSAL)
    Page(page.heading, page.sentences).require(_ONE_WORDS | {name.lower()})
    return rows


_KINDS = (
    Kind("place", "matrices", _read_place, _work_place, _place_holds),
    Kind("determinant", "determinants", lambda page: _read_one("determinant", page), _work_determinant, _determinant_holds),
    Kind("power", "matrices", _read_power, _work_inverse, _inverse_holds),
    Kind("inverse", "matrices", lambda page: _read_one("inverse", page), _work_inverse, _inverse_holds),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_page("one_matrix", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
