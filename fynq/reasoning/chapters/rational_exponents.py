"""Roots written as powers and powers written as roots: ⁿ√(aᵐ) = a^(m/n).

The check compares values at random points and looks for what is left of the other notation.
"""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, formula, read_sheet
from fynq.reasoning.chapters.exercise_words import is_accounted_for
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Call,
    Number,
    Operation,
    Tree,
    names_in,
    number,
    walk,
)
from fynq.reasoning.solved import Report, SolvedProblem

_WRITE = r"(?:(?:re)?write|convert|express|change)"
_OBJECT = rf"(?:(?:the|each|this|following|a|an|radical|expressions?|roots?|powers?|{HOLE}|root of|with rational exponents?|rational exponents?) ?)*"
_TO_POWER = re.compile(
    rf"{_WRITE} {_OBJECT}(?:as|with|in|using|to) (?:an? |the )?(?:expression with (?:an? )?(?:rational )?exponents?|rational exponents?|exponents?|exponential (?:form|notation)|power with (?:a )?rational exponent)(?: {HOLE})?"
)
_TO_ROOT = re.compile(
    rf"{_WRITE} {_OBJECT}(?:as|in|using|to) (?:a |the )?(?:radical|root) ?(?:expression|form|notation)?(?: {HOLE})?"
)


def solve(question: str) -> SolvedProblem:
    to_root, tree = _asked(question)
    found = _with_roots(tree) if to_root else _with_powers(tree)
    if found == tree:
        raise NotUnderstood(REFUSAL)
    before, final = show(tree), show(found)
    rule = "a^{\\frac{m}{n}} = \\sqrt[n]{a^m}"
    how = (
        "The denominator of the exponent is the index of the root, the numerator the power"
        if to_root
        else "The index of the root is the denominator of the exponent, the power its numerator"
    )
    steps = [("Use the definition", f"{how}: $${rule}$$"), ("Write it", f"$${before} = {final}$$")]
    what = "root" if to_root else "power"
    concept = "A rational exponent is a power and a root at once: a to the m/n is the n-th root of a to the m."
    return presented("rational_exponents", what, before, final, steps, ("radicals", "exponents"), concept)  # fmt: skip


def _asked(question: str) -> tuple[bool, Tree]:
    """Whether roots are wanted, and of what."""
    sheet = read_sheet(question)
    texts = [text for text in sheet.sentences if not is_accounted_for(text)]
    if len(sheet.formulas) != 1 or len(texts) != 1 or sheet.notes or sheet.places is not None:
        raise NotUnderstood(REFUSAL)
    tree = formula(sheet.formulas[0])
    if _TO_POWER.fullmatch(texts[0]):
        return False, tree
    if _TO_ROOT.fullmatch(texts[0]):
        return True, tree
    raise NotUnderstood(REFUSAL)


def _with_powers(tree: Tree) -> Tree:
    match tree:
        case Call("sqrt", (of,)):
            return _raised(of, Fraction(1, 2))
        case Call("root", (of, Number(index))):
            return _raised(of, 1 / index)
        case Operation("^", Call("sqrt" | "root") as root, Number(power)):
            inner = _with_powers(root)
            if isinstance(inner, Operation) and inner.op == "^":
                return _raised(Operation("^", inner.left, number(power)), exact(inner.right) or Fraction(1))  # fmt: skip
        case Operation("^", Operation("^", base, Number(power)), exponent) if power.denominator == 1:  # fmt: skip
            outer = exact(exponent)
            if outer is not None and outer.denominator > 1:
                return _raised(Operation("^", base, number(power)), outer)
        case Operation("*" | "/" as op, left, right):
            return Operation(op, _with_powers(left), _with_powers(right))
    return tree


def _raised(of: Tree, exponent: Fraction) -> Tree:
    """(aᵐ)^(1/n) as a^(m/n). Raises CannotSolve where that would lose the sign of a."""
    base, power = of, Fraction(1)
    if isinstance(of, Operation) and of.op == "^":
        inner = exact(of.right)
        if inner is not None and inner.denominator == 1:
            base, power = of.left, inner
    total = power * exponent
    if exponent.denominator % 2 == 0 and total.denominator % 2 == 1 and names_in(base):
        raise CannotSolve("The sign of the base would be lost.")
    fraction = Operation("/", number(total.numerator), number(total.denominator))
    return Operation("^", base, number(total) if total.denominator == 1 else fraction)


def _with_roots(tree: Tree) -> Tree:
    match tree:
        case Operation("^", base, exponent):
            power = exact(exponent)
            if power is None or power.denominator == 1:
                return tree
            top = abs(power.numerator)
            inside = base if top == 1 else Operation("^", base, number(top))
            index = power.denominator
            root = Call("sqrt", (inside,)) if index == 2 else Call("root", (inside, number(index)))
            return root if power > 0 else Operation("/", number(1), root)
        case Operation("*" | "/" as op, left, right):
            return Operation(op, _with_roots(left), _with_roots(right))
        case _:
            return tree


def check(question: str, solved: SolvedProblem) -> Report:
    from fynq.reasoning.verification.points import agree_for_positive

    to_root, tree = _asked(question)
    answer = parse(solved.final)
    left = [node for node in walk(answer) if _is_fractional(node) == to_root and _is_either(node)]
    same = agree_for_positive(tree, answer, names_in(tree), question)
    return judged(solved, same is True and not left, "It has the same values, and nothing is left in the other notation.", "numeric")  # fmt: skip


def _is_either(node: Tree) -> bool:
    return _is_fractional(node) or (isinstance(node, Call) and node.name in ("sqrt", "root"))


def _is_fractional(node: Tree) -> bool:
    if not (isinstance(node, Operation) and node.op == "^"):
        return False
    power = exact(node.right)
    return power is not None and power.denominator > 1
