"""Empirical formulas from shares or masses of the elements, molecular formulas from the molar mass."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.elements import WEIGHTS
from fynq.reasoning.chemistry.figures import to_places, written
from fynq.reasoning.chemistry.formulas import Formula, hill, of_counts, read_formula
from fynq.reasoning.chemistry.page import REFUSAL, Page
from fynq.reasoning.chemistry.reading import AMOUNT, SUBSTANCE, Reader
from fynq.reasoning.chemistry.units import MASS, MOLAR_MASS
from fynq.reasoning.chemistry.worked import Exercise, Worked
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_VOCABULARY = frozenset(
    words("""compound substance formula composition percent percentage by mass weight composed made up consists consisting
    consist only elements element whose analysis shows analyzed found contains has unknown hydrocarbon sample percentages
    gas chemical acid contents oxide organic molecule analysis yields gives following - experimentally simplest
    % vitamin consisted result produced decomposed""")
)
_MASS_NAME = (
    r"(?:molar mass|molecular mass|molecular weight|formula mass|molar weight|formula weight)"
)
_PAIR = rf"{AMOUNT} (?:of )?(?:is )?(?:by mass |by weight )?{SUBSTANCE}(?: (?:by mass|by weight|atoms))?"
_TURNED = rf"{SUBSTANCE}(?: (?::|,|=|is|\())+ {AMOUNT}(?: \))?"
_REST = rf"(?:(?:the )?(?:rest|remainder|remaining|balance)(?: (?:of the compound|percent|mass))?(?: (?:is|being|of))? {SUBSTANCE})"
_MOST_TIMES = 8


def read(page: Page) -> Exercise:
    reader = Reader(page)
    molecular = reader.take(r"(?:its |the )?molecular formula") is not None
    empirical = reader.take(r"(?:its |the )?(?:empirical|simplest) formula(?: mass)?") is not None
    reader.take(r"(?:its |the )?molecular formula")
    if not (molecular or empirical) or page.reactions:
        raise NotUnderstood(REFUSAL)
    mass: Fraction | None = None
    if reader.take(_MASS_NAME):
        if not molecular:
            raise NotUnderstood(REFUSAL)
        found = [n for n in reader.left("A") if page.amounts[n].dimension == MOLAR_MASS or page.amounts[n].unit.sign in ("u", "amu")]  # fmt: skip
        if len(found) != 1:
            raise NotUnderstood(REFUSAL)
        mass = page.amounts[found[0]].value
        if page.amounts[found[0]].unit.sign not in ("g/mol", "u", "amu"):
            raise NotUnderstood(REFUSAL)
        reader.amount(found[0])
    if molecular and mass is None:
        raise NotUnderstood(REFUSAL)
    if empirical and molecular and not reader.left("A"):
        return _given_formula(reader, mass)
    parts, percent = _parts(reader)
    for n in reader.left_amounts(MASS):
        if not percent and page.amounts[n].unit.sign == "g" and abs(page.amounts[n].value / sum(parts.values(), Fraction(0)) - 1) < Fraction(1, 200):  # fmt: skip
            reader.drop("A", n)
    for n in reader.left("S"):
        if page.substances[n].element in parts or set(parts) == set(page.substances[n].formula.counts()):  # fmt: skip
            reader.drop("S", n)
    reader.settle(_VOCABULARY | _own_name(page))
    if empirical and molecular:
        whole = re.search(
            r"(?:empirical|simplest) (?:formula )?(?:and|&)(?: the)? molecular", page.template
        )
        if whole:
            raise CannotSolve("I answer one of the two formulas at a time.")
    return _Empirical(parts, percent, mass)


def _own_name(page: Page) -> frozenset[str]:
    """The compound's name where it begins a sentence: 'Ibuprofen is 75.69 % C'."""
    found = re.findall(r"(?:^|[.] )(?:the (?:compound|substance|drug) )?([a-z]{4,})(?:,| ,)? (?:is|contains|has|consists|was)", page.template)  # fmt: skip
    return frozenset(found)


