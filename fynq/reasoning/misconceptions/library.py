"""Every misconception that fynq knows, by its slug."""

from __future__ import annotations

from fynq.reasoning.misconceptions import (
    brackets,
    calculus,
    numbers,
    powers,
    relations,
    solving,
)
from fynq.reasoning.misconceptions.rule import Misconception
from fynq.reasoning.reading.tree import Tree

LIBRARY: tuple[Misconception, ...] = (
    *brackets.RULES,
    *powers.RULES,
    *numbers.RULES,
    *relations.RULES,
    *solving.RULES,
    *calculus.RULES,
)


def _none(_: Tree) -> tuple[()]:
    return ()


CONSTANT_FORGOTTEN = Misconception(
    "constant_of_integration",
    "Constant of integration forgotten",
    "An indefinite integral stands for all antiderivatives, so it needs $+C$.",
    "integration",
    "Add $+C$: any constant vanishes when you differentiate.",
    lambda tree: iter(_none(tree)),
)
EXTRANEOUS_KEPT = Misconception(
    "extraneous_solution_kept",
    "Extraneous solution kept",
    "Squaring, or multiplying by an expression with the unknown, let in a value that does not solve the equation.",
    "radical_equations",
    "Put each value into the equation that was asked, and drop those that fail.",
    lambda tree: iter(_none(tree)),
)
EQUATIONS_COMBINED = Misconception(
    "equations_combined_wrongly",
    "Equations added or subtracted in part",
    "Two equations were added on one side and subtracted on the other, or a sign was not turned.",
    "systems_of_equations",
    "Do the same with every term of both sides; write the second equation with turned signs first.",
    lambda tree: iter(_none(tree)),
)
BY_SLUG = {
    item.slug: item for item in (*LIBRARY, CONSTANT_FORGOTTEN, EXTRANEOUS_KEPT, EQUATIONS_COMBINED)
}
