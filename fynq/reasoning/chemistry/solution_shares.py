"""Shares in a solution: percent and parts per million by mass, mole fraction."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.chemistry.figures import answer_number, with_unit, written
from fynq.reasoning.chemistry.formulas import Formula
from fynq.reasoning.chemistry.moles import shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page
from fynq.reasoning.chemistry.reading import AMOUNT, SUBSTANCE, Reader
from fynq.reasoning.chemistry.solutions import VOCABULARY, WATER, solute_of
from fynq.reasoning.chemistry.units import AMOUNT as MOLE
from fynq.reasoning.chemistry.units import MASS
from fynq.reasoning.chemistry.worked import Exercise, Worked, agrees, number_of
from fynq.reasoning.problem import NotUnderstood

_SKILLS = ("amount-of-substance",)


def read(page: Page) -> Exercise:
    if page.reactions or not page.amounts:
        raise NotUnderstood(REFUSAL)
    for attempt in (_by_mass, _fraction):
        try:
            return attempt(page)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


_BY_MASS = r"(?:the )?(?:(?:mass|weight) (?:percent|percentage|%)|(?:percent|percentage|%) by (?:mass|weight)|percent concentration|percentage concentration|concentration(?: of the solution)? (?:in|as)(?: a)?(?: (?:mass|weight))? percent|mass/mass percent|concentration(?: in)? % (?:m/m|w/w)|(?:percent|percentage) concentration by mass)"
_PARTS = {"ppm": 10**6, "ppb": 10**9}


def _by_mass(page: Page) -> Exercise:
    """Mass percent, ppm; from solute and solvent or solution."""
    reader = Reader(page)
    if reader.take(_BY_MASS):
        sign = "%"
        reader.take(r"(?:of|for)(?: the| a)? solution(?! \.)")
    elif found := reader.take(r"(?:(?:the|its) )?concentration(?: of (?:the )?<S\d+>| of the solution)?(?: ,)? in (?P<p>ppm|ppb)(?: of <S\d+>)?") or reader.take(r"(?P<p>ppm|ppb)(?: concentration)?") or reader.take(r"parts per (?P<q>million|billion)(?: \( ppm \))?"):  # fmt: skip
        named = found.groupdict()
        sign = named.get("p") or ("ppm" if named.get("q") == "million" else "ppb")
    else:
        raise NotUnderstood(REFUSAL)
    masses = reader.left_amounts(MASS)
    if len(masses) != 2:
        raise NotUnderstood(REFUSAL)
    whole = reader.take(rf"{AMOUNT}(?: sample)?(?: of)?(?: (?:a|an|the|aqueous))* (?:{SUBSTANCE} )?(?:solution|seawater|soil|sample|(?:drinking|tap|lake|river|well) <S\d+>)")  # fmt: skip
    solvent = None if whole else reader.take(rf"(?:in|with|to|into|and)(?: (?:a|an|the))? {AMOUNT}(?: of)?(?: (?:the|solvent|pure))* {SUBSTANCE}")  # fmt: skip
    found = whole or solvent
    if found is None or int(found[1]) not in masses:
        raise NotUnderstood(REFUSAL)
    (other,) = [n for n in masses if n != int(found[1])]
    if solvent and dict(page.substance(solvent[2]).formula.counts()) != dict(WATER.counts()) and len(page.substances) != 2:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    part = reader.amount(other)
    solute_of(reader)
    reader.settle(VOCABULARY, substances=True)
    return _Share(page, part, page.amount(found[1]), solvent is not None, sign)


@dataclass(frozen=True, slots=True)
class _Share:
    """added: whether the other mass is that of the solvent alone."""

    page: Page
    part: Amount
    other: Amount
    added: bool
    sign: str

    def work(self) -> Worked:
        size = _PARTS.get(self.sign, 100)
        total = self.other.si + (self.part.si if self.added else 0)
        value = size * self.part.si / total
        if self.part.si >= total:
            raise NotUnderstood(REFUSAL)
        number = answer_number(self.page, value, (self.part, self.other), standard=False)
        final = with_unit(number, self.sign)
        parts = f"{written(self.part.si * 1000, max(3, self.part.figures))}\\text{{ g}}"
        whole = f"{written(total * 1000, max(3, self.other.figures))}\\text{{ g}}"
        scale = {"%": "100\\%", "ppm": "10^6\\text{ ppm}", "ppb": "10^9\\text{ ppb}"}[self.sign]
        steps = [("Find the mass of the solution", f"$${whole}$$" + (" Solute and solvent together." if self.added else ""))]  # fmt: skip
        steps.append(("Divide the solute by it", f"$$\\frac{{{parts}}}{{{whole}}} \\cdot {scale} = {final}$$"))  # fmt: skip
        return Worked(
            "mass_percent",
            f"\\text{{share of }} {with_unit(shown(self.part), self.part.unit)}",
            final,
            tuple(steps),
            ("percentages", "amount-of-substance"),
            "The share is the mass of the solute over the mass of the whole solution.",
        )

    def confirm(self, final: str) -> str:
        number, half = number_of(final)
        size = _PARTS.get(self.sign, 100)
        rest = float(self.other.si) if self.added else float(self.other.si - self.part.si)
        share = float(number) / size
        back = rest * share / (1 - share)
        slack = float(half / number) / (1 - share) if number else 0.0
        good = abs(back / float(self.part.si) - 1) <= slack * 1.02 + 1e-12
        return "The solvent and this share give the mass of the solute back." if good else ""


def _fraction(page: Page) -> Exercise:
    """The mole fraction of one of several substances."""
    reader = Reader(page)
    found = reader.must_take(rf"(?:the )?mole fraction(?: of)?(?: the)? {SUBSTANCE}")
    pairs = reader.take_all(rf"{AMOUNT}(?: of)? {SUBSTANCE}(?: gas)?")
    given: dict[str, tuple[Formula, Amount]] = {}
    for pair in pairs:
        formula = page.substance(pair[2]).formula.bare()
        if formula.text() in given or page.amount(pair[1]).dimension not in (MASS, MOLE):
            raise NotUnderstood(REFUSAL)
        given[formula.text()] = (formula, page.amount(pair[1]))
    asked = page.substance(found[1]).formula.bare().text()
    if asked not in given or len(given) < 2 or reader.left("A"):
        raise NotUnderstood(REFUSAL)
    if any(page.substances[n].formula.bare().text() not in given for n in reader.left("S")):
        raise NotUnderstood(REFUSAL)
    reader.settle(VOCABULARY | {"mixture", "gas", "gaseous", "mixed", "mixing"}, substances=True)
    return _MoleFraction(page, given, asked)


@dataclass(frozen=True, slots=True)
class _MoleFraction:
    page: Page
    given: dict[str, tuple[Formula, Amount]]
    asked: str

    def work(self) -> Worked:
        moles = {name: _moles_of(formula, amount) for name, (formula, amount) in self.given.items()}
        used = [amount for _, amount in self.given.values()]
        weighed = any(amount.dimension == MASS for amount in used)
        total = sum(moles.values(), Fraction(0))
        final = answer_number(self.page, moles[self.asked] / total, used, standard=weighed)
        lines = "\n".join(f"$$n({formula.latex()}) = {written(moles[name], 5)}\\text{{ mol}}$$" for name, (formula, _) in self.given.items())  # fmt: skip
        return Worked(
            "mole_fraction",
            f"x({self.given[self.asked][0].latex()})",
            final,
            (
                ("Find the moles", lines),
                ("Divide by the moles of all", f"$$x = \\frac{{{written(moles[self.asked], 5)}}}{{{written(total, 5)}}} = {final}$$"),
            ),
            _SKILLS,
            "The mole fraction is the moles of one substance over the moles of all.",
        )  # fmt: skip

    def confirm(self, final: str) -> str:
        moles = {name: float(_moles_of(*pair)) for name, pair in self.given.items()}
        others = sum(value for name, value in moles.items() if name != self.asked)
        value = 1 / (1 + others / moles[self.asked])
        return "The fractions of all substances add up to 1." if agrees(final, value) else ""


def _moles_of(formula: Formula, amount: Amount) -> Fraction:
    return amount.si if amount.dimension == MOLE else amount.si * 1000 / formula.molar_mass()
