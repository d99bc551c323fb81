"""Stoichiometry: how much a reaction uses or makes, the limiting reactant, what is left of the other,
theoretical and percent yield."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.balancing import reaction_of
from fynq.reasoning.chemistry.constants import AVOGADRO
from fynq.reasoning.chemistry.figures import (
    answer_number,
    to_places,
    with_unit,
    written,
)
from fynq.reasoning.chemistry.formulas import Formula, is_gas
from fynq.reasoning.chemistry.moles import shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page
from fynq.reasoning.chemistry.reaction_roles import (
    EXCESS,
    Places,
    drop_telling,
    volume_of_a_mole,
    what_is_asked,
)
from fynq.reasoning.chemistry.reactions import Reaction
from fynq.reasoning.chemistry.reading import UNIT, Reader
from fynq.reasoning.chemistry.units import AMOUNT as MOLE
from fynq.reasoning.chemistry.units import (
    MASS,
    PARTICLES,
    VOLUME,
    Unit,
)
from fynq.reasoning.chemistry.worked import Exercise, Worked, agrees
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_VOCABULARY = frozenset(
    words("""mass masses volume moles mole number stp produced produces produce formed form forms made make obtained obtain yields
    yield reacts react reacted reaction reactions equation according balanced unbalanced chemical consumed consume completely complete
    burned burns burn combusted combustion gas needed decomposed decomposes decompose decomposition produced prepared prepare liberated
    released release given maximum theoretical if allowed together mixed combined combine treated heated heating oxygen's
    substance product products reactant reactants starting solid metal liquid aqueous water's used synthesis process below above
    after between via through generate complete combust air oxygen burning heating added neutralize react generated generates enough plenty fully entirely collected whole required require evolved them gaseous
    thermal - initially start starts begins and experiment vapor known""")
)  # fmt: skip
_SKILLS = ("amount-of-substance", "ratios")


def read(page: Page) -> Exercise:
    reader = Reader(page)
    marked = re.sub(r"<R\d+>", "\x01", reader.rest)
    reaction = reaction_of(reader, amounts=True)
    if page.reactions:
        reader.rest = marked
    if reaction is None or not page.amounts:
        raise NotUnderstood(REFUSAL)
    numbers = reaction.balanced()
    volume = volume_of_a_mole(reader)
    asked = what_is_asked(reader)
    places = Places(reader, reaction)
    target, unit_asked = -1, None
    actual: Amount | None = None
    share: Amount | None = None
    if asked in ("amount", "left"):
        target, unit_asked = places.asked(asked)
    elif asked == "excess" and (own := reader.take(UNIT)):
        unit_asked = page.units[int(own[1])]
    percents = [n for n in reader.left("A") if page.amounts[n].is_percent]
    if percents:
        if asked != "amount" or len(percents) != 1 or not reader.take(rf"(?:with |at |has |gives )?(?:a |an )?(?:percent |percentage |% )?yield(?: is| of| was)*(?: only)? <A{percents[0]}>|(?:with |at |in )?(?:a |an )?<A{percents[0]}>(?: percent)? yield"):  # fmt: skip
            raise NotUnderstood(REFUSAL)
        share = page.amounts[percents[0]]
    for pattern in EXCESS:
        for found in reader.take_all(pattern):
            if places.of(found[1]) >= len(reaction.left):
                raise NotUnderstood(REFUSAL)
    drop_telling(reader)
    given = places.given()
    if asked == "percent":
        made = [at for at in given if at >= len(reaction.left)]
        if len(made) != 1:
            raise NotUnderstood(REFUSAL)
        target = made[0]
        actual = given.pop(target)
        unit_asked = actual.unit
    kinds = {amount.dimension for amount in (*given.values(), *([actual] if actual else []))}
    if unit_asked is not None and places.strength is None:
        kinds.add(unit_asked.dimension)
    if (VOLUME in kinds) != (volume is not None):
        raise NotUnderstood("The volume of a gas depends on its temperature and pressure.")
    _require_roles(asked, given, target, reaction, share)
    reader.settle(_VOCABULARY)
    return _Yield(
        page, reaction, numbers, asked, given, target, unit_asked, actual, share, volume, places.strength
    )  # fmt: skip


def _require_roles(asked: str, given: dict[int, Amount], target: int, reaction: Reaction, share: Amount | None) -> None:  # fmt: skip
    """Raises NotUnderstood when the amounts do not fix the answer."""
    reactants = len(reaction.left)
    if not given or (target in given and asked == "amount"):
        raise NotUnderstood(REFUSAL)
    if any(at >= reactants for at in given) and (len(given) > 1 or asked != "amount"):
        raise NotUnderstood(REFUSAL)
    if asked == "amount" and len(given) > 1 and target < reactants:
        raise NotUnderstood(REFUSAL)
    if asked in ("limiting", "left", "excess") and len(given) < 2:
        raise NotUnderstood(REFUSAL)
    if asked == "excess" and len(given) != 2:
        raise NotUnderstood(REFUSAL)
    if asked == "left" and target not in given:
        raise NotUnderstood(REFUSAL)
    if share is not None and (target < reactants or any(at >= reactants for at in given)):
        raise NotUnderstood(REFUSAL)


@dataclass(frozen=True, slots=True)
class _Yield:
    """given: amounts by place in the reaction. target: the place asked, -1 for none yet. actual: of
    a percent yield; share: the percent yield that is given. volume: of a mole of gas, in m³. strength:
    the molarity of the solution whose volume is asked."""

    page: Page
    reaction: Reaction
    numbers: tuple[int, ...]
    asked: str
    given: dict[int, Amount]
    target: int
    unit: Unit | None
    actual: Amount | None
    share: Amount | None
    volume: Fraction | None
    strength: Amount | None

    def _formula(self, at: int) -> Formula:
        return self.reaction.terms[at].formula

    def _moles(self, at: int, amount: Amount) -> Fraction:
        return amount.si / self._size(at, amount.unit)

    def _size(self, at: int, of: Unit) -> Fraction:
        """SI units in one mole."""
        if of.dimension == MASS:
            return self._formula(at).molar_mass() / 1000
        if of.dimension == VOLUME and self.strength is not None:
            return 1 / self.strength.si
        if of.dimension == VOLUME:
            if not is_gas(self._formula(at)) or any("acid" in item.said for item in self.page.substances if item.formula.counts() == self._formula(at).counts()):  # fmt: skip
                raise CannotSolve("Only gases have the molar volume of gases.")
            assert self.volume is not None
            return self.volume
        return AVOGADRO if of.dimension == PARTICLES else Fraction(1)

    def _limiting(self) -> int:
        """The place of what runs out. Raises CannotSolve when nothing is over."""
        runs = {at: self._moles(at, amount) / self.numbers[at] for at, amount in self.given.items()}
        least = min(runs, key=lambda at: runs[at])
        if self.asked == "limiting" and any(at != least and abs(value / runs[least] - 1) < Fraction(1, 200) for at, value in runs.items()):  # fmt: skip
            raise CannotSolve("The reactants are just in proportion, so none of them limits.")
        return least

    def work(self) -> Worked:
        least = self._limiting()
        extent = self._moles(least, self.given[least]) / self.numbers[least]
        steps = [
            ("Balance the equation", f"$${self.reaction.with_numbers(self.numbers).latex()}$$")
        ]
        steps.append(("Find the moles that are given", "\n".join(self._moles_line(at) for at in self.given)))  # fmt: skip
        if len(self.given) > 1:
            lines = "\n".join(
                f"$$\\frac{{{written(self._moles(at, amount), 4)}}}{{{self.numbers[at]}}} = {written(self._moles(at, amount) / self.numbers[at], 4)}$$"
                for at, amount in self.given.items()
            )
            steps.append(("Find the limiting reactant", f"Divide the moles by the coefficients:\n{lines}\nThe smallest belongs to ${self._formula(least).latex()}$, which runs out first."))  # fmt: skip
        if self.asked == "limiting":
            return self._worked("limiting_reactant", self._formula(least).bare().latex(), steps)
        target, own = self._goal(least)
        made = extent * self.numbers[target]
        ratio = f"\\frac{{{self.numbers[target]}}}{{{self.numbers[least]}}}"
        name = self._formula(target).bare().latex()
        steps.append(("Use the ratio of the coefficients", f"$$n({name}) = {ratio} \\cdot {written(self._moles(least, self.given[least]), 5)}\\text{{ mol}} = {written(made, 5)}\\text{{ mol}}$$"))  # fmt: skip
        used = [
            *self.given.values(),
            *(item for item in (self.actual, self.share, self.strength) if item),
        ]
        value = made * self._size(target, own) / own.factor
        if self.asked in ("left", "excess"):
            start = self.given[target].si / own.factor
            final = with_unit(self._left_number(start, value), own)
            steps.append(("Take what is used from what was there", f"$${written(start, 5)} - {written(value, 5)} = {final}$$"))  # fmt: skip
            return self._worked("excess_left", final, steps)
        if self.asked == "percent":
            assert self.actual is not None
            percent = 100 * self.actual.value / value
            if percent > Fraction(1005, 10):
                raise CannotSolve("More was obtained than the reaction can give.")
            final = answer_number(self.page, percent, used, standard=True) + "\\%"
            steps.append(("Find the theoretical yield", f"$${written(made, 5)}\\text{{ mol}} \\cdot {self._factor(target, own)} = {with_unit(written(value, 4), own)}$$"))  # fmt: skip
            steps.append(("Compare the actual yield with it", f"$$\\frac{{{shown(self.actual)}}}{{{written(value, 4)}}} \\cdot 100\\% = {final}$$"))  # fmt: skip
            return self._worked("percent_yield", final, steps)
        if self.share is not None:
            steps.append(("Take the yield into account", f"$${written(value, 5)} \\cdot {shown(self.share)}\\% = {written(value * self.share.si, 5)}$$"))  # fmt: skip
            value *= self.share.si
        standard = {amount.unit.dimension for amount in self.given.values()} | {own.dimension} != {MOLE}  # fmt: skip
        final = with_unit(answer_number(self.page, value, used, standard=standard), own)
        if own.dimension != MOLE or own.factor != 1:
            steps.append(("Convert the moles", f"$${written(made, 5)}\\text{{ mol}} \\cdot {self._factor(target, own)} = {final}$$"))  # fmt: skip
        return self._worked("reaction_amount", final, steps)

    def _goal(self, least: int) -> tuple[int, Unit]:
        """What is asked: the place and the unit."""
        if self.asked == "excess":
            (target,) = [at for at in self.given if at != least]
            return target, self.unit or self.given[target].unit
        assert self.unit is not None
        return self.target, self.unit

    def _left_number(self, start: Fraction, used: Fraction) -> str:
        """A difference is known to the decimals of its parts."""
        rest = start - used
        if rest < 0:
            raise CannotSolve("Nothing of it is left.")
        if rest < start / 500:
            raise CannotSolve("Almost nothing of it is left.")
        if self.page.places is not None or self.page.figures is not None:
            return answer_number(self.page, rest, self.given.values(), standard=True)
        decimals = 2
        for at, amount in self.given.items():
            figures = amount.figures if amount.figures > 1 else 3
            size = start if at == self.target else used
            decimals = min(decimals, figures - 1 - _exponent(size))
        return to_places(rest, max(0, decimals)) if rest >= 1 else written(rest, 2)

    def _factor(self, at: int, own: Unit) -> str:
        return with_unit(written(self._size(at, own) / own.factor, 5), f"{own.sign}/mol")

    def _moles_line(self, at: int) -> str:
        amount = self.given[at]
        name = self._formula(at).bare().latex()
        moles = written(self._moles(at, amount), 5)
        if amount.dimension == MOLE:
            return f"$$n({name}) = {moles}\\text{{ mol}}$$"
        return f"$$n({name}) = \\frac{{{with_unit(shown(amount), amount.unit)}}}{{{self._factor(at, amount.unit)}}} = {moles}\\text{{ mol}}$$"  # fmt: skip

    def _worked(self, what: str, final: str, steps: list[tuple[str, str]]) -> Worked:
        listed = ", ".join(with_unit(shown(amount), amount.unit) + " " + self._formula(at).bare().latex() for at, amount in self.given.items())  # fmt: skip
        return Worked(
            what,
            f"{self.reaction.latex()}; \\; {listed}",
            final,
            tuple(steps),
            _SKILLS,
            "The coefficients of the balanced equation are the ratio of the moles that react.",
        )

    def confirm(self, final: str) -> str:
        """Runs the reaction as far as it goes and weighs everything: masses are kept."""
        masses = [float(term.formula.molar_mass()) for term in self.reaction.terms]
        reactants = len(self.reaction.left)
        start = {at: float(amount.si) / float(self._size(at, amount.unit)) for at, amount in self.given.items()}  # fmt: skip
        if any(at >= reactants for at in start):
            ((at, moles),) = start.items()
            extent = moles / self.numbers[at]
        else:
            extent = min(moles / self.numbers[at] for at, moles in start.items())
        change = [(-1 if at < reactants else 1) * extent * n for at, n in enumerate(self.numbers)]
        weight = sum(mass * moles for mass, moles in zip(masses, change, strict=True))
        scale = sum(abs(mass * moles) for mass, moles in zip(masses, change, strict=True))
        if abs(weight) > 1e-9 * scale:
            return ""
        if self.asked == "limiting":
            gone = [at for at, moles in start.items() if moles + change[at] <= 1e-9 * moles]
            return "Only this reactant is used up." if [final] == [self._formula(at).bare().latex() for at in gone] else ""  # fmt: skip
        least = self._limiting()
        target, own = self._goal(least)
        each = {MASS: masses[target] / 1000, MOLE: 1.0, VOLUME: float(self._size(target, own)) if own.dimension == VOLUME else 0.0, PARTICLES: float(AVOGADRO)}[own.dimension] / float(own.factor)  # fmt: skip
        value = abs(change[target]) * each
        if self.asked in ("left", "excess"):
            value = (start[target] + change[target]) * each
        elif self.asked == "percent":
            assert self.actual is not None
            value = 100 * float(self.actual.value) / value
        elif self.share is not None:
            value *= float(self.share.value) / 100
        good = agrees(final, value)
        return "The masses of all substances before and after the reaction are the same." if good else ""  # fmt: skip


def _exponent(value: Fraction) -> int:
    return len(str(int(value))) - 1 if value >= 1 else -1
