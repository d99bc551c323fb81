"""Solutions: molarity and molality in each of their unknowns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.chemistry.composition import mass_sum
from fynq.reasoning.chemistry.figures import answer_number, to_places, with_unit, written
from fynq.reasoning.chemistry.formulas import Formula, read_formula
from fynq.reasoning.chemistry.moles import shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page, known_substance
from fynq.reasoning.chemistry.reading import AMOUNT, SUBSTANCE, UNIT, Reader
from fynq.reasoning.chemistry.units import AMOUNT as MOLE
from fynq.reasoning.chemistry.units import (
    MASS,
    MOLALITY,
    MOLAR_MASS,
    MOLARITY,
    VOLUME,
    Dimension,
    Unit,
    unit,
)
from fynq.reasoning.chemistry.worked import Exercise, Worked, number_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

WATER = read_formula("H2O")
VOCABULARY = frozenset(
    words("""solution solutions solute dissolved dissolve dissolving aqueous molarity molality concentration molar mass volume
    moles mole number prepare prepared preparing make making made enough sufficient total final water obtain produce
    bottle beaker flask volumetric liquid resulting formed compound solid be which after adding added diluted up -
    adjusted filled sample weighed expressed terms is pure grams sugar salt""")
)  # fmt: skip
_SOLVENT = rf"(?:in|with|to|into|and|of)(?: (?:a|an|the))? {AMOUNT}(?: of)?(?: (?:the solvent|solvent|pure))?(?: {SUBSTANCE})?"
_SKILLS = ("amount-of-substance",)


def read(page: Page) -> Exercise:
    if page.reactions or not page.amounts:
        raise NotUnderstood(REFUSAL)
    for attempt in (_molar, _molal):
        try:
            return attempt(page)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def _unit(sign: str) -> Unit:
    own = unit(sign)
    assert own is not None
    return own


def solute_of(reader: Reader, *, also_water: bool = True) -> Formula | None:
    """The one dissolved substance; water is only what it is dissolved in. Raises NotUnderstood when
    there are several."""
    found = [reader.page.substances[n] for n in reader.left("S")]
    others = [item for item in found if dict(item.formula.counts()) != dict(WATER.counts())]
    if not also_water and len(others) != len(found):
        raise NotUnderstood(REFUSAL)
    if not others:
        return None
    if any(item.formula.counts() != others[0].formula.counts() for item in others):
        raise NotUnderstood(REFUSAL)
    return known_substance(others[0]).formula.bare()


def _target(reader: Reader, names: Mapping[str, str]) -> Unit:
    """The unit asked. names: patterns of properties with the unit that goes without saying."""
    page = reader.page
    if found := reader.take(rf"how many {UNIT}(?: of(?: (?:the|solute|solution))*)?"):
        return page.units[int(found[1])]
    for pattern, sign in names.items():
        if not reader.take(pattern):
            continue
        if found := reader.take(rf"(?:in|\() {UNIT}(?: \))?"):
            return page.units[int(found[1])]
        return page.wanted or _unit(sign)
    if page.wanted is not None:
        return page.wanted
    raise NotUnderstood(REFUSAL)


@dataclass(frozen=True, slots=True)
class _Solution:
    """Two of solute, whole and concentration; the third is asked. whole: the volume of the solution,
    or the mass of the solvent. formula: None where no molar mass is needed."""

    page: Page
    kind: str
    solute: Amount | None
    whole: Amount | None
    concentration: Amount | None
    target: Unit
    formula: Formula | None
    molar_mass: Amount | None

    def _mass_of_mole(self) -> Fraction:
        """In kg/mol."""
        if self.molar_mass is not None:
            return self.molar_mass.si
        if self.formula is None:
            raise NotUnderstood(REFUSAL)
        return self.formula.molar_mass() / 1000

    def _moles(self) -> Fraction:
        if self.solute is not None:
            return self.solute.si if self.solute.dimension == MOLE else self.solute.si / self._mass_of_mole()  # fmt: skip
        assert self.whole is not None and self.concentration is not None
        return self.whole.si * self.concentration.si

    def _value(self) -> Fraction:
        """In SI units."""
        moles = self._moles()
        if self.concentration is None:
            assert self.whole is not None
            return moles / self.whole.si
        if self.whole is None:
            return moles / self.concentration.si
        return moles * self._mass_of_mole() if self.target.dimension == MASS else moles

    def work(self) -> Worked:
        letter, over = ("c", "V") if self.kind == "molarity" else ("b", "m")
        used = [a for a in (self.solute, self.whole, self.concentration, self.molar_mass) if a]
        weighed = MASS in (self.solute.dimension if self.solute else (), self.target.dimension if self.solute is None else ())  # fmt: skip
        standard = weighed and self.molar_mass is None
        number = answer_number(self.page, self._value() / self.target.factor, used, standard=standard)  # fmt: skip
        final = with_unit(number, self.target)
        moles = written(self._moles(), 5) + "\\text{ mol}"
        steps: list[tuple[str, str]] = []
        if standard and self.formula is not None:
            steps.append(("Find the molar mass", f"$$M({self.formula.latex()}) = {mass_sum(self.formula)} = {to_places(self.formula.molar_mass(), 3)}\\text{{ g/mol}}$$"))  # fmt: skip
        if self.solute is not None and self.solute.dimension == MASS:
            steps.append(("Find the moles of the solute", f"$$n = \\frac{{m}}{{M}} = {moles}$$"))
        whole = self._whole_text()
        if self.concentration is None:
            steps.append((f"Divide the moles by the {self._whole_name()}", f"$${letter} = \\frac{{n}}{{{over}}} = \\frac{{{moles}}}{{{whole}}} = {final}$$"))  # fmt: skip
        elif self.whole is None:
            given = with_unit(shown(self.concentration), self.concentration.unit)
            steps.append((f"Divide the moles by the {self.kind}", f"$${over} = \\frac{{n}}{{{letter}}} = \\frac{{{moles}}}{{{given}}} = {final}$$"))  # fmt: skip
        else:
            given = with_unit(shown(self.concentration), self.concentration.unit)
            steps.append((f"Multiply {self.kind} and {self._whole_name()}", f"$$n = {letter} \\cdot {over} = {given} \\cdot {whole} = {moles}$$"))  # fmt: skip
            if self.target.dimension == MASS:
                steps.append(("Convert the moles to a mass", f"$$m = n \\cdot M = {final}$$"))
        name = self.formula.latex() if self.formula else "\\text{solution}"
        listed = ", ".join(with_unit(shown(item), item.unit) for item in used)
        return Worked(
            self.kind,
            f"{name}: {listed} \\rightarrow \\text{{{self.target.sign}}}",
            final,
            tuple(steps),
            _SKILLS,
            "Molarity is the moles of solute in a liter of solution." if self.kind == "molarity" else "Molality is the moles of solute for each kilogram of solvent.",
        )  # fmt: skip

    def _whole_name(self) -> str:
        return "volume in liters" if self.kind == "molarity" else "kilograms of solvent"

    def _whole_text(self) -> str:
        if self.whole is None:
            return ""
        if self.kind == "molarity":
            return with_unit(written(self.whole.si * 1000, max(3, self.whole.figures)), "L")
        return with_unit(written(self.whole.si, max(3, self.whole.figures)), "kg")

    def confirm(self, final: str) -> str:
        """With the answer put back, the mass of the solute is found in two ways."""
        number, half = number_of(final)
        found = {"solute": self.solute, "whole": self.whole, "concentration": self.concentration}
        si = {name: float(item.si) for name, item in found.items() if item}
        missing = next(name for name, item in found.items() if item is None)
        value = float(number * self.target.factor)
        si[missing] = value
        kinds = {name: item.dimension for name, item in found.items() if item} | {missing: self.target.dimension}  # fmt: skip
        each = 1.0 if kinds["solute"] == MOLE else float(self._mass_of_mole())
        left, right = si["solute"], si["whole"] * si["concentration"] * each
        slack = float(half / number) if number else 0.0
        good = value > 0 and abs(left / right - 1) <= slack * 1.01 + 1e-12
        return "The answer gives the amount of solute back." if good else ""


def _molar(page: Page) -> Exercise:
    reader = Reader(page)
    molar_mass = _given_molar_mass(reader)
    names = {
        r"(?:the )?(?:molarity|molar concentration|concentration)(?: of)?": "M",
        r"(?:what |the )?volume(?: of)?": "mL",
        r"(?:what |the )?mass(?: of)?": "g",
        r"(?:the )?number of moles(?: of)?|(?:the )?(?:moles|amount)(?: of)?": "mol",
        rf"(?:the )?number of {UNIT}(?: of)?": "mol",
    }
    target = _target(reader, names)
    concentrations = reader.left_amounts(MOLARITY)
    volumes = reader.left_amounts(VOLUME)
    solutes = [n for n in reader.left("A") if page.amounts[n].dimension in (MASS, MOLE)]
    rest = {"c": concentrations, "v": volumes, "n": solutes}
    if any(len(found) > 1 for found in rest.values()) or sum(map(len, rest.values())) != 2:
        raise NotUnderstood(REFUSAL)
    missing = next(name for name, found in rest.items() if not found)
    if target.dimension not in {"c": (MOLARITY,), "v": (VOLUME,), "n": (MASS, MOLE)}[missing]:
        raise NotUnderstood(REFUSAL)
    if not re.search(r"solution|molar|dissol| M\b|concentration|soln|aqueous", page.template) and not concentrations:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    if missing == "v" and target.sign == "mL" and page.wanted is None and not page.units:
        value = page.amounts[solutes[0]]
        target = _unit("L") if value.dimension == MOLE and value.si >= Fraction(1, 10) else target
    picked = {name: page.amounts[found[0]] if found else None for name, found in rest.items()}
    for found in rest.values():
        for n in found:
            reader.drop("A", n)
    formula = solute_of(reader)
    reader.settle(VOCABULARY, substances=True)
    solute = picked["n"]
    weighed = (solute.dimension if solute else target.dimension) == MASS
    if weighed and formula is None and molar_mass is None:
        raise NotUnderstood(REFUSAL)
    return _Solution(
        page, "molarity", solute, picked["v"], picked["c"], target, formula, molar_mass
    )


def _given_molar_mass(reader: Reader) -> Amount | None:
    found = reader.left_amounts(MOLAR_MASS)
    if not found:
        return None
    if len(found) > 1:
        raise NotUnderstood(REFUSAL)
    reader.take(rf"(?:\( )?(?:(?:its|the) )?(?:molar mass|m|M)(?: of <S\d+>)?(?: (?:=|is|:|of))* <A{found[0]}>(?: \))?")  # fmt: skip
    reader.drop("A", found[0])
    return reader.page.amounts[found[0]]


def _molal(page: Page) -> Exercise:
    reader = Reader(page)
    if not re.search(r"molality|molal", page.template) and not reader.left_amounts(MOLALITY):
        raise NotUnderstood(REFUSAL)
    molar_mass = _given_molar_mass(reader)
    names = {
        r"(?:the )?molality(?: of)?": "m_",
        r"(?:what |the )?mass(?: of)?": "g",
        r"(?:the )?number of moles(?: of)?|(?:the )?moles(?: of)?": "mol",
    }
    if reader.take(r"(?:the )?molality(?: of)?"):
        target = Unit("m", Fraction(1), MOLALITY, "mole/kilogram")
        reader.take(rf"(?:in|\() {UNIT}(?: \))?")
    else:
        target = _target(reader, names)
    solvent = reader.take(rf"(?:in|with|to|into|and)(?: (?:a|an|the))? {AMOUNT}(?: of)?(?: (?:the solvent|solvent|pure))* {SUBSTANCE}") or reader.take(rf"(?:in|with|to|into|and) {AMOUNT} of(?: (?:the|solvent|pure))* solvent")  # fmt: skip
    if solvent is None or page.amount(solvent[1]).dimension != MASS:
        raise NotUnderstood(REFUSAL)
    solvent_name = page.substance(solvent[2]).formula if solvent.lastindex == 2 else WATER
    whole = page.amount(solvent[1])
    concentrations = reader.left_amounts(MOLALITY)
    solutes = [n for n in reader.left("A") if page.amounts[n].dimension in (MASS, MOLE)]
    if len(concentrations) + len(solutes) != 1:
        raise NotUnderstood(REFUSAL)
    wanted: tuple[Dimension, ...] = (MASS, MOLE) if concentrations else (MOLALITY,)
    if target.dimension not in wanted:
        raise NotUnderstood(REFUSAL)
    (number,) = concentrations or solutes
    given = reader.amount(number)
    formula = solute_of(reader)
    reader.settle(VOCABULARY, substances=True)
    weighed = (target.dimension if concentrations else given.dimension) == MASS
    if (weighed and formula is None and molar_mass is None) or (formula is not None and formula.counts() == solvent_name.counts()):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return _Solution(
        page,
        "molality",
        None if concentrations else given,
        whole,
        given if concentrations else None,
        target,
        formula,
        molar_mass,
    )
