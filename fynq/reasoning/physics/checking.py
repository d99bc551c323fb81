"""Confirms an answer: its laws hold for pint's quantities, and the data follow from the answer."""

from __future__ import annotations

import math
from typing import Any

from fynq.domain.doubt import Witness
from fynq.domain.errors import CannotSolve
from fynq.reasoning.physics.law import Algebra, Law
from fynq.reasoning.physics.quantities import read_quantities
from fynq.reasoning.physics.reading import Case, Known
from fynq.reasoning.physics.search import chain_of
from fynq.reasoning.physics.solving import Answer, answer
from fynq.reasoning.physics.units import Dimension, registry
from fynq.reasoning.physics.writing import answer_unit
from fynq.reasoning.solved import Report, SolvedProblem

_ROUNDED = 6e-3
_BACK = 3e-2
_EXACT = 1e-9
_LIGHT = 2.99792458e8


def check_answer(question: str, solved: SolvedProblem) -> Report:
    """The answer is read back from what is shown, with its unit; nothing of the solver's values is
    taken on trust but the reading of the text."""
    found = answer(question)
    shown = _shown(solved.final, found.case)
    objection = _objection(found, shown)
    if objection:
        return Report(False, (), (), objection, True)
    witnesses = [Witness("units", "Both sides of each law have the same unit and value, with units carried along.")]  # fmt: skip
    if _given_again(found, shown):
        witnesses.append(Witness("substitution", "Worked backward from the answer, the laws give a quantity of the text."))  # fmt: skip
    return Report(True, tuple(witnesses), (True,) * len(solved.steps))


def _shown(final: str, case: Case) -> float:
    """In SI units."""
    first = read_quantities(f"${final}$").quantities[0]
    unit = answer_unit(case)
    if case.scale == 1 and first.unit.dimension != unit.dimension:
        return math.nan
    return float((first.value + unit.offset) * unit.factor) * case.scale


def _objection(found: Answer, shown: float) -> str:
    value = found.value
    if not abs(abs(shown) - abs(value)) <= _ROUNDED * abs(value) + 1e-12 * abs(value or 1):
        return "The answer shown is not the value of the laws."
    model = found.case.model
    values = {name: one.value for name, one in found.case.known.items()}
    values.update({link.unknown: link.value for link in found.links})
    for name, its in values.items():
        own = model.symbols[name]
        if not own.low - _EXACT <= its <= own.high:
            return f"The {own.name} is out of its range."
        if own.dimension == (1, 0, -1, 0, 0, 0, 0) and abs(its) > _LIGHT * 1.01:
            return f"The {own.name} is greater than the speed of light."
    sized = {name: carried(its, model.symbols[name].dimension) for name, its in values.items()}
    for law in model.laws:
        if law.symbols() <= values.keys() and not holds(law, sized):
            return f"The law “{law.name}” does not hold."
    return ""


def carried(value: float, dimension: Dimension) -> Any:
    units = registry()
    bases = ("meter", "kilogram", "second", "ampere", "kelvin", "mole", "radian")
    unit = units.dimensionless
    for base, exponent in zip(bases, dimension, strict=True):
        unit = unit * units.Unit(base) ** exponent
    return units.Quantity(value, unit)


class _Functions:
    pi = math.pi

    @staticmethod
    def sin(angle: Any) -> float:
        return math.sin(_plain(angle))

    @staticmethod
    def cos(angle: Any) -> float:
        return math.cos(_plain(angle))

    @staticmethod
    def tan(angle: Any) -> float:
        return math.tan(_plain(angle))


def _plain(quantity: Any) -> float:
    return float(quantity.to("").magnitude) if hasattr(quantity, "to") else float(quantity)


def holds(law: Law, carried: dict[str, Any]) -> bool:
    """Raises pint's DimensionalityError (a TypeError) where the units do not fit. Where both sides
    are zero, the law's largest term of that dimension is the measure."""
    left, right = law.sides(Algebra(carried, _Functions))
    gap = left - right
    alike = [
        abs(_base(carried[name]))
        for name in law.symbols()
        if getattr(gap, "dimensionality", None) == carried[name].dimensionality
    ]
    size = max(abs(_base(left)), abs(_base(right)), *alike, 0.0)
    return abs(_base(gap)) <= 5e-3 * size


def _base(quantity: Any) -> float:
    return float(quantity.to_base_units().magnitude) if hasattr(quantity, "to_base_units") else float(quantity)  # fmt: skip


def _given_again(found: Answer, shown: float) -> bool:
    """Some given quantity is found again from the rounded answer and the others."""
    case = found.case
    for name in sorted(case.must_use):
        known = {key: one for key, one in case.known.items() if key != name}
        known[case.asked] = Known(math.copysign(shown, found.value))
        back = Case(case.model, known, name, frozenset())
        try:
            value = chain_of(back)[-1].value
        except CannotSolve:
            continue
        if abs(value - case.known[name].value) <= _BACK * abs(case.known[name].value):
            return True
    return False