def _given_formula(reader: Reader, mass: Fraction | None) -> Exercise:
    """'a compound with the empirical formula CH2O and a molar mass of 180 g/mol'."""
    listed = reader.left("S")
    if len(listed) != 1 or mass is None:
        raise NotUnderstood(REFUSAL)
    reader.drop("S", listed[0])
    reader.settle(_VOCABULARY)
    return _Multiple(reader.page.substances[listed[0]].formula.bare(), mass)


def _parts(reader: Reader) -> tuple[dict[str, Fraction], bool]:
    """The shares or masses of the elements."""
    page = reader.page
    found: dict[str, Fraction] = {}
    kinds = set()
    rest = reader.take(_REST)
    while True:
        if pair := reader.take(_PAIR):
            amount, substance = page.amount(pair[1]), page.substance(pair[2])
        elif pair := reader.take(_TURNED):
            amount, substance = page.amount(pair[2]), page.substance(pair[1])
        else:
            break
        if not substance.element or substance.element in found or amount.value <= 0:
            raise NotUnderstood(REFUSAL)
        found[substance.element] = amount.value
        kinds.add("%" if amount.is_percent else amount.unit.sign if amount.dimension == MASS else "?")  # fmt: skip
    if len(kinds) != 1 or "?" in kinds:
        raise NotUnderstood(REFUSAL)
    percent = kinds == {"%"}
    total = sum(found.values(), Fraction(0))
    if rest:
        element = page.substance(rest[1]).element
        if not percent or not element or element in found or total >= 100:
            raise NotUnderstood(REFUSAL)
        found[element] = 100 - total
    if percent and abs(sum(found.values(), Fraction(-100))) > Fraction(6, 10):
        raise NotUnderstood("The shares do not make 100 %.")
    if len(found) < 2 or any(symbol not in WEIGHTS for symbol in found):
        raise NotUnderstood(REFUSAL)
    return found, percent


