"""Stoichiometry: how much a reaction uses or makes, the limiting reactant, what is left of the other,
theoretical and percent yield."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.balancing import reaction_of
from fynq.reasoning.chemistry.constants import AVOGADRO, GAS, MOLAR_VOLUME
from fynq.reasoning.chemistry.figures import (
    answer_number,
    figures_of,
    to_places,
    with_unit,
    written,
)
from fynq.reasoning.chemistry.formulas import Formula, is_gas
from fynq.reasoning.chemistry.moles import STP, shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page, Substance
from fynq.reasoning.chemistry.reactions import Reaction
from fynq.reasoning.chemistry.reading import AMOUNT, SUBSTANCE, UNIT, Reader
from fynq.reasoning.chemistry.units import AMOUNT as MOLE
from fynq.reasoning.chemistry.units import (
    MASS,
    MOLARITY,
    PARTICLES,
    PRESSURE,
    TEMPERATURE,
    VOLUME,
    Unit,
    unit,
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
_GIVEN = rf"{AMOUNT}(?: sample)?(?: of)?(?: (?:solid|liquid|gaseous|pure|aqueous))? {SUBSTANCE}(?: (?:\(|,) {SUBSTANCE}(?: [),])?)?(?: (?:gas|metal|vapor))?"
_DISSOLVED = rf"{AMOUNT}(?: of)?(?: (?:a|an))? {AMOUNT}(?: aqueous)? {SUBSTANCE}(?: solution)?"
_EXCESS = (
    rf"(?:(?:with|in|and|of|using) )?(?:an )?excess(?: of| amount of)?(?: (?:aqueous|solid|gaseous|liquid))? {SUBSTANCE}(?: (?:gas|solution|metal))?",
    rf"(?:with |in )?{SUBSTANCE}(?: (?:gas|solution|metal))?(?: (?:which|that))?(?: (?:is|are|being))?(?: (?:present|used|available))? in excess",
    rf"(?:the )?{SUBSTANCE} is (?:the )?excess (?:reactant|reagent)",
    rf"(?:with )?(?:sufficient|enough|plenty of|unlimited) {SUBSTANCE}(?: gas)?",
)
_ALSO_IN_WATER = frozenset(("HCl", "HBr", "HI", "NH3"))
"""Gases of which a volume most often means their solution."""
_SKILLS = ("amount-of-substance", "ratios")
_MEASURED = frozenset((MASS, MOLE, VOLUME, PARTICLES))


def read(page: Page) -> Exercise:
    reader = Reader(page)
    marked = re.sub(r"<R\d+>", "\x01", reader.rest)
    reaction = reaction_of(reader, amounts=True)
    if page.reactions:
        reader.rest = marked
    if reaction is None or not page.amounts:
        raise NotUnderstood(REFUSAL)
    numbers = reaction.balanced()
    volume = _volume_of_a_mole(reader)
    asked = _asked(reader)
    places = _Places(reader, reaction)
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
    for pattern in _EXCESS:
        for found in reader.take_all(pattern):
            if places.of(found[1]) >= len(reaction.left):
                raise NotUnderstood(REFUSAL)
    _drop_telling(reader)
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


def _volume_of_a_mole(reader: Reader) -> Fraction | None:
    """Of a gas, in m³/mol: at STP, or at the temperature and pressure that are given. None where
    neither is."""
    page = reader.page
    standard = reader.take(STP) is not None
    found = [reader.left_amounts(kind) for kind in (TEMPERATURE, PRESSURE)]
    if not any(found):
        return MOLAR_VOLUME if standard else None
    if standard or any(len(numbers) != 1 for numbers in found):
        raise NotUnderstood(REFUSAL)
    hot, pressed = (page.amounts[numbers[0]] for numbers in found)
    for (n,) in found:
        reader.take(rf"(?:at|and|under)(?: (?:a|an))?(?: (?:temperature|pressure)(?: of)?)? <A{n}>")
        reader.drop("A", n)
    if hot.si <= 0 or pressed.si <= 0:
        raise NotUnderstood(REFUSAL)
    return GAS * hot.si / pressed.si


def _asked(reader: Reader) -> str:
    percent = reader.take(r"(?:the )?(?:percent|percentage|%) yield(?: (?:of|for)(?: the| this)? reaction)?(?! (?:is|was|of) <A)")  # fmt: skip
    if percent and not re.search(r"yield .*<A\d+>[^.?]*$", percent[0]):
        reader.take_all(r"(?:the )?(?:theoretical|actual) yield(?: is)?")
        return "percent"
    left = reader.take(r"(?:how much|how many <U\d+> of)(?: the)? excess (?:reactant|reagent)(?= (?:is|are|will|remains?))")  # fmt: skip
    if left:
        reader.must_take(r"(?:(?:is|are|will|be) )*(?:left(?: over| unreacted)?|remains?|remaining|leftover|unreacted)(?: after the reaction(?: is complete)?| at the end| when the reaction is complete)?")  # fmt: skip
        found = re.search(r"<U\d+>", left[0])
        reader.rest += f"{found[0]} " if found else ""
        return "excess"
    if reader.take(r"(?:which|what)(?: (?:reactant|reagent|one|substance|of the (?:two )?reactants|is|are|the))* (?:limiting (?:reactant|reagent)|limits(?: the reaction)?|is limiting)|(?:the|identify the|name the) limiting (?:reactant|reagent)"):  # fmt: skip
        return "limiting"
    reader.take_all(r"(?:the )?(?:theoretical|maximum|expected) yield(?=[^<]* <[SU])")
    if re.search(r" (?:left|remains?|remaining|leftover|unreacted) ", reader.rest):
        return "left"
    return "amount"


_TELLING = re.compile(r"\b(?:half|twice|double|only|not|no|percent|%|yields?|impure|pure|excess|each|third|quarter|how|what|which|calculate|find|determine|compute|limiting|per|left|remains?)\b")  # fmt: skip


def _drop_telling(reader: Reader) -> None:
    """Takes the words of a sentence that only tells of the reaction: it has the equation, no amount,
    and no word that could change one."""
    pieces = re.split(r"( [.?;] )", reader.rest)
    for at, piece in enumerate(pieces):
        if "\x01" in piece and "<A" not in piece and "<U" not in piece and not _TELLING.search(piece):  # fmt: skip
            pieces[at] = re.sub(r"[a-z]+(?:-[a-z]+)*", "\x00", piece)
    reader.rest = "".join(pieces).replace("\x01", "\x00")


class _Places:
    """Where the question's substances stand in the reaction."""

    def __init__(self, reader: Reader, reaction: Reaction) -> None:
        self.reader, self.reaction = reader, reaction
        self.strength: Amount | None = None
        """The molarity of the solution whose volume is asked."""

    def of(self, number: str | int) -> int:
        substance = self.reader.page.substance(number)
        found = [n for n, term in enumerate(self.reaction.terms) if _is(term.formula, substance)]
        if len(found) != 1:
            raise NotUnderstood("The substance is not in the reaction.")
        return found[0]

    def given(self) -> dict[int, Amount]:
        """By place in the reaction. What is left of the substances are repetitions of terms."""
        reader, page = self.reader, self.reader.page
        given: dict[int, Amount] = {}
        for found in reader.take_all(_DISSOLVED):
            pair = [page.amount(found[1]), page.amount(found[2])]
            if {item.dimension for item in pair} != {VOLUME, MOLARITY} or self.of(found[3]) in given:  # fmt: skip
                raise NotUnderstood(REFUSAL)
            given[self.of(found[3])] = _moles_in(pair[0], pair[1])
        for found in reader.take_all(_GIVEN):
            at, amount = self.of(found[2]), page.amount(found[1])
            if found[3] and self.of(found[3]) != at:
                raise NotUnderstood(REFUSAL)
            if at in given or amount.dimension not in _MEASURED or amount.value <= 0:
                raise NotUnderstood(REFUSAL)
            if (
                amount.dimension == VOLUME
                and page.substance(found[2]).formula.text() in _ALSO_IN_WATER
            ):
                raise NotUnderstood("I cannot tell whether this is a gas or a solution.")
            given[at] = amount
        if reader.left("A"):
            raise NotUnderstood(REFUSAL)
        for n in reader.left("S"):
            self.of(n)
            reader.drop("S", n)
        return given

    def asked(self, how: str) -> tuple[int, Unit]:
        """The substance that is asked and the unit of the answer."""
        reader, page = self.reader, self.reader.page
        if found := reader.take(rf"(?:what |the )?volume(?: ?(?:,|\()? ?in {UNIT}(?: [,)])?)? of(?: (?:a|an))? {AMOUNT} {SUBSTANCE}(?: solution)?|how many {UNIT} of(?: (?:a|an))? {AMOUNT} {SUBSTANCE}(?: solution)?"):  # fmt: skip
            groups = [text for text in found.groups()[1:3] if text] or list(found.groups()[4:6])
            own = next((page.units[int(n)] for n in (found[1], found[4]) if n), page.wanted or unit("mL"))  # fmt: skip
            self.strength = page.amount(groups[0])
            if how != "amount" or self.strength.dimension != MOLARITY or own is None or own.dimension != VOLUME:  # fmt: skip
                raise NotUnderstood(REFUSAL)
            return self.of(groups[1]), own
        patterns = [
            rf"how many {UNIT} of(?: the)?(?: (?:solid|gaseous|liquid))? {SUBSTANCE}(?: (?:gas|metal|vapor))?",
            rf"how much(?: of the)? (?:mass of )?{SUBSTANCE}(?: gas)?(?: (?:,|\()? ?in {UNIT}(?: [,)])?)?",
            rf"(?:what |the )?(?:maximum |minimum )?(?:mass|masses|volume|amount|number)(?: ?(?:,|\()? ?(?:in|of)? {UNIT}(?: [,)])?)?(?: of)?(?: (?:the|solid|gaseous|liquid))? {SUBSTANCE}(?: (?:gas|metal|vapor))?",
            rf"(?:yield(?: ?(?:,|\()? ?in {UNIT}(?: [,)])?)? )?of {SUBSTANCE}(?: (?:gas|metal))?",
        ]
        for pattern in patterns:
            found = reader.take(pattern)
            if found is None:
                continue
            units = re.findall(r"<U(\d+)>", found[0])
            (substance,) = re.findall(r"<S(\d+)>", found[0])
            if not units and (later := reader.take(rf"(?:in|\() {UNIT}(?: \))?")):
                units = [later[1]]
            own = page.units[int(units[0])] if units else page.wanted
            if own is None:
                masses = [item.unit for item in page.amounts if item.dimension == MASS]
                own = masses[0] if len(masses) == 1 and re.search("mass", found[0]) else unit("L" if "volume" in found[0] else "g" if re.search("mass|yield|much|^of ", found[0]) else "mol")  # fmt: skip
            if own is None or own.dimension not in _MEASURED or ("number" in found[0] and not units):  # fmt: skip
                raise NotUnderstood(REFUSAL)
            if how == "left":
                reader.must_take(r"(?:(?:is|are|will|be) )*(?:left(?: over| unreacted)?|remains?|remaining|leftover|unreacted)(?: (?:after the reaction(?: is complete)?|at the end|when the reaction is complete))?")  # fmt: skip
            return self.of(substance), own
        raise NotUnderstood(REFUSAL)


def _moles_in(one: Amount, other: Amount) -> Amount:
    """Of a solution's volume and molarity."""
    mole = unit("mol")
    assert mole is not None
    value = one.si * other.si
    figures = figures_of((one, other))
    return Amount(value, mole, figures, False, f"{float(value):.6g} mol")


def _is(formula: Formula, substance: Substance) -> bool:
    own, other = formula.counts(), substance.formula.counts()
    if substance.element and set(own) == {substance.element} and not formula.charge:
        return True
    return dict(own) == dict(other) and formula.charge == substance.formula.charge


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
