"""Scientific notation written out, and results of calculations written in it.

Checked by reading the digits back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, formula, read_sheet
from fynq.reasoning.chapters.graphs.page import read_page
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Negative, Number, Operation, Tree, names_in, walk
from fynq.reasoning.reading.words import words
from fynq.reasoning.solved import Report, SolvedProblem

_OUT = frozenset(
    words("""convert write rewrite express change each of the following number numbers in from scientific to standard
    decimal notation form this using as it given""")
)
_INTO = frozenset(
    words("""perform the indicated operation operations each of following and write express give answer answers your
    result in using scientific notation multiply divide simplify evaluate calculate compute find product quotient
    expression expressions given problem problems exercise exercises as number then""")
)
_ABOUT = re.compile(r"(?:re)?(?:write|express|convert) (?:this|the) (?:number|length|distance|mass|weight|value|size|amount|width|diameter|quantity) (?:in|using|into|to|with) (?:standard|decimal) notation")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """kind: 'standard notation' or 'scientific notation'."""

    kind: str
    tree: Tree


def _read(question: str) -> _Asked:
    page = read_page(question)
    last = page.lines[-1].words.strip(" .")
    if _ABOUT.fullmatch(last):
        formulas = [item for line in page.lines for item in line.formulas]
        if len(formulas) == 1 and len(page.lines) <= 3:
            return _Asked("standard notation", _times_ten(formula(formulas[0])))
        raise NotUnderstood(REFUSAL)
    sheet = read_sheet(question)
    told = [word for sentence in (*sheet.sentences, *sheet.notes) for word in re.findall(r"[a-z'-]+", sentence)]  # fmt: skip
    if len(sheet.formulas) != 1 or sheet.places is not None or sheet.earlier:
        raise NotUnderstood(REFUSAL)
    tree = formula(sheet.formulas[0])
    text = " ".join(told)
    if re.search(r"(?:standard|decimal) (?:notation|form)", text) and set(told) <= _OUT:
        return _Asked("standard notation", _times_ten(tree))
    if "scientific notation" in text and set(told) <= _INTO and _has_operation(tree):
        return _Asked("scientific notation", tree)
    raise NotUnderstood(REFUSAL)


def _times_ten(tree: Tree) -> Tree:
    """A number times a power of ten; anything else is no scientific notation."""
    inner = tree.of if isinstance(tree, Negative) else tree
    match inner:
        case Operation("*", Number() | Negative(Number()), Operation("^", Number(base), power)) if base == 10:  # fmt: skip
            times = exact(power)
            if times is not None and times.denominator == 1 and abs(times) <= 60:
                return tree
    raise NotUnderstood(REFUSAL)


def _has_operation(tree: Tree) -> bool:
    tens = sum(1 for node in walk(tree) if isinstance(node, Operation) and node.op == "^")
    return not names_in(tree) and isinstance(tree, Operation) and (tens > 1 or tree.op == "/")


def solve(question: str) -> SolvedProblem:
    asked = _read(question)
    value = exact(asked.tree)
    if value is None or value == 0:
        raise CannotSolve("I expected numbers only.")
    if asked.kind == "standard notation":
        return _written_out(asked.tree, value)
    return _in_scientific(asked.tree, value)


def _written_out(tree: Tree, value: Fraction) -> SolvedProblem:
    final = _decimal(value)
    power = _power_of_ten(tree)
    way = "right" if power >= 0 else "left"
    steps = [(f"Move the decimal point {abs(power)} places to the {way}", f"$${show(tree)} = {final}$$")]  # fmt: skip
    return presented("powers_of_ten", "standard notation", show(tree), final, steps, ("exponents", "scientific-notation"), "The exponent of ten tells how many places the decimal point moves.")  # fmt: skip


def _power_of_ten(tree: Tree) -> int:
    inner = tree.of if isinstance(tree, Negative) else tree
    assert isinstance(inner, Operation) and isinstance(inner.right, Operation)
    power = exact(inner.right.right)
    assert power is not None
    return int(power)


def _decimal(value: Fraction) -> str:
    places = next((n for n in range(80) if (value * 10**n).denominator == 1), None)
    if places is None:
        raise CannotSolve("The number has no end as a decimal.")
    digits = str(int(abs(value) * 10**places)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text


def _in_scientific(tree: Tree, value: Fraction) -> SolvedProblem:
    power, mantissa = 0, abs(value)
    while mantissa >= 10:
        mantissa, power = mantissa / 10, power + 1
    while mantissa < 1:
        mantissa, power = mantissa * 10, power - 1
    final = f"{'-' if value < 0 else ''}{_decimal(mantissa)} \\times 10^{{{power}}}"
    steps = [
        ("Work with the numbers and with the powers of ten", f"$${show(tree)} = {final}$$"),
    ]
    return presented("powers_of_ten", "scientific notation", show(tree), final, steps, ("exponents", "scientific-notation"), "Powers of ten are multiplied by adding their exponents.")  # fmt: skip


def check(question: str, solved: SolvedProblem) -> Report:
    asked = _read(question)
    value = exact(asked.tree)
    if asked.kind == "standard notation":
        return judged(solved, value is not None and Fraction(solved.final) == value, "The decimal was read back.")  # fmt: skip
    mantissa, _, power = solved.final.partition(" \\times 10^")
    holds = 1 <= abs(Fraction(mantissa)) < 10 and Fraction(mantissa) * Fraction(10) ** int(power.strip("{}")) == value  # fmt: skip
    return judged(solved, holds, "The number was read back from its digits and its exponent.")
