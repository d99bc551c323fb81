"""Small sums: Dalton's law of partial pressures, percent yield from its two yields, density, molar
mass from mass and moles, solute in a solution of a given percent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.chemistry.figures import answer_number, to_places, with_unit
from fynq.reasoning.chemistry.moles import shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page
from fynq.reasoning.chemistry.reading import AMOUNT, SUBSTANCE, UNIT, Reader
from fynq.reasoning.chemistry.units import AMOUNT as MOLE
from fynq.reasoning.chemistry.units import (
    DENSITY,
    MASS,
    MOLAR_MASS,
    NUMBER,
    PRESSURE,
    VOLUME,
    Unit,
    unit,
)
from fynq.reasoning.chemistry.worked import Exercise, Worked, agrees, number_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_GASES = frozenset(words("mixture mixtures gas gases partial pressure pressures total container tank flask contains of has exert exerts exerted respectively mole fraction vessel in"))  # fmt: skip
_YIELDS = frozenset(words("yield reaction product theoretical actual produced obtained experiment obtains only recovered expected but"))  # fmt: skip
_BODIES = frozenset(words("density mass volume object sample block piece liquid metal substance solid cube cylinder occupies weighs liquid stone rock ring bar gas pure displaces"))  # fmt: skip


def read(page: Page) -> Exercise:
    if page.reactions or not page.amounts:
        raise NotUnderstood(REFUSAL)
    for attempt in (_partial, _percent_yield, _molar_mass, _in_percent, _density):
        try:
            return attempt(page)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


@dataclass(frozen=True, slots=True)
class _Sum:
    """what: 'total' adds the parts, 'rest' takes them from the total, 'fraction' takes a share of the
    total, 'moles' the share of the first part's moles."""

    page: Page
    what: str
    parts: tuple[Amount, ...]
    total: Amount | None
    target: Unit

    def _value(self) -> Fraction:
        """In SI units."""
        added = sum((item.si for item in self.parts), Fraction(0))
        if self.what == "total":
            return added
        assert self.total is not None
        if self.what == "rest":
            return self.total.si - added
        if self.what == "fraction":
            return self.total.si * added
        return self.total.si * self.parts[0].si / added

    def _number(self) -> str:
        value = self._value() / self.target.factor
        listed = [item for item in (*self.parts, self.total) if item]
        if self.what in ("fraction", "moles") or self.page.places is not None or self.page.figures:
            return answer_number(self.page, value, listed, standard=False)
        decimals = min(_decimals(item) for item in listed)
        return to_places(value, decimals)

    def work(self) -> Worked:
        if self._value() <= 0:
            raise NotUnderstood(REFUSAL)
        final = with_unit(self._number(), self.target)
        listed = [with_unit(shown(item), item.unit) for item in self.parts]
        whole = with_unit(shown(self.total), self.total.unit) if self.total else ""
        line = {
            "total": " + ".join(listed),
            "rest": f"{whole} - " + " - ".join(listed),
            "fraction": f"{listed[0]} \\cdot {whole}",
            "moles": f"\\frac{{{listed[0]}}}{{{' + '.join(listed)}}} \\cdot {whole}",
        }[self.what]
        return Worked(
            "partial_pressures",
            ", ".join([*listed, whole] if whole else listed),
            final,
            (("Use Dalton's law", f"$${line} = {final}$$"),),
            ("gas-laws",),
            "Each gas of a mixture presses as if it were alone; the pressures add up.",
        )

    def confirm(self, final: str) -> str:
        number, half = number_of(final)
        value = float(number * self.target.factor)
        added = float(sum((item.si for item in self.parts), Fraction(0)))
        slack = float(half * self.target.factor) * 1.01
        if self.what == "total":
            gap = value - added
        elif self.what == "rest":
            assert self.total is not None
            gap = value + added - float(self.total.si)
        else:
            assert self.total is not None
            share = added if self.what == "fraction" else float(self.parts[0].si) / added
            gap = value - share * float(self.total.si)
        return "The partial pressures make up the total." if abs(gap) <= slack + 1e-9 else ""


def _decimals(item: Amount) -> int:
    number = re.match(r"[+-]?[\d.,]+", item.written)
    return len(number[0].partition(".")[2]) if number else 0


