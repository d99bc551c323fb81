"""One variable of an equation from a value of the other, and a formula solved for a letter.

'x + 2y = 8. If x = 4, what is y?' becomes 'Solve 4 + 2y = 8 for y'; 'Evaluate 4x - y when x = 2,
y = 1' becomes a value.
"""

from __future__ import annotations

import re

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.restating import (
    REFUSAL,
    check_restated,
    cut_out,
    known,
    require_words,
    solve_restated,
)
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Items, Name, Relation, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem

_WORDS = known(
    "find the a an of for if when what is in following exercise exercises given equation and value values other another "
    "variable variables solution solutions to linear solve formula get expression specific letter evaluate "
    "substitute with evaluating expressions evaluation formulas terms problem algebraic integers integer simplify "
    "then solving finding each these this it coordinate missing complete ordered pair substitution proportion proportions"
)
_GIVEN = re.compile(r"(?i)\b(?:when|if|for|given|with)\b[^.\n]*□")


def restated(question: str) -> str:
    text, formulas = cut_out(_marked(question))
    require_words(text.replace("□", " "), _WORDS)
    equation: Tree | None = None
    expression: Tree | None = None
    values: dict[str, Tree] = {}
    asked = ""
    for formula in formulas:
        for tree in _items(formula):
            match tree:
                case Relation("=", Name(name), right) if not names_in(right):
                    values = {**values, name: right}
                case Relation("="):
                    if equation not in (None, tree):
                        raise NotUnderstood(REFUSAL)
                    equation, values = tree, {}
                case Name(name):
                    asked = name
                case Relation():
                    raise NotUnderstood(REFUSAL)
                case _:
                    if expression is not None:
                        raise NotUnderstood(REFUSAL)
                    expression = tree
    if expression is not None and equation is None and values and _GIVEN.search(text) and set(values) == set(names_in(expression)):  # fmt: skip
        given = " and ".join(f"${name} = {show(value)}$" for name, value in values.items())
        return f"Evaluate ${show(expression)}$ when {given}"
    if equation is None or expression is not None or not asked:
        raise NotUnderstood(REFUSAL)
    return _of_equation(equation, _last_values(formulas), asked)


def _of_equation(equation: Tree, values: dict[str, Tree], asked: str) -> str:
    if not isinstance(equation, Relation) or asked in values:
        raise NotUnderstood(REFUSAL)
    own = substitute(equation, values, {})
    if asked not in names_in(own) or not set(values) <= set(names_in(equation)):
        raise NotUnderstood(REFUSAL)
    if values and names_in(own) != (asked,):
        raise NotUnderstood(REFUSAL)
    return f"Solve ${show(own)}$ for ${asked}$"


def _last_values(formulas: list[str]) -> dict[str, Tree]:
    """Values of earlier parts of the exercise are not those of the last."""
    values: dict[str, Tree] = {}
    fresh = True
    for formula in formulas:
        for tree in _items(formula):
            match tree:
                case Relation("=", Name(name), right) if not names_in(right):
                    values = {name: right} if fresh else {**values, name: right}
                    fresh = False
                case _:
                    fresh = True
    return values


def _items(formula: str) -> tuple[Tree, ...]:
    try:
        tree = parse(formula.strip(" .,;"))
    except CannotSolve:
        raise NotUnderstood(REFUSAL) from None
    return tree.items if isinstance(tree, Items) else (tree,)


def _marked(question: str) -> str:
    """'for a' at the end of a line names the letter a."""
    return re.sub(r"(?m)\b(for|is|find) ([A-Za-z])(?=[.?]?\s*$)", r"\1 $\2$", question)


def solve(question: str) -> SolvedProblem:
    return solve_restated("related_values", restated(question))


def check(question: str, solved: SolvedProblem) -> Report:
    return check_restated(restated(question), solved)
