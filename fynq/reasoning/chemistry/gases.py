"""Ideal gases: pV = nRT in its unknowns, density and molar mass. R is CODATA's unless the question
gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.constants import GAS, STANDARD_PRESSURE, ZERO_CELSIUS
from fynq.reasoning.chemistry.figures import answer_number, with_unit, written
from fynq.reasoning.chemistry.formulas import Formula, is_gas
from fynq.reasoning.chemistry.moles import STP, shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page
from fynq.reasoning.chemistry.reading import Reader
from fynq.reasoning.chemistry.units import AMOUNT as MOLE
from fynq.reasoning.chemistry.units import (
    DENSITY,
    MASS,
    MOLAR_MASS,
    PRESSURE,
    TEMPERATURE,
    VOLUME,
    Dimension,
    Unit,
    dimension,
    unit,
)
from fynq.reasoning.chemistry.worked import Exercise, Worked, number_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

VOCABULARY = frozenset(
    words("""gas gases ideal perfect gaseous sample volume pressure temperature moles mole number occupy occupies occupied exert exerted exerts
    container cylinder tank vessel balloon flask rigid sealed closed syringe piston tire bulb ideally behavior behaving behaves behave law
    predict confined filled fill fills holds hold stored inside constant kept remains stays unchanged held while
    compound unknown mass molar density changed changes change changing heated cooled reduce compress expand increase raise compressed expands expanded allowed increased
    decreased increases decreases rises drops raised lowered reduced warmed new final initial original initially
    atmospheric resulting placed trapped kg - introduced becomes become reach reaches until after before assuming
    found steel evacuated aerosol can spray no leaks leak day measured moved conditions fixed if's behaves molecules same other another given""")
)  # fmt: skip
_NAMES: dict[str, tuple[Dimension, str]] = {
    "pressure": (PRESSURE, "atm"),
    "volume": (VOLUME, "L"),
    "temperature": (TEMPERATURE, "K"),
    "number of moles": (MOLE, "mol"),
    "moles": (MOLE, "mol"),
    "amount": (MOLE, "mol"),
    "mass": (MASS, "g"),
    "density": (DENSITY, "g/L"),
    "molar mass": (MOLAR_MASS, "g/mol"),
    "molecular weight": (MOLAR_MASS, "g/mol"),
    "molecular mass": (MOLAR_MASS, "g/mol"),
    "molecular weight of": (MOLAR_MASS, "g/mol"),
}
LETTERS = {PRESSURE: "p", VOLUME: "V", TEMPERATURE: "T", MOLE: "n"}
_BASE = {PRESSURE: "Pa", VOLUME: "m^3", TEMPERATURE: "K", MOLE: "mol", DENSITY: "kg/m^3", MOLAR_MASS: "kg/mol", MASS: "kg"}  # fmt: skip
_GAS_CONSTANT = dimension("kg m^2 s^-2 K^-1 mol^-1")
SKILLS = ("gas-laws",)
CONCEPT = "Pressure times volume over amount times temperature is the same for every ideal gas."


def read(page: Page) -> Exercise:
    if page.reactions or not (page.amounts or " stp " in f" {page.template} "):
        raise NotUnderstood(REFUSAL)
    if not re.search(r" (?:gas|gases|gaseous|balloon|aerosol|container|tank|syringe|stp|tire|tyre|ideal|cylinder) |<S\d+> ", f" {page.template} "):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    reader = Reader(page)
    constant = _constant(reader)
    standard = reader.take(STP) is not None
    target, asked_first = _target(reader)
    listed = [page.amounts[n] for n in reader.left("A")]
    if any(item.dimension not in _BASE or item.is_percent for item in listed):
        raise NotUnderstood(REFUSAL)
    counts = {kind: [n for n in reader.left("A") if page.amounts[n].dimension == kind] for kind in _BASE}  # fmt: skip
    if any(reader.has(rf"by <A{n}>") for own in (TEMPERATURE, PRESSURE, VOLUME) for n in reader.left_amounts(own)):  # fmt: skip
        raise NotUnderstood("A change by an amount is no state.")
    from fynq.reasoning.chemistry.gas_changes import at_stp, two_states

    kinds = {item.dimension for item in listed}
    if len(counts[MOLE]) > 1 and target.dimension == PRESSURE and " total pressure " in page.template:  # fmt: skip
        return _mixture(reader, counts, target, constant)
    if any(len(found) == 2 for found in counts.values()):
        if standard or constant is not None:
            raise NotUnderstood(REFUSAL)
        return two_states(reader, counts, target, asked_first)
    if standard and len(listed) == 3 and MASS not in kinds and MOLE not in kinds:
        return at_stp(reader, counts, target)
    return _one_state(reader, counts, target, standard, constant)


