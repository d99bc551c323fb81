"""The augmented matrix of a linear system, and single row operations on a matrix.

A row operation is checked as a product with an elementary matrix; an augmented matrix by putting
numbers for the variables into its rows and into the equations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.polynomials import terms_of
from fynq.reasoning.chapters.presenting import fraction, judged, presented
from fynq.reasoning.chapters.restating import REFUSAL, cut_out, known, require_words
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Items, Matrix, Operation, Relation, names_in, number
from fynq.reasoning.solved import Report, SolvedProblem

Rows = list[list[Fraction]]

_SYSTEM_WORDS = known(
    "write the a an as augmented matrix matrices for of given following system systems equations equation linear each and "
    "writing find in is corresponding associated with exercise exercises to these this represent express"
)
_ROW_WORDS = known(
    "using use row rows operation operations on a an the matrix matrices perform performing indicated each given augmented "
    "following interchange swap switch multiply by and add to it this original result then that of in order exercise "
    "needed necessary required which will get make gets makes first entry be zero a equal"
)
_NUMBER = r"(-?\d+(?:/\d+)?|-?\\frac\{\d+\}\{\d+\})"
_SWAP = re.compile(r"(?:interchange|swap|switch) rows? (\d) and (?:row )?(\d)")
_SCALE = re.compile(rf"multiply row (\d) by {_NUMBER}")
_SCALE_ADD_OTHER = re.compile(rf"multiply row (\d) by {_NUMBER} and add row (\d) to it")
_NEEDED = re.compile(
    r"(?:perform |use |using )?(?:the |a )?(?:needed |necessary |required )?row operations?(?: that is| which is)?(?: needed| necessary| required)? (?:that |which |to )?(?:will )?"
    r"(?:get|gets|make|makes) the first entry in row (\d)(?: to)?(?: be)?(?: equal to)? (?:a )?(?:zero|0)(?: in the (?:augmented )?matrix)?"
)
_SCALE_ADD_TO = re.compile(rf"multiply row (\d) by {_NUMBER} (?:and then|and|then) add (?:it |the result |that )?to row (\d)")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Operation:
    """Row `row` becomes scale·row + other·row_other; swapped: the two change places."""

    row: int
    scale: Fraction = Fraction(1)
    other: int | None = None
    factor: Fraction = Fraction(0)
    swapped: bool = False


def _equations(question: str) -> list[Relation] | None:
    text, formulas = cut_out(question)
    low = text.lower()
    if "augmented" not in low or "system" not in low or "perform" in low:
        return None
    text, bare = _bare_equations(text)
    formulas += bare
    require_words(text.replace("□", " "), _SYSTEM_WORDS)
    found: list[Relation] = []
    for formula in formulas:
        if formula.count("=") > 1 and "," not in formula and "\\\\" not in formula:
            raise NotUnderstood(REFUSAL)
        tree = parse(formula.strip(" .,;"))
        for item in tree.items if isinstance(tree, Items) else (tree,):
            if not (isinstance(item, Relation) and item.op == "="):
                raise NotUnderstood(REFUSAL)
            found.append(item)
    if not 2 <= len(found) <= 5:
        raise NotUnderstood(REFUSAL)
    return found


def _bare_equations(text: str) -> tuple[str, list[str]]:
    """Equations that stand on a line of their own without marks of mathematics, at its commas."""
    kept, found = [], []
    for line in text.split("\n"):
        parts = [part.strip() for part in re.split(r",(?=[^,]*=)", line.strip(" .;"))]
        if all(re.fullmatch(r"[-+\d.a-z ]*[a-z][-+\d.a-z ]*=[-+\d.a-z ]+", part) and not re.search("[a-z]{2}", part) for part in parts):  # fmt: skip
            found += parts
        else:
            kept.append(line)
    return "\n".join(kept), found


def _augmented(equations: list[Relation]) -> tuple[list[str], Rows]:
    names = sorted({name for item in equations for name in names_in(item)})
    rows: Rows = []
    for item in equations:
        terms = terms_of(Operation("-", item.left, item.right))
        if any(sum(power for _, power in powers) > 1 for powers in terms):
            raise CannotSolve("The equations are not linear.")
        row = [terms.get(((name, 1),), Fraction(0)) for name in names]
        rows.append([*row, -terms.get((), Fraction(0))])
    return names, rows


def _operated(question: str) -> tuple[Rows, _Operation]:
    text, formulas = cut_out(question)
    matrices = [tree for formula in formulas if "matrix" in formula and isinstance(tree := parse(formula), Matrix)]  # fmt: skip
    if len(matrices) != 1:
        raise NotUnderstood(REFUSAL)
    for formula in formulas:
        text = text.replace("□", "" if "matrix" in formula else f" {formula} ", 1)
    require_words(re.sub(_NUMBER, " ", text), _ROW_WORDS)
    cells = [[exact(cell) for cell in row] for row in matrices[0].rows]
    rows = [[cell for cell in row if cell is not None] for row in cells]
    if any(len(row) != len(rows[0]) for row in rows):
        raise NotUnderstood(REFUSAL)
    orders = [line for line in re.split(r"\n|(?<=[.;])\s", text.lower()) if re.search(r"row\w* +\d", line)]  # fmt: skip
    if not orders or (len(orders) > 1 and "original matrix" not in text.lower().split("\n")[-1]):
        raise NotUnderstood(REFUSAL)
    order = " ".join(orders[-1].split()).strip(" .;:")
    operation = _needed(order, rows) or _operation(order)
    touched = [operation.row, *([operation.other] if operation.other is not None else [])]
    if len(set(touched)) != len(touched) or not all(0 <= at < len(rows) for at in touched):
        raise NotUnderstood(REFUSAL)
    return rows, operation


def _needed(order: str, rows: Rows) -> _Operation | None:
    """The multiple of row 1 whose addition clears the first entry; it has to be a whole one."""
    found = _NEEDED.fullmatch(order)
    if found is None:
        return None
    at = int(found[1]) - 1
    if not (0 < at < len(rows)) or not rows[0][0] or not rows[at][0]:
        raise NotUnderstood(REFUSAL)
    factor = -rows[at][0] / rows[0][0]
    if factor.denominator != 1:
        raise CannotSolve("There is more than one way to clear this entry with whole numbers.")
    return _Operation(at, Fraction(1), 0, factor)


def _operation(order: str) -> _Operation:
    order = re.sub(r"\s*\.?\s*perform this on the original matrix$", "", order)
    if found := _SWAP.fullmatch(order):
        return _Operation(int(found[1]) - 1, other=int(found[2]) - 1, swapped=True)
    if found := _SCALE.fullmatch(order):
        return _Operation(int(found[1]) - 1, _value(found[2]))
    if found := _SCALE_ADD_OTHER.fullmatch(order):
        return _Operation(int(found[1]) - 1, _value(found[2]), int(found[3]) - 1, Fraction(1))
    if found := _SCALE_ADD_TO.fullmatch(order):
        return _Operation(int(found[3]) - 1, Fraction(1), int(found[1]) - 1, _value(found[2]))
    raise NotUnderstood(REFUSAL)


def _value(text: str) -> Fraction:
    value = exact(parse(text))
    if not value:
        raise CannotSolve("A row is multiplied by a number other than zero.")
    return value


def _shown(rows: Rows) -> str:
    body = " \\\\ ".join(" & ".join(fraction(cell) for cell in row) for row in rows)
    return f"\\begin{{bmatrix}} {body} \\end{{bmatrix}}"


def solve(question: str) -> SolvedProblem:
    equations = _equations(question)
    if equations is not None:
        names, rows = _augmented(equations)
        final = _shown(rows)
        steps = [
            ("Bring each equation into standard form", f"Write the terms of ${', '.join(names)}$ in this order on the left and the number on the right."),
            ("Write the coefficients row by row", f"$${final}$$"),
        ]  # fmt: skip
        return presented("row_operations", "augmented", "\\text{augmented matrix}", final, steps, ("matrices", "systems-of-linear-equations"), "Each row holds the coefficients of one equation; a missing variable has coefficient 0.")  # fmt: skip
    rows, operation = _operated(question)
    changed = [list(row) for row in rows]
    at, other = operation.row, operation.other
    if operation.swapped and other is not None:
        changed[at], changed[other] = changed[other], changed[at]
        title = f"Rows {at + 1} and {other + 1} change places"
    else:
        add = rows[other] if other is not None else [Fraction(0)] * len(rows[at])
        changed[at] = [operation.scale * a + operation.factor * b for a, b in zip(rows[at], add, strict=True)]  # fmt: skip
        title = f"Only row {at + 1} changes, entry by entry"
    final = _shown(changed)
    return presented("row_operations", "row", _shown(rows), final, [(title, f"$${final}$$")], ("matrices",), "A row operation changes one row, or swaps two, and keeps the solutions of the system.")  # fmt: skip


def check(question: str, solved: SolvedProblem) -> Report:
    tree = parse(solved.final)
    if not isinstance(tree, Matrix):
        return judged(solved, False, "")
    answer = [[exact(cell) for cell in row] for row in tree.rows]
    equations = _equations(question)
    if equations is not None:
        names = sorted({name for item in equations for name in names_in(item)})
        for trial in range(1, 12):
            values = [Fraction(trial * (at + 2) ** 2 + at, 7) for at in range(len(names))]
            point = dict(zip(names, [number(value) for value in values], strict=True))
            for item, row in zip(equations, answer, strict=True):
                told = substitute(Operation("-", item.left, item.right), point, {})
                own = sum((a * b for a, b in zip(row, [*values, Fraction(-1)], strict=True) if a is not None), Fraction(0))  # fmt: skip
                if exact(told) != own:
                    return judged(solved, False, "")
        return judged(solved, True, "Each row has the value of its equation for many numbers.", "substitution")  # fmt: skip
    rows, operation = _operated(question)
    size = len(rows)
    elementary = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    if operation.swapped and operation.other is not None:
        elementary[operation.row], elementary[operation.other] = elementary[operation.other], elementary[operation.row]  # fmt: skip
    else:
        elementary[operation.row][operation.row] = operation.scale
        if operation.other is not None:
            elementary[operation.row][operation.other] = operation.factor
    product = [[sum((e * r for e, r in zip(line, column, strict=True)), Fraction(0)) for column in zip(*rows, strict=True)] for line in elementary]  # fmt: skip
    return judged(solved, answer == product, "The product with the elementary matrix of the operation is the same.")  # fmt: skip
