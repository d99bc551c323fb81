"""Numbers with units, as sources write them."""

from __future__ import annotations

import math

import pytest

from fynq.reasoning.physics.quantities import read_quantities


@pytest.mark.parametrize(
    ("text", "si", "unit", "figures"),
    [
        (r"at $$0.400$$ $$\frac{m}{s}$$", 0.4, "m/s", 3),
        (r"of $$2.5\times{10}^{\left(-2\right)}$$ $$m^2$$.", 0.025, "m^2", 2),
        ("a 5.00-kg block", 5.0, "kg", 3),
        ("at 20º C", 293.15, "°C", 2),
        (r"$27^{\circ} \mathrm{C}$", 300.15, "°C", 2),
        (r"coming from $$\frac{80km}{h}$$", 80 / 3.6, "km/h", 2),
        ("5.00×10**12 kg", 5e12, "kg", 3),
        ("1×10**9N/m**2", 1e9, "N/m^2", 1),
        ("by 110 mm Hg,", 14665.46261565, "mmHg", 3),
        ("c = 4200 J/(kg K)", 4200, "J/(kg*K)", 4),
        (r"$2.0 \times 10^{-6} \mathrm{C} / \mathrm{m}^2$", 2e-6, "C/m^2", 2),
        ("1.2*10^-5 per kelvin", 1.2e-5, "1/K", 2),
        ("10^-6 m^2", 1e-6, "m^2", 1),
        ("20 rev/min", 2 * math.pi / 3, "rev/min", 2),
        ("33 rpm", 33 * math.pi / 30, "rpm", 2),
        ("20 meters per second squared", 20, "m/s^2", 2),
        ("2.5 m s^-2", 2.5, "m/s^2", 2),
        ("an index of 4/3", 4 / 3, "", 9),
        ("90.0% of", 0.9, "%", 3),
        ("300,000 L/s", 300, "L/s", 6),
        ("18.0 g/mol", 0.018, "g/mol", 3),
    ],
)
def test_one_quantity(text: str, si: float, unit: str, figures: int) -> None:
    (found,) = read_quantities(text).quantities
    assert float(found.si) == pytest.approx(si)
    assert (found.unit.name, found.figures) == (unit, figures)


def test_a_shared_unit_belongs_to_both() -> None:
    first, second = read_quantities("slows from 12.0 to 7.50 m/s").quantities
    assert (float(first.si), first.unit) == (12.0, second.unit)


def test_angular_velocity_is_no_frequency() -> None:
    first, second = read_quantities("3 rad/s and 3 Hz").quantities
    assert first.dimension != second.dimension
    assert first.si == second.si


@pytest.mark.parametrize(("text", "values"), [("of -3 m/s", [-3]), ("5 m - 3 m", [5, 3]), ("a 5-3 m", [5, 3]), ("x = -2 N", [-2])])  # fmt: skip
def test_a_minus_sign_is_told_from_a_hyphen(text: str, values: list[float]) -> None:
    assert [float(found.value) for found in read_quantities(text).quantities] == values


def test_hours_and_minutes_are_one_quantity() -> None:
    (found,) = read_quantities("in 1 hour and 30 minutes.").quantities
    assert float(found.si) == 5400
    (found,) = read_quantities("2 h, 30 min, and 12 s").quantities
    assert float(found.si) == 9012


def test_a_unit_that_goes_on_unread_is_unknown() -> None:
    first, second = read_quantities("4 m/s2 and 5 m/step").quantities
    assert (first.unit.name, second.unit.name) == ("m/s^2", "?")