@dataclass(frozen=True, slots=True)
class _Empirical:
    """parts: per cent or grams of each element. mass: the molar mass for the molecular formula."""

    parts: dict[str, Fraction]
    percent: bool
    mass: Fraction | None

    def _counts(self) -> tuple[dict[str, int], int]:
        """The smallest whole numbers that the moles come near to, and the factor. Raises CannotSolve
        when no small factor or several fit."""
        moles = {symbol: value / WEIGHTS[symbol] for symbol, value in self.parts.items()}
        least = min(moles.values())
        for times in range(1, _MOST_TIMES + 1):
            scaled = {symbol: times * value / least for symbol, value in moles.items()}
            near = {symbol: round(value) for symbol, value in scaled.items()}
            if all(abs(scaled[s] / near[s] - 1) <= _slack(near[s]) for s in near):
                common = gcd(*near.values())
                return {s: n // common for s, n in near.items()}, times
        raise CannotSolve("These masses do not come near to small whole numbers of atoms.")

    def _formula(self) -> tuple[Formula, int, int]:
        counts, times = self._counts()
        formula = hill(counts)
        if self.mass is None:
            return formula, times, 1
        return formula, times, _multiple(formula, self.mass)

    def work(self) -> Worked:
        formula, times, multiple = self._formula()
        moles = {symbol: value / WEIGHTS[symbol] for symbol, value in self.parts.items()}
        least = min(moles.values())
        unit = "g"
        lines = "\n".join(
            f"$$n(\\mathrm{{{s}}}) = \\frac{{{_plain(v)}\\text{{ {unit}}}}}{{{float(WEIGHTS[s]):.5g}\\text{{ g/mol}}}} = {written(moles[s], 4)}\\text{{ mol}}$$"
            for s, v in self.parts.items()
        )  # fmt: skip
        ratio = " : ".join(to_places(value / least, 2) for value in moles.values())
        names = " : ".join(f"\\mathrm{{{s}}}" for s in moles)
        start = "Take 100 g of the compound, so that the percentages are grams.\n" if self.percent else ""  # fmt: skip
        steps = [
            ("Find the moles of each element", start + lines),
            ("Divide by the smallest", f"$${names} = {ratio}$$"),
        ]
        if times > 1:
            steps.append(("Multiply to whole numbers", f"All of it times {times} comes near to whole numbers."))  # fmt: skip
        steps.append(("Write the empirical formula", f"$${formula.latex()}$$"))
        final = formula
        if self.mass is not None:
            final = _scaled(formula, multiple)
            steps.append(_multiple_step(formula, self.mass, multiple, final))
        return Worked(
            "molecular_formula" if self.mass is not None else "empirical_formula",
            f"\\text{{formula: }} {', '.join(f'{_plain(v)} {s}' for s, v in self.parts.items())}",
            final.latex(),
            tuple(steps),
            ("amount-of-substance", "ratios"),
            "The subscripts are the ratio of the moles of the elements.",
        )

    def confirm(self, final: str) -> str:
        formula = _read_back(final)
        counts, total = formula.counts(), sum(self.parts.values())
        if set(counts) != set(self.parts):
            return ""
        whole = float(formula.molar_mass())
        for symbol, count in counts.items():
            share = float(self.parts[symbol] / total)
            if abs(float(WEIGHTS[symbol]) * count / whole - share) > max(0.006, 0.02 * share):
                return ""
        if self.mass is None and gcd(*counts.values()) != 1:
            return ""
        if self.mass is not None and abs(whole / float(self.mass) - 1) > 0.02:
            return ""
        return "The formula gives the shares by mass back."


@dataclass(frozen=True, slots=True)
class _Multiple:
    formula: Formula
    mass: Fraction

    def work(self) -> Worked:
        multiple = _multiple(self.formula, self.mass)
        final = _scaled(self.formula, multiple)
        return Worked(
            "molecular_formula",
            f"{self.formula.latex()}, \\; M = {_plain(self.mass)}\\text{{ g/mol}}",
            final.latex(),
            (_multiple_step(self.formula, self.mass, multiple, final),),
            ("amount-of-substance", "ratios"),
            "The molar mass is a whole multiple of the mass of the empirical formula.",
        )

    def confirm(self, final: str) -> str:
        formula = _read_back(final)
        counts, given = formula.counts(), self.formula.counts()
        same = set(counts) == set(given) and len({Fraction(counts[s], given[s]) for s in given}) == 1  # fmt: skip
        near = abs(float(formula.molar_mass() / self.mass) - 1) < 0.02
        return "The formula has this molar mass and the same ratio of atoms." if same and near else ""  # fmt: skip


def _slack(near: int) -> float:
    """How far a rounded share may take a count from the whole number."""
    return 0.035 if near <= 3 else 0.02


def _multiple(formula: Formula, mass: Fraction) -> int:
    """Raises CannotSolve when the molar mass is no multiple."""
    ratio = mass / formula.molar_mass()
    whole = round(ratio)
    if whole < 1 or abs(ratio / whole - 1) > Fraction(2, 100):
        raise CannotSolve("The molar mass is no multiple of the empirical formula's.")
    return whole


def _multiple_step(formula: Formula, mass: Fraction, multiple: int, final: Formula) -> tuple[str, str]:  # fmt: skip
    own = to_places(formula.molar_mass(), 2)
    return (
        "Compare the molar masses",
        f"$$\\frac{{{_plain(mass)}}}{{{own}}} \\approx {multiple}, \\quad \\text{{so the molecular formula is }} {final.latex()}$$",
    )


def _scaled(formula: Formula, times: int) -> Formula:
    return of_counts({symbol: count * times for symbol, count in formula.counts().items()})


def _read_back(final: str) -> Formula:
    return read_formula(re.sub(r"\\mathrm|[{}_]", "", final))


def _plain(value: Fraction) -> str:
    return f"{float(value):.10g}"