def _constant(reader: Reader) -> Amount | None:
    for n in reader.left("A"):
        amount = reader.page.amounts[n]
        if amount.dimension == _GAS_CONSTANT:
            reader.take(r"(?:\( )?(?:use |take |with |where |and |the )*(?:gas constant|ideal gas constant)")  # fmt: skip
            if not reader.take(rf"(?:\( )?(?:use |take |with |where |and |the )*(?:[rR] (?:=|is) )?<A{n}>(?: \))?"):  # fmt: skip
                raise NotUnderstood(REFUSAL)
            return amount
    return None


def _target(reader: Reader) -> tuple[Unit, bool]:
    """The unit asked, and whether the first of two states is asked."""
    page = reader.page
    first = reader.take(r"(?:initial|original)(?= (?:pressure|volume|temperature)(?: (?:of|,|\?|in|was|before)|$))") if re.search(r"(?:what|find|calculate|determine)(?: (?:is|was|were|the))* (?:initial|original)", reader.rest) else None  # fmt: skip
    if found := reader.take(r"how many <U(\d+)>(?: of)?"):
        return page.units[int(found[1])], first is not None
    found = reader.take(r"(?:at|under|to) what (?P<n>pressure|volume|temperature)|(?:what|which) (?:will (?:be )?|is |was |would (?:be )?|must be |are |should be )?(?:the |its |their )?(?:new |final |resulting |total )?(?P<m>pressure|volume|temperature|mass|density|molar mass|molecular weight|molecular mass|number of <U\d+>|amount)|(?:find|calculate|determine|predict|compute|estimate|give)(?: (?:the|its|new|final|resulting|their|total))* (?P<k>pressure|volume|temperature|mass|density|molar mass|molecular weight|molecular mass|number of <U\d+>|amount)")  # fmt: skip
    if found is None:
        raise NotUnderstood(REFUSAL)
    name = found["n"] or found["m"] or found["k"]
    if inner := re.search(r"<U(\d+)>", name):
        return page.units[int(inner[1])], first is not None
    if reader.take(r"(?:the )?(?:total )?pressure in (?:the )?<U\d+>"):
        raise NotUnderstood(REFUSAL)
    kind, sign = _NAMES[name]
    if later := reader.take(r"(?:\( )?(?:in|into|to) (?:degrees )?<U(\d+)>(?: \))?|\( <U(\d+)> \)"):
        own = page.units[int(later[1] or later[2])]
    elif page.wanted is not None:
        own = page.wanted
    else:
        own = _usual(page, kind, sign)
    if own.dimension != kind:
        raise NotUnderstood(REFUSAL)
    return own, first is not None


def _usual(page: Page, kind: Dimension, sign: str) -> Unit:
    """The unit that the question's own amounts have, or the usual one."""
    own = [item.unit for item in page.amounts if item.dimension == kind]
    if own:
        return own[-1]
    if kind == PRESSURE and any(item.unit.sign == "m^3" or ("J" in item.unit.sign and item.dimension == _GAS_CONSTANT) for item in page.amounts):  # fmt: skip
        sign = "Pa"
    found = unit(sign)
    assert found is not None
    return found


def gas_of(reader: Reader) -> Formula | None:
    """The one substance that is named; others would be other gases. Raises NotUnderstood."""
    found = [reader.page.substances[n].formula.bare() for n in reader.left("S")]
    if any(item.counts() != found[0].counts() for item in found):
        raise NotUnderstood(REFUSAL)
    return found[0] if found else None


def _mixture(reader: Reader, counts: dict[Dimension, list[int]], target: Unit, constant: Amount | None) -> Exercise:  # fmt: skip
    """The total pressure of several gases, of each of which the moles are given."""
    page = reader.page
    pairs = reader.take_all(r"<A(\d+)>(?: of)? <S(\d+)>(?: gas)?")
    moles = [page.amount(pair[1]) for pair in pairs]
    others = {kind: found for kind, found in counts.items() if kind != MOLE and found}
    if len(pairs) != len(counts[MOLE]) or any(item.dimension != MOLE for item in moles):
        raise NotUnderstood(REFUSAL)
    if set(others) != {VOLUME, TEMPERATURE} or any(len(found) != 1 for found in others.values()):
        raise NotUnderstood(REFUSAL)
    given = {kind: reader.amount(found[0]) for kind, found in others.items()}
    unit_of, figures = moles[0].unit, min(item.figures for item in moles)
    if any(item.unit != unit_of for item in moles):
        raise NotUnderstood(REFUSAL)
    value = sum((item.value for item in moles), Fraction(0))
    given[MOLE] = Amount(value, unit_of, figures, all(i.whole for i in moles), f"{float(value):.6g} {unit_of.sign}")  # fmt: skip
    reader.take(r"total pressure")
    reader.settle(VOCABULARY | {"mixture", "total", "vessel", "their"})
    return _State(page, given, target, None, False, constant)


