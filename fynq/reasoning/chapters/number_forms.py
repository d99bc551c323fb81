"""Scientific notation, rounding to tens and hundreds, the degree and the common factor of monomials."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from fynq.domain.doubt import Witness
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, formula, read_sheet
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Items, Name, Negative, Number, Operation, Tree
from fynq.reasoning.solved import Report, Result, SolvedProblem, SolvedStep

Monomial = tuple[Fraction, dict[str, int]]
"""A coefficient and the exponent of each variable."""
_TENS = {"ten": 1, "hundred": 2, "thousand": 3, "ten thousand": 4, "ten-thousand": 4, "hundred thousand": 5, "million": 6}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    final: str
    text: str
    concept: str
    skill: str


def solve(question: str) -> SolvedProblem:
    kind, trees, argument = _asked(question)
    found = _KINDS[kind][0](trees, argument)
    return SolvedProblem(
        task=task_of("number_forms", kind),
        asked=", ".join(show(tree) for tree in trees),
        final=found.final,
        result=Result("expression", ((found.final,),)),
        steps=(SolvedStep("Work it out", found.text),),
        skills=(found.skill,),
        concept=found.concept,
    )


def check(question: str, solved: SolvedProblem) -> Report:
    """Recomputed from the question: by another rule than the solver's."""
    kind, trees, argument = _asked(question)
    if not _KINDS[kind][1](trees, argument, solved.final):
        return Report(False, objection="The check gave another result.", contradicted=True)
    witness = Witness("recomputation", "Checked in another way from the question.")
    return Report(True, (witness,), (True,))


def _asked(question: str) -> tuple[str, list[Tree], str]:
    sheet = read_sheet(question)
    if sheet.notes or sheet.places is not None:
        raise NotUnderstood(REFUSAL)
    text = " ".join(" ".join(sheet.sentences).replace(",", " ").split())
    trees: list[Tree] = []
    for item in sheet.formulas:
        tree = formula(item)
        trees += tree.items if isinstance(tree, Items) else (tree,)
    for kind, pattern in _PATTERNS.items():
        found = re.fullmatch(pattern, text)
        if found is not None:
            many = kind == "common-factor"
            if (len(trees) < 2) if many else (len(trees) != 1):
                break
            return kind, trees, (found.groupdict().get("place") or "")
    raise NotUnderstood(REFUSAL)


def _scientific(trees: list[Tree], _: str) -> _Found:
    value = exact(trees[0])
    if value is None or value == 0 or not isinstance(trees[0], Number | Negative):
        raise NotUnderstood(REFUSAL)
    power = 0
    mantissa = abs(value)
    while mantissa >= 10:
        mantissa, power = mantissa / 10, power + 1
    while mantissa < 1:
        mantissa, power = mantissa * 10, power - 1
    digits = _decimal(mantissa)
    sign = "-" if value < 0 else ""
    way = "left" if power >= 0 else "right"
    text = (
        f"Move the decimal point {abs(power)} places to the {way}, so that one digit other than 0 "
        f"stands before it: ${sign}{digits}$. The power of ten makes up for it: "
        f"$$ {sign}{digits} \\times 10^{{{power}}} $$"
    )
    concept = "A number in scientific notation is a number from 1 up to 10 times a power of ten."
    return _Found(f"{sign}{digits} \\times 10^{{{power}}}", text, concept, "exponents")


def _scientific_holds(trees: list[Tree], _: str, final: str) -> bool:
    mantissa, _times, power = final.partition(" \\times 10^")
    factor = Fraction(mantissa)
    return 1 <= abs(factor) < 10 and factor * Fraction(10) ** int(power.strip("{}")) == exact(trees[0])  # fmt: skip


def _decimal(value: Fraction) -> str:
    places = next((n for n in range(40) if (value * 10**n).denominator == 1), None)
    if places is None:
        raise NotUnderstood(REFUSAL)
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def _rounded(trees: list[Tree], place: str) -> _Found:
    value = exact(trees[0])
    if value is None or value < 0 or not isinstance(trees[0], Number):
        raise NotUnderstood(REFUSAL)
    unit = 10 ** _TENS[place]
    final = int(value / unit + Fraction(1, 2)) * unit
    following = int(value % unit * 10 / unit)
    text = (
        f"The digit after the {place}s place is ${following}$, so round "
        f"{'up' if following >= 5 else 'down'}: $${show(trees[0])} \\approx {final}$$"
    )
    concept = "Look at the digit to the right of the place: 5 or more rounds up, less rounds down."
    return _Found(str(final), text, concept, "arithmetic")


def _rounded_holds(trees: list[Tree], place: str, final: str) -> bool:
    unit, value = 10 ** _TENS[place], exact(trees[0])
    gap = Fraction(int(final)) - (value if value is not None else 0)
    return int(final) % unit == 0 and bool(-unit < 2 * gap <= unit)


def _monomial(tree: Tree) -> Monomial | None:
    """None for anything but a product of numbers and whole powers of letters."""
    match tree:
        case Number(value):
            return value, {}
        case Name(name):
            return Fraction(1), {name: 1}
        case Negative(of):
            inner = _monomial(of)
            return None if inner is None else (-inner[0], inner[1])
        case Operation("^", Name(name), Number(value)) if value.denominator == 1 and value > 0:
            return Fraction(1), {name: int(value)}
        case Operation("*", left, right):
            first, second = _monomial(left), _monomial(right)
            if first is None or second is None:
                return None
            powers = dict(first[1])
            for name, power in second[1].items():
                powers[name] = powers.get(name, 0) + power
            return first[0] * second[0], powers
        case _:
            value_ = exact(tree)
            return None if value_ is None else (value_, {})


