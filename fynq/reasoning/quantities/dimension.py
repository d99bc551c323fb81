"""The algebra of physical dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

_AXES = ("m", "kg", "s", "A", "K", "mol", "rad")


@dataclass(frozen=True, slots=True)
class Dimension:
    """Exponents of length, mass, time, current, temperature, amount and plane angle.

    The angle is kept so that rev/s and Hz are told apart; `physical` drops it, because the
    radian is a ratio of lengths.
    """

    powers: tuple[Fraction, ...] = (Fraction(0),) * len(_AXES)

    def __mul__(self, other: Dimension) -> Dimension:
        return Dimension(tuple(a + b for a, b in zip(self.powers, other.powers, strict=True)))

    def __truediv__(self, other: Dimension) -> Dimension:
        return Dimension(tuple(a - b for a, b in zip(self.powers, other.powers, strict=True)))

    def __pow__(self, exponent: Fraction | int) -> Dimension:
        return Dimension(tuple(power * exponent for power in self.powers))

    @property
    def physical(self) -> Dimension:
        return Dimension((*self.powers[:-1], Fraction(0)))

    @property
    def is_number(self) -> bool:
        return not any(self.powers[:-1])


NUMBER = Dimension()


def base(axis: str) -> Dimension:
    """Of one base unit: 'm', 'kg', 's', 'A', 'K', 'mol' or 'rad'."""
    return Dimension(tuple(Fraction(int(name == axis)) for name in _AXES))


def dimension(text: str) -> Dimension:
    """'kg m^2 s^-2' in base units. Raises ValueError on any other name."""
    found = NUMBER
    for part in text.split():
        name, _, power = part.partition("^")
        if name not in _AXES:
            raise ValueError(name)
        found = found * base(name) ** Fraction(power or 1)
    return found
