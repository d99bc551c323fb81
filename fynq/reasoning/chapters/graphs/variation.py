"""Variation: y varies directly as the square of x, inversely as z, jointly as x and z.

The constant is found from the values that are told. Checked by the law of the ratios: k times as
large an x makes y k to the power times as large.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.graphs.given import Equation, Value, read_given
from fynq.reasoning.chapters.graphs.page import REFUSAL, read_page, require_known
from fynq.reasoning.chapters.graphs.vocabulary import FILLER
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Name, Relation, Tree, names_in, number
from fynq.reasoning.reading.words import words
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

_CHAPTER = "graphs.variation"
_WORDS = frozenset(
    words("""varies vary varied directly inversely jointly proportional proportionally root cube product power describing
    describes relationship relationships variables variable variation variations when quantity then solving direct inverse
    joint constant proportionality modeling also quantities involving relating unknown indicated third fourth fifth""")
)
_CLAUSE = re.compile(rf"{HOLE} (?:varies|vary|is|are)\b(?P<how>(?: (?:directly|inversely|jointly|proportional|proportionally|to|as|with|the|square|cube|third|fourth|fifth|power|root|of|and|product|also|varies|{HOLE})\b| ?,| {HOLE})+?)(?=\s*[.?]| ?,? and (?:when|if)\b| ?,? (?:when|if|find|then)\b|$)")  # fmt: skip
_VARIES = re.compile("directly|inversely|jointly|proportional")
_POWERS: tuple[tuple[str, Any], ...] = (
    ("square root", sp.Rational(1, 2)),
    ("cube root", sp.Rational(1, 3)),
    ("square", sp.Integer(2)),
    ("cube", sp.Integer(3)),
    ("third power", sp.Integer(3)),
    ("fourth power", sp.Integer(4)),
    ("fifth power", sp.Integer(5)),
)


@dataclass(frozen=True, slots=True)
class _Law:
    """left = k · Π letter^power. told: values that go together. asked: '' for the equation itself,
    'k', or a letter; then `new` holds the values for it."""

    left: str
    powers: tuple[tuple[str, Any], ...]
    told: tuple[tuple[str, Tree], ...]
    asked: str
    new: tuple[tuple[str, Tree], ...]


def _read(question: str) -> _Law:
    page = read_page(question)
    if page.places is not None:
        raise NotUnderstood(REFUSAL)
    for line in page.lines:
        require_known(line.words, FILLER, _WORDS)
    text = " . ".join(line.words.rstrip(" .") for line in page.lines)
    formulas = [formula for line in page.lines for formula in line.formulas]
    clauses = [found for found in _CLAUSE.finditer(text) if _VARIES.search(found[0])]
    if len(clauses) != 1:
        raise NotUnderstood(REFUSAL)
    clause = clauses[0]
    before = text[: clause.start()].count(HOLE)
    left = _letter(formulas[before])
    letters = iter(formulas[before + 1 :])
    powers = _powers(clause["how"], letters)
    rest = text[clause.end() :]
    told, asked, new = _data(rest, list(letters))
    if asked == "" and re.search(r"constant of (?:variation|proportionality)", text):
        asked = "k"
    known = {left, *(letter for letter, _ in powers)}
    if set(dict(told)) != known or len(known) != len(powers) + 1:
        raise NotUnderstood(REFUSAL)
    if asked not in ("", "k") and ({asked, *dict(new)} != known or asked in dict(new)):
        raise NotUnderstood(REFUSAL)
    if asked == "" and not re.search(r"equation|formula|expression|relationship|function", text):
        raise NotUnderstood(REFUSAL)
    return _Law(left, powers, told, asked, new)


def _letter(formula: str) -> str:
    found = read_given(formula)
    match found:
        case (Value(Name(name)),):
            return name
    raise NotUnderstood(REFUSAL)


def _powers(how: str, letters: Any) -> tuple[tuple[str, Any], ...]:
    """'directly as the square of □ and inversely with □' → its letters with their powers."""
    sign, power = sp.Integer(1), sp.Integer(1)
    found: list[tuple[str, Any]] = []
    pattern = re.compile("|".join([*(name for name, _ in _POWERS), "inversely", "directly", "jointly", "product", HOLE, r"[a-z]+|,"]))  # fmt: skip
    for piece in pattern.findall(how):
        if piece == HOLE:
            found.append((_letter(next(letters)), sign * power))
            power = sp.Integer(1)
        elif piece in ("inversely", "directly", "jointly"):
            sign = sp.Integer(-1 if piece == "inversely" else 1)
        else:
            power = dict(_POWERS).get(piece, power)
    if not found or power != 1:
        raise NotUnderstood(REFUSAL)
    return tuple(found)


def _data(text: str, formulas: list[str]) -> tuple[Any, str, Any]:
    """Values before 'find', the letter after it, and values after it."""
    head, cut, tail = _parted(text)
    split = head.count(HOLE)
    told = _values(head, formulas[:split])
    if not cut:
        return told, "", ()
    asked = ""
    rest = formulas[split:]
    words_after = tail
    if rest:
        try:
            asked = _letter(rest[0])
        except NotUnderstood:
            asked = ""
    if asked:
        return told, asked, _values(words_after.replace(HOLE, "", 1), rest[1:])
    if rest:
        raise NotUnderstood(REFUSAL)
    return told, "", ()


def _parted(text: str) -> tuple[str, str, str]:
    found = re.search(r"\b(?:find|what is|determine|calculate)\b", text)
    return (text, "", "") if found is None else (text[: found.start()], found[0], text[found.end() :])  # fmt: skip


def _values(text: str, formulas: list[str]) -> tuple[tuple[str, Tree], ...]:
    """'□ is □' with a letter and a number is a value, as 'x = 4' is."""
    found: dict[str, Tree] = {}
    waiting = ""
    for formula in formulas:
        for given in read_given(formula):
            match given:
                case Equation(Relation("=", Name(name), value)) if not names_in(value):
                    found[name] = value
                case Value(Name(name)):
                    waiting = name
                case Value(value) if waiting and not names_in(value) and re.search(rf"{HOLE} (?:is|equals|are) {HOLE}", text):  # fmt: skip
                    found[waiting] = value
                    waiting = ""
                case _:
                    raise NotUnderstood(REFUSAL)
    if waiting:
        raise NotUnderstood(REFUSAL)
    return tuple(found.items())


def _constant(law: _Law) -> Any:
    values = {name: build(tree) for name, tree in law.told}
    product = sp.Integer(1)
    for letter, power in law.powers:
        if values[letter] == 0:
            raise CannotSolve("A value of 0 does not tell the constant.")
        product *= values[letter] ** power
    return sp.simplify(values[law.left] / product)


def _equation(law: _Law, constant: Any) -> str:
    product = constant
    for letter, power in law.powers:
        product *= sp.Symbol(letter, positive=True) ** power
    return f"{law.left} = {latex(product)}"


def _pattern(law: _Law) -> str:
    return _equation(law, sp.Symbol("k"))


def solve(question: str) -> SolvedProblem:
    law = _read(question)
    constant = _constant(law)
    found = _equation(law, constant)
    told = ", ".join(f"{name} = {latex(build(tree))}" for name, tree in law.told)
    steps = [
        ("Write the law with a constant", f"$${_pattern(law)}$$"),
        ("Find the constant", f"With ${told}$: $$k = {latex(constant)}$$"),
        ("Write the equation", f"$${found}$$"),
    ]
    final = found
    if law.asked == "k":
        final = f"k = {latex(constant)}"
    elif law.asked:
        value = _asked_value(law, constant)
        final = f"{law.asked} = {latex(value)}"
        steps.append(("Put the new values in", f"$${final}$$"))
    return presented(_CHAPTER, "variation", _pattern(law), final, steps, ("variation", "proportionality"), "Direct variation multiplies by a constant, inverse variation divides it.")  # fmt: skip


def _asked_value(law: _Law, constant: Any) -> Any:
    new = {name: build(tree) for name, tree in law.new}
    product = constant
    unknown_power = sp.Integer(0)
    for letter, power in law.powers:
        if letter == law.asked:
            unknown_power += power
        else:
            product *= new[letter] ** power
    if law.asked == law.left:
        return sp.nsimplify(sp.simplify(product)) if product.is_rational else sp.simplify(product)
    old = build(dict(law.told)[law.asked])
    value = (new[law.left] / product) ** (1 / unknown_power)
    if not value.is_real or (old.is_negative and unknown_power % 2 == 0):
        raise CannotSolve("There is no such real value, or more than one.")
    return sp.simplify(value)


def check(question: str, solved: SolvedProblem) -> Report:
    law = _read(question)
    told = {name: evaluate(tree, {}) for name, tree in law.told}
    answer = parse(solved.final)
    assert isinstance(answer, Relation)
    if law.asked not in ("", "k"):
        new = {**{name: evaluate(tree, {}) for name, tree in law.new}, law.asked: evaluate(answer.right, {})}  # fmt: skip
        expected = told[law.left]
        for letter, power in law.powers:
            expected *= (new[letter] / told[letter]) ** float(power)
        holds = abs(expected - new[law.left]) <= 1e-12 * max(1, abs(expected))
        return judged(solved, bool(holds), "The values changed by the law of the ratios.")
    if law.asked == "k":
        body = evaluate(answer.right, {})
        product = told[law.left]
        for letter, power in law.powers:
            product /= told[letter] ** float(power)
        return judged(solved, abs(product - body) < 1e-12, "The constant was computed again.", "numeric")  # fmt: skip
    at = {name: value for name, value in told.items() if name != law.left}
    start = evaluate(answer.right, at)
    holds = abs(start - told[law.left]) <= 1e-12
    for letter, power in law.powers:
        twice = substitute(answer.right, {letter: number(4)}, {})
        once = substitute(answer.right, {letter: number(1)}, {})
        ratio = evaluate(twice, at) / evaluate(once, at)
        holds = holds and abs(ratio - 4 ** float(power)) < 1e-12
    return judged(solved, bool(holds), "The told values satisfy it, and four times a variable changes the value as the law says.")  # fmt: skip