def _terms(tree: Tree) -> list[Tree]:
    match tree:
        case Operation("+" | "-", left, right):
            return [*_terms(left), *_terms(right)]
        case _:
            return [tree]


def _degrees(tree: Tree) -> list[int]:
    """Of each term; like terms that could cancel are refused."""
    terms = [_monomial(term) for term in _terms(tree)]
    known = [term for term in terms if term is not None and term[0] != 0]
    kinds = {tuple(sorted(powers.items())) for _, powers in known}
    if len(known) != len(terms) or len(kinds) != len(terms):
        raise NotUnderstood(REFUSAL)
    return [sum(powers.values()) for _, powers in known]


def _degree(trees: list[Tree], _: str) -> _Found:
    degrees = _degrees(trees[0])
    each = ", ".join(f"${d}$" for d in degrees)
    text = f"The degrees of the terms of ${show(trees[0])}$ are {each}; the largest is ${max(degrees)}$."  # fmt: skip
    concept = "The degree of a term is the sum of the exponents of its variables; that of a polynomial is the largest."
    return _Found(str(max(degrees)), text, concept, "polynomials")


def _degree_holds(trees: list[Tree], _: str, final: str) -> bool:
    """Along a ray x = a·t, y = b·t … the polynomial grows like t to its degree."""
    import mpmath as mp

    from fynq.reasoning.reading.numeric import evaluate
    from fynq.reasoning.reading.tree import names_in

    names = names_in(trees[0])

    def size(scale: int) -> mp.mpf:
        at = {name: mp.mpf(3 + 2 * index) * mp.mpf(10) ** scale for index, name in enumerate(names)}
        return abs(evaluate(trees[0], at, 60))

    return int(mp.nint(mp.log10(size(21) / size(20)))) == int(final)


def _common(trees: list[Tree], _: str) -> _Found:
    parts = [_monomial(tree) for tree in trees]
    known = [part for part in parts if part is not None and part[0].denominator == 1 and part[0] != 0]  # fmt: skip
    if len(known) != len(parts):
        raise NotUnderstood(REFUSAL)
    factor = gcd(*[abs(int(part[0])) for part in known])
    shared = {name: min(part[1].get(name, 0) for part in known) for name in sorted(known[0][1])}
    letters = " ".join(name if power == 1 else f"{name}^{{{power}}}" for name, power in shared.items() if power)  # fmt: skip
    final = letters if factor == 1 and letters else f"{factor} {letters}".strip()
    numbers = ", ".join(str(part[0]) for part in known)
    text = f"The greatest common factor of the numbers ${numbers}$ is ${factor}$."
    if any(part[1] for part in known):
        text += " Of each letter take the smallest power that all of them have."
    concept = "Take the greatest common factor of the numbers and the lowest power of every shared letter."
    return _Found(final, text + f" $${final}$$", concept, "factors-and-multiples")


def _common_holds(trees: list[Tree], _: str, final: str) -> bool:
    """It divides each one, and the quotients share neither a prime nor a letter."""
    parts, factor = [_monomial(tree) for tree in trees], _monomial(formula(final))
    if factor is None:
        return False
    quotients: list[int] = []
    letters: list[set[str]] = []
    for part in parts:
        if part is None or (part[0] / factor[0]).denominator != 1:
            return False
        if any(part[1].get(name, 0) < power for name, power in factor[1].items()):
            return False
        quotients.append(abs(int(part[0] / factor[0])))
        letters.append({n for n, power in part[1].items() if power > factor[1].get(n, 0)})
    shared = any(all(value % prime == 0 for value in quotients) for prime in range(2, min(quotients) + 1))  # fmt: skip
    return not shared and not set.intersection(*letters)


_Work = Callable[[list[Tree], str], _Found]
_Check = Callable[[list[Tree], str, str], bool]
_KINDS: dict[str, tuple[_Work, _Check]] = {
    "scientific": (_scientific, _scientific_holds),
    "rounding": (_rounded, _rounded_holds),
    "degree": (_degree, _degree_holds),
    "common-factor": (_common, _common_holds),
}
_PLACES = "|".join(sorted(_TENS, key=len, reverse=True))
_PATTERNS = {
    "scientific": rf"(?:write|convert|express|change) (?:(?:the|each|following|integers?|numbers?|decimals?|{HOLE}|number to|decimal) ?)+(?:in|to|into|using) scientific notation(?: {HOLE})?",
    "rounding": rf"round (?:(?:each|the|following|numbers?|{HOLE}) )*to the nearest (?P<place>{_PLACES})s?(?: {HOLE})?",
    "degree": rf"(?:determine|find|give|state|what is) the degree of (?:(?:each|the|this|following|polynomials?|monomials?|expression) ?)*(?:{HOLE})?",
    "common-factor": rf"(?:find|what is) the greatest common factor(?: of)?(?: (?:the|two|three|following|these|expressions?|terms?|monomials?|numbers?))*(?: {HOLE}(?: and)?)*",
}
