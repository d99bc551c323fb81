"""Roots of monomials where the exercise says that all variables are positive: √(x²) is x."""

from __future__ import annotations

import re

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, formula, read_sheet
from fynq.reasoning.chapters.exercise_words import VERBS, is_accounted_for
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.compact import compact
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Call, Operation, Tree, names_in, walk
from fynq.reasoning.solved import Report, SolvedProblem

_ASSUMED = re.compile(
    r",? ?(?:and )?(?:assum(?:e|ing)|suppose|given|where|if)(?: that)? (?:all|the|each)(?: of the)? variables? (?:is|are|represents?|denotes?) "
    r"(?:positive|non-?negative|greater than (?:or equal to )?(?:zero|□))(?: real)?(?: numbers?| values?)?"
)


def _asked(question: str) -> Tree:
    sheet = read_sheet(question)
    told = " . ".join(sheet.sentences)
    rest = [part.replace("□", " ").strip() for part in _ASSUMED.sub("", told).split(" . ")]
    verbs = {VERBS.get(word, "") for part in rest for word in part.split()} - {""}
    if _ASSUMED.search(told) is None or not all(is_accounted_for(part) for part in rest):
        raise NotUnderstood(REFUSAL)
    formulas = [item for item in sheet.formulas if item.strip() != "0"]
    if len(formulas) != 1 or sheet.places is not None or verbs - {"simplify", "expand"}:
        raise NotUnderstood(REFUSAL)
    return formula(formulas[0])


def solve(question: str) -> SolvedProblem:
    from fynq.reasoning.solver.radical_monomials import with_one_root

    tree = _asked(question)
    found = with_one_root(tree, positive=True)
    if found is None:
        raise CannotSolve("I simplify products and quotients of roots under this assumption.")
    before, final = show(tree), compact(found)
    steps = [("Take the powers out of the root", f"As all variables are positive, no absolute values are needed: $${before} = {final}$$")]  # fmt: skip
    return presented("positive_roots", "simplify", before, final, steps, ("radicals",), "For a positive number, the root of its square is the number itself.")  # fmt: skip


def check(question: str, solved: SolvedProblem) -> Report:
    from fynq.reasoning.verification.points import agree_for_positive

    tree, answer = _asked(question), parse(solved.final)
    same = agree_for_positive(tree, answer, names_in(tree), question)
    finished = not any(_is_open(node) for node in walk(answer))
    return judged(solved, same is True and finished, "It has the same values for positive numbers, and no whole power is left under a root.", "numeric")  # fmt: skip


def _is_open(node: Tree) -> bool:
    """A root with a letter to a power that could leave it."""
    if not (isinstance(node, Call) and node.name in ("sqrt", "root")):
        return False
    index = 2 if node.name == "sqrt" else int(exact(node.args[1]) or 0)
    powers = [
        exact(part.right) or 0
        for part in walk(node.args[0])
        if isinstance(part, Operation) and part.op == "^"
    ]
    return any(power >= index for power in powers)
