"""Powers: written with a single base; scientific notation written out, and results in it.

Checked at random values of the letters, or by counting places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, formula, read_sheet
from fynq.reasoning.chapters.graphs.page import read_page
from fynq.reasoning.chapters.presenting import fraction, judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Name, Negative, Number, Operation, Tree, names_in, walk
from fynq.reasoning.reading.words import words
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.verification.points import agree

_SINGLE = frozenset(
    words("""write rewrite express each of the following products quotients powers expressions product quotient expression
    power with using as a single base do not simplify further answers answer your positive exponents only given this""")
)
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
    """kind: 'single base', 'standard notation' or 'scientific notation'."""

    kind: str
    tree: Tree
    positive: bool = False


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
    if "single base" in text and set(told) <= _SINGLE:
        return _Asked("single base", tree, "positive exponent" in text)
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
    if asked.kind == "single base":
        return _single_base(asked)
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
    return presented("exponents", "standard notation", show(tree), final, steps, ("exponents", "scientific-notation"), "The exponent of ten tells how many places the decimal point moves.")  # fmt: skip


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
    return presented("exponents", "scientific notation", show(tree), final, steps, ("exponents", "scientific-notation"), "Powers of ten are multiplied by adding their exponents.")  # fmt: skip


def _single_base(asked: _Asked) -> SolvedProblem:
    base, power = _collected(asked.tree)
    shown = _based(base)
    if power == 0:
        final = "1"
    elif power == 1:
        final = show(base)
    elif power < 0 and asked.positive:
        final = f"\\frac{{1}}{{{shown if power == -1 else f'{shown}^{{{fraction(-power)}}}'}}}"
    else:
        final = f"{shown}^{{{fraction(power)}}}"
    steps = [
        ("Add the exponents of factors, subtract those of divisors, multiply those of powers", f"$${shown}^{{{fraction(power)}}}$$"),
        ("Answer", f"$${final}$$"),
    ]  # fmt: skip
    return presented("exponents", "single base", show(asked.tree), final, steps, ("exponents",), "With the same base, exponents are added in products and subtracted in quotients.")  # fmt: skip


def _based(base: Tree) -> str:
    plain = isinstance(base, Name) or (isinstance(base, Number) and base.value >= 0)
    return show(base) if plain else f"\\left({show(base)}\\right)"


def _collected(tree: Tree) -> tuple[Tree, Fraction]:
    """The one base and its exponent. Raises CannotSolve when there are several bases."""
    bases = {_innermost(node) for node in walk(tree) if isinstance(node, Operation) and node.op == "^"}  # fmt: skip
    powers: dict[Tree, Fraction] = {}
    for base, power in _factors(tree, Fraction(1), bases):
        powers[base] = powers.get(base, Fraction(0)) + power
    if len(powers) != 1:
        raise CannotSolve("The factors have different bases.")
    ((found, total),) = powers.items()
    return found, total


def _innermost(tree: Tree) -> Tree:
    while isinstance(tree, Operation) and tree.op == "^":
        tree = tree.left
    return tree


def _factors(tree: Tree, power: Fraction, bases: set[Tree]) -> Iterator[tuple[Tree, Fraction]]:
    match tree:
        case _ if tree in bases:
            yield tree, power
        case Operation("^", base, exponent):
            times = exact(exponent)
            if times is None:
                raise CannotSolve("I expected numbers as exponents.")
            yield from _factors(base, power * times, bases)
        case Operation("*", left, right):
            yield from _factors(left, power, bases)
            yield from _factors(right, power, bases)
        case Operation("/", left, right):
            yield from _factors(left, power, bases)
            yield from _factors(right, -power, bases)
        case _:
            yield tree, power


def check(question: str, solved: SolvedProblem) -> Report:
    asked = _read(question)
    answer = parse(solved.final)
    if asked.kind == "single base":
        names = sorted(names_in(asked.tree))
        same = agree(asked.tree, answer, names, "base") if names else _equal(asked.tree, answer)
        bases = {_innermost(node) for node in walk(answer) if isinstance(node, Operation) and node.op == "^"}  # fmt: skip
        return judged(solved, bool(same) and len(bases) <= 1, "Both sides have the same value, and one base is left.", "numeric")  # fmt: skip
    value = exact(asked.tree)
    if asked.kind == "standard notation":
        return judged(solved, value is not None and Fraction(solved.final) == value, "The decimal was read back.")  # fmt: skip
    mantissa, _, power = solved.final.partition(" \\times 10^")
    holds = 1 <= abs(Fraction(mantissa)) < 10 and Fraction(mantissa) * Fraction(10) ** int(power.strip("{}")) == value  # fmt: skip
    return judged(solved, holds, "The number was read back from its digits and its exponent.")


def _equal(first: Tree, second: Tree) -> bool:
    from fynq.reasoning.reading.numeric import evaluate

    one, two = evaluate(first, {}), evaluate(second, {})
    return bool(abs(one - two) <= 1e-15 * max(1, abs(one)))
