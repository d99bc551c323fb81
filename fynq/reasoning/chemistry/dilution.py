"""Dilution, and titration of acids with bases: the same moles before and after, or acid against base."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.figures import answer_number, with_unit, written
from fynq.reasoning.chemistry.formulas import Formula
from fynq.reasoning.chemistry.moles import shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page, Substance
from fynq.reasoning.chemistry.reactions import Reaction
from fynq.reasoning.chemistry.reading import AMOUNT, SUBSTANCE, UNIT, Reader
from fynq.reasoning.chemistry.units import MOLARITY, VOLUME, Unit
from fynq.reasoning.chemistry.worked import Exercise, Worked, number_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_VOCABULARY = frozenset(
    words("""solution solutions concentration concentrations molarity molar volume dilute diluted diluting dilutes dilution prepare prepared
    preparing make made making stock final new resulting concentrated water flask volumetric initial original starting aqueous
    acid base obtain obtained taken measured transferred up out enough adding added after beaker pipetted
    neutralize neutralized neutralise neutralises neutralizes neutralised neutralization titrate titrated titration titrates reach equivalence point endpoint end completely
    exactly react reacts reaction requires buret titrant unknown strong according known is what's balanced equation takes take took""")
)  # fmt: skip
_NAMES = r"(?:volume|molarity|concentration|molar concentration)"
_STRONG_ACIDS = {"HCl": 1, "HBr": 1, "HI": 1, "HNO3": 1, "HClO4": 1, "H2SO4": 2, "H3PO4": 3, "CH3COOH": 1, "HF": 1, "HCOOH": 1, "H2C2O4": 2, "HClO3": 1, "HC2H3O2": 1}  # fmt: skip
_BASES = {"NaOH": 1, "KOH": 1, "LiOH": 1, "Ba(OH)2": 2, "Ca(OH)2": 2, "Sr(OH)2": 2, "Mg(OH)2": 2, "NH3": 1, "RbOH": 1, "CsOH": 1}  # fmt: skip
_SKILLS = ("amount-of-substance", "linear-equations")


@dataclass(slots=True)
class _Side:
    """One of the two solutions: what is known of it."""

    volume: Amount | None = None
    molarity: Amount | None = None
    formula: Formula | None = None

    def known(self) -> int:
        return (self.volume is not None) + (self.molarity is not None)


def read(page: Page) -> Exercise:
    if len(page.amounts) != 3 or len(page.reactions) > 1:
        raise NotUnderstood(REFUSAL)
    if any(amount.dimension not in (VOLUME, MOLARITY) for amount in page.amounts):
        raise NotUnderstood(REFUSAL)
    reader = Reader(page)
    titrates = re.search(r" (?:neutrali\w+|titrat\w+|equivalence|reacts?(?: (?:completely|exactly))? with) ", reader.rest) is not None  # fmt: skip
    reaction = page.reactions[0] if page.reactions else None
    if reaction is not None:
        reader.drop("R", 0)
    added = _added(reader)
    first = _pair(reader)
    target, own_name, extra = _asked(reader, first)
    second = _other(reader, first, titrates)
    if added is not None:
        water = page.amount(added[1])
        if titrates or first.volume is None or second.known() or water.unit != first.volume.unit:
            raise NotUnderstood(REFUSAL)
        total = first.volume.value + water.value
        figures = max(first.volume.figures, water.figures)
        second.volume = Amount(total, water.unit, figures, first.volume.whole and water.whole, str(float(total)))  # fmt: skip
    if second.known() != 1:
        raise NotUnderstood(REFUSAL)
    wanted = MOLARITY if second.molarity is None else VOLUME
    if target is None or target.dimension != wanted:
        raise NotUnderstood(REFUSAL)
    counts = (1, 1)
    if titrates:
        counts = _ratio(first, second, own_name, reaction, _left(reader, first))
    elif (not re.search(r" (?:dilut\w+|need\w*|prepare\w*|stock|mak(?:e|ing)|made|adding|added) ", f" {page.template} ") and not added) or len({tuple(page.substances[n].formula.counts()) for n in range(len(page.substances)) if not _is_water(page.substances[n])}) > 1:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    reader.settle(_VOCABULARY, substances=True)
    return _Moved(page, first, second, target, counts, extra, titrates)


