"""Moles, grams, particles and liters of one substance at STP, and of an element in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.chemistry.composition import mass_sum
from fynq.reasoning.chemistry.constants import AVOGADRO, MOLAR_VOLUME, ROOM_VOLUME
from fynq.reasoning.chemistry.elements import DIATOMIC, WEIGHTS
from fynq.reasoning.chemistry.figures import answer_number, to_places, with_unit, written
from fynq.reasoning.chemistry.formulas import Formula, is_gas, read_formula
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page, Substance, known_substance
from fynq.reasoning.chemistry.reading import SUBSTANCE, UNIT, Reader
from fynq.reasoning.chemistry.units import (
    AMOUNT as MOLE,
)
from fynq.reasoning.chemistry.units import (
    MASS,
    MOLAR_MASS,
    NUMBER,
    PARTICLES,
    VOLUME,
    Dimension,
    Unit,
    dimension,
    unit,
)
from fynq.reasoning.chemistry.units import MOLAR_VOLUME as MOLAR_VOLUME_OF
from fynq.reasoning.chemistry.worked import Exercise, Worked, agrees, number_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_SUBJECTS = frozenset((MASS, MOLE, PARTICLES, VOLUME))
_VOCABULARY = frozenset(
    words("""mass volume moles mole molar number stp gas compound pure element molecules atoms weigh weighs occupy occupies
    occupied substance liquid solid metal exactly molecule formula avogadro's n convert piece coin ring bar sheet bottle beaker cup
    penny nail wire spoon teaspoonful glass gram cube bag box tank room cylinder ornament statue tablet pill crystal crystals powder balloon container flask and represent represented represents correspond equal equals changed -""")
)  # fmt: skip
STP = r"(?:at|under|measured at) (?:stp|standard temperature and pressure(?: \( stp \))?|standard conditions(?: \( stp \))?|s\.t\.p\.)|\( (?:at )?stp \)|, stp"
_RTP = r"(?:at|under|measured at) (?:rtp|room temperature and pressure(?: \( rtp \))?|room conditions)|\( (?:at )?rtp \)|, rtp"


def gas_volume(reader: Reader) -> Fraction | None:
    """Of a mole of gas, in m³: as the question gives it, at STP, or at room temperature and pressure.
    None where it says nothing. Raises NotUnderstood when it gives several."""
    found: list[Fraction] = []
    for n in reader.left_amounts(MOLAR_VOLUME_OF):
        reader.must_take(rf"(?:\( )?(?:(?:assume|use|take|given|the|that|one|and|where) )*(?:molar volume|molar gas volume|volume of (?:one mole|a mole|<A\d+>|<U\d+>))(?: of (?:a|any|the|an ideal|all))?(?: (?:gas|gases))?(?: (?:at|under) (?:rtp|stp|room temperature and pressure|these conditions))?(?: (?:is|=|as|of|:))* <A{n}>(?: at (?:rtp|stp))?(?: \))?")  # fmt: skip
        found.append(reader.page.amounts[n].si)
    standard, room = reader.take(STP), reader.take(_RTP)
    if not found:
        found += [MOLAR_VOLUME] * bool(standard) + [ROOM_VOLUME] * bool(room)
    if len(found) > 1 or any(value <= 0 for value in found):
        raise NotUnderstood(REFUSAL)
    return found[0] if found else None


_PER_MOLE = tuple(map(dimension, ("mol^-1", "particle mol^-1")))
_SKILLS = ("amount-of-substance",)


def read(page: Page) -> Exercise:
    if page.reactions or not page.amounts:
        raise NotUnderstood(REFUSAL)
    reader = Reader(page)
    volume = gas_volume(reader)
    given_mass, particles = _constants(reader)
    target, part = _target(reader)
    subjects = [n for n in reader.left("A") if page.amounts[n].dimension in _SUBJECTS]
    if len(subjects) != 1:
        raise NotUnderstood(REFUSAL)
    found = reader.take(rf"<A{subjects[0]}>(?: sample)?(?: of)?(?: (?:a|an|the|pure|solid|liquid|gaseous))* {SUBSTANCE}(?: (?:\(|,) {SUBSTANCE}(?: [),])?)?(?: (?:gas|metal|atoms|vapor))?")  # fmt: skip
    if found is None:
        reader.drop("A", subjects[0])
    amount = page.amounts[subjects[0]]
    left = [page.substances[n] for n in reader.left("S")]
    named = [page.substance(n) for n in found.groups() if n] if found else []
    whole = _one(named or left)
    if named and any(not _same(item, whole) for item in left):
        raise NotUnderstood(REFUSAL)
    reader.settle(_VOCABULARY, substances=True)
    if whole is None:
        plain = {MOLE, PARTICLES, VOLUME} | ({MASS} if given_mass else set())
        if part or {amount.dimension, target.dimension} - plain or target.sign == "atoms":
            raise NotUnderstood(REFUSAL)
        formula = None
    else:
        formula = _particle(whole, amount, target, part)
    if VOLUME in (amount.dimension, target.dimension) and volume is None:
        raise NotUnderstood("The volume of a gas depends on its temperature and pressure.")
    if VOLUME in (amount.dimension, target.dimension) and whole is not None and not _gaseous(whole):
        raise NotUnderstood("Only gases have the molar volume of gases.")
    if amount.dimension == target.dimension and part is None:
        raise NotUnderstood(REFUSAL)
    symbol, count = _counted(formula, amount, target, part)
    return _Moles(
        page, amount, target, formula, symbol, count, given_mass, particles, volume or MOLAR_VOLUME
    )


def _constants(reader: Reader) -> tuple[Amount | None, Amount | None]:
    """A molar mass and an Avogadro's number that the question gives."""
    page = reader.page
    mass = particles = None
    for n in reader.left("A"):
        amount = page.amounts[n]
        if amount.dimension == MOLAR_MASS:
            if mass is not None:
                raise NotUnderstood(REFUSAL)
            reader.take(rf"(?:\( )?(?:use |take |the )*(?:(?:molar mass|m_r|M|m|mm)(?: (?:of|for) (?:<S\d+>|(?:the|this|a|an) \w+))?(?: (?:=|is|:|of|≈))* )<A{n}>(?: \))?")  # fmt: skip
            reader.drop("A", n)
            mass = amount
        elif amount.dimension in _PER_MOLE or (amount.dimension == NUMBER and 6 * 10**23 < amount.value < 61 * 10**22):  # fmt: skip
            reader.take(rf"(?:use |using |with |take |and )*(?:avogadro's (?:number|constant)(?: (?:=|is|as|:|of|≈))?|n_a =|N_A =|na =|NA =)? ?<A{n}>(?: (?:particles |molecules |atoms |<U\d+> )?(?:per|in (?:a|one)|in|for avogadro's number)(?: <U\d+>| <A\d+>| mole| number| constant)?)?")  # fmt: skip
            reader.drop("A", n)
            particles = amount
    return mass, particles


