"""Heat that warms a body: q = m c ΔT in each of its unknowns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.constants import ZERO_CELSIUS
from fynq.reasoning.chemistry.figures import (
    answer_number,
    figures_of,
    to_places,
    with_unit,
    written,
)
from fynq.reasoning.chemistry.moles import shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page
from fynq.reasoning.chemistry.reading import Reader
from fynq.reasoning.chemistry.units import (
    ENERGY,
    MASS,
    SPECIFIC_HEAT,
    TEMPERATURE,
    Unit,
    unit,
)
from fynq.reasoning.chemistry.worked import Exercise, Worked, number_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_VOCABULARY = frozenset(
    words("""heat energy specific capacity temperature change rise increase increases increased decrease raise raised raises rises warm warms
    warmed heated heat heats cool cools cooled mass sample block piece metal absorbed absorbs absorb released releases
    initial final initially starting up thermal joules added supplied gained lost gives off take took takes burning liquid
    unknown substance its by reaches solid bar needed change changed loses lose gain - through transferred transfer
    fuel pellet off flame heater out while produced much""")
)  # fmt: skip
_WATER_HEAT = Fraction(4184)
"""Of liquid water, in J/(kg K); the thermochemical calorie."""
_FREEZING, _BOILING = ZERO_CELSIUS, ZERO_CELSIUS + 100
_SKILLS = ("specific-heat", "temperature-and-heat")


def read(page: Page) -> Exercise:
    if page.reactions or not re.search(r" (?:heat|energy|temperature|specific|<U\d+>) ", f" {page.template} "):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    reader = Reader(page)
    kinds = {kind: reader.left_amounts(kind) for kind in (ENERGY, MASS, SPECIFIC_HEAT, TEMPERATURE)}
    if sum(map(len, kinds.values())) != len(page.amounts) or any(len(kinds[kind]) > 1 for kind in (ENERGY, MASS, SPECIFIC_HEAT)):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    given = {kind: page.amounts[found[0]] for kind, found in kinds.items() if found and kind != TEMPERATURE}  # fmt: skip
    change, start = _temperatures(reader, kinds[TEMPERATURE])
    target, what = _target(reader, page)
    water = _water(reader, SPECIFIC_HEAT in given or what == "c")
    for kind in (ENERGY, MASS):
        for n in kinds[kind]:
            reader.drop("A", n)
    for n in kinds[SPECIFIC_HEAT]:
        reader.take(rf"(?:\( )?(?:use |take |and |with |assume |the )*(?:specific heat(?: capacity)?(?: (?:of|for) (?:the |liquid )*(?:<S\d+>|metal|substance|block))?(?: (?:is|=|of|:))*|[cC] (?:=|is)|c_\w+ =|s =)? ?<A{n}>(?: \))?")  # fmt: skip
        reader.drop("A", n)
    known = set(given) | ({SPECIFIC_HEAT} if water else set())
    have_change = change is not None
    missing = {"q": ENERGY, "m": MASS, "c": SPECIFIC_HEAT}.get(what)
    needed = {ENERGY, MASS, SPECIFIC_HEAT} - ({missing} if missing else set())
    if known != needed or have_change != (what in "qmc"):
        raise NotUnderstood(REFUSAL)
    if what == "T" and start is None:
        raise NotUnderstood(REFUSAL)
    cools = re.search(r"cool|lost|loses|release|gives off|drop", page.template) is not None
    if what == "T" and cools:
        raise NotUnderstood(REFUSAL)
    reader.settle(_VOCABULARY, substances=True)
    return _Warming(page, given, water, change, start, target, what)


def _temperatures(reader: Reader, found: list[int]) -> tuple[tuple[Amount, ...] | None, Amount | None]:  # fmt: skip
    """The amounts that give the change, one or two; and a first temperature where the change is not
    given."""
    page = reader.page
    items = [page.amounts[n] for n in found]
    if len(found) == 2:
        if not reader.take(rf"(?:from )<A{found[0]}> to <A{found[1]}>") and not (
            reader.take(rf"at <A{found[0]}>") and reader.take(rf"to <A{found[1]}>")
        ):
            raise NotUnderstood(REFUSAL)
        if items[0].unit != items[1].unit:
            raise NotUnderstood(REFUSAL)
        return (items[0], items[1]), None
    if len(found) == 1:
        (n,) = found
        if reader.take(rf"(?:temperature )?(?:change|rise|increase|difference|drop)(?: (?:in|of) (?:its |the )?temperature)?(?: (?:by|of|is|=))+ <A{n}>|by <A{n}>(?: rise| increase)?|δt = <A{n}>"):  # fmt: skip
            if reader.has(r"(?:initial|initially|starts|starting|originally)"):
                raise NotUnderstood(REFUSAL)
            return (items[0],), None
        if reader.take(rf"(?:initially |originally |starts )?(?:at|from) (?:an initial temperature of )?<A{n}>|initial temperature (?:is|of|=) <A{n}>"):  # fmt: skip
            return None, items[0]
        raise NotUnderstood(REFUSAL)
    if found:
        raise NotUnderstood(REFUSAL)
    return None, None


def _target(reader: Reader, page: Page) -> tuple[Unit, str]:
    """The unit asked, and what: 'q', 'm', 'c', 'd' for the change, 'T' for the final temperature."""
    if found := reader.take(r"how many <U(\d+)>(?: of (?:heat(?: energy)?|energy))?"):
        named = page.units[int(found[1])]
        if named.dimension not in (ENERGY, MASS):
            raise NotUnderstood(REFUSAL)
        return named, "q" if named.dimension == ENERGY else "m"
    patterns = (
        (r"(?:final temperature|to what temperature)", "T"),
        (r"(?:specific heat(?: capacity)?)(?! (?:is|=|of <A|capacity is|capacity of <A|of <S\d+> is|of (?:the )?\w+ (?:is|=)))", "c"),
        (r"(?:how much (?:heat|energy|thermal energy|heat energy)|(?:amount|quantity) of (?:heat|energy)|the (?:heat|energy)|what heat|heat energy)", "q"),
        (r"(?:how much does the temperature|by how much|temperature (?:change|rise|increase)|change in temperature|rise in temperature|increase in temperature)", "d"),
        (r"(?:what|the|find the) mass", "m"),
    )  # fmt: skip
    for pattern, what in patterns:
        if not reader.take(pattern):
            continue
        later = reader.take(r"(?:\( )?(?:in|into) <U(\d+)>(?: \))?|\( <U(\d+)> \)|\( in <U(\d+)>")
        own = page.units[int(next(n for n in later.groups() if n))] if later else page.wanted
        return own or _usual(page, what), what
    raise NotUnderstood(REFUSAL)


def _usual(page: Page, what: str) -> Unit:
    temperatures = [item.unit for item in page.amounts if item.dimension == TEMPERATURE]
    masses = [item.unit for item in page.amounts if item.dimension == MASS]
    heats = [item.unit for item in page.amounts if item.dimension == SPECIFIC_HEAT]
    if what in "Td":
        own = temperatures[0] if temperatures and what == "T" else unit("K" if masses and masses[0].sign == "kg" else "°C")  # fmt: skip
        assert own is not None
        return own
    sign = {"q": "J", "m": "kg" if heats and "kg" in heats[0].sign else "g", "c": "J/(kg·K)" if masses and masses[0].sign == "kg" else "J/(g·°C)"}[what]  # fmt: skip
    usual = unit(sign)
    assert usual is not None
    return usual


def _water(reader: Reader, given: bool) -> bool:
    """Whether the standard specific heat of water is to be used."""
    found = {tuple(reader.page.substances[n].formula.counts().items()) for n in reader.left("S")}
    if given:
        return False
    if found != {(("H", 2), ("O", 1))} or re.search(r" ice | steam | vapor ", reader.rest) or any(item.said in ("ice", "steam", "water vapor", "water vapour") for item in reader.page.substances):  # fmt: skip
        raise NotUnderstood("I need the specific heat.")
    return True


@dataclass(frozen=True, slots=True)
class _Warming:
    """water: c of water is used. change: the change of temperature or its two ends."""

    page: Page
    given: dict[tuple[tuple[str, int], ...], Amount]
    water: bool
    change: tuple[Amount, ...] | None
    start: Amount | None
    target: Unit
    what: str

    def _is_water(self) -> bool:
        return any(dict(item.formula.counts()) == {"H": 2, "O": 1} for item in self.page.substances)

    def _difference(self) -> Fraction:
        """In kelvin."""
        assert self.change is not None
        if len(self.change) == 1:
            return self.change[0].value * self.change[0].unit.factor
        return self.change[1].si - self.change[0].si

    def _heat(self) -> Fraction:
        return _WATER_HEAT if self.water else self.given[SPECIFIC_HEAT].si

    def _value(self) -> Fraction:
        """In SI units; a change of temperature in kelvin."""
        given = self.given
        if self.what == "q":
            return given[MASS].si * self._heat() * self._difference()
        if self.what == "m":
            return given[ENERGY].si / (self._heat() * abs(self._difference()))
        if self.what == "c":
            return given[ENERGY].si / (given[MASS].si * abs(self._difference()))
        return given[ENERGY].si / (given[MASS].si * self._heat())

    def _answer(self) -> Fraction:
        value = self._value()
        if self.what == "T":
            assert self.start is not None
            return (self.start.si + value) / self.target.factor - self.target.offset
        value /= self.target.factor
        if self.what == "q" and re.search(r"released|lost|given off|gives off|cool|loses|removed|give off|release", self.page.template):  # fmt: skip
            return abs(value)
        return value

    def _number(self) -> str:
        used = [*self.given.values(), *(self.change or ())]
        if self.what == "T":
            assert self.start is not None
            if self.page.places is None and self.page.figures is None:
                exact = answer_number(self.page, self._answer(), [*self.given.values(), self.start], standard=self.water)  # fmt: skip
                decimals = len(self.start.written.split(" ")[0].rstrip("°CKF").partition(".")[2])
                return to_places(self._answer(), max(decimals, 1)) if not self.start.whole or "." in exact else exact  # fmt: skip
            return answer_number(self.page, self._answer(), used, standard=self.water)
        if len(self.change or ()) == 2 and self.page.places is None and self.page.figures is None:
            first, last = self.change or ()
            if not (first.whole and last.whole and all(i.whole or i.figures == 1 or i.name for i in self.given.values())):  # fmt: skip
                decimals = min(len(re.sub(r"[^\d.]", "", item.written).partition(".")[2]) for item in (first, last))  # fmt: skip
                span = len(str(int(abs(self._difference())))) + decimals
                return written(self._answer(), max(2, min(span, figures_of(self.given.values()))))
        return answer_number(self.page, self._answer(), used, standard=self.water)

    def work(self) -> Worked:
        ends = [item.si for item in (*(self.change or ()), *((self.start,) if self.start else ())) if item.unit.offset and len(self.change or (1, 2)) == 2]  # fmt: skip
        if self.what == "T":
            ends.append(self._answer() * self.target.factor + self.target.offset)
        if self._is_water() and any(not _FREEZING <= end <= _BOILING for end in ends):
            raise CannotSolve("Water freezes or boils on this way.")
        if any(item.value <= 0 for item in self.given.values()) or (self.change is not None and not self._difference()):  # fmt: skip
            raise CannotSolve("These data do not fit together.")
        final = with_unit(self._number(), self.target)
        steps: list[tuple[str, str]] = []
        if self.water:
            steps.append(("Take the specific heat of water", "$$c = 4.184\\text{ J/(g·°C)}$$"))
        if self.change is not None and len(self.change) == 2:
            steps.append(("Find the change of temperature", f"$$\\Delta T = {shown(self.change[1])} - {shown(self.change[0])} = {_plain(self._difference() / self.change[0].unit.factor)}\\text{{ {self.change[0].unit.sign}}}$$"))  # fmt: skip
        law = {"q": "q = m c \\Delta T", "m": "m = \\frac{q}{c \\Delta T}", "c": "c = \\frac{q}{m \\Delta T}"}.get(self.what, "\\Delta T = \\frac{q}{m c}")  # fmt: skip
        value = self._value() / (self.target.factor if self.what != "T" else 1)
        steps.append(("Use the heat equation", f"$${law} = {written(value, 5)}\\text{{ {self.target.sign if self.what != 'T' else 'K'}}}$$"))  # fmt: skip
        if self.what == "T":
            steps.append(("Add it to the first temperature", f"$${final}$$"))
        else:
            steps.append(("Give the answer", f"$${final}$$"))
        listed = [*self.given.values(), *(self.change or ())]
        return Worked(
            "warming",
            ", ".join(with_unit(shown(item), item.unit) for item in listed),
            final,
            tuple(steps),
            _SKILLS,
            "The heat is mass times specific heat times change of temperature.",
        )

    def confirm(self, final: str) -> str:
        """Puts the answer into q = m c ΔT with pint's units."""
        from fynq.reasoning.chemistry.gases import registry

        ureg = registry()
        number, half = number_of(final)
        size = abs(float(number))
        parts = {"q": ENERGY, "m": MASS, "c": SPECIFIC_HEAT}
        si = {}
        for name, kind in parts.items():
            if name == self.what:
                si[name] = ureg.Quantity(float(number), self.target.pint)
            elif kind in self.given:
                si[name] = ureg.Quantity(float(self.given[kind].value), self.given[kind].unit.pint)
            else:
                si[name] = ureg.Quantity(4.184, "J/(g*delta_degC)")
        if self.what == "T":
            assert self.start is not None
            ends = [ureg.Quantity(float(self.start.value), self.start.unit.pint), ureg.Quantity(float(number), self.target.pint)]  # fmt: skip
            change = ends[1].to("kelvin") - ends[0].to("kelvin")
            size = float(change.magnitude)
        elif self.what == "d":
            change = ureg.Quantity(float(number * self.target.factor), "kelvin")
        else:
            assert self.change is not None
            scale = float(self.change[0].unit.factor)
            ends = [float(item.value) * scale for item in self.change]
            change = ureg.Quantity(abs(ends[-1] - (ends[0] if len(ends) == 2 else 0.0)), "kelvin")
        ratio = abs((si["q"] / (si["m"] * si["c"] * change)).to("dimensionless").magnitude)
        slack = float(half * self.target.factor) / size if self.what in "Td" else float(half) / size
        return "The answer satisfies q = m c ΔT, units included." if abs(ratio - 1) <= slack * 1.05 + 1e-9 else ""  # fmt: skip


def _plain(value: Fraction) -> str:
    return f"{float(value):.6g}"
