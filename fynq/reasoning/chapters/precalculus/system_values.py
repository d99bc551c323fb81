"""A system of linear equations by a named method, or the value of one of its unknowns.

The core solves the system; every equation is checked again by substitution.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.core import solved_by_core
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import PLAIN, REFUSAL, Page, tree_of, vocabulary
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Items, Name, Number, Operation, Relation, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem

_WORDS = PLAIN | vocabulary(
    "system systems linear equation equations two three 2x2 3x3 variables variable unknown unknowns solve solving solution solution's solutions value values x y z a b c resulting "
    "result coordinate x-value y-value z-value x-coordinate y-coordinate substitution elimination addition method methods cramer's cramers rule using inverse inverses matrix matrices when multiplication multiply one required by "
    "ordered pair algebraically graphing if n't exists"
)


@dataclass(frozen=True, slots=True)
class _System:
    """wanted: the letter whose value is asked, '' for all."""

    equations: tuple[Relation, ...]
    wanted: str


def _read(page: Page) -> _System:
    page.require(_WORDS)
    whole = " ".join([page.heading, *[item.words for item in page.sentences]])
    if "system" not in whole or "augmented" in whole or page.places is not None:
        raise NotUnderstood(REFUSAL)
    equations: list[Relation] = []
    letters: list[str] = []
    for text in page.formulas:
        tree = tree_of(re.sub(r"\\begin\{(?:cases|array|aligned)\}(?:\{[lcr]+\})?|\\end\{(?:cases|array|aligned)\}|&", " ", text).replace("\\\\", ","))  # fmt: skip
        for item in tree.items if isinstance(tree, Items) else (tree,):
            if isinstance(item, Relation) and item.op == "=":
                if item not in equations:
                    equations.append(item)
            elif isinstance(item, Name):
                letters.append(item.name)
            else:
                raise NotUnderstood(REFUSAL)
    names = {name for item in equations for name in names_in(item)}
    if not 2 <= len(equations) <= 4 or len(names) != len(equations):
        raise NotUnderstood(REFUSAL)
    asked = page.asked
    spoken = re.findall(r"\b([a-z])(?:-| )(?:value|coordinate)|value of (?:the )?(?:variable )?([a-z])\b|\bsolve for ([a-z])\b|what is ([a-z])$|find ([a-z])$", asked.words)  # fmt: skip
    wanted = [letter for group in spoken for letter in group if letter]
    wanted += [text for text in asked.formulas if text in names]
    if len(set(wanted)) > 1 or not set(wanted) <= names or (letters and not wanted):
        raise NotUnderstood(REFUSAL)
    if not wanted and not re.search(r"\bsolve\b|\bfind\b|\bwhat\b", asked.words):
        raise NotUnderstood(REFUSAL)
    return _System(tuple(equations), wanted[0] if wanted else "")


def _work(asked: _System) -> Worked:
    sentence = "Solve " + " and ".join(f"${show(item)}$" for item in asked.equations)
    solved = solved_by_core(sentence)
    steps = [(step.title, step.text) for step in solved.steps]
    if not asked.wanted:
        return Worked(solved.final, solved.asked, steps, solved.concept, solved.result.form)
    if solved.result.form != "system" or len(solved.result.values) != 1:
        raise CannotSolve("The system does not have exactly one solution.")
    value = dict(zip(solved.result.variables, solved.result.values[0], strict=True))[asked.wanted]
    final = f"{asked.wanted} = {value}"
    return Worked(final, solved.asked, [*steps, ("Take the value that is asked", f"$${final}$$")], solved.concept)  # fmt: skip


def _holds(asked: _System, final: str) -> str:
    """Gaussian elimination with fractions, from the coefficients; every equation is satisfied."""
    names = sorted({name for item in asked.equations for name in names_in(item)})
    rows = [_row(item, names) for item in asked.equations]
    for at in range(len(names)):
        pivot = next((k for k in range(at, len(rows)) if rows[k][at]), None)
        if pivot is None:
            return "" if asked.wanted else "The system has no single solution."
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [cell / rows[at][at] for cell in rows[at]]
        for k in range(len(rows)):
            if k != at:
                rows[k] = [a - rows[k][at] * b for a, b in zip(rows[k], rows[at], strict=True)]
    values = {name: row[-1] for name, row in zip(names, rows, strict=True)}
    if not asked.wanted:
        told = re.findall(r"-?\\frac\{\d+\}\{\d+\}|-?\d+(?:\.\d+)?", final)
        return "Elimination gives the same values." if sorted(exact(parse(item)) or 0 for item in told) == sorted(values.values()) else ""  # fmt: skip
    own = exact(parse(final.partition("=")[2]))
    return "Elimination gives the same value." if own == values[asked.wanted] else ""


def _row(item: Relation, names: list[str]) -> list[Fraction]:
    """Coefficients and right side, from values at zero and at the unit points."""
    gap = Operation("-", item.left, item.right)

    def at(point: dict[str, int]) -> Fraction:
        values: dict[str, Tree] = {name: Number(Fraction(point.get(name, 0))) for name in names}
        found = exact(substitute(gap, values, {}))
        if found is None:
            raise CannotSolve("The equations are not linear.")
        return found

    start = at({})
    row = [at({name: 1}) - start for name in names]
    if at({name: k + 2 for k, name in enumerate(names)}) != start + sum(((k + 2) * cell for k, cell in enumerate(row)), Fraction(0)):  # fmt: skip
        raise CannotSolve("The equations are not linear.")
    return [*row, -start]


_KINDS = (Kind("system", "systems-of-linear-equations", _read, _work, _holds),)


def solve(question: str) -> SolvedProblem:
    return solve_page("system_values", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