def _target(reader: Reader) -> tuple[Unit, Substance | None]:
    """The unit of the answer, and the substance of which it is asked where it is named there."""
    page = reader.page
    for pattern in (
        rf"(?:how many|number of) {UNIT} of(?: (?:the|each|element))* {SUBSTANCE} {UNIT}",
        rf"how many {UNIT} of(?: (?:the|each|element))* {SUBSTANCE}(?: (?:atoms|gas|molecules))?",
        rf"(?:what |the )mass of(?: the)? {SUBSTANCE}(?: (?:is|are|contained|present|found))* in(?= <A)",
        rf"how many {SUBSTANCE} {UNIT}",
        rf"number of {SUBSTANCE} {UNIT}",
        rf"number of {UNIT} of(?: the)? {SUBSTANCE}(?! in <S)",
        rf"(?:calculate|find|determine|give|state|what are)(?: the)? {UNIT} of(?: the)? {SUBSTANCE}(?= in)",
        rf"how many {UNIT}",
        rf"number of {UNIT}",
    ):
        found = reader.take(pattern)
        if found:
            groups = [int(n) for n in re.findall(r"<U(\d+)>", found[0])]
            substances = [int(n) for n in re.findall(r"<S(\d+)>", found[0])]
            part = page.substances[substances[0]] if substances else None
            if len(groups) == 2 and part is not None:
                part = _with_particle(part, page.units[groups[1]].sign)
            if not groups:
                return _mass_unit(page), part
            return page.units[groups[0]], part
    property_name = reader.take(r"(?:the )?(?:mass|volume|amount of substance)")
    if found := reader.take(rf"(?:\( )?(?:in|to|into) {UNIT}(?: \))?|\( {UNIT} \)"):
        return page.units[int(found[1] or found[2])], None
    if page.wanted is not None:
        return page.wanted, None
    if property_name is None:
        raise NotUnderstood(REFUSAL)
    sign = "g" if "mass" in property_name[0] else "L" if "volume" in property_name[0] else "mol"
    own = unit(sign)
    assert own is not None
    return own, None


