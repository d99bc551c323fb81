"""Two states of one gas: the laws of Boyle, Charles, Gay-Lussac and Avogadro, and all together.

pV/(nT) stays the same, and so does what is not mentioned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.constants import ZERO_CELSIUS
from fynq.reasoning.chemistry.figures import answer_number, with_unit, written
from fynq.reasoning.chemistry.gases import (
    CONCEPT,
    LETTERS,
    SKILLS,
    VOCABULARY,
    gas_of,
    registry,
)
from fynq.reasoning.chemistry.moles import shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page
from fynq.reasoning.chemistry.reading import Reader
from fynq.reasoning.chemistry.units import AMOUNT as MOLE
from fynq.reasoning.chemistry.units import (
    PRESSURE,
    TEMPERATURE,
    VOLUME,
    Dimension,
    Unit,
    unit,
)
from fynq.reasoning.chemistry.worked import Exercise, Worked, number_of
from fynq.reasoning.problem import NotUnderstood

_TITLES = {PRESSURE: "pressure", VOLUME: "volume", TEMPERATURE: "temperature", MOLE: "amount"}


def two_states(reader: Reader, counts: dict[Dimension, list[int]], target: Unit, asked_first: bool) -> Exercise:  # fmt: skip
    page = reader.page
    kind = target.dimension
    if kind not in LETTERS:
        raise NotUnderstood(REFUSAL)
    pairs = {own: found for own, found in counts.items() if len(found) == 2}
    single = {own: found[0] for own, found in counts.items() if len(found) == 1}
    if any(len(found) > 2 for found in counts.values()) or set(pairs) - set(LETTERS):
        raise NotUnderstood(REFUSAL)
    given = single.pop(kind, None)
    if given is None or kind in pairs:
        raise NotUnderstood(REFUSAL)
    for own, n in single.items():
        name = _TITLES.get(own, "")
        if not name or not re.search(rf"(?:constant|same|fixed) {name}|{name} (?:is |was )?(?:kept |held |remains |stays )*(?:constant|the same|fixed|unchanged)", page.template):  # fmt: skip
            raise NotUnderstood("I cannot tell whether everything else stays the same.")
        reader.drop("A", n)
    for own in (PRESSURE, VOLUME, TEMPERATURE, MOLE):
        name = _TITLES[own]
        if re.search(rf"(?:constant|same|fixed) {name}", page.template) and (own in pairs or own == kind):  # fmt: skip
            raise NotUnderstood(REFUSAL)
    first = _pairs_with_first(page, given, pairs, asked_first)
    order = 0 if first else 1
    start = {own: page.amounts[found[order]] for own, found in pairs.items()}
    end = {own: page.amounts[found[1 - order]] for own, found in pairs.items()}
    for n in [given, *(n for found in pairs.values() for n in found)]:
        reader.drop("A", n)
    gas_of(reader)
    reader.settle(VOCABULARY | {"brought", "taken", "weather", "would"}, substances=True)
    return _Change(page, kind, page.amounts[given], start, end, target)


def at_stp(reader: Reader, counts: dict[Dimension, list[int]], target: Unit) -> Exercise:
    """'A gas has 2.0 L at 25 °C and 740 torr; its volume at STP?'"""
    page = reader.page
    if target.dimension != VOLUME or any(len(counts[own]) != 1 for own in (PRESSURE, TEMPERATURE, VOLUME)):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    kelvin, atm = unit("K"), unit("atm")
    assert kelvin is not None and atm is not None
    normal = {
        PRESSURE: Amount(Fraction(1), atm, 1, True, "1"),
        TEMPERATURE: Amount(ZERO_CELSIUS, kelvin, 5, False, "273.15"),
    }
    own = {kind: page.amounts[counts[kind][0]] for kind in normal}
    volume = counts[VOLUME][0]
    sentences = re.split(r" [.?;](?: |$)", page.template)
    at_stp = next(piece for piece in sentences if "stp" in piece or "standard" in piece)
    own_sentence = next(piece for piece in sentences if f"<A{volume}>" in piece)
    with_volume = at_stp is own_sentence
    if any((f"<A{counts[kind][0]}>" in own_sentence) == with_volume for kind in normal):
        raise NotUnderstood(REFUSAL)
    for found in counts.values():
        for n in found:
            reader.drop("A", n)
    gas_of(reader)
    reader.settle(VOCABULARY, substances=True)
    start, end = (normal, own) if with_volume else (own, normal)
    return _Change(page, VOLUME, page.amounts[volume], start, end, target)


def _pairs_with_first(page: Page, given: int, pairs: dict[Dimension, list[int]], asked_first: bool) -> bool:  # fmt: skip
    """Whether the single amount goes with the first amount of each pair. It goes with the one in its
    own sentence; with both there, with the first unless the first state is asked."""
    sentences = [set(map(int, re.findall(r"<A(\d+)>", piece))) for piece in re.split(r" [.?;] ", f" {page.template} ")]  # fmt: skip
    own = next(piece for piece in sentences if given in piece)
    with_first = {found[0] in own for found in pairs.values()}
    with_second = {found[1] in own for found in pairs.values()}
    if with_first == {True} and with_second == {False}:
        return True
    if with_first == {False} and with_second == {True}:
        return False
    if len(with_first) > 1 or len(with_second) > 1:
        if with_second != {False} and with_first != {True}:
            raise NotUnderstood(REFUSAL)
        return True
    template = page.template
    if re.search(rf"(?:final|new)(?: \w+)?(?: (?:is|of|was))* <A{given}>", template):
        return False
    if re.search(rf"(?:initial|original|starting)(?: \w+)?(?: (?:is|of|was))* <A{given}>|initially", template):  # fmt: skip
        return True
    return not asked_first


@dataclass(frozen=True, slots=True)
class _Change:
    """One gas in two states. given: the amount of the asked kind in the state of `start`."""

    page: Page
    kind: Dimension
    given: Amount
    start: dict[Dimension, Amount]
    end: dict[Dimension, Amount]
    target: Unit

    def _value(self) -> Fraction:
        """In SI units. pV/(nT) is the same in both states."""
        if any(item.si <= 0 for item in (self.given, *self.start.values(), *self.end.values())):
            raise CannotSolve("Pressure, volume and temperature in kelvin are positive.")
        above = (PRESSURE, VOLUME)
        ratio = Fraction(1)
        for own in self.start:
            change = self.end[own].si / self.start[own].si
            ratio *= 1 / change if own in above else change
        return self.given.si * (ratio if self.kind in above else 1 / ratio)

    def work(self) -> Worked:
        value = self._value() / self.target.factor - self.target.offset
        used = [self.given, *self.start.values(), *self.end.values()]
        kelvin = any(item.unit.offset for item in used)
        number = answer_number(self.page, value, used, standard=kelvin)
        final = with_unit(number, self.target)
        steps: list[tuple[str, str]] = []
        lines = []
        for at, side in (("1", self.start), ("2", self.end)):
            for own, item in side.items():
                kelvins = f" = {with_unit(written(item.si, 5), 'K')}" if item.unit.offset else ""
                lines.append(f"${LETTERS[own]}_{at} = {with_unit(shown(item), item.unit)}{kelvins}$")  # fmt: skip
        one = self.given
        kelvins = f" = {with_unit(written(one.si, 5), 'K')}" if one.unit.offset else ""
        lines.append(f"${LETTERS[self.kind]}_1 = {with_unit(shown(one), one.unit)}{kelvins}$")
        steps.append(("Write down the two states", ", ".join(lines) + "."))
        steps.append(("What is not mentioned stays the same", f"$${_law_of({*self.start, self.kind})}$$"))  # fmt: skip
        steps.append((f"Solve for the {_TITLES[self.kind]}", f"$${LETTERS[self.kind]}_2 = {self._product()} = {final}$$"))  # fmt: skip
        return Worked(
            "two_states",
            ", ".join(with_unit(shown(item), item.unit) for item in used),
            final,
            tuple(steps),
            SKILLS,
            CONCEPT,
        )

    def _product(self) -> str:
        above = (PRESSURE, VOLUME)
        letter = LETTERS[self.kind]
        parts = []
        for own in self.start:
            name = LETTERS[own]
            direct = (own in above) != (self.kind in above)
            parts.append(f"\\frac{{{name}_2}}{{{name}_1}}" if direct else f"\\frac{{{name}_1}}{{{name}_2}}")  # fmt: skip
        return f"{letter}_1 \\cdot " + " \\cdot ".join(parts)

    def confirm(self, final: str) -> str:
        """pV/(nT) of both states with pint's units."""
        number, half = number_of(final)
        ureg = registry()

        def constant(side: dict[Dimension, Amount], own: Any) -> Any:
            total = ureg.Quantity(1.0, "")
            for kind, item in side.items():
                one = ureg.Quantity(float(item.value), item.unit.pint).to_base_units()
                total = total * one if kind in (PRESSURE, VOLUME) else total / one
            return total * own if self.kind in (PRESSURE, VOLUME) else total / own

        first = ureg.Quantity(float(self.given.value), self.given.unit.pint).to_base_units()
        second = ureg.Quantity(float(number), self.target.pint).to_base_units()
        ratio = (constant(self.end, second) / constant(self.start, first)).to("dimensionless").magnitude  # fmt: skip
        size = abs(float(number) + float(self.target.offset))
        slack = float(half) / size if size else 0.0
        return "Both states have the same pV/(nT), units included." if abs(ratio - 1) <= slack * 1.02 + 1e-9 else ""  # fmt: skip


def _law_of(kinds: set[Dimension]) -> str:
    def side(at: str) -> str:
        above = " ".join(f"{LETTERS[own]}_{at}" for own in (PRESSURE, VOLUME) if own in kinds)
        below = " ".join(f"{LETTERS[own]}_{at}" for own in (MOLE, TEMPERATURE) if own in kinds)
        return f"\\frac{{{above or '1'}}}{{{below}}}" if below else above

    return f"{side('1')} = {side('2')}"
