"""Notations of one number: scientific and standard, rounded, as a ratio, its opposite and reciprocal."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.doubt import Witness
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, Line, formula, lines_of, read_sheet
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Items, Negative, Number, Operation, Tree, walk
from fynq.reasoning.solved import Report, Result, SolvedProblem, SolvedStep

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
    """The kind, the number, and the place for rounding."""
    for text, formulas in _wordings(question):
        for kind, pattern in _PATTERNS.items():
            found = re.fullmatch(pattern, text)
            if found is None:
                continue
            trees: list[Tree] = []
            for item in formulas:
                tree = formula(item)
                trees += tree.items if isinstance(tree, Items) else (tree,)
            if len(trees) == 1:
                return kind, trees, (found.groupdict().get("place") or "")
    raise NotUnderstood(REFUSAL)


def _wordings(question: str) -> list[tuple[str, tuple[str, ...]]]:
    """What may be asked of which formulas: the whole sheet; its last line; an instruction with a
    described number below it ('Number of cells: 37,000,000'); one number of a story."""
    _, lines, typing = lines_of(question)
    if typing:
        raise NotUnderstood(REFUSAL)
    *before, last = lines
    told = [_plain(line) for line in lines]
    found: list[tuple[str, tuple[str, ...]]] = []
    try:
        sheet = read_sheet(question)
    except NotUnderstood:
        pass
    else:
        if sheet.places is None:
            text = " ".join((*sheet.sentences, *sheet.notes)).replace(",", " ")
            found.append((" ".join(text.split()), sheet.formulas))
    every = [re.fullmatch(pattern, text) for text in told for pattern in _PATTERNS.values()]
    if before and sum(match is not None for match in every) == len(lines):
        found.append((told[-1], tuple(last.formulas)))
    described = _DESCRIBED.fullmatch(last.text)
    instructing = [text for text in told if any(re.fullmatch(pattern, text) for pattern in _PATTERNS.values())]  # fmt: skip
    if described is not None and instructing == told[:1]:
        found.append((told[0], (described["number"],)))
    powers = [
        power[0]
        for line in before
        for item in line.formulas
        for power in _POWER_OF_TEN.finditer(item)
    ]
    if len(powers) == 1 and re.fullmatch(_PATTERNS["standard"], told[-1]) and not last.formulas:
        found.append((told[-1], tuple(powers)))
    return found


def _plain(line: Line) -> str:
    return " ".join(" ".join(line.sentences()).replace(",", " ").split())


def _scientific(trees: list[Tree], _: str) -> _Found:
    if not isinstance(trees[0], Number | Negative):
        raise NotUnderstood(REFUSAL)
    return _scientific_result(trees, "")


def _scientific_result(trees: list[Tree], _: str) -> _Found:
    value = exact(trees[0])
    if value is None or value == 0:
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
    text = "" if isinstance(trees[0], Number | Negative) else f"The result is ${_signed(value)}$. "
    text += (
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


def _signed(value: Fraction) -> str:
    return f"-{_decimal(-value)}" if value < 0 else _decimal(value)


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


def _standard(trees: list[Tree], _: str) -> _Found:
    value = exact(trees[0])
    if value is None or not any(isinstance(node, Operation) and node.op == "^" for node in walk(trees[0])):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    final = _signed(value)
    text = f"The exponent says how many places the decimal point moves: to the right when it is positive, to the left when it is negative. $${show(trees[0])} = {final}$$"
    return _Found(final, text, "Multiplying by ten moves the decimal point one place to the right.", "exponents")  # fmt: skip


def _same_value(trees: list[Tree], _: str, final: str) -> bool:
    return bool(Fraction(final) == exact(trees[0]))


def _ratio(trees: list[Tree], _: str) -> _Found:
    value = exact(trees[0])
    tree = trees[0].of if isinstance(trees[0], Negative) else trees[0]
    if value is None or not isinstance(tree, Number):
        raise NotUnderstood(REFUSAL)
    scale = 10 ** (tree.decimals or 0)
    final = f"\\frac{{{int(value * scale)}}}{{{scale}}}"
    text = f"Every decimal place is a factor $10$ below the line; a whole number stands over $1$: $${show(trees[0])} = {final}$$"
    return _Found(final, text, "A rational number is a quotient of two integers.", "fractions")


def _ratio_holds(trees: list[Tree], _: str, final: str) -> bool:
    return exact(formula(final)) == exact(trees[0]) and final.startswith("\\frac")


def _mixed(trees: list[Tree], _: str) -> _Found:
    value = exact(trees[0])
    if value is None or abs(value) < 1 or value.denominator == 1:
        raise NotUnderstood(REFUSAL)
    whole, rest = divmod(abs(value.numerator), value.denominator)
    sign = "-" if value < 0 else ""
    final = f"{sign}{whole}\\frac{{{rest}}}{{{value.denominator}}}"
    text = f"${abs(value.numerator)}$ divided by ${value.denominator}$ is ${whole}$ with remainder ${rest}$: $${show(trees[0])} = {final}$$"
    return _Found(final, text, "The remainder over the denominator is the fraction of the mixed number.", "fractions")  # fmt: skip


def _mixed_holds(trees: list[Tree], _: str, final: str) -> bool:
    found = re.fullmatch(r"(-?)(\d+)\\frac\{(\d+)\}\{(\d+)\}", final)
    if found is None or int(found[3]) >= int(found[4]):
        return False
    size = int(found[2]) + Fraction(int(found[3]), int(found[4]))
    return exact(trees[0]) == (-size if found[1] else size)


def _improper(trees: list[Tree], _: str) -> _Found:
    value = exact(trees[0])
    if value is None or abs(value) < 1 or value.denominator == 1:
        raise NotUnderstood(REFUSAL)
    final = fraction(value)
    text = f"The whole number times the denominator, plus the numerator, goes over the denominator: $${show(trees[0])} = {final}$$"
    return _Found(final, text, "A mixed number is a sum of a whole number and a fraction.", "fractions")  # fmt: skip


def _improper_holds(trees: list[Tree], _: str, final: str) -> bool:
    return exact(formula(final)) == exact(trees[0]) and "\\frac" in final


def _opposite(trees: list[Tree], _: str) -> _Found:
    value = exact(trees[0])
    if value is None:
        raise NotUnderstood(REFUSAL)
    final = show(trees[0].of) if isinstance(trees[0], Negative) else _negative(trees[0], value)
    text = f"A number and its opposite add to $0$: the opposite of ${show(trees[0])}$ is ${final}$."
    return _Found(final, text, "The opposite of a number, its additive inverse, adds with it to 0.", "integers")  # fmt: skip


def _negative(tree: Tree, value: Fraction) -> str:
    return fraction(-value) if value < 0 else f"-{show(tree)}"


def _opposite_holds(trees: list[Tree], _: str, final: str) -> bool:
    own, other = exact(trees[0]), exact(formula(final))
    return own is not None and other is not None and own + other == 0


def _reciprocal(trees: list[Tree], _: str) -> _Found:
    value = exact(trees[0])
    if not value:
        raise NotUnderstood("Zero has no reciprocal.")
    final = fraction(1 / value)
    text = f"Exchange numerator and denominator: the reciprocal of ${show(trees[0])}$ is ${final}$."
    return _Found(final, text, "A number times its reciprocal, its multiplicative inverse, is 1.", "fractions")  # fmt: skip


def _reciprocal_holds(trees: list[Tree], _: str, final: str) -> bool:
    own, other = exact(trees[0]), exact(formula(final))
    return own is not None and other is not None and own * other == 1


_Work = Callable[[list[Tree], str], _Found]
_Check = Callable[[list[Tree], str, str], bool]
_KINDS: dict[str, tuple[_Work, _Check]] = {
    "scientific": (_scientific, _scientific_holds),
    "scientific-result": (_scientific_result, _scientific_holds),
    "decimal-result": (_standard, _same_value),
    "standard": (_standard, _same_value),
    "rounding": (_rounded, _rounded_holds),
    "ratio": (_ratio, _ratio_holds),
    "mixed": (_mixed, _mixed_holds),
    "improper": (_improper, _improper_holds),
    "opposite": (_opposite, _opposite_holds),
    "reciprocal": (_reciprocal, _reciprocal_holds),
}
_DESCRIBED = re.compile(r"[A-Z][A-Za-z' ,-]+: *\$*(?P<number>-?\d[\d,]*(?:\.\d+)?)\$* *(?:\$+)?[a-zA-Z/^²³0-9]{0,6}(?:\$+)?\.?")  # fmt: skip
_POWER_OF_TEN = re.compile(r"-?[\d.]+\s*(?:\\times|\\cdot|\*|×)\s*\{?10\}?\s*\^\s*(?:\{-?\d+\}|\d)")
_PLACES = "|".join(sorted(_TENS, key=len, reverse=True))
_EACH = rf"(?:(?:the|a|an|your|answers?|results?|sum|each|of|following|these|this|integers?|numbers?|decimals?|fractions?|mixed|improper|{HOLE}|written|given|length|measurement|distance|values?|in scientific notation) ?)+"
_CHANGE = r"(?:re)?(?:write|convert|express|change)"
_WORK = r"(?:(?:using|scientific notation|perform|carry out|the|indicated|operations?|multiply|divide|simplify|evaluate|calculate|compute|find|product|quotient|each|of|following|and|numbers?|expressions?|then) ?)+"
_GIVE = r"(?:write|express|give|leave) (?:(?:your|the|each) )?(?:final )?(?:answers?|results?|products?|quotients?|it|numbers?)?"
_PATTERNS = {
    "scientific-result": rf"(?:{_WORK})?{_GIVE} ?(?:in|using) scientific notation(?: {_WORK})?(?: ?{HOLE})?",
    "decimal-result": rf"(?:{_WORK})?{_GIVE} ?(?:in|using|as) (?:a )?(?:standard|decimal) (?:notation|form)(?: {_WORK})?(?: ?{HOLE})?",
    "standard": rf"{_CHANGE} (?:{_EACH})?(?:in|to|into|using|as) (?:a )?(?:standard|decimal) (?:notation|form)(?: {HOLE})?",
    "scientific": rf"{_CHANGE} (?:{_EACH})?(?:in|to|into|using) scientific notation(?: {HOLE})?",
    "rounding": rf"round (?:{_EACH})?to the nearest (?P<place>{_PLACES})s?(?: {HOLE})?",
    "ratio": rf"{_CHANGE} (?:{_EACH})?as (?:the|a) (?:ratio|quotient) of two integers(?: {HOLE})?",
    "mixed": rf"{_CHANGE} (?:{_EACH})?(?:as|to|into) (?:a )?mixed numbers?(?: {HOLE})?",
    "improper": rf"{_CHANGE} (?:{_EACH})?(?:as|to|into) (?:an? )?improper fractions?(?: {HOLE})?",
    "opposite": rf"(?:find )?(?:what is )?(?:the )?(?:opposite|additive inverse) of {_EACH}",
    "reciprocal": rf"(?:find )?(?:what is )?(?:the )?(?:reciprocal|multiplicative inverse) of {_EACH}",
}
