"""What stands where in a question of stoichiometry: the amounts by their place in the reaction, the
substance asked, what is there in excess."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.reasoning.chemistry.constants import GAS
from fynq.reasoning.chemistry.figures import figures_of
from fynq.reasoning.chemistry.formulas import Formula
from fynq.reasoning.chemistry.moles import gas_volume
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Substance
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
from fynq.reasoning.problem import NotUnderstood

_GIVEN = rf"{AMOUNT}(?: sample)?(?: of)?(?: (?:solid|liquid|gaseous|pure|aqueous))? {SUBSTANCE}(?: (?:\(|,) {SUBSTANCE}(?: [),])?)?(?: (?:gas|metal|vapor))?"
_DISSOLVED = rf"{AMOUNT}(?: of)?(?: (?:a|an))? {AMOUNT}(?: aqueous)? {SUBSTANCE}(?: solution)?"
EXCESS = (
    rf"(?:(?:with|in|and|of|using) )?(?:an )?excess(?: of| amount of)?(?: (?:aqueous|solid|gaseous|liquid))? {SUBSTANCE}(?: (?:gas|solution|metal))?",
    rf"(?:with |in )?{SUBSTANCE}(?: (?:gas|solution|metal))?(?: (?:which|that))?(?: (?:is|are|being))?(?: (?:present|used|available))? in excess",
    rf"(?:the )?{SUBSTANCE} is (?:the )?excess (?:reactant|reagent)",
    rf"(?:with )?(?:sufficient|enough|plenty of|unlimited) {SUBSTANCE}(?: gas)?",
)
_ALSO_IN_WATER = frozenset(("HCl", "HBr", "HI", "NH3"))
"""Gases of which a volume most often means their solution."""
_ALSO_IN_WATER = frozenset(("HCl", "HBr", "HI", "NH3"))
"""Gases of which a volume most often means their solution."""
MEASURED = frozenset((MASS, MOLE, VOLUME, PARTICLES))


def volume_of_a_mole(reader: Reader) -> Fraction | None:
    """Of a gas, in m³/mol: at STP, or at the temperature and pressure that are given. None where
    neither is."""
    page = reader.page
    standard = gas_volume(reader)
    found = [reader.left_amounts(kind) for kind in (TEMPERATURE, PRESSURE)]
    if not any(found):
        return standard
    if standard is not None or any(len(numbers) != 1 for numbers in found):
        raise NotUnderstood(REFUSAL)
    hot, pressed = (page.amounts[numbers[0]] for numbers in found)
    for (n,) in found:
        reader.take(rf"(?:at|and|under)(?: (?:a|an))?(?: (?:temperature|pressure)(?: of)?)? <A{n}>")
        reader.drop("A", n)
    if hot.si <= 0 or pressed.si <= 0:
        raise NotUnderstood(REFUSAL)
    return GAS * hot.si / pressed.si


def what_is_asked(reader: Reader) -> str:
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


def drop_telling(reader: Reader) -> None:
    """Takes the words of a sentence that only tells of the reaction: it has the equation, no amount,
    and no word that could change one."""
    pieces = re.split(r"( [.?;] )", reader.rest)
    for at, piece in enumerate(pieces):
        if "\x01" in piece and "<A" not in piece and "<U" not in piece and not _TELLING.search(piece):  # fmt: skip
            pieces[at] = re.sub(r"[a-z]+(?:-[a-z]+)*", "\x00", piece)
    reader.rest = "".join(pieces).replace("\x01", "\x00")


class Places:
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
            if at in given or amount.dimension not in MEASURED or amount.value <= 0:
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
            if own is None or own.dimension not in MEASURED or ("number" in found[0] and not units):  # fmt: skip
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
