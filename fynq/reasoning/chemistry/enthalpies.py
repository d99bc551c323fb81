"""Enthalpies: of a reaction from those of formation, and the heat that goes with an amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.chemistry.figures import answer_number, to_places, with_unit, written
from fynq.reasoning.chemistry.formulas import Formula
from fynq.reasoning.chemistry.moles import shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page
from fynq.reasoning.chemistry.reactions import Reaction
from fynq.reasoning.chemistry.reading import AMOUNT, SUBSTANCE, Reader
from fynq.reasoning.chemistry.units import AMOUNT as MOLE
from fynq.reasoning.chemistry.units import ENERGY, MASS, MOLAR_ENERGY, Unit, unit
from fynq.reasoning.chemistry.worked import Exercise, Worked, agrees
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_FORMATION_WORDS = frozenset(words("enthalpy enthalpies standard formation reaction reactions data change heats = following using table these values below combustion heat of"))  # fmt: skip
_HEAT_WORDS = frozenset(
    words("""heat energy released releases absorbed absorbs produced required needed given off out evolved liberated reaction equation
    reacts react burned burns completely burn combustion combusted according thermochemical formed form forms decomposes decomposed
    air exothermic endothermic reacted much gas transferred enthalpy change associated when =""")
)  # fmt: skip
_MOLECULES = {"H2": "g", "N2": "g", "O2": "g", "F2": "g", "Cl2": "g", "Br2": "l", "I2": "s"}
_VAPORS = frozenset(("H", "N", "O", "F", "Cl", "Br", "I", "He", "Ne", "Ar", "Kr", "Xe"))


def read(page: Page) -> Exercise:
    for attempt in (_formation, _reaction_heat):
        try:
            return attempt(page)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


_VALUE_OF = rf"(?:δhf |enthalpy of formation of |and |, |; |for )*[(\[]? ?{SUBSTANCE} ?[)\]]?(?: (?:\]|\)|:|=|is|,))* {AMOUNT}"


def _formation(page: Page) -> Exercise:
    """ΔH of a reaction from the enthalpies of formation of what takes part."""
    if len(page.reactions) != 1 or not re.search(r"formation|δhf", page.template):
        raise NotUnderstood(REFUSAL)
    reader = Reader(page)
    reader.drop("R", 0)
    reaction = page.reactions[0]
    values: dict[str, Amount] = {}
    states: dict[str, str] = {}
    for found in reader.take_all(_VALUE_OF):
        formula, amount = page.substance(found[1]).formula, page.amount(found[2])
        if amount.dimension != MOLAR_ENERGY or formula.text() in values:
            raise NotUnderstood(REFUSAL)
        values[formula.text()] = amount
        states[formula.text()] = formula.state
    if reader.left("A") or not values:
        raise NotUnderstood(REFUSAL)
    reader.take_all(r"δhf?(?: values)?")
    for n in reader.left("U"):
        if page.units[n].dimension not in (MOLAR_ENERGY, ENERGY):
            raise NotUnderstood(REFUSAL)
        reader.drop("U", n)
    reader.settle(_FORMATION_WORDS)
    if not reaction.is_balanced():
        reaction = reaction.with_numbers(reaction.balanced())
    for term in reaction.terms:
        told = states.get(term.formula.text(), "")
        if told and term.formula.state and told != term.formula.state:
            raise NotUnderstood("The enthalpy is that of another state.")
        if term.formula.text() not in values and not _is_element(term.formula):
            raise NotUnderstood("An enthalpy of formation is missing.")
    if set(values) - {term.formula.text() for term in reaction.terms}:
        raise NotUnderstood(REFUSAL)
    return _FormationHeat(page, reaction, values)


def _is_element(formula: Formula) -> bool:
    """An element in its standard state, of which the enthalpy of formation is 0."""
    text = formula.text()
    if text in _MOLECULES:
        return formula.state in ("", _MOLECULES[text])
    if len(formula.counts()) != 1 or sum(formula.counts().values()) != 1 or formula.charge:
        return False
    usual = "g" if text in ("He", "Ne", "Ar", "Kr", "Xe") else "l" if text == "Hg" else "s"
    return (text not in _VAPORS or usual == "g") and formula.state in ("", usual)


@dataclass(frozen=True, slots=True)
class _FormationHeat:
    """values: by formula; an element's is 0 where it is not given."""

    page: Page
    reaction: Reaction
    values: dict[str, Amount]

    def _of(self, formula: Formula) -> Fraction:
        found = self.values.get(formula.text())
        return found.value * found.unit.factor / 1000 if found else Fraction(0)

    def _sides(self) -> tuple[Fraction, Fraction]:
        left, right = (
            sum(
                ((term.number or Fraction(1)) * self._of(term.formula) for term in side),
                Fraction(0),
            )
            for side in (self.reaction.left, self.reaction.right)
        )
        return left, right

    def work(self) -> Worked:
        left, right = self._sides()
        decimals = min(len(re.sub(r"[^\d.]", "", item.written.split(" ")[0]).partition(".")[2]) for item in self.values.values())  # fmt: skip
        own = self.page.wanted or unit("kJ")
        assert own is not None
        value = right - left
        number = to_places(value, self.page.places if self.page.places is not None else decimals)
        if self.page.figures:
            number = written(value, self.page.figures)
        final = with_unit(number, own.sign if self.page.wanted else "kJ")
        if own.factor != 1000:
            raise NotUnderstood(REFUSAL)
        return Worked(
            "enthalpy_of_reaction",
            f"\\Delta H: {self.reaction.latex()}",
            final,
            (
                ("Add up the products", f"$$\\sum n \\, \\Delta H_f(\\text{{products}}) = {_shortened(right)}\\text{{ kJ}}$$"),
                ("Add up the reactants", f"$$\\sum n \\, \\Delta H_f(\\text{{reactants}}) = {_shortened(left)}\\text{{ kJ}}$$ Elements in their standard state count 0."),
                ("Take the difference", f"$$\\Delta H = {_shortened(right)} - ({_shortened(left)}) = {final}$$"),
            ),
            ("thermodynamics", "chemical-bonding"),
            "The enthalpy of a reaction is that of its products less that of its reactants.",
        )  # fmt: skip

    def confirm(self, final: str) -> str:
        """Term by term, with products counted positive: a cycle through the elements sums to zero."""
        total = 0.0
        for at, term in enumerate(self.reaction.terms):
            sign = 1 if at >= len(self.reaction.left) else -1
            total += sign * float(term.number or 1) * float(self._of(term.formula))
        kept = self.reaction.conserves(self.reaction.numbers())
        return "The cycle through the elements closes, and the equation is balanced." if kept and agrees(final, total) else ""  # fmt: skip