def _added(reader: Reader) -> re.Match[str] | None:
    """Water that is poured to the solution; its amount is the group."""
    patterns = (
        rf"(?:by )?(?:adding|addition of) {AMOUNT} of {SUBSTANCE}",
        rf"(?:added to|mixed with|combined with|diluted with|with) {AMOUNT} of {SUBSTANCE}",
        rf"{AMOUNT} of {SUBSTANCE} (?:is|are|was) added",
    )
    for pattern in patterns:
        for found in re.finditer(rf"(?<= ){pattern}(?= )", reader.rest):
            if _is_water(reader.page.substance(found[2])):
                return reader.take(re.escape(found[0]).replace(f"<A{found[1]}>", AMOUNT))
    return None


def _is_water(substance: Substance) -> bool:
    return dict(substance.formula.counts()) == {"H": 2, "O": 1}


def _pair(reader: Reader) -> _Side:
    """The solution of which volume and molarity are given together."""
    page = reader.page
    patterns = (
        rf"{AMOUNT}(?: sample)?(?: of)?(?: (?:a|an|the|stock|aqueous|concentrated))* {AMOUNT}(?: (?:aqueous|stock))?(?: {SUBSTANCE})?(?: (?:\(|,) {SUBSTANCE}(?: [),])?)?(?: (?:stock )?solution)?",
        rf"{AMOUNT}(?: sample)?(?: of)?(?: (?:a|an|the|stock|aqueous))*(?: {SUBSTANCE})?(?: (?:stock )?solution)?(?: (?:with|of|that has|having|whose|at)(?: (?:a|an))?)?(?: (?:molarity|concentration))?(?: (?:of|is))? {AMOUNT}(?: {SUBSTANCE})?(?: solution)?",
    )
    for pattern in patterns:
        for found in re.finditer(rf"(?<= ){pattern}(?= )", reader.rest):
            numbers = [int(n) for n in re.findall(r"<A(\d+)>", found[0])]
            one, other = (page.amounts[n] for n in numbers)
            if {one.dimension, other.dimension} != {VOLUME, MOLARITY}:
                continue
            if re.search(r" to(?: (?:a|make|make a|give))? $", reader.rest[: found.start()]) and len(reader.left("A")) == 3 and " dilut" in reader.rest[: found.start()]:  # fmt: skip
                continue
            reader.rest = f"{reader.rest[: found.start()]}\x00{reader.rest[found.end() :]}"
            volume, molarity = (one, other) if one.dimension == VOLUME else (other, one)
            names = re.findall(r"<S(\d+)>", found[0])
            formulas = [page.substance(n).formula.bare() for n in names]
            if any(f.counts() != formulas[0].counts() for f in formulas):
                raise NotUnderstood(REFUSAL)
            return _Side(volume, molarity, formulas[0] if formulas else None)
    raise NotUnderstood(REFUSAL)


