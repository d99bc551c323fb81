"""The values of a story's unknowns: the one solution of its relations that its domains allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fynq.domain.errors import CannotSolve
from fynq.reasoning.stories.situation import Domain, Situation, Unknown

NO_ANSWER = "The story's conditions have no answer that fits it."
Values = Mapping[str, Any]
"""SymPy numbers by the unknowns' letters."""


def values_of(situation: Situation) -> Values:
    """Raises CannotSolve when no solution, or more than one, fits the story."""
    import sympy as sp

    from fynq.reasoning.reading.build import build, symbol

    letters = [unknown.letter for unknown in situation.unknowns]
    equations = [build(item.relation.left) - build(item.relation.right) for item in situation.translations]  # fmt: skip
    symbols = [symbol(letter) for letter in letters]
    found = sp.solve(equations, symbols, dict=True) if symbols else [{}]
    fitting: list[dict[str, Any]] = []
    for solution in found:
        values = {letter: solution.get(at) for letter, at in zip(letters, symbols, strict=True)}
        if any(value is None or value.free_symbols for value in values.values()):
            continue
        own = {letter: sp.nsimplify(value) if value.has(sp.Float) else value for letter, value in values.items()}  # fmt: skip
        if all(fits(own[unknown.letter], unknown) for unknown in situation.unknowns):
            fitting.append(own)
    if not fitting or any(other != fitting[0] for other in fitting[1:]):
        raise CannotSolve(NO_ANSWER)
    return fitting[0]


def fits(value: Any, unknown: Unknown) -> bool:
    """value: a SymPy number or an mpmath number."""
    real = complex(value)
    if abs(real.imag) > 1e-12:
        return False
    size = real.real
    whole = abs(size - round(size)) < 1e-9
    if unknown.positive and size <= 0:
        return False
    match unknown.domain:
        case Domain.POSITIVE:
            return size > 0
        case Domain.NOT_NEGATIVE:
            return size >= 0
        case Domain.WHOLE:
            return size >= 0 and whole
        case Domain.INTEGER:
            return whole
        case Domain.ODD | Domain.EVEN:
            return whole and round(size) % 2 == (unknown.domain is Domain.ODD)
        case _:
            return True
