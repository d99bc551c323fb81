"""A quantity that was read, with what is needed to judge how it is meant."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.reasoning.verification.quantities.facts import Dimension
from fynq.reasoning.verification.quantities.names import (
    ANGLES,
    CALENDAR,
    DERIVED,
    TEMPERATURES,
    UnitName,
)


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a product. power: 1 or -1. number: without its unit; bare: it has none."""

    number: float
    dimension: Dimension
    bare: bool
    power: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """number: as written, units aside. value: in base units of the SI. unit: value / number where
    it is one number with a unit, else 1. slack: the relative size of what its decimals may hide.
    factors: of a plain product, else (). single: one number, with or without a unit. units: all of
    them. compound: with a unit below a slash. bares: the numbers without a unit; late: one of them
    stands behind a quantity. quantities: numbers with a unit. end: of the tokens that were read."""

    number: float
    value: float
    dimension: Dimension
    unit: float
    slack: float
    digit: float
    decimals: bool
    factors: tuple[Factor, ...]
    single: bool
    units: tuple[UnitName, ...]
    compound: bool
    bares: tuple[float, ...]
    late: bool
    quantities: int
    end: int

    @property
    def has_unit(self) -> bool:
        return bool(self.units)

    @property
    def physical(self) -> bool:
        """Written with rates or derived units, so that the units are meant as units."""
        return self.compound or any(each.base in DERIVED for each in self.units)

    @property
    def angular(self) -> bool:
        return any(each.base in ANGLES for each in self.units)

    @property
    def thermal(self) -> bool:
        return any(each.base in TEMPERATURES for each in self.units)

    @property
    def calendar(self) -> frozenset[str]:
        return frozenset(each.base for each in self.units if each.base in CALENDAR)