def _asked(reader: Reader, first: _Side) -> tuple[Unit | None, Formula | None, bool]:
    """The unit asked, the substance of which it is asked, and whether only the added water is."""
    page = reader.page
    extra = reader.take(r"(?:how much|how many <U\d+> of|what volume of|the volume of)(?: <U\d+> of)? (?:water|<S\d+>)(?= (?:must|should|needs?|has|is|do|would|to|will|can|must you)[^<]*(?:be added|add|to add|added)\b)")  # fmt: skip
    if extra is not None:
        (name,) = re.findall(r"<S(\d+)>", extra[0]) or ("",)
        if name and not _is_water(page.substance(name)):
            raise NotUnderstood(REFUSAL)
        reader.take(r"(?:be )?added|add")
        units = re.findall(r"<U(\d+)>", extra[0])
        assert first.volume is not None
        return page.units[int(units[0])] if units else first.volume.unit, None, True
    found = reader.take(rf"how many {UNIT}(?: of)?(?: (?:a|an|the))?(?: {SUBSTANCE})?") or reader.take(rf"how much(?: of)?(?: (?:a|the))?(?: {SUBSTANCE})?")  # fmt: skip
    if found:
        units = re.findall(r"<U(\d+)>", found[0])
        names = re.findall(r"<S(\d+)>", found[0])
        own = page.units[int(units[0])] if units else None
    else:
        asked = reader.must_take(rf"(?:the |its |what )?(?:new |final |resulting |initial |unknown )?{_NAMES}(?: of)?(?: (?:the|a|an))?(?: (?:new|final|resulting|diluted))?(?: {SUBSTANCE}| solution)?")  # fmt: skip
        names = re.findall(r"<S(\d+)>", asked[0])
        later = reader.take(rf"(?:in|\() {UNIT}(?: \))?")
        own = page.units[int(later[1])] if later else page.wanted
        if own is None:
            assert first.volume is not None and first.molarity is not None
            own = first.volume.unit if "volume" in asked[0] else first.molarity.unit
    if own is None:
        assert first.volume is not None
        own = first.volume.unit
    formula = page.substance(names[0]).formula.bare() if names else None
    return own, formula, False


def _other(reader: Reader, first: _Side, titrates: bool) -> _Side:
    page = reader.page
    side = _Side()
    for n in reader.left("A"):
        amount = page.amounts[n]
        found = reader.take(rf"<A{n}>(?: of)?(?: (?:a|an|the))?(?: {SUBSTANCE})?(?: solution)?")
        if amount.dimension == VOLUME and side.volume is None:
            side.volume = amount
        elif amount.dimension == MOLARITY and side.molarity is None:
            side.molarity = amount
        else:
            raise NotUnderstood(REFUSAL)
        if found and found[1] and _is_water(page.substance(found[1])):
            raise NotUnderstood(REFUSAL)
        if found and found[1]:
            side.formula = page.substance(found[1]).formula.bare()
    if not titrates and side.formula and first.formula and side.formula.counts() != first.formula.counts():  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return side


def _left(reader: Reader, first: _Side) -> Formula | None:
    """The one other substance that is named."""
    found = {reader.page.substances[n].formula.bare().text(): reader.page.substances[n].formula.bare() for n in reader.left("S")}  # fmt: skip
    if first.formula is not None:
        found.pop(first.formula.text(), None)
    return next(iter(found.values())) if len(found) == 1 else None


def _ratio(first: _Side, second: _Side, asked: Formula | None, reaction: Reaction | None, left: Formula | None) -> tuple[int, int]:  # fmt: skip
    """How many moles of the first react with how many of the second."""
    if second.formula is None:
        second.formula = asked or left
    if asked is not None and second.formula is not None and asked.counts() != second.formula.counts():  # fmt: skip
        raise NotUnderstood(REFUSAL)
    if first.formula is None or second.formula is None:
        raise NotUnderstood(REFUSAL)
    if reaction is not None:
        numbers = dict(zip((term.formula.bare().text() for term in reaction.terms), reaction.balanced(), strict=True))  # fmt: skip
        try:
            return numbers[first.formula.text()], numbers[second.formula.text()]
        except KeyError:
            raise NotUnderstood(REFUSAL) from None
    one, other = first.formula.text(), second.formula.text()
    if one in _STRONG_ACIDS and other in _BASES:
        return _smallest(_BASES[other], _STRONG_ACIDS[one])
    if one in _BASES and other in _STRONG_ACIDS:
        return _smallest(_STRONG_ACIDS[other], _BASES[one])
    raise CannotSolve("I do not know how these two react; give me the equation.")


def _smallest(one: int, other: int) -> tuple[int, int]:
    ratio = Fraction(one, other)
    return ratio.numerator, ratio.denominator


