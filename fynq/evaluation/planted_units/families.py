"""Problems of physics, chemistry and money, worked out forward with their units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from fynq.evaluation.planted_units.writing import Signs, Style, factor, unit, written

G = Fraction(98, 10)


@dataclass(frozen=True, slots=True)
class Quantity:
    value: Fraction
    signs: Signs

    @property
    def base(self) -> Fraction:
        return self.value * factor(self.signs)

    def text(self, style: Style) -> str:
        return style.of(written(self.value), self.signs)


def of(value: int | Fraction | str, signs: str) -> Quantity:
    return Quantity(Fraction(value), unit(signs))


@dataclass(frozen=True, slots=True)
class Line:
    """symbol: of the result, '' for none. left: what is worked out, in a style. result: of it."""

    symbol: str
    left: Callable[[Style], str]
    result: Quantity


@dataclass(frozen=True, slots=True)
class Work:
    """question: with {asked}, which says what is asked, and {in_unit} for a demanded unit. other:
    a unit of the same dimension that a question may demand instead. wrong: units of other
    dimensions that a slip may put behind the result. ignored: the last result where its units are
    ignored, if that differs."""

    question: str
    lines: tuple[Line, ...]
    other: str
    wrong: tuple[str, ...]
    ignored: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    draw: Callable[[Random], Work]


def _in(value: Fraction, signs: str) -> Quantity:
    """A value in base units, in a unit."""
    return Quantity(value / factor(unit(signs)), unit(signs))


def _times(*factors: Quantity | str) -> Callable[[Style], str]:
    return lambda style: style.times.join(
        each if isinstance(each, str) else each.text(style) for each in factors
    )


def _over(above: Quantity, below: Quantity) -> Callable[[Style], str]:
    return lambda style: style.over(above.text(style), below.text(style))


def _product(question: str, symbol: str, a: Quantity, b: Quantity, to: str, other: str, wrong: tuple[str, ...]) -> Work:  # fmt: skip
    result = _in(a.base * b.base, to)
    ignored = a.value * b.value
    return Work(question, (Line(symbol, _times(a, b), result),), other, wrong, ignored if ignored != result.value else None)  # fmt: skip


def _quotient(question: str, symbol: str, a: Quantity, b: Quantity, to: str, other: str, wrong: tuple[str, ...]) -> Work:  # fmt: skip
    result = _in(a.base / b.base, to)
    ignored = a.value / b.value
    return Work(question, (Line(symbol, _over(a, b), result),), other, wrong, ignored if ignored != result.value else None)  # fmt: skip


def _force(r: Random) -> Work:
    m, a = of(r.randint(2, 60), "kg"), of(Fraction(r.randint(2, 40), 2), "m s^-2")
    asked = f"A crate of {written(m.value)} kg speeds up at {written(a.value)} m/s². {{what}} the net force on it{{in_unit}}?"
    return _product(asked, "F", m, a, "N", "kg m s^-2", ("J", "m s^-1", "W"))


def _weight(r: Random) -> Work:
    m = of(r.randint(2, 90), "kg")
    asked = f"A stone has a mass of {written(m.value)} kg, and g = 9.8 N/kg. {{what}} the gravitational force on it{{in_unit}}?"
    return _product(asked, "W", m, Quantity(G, unit("N kg^-1")), "N", "kg m s^-2", ("J", "Pa", "kg m^-3"))  # fmt: skip


def _speed(r: Random) -> Work:
    t = of(r.randint(4, 50), "s")
    d = of(t.value * r.randint(2, 30), "m")
    asked = f"A cyclist covers {written(d.value)} m in {written(t.value)} s. {{what}} the average speed{{in_unit}}?"
    return _quotient(asked, "v", d, t, "m s^-1", "km h^-1", ("m s^-2", "N", "J"))


def _road(r: Random) -> Work:
    v, t = of(r.randint(30, 120), "km h^-1"), of(r.choice((15, 20, 30, 45, 90)), "min")
    asked = f"A lorry drives at {written(v.value)} km/h for {written(t.value)} minutes. {{what}} the distance it covers{{in_unit}}?"
    return _product(asked, "d", v, t, "km", "m", ("km h^-1", "h", "kg"))


def _trip(r: Random) -> Work:
    v, d = of(r.randint(4, 12) * 10, "km h^-1"), of(r.randint(3, 40) * 10, "km")
    asked = f"A coach has {written(d.value)} km to go at {written(v.value)} km/h. {{what}} the time it needs{{in_unit}}?"
    return _quotient(asked, "t", d, v, "h", "min", ("km", "km h^-1", "m s^-2"))


def _kinetic(r: Random) -> Work:
    m, v = of(r.randint(2, 30) * 2, "kg"), of(r.randint(2, 30), "m s^-1")
    result = of(m.value * v.value**2 / 2, "J")
    asked = f"A sledge of {written(m.value)} kg moves at {written(v.value)} m/s. {{what}} the kinetic energy of it{{in_unit}}?"

    def left(style: Style) -> str:
        half = style.over("1", "2") if style.name in ("latex", "stacked", "si") else "0.5"
        return style.times.join((half, m.text(style), style.power(v.text(style), 2)))

    return Work(asked, (Line("E", left, result),), "kJ", ("N", "W", "kg m s^-1"))


def _potential(r: Random) -> Work:
    m, h = of(r.randint(2, 60), "kg"), of(r.randint(2, 40), "m")
    result = of(m.value * G * h.value, "J")
    asked = f"A bag of {written(m.value)} kg is lifted by {written(h.value)} m. {{what}} the work done{{in_unit}}?"
    left = _times(m, Quantity(G, unit("m s^-2")), h)
    return Work(asked, (Line("E", left, result),), "kJ", ("N", "W", "kg m"))


def _power(r: Random) -> Work:
    t = of(r.randint(2, 30), "s")
    e = of(t.value * r.randint(5, 200), "J")
    asked = f"A motor does {written(e.value)} J of work in {written(t.value)} s. {{what}} the power{{in_unit}}?"
    return _quotient(asked, "P", e, t, "W", "kW", ("J", "N", "V"))


def _electric_power(r: Random) -> Work:
    u, i = of(r.choice((6, 9, 12, 24, 230)), "V"), of(Fraction(r.randint(2, 40), 4), "A")
    asked = f"A heater takes {written(i.value)} A at {written(u.value)} V. {{what}} the power{{in_unit}}?"
    return _product(asked, "P", u, i, "W", "kW", ("V", "J", "Ω"))


def _current(r: Random) -> Work:
    ohms = of(r.randint(2, 50), "Ω")
    u = of(ohms.value * Fraction(r.randint(1, 12), 4), "V")
    asked = f"A resistor of {written(ohms.value)} Ω lies at {written(u.value)} V. {{what}} the current{{in_unit}}?"
    return _quotient(asked, "I", u, ohms, "A", "mA", ("V", "Ω", "W"))


def _density(r: Random) -> Work:
    v = of(r.randint(2, 40), "cm^3")
    m = of(v.value * Fraction(r.randint(2, 40), 4), "g")
    asked = f"A metal block of {written(v.value)} cm³ has a mass of {written(m.value)} g. {{what}} the density{{in_unit}}?"
    return _quotient(asked, "ρ", m, v, "g cm^-3", "kg m^-3", ("g cm^-2", "N", "g"))


def _pressure(r: Random) -> Work:
    a = of(Fraction(r.randint(1, 20), 4), "m^2")
    f = of(a.value * r.randint(20, 900), "N")
    asked = f"A force of {written(f.value)} N acts on {written(a.value)} m². {{what}} the pressure{{in_unit}}?"
    return _quotient(asked, "p", f, a, "Pa", "kPa", ("N", "J", "kg m^-3"))


def _momentum(r: Random) -> Work:
    m, v = of(r.randint(2, 900), "kg"), of(r.randint(2, 40), "m s^-1")
    asked = f"A trolley of {written(m.value)} kg rolls at {written(v.value)} m/s. {{what}} the momentum of it{{in_unit}}?"
    return _product(asked, "p", m, v, "kg m s^-1", "g m s^-1", ("N", "J", "kg m s^-2"))


def _area(r: Random) -> Work:
    a, b = of(r.randint(2, 40), "m"), of(r.randint(2, 40), "m")
    asked = f"A yard measures {written(a.value)} m by {written(b.value)} m. {{what}} the area of it{{in_unit}}?"
    return _product(asked, "A", a, b, "m^2", "cm^2", ("m", "m^3", "kg"))


def _moles(r: Random) -> Work:
    c, v = of(Fraction(r.randint(1, 20), 4), "mol L^-1"), of(r.randint(1, 12) * 50, "mL")
    result = of(c.value * v.value / 1000, "mol")
    litres = of(v.value / 1000, "L")
    asked = f"A flask holds {written(v.value)} mL of a solution of {written(c.value)} mol/L. {{what}} the amount of salt in it{{in_unit}}?"
    lines = (Line("V", _times(v), litres), Line("n", _times(c, litres), result))
    return Work(asked, lines, "", ("mol L^-1", "g", "L"))


def _heat(r: Random) -> Work:
    m, c, t = of(Fraction(r.randint(1, 20), 2), "kg"), of(r.choice((4200, 900, 450, 2100)), "J kg^-1 K^-1"), of(r.randint(2, 60), "K")  # fmt: skip
    result = of(m.value * c.value * t.value, "J")
    asked = f"{written(m.value)} kg of a substance with {written(c.value)} J/(kg·K) warm up by {written(t.value)} K. {{what}} the heat required{{in_unit}}?"
    return Work(asked, (Line("Q", _times(m, c, t), result),), "kJ", ("W", "N", "J kg^-1"))


def _wages(r: Random) -> Work:
    pay, t = of(r.randint(9, 40), "dollar h^-1"), of(r.randint(3, 40), "h")
    asked = f"Pia earns ${written(pay.value)} per hour and works {written(t.value)} hours. How much money does she earn?"
    return _product(asked, "", pay, t, "dollar", "", ("h", "dollar h^-1"))


def _shopping(r: Random) -> Work:
    price, m = of(r.randint(2, 30), "dollar kg^-1"), of(Fraction(r.randint(2, 20), 2), "kg")
    asked = f"Cheese costs ${written(price.value)} per kilogram. {{what}} the cost of {written(m.value)} kg?"
    return _product(asked, "", price, m, "dollar", "", ("kg", "m"))


def _converted(r: Random) -> Work:
    start, to = r.choice((("km h^-1", "m s^-1"), ("m s^-1", "km h^-1"), ("kWh", "J"), ("g cm^-3", "kg m^-3"), ("L", "mL"), ("h", "s"), ("m^2", "cm^2"), ("kJ", "J"), ("cm", "m"), ("min", "h")))  # fmt: skip
    value = of(r.randint(2, 20) * 18, start)
    result = _in(value.base, to)
    asked = "Convert {given} to {target}."
    return Work(asked, (Line("", _times(value), result),), "", ("N", "mol", "kg m"), value.value**2 / result.value)  # fmt: skip


def _falling(r: Random) -> Work:
    h = of(r.choice((10, 40, 90, 160, 250)), "m")
    g = Quantity(Fraction(20) / 2, unit("m s^-2"))
    speed = {10: "14.14", 40: "28.28", 90: "42.43", 160: "56.57", 250: "70.71"}[int(h.value)]
    asked = f"A ball falls {written(h.value)} m. {{what}} the final speed{{in_unit}}?"

    def left(style: Style) -> str:
        return style.root(style.times.join(("2", g.text(style), h.text(style))))

    return Work(asked, (Line("v", left, of(speed, "m s^-1")),), "km h^-1", ("m", "N", "m s^-2"))


def _sum(r: Random) -> Work:
    a, b = of(r.randint(2, 9), "km"), of(r.randint(2, 9) * 100, "m")
    result = _in(a.base + b.base, "m")
    asked = f"A path of {written(a.value)} km is made {written(b.value)} m longer. {{what}} the new length{{in_unit}}?"
    line = Line("d", lambda style: f"{a.text(style)} + {b.text(style)}", result)
    return Work(asked, (line,), "km", ("m^2", "kg", "m s^-1"), a.value + b.value)


FAMILIES: tuple[Family, ...] = tuple(
    Family(draw.__name__.strip("_"), draw)
    for draw in (
        _force, _weight, _speed, _road, _trip, _kinetic, _potential, _power, _electric_power, _current,
        _density, _pressure, _momentum, _area, _moles, _heat, _wages, _shopping, _converted, _falling, _sum,
    )
)  # fmt: skip