def _reaction_heat(page: Page) -> Exercise:
    """Heat that goes with an amount of a substance, from the enthalpy of the equation."""
    if len(page.reactions) != 1:
        raise NotUnderstood(REFUSAL)
    reader = Reader(page)
    reader.drop("R", 0)
    reaction = page.reactions[0]
    if not reaction.is_balanced():
        raise NotUnderstood(REFUSAL)
    found = reader.take(rf"(?:[,;(] )?δh (?:=|is) {AMOUNT}(?: \))?")
    if found is None or page.amount(found[1]).dimension not in (ENERGY, MOLAR_ENERGY):
        raise NotUnderstood(REFUSAL)
    enthalpy = page.amount(found[1])
    own = _target(reader)
    pair = reader.take(rf"{AMOUNT}(?: of)?(?: (?:solid|liquid|gaseous))? {SUBSTANCE}(?: (?:gas|metal))?")  # fmt: skip
    if pair is None or reader.left("A") or own.dimension != ENERGY:
        raise NotUnderstood(REFUSAL)
    substance, amount = page.substance(pair[2]), page.amount(pair[1])
    terms = [term for term in reaction.terms if term.formula.counts() == substance.formula.counts() or (substance.element and set(term.formula.counts()) == {substance.element})]  # fmt: skip
    if len(terms) != 1 or amount.dimension not in (MASS, MOLE):
        raise NotUnderstood(REFUSAL)
    if enthalpy.dimension == MOLAR_ENERGY and terms[0].number not in (None, 1):
        raise NotUnderstood("I cannot tell of what the enthalpy is one mole's.")
    for n in reader.left("S"):
        if not any(term.formula.counts() == page.substances[n].formula.counts() for term in reaction.terms):  # fmt: skip
            raise NotUnderstood(REFUSAL)
        reader.drop("S", n)
    reader.settle(_HEAT_WORDS)
    return _ReactionHeat(page, reaction, enthalpy, terms[0].formula, terms[0].number or Fraction(1), amount, own)  # fmt: skip