@dataclass(frozen=True, slots=True)
class _Moved:
    """counts: moles of the first that go with moles of the second. extra: the water added is asked,
    the difference of the volumes."""

    page: Page
    first: _Side
    second: _Side
    target: Unit
    counts: tuple[int, int]
    extra: bool
    titrates: bool

    def _moles(self) -> Fraction:
        assert self.first.volume is not None and self.first.molarity is not None
        return self.first.volume.si * self.first.molarity.si

    def _value(self) -> Fraction:
        """In SI units."""
        known = self.second.volume or self.second.molarity
        assert known is not None and self.first.volume is not None
        value = self._moles() * self.counts[1] / self.counts[0] / known.si
        if self.extra:
            value -= self.first.volume.si
            if value <= 0:
                raise CannotSolve("Water makes a solution thinner, not stronger.")
        elif not self.titrates and self.second.molarity is None and self.first.molarity and self.page.template.count("dilut") and value > self.first.molarity.si and self.second.volume and self.second.volume.si < self.first.volume.si and " to " in self.page.template:  # fmt: skip
            raise CannotSolve("A diluted solution is not stronger than before.")
        return value

    def work(self) -> Worked:
        known = self.second.volume or self.second.molarity
        assert known is not None and self.first.volume is not None and self.first.molarity is not None  # fmt: skip
        used = (self.first.volume, self.first.molarity, known)
        number = answer_number(self.page, self._value() / self.target.factor, used, standard=False)
        final = with_unit(number, self.target)
        moles = written(self._moles(), 5) + "\\text{ mol}"
        one, other, third = (with_unit(shown(item), item.unit) for item in used)
        steps = [("Find the moles in the solution that is known", f"$$n_1 = c_1 V_1 = {other} \\cdot {one} = {moles}$$")]  # fmt: skip
        asked = "V_2" if self.second.molarity is not None else "c_2"
        if self.titrates:
            a, b = self.counts
            names = [side.formula.latex() if side.formula else "" for side in (self.first, self.second)]  # fmt: skip
            steps.append(("Use the ratio in which they react", f"{a} mol of ${names[0]}$ reacts with {b} mol of ${names[1]}$, so $$n_2 = \\frac{{{b}}}{{{a}}} n_1 = {written(self._moles() * b / a, 5)}\\text{{ mol}}$$"))  # fmt: skip
        else:
            steps.append(("Dilution keeps the moles", "$$c_1 V_1 = c_2 V_2$$"))
        if self.extra:
            total = self._value() + self.first.volume.si
            steps.append(("Find the new volume", f"$$V_2 = \\frac{{n_2}}{{{third}}} = {with_unit(written(total / self.target.factor, 5), self.target)}$$"))  # fmt: skip
            steps.append(("Take away what was there", f"$$V_2 - V_1 = {final}$$"))
        else:
            steps.append(("Solve for the unknown", f"$${asked} = \\frac{{n_2}}{{{third}}} = {final}$$"))  # fmt: skip
        return Worked(
            "titration" if self.titrates else "dilution",
            f"{one}, {other}; \\; {third}",
            final,
            tuple(steps),
            _SKILLS,
            "At the equivalence point acid and base have reacted in the ratio of the equation." if self.titrates else "Adding water changes the volume and not the moles of solute.",
        )  # fmt: skip

    def confirm(self, final: str) -> str:
        """The answer is put back: both products of concentration and volume agree."""
        number, half = number_of(final)
        assert self.first.volume is not None and self.first.molarity is not None
        known = self.second.volume or self.second.molarity
        assert known is not None
        value = float(number * self.target.factor)
        slack = float(half / number) if number else 0.0
        if self.extra:
            slack *= value / (value + float(self.first.volume.si))
            value += float(self.first.volume.si)
        left = float(self.first.volume.si) * float(self.first.molarity.si) / self.counts[0]
        right = value * float(known.si) / self.counts[1]
        return "With the answer both solutions hold moles that fit." if abs(right / left - 1) <= slack * 1.01 + 1e-12 else ""  # fmt: skip