def _one_state(reader: Reader, counts: dict[Dimension, list[int]], target: Unit, standard: bool, constant: Amount | None) -> Exercise:  # fmt: skip
    page = reader.page
    given = {kind: page.amounts[found[0]] for kind, found in counts.items() if found}
    if target.dimension in given:
        raise NotUnderstood(REFUSAL)
    for found in counts.values():
        for n in found:
            reader.drop("A", n)
    formula = gas_of(reader)
    reader.settle(VOCABULARY, substances=True)
    if standard and (PRESSURE in given or TEMPERATURE in given):
        raise NotUnderstood(REFUSAL)
    if formula is not None and not is_gas(formula) and (standard or not re.search(r" (?:gas|gaseous|vapor|vapour|steam) ", f" {page.template} ")):  # fmt: skip
        raise NotUnderstood("This substance is no gas.")
    state = {PRESSURE, TEMPERATURE} if standard else set()
    known = set(given) | state
    matter = known & {MOLE, MASS, DENSITY, MOLAR_MASS}
    kind = target.dimension
    if kind in (PRESSURE, VOLUME, TEMPERATURE):
        needed = {PRESSURE, VOLUME, TEMPERATURE} - {kind}
        if not needed <= known or len(matter - {MOLAR_MASS}) != 1 or DENSITY in matter:
            raise NotUnderstood(REFUSAL)
        if MASS in matter and formula is None and MOLAR_MASS not in known:
            raise NotUnderstood(REFUSAL)
        if MOLAR_MASS in matter and MASS not in matter:
            raise NotUnderstood(REFUSAL)
    elif kind in (MOLE, MASS):
        if known - {MOLAR_MASS} != {PRESSURE, VOLUME, TEMPERATURE} or (kind == MASS and formula is None and MOLAR_MASS not in known):  # fmt: skip
            raise NotUnderstood(REFUSAL)
    elif kind == DENSITY:
        if known - {MOLAR_MASS} != {PRESSURE, TEMPERATURE} or (formula is None and MOLAR_MASS not in known):  # fmt: skip
            raise NotUnderstood(REFUSAL)
    elif kind == MOLAR_MASS:
        if known not in ({PRESSURE, TEMPERATURE, DENSITY}, {PRESSURE, TEMPERATURE, VOLUME, MASS}) or formula is not None:  # fmt: skip
            raise NotUnderstood(REFUSAL)
    else:
        raise NotUnderstood(REFUSAL)
    return _State(page, given, target, formula, standard, constant)


