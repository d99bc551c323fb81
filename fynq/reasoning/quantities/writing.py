"""A value with a sensible number of figures, as LaTeX with its unit."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from fynq.reasoning.quantities.units import Unit

_EXACT_FIGURES = 6


def figures(value: float, given: int, places: int | None = None) -> str:
    """A decimal that ends within six figures is written whole; else three figures, or as many as
    the least exact of the given numbers (at most four). places: decimals asked for."""
    exact = Decimal(f"{value:.12g}")
    if places is not None:
        return format(exact.quantize(Decimal(1).scaleb(-places)), "f")
    whole = exact.normalize()
    if len(whole.as_tuple().digits) <= _EXACT_FIGURES:
        return _written(whole)
    return _written(_rounded(exact, max(3, min(given, 4))))


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), ROUND_HALF_EVEN).normalize()  # fmt: skip


def _written(value: Decimal) -> str:
    if value == 0:
        return "0"
    power = value.adjusted()
    if -4 < power < 7:
        return format(value, "f")
    return rf"{format(value.scaleb(-power).normalize(), 'f')} \times 10^{{{power}}}"


def unit_latex(unit: Unit | None) -> str:
    if unit is None or not unit.symbol:
        return ""
    import re

    text = re.sub(r"\^(-?\d+)", r"^{\1}", unit.symbol.replace("·", r" \cdot "))
    text = text.replace("°", r"^\circ ").replace("Ω", r"\Omega ").replace("µ", r"\mu ")
    return rf"\ \mathrm{{{text}}}"


def with_unit(number: str, unit: Unit | None) -> str:
    return number + unit_latex(unit)