def _partial(page: Page) -> Exercise:
    reader = Reader(page)
    kinds = {PRESSURE: list[int](), MOLE: list[int](), NUMBER: list[int]()}
    for n, item in enumerate(page.amounts):
        if item.dimension not in kinds or item.is_percent:
            raise NotUnderstood(REFUSAL)
        kinds[item.dimension].append(n)
    pressures, moles, plain = kinds.values()
    if not pressures or not re.search(r"mixture|partial|gases", page.template):
        raise NotUnderstood(REFUSAL)
    own = page.amounts[pressures[0]].unit
    if any(page.amounts[n].unit != own for n in pressures):
        raise NotUnderstood(REFUSAL)
    total = _total(reader, bool(moles or plain))
    if total is not None:
        pressures.remove(total)
    if total is None:
        if moles or plain or len(pressures) < 2:
            raise NotUnderstood(REFUSAL)
        reader.must_take(r"(?:what (?:is|will be|was|would be) |find |calculate |determine |compute )(?:the )?total pressure")  # fmt: skip
        what, parts = "total", pressures
    elif plain:
        what, parts = "fraction", _by_fraction(reader, [*plain, *moles, *pressures])
    elif moles:
        what, parts = "moles", _by_moles(reader, moles, pressures)
    else:
        what, parts = "rest", _by_rest(reader, pressures)
    for n in parts:
        reader.drop("A", n)
    target = own
    if found := reader.take(rf"in {UNIT}"):
        target = page.units[int(found[1])]
    target = page.wanted or target
    if target.dimension != PRESSURE:
        raise NotUnderstood(REFUSAL)
    reader.settle(_GASES, substances=True)
    whole = page.amounts[total] if total is not None else None
    return _Sum(page, what, tuple(page.amounts[n] for n in parts), whole, target)


def _total(reader: Reader, also_bare: bool) -> int | None:
    """The number of the total pressure. also_bare: whether any pressure is the total one."""
    found = reader.take(rf"total pressure(?: (?:of|in|inside|for|the|a|this|mixture|gas|gases|container|system|tank|flask|and|,|<S\d+>))*(?: (?:is|of|=|at|was))+ {AMOUNT}")  # fmt: skip
    if found is None and also_bare:
        found = reader.take(rf"at (?:a )?(?:total )?pressure of {AMOUNT}")
    return int(found[1]) if found else None


def _by_fraction(reader: Reader, numbers: list[int]) -> list[int]:
    """A mole fraction and nothing else."""
    page = reader.page
    if len(numbers) != 1 or not 0 < page.amounts[numbers[0]].value < 1:
        raise NotUnderstood(REFUSAL)
    reader.must_take(rf"(?:what (?:is )?|find |calculate |determine )?(?:its |the )?partial pressure(?: of(?: the)? {SUBSTANCE})?")  # fmt: skip
    reader.must_take(rf"mole fraction(?: of (?:the )?(?:<S\d+>|gas))?(?: (?:is|of|=))* <A{numbers[0]}>")  # fmt: skip
    if len({tuple(item.formula.counts().items()) for item in page.substances}) > 1:
        raise NotUnderstood(REFUSAL)
    return numbers


def _by_moles(reader: Reader, moles: list[int], pressures: list[int]) -> list[int]:
    """The moles of every gas, that of the gas asked first."""
    page = reader.page
    asked = reader.must_take(rf"partial pressure of(?: the)? {SUBSTANCE}(?: gas)?")
    formula = page.substance(asked[1]).formula.counts()
    found = reader.take_all(rf"{AMOUNT}(?: of)? {SUBSTANCE}(?: gas)?")
    pairs = {int(pair[1]): page.substance(pair[2]).formula.counts() for pair in found}
    own = [n for n, counts in pairs.items() if counts == formula]
    if pressures or len(moles) < 2 or set(pairs) != set(moles) or len(own) != 1:
        raise NotUnderstood(REFUSAL)
    return [*own, *(n for n in moles if n not in own)]


def _by_rest(reader: Reader, pressures: list[int]) -> list[int]:
    """The partial pressures of all gases but the one asked."""
    page = reader.page
    asked = reader.must_take(rf"(?:partial )?pressure of(?: the)? {SUBSTANCE}(?: gas)?(?! (?:is|=|of <A|at <A|was))")  # fmt: skip
    known = [page.substance(found[2]).formula.counts() for found in reader.take_all(rf"{AMOUNT}(?: for| of)? {SUBSTANCE}")]  # fmt: skip
    known += [page.substance(found[1]).formula.counts() for found in reader.take_all(rf"{SUBSTANCE}(?: gas)?(?: (?:is|has|at|with|exerts|=|of|a|partial|pressure))* {AMOUNT}")]  # fmt: skip
    own = page.substance(asked[1]).formula.counts()
    others = [page.substances[n].formula.counts() for n in reader.left("S")]
    if len(known) != len(pressures) or own in known or any(item not in [*known, own] for item in others):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return pressures


