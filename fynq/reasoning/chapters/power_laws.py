"""Products, quotients and powers of one base, written as one power: 6¹⁴/6⁵ = 6⁹, left as it is.

aᵐaⁿ = aᵐ⁺ⁿ, aᵐ/aⁿ = aᵐ⁻ⁿ, (aᵐ)ⁿ = aᵐⁿ. The check compares values at random points and looks at the
form of the answer.
"""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, Sheet, formula, read_sheet
from fynq.reasoning.chapters.exercise_words import is_accounted_for
from fynq.reasoning.chapters.polynomials import Terms, product, terms_of, written
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Name, Negative, Number, Operation, Tree, names_in, walk
from fynq.reasoning.solved import Report, SolvedProblem

_SINGLE = re.compile(r"\b(?:write|express|rewrite)\b(?: [a-z]+)*? (?:with|as|using|in) (?:a |the )?(?:single|one|same) (?:base|power)\b")  # fmt: skip
_EXPONENTIAL = re.compile(
    r"(?:and )?(?:write|leave|give|express) (?:your |the |each )?(?:answers?|result|expressions?|products?|following)? ?(?:in|as|using) (?:an? )?(?:exponential|exponent|power) (?:form|notation)"
)
_KEPT = re.compile(r"do not (?:simplify|evaluate)(?: it| any)?(?: further)?|without evaluating")
_LAWS = re.compile(
    r"\b(?:product|quotient|power)(?: (?:of|to) a (?:power|product|quotient))?(?: (?:and|or) (?:product|quotient|power))? (?:property|properties|rules?|laws?)\b"
    r"|\b(?:property|properties|rules?|laws?) (?:of|for) (?:the )?exponents\b|\bexponents? (?:property|properties|rules?|laws?)\b"
)
_Factor = tuple[Tree, Terms]
"""A base and its exponent as a polynomial."""


def solve(question: str) -> SolvedProblem:
    tree = _asked(question)
    base, exponent = _one_power(tree)
    before, final = show(tree), _power(base, exponent)
    shown = _bracketed(base)
    steps = [
        ("Combine the exponents", f"Add exponents of factors, subtract those of divisors, multiply those of a power of a power: the exponent of ${shown}$ is ${written(exponent)}$."),
        ("Write one power", f"$${before} = {final}$$"),
    ]  # fmt: skip
    concept = "With the same base, exponents add in a product, subtract in a quotient and multiply in a power of a power."
    return presented("power_laws", "power", before, final, steps, ("exponents",), concept)


def check(question: str, solved: SolvedProblem) -> Report:
    from fynq.reasoning.verification.points import agree

    tree, answer = _asked(question), parse(solved.final)
    same = agree(tree, answer, names_in(tree), question)
    below = answer.right if isinstance(answer, Operation) and answer.op == "/" else answer
    powers = [node for node in walk(below) if isinstance(node, Operation) and node.op == "^"]
    return judged(solved, same is True and len(powers) <= 1, "The power has the same value as what was given.", "numeric")  # fmt: skip


def _asked(question: str) -> Tree:
    sheet = read_sheet(question)
    if sheet.places is not None or len(sheet.formulas) != 1:
        raise NotUnderstood(REFUSAL)
    tree = formula(sheet.formulas[0])
    if _wants_single(sheet) or _is_repeated(sheet, tree):
        return tree
    told = " ".join((sheet.heading, *sheet.sentences))
    simple = all(is_accounted_for(sentence) for sentence in sheet.sentences)
    if not simple or not _LAWS.search(told) or not re.search(r"\bsimplify|\buse\b", told):
        raise NotUnderstood(REFUSAL)
    base, _ = _one_power(tree)
    if exact(base) is None or not any(isinstance(node, Operation) and node.op == "^" for node in walk(tree)):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return tree


def _wants_single(sheet: Sheet) -> bool:
    """Whether one power is what the instruction asks for, with every word accounted for."""
    rest = [
        _KEPT.sub("", _EXPONENTIAL.sub("", _SINGLE.sub("", sentence))).strip(" ,")
        for sentence in (*sheet.sentences, *sheet.notes)
    ]
    wanted = any(
        pattern.search(sentence) for sentence in sheet.sentences for pattern in (_SINGLE, _KEPT)
    ) or any(_EXPONENTIAL.search(note) for note in sheet.notes)
    return wanted and all(is_accounted_for(part) for part in rest)


def _is_repeated(sheet: Sheet, tree: Tree) -> bool:
    """'Write in exponential form: 5 · 5 · 5'"""
    wanted = [sentence for sentence in sheet.sentences if not is_accounted_for(sentence)]
    if len(wanted) != 1 or not _EXPONENTIAL.fullmatch(wanted[0]):
        return False
    factors = _factors(tree, set())
    return len(factors) > 1 and all(power == {(): Fraction(1)} for _, power in factors)


def _one_power(tree: Tree) -> _Factor:
    whole = {node.left for node in walk(tree) if isinstance(node, Operation) and node.op == "^"}
    factors = _factors(tree, {base for base in whole if isinstance(base, Operation) and base.op != "^"})  # fmt: skip
    base = factors[0][0]
    if len(factors) < 1 or any(other != base for other, _ in factors) or tree == base:
        raise NotUnderstood("I combine powers of one base.")
    total: Terms = {}
    for _, exponent in factors:
        for powers, value in exponent.items():
            total[powers] = total.get(powers, Fraction(0)) + value
    total = {powers: value for powers, value in total.items() if value}
    nested = isinstance(tree, Operation) and tree.op == "^" and tree.left == base
    if nested or any(powers and value.denominator != 1 for powers, value in total.items()):
        raise NotUnderstood("There is nothing to combine.")
    return base, total


def _factors(tree: Tree, whole: set[Tree]) -> list[_Factor]:
    one: Terms = {(): Fraction(1)}
    if tree in whole:
        return [(tree, one)]
    match tree:
        case Operation("*", left, right):
            return [*_factors(left, whole), *_factors(right, whole)]
        case Operation("/", left, right):
            below = [(base, product({(): Fraction(-1)}, power)) for base, power in _factors(right, whole)]  # fmt: skip
            return [*_factors(left, whole), *below]
        case Operation("^", base, exponent):
            times = terms_of(exponent)
            return [(inner, product(power, times)) for inner, power in _factors(base, whole)]
        case Name() | Number() | Negative(Number() | Name()):
            return [(tree, one)]
    raise NotUnderstood(REFUSAL)


def _power(base: Tree, exponent: Terms) -> str:
    constant = exponent.get((), Fraction(0))
    if any(powers for powers in exponent) or constant.denominator != 1:
        if not any(powers for powers in exponent):
            raise CannotSolve("I combine whole exponents.")
        return f"{_bracketed(base)}^{{{written(exponent)}}}"
    if constant == 0:
        return "1"
    size = abs(int(constant))
    text = show(base) if size == 1 else f"{_bracketed(base)}^{{{size}}}"
    return text if constant > 0 else f"\\frac{{1}}{{{text}}}"


def _bracketed(base: Tree) -> str:
    text = show(base)
    return text if isinstance(base, Name | Number) else f"\\left({text}\\right)"
