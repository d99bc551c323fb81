"""Numbers with units as physics books write them, and a chain of laws as steps."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context
from fractions import Fraction

from fynq.reasoning.physics import dimensions
from fynq.reasoning.physics.law import symbol
from fynq.reasoning.physics.model import Model, Symbol
from fynq.reasoning.physics.reading import Case, Known
from fynq.reasoning.physics.search import Link
from fynq.reasoning.physics.units import Dimension, Unit, unit

FIGURES = 3
_EXACT = 4


def number(value: float, figures: int = FIGURES, places: int | None = None, *, whole: bool = True) -> str:  # fmt: skip
    """Rounded to significant figures; a value that is exact with four is not
    rounded, unless its decimals are small beside it or whole is
    False, as where a constant of three figures went in. places: decimals asked for."""
    if places is not None and abs(value) < 1e7:
        return f"{value:.{places}f}"
    if value == 0:
        return "0"
    exact = float(f"{value:.{_EXACT}g}")
    is_short = (
        whole
        and abs(exact - value) <= 1e-9 * abs(value)
        and (abs(value) < 100 or exact.is_integer())
    )
    text = f"{value:.{_EXACT}g}" if is_short else _half_up(value, figures)
    rounded = Fraction(text)
    exponent = math.floor(math.log10(abs(float(rounded))))
    if -4 <= exponent < 6:
        return _decimal(rounded)
    mantissa = rounded / Fraction(10) ** exponent
    front = "" if mantissa == 1 else f"{_decimal(mantissa)} \\times "
    return f"{front}10^{{{exponent}}}"


def _half_up(value: float, figures: int) -> str:
    """As people round: 122.5 to 123."""
    context = Context(prec=figures, rounding=ROUND_HALF_UP)
    return str(context.create_decimal(f"{value:.12g}"))


def _decimal(value: Fraction) -> str:
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return f"{float(value):.{places}f}"


def with_unit(value: float, unit: Unit, figures: int = FIGURES, places: int | None = None, *, whole: bool = True) -> str:  # fmt: skip
    """value: in SI."""
    shown = number(value / float(unit.factor) - float(unit.offset), figures, places, whole=whole)
    if not unit.name:
        return shown
    if unit.name == "°":
        return f"{shown}^{{\\circ}}"
    if unit.name == "%":
        return f"{shown}\\%"
    name = unit.name.replace("*", "\\,")
    return f"{shown}\\ \\mathrm{{{name}}}"


def si_unit(dimension: Dimension, name: str = "") -> Unit:
    if dimension == dimensions.ANGLE and name != "rad":
        return Unit("°", Fraction(math.pi / 180), dimension)
    if name == "%":
        return Unit(name, Fraction(1, 100), dimension)
    if name == "°C":
        return Unit(name, Fraction(1), dimension, Fraction(5463, 20))
    return Unit(name or dimensions.NAMES.get(dimension, ""), Fraction(1), dimension)


def answer_unit(case: Case) -> Unit:
    """The one asked; the one in which the text gives every quantity of this kind; the SI unit."""
    own = case.model.symbols[case.asked]
    if case.unit is not None:
        return case.unit
    if own.dimension == dimensions.NUMBER:
        return si_unit(own.dimension, own.unit)
    if natural := _natural(case):
        return natural
    given = {
        one.quantity.unit
        for one in case.known.values()
        if one.quantity is not None and one.quantity.dimension == own.dimension
    }
    if len(given) == 1 and own.dimension != dimensions.MASS:
        only = next(iter(given))
        return si_unit(own.dimension, own.unit) if only.factor == 1 else only
    return si_unit(own.dimension, own.unit)


def _natural(case: Case) -> Unit | None:
    """Of motion told in everyday units: miles for miles per hour and hours, km/h for km and h."""
    asked = case.model.symbols[case.asked].dimension
    names = {
        one.quantity.dimension: one.quantity.unit.name.replace("mph", "mi/h")
        for one in case.known.values()
        if one.quantity is not None
    }
    speed, length, time = (names.get(kind, "") for kind in _MOTION)
    over, _, under = speed.partition("/")
    name = ""
    if asked == dimensions.LENGTH and not length and over and time == "min" and under == "h":
        name = over
    elif asked == dimensions.LENGTH and not length:
        name = over if time == under else ""
    elif asked == dimensions.TIME and not time:
        name = under if length == over else ""
    elif asked == dimensions.SPEED and not speed and length and time in ("h", "s", "day", "year"):
        name = f"{length}/{time}"
    found = unit(name) if name and set(names) <= set(_MOTION) else None
    return found if found and found.dimension == asked else None


_MOTION = (dimensions.SPEED, dimensions.LENGTH, dimensions.TIME)


def is_exact(case: Case, links: tuple[Link, ...]) -> bool:
    """No constant of a table went into the answer; 0, 1 and a right angle are none."""
    used = {name for link in links for name in link.law.symbols()}
    return all(
        one.quantity is not None or one.value in (0.0, 1.0, math.pi / 2) or name not in used
        for name, one in case.known.items()
    )


def given(case: Case) -> str:
    """The known quantities as a list in Markdown."""
    lines = [
        f"- ${case.model.symbols[name].latex} = {_told(case.model.symbols[name], one)}$ ({case.model.symbols[name].name}{_source(one)})"
        for name, one in case.known.items()
    ]
    return "\n".join(lines)


def _told(own: Symbol, one: Known) -> str:
    inner = with_unit(one.value, si_unit(own.dimension, own.unit), 4)
    if one.quantity is None or one.quantity.unit.factor == 1:
        return inner
    sign = -1 if one.value * float(one.quantity.si) < 0 else 1
    written = with_unit(sign * float(one.quantity.si), one.quantity.unit, 6)
    return written if written == inner else f"{written} = {inner}"


def _source(one: Known) -> str:
    if one.said:
        return f", from “{one.said}”"
    return "" if one.quantity is not None else ", a constant"


def steps_of(case: Case, links: tuple[Link, ...]) -> list[tuple[str, str]]:
    """What is known, then each law: as books write it, rearranged, with numbers, its result."""
    steps = [("Write down what is known", given(case))]
    values = {name: one.value for name, one in case.known.items()}
    for link in links:
        steps.append((f"Use the law: {link.law.name}", _worked(case.model, link, values)))
        values[link.unknown] = link.value
    return steps


def _worked(model: Model, link: Link, values: dict[str, float]) -> str:
    import sympy as sp

    own = model.symbols[link.unknown]
    letters = {symbol(name): model.symbols[name].latex for name in link.law.symbols()}
    numbers = {symbol(name): f"({_plain_value(model.symbols[name], values[name])})" for name in link.law.symbols() if name in values}  # fmt: skip
    rearranged = sp.latex(link.expression, symbol_names=letters)
    inserted = sp.latex(link.expression, symbol_names=numbers)
    result = with_unit(link.value, si_unit(own.dimension, own.unit), 4)
    text = f"$${link.law.latex}$$"
    solved = f"{own.latex} = {rearranged}"
    if sorted(re.sub(r"[\s{}]", "", solved)) != sorted(re.sub(r"[\s{}]", "", link.law.latex)):
        text += f"\n\n$${solved}$$"
    return f"{text}\n\n$${own.latex} = {inserted} = {result}$$"


def _plain_value(own: Symbol, value: float) -> str:
    return with_unit(value, si_unit(own.dimension, own.unit), 4)