@dataclass(frozen=True, slots=True)
class _Quotient:
    """above and below with the answer's unit; `product` when they are multiplied."""

    page: Page
    what: str
    above: Amount
    below: Amount
    product: bool
    target: Unit

    def _value(self) -> Fraction:
        value = self.above.si * self.below.si if self.product else self.above.si / self.below.si
        return value / self.target.factor

    def work(self) -> Worked:
        pair = (self.above, self.below)
        final = with_unit(answer_number(self.page, self._value(), pair, standard=False), self.target)  # fmt: skip
        top, bottom = (with_unit(shown(item), item.unit) for item in pair)
        line = f"{top} \\cdot {bottom}" if self.product else f"\\frac{{{top}}}{{{bottom}}}"
        titles = {
            "percent_yield": ("Divide the actual by the theoretical yield", ("percentages", "amount-of-substance"), "The percent yield compares what was obtained with what was possible."),
            "molar_mass": ("Divide the mass by the moles", ("amount-of-substance",), "The molar mass is the mass of one mole."),
            "solute": ("Take the percent of the solution", ("percentages",), "Percent by mass tells the grams of solute in 100 g of solution."),
            "density": ("Use density, mass over volume", ("density",), "The density is the mass of each unit of volume."),
        }  # fmt: skip
        title, skills, concept = titles[self.what]
        return Worked(self.what, f"{top}, {bottom}", final, ((title, f"$${line} = {final}$$"),), skills, concept)  # fmt: skip

    def confirm(self, final: str) -> str:
        """The answer turned back with pint, or in percent by proportion."""
        if self.what == "percent_yield":
            value = 100 - 100 * float(self.below.si - self.above.si) / float(self.below.si)
            return "What is missing makes up the rest of 100 %." if agrees(final, value) else ""
        if self.what == "solute":
            rest = float(self.above.si) * (1 - float(self.below.si))
            value = (float(self.above.si) - rest) / float(self.target.factor)
            return "The solvent makes up the rest of the solution." if agrees(final, value) else ""
        from fynq.reasoning.chemistry.gases import registry

        ureg = registry()
        number, half = number_of(final)
        top, bottom = (ureg.Quantity(float(item.value), item.unit.pint) for item in (self.above, self.below))  # fmt: skip
        answer = ureg.Quantity(float(number), self.target.pint)
        ratio = answer / (top * bottom) if self.product else answer * bottom / top
        gap = abs(ratio.to("dimensionless").magnitude - 1)
        return "The answer gives the data back, units included." if gap <= float(half / number) * 1.02 + 1e-9 else ""  # fmt: skip


def _percent_yield(page: Page) -> Exercise:
    reader = Reader(page)
    reader.must_take(r"(?:percent|percentage|%) yield")
    theory = reader.must_take(rf"theoretical yield(?: (?:of|for)(?: (?:the|a))?(?: (?:a reaction|reaction|<S\d+>|product))?)?(?: (?:is|of|was|=))* {AMOUNT}")  # fmt: skip
    actual = reader.take(rf"actual yield(?: of (?:a|the) reaction)?(?: (?:is|of|was|=))* {AMOUNT}") or reader.take(rf"(?:obtains|obtained|recovers|recovered|isolates|collects|collected|produces|produced) (?:only )?{AMOUNT}(?: of (?:<S\d+>|(?:the )?product))?") or reader.take(rf"(?:but |only |and )*{AMOUNT}(?: of (?:<S\d+>|product))?(?: (?:is|was|are|were))?(?: actually)? (?:obtained|produced|recovered|collected|formed|isolated)")  # fmt: skip
    if actual is None:
        raise NotUnderstood(REFUSAL)
    above, below = page.amount(actual[1]), page.amount(theory[1])
    if above.dimension != below.dimension or above.dimension not in (MASS, MOLE) or above.si > below.si:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    reader.settle(_YIELDS, substances=True)
    return _Quotient(page, "percent_yield", above, below, False, Unit("%", Fraction(1, 100), NUMBER, ""))  # fmt: skip