@dataclass(frozen=True, slots=True)
class _State:
    """given: by dimension. standard: at STP."""

    page: Page
    given: dict[Dimension, Amount]
    target: Unit
    formula: Formula | None
    standard: bool
    constant: Amount | None

    def _si(self, kind: Dimension) -> Fraction:
        if kind in self.given:
            value = self.given[kind].si
            if value <= 0:
                raise CannotSolve("Pressure, volume and temperature in kelvin are positive.")
            return value
        if self.standard and kind == PRESSURE:
            return STANDARD_PRESSURE
        if self.standard and kind == TEMPERATURE:
            return ZERO_CELSIUS
        if kind == MOLAR_MASS:
            assert self.formula is not None
            return self.formula.molar_mass() / 1000
        if kind == MOLE:
            return self._si(MASS) / self._si(MOLAR_MASS)
        raise NotUnderstood(REFUSAL)

    def _r(self) -> Fraction:
        return self.constant.si if self.constant is not None else GAS

    def _value(self) -> Fraction:
        """In SI units."""
        kind, r, of = self.target.dimension, self._r(), self._si
        if kind == PRESSURE:
            return of(MOLE) * r * of(TEMPERATURE) / of(VOLUME)
        if kind == VOLUME:
            return of(MOLE) * r * of(TEMPERATURE) / of(PRESSURE)
        if kind == TEMPERATURE:
            return of(PRESSURE) * of(VOLUME) / (of(MOLE) * r)
        if kind == DENSITY:
            return of(PRESSURE) * of(MOLAR_MASS) / (r * of(TEMPERATURE))
        if kind == MOLAR_MASS:
            density = of(DENSITY) if DENSITY in self.given else of(MASS) / of(VOLUME)
            return density * r * of(TEMPERATURE) / of(PRESSURE)
        moles = of(PRESSURE) * of(VOLUME) / (r * of(TEMPERATURE))
        return moles * of(MOLAR_MASS) if kind == MASS else moles

    def work(self) -> Worked:
        value = self._value() / self.target.factor - self.target.offset
        used = [*self.given.values(), *([self.constant] if self.constant else [])]
        number = answer_number(self.page, value, used, standard=self.constant is None)
        final = with_unit(number, self.target)
        steps: list[tuple[str, str]] = []
        lines = [f"${_letter(kind)} = {with_unit(shown(item), item.unit)}{_si_text(item)}$" for kind, item in self.given.items()]  # fmt: skip
        if self.standard:
            lines.append("STP: $T = 273.15\\text{ K}$ and $p = 101325\\text{ Pa}$ (1 atm)")
        steps.append(("Write the data in SI units", ", ".join(lines) + "."))
        if MASS in self.given and self.target.dimension in (PRESSURE, VOLUME, TEMPERATURE):
            steps.append(("Find the moles", f"$$n = \\frac{{m}}{{M}} = {written(self._si(MOLE), 5)}\\text{{ mol}}$$"))  # fmt: skip
        r = with_unit(shown(self.constant), self.constant.unit) if self.constant else "8.314\\text{ J/(mol·K)}"  # fmt: skip
        base = _BASE[self.target.dimension]
        steps.append(("Solve the gas law for what is asked", f"$${self._law()} = {with_unit(written(self._value(), 5), base)}, \\quad R = {r}$$"))  # fmt: skip
        steps.append(("Give the answer in its unit", f"$${final}$$"))
        return Worked(
            "gas_law",
            ", ".join(with_unit(shown(item), item.unit) for item in self.given.values()),
            final,
            tuple(steps),
            SKILLS,
            CONCEPT,
        )

    def _law(self) -> str:
        return {
            PRESSURE: "p = \\frac{nRT}{V}",
            VOLUME: "V = \\frac{nRT}{p}",
            TEMPERATURE: "T = \\frac{pV}{nR}",
            MOLE: "n = \\frac{pV}{RT}",
            MASS: "m = M \\cdot \\frac{pV}{RT}",
            DENSITY: "\\rho = \\frac{pM}{RT}",
            MOLAR_MASS: "M = \\frac{\\rho RT}{p}"
            if DENSITY in self.given
            else "M = \\frac{mRT}{pV}",
        }[self.target.dimension]

    def confirm(self, final: str) -> str:
        """Puts the answer into pV = nRT with pint's units."""
        number, half = number_of(final)
        ureg = registry()

        def quantity(kind: Dimension) -> Any:
            if kind == self.target.dimension:
                return ureg.Quantity(float(number), self.target.pint).to_base_units()
            if kind in self.given:
                own = self.given[kind]
                return ureg.Quantity(float(own.value), own.unit.pint).to_base_units()
            if self.standard and kind == PRESSURE:
                return ureg.Quantity(1, "atm").to_base_units()
            if self.standard and kind == TEMPERATURE:
                return ureg.Quantity(273.15, "kelvin")
            if kind == MOLAR_MASS:
                assert self.formula is not None
                return ureg.Quantity(float(self.formula.molar_mass()), "g/mol")
            if kind == MOLE:
                return quantity(MASS) / quantity(MOLAR_MASS)
            if kind == MASS:
                return quantity(MOLE) * quantity(MOLAR_MASS)
            return quantity(DENSITY)

        r = ureg.Quantity(float(self._r()), "J/(mol*K)")
        if DENSITY in self.given or self.target.dimension == DENSITY:
            left, right = quantity(PRESSURE) * quantity(MOLAR_MASS), quantity(DENSITY) * r * quantity(TEMPERATURE)  # fmt: skip
        else:
            left, right = quantity(PRESSURE) * quantity(VOLUME), quantity(MOLE) * r * quantity(TEMPERATURE)  # fmt: skip
        ratio = (left / right).to("dimensionless").magnitude
        size = abs(float(number) + float(self.target.offset))
        slack = float(half) / size if size else 0.0
        return "The answer satisfies the gas law, units included." if abs(ratio - 1) <= slack * 1.02 + 1e-9 else ""  # fmt: skip


def _letter(kind: Dimension) -> str:
    return {**LETTERS, MASS: "m", DENSITY: "\\rho", MOLAR_MASS: "M"}[kind]


def _si_text(item: Amount) -> str:
    base = _BASE[item.dimension]
    if item.unit.sign in (base, "mol"):
        return ""
    return f" = {with_unit(written(item.si, max(4, item.figures)), base)}"


@cache
def registry() -> Any:
    """pint's, by which answers are checked."""
    import pint

    return pint.UnitRegistry()