def _mass_unit(page: Page) -> Unit:
    """The unit of the mass that is given, or the gram."""
    given = [item.unit for item in page.amounts if item.dimension == MASS]
    own = page.wanted or (given[0] if given else unit("g"))
    assert own is not None
    return own


def _with_particle(part: Substance, particle: str) -> Substance:
    """'nitrogen atoms' are N, 'nitrogen molecules' N2."""
    if particle == "atoms" and part.element:
        return Substance(read_formula(part.element), f"{part.said} atoms", part.element)
    if particle not in ("molecules", "formula units"):
        raise NotUnderstood(REFUSAL)
    return Substance(part.formula, f"{part.said} {particle}")


def _gaseous(substance: Substance) -> bool:
    said = substance.said
    return said.endswith((" gas", "vapor", "vapour")) or (is_gas(substance.formula) and "acid" not in said)  # fmt: skip


def _one(listed: list[Substance]) -> Substance | None:
    """The one substance that all of these name."""
    if not listed:
        return None
    if any(not _same(item, listed[0]) for item in listed):
        raise NotUnderstood(REFUSAL)
    return next((item for item in listed if not item.element), listed[0])


def _same(one: Substance, other: Substance | None) -> bool:
    return other is not None and one.formula.counts() == other.formula.counts() and one.formula.charge == other.formula.charge  # fmt: skip


def _particle(whole: Substance, amount: Amount, target: Unit, part: Substance | None) -> Formula:
    """What the particles of the substance are. Raises NotUnderstood for a bare 'oxygen'."""
    atoms = amount.unit.sign == "atoms" or (target.sign == "atoms" and part is not None and _same(part, whole))  # fmt: skip
    if whole.element and whole.element in DIATOMIC:
        if atoms:
            return read_formula(whole.element)
        if "molecules" in (amount.unit.sign, target.sign) or VOLUME in (amount.dimension, target.dimension):  # fmt: skip
            return whole.formula.bare()
    if amount.unit.sign == "atoms" and sum(whole.formula.counts().values()) != 1:
        raise NotUnderstood(REFUSAL)
    if "ions" in (amount.unit.sign, target.sign) and not whole.formula.charge:
        raise NotUnderstood(REFUSAL)
    return known_substance(whole).formula.bare()


def _counted(formula: Formula | None, amount: Amount, target: Unit, part: Substance | None) -> tuple[str, int]:  # fmt: skip
    """The element that is asked, '' for the substance or all atoms, and how many of what is asked
    one particle of the substance has."""
    if formula is None:
        return "", 1
    total = sum(formula.counts().values())
    if part is None or part.formula.counts() == formula.counts():
        return "", total if target.sign == "atoms" else 1
    if not part.element or part.element not in formula.counts():
        raise NotUnderstood(REFUSAL)
    if len(formula.counts()) == 1 and not part.said.endswith("atoms"):
        raise NotUnderstood(REFUSAL)
    if target.dimension == VOLUME or target.sign in ("molecules", "formula units", "ions"):
        raise NotUnderstood(REFUSAL)
    return part.element, formula.counts()[part.element]


