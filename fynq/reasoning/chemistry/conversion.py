"""A physical quantity in another unit: 0.0034 kg in mg, 1.25 atm in mmHg, 25.0 °C in K, compound
units. The digits are those of the quantity; an exact short result stays exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.chemistry.figures import figures_of, short_exact, to_places, with_unit, written
from fynq.reasoning.chemistry.moles import shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page
from fynq.reasoning.chemistry.reading import AMOUNT, UNIT, Reader
from fynq.reasoning.chemistry.units import NUMBER, PARTICLES, TEMPERATURE, Unit
from fynq.reasoning.chemistry.worked import Exercise, Worked, number_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_VOCABULARY = frozenset(words("unit units conversion conversions perform length distance mass volume pressure temperature time energy speed density measurement make carry out"))  # fmt: skip
_TO = r"(?:(?:to|into|in|as|in terms of|in units of|to units of)(?: (?:the unit|units of))?)"
_PATTERNS = (
    rf"(?:convert|change|express|write|rewrite)(?: (?:the|a|an|\w+ of))*(?: (?:length|distance|mass|volume|pressure|temperature|time|energy|speed|density|concentration|quantity)(?: of)?)? {AMOUNT}(?: ,)? {_TO} {UNIT}",
    rf"how many {UNIT} (?:are|is|correspond to|make up|does)(?: there)?(?: (?:in|equal to|equivalent to|contained in))? {AMOUNT}",
    rf"{AMOUNT} (?:is equal to|equals|is|=|corresponds to|is equivalent to|are)(?: to)? how many {UNIT}",
    rf"(?:what is|what are)(?: (?:a|the) (?:length|distance|mass|volume|pressure|temperature|speed) of)? {AMOUNT} (?:expressed |converted |measured )?{_TO} {UNIT}",
    rf"{AMOUNT} = (?:\?|□|_+|x) {UNIT}",
)
_SKILLS = ("units-and-measurement",)


def read(page: Page) -> Exercise:
    if len(page.amounts) != 1 or page.substances or page.reactions:
        raise NotUnderstood(REFUSAL)
    reader = Reader(page)
    found = next((match for pattern in _PATTERNS if (match := reader.take(pattern))), None)
    if found is None:
        raise NotUnderstood(REFUSAL)
    amount = page.amount(re.findall(r"<A(\d+)>", found[0])[0])
    units = re.findall(r"<U(\d+)>", found[0])
    target = page.units[int(units[0])]
    reader.settle(_VOCABULARY)
    source = amount.unit
    if source.dimension != target.dimension or source.dimension in (NUMBER, PARTICLES):
        raise NotUnderstood("The units do not measure the same quantity.")
    if source == target or (page.wanted is not None and page.wanted != target):
        raise NotUnderstood(REFUSAL)
    if len({source.sign, target.sign} & {"y"}) == 1 and _depends_on_the_year(amount, target):
        raise NotUnderstood("A year may have 365 days or 365.25.")
    if _is_everyday(amount, target):
        raise NotUnderstood("A conversion of everyday units, whose factors books round.")
    return _Conversion(page, amount, target)


def _depends_on_the_year(amount: Amount, target: Unit) -> bool:
    value = amount.si / target.factor
    other = value * Fraction(1460, 1461) ** (1 if amount.unit.sign == "y" else -1)
    figures = max(2, figures_of([amount]))
    return written(value, figures) != written(other, figures)


def _is_everyday(amount: Amount, target: Unit) -> bool:
    """Everyday units of one system, or a whole number of one in another: their stories are read
    elsewhere."""
    plain = frozenset(words("in ft yd mi lb oz gal qt pt cup tbsp tsp km m cm mm kg g mg L mL h min s d wk y °C °F"))  # fmt: skip
    both = {amount.unit.sign, target.sign}
    if not both <= plain | {"fl oz"}:
        return False
    old = frozenset(words("in ft yd mi lb oz gal qt pt cup tbsp tsp °F °C h min d wk y")) | {
        "fl oz"
    }
    return len(both & old) == 2 or (amount.whole and bool(both & old))


@dataclass(frozen=True, slots=True)
class _Conversion:
    page: Page
    amount: Amount
    target: Unit

    def _value(self) -> Fraction:
        return self.amount.si / self.target.factor - self.target.offset

    def _number(self) -> str:
        value, page = self._value(), self.page
        if page.places is not None:
            return to_places(value, page.places)
        if page.figures is not None:
            return written(value, page.figures)
        if self.target.dimension == TEMPERATURE:
            decimals = len(re.sub(r"[^\d.]", "", self.amount.written).partition(".")[2])
            return to_places(value, decimals)
        ratio = self.amount.unit.factor / self.target.factor
        if _is_power_of_ten(ratio) or (self.amount.whole and _is_power_of_ten(_other(value))):
            exact = short_exact(value)
            if exact is not None:
                return exact
            return written(value, max(2, self.amount.figures))
        if self.amount.whole and (exact := short_exact(value)) is not None and len(exact.strip("0").replace(".", "")) <= 4:  # fmt: skip
            return exact
        return written(value, max(2, figures_of([self.amount])))

    def work(self) -> Worked:
        final = with_unit(self._number(), self.target)
        given = with_unit(shown(self.amount), self.amount.unit)
        if self.amount.unit.offset or self.target.offset:
            steps: tuple[tuple[str, str], ...] = (("Use the relation of the two scales", f"$${given} = {final}$$ {_scales(self.amount.unit, self.target)}"),)  # fmt: skip
        else:
            ratio = self.amount.unit.factor / self.target.factor
            factor = with_unit(_factor(ratio), self.target)
            one = with_unit("1", self.amount.unit)
            steps = (
                ("Find the factor between the units", f"$${one} = {factor}$$"),
                ("Multiply", f"$${shown(self.amount)} \\cdot {_factor(ratio)} = {_factor(self._value())}$$"),
                ("Keep the figures of the data", f"$${final}$$"),
            )  # fmt: skip
        return Worked(
            "conversion",
            f"{given} \\rightarrow \\text{{{self.target.sign.replace('^', '')}}}",
            final,
            steps,
            _SKILLS,
            "Multiply by the factor between the two units, each unit as often as it occurs.",
        )

    def confirm(self, final: str) -> str:
        """pint converts the answer back."""
        from fynq.reasoning.chemistry.gases import registry

        number, half = number_of(final)
        ureg = registry()
        ends = [
            float(ureg.Quantity(float(value), self.target.pint).to(self.amount.unit.pint).magnitude)
            for value in (number - half, number + half)
        ]
        slack = 1e-9 * max(map(abs, ends))
        inside = min(ends) - slack <= float(self.amount.value) <= max(ends) + slack
        return "pint's factors give the quantity back." if inside else ""


def _other(value: Fraction) -> Fraction:
    return value if value else Fraction(1)


def _is_power_of_ten(value: Fraction) -> bool:
    return set(str(value.numerator).strip("0")) == {"1"} and str(value.numerator).strip("0") == "1" and str(value.denominator).rstrip("0") == "1"  # fmt: skip


def _factor(value: Fraction) -> str:
    return short_exact(value) or written(value, 6)


def _scales(source: Unit, target: Unit) -> str:
    signs = {source.sign, target.sign}
    if "°F" in signs and "°C" in signs:
        return "$C = \\frac{5}{9}(F - 32)$."
    if "°C" in signs:
        return "$T = t + 273.15$."
    return "$T = \\frac{5}{9}(F + 459.67)$."
