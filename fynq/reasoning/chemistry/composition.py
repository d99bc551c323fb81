"""What a formula says: molar mass, shares of the elements by mass, atoms in a molecule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.chemistry.elements import WEIGHTS
from fynq.reasoning.chemistry.figures import to_places, with_unit
from fynq.reasoning.chemistry.formulas import Formula, Part
from fynq.reasoning.chemistry.page import REFUSAL, Page, known_substance
from fynq.reasoning.chemistry.reading import SUBSTANCE, UNIT, Reader
from fynq.reasoning.chemistry.units import MASS, MOLAR_MASS, PARTICLES
from fynq.reasoning.chemistry.worked import Exercise, Worked, agrees, number_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_MASS_NAME = r"(?:molar mass(?:es)?|(?:molecular|formula|molar|gram formula|relative molecular|relative formula) (?:mass|weight)|mass of (?:a )?<[AU]\d+>|gram-formula mass)"
_SHARE = r"(?:(?:mass )?(?:percent|percentage|%)(?: composition| content)?(?: by (?:mass|weight))?|percent-composition|mass percents?|mass percentages?|(?:mass|weight) %)"
_VOCABULARY = frozenset(words("compound substance molecule formula element elements hydrate salt ion mass"))  # fmt: skip
_SKILLS = ("amount-of-substance", "atoms")


def read(page: Page) -> Exercise:
    if page.amounts and any(amount.value != 1 or not amount.whole for amount in page.amounts):
        raise NotUnderstood(REFUSAL)
    if page.reactions:
        raise NotUnderstood(REFUSAL)
    for attempt in (_molar_mass, _share, _atoms):
        try:
            return attempt(page)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def _one_substance(reader: Reader) -> Formula:
    """The one that is named, perhaps twice: 'calcium hydroxide, Ca(OH)2'."""
    found = [known_substance(reader.page.substances[n]).formula.bare() for n in reader.left("S")]
    if not found or any(not item.same_substance(found[0]) and item.counts() != found[0].counts() for item in found):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return found[0]


def _molar_mass(page: Page) -> Exercise:
    reader = Reader(page)
    name = reader.must_take(_MASS_NAME)[0]
    if found := re.search(r"<([AU])(\d+)>", name):
        own = page.units[int(found[2])] if found[1] == "U" else page.amount(found[2]).unit
        if own.sign != "mol":
            raise NotUnderstood(REFUSAL)
    relative = "relative" in name
    atomic = "molar" not in name and "mole" not in name.split() and "<" not in name
    for n in reader.left("U"):
        if page.units[n].dimension not in (MOLAR_MASS, MASS):
            raise NotUnderstood(REFUSAL)
        atomic = page.units[n].dimension == MASS
        reader.drop("U", n)
    formula = _one_substance(reader)
    reader.settle(_VOCABULARY, substances=True)
    return _MolarMass(formula, "" if relative else "u" if atomic else "g/mol")


@dataclass(frozen=True, slots=True)
class _MolarMass:
    formula: Formula
    sign: str

    def work(self) -> Worked:
        value = self.formula.molar_mass()
        final = with_unit(to_places(value, mass_places(self.formula)), self.sign)
        return Worked(
            "molar_mass",
            f"M({self.formula.latex()})",
            final,
            (
                ("Count the atoms", counted(self.formula)),
                ("Add up the atomic weights", f"$$M = {mass_sum(self.formula)} = {final}$$"),
            ),
            _SKILLS,
            "The molar mass is the sum of the atomic weights, each as often as its atom occurs.",
        )

    def confirm(self, final: str) -> str:
        good = agrees(final, _mass_by_atoms(self.formula))
        return "The mass was added up again group by group, down the formula's brackets." if good else ""  # fmt: skip


def mass_places(formula: Formula) -> int:
    """Decimals that the atomic weights allow; two at most."""
    return min(2, *(_decimals(WEIGHTS[symbol]) for symbol in formula.counts()))


def _decimals(weight: Fraction) -> int:
    return 1 if (weight * 10).denominator == 1 and weight > 200 else 2


def _mass_by_atoms(formula: Formula) -> float:
    def of(part: Part) -> float:
        inside = float(WEIGHTS[part.of]) if isinstance(part.of, str) else sum(map(of, part.of))
        return inside * part.count

    return sum(of(part) for part in (*formula.parts, *formula.adducts))


def counted(formula: Formula) -> str:
    counts = formula.counts()
    listed = ", ".join(f"{count} {symbol}" for symbol, count in counts.items())
    return f"${formula.latex()}$ has {listed}."


def mass_sum(formula: Formula) -> str:
    """'2 \\cdot 1.008 + 15.999'."""
    return " + ".join(
        (f"{count} \\cdot " if count > 1 else "") + _weight(symbol)
        for symbol, count in formula.counts().items()
    )


def _weight(symbol: str) -> str:
    if symbol not in WEIGHTS:
        return "?"
    return f"{float(WEIGHTS[symbol]):.5g}"


def _share(page: Page) -> Exercise:
    reader = Reader(page)
    if told := reader.take(rf"by mass ,? ?what (?:percent|percentage) of {SUBSTANCE}(?: (?:\( )?<S\d+>(?: \))?)? is {SUBSTANCE}") or reader.take(rf"what (?:percent|percentage) of the mass of {SUBSTANCE}(?: (?:\( )?<S\d+>(?: \))?)? is(?: due to)? {SUBSTANCE}"):  # fmt: skip
        reader.settle(_VOCABULARY)
        whole = known_substance(page.substance(told[1])).formula.bare()
        return _whole_and_part(whole, _part(page, told[2]))
    reader.must_take(_SHARE)
    reader.take(r"by (?:mass|weight)")
    found = reader.take(r"of each(?: of the)? elements?(?: present)?(?: in)?|each element in") or reader.take(r"of all (?:the )?elements(?: in)?")  # fmt: skip
    part: Formula | None = None
    if not found and (one := reader.take(rf"(?:of )?{SUBSTANCE}(?: by (?:mass|weight)| \x00)?(?: present| contained| found)? (?:in|within)(?: (?:a|an|the))?(?: (?:sample|molecule|compound|hydrate|formula|ore|mineral|fertilizer|salt|of))*(?= {SUBSTANCE})")):  # fmt: skip
        part = _part(page, one[1])
    formula = _one_substance(reader)
    reader.settle(_VOCABULARY | {"hydrated", "percent", "percentage", "composition", "mass"}, substances=True)  # fmt: skip
    return _whole_and_part(formula, part)


def _whole_and_part(formula: Formula, part: Formula | None) -> Exercise:
    if part is not None and (set(part.counts()) - set(formula.counts()) or part.counts() == formula.counts()):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return _Share(formula, part)


def _part(page: Page, number: str) -> Formula:
    """The element, or the water of a hydrate."""
    substance = page.substance(number)
    if substance.element:
        return Formula((Part(substance.element),))
    return substance.formula


@dataclass(frozen=True, slots=True)
class _Share:
    """part: None for each element."""

    formula: Formula
    part: Formula | None

    def _shares(self) -> list[tuple[Formula, int, Fraction]]:
        total = self.formula.molar_mass()
        if self.part is None:
            return [(Formula((Part(s),)), n, 100 * WEIGHTS[s] * n / total) for s, n in self.formula.counts().items()]  # fmt: skip
        times = self._times(self.part)
        return [(self.part, times, 100 * self.part.molar_mass() * times / total)]

    def _times(self, part: Formula) -> int:
        if len(part.counts()) == 1:
            (symbol,) = part.counts()
            return self.formula.counts()[symbol]
        for adduct in self.formula.adducts:
            if Formula(adduct.of if isinstance(adduct.of, tuple) else ()).counts() == part.counts():
                return adduct.count
        raise NotUnderstood(REFUSAL)

    def work(self) -> Worked:
        total = self.formula.molar_mass()
        mass = f"{to_places(total, mass_places(self.formula))}\\text{{ g/mol}}"
        lines = [
            f"$${part.latex()}: \\quad \\frac{{{n} \\cdot {to_places(part.molar_mass(), 3)}}}{{{to_places(total, 3)}}} \\cdot 100\\% = {to_places(share, 2)}\\%$$"
            for part, n, share in self._shares()
        ]
        final = (
            f"{to_places(self._shares()[0][2], 2)}\\%"
            if self.part is not None
            else ", ".join(f"\\mathrm{{{part.text()}}}: {to_places(share, 2)}\\%" for part, _, share in self._shares())
        )  # fmt: skip
        return Worked(
            "percent_composition",
            f"\\text{{shares by mass in }} {self.formula.latex()}",
            final,
            (
                ("Find the molar mass", f"$$M = {mass_sum(self.formula)} = {mass}$$"),
                ("Divide the mass of the part by the whole", "\n".join(lines)),
            ),
            ("amount-of-substance", "percentages"),
            "The share of an element is the mass of its atoms in one mole over the molar mass.",
        )

    def confirm(self, final: str) -> str:
        if self.part is None:
            values = [Fraction(text) for text in re.findall(r"(\d+\.\d+)\\%", final)]
            whole = abs(sum(values, Fraction(-100))) <= Fraction(len(values), 100)
            moles = [v / WEIGHTS[s] for v, s in zip(values, self.formula.counts(), strict=True)]
            n = list(self.formula.counts().values())
            good = whole and all(abs(m * n[0] / (moles[0] * k) - 1) < 0.01 for m, k in zip(moles, n, strict=True))  # fmt: skip
            return "The shares add up to 100 % and give the formula back." if good else ""
        share, half = number_of(final)
        rest = Fraction(_mass_by_atoms(self.formula)) - self._times(self.part) * Fraction(_mass_by_atoms(self.part))  # fmt: skip
        other = 100 * rest / Fraction(_mass_by_atoms(self.formula))
        return "The rest of the formula makes up what is missing to 100 %." if abs(share + other - 100) <= half * 2 else ""  # fmt: skip


def _atoms(page: Page) -> Exercise:
    reader = Reader(page)
    found = reader.must_take(rf"how many (?:{UNIT} of {SUBSTANCE}|{SUBSTANCE} {UNIT}|(?:total )?{UNIT})(?: total)?")  # fmt: skip
    unit = page.units[int(next(found[n] for n in (1, 4, 5) if found[n]))]
    if unit.dimension != PARTICLES or unit.sign != "atoms":
        raise NotUnderstood(REFUSAL)
    single = reader.take(r"(?:in|does|per) (?:one|a|an|each|<A\d+>|single) (?:<U\d+>|formula unit|unit)(?: of)?") or reader.take(r"<A\d+>(?: of)?")  # fmt: skip
    if single is None:
        reader.must_take(r"in (?:the formula|the chemical formula)(?: of| for)?")
    elif any(page.units[n].dimension != PARTICLES for n in map(int, re.findall(r"<U(\d+)>", single[0]))) or any(page.amounts[n].dimension != PARTICLES for n in map(int, re.findall(r"<A(\d+)>", single[0]))):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    own = found[2] or found[3]
    symbol = page.substance(own).element if own else ""
    if own and not symbol:
        raise NotUnderstood(REFUSAL)
    formula = _one_substance(reader)
    reader.settle(_VOCABULARY, substances=True)
    if symbol and symbol not in formula.counts():
        raise NotUnderstood(REFUSAL)
    return _Atoms(formula, symbol)


@dataclass(frozen=True, slots=True)
class _Atoms:
    formula: Formula
    symbol: str

    def work(self) -> Worked:
        counts = self.formula.counts()
        number = counts[self.symbol] if self.symbol else sum(counts.values())
        return Worked(
            "atoms",
            f"\\text{{atoms in }} {self.formula.latex()}",
            str(number),
            (("Count the atoms", counted(self.formula) + " A number behind a bracket counts for all that is in it."),),
            ("atoms",),
            "A subscript counts the atom before it; behind a bracket it counts all that is inside.",
        )  # fmt: skip

    def confirm(self, final: str) -> str:
        """By adding weights: an element that weighs 1 among others that weigh nothing."""

        def of(part: Part) -> int:
            if isinstance(part.of, str):
                return part.count * (self.symbol in ("", part.of))
            return part.count * sum(map(of, part.of))

        total = sum(of(part) for part in (*self.formula.parts, *self.formula.adducts))
        return "The atoms were counted again, group by group." if final == str(total) else ""