@dataclass(frozen=True, slots=True)
class _Moles:
    """symbol, count: the element that is asked and how often it occurs in a particle. volume: of a mole
    of gas, in m³."""

    page: Page
    amount: Amount
    target: Unit
    formula: Formula | None
    symbol: str
    count: int
    given_mass: Amount | None
    particles: Amount | None
    volume: Fraction

    def _molar_mass(self) -> Fraction:
        """In kg/mol."""
        if self.given_mass is not None:
            return self.given_mass.si
        assert self.formula is not None
        return self.formula.molar_mass() / 1000

    def _per_mole(self) -> Fraction:
        return self.particles.value if self.particles is not None else AVOGADRO

    def _size(self, of: Dimension, *, asked: bool) -> Fraction:
        """SI units of this dimension in one mole of the substance, or of what is asked."""
        if of == MASS:
            return WEIGHTS[self.symbol] / 1000 if asked and self.symbol else self._molar_mass()
        return {MOLE: Fraction(1), PARTICLES: self._per_mole(), VOLUME: self.volume}[of]

    def _value(self) -> Fraction:
        """In the unit asked."""
        moles = self.amount.si / self._size(self.amount.dimension, asked=False)
        return moles * self.count * self._size(self.target.dimension, asked=True) / self.target.factor  # fmt: skip

    def work(self) -> Worked:
        used = [item for item in (self.amount, self.given_mass, self.particles) if item]
        constants = MASS in (self.amount.dimension, self.target.dimension) and self.given_mass is None  # fmt: skip
        constants = constants or (PARTICLES in (self.amount.dimension, self.target.dimension) and self.particles is None) or VOLUME in (self.amount.dimension, self.target.dimension)  # fmt: skip
        number = answer_number(self.page, self._value(), used, standard=constants)
        final = with_unit(number, self.target)
        moles = self.amount.si / self._size(self.amount.dimension, asked=False)
        steps: list[tuple[str, str]] = []
        if self.formula is not None and MASS in (self.amount.dimension, self.target.dimension) and self.given_mass is None:  # fmt: skip
            steps.append(("Find the molar mass", f"$$M({self.formula.latex()}) = {mass_sum(self.formula)} = {to_places(self.formula.molar_mass(), 3)}\\text{{ g/mol}}$$"))  # fmt: skip
        if self.amount.dimension != MOLE:
            steps.append(("Find the moles", f"$$n = \\frac{{{with_unit(shown(self.amount), self.amount.unit)}}}{{{self._factor(self.amount.dimension, asked=False)}}} = {written(moles, 5)}\\text{{ mol}}$$"))  # fmt: skip
        if self.count > 1:
            what = f"{self.symbol} atoms" if self.symbol else "atoms"
            steps.append((f"Count the {what}", f"One particle holds {self.count}, so one mole holds {self.count} mol of them."))  # fmt: skip
        front = f"{self.count} \\cdot " if self.count > 1 else ""
        if self.target.dimension == MOLE:
            if self.count > 1 or self.target.sign != "mol":
                steps.append(("Find what is asked", f"$${front}{written(moles, 5)}\\text{{ mol}} = {final}$$"))  # fmt: skip
        else:
            steps.append(("Convert the moles", f"$${front}{written(moles, 5)}\\text{{ mol}} \\cdot {self._factor(self.target.dimension, asked=True)} = {final}$$"))  # fmt: skip
        return Worked(
            "moles",
            f"{with_unit(shown(self.amount), self.amount.unit)}{' ' + self.formula.latex() if self.formula else ''} \\rightarrow \\text{{{self.target.sign}}}",
            final,
            tuple(steps),
            _SKILLS,
            "A mole is a fixed number of particles; the molar mass is the mass of that many.",
        )  # fmt: skip

    def _factor(self, of: Dimension, *, asked: bool) -> str:
        if of == MASS:
            return f"{written(self._size(of, asked=asked) * 1000, 5)}\\text{{ g/mol}}"
        if of == PARTICLES:
            return f"{written(self._per_mole(), 4)}\\text{{ /mol}}"
        return f"{written(self.volume * 1000, 4)}\\text{{ L/mol}}"

    def confirm(self, final: str) -> str:
        """Through the mass or number of one single particle."""
        value, _ = number_of(final)
        other = float(self.amount.si) / self._single(self.amount.dimension, asked=False)
        other *= self.count * self._single(self.target.dimension, asked=True) / float(self.target.factor)  # fmt: skip
        if value <= 0 or not agrees(final, other):
            return ""
        return "Counted again in single particles and their masses."

    def _single(self, of: Dimension, *, asked: bool) -> float:
        """What one particle has of this dimension."""
        per_mole = float(self._per_mole())
        if of == PARTICLES:
            return 1.0
        if of == MASS:
            if asked and self.symbol:
                return float(WEIGHTS[self.symbol]) / 1000 / per_mole
            if self.given_mass is not None:
                return float(self.given_mass.si) / per_mole
            assert self.formula is not None
            return sum(float(WEIGHTS[s]) * n for s, n in self.formula.counts().items()) / 1000 / per_mole  # fmt: skip
        if of == VOLUME:
            return float(self.volume) / per_mole
        return 1 / per_mole


def shown(amount: Amount) -> str:
    """The number as the question writes it."""
    number = re.match(r"[+-]?\s?[\d.,]+(?:\s?[×x*·]\s?10\s?\^\s?\(?[+-]?\d+\)?)?", amount.written)
    text = number[0] if number else written(amount.value, max(amount.figures, 1))
    return re.sub(r"\s?[×x*·]\s?10\s?\^\s?\(?([+-]?\d+)\)?", r" \\times 10^{\1}", text.replace(",", "{,}"))  # fmt: skip
