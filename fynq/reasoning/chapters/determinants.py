"""The determinant of a named matrix, and the minors and cofactors of its entries.

A determinant is worked out by expansion along the first row and checked by elimination.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.graphs.page import REFUSAL, read_page, require_known
from fynq.reasoning.chapters.presenting import bracketed, fraction, judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Matrix, Name, Relation, number
from fynq.reasoning.reading.words import words
from fynq.reasoning.solved import Report, SolvedProblem

Rows = tuple[tuple[Fraction, ...], ...]
_WORDS = frozenset(
    words("""find the determinant determinants of matrix matrices evaluate calculate compute specified following given a an and
    then part exercise exercises finding evaluating for in each this minor minors cofactor cofactors entry element by using
    expansion expanding along first row column cramer's rule solve solving × 2 3 what is""")
)
_ENTRY = re.compile(r"(?P<letter>[A-Za-z])_\{?(?P<row>\d)(?:,? ?(?P<column>\d))?\}?")
_COLUMNS = "abcd"


@dataclass(frozen=True, slots=True)
class _Asked:
    """what: 'determinant', 'minor' or 'cofactor'; row and column from 0 for the last two."""

    what: str
    rows: Rows
    row: int = 0
    column: int = 0


def _read(question: str) -> _Asked:
    page = read_page(question)
    last = page.lines[-1]
    for line in page.lines:
        require_known(line.words, _WORDS)
    if page.places is not None:
        raise NotUnderstood(REFUSAL)
    matrices = [(at, text) for at, line in enumerate(page.lines) for text in line.formulas if "matrix}" in text]  # fmt: skip
    if not matrices or sum(at == matrices[-1][0] for at, _ in matrices) != 1:
        raise NotUnderstood(REFUSAL)
    rows = _rows(matrices[-1][1])
    kind = re.search(r"\b(minor|cofactor)\b", last.words)
    if kind is None:
        if "determinant" not in " ".join(line.words for line in page.lines[-2:]) or "matrix}" not in "".join(last.formulas):  # fmt: skip
            raise NotUnderstood(REFUSAL)
        if any("minor" in line.words and "by" not in line.words for line in page.lines):
            raise NotUnderstood(REFUSAL)
        return _Asked("determinant", rows)
    entry = _ENTRY.fullmatch(last.formulas[-1]) if last.formulas else None
    if entry is None or len(rows) < 2:
        raise NotUnderstood(REFUSAL)
    return _Asked(kind[1], rows, *_place(entry, len(rows)))


def _place(entry: re.Match[str], size: int) -> tuple[int, int]:
    """a_{23} is in row 2 and column 3; b_3 is in row 3 and the second column."""
    row = int(entry["row"]) - 1
    column = int(entry["column"]) - 1 if entry["column"] else _COLUMNS.find(entry["letter"])
    if not (0 <= row < size and 0 <= column < size):
        raise NotUnderstood(REFUSAL)
    return row, column


def _rows(text: str) -> Rows:
    try:
        tree = parse(text)
    except CannotSolve:
        raise NotUnderstood(REFUSAL) from None
    if isinstance(tree, Relation) and isinstance(tree.left, Name):
        tree = tree.right
    if not isinstance(tree, Matrix):
        raise NotUnderstood(REFUSAL)
    cells = [[exact(cell) for cell in row] for row in tree.rows]
    found = tuple(tuple(cell for cell in row if cell is not None) for row in cells)
    if any(len(row) != len(cells) for row in found) or len(found) > 5:
        raise CannotSolve("I expected a square matrix of numbers.")
    return found


def _without(rows: Rows, row: int, column: int) -> Rows:
    return tuple(tuple(cell for j, cell in enumerate(line) if j != column) for i, line in enumerate(rows) if i != row)  # fmt: skip


def _expanded(rows: Rows) -> Fraction:
    if len(rows) == 1:
        return rows[0][0]
    return sum(((-1) ** j * cell * _expanded(_without(rows, 0, j)) for j, cell in enumerate(rows[0])), Fraction(0))  # fmt: skip


def _eliminated(rows: Rows) -> Fraction:
    """By Gaussian elimination."""
    left = [list(row) for row in rows]
    found = Fraction(1)
    for at in range(len(left)):
        pivot = next((i for i in range(at, len(left)) if left[i][at]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != at:
            left[at], left[pivot], found = left[pivot], left[at], -found
        found *= left[at][at]
        for i in range(at + 1, len(left)):
            factor = left[i][at] / left[at][at]
            left[i] = [cell - factor * other for cell, other in zip(left[i], left[at], strict=True)]
    return found


def _shown(rows: Rows) -> str:
    cells = tuple(tuple(number(cell) for cell in row) for row in rows)
    return show(Matrix(cells)).replace("pmatrix", "vmatrix")


def _expansion(rows: Rows) -> str:
    if len(rows) == 1:
        return fraction(rows[0][0])
    if len(rows) == 2:
        (a, b), (c, d) = rows
        return f"{fraction(a)} \\cdot {bracketed(d)} - {bracketed(b)} \\cdot {bracketed(c)}"
    parts = [f"{'+' if j % 2 == 0 else '-'} {bracketed(cell)} \\cdot {bracketed(_expanded(_without(rows, 0, j)))}" for j, cell in enumerate(rows[0])]  # fmt: skip
    return " ".join(parts).removeprefix("+ ")


def _value(asked: _Asked, determinant: Fraction) -> Fraction:
    negative = asked.what == "cofactor" and (asked.row + asked.column) % 2 == 1
    return -determinant if negative else determinant


def solve(question: str) -> SolvedProblem:
    asked = _read(question)
    rows = asked.rows
    steps: list[tuple[str, str]] = []
    if asked.what != "determinant":
        rows = _without(rows, asked.row, asked.column)
        steps.append((f"Leave out row {asked.row + 1} and column {asked.column + 1}", f"$${_shown(rows)}$$"))  # fmt: skip
    determinant = _expanded(rows)
    way = "Expand along the first row" if len(rows) > 2 else "Multiply along the diagonals and subtract"  # fmt: skip
    steps.append((way, f"$${_expansion(rows)} = {fraction(determinant)}$$"))
    final = fraction(_value(asked, determinant))
    if asked.what == "cofactor":
        steps.append((f"Give it the sign of $(-1)^{{{asked.row + asked.column + 2}}}$", f"$${final}$$"))  # fmt: skip
    concept = {
        "determinant": "Each entry of the first row times the determinant of what is left without its row and column, with alternating signs.",
        "minor": "The minor of an entry is the determinant that is left without its row and column.",
        "cofactor": "The cofactor is the minor with the sign of its place.",
    }[asked.what]
    return presented("determinants", asked.what, _shown(asked.rows), final, steps, ("determinants", "matrices"), concept)  # fmt: skip


def check(question: str, solved: SolvedProblem) -> Report:
    asked = _read(question)
    rows = asked.rows if asked.what == "determinant" else _without(asked.rows, asked.row, asked.column)  # fmt: skip
    holds = exact(parse(solved.final)) == _value(asked, _eliminated(rows))
    return judged(solved, holds, "The determinant was found again by elimination.")