def _molar_mass(page: Page) -> Exercise:
    """From the mass and the moles of an unknown substance."""
    reader = Reader(page)
    found = [reader.left_amounts(kind) for kind in (MASS, MOLE)]
    if len(page.amounts) != 2 or page.substances or any(len(numbers) != 1 for numbers in found):
        raise NotUnderstood(REFUSAL)
    reader.must_take(r"(?:molar mass|molecular weight|molecular mass|formula weight)")
    for (n,) in found:
        reader.drop("A", n)
    for n in reader.left("U"):
        if page.units[n].dimension != MOLAR_MASS:
            raise NotUnderstood(REFUSAL)
        reader.drop("U", n)
    reader.settle(_BODIES | frozenset(words("compound weigh unknown has")))
    target = unit("g/mol")
    assert target is not None
    return _Quotient(page, "molar_mass", page.amounts[found[0][0]], page.amounts[found[1][0]], False, target)  # fmt: skip


def _in_percent(page: Page) -> Exercise:
    """'How many grams of NaCl are in 250 g of a 5.0 % solution?'"""
    reader = Reader(page)
    pair = reader.must_take(rf"{AMOUNT} of (?:a|an)? ?{AMOUNT}(?: by mass| \( by mass \))?(?: aqueous)?(?: {SUBSTANCE})?(?: \(? ?by mass \)?)? solution(?: of {SUBSTANCE})?")  # fmt: skip
    whole, share = page.amount(pair[1]), page.amount(pair[2])
    if whole.dimension != MASS or not share.is_percent or not 0 < share.value < 100:
        raise NotUnderstood(REFUSAL)
    asked = reader.take(rf"how many {UNIT} of(?: the)? (?:solute|{SUBSTANCE})") or reader.must_take(rf"(?:what |the )mass of(?: the)? (?:solute|{SUBSTANCE})")  # fmt: skip
    units = re.findall(r"<U(\d+)>", asked[0])
    target = page.units[int(units[0])] if units else page.wanted or whole.unit
    names = [int(n) for n in re.findall(r"<S(\d+)>", asked[0] + pair[0])]
    counts = [page.substances[n].formula.counts() for n in names]
    if target.dimension != MASS or any(item != counts[0] for item in counts) or any(dict(item) == {"H": 2, "O": 1} for item in counts):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    reader.settle(frozenset(words("dissolved aqueous")))
    return _Quotient(page, "solute", whole, share, True, target)


def _density(page: Page) -> Exercise:
    """Two of mass, volume and density; the third is asked."""
    reader = Reader(page)
    if len(page.amounts) != 2 or (page.units and len(page.units) > 1):
        raise NotUnderstood(REFUSAL)
    if len({tuple(item.formula.counts().items()) for item in page.substances}) > 1:
        raise NotUnderstood(REFUSAL)
    found = {kind: [item for item in page.amounts if item.dimension == kind] for kind in (MASS, VOLUME, DENSITY)}  # fmt: skip
    missing = [kind for kind, items in found.items() if not items]
    if len(missing) != 1 or any(len(items) > 1 for items in found.values()):
        raise NotUnderstood(REFUSAL)
    name = {MASS: "mass", VOLUME: "volume", DENSITY: "density"}[missing[0]]
    asked = reader.take(rf"how many {UNIT}") or reader.must_take(rf"(?:what |find |calculate |determine )(?:is )?(?:its |the )?{name}(?: (?:in|\() {UNIT}(?: \))?)?")  # fmt: skip
    units = re.findall(r"<U(\d+)>", asked[0]) or [n for n in map(str, reader.left("U")) if reader.take(rf"in <U{n}>")]  # fmt: skip
    mass, volume, density = (found[kind][0] if found[kind] else None for kind in (MASS, VOLUME, DENSITY))  # fmt: skip
    target = page.units[int(units[0])] if units else page.wanted or _third(mass, volume, density)
    if target.dimension != missing[0]:
        raise NotUnderstood(REFUSAL)
    for n in reader.left("A"):
        reader.drop("A", n)
    reader.settle(_BODIES, substances=True)
    if density is None:
        assert mass is not None and volume is not None
        return _Quotient(page, "density", mass, volume, False, target)
    if volume is not None:
        return _Quotient(page, "density", density, volume, True, target)
    assert mass is not None
    return _Quotient(page, "density", mass, density, False, target)


def _third(mass: Amount | None, volume: Amount | None, density: Amount | None) -> Unit:
    if density is None:
        assert mass is not None and volume is not None
        sign = f"{mass.unit.sign}/{volume.unit.sign}"
    else:
        top, _, bottom = density.unit.sign.partition("/")
        sign = top if mass is None else bottom
    found = unit(sign)
    if found is None:
        raise NotUnderstood(REFUSAL)
    return found
