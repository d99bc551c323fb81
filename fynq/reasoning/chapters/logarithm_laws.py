"""A logarithm written out as a sum, difference or multiple by the laws of logarithms.

log(ab) = log a + log b, log(a/b) = log a - log b, log(aᵏ) = k log a; log of a power of the base is
its exponent. The check compares values at random points and looks for laws left unused.
"""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.exercise_sheet import formula, read_sheet
from fynq.reasoning.chapters.exercise_words import canonical
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Name,
    Negative,
    Number,
    Operation,
    Tree,
    names_in,
    number,
    walk,
)
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.verification.points import agree_for_positive

_REFUSAL = "I do not understand every part of this question."
_INSTRUCTION = re.compile(
    r"(?:(?:(?:use|using) )?(?:(?:product|quotient|power) )*(?:property|propertie|law|rule) (?:logarithm )?(?:to )?|(?=expand))"
    r"(?:(?:write|expand|rewrite)(?: logarithm)?(?: as (?:sum|difference|product|sum or difference|sum and difference)(?: or (?:difference|product))*(?: logarithm)?)?(?: as much as possible)?)"
    r"(?: ?;? simplify if possible)?(?: ?;? simplify)?"
)  # fmt: skip
Part = tuple[Fraction, Tree]
"""A factor before a logarithm, and what the logarithm is of."""


def _read(question: str) -> Call:
    sheet = read_sheet(question)
    told = " ; ".join(dict.fromkeys(canonical(sentence) for sentence in sheet.sentences))
    told = told.removesuffix(" ; expand")
    if len(sheet.formulas) != 1 or sheet.places is not None or not _INSTRUCTION.fullmatch(told):
        raise NotUnderstood(_REFUSAL)
    tree = formula(sheet.formulas[0])
    if not isinstance(tree, Call) or tree.name not in ("log", "ln"):
        raise NotUnderstood(_REFUSAL)
    return tree


def parts_of(tree: Tree) -> list[Part]:
    match tree:
        case Operation("*", left, right):
            return [*parts_of(left), *parts_of(right)]
        case Operation("/", left, right):
            return [*parts_of(left), *[(-factor, of) for factor, of in parts_of(right)]]
        case Operation("^", base, power):
            times = exact(power)
            if times is not None and not isinstance(base, Number):
                return [(times * factor, of) for factor, of in parts_of(base)]
        case Call("sqrt", (of,)):
            return [(factor / 2, inner) for factor, inner in parts_of(of)]
        case Call("root", (of, index)):
            times = exact(index)
            if times:
                return [(factor / times, inner) for factor, inner in parts_of(of)]
        case Negative():
            raise CannotSolve("This logarithm is not defined for all numbers.")
    return [(Fraction(1), tree)]


def _whole_power(value: Fraction, base: Fraction) -> int | None:
    for power in range(-40, 41):
        if base**power == value:
            return power
    return None


def whole_value(of: Tree, base: Tree) -> Fraction | None:
    """The logarithm where it is a whole number."""
    if of == base:
        return Fraction(1)
    value, ground = exact(of), exact(base)
    if value is None or value <= 0:
        return None
    if value == 1:
        return Fraction(0)
    power = _whole_power(value, ground) if ground is not None and ground > 0 and ground != 1 else None  # fmt: skip
    return None if power is None else Fraction(power)


def base_of(call: Call) -> Tree:
    if call.name == "ln":
        return Constant("e")
    return call.args[1] if len(call.args) == 2 else number(10)


def expanded(call: Call) -> Tree:
    """The logarithm as a sum of multiples of logarithms. Raises CannotSolve when no law applies."""
    base = base_of(call)
    total: Tree | None = None
    constant = Fraction(0)
    for factor, of in parts_of(call.args[0]):
        value = whole_value(of, base)
        if value is not None:
            constant += factor * value
            continue
        own = Call(call.name, (of, *call.args[1:]))
        size = abs(factor)
        term: Tree = own if size == 1 else Operation("*", number(size), own)
        if total is None:
            total = Negative(term) if factor < 0 else term
            if factor < 0:
                total = Negative(term)
        else:
            total = Operation("-" if factor < 0 else "+", total, term)
    found = with_constant(total, constant)
    if found == call:
        raise CannotSolve("No law of logarithms applies.")
    return found


def solve(question: str) -> SolvedProblem:
    call = _read(question)
    before, final = show(call), show(expanded(call))
    steps = [
        ("Apply the laws of logarithms", "Products become sums, quotients become differences, exponents become factors."),
        ("Write the result", f"$${before} = {final}$$"),
    ]  # fmt: skip
    return presented("logarithm_laws", "expand", before, final, steps, ("logarithms",), "Products become sums, quotients differences, and exponents factors.")  # fmt: skip


def with_constant(total: Tree | None, constant: Fraction) -> Tree:
    if total is None:
        return number(constant)
    if not constant:
        return total
    if isinstance(total, Negative):
        return Operation("-", number(constant), total.of)
    return Operation("-" if constant < 0 else "+", total, number(abs(constant)))


def check(question: str, solved: SolvedProblem) -> Report:
    """The laws hold where every logarithm is defined, so only positive numbers are put in."""
    call, answer = _read(question), parse(solved.final)
    logarithms = [node for node in walk(answer) if isinstance(node, Call) and node.name == call.name]  # fmt: skip
    finished = all(isinstance(node.args[0], Name | Number | Constant) or (isinstance(node.args[0], Operation) and node.args[0].op in "+-") for node in logarithms)  # fmt: skip
    same = agree_for_positive(call, answer, names_in(call), question)
    if same is None or not finished:
        return Report(False, objection="The expansion could not be confirmed.")
    return judged(solved, same, "Both sides have the same values at random points.", "numeric")