def _target(reader: Reader) -> Unit:
    """The unit of the heat."""
    if found := reader.take(r"how many <U(\d+)>(?: of (?:heat(?: energy)?|energy))?"):
        return reader.page.units[int(found[1])]
    reader.must_take(r"how much (?:heat energy|heat|energy|thermal energy)|(?:the |what )?(?:amount|quantity) of (?:heat|energy)|the (?:heat|energy|enthalpy change)")  # fmt: skip
    if later := reader.take(r"(?:\( )?(?:in|into) <U(\d+)>(?: \))?|\( <U(\d+)> \)"):
        return reader.page.units[int(later[1] or later[2])]
    kilojoule = reader.page.wanted or unit("kJ")
    assert kilojoule is not None
    return kilojoule


@dataclass(frozen=True, slots=True)
class _ReactionHeat:
    page: Page
    reaction: Reaction
    enthalpy: Amount
    formula: Formula
    number: Fraction
    amount: Amount
    target: Unit

    def _moles(self) -> Fraction:
        return self.amount.si if self.amount.dimension == MOLE else self.amount.si * 1000 / self.formula.molar_mass()  # fmt: skip

    def work(self) -> Worked:
        each = self.enthalpy.value * self.enthalpy.unit.factor / self.number
        value = abs(self._moles() * each / self.target.factor)
        number = answer_number(self.page, value, (self.enthalpy, self.amount), standard=self.amount.dimension == MASS)  # fmt: skip
        final = with_unit(number, self.target)
        way = "released" if self.enthalpy.value < 0 else "absorbed"
        return Worked(
            "heat_of_reaction",
            f"{self.reaction.latex()}, \\; \\Delta H = {with_unit(shown(self.enthalpy), self.enthalpy.unit)}",
            final,
            (
                ("Find the moles", f"$$n({self.formula.bare().latex()}) = {written(self._moles(), 5)}\\text{{ mol}}$$"),
                (f"The equation tells the heat for {self.number} mol", f"$$\\frac{{{written(self._moles(), 5)}}}{{{self.number}}} \\cdot {with_unit(shown(self.enthalpy).lstrip('+-'), self.enthalpy.unit)} = {final}$$ It is {way}."),
            ),
            ("thermodynamics", "amount-of-substance"),
            "The enthalpy belongs to the moles that the equation shows; other amounts are in proportion.",
        )  # fmt: skip

    def confirm(self, final: str) -> str:
        """Through the heat of one gram, or of one mole."""
        if self.amount.dimension == MOLE:
            each = abs(float(self.enthalpy.value)) * float(self.enthalpy.unit.factor) / float(self.number)  # fmt: skip
            value = float(self.amount.si) * each
        else:
            grams = float(self.number) * float(self.formula.molar_mass())
            value = abs(float(self.enthalpy.value)) * float(self.enthalpy.unit.factor) / grams * float(self.amount.si) * 1000  # fmt: skip
        kept = self.reaction.is_balanced()
        return "The heat of one gram or mole gives the same." if kept and agrees(final, value / float(self.target.factor)) else ""  # fmt: skip


def _shortened(value: Fraction) -> str:
    return f"{float(value):.6g}"
