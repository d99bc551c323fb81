"""A law: an equation between named quantities that can be solved for each of them.

Its two sides are a function of an algebra, so that the same law is rearranged with SymPy, tried on
numbers, and tried on pint's quantities, which also checks its dimensions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fynq.domain.errors import CannotSolve


class Algebra:
    """Quantities by name, and the functions that a law may use of them."""

    def __init__(self, values: Mapping[str, Any], functions: Any) -> None:
        self._values, self._functions = values, functions

    def __getattr__(self, name: str) -> Any:
        return self._values[name]

    def sin(self, angle: Any) -> Any:
        return self._functions.sin(angle)

    def cos(self, angle: Any) -> Any:
        return self._functions.cos(angle)

    def tan(self, angle: Any) -> Any:
        return self._functions.tan(angle)

    @property
    def pi(self) -> Any:
        return self._functions.pi


class _Names(dict[str, Any]):
    def __missing__(self, name: str) -> float:
        self[name] = 1.3 + 0.1 * len(self)
        return float(self[name])


@dataclass(frozen=True, slots=True)
class Law:
    """name: what a teacher calls it. latex: as books write it. sides: left and right of the
    equation, whose attributes are the names of the quantities."""

    name: str
    latex: str
    sides: Callable[[Algebra], tuple[Any, Any]]

    def symbols(self) -> frozenset[str]:
        return _symbols(self)

    def contradicts(self, values: Mapping[str, float], share: float = 0.02) -> bool:
        """The sides differ by more than changes of all quantities by that share could explain."""
        apart = self._apart(values)
        slack = sum(abs(self._apart({**values, name: values[name] * (1 + share)}) - apart) for name in self.symbols())  # fmt: skip
        return abs(apart) > slack + 1e-12 * abs(apart)

    def _apart(self, values: Mapping[str, float]) -> float:
        left, right = self.sides(Algebra(values, math))
        return float(left - right)

    def solved_for(self, unknown: str) -> tuple[Any, ...]:
        """SymPy expressions for the unknown; several where the law has several roots."""
        return _rearranged(self, unknown)


@cache
def _symbols(law: Law) -> frozenset[str]:
    names = _Names()
    law.sides(Algebra(names, math))
    return frozenset(names)


@cache
def _rearranged(law: Law, unknown: str) -> tuple[Any, ...]:
    import sympy as sp

    letters = {name: symbol(name) for name in law.symbols()}
    left, right = law.sides(Algebra(letters, sp))
    try:
        found = sp.solve(sp.Eq(left, right), letters[unknown])
    except NotImplementedError:
        raise CannotSolve("I cannot rearrange the law for this quantity.") from None
    return tuple(found)


@cache
def symbol(name: str) -> Any:
    import sympy as sp

    return sp.Symbol(name, real=True)
