"""The units of a working: carried through by pint's facts, and held against what was asked."""

from __future__ import annotations

import sys

import pytest

from fynq.reasoning.verification.dimensions import check_units
from fynq.reasoning.verification.quantities.context import Context, context_of
from fynq.reasoning.verification.quantities.reader import Mixed, readings
from fynq.reasoning.verification.quantities.text import normalised, tokens
from fynq.reasoning.verification.units_checked import (
    may_have_units,
    units_from_json,
    units_to_json,
)

NO_VARIABLES: frozenset[str] = frozenset()


def value(text: str, variables: frozenset[str] = NO_VARIABLES) -> tuple[float, str] | None:
    """The value in base units and the dimension, of the first reading of the whole text."""
    found = tokens(normalised(text))
    read = [each for each in readings(found, variables) if each.end == len(found)]
    if not read:
        return None
    dimension = " ".join(f"{name}^{power}" for name, power in read[0].dimension)
    return pytest.approx(read[0].value), dimension


FORCE = "length^1 mass^1 time^-2"


@pytest.mark.parametrize(
    ("text", "expected", "dimension"),
    [
        ("5 kg × 2 m/s²", 10, FORCE),
        (r"5\,\text{kg} \cdot 2\,\frac{\text{m}}{\text{s}^2}", 10, FORCE),
        (r"10\ \mathrm{m\,s^{-2}}", 10, "length^1 time^-2"),
        ("3 m·s⁻²", 3, "length^1 time^-2"),
        ("100 km / 50 km/h", 7200, "time^1"),
        (r"\frac{100\ \text{km}}{2\ \text{h}}", 100_000 / 7200, "length^1 time^-1"),
        (r"\frac{1}{2}(2\,\text{kg})(3\,\text{m/s})^2", 9, "length^2 mass^1 time^-2"),
        (r"2\pi\sqrt{\frac{2\text{ kg}}{200\text{ N/m}}}", 0.6283185, "time^1"),
        ("10 N × cos(60°)", 5, FORCE),
        ("0.5 mol/L", 500, "length^-3 substance^1"),
        ("$15/hour × 8 hours", 120, "dollar^1"),
        ("20% of 50 kg", 10, "mass^1"),
        ("2.5 × 10^3 J", 2500, "length^2 mass^1 time^-2"),
        ("1/2 hour", 1800, "time^1"),
        ("5 square metres", 5, "length^2"),
        ("3 metres per second squared", 3, "length^1 time^-2"),
    ],
)
def test_quantities_are_read(text: str, expected: float, dimension: str) -> None:
    assert value(text) == (expected, dimension)


@pytest.mark.parametrize("text", ["5 zorkmids", "m^2", "5 m^9999999", "9^9^9^9 m", "5 in the box"])
def test_what_is_no_quantity_is_not_read(text: str) -> None:
    assert value(text) is None


def test_numbers_with_and_without_a_unit_do_not_add() -> None:
    with pytest.raises(Mixed):
        readings(tokens(normalised("5 kg + 3")), NO_VARIABLES)


BOMBS = ("m^9999999" * 400, "(" * 5_000, r"\frac{1}{" * 3_000, "5 J/kg K " * 2_000, "1 °/" * 2)


@pytest.mark.parametrize("text", BOMBS)
def test_bombs_are_read_in_steps_that_grow_like_their_length(text: str) -> None:
    """Calls are counted and not seconds, which depend on what else the machine does."""

    def calls(bomb: str) -> int:
        count = 0

        def called(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(called)
        try:
            found = check_units("How many joules? 5 kg", [f"5 kg = {bomb}", bomb + " = 5 kg"], bomb)
        finally:
            sys.setprofile(None)
        assert (found.lines, found.result_objection, found.final_found) == ((), "", None)
        return count

    check_units("How many joules? 5 kg", ["5 kg = 5 kg"], "5 kg")
    assert calls(text) < 3 * calls(text[: len(text) // 2])


SPEED = "A runner covers 40 m in 2 s. What is her speed in km/h?"
FALL = "A stone of 5 kg is pulled with 2 m/s². What force acts on it?"


@pytest.mark.parametrize(
    ("question", "line", "holds"),
    [
        (FALL, "F = ma = 5 kg × 2 m/s² = 10 N", True),
        (FALL, "F = ma = 5 kg × 2 m/s² = 10 J", False),
        (FALL, "F = ma = 5 kg × 2 m/s² = 12 N", False),
        (SPEED, "72 km/h = 20 m/s", True),
        (SPEED, "72 km/h = 259.2 m/s", False),
        (SPEED, "72 km/h ÷ 3.6 = 20 m/s", True),
        (SPEED, "72 km/h × 3.6 = 259.2 m/s", False),
        (SPEED, "20 m/s × (1 km / 1000 m) × (3600 s / 1 h) = 72 km/h", True),
        ("How far in 30 min at 60 km/h?", "60 km/h × 30 min = 1800 km", False),
        ("How far in 30 min at 60 km/h?", "60 km/h × 0.5 h = 30 km", True),
        ("A rug is 4 feet by 3 feet. What is its area?", "4 feet × 3 feet = 12 feet", False),
        ("A rug is 4 feet by 3 feet. What is its area?", "4 feet × 3 feet = 12 ft²", True),
        ("Heat 2 kg of water by 10 °C.", r"2\text{ kg}·4200\text{ J/kg·°C}·10\text{ °C} = 84000\text{ J}", True),
        ("What is 25 °C in kelvins?", "25 °C = 298.15 K", True),
        ("What is 25 °C in kelvins?", "25 °C + 273.15 = 298.15 K", True),
        ("What is 25 °C in kelvins?", "25 °C = 25 K", False),
        ("Earn $15 an hour for 8 hours.", "$15/hour × 8 hours = $120", True),
        ("Earn $15 an hour for 8 hours.", "$15/hour × 30 minutes = $450", False),
    ],
)  # fmt: skip
def test_a_line_is_judged(question: str, line: str, holds: bool) -> None:
    (found,) = check_units(question, [line], "").lines
    assert found.holds is holds, found


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Earn $15 an hour for 8 hours.", "$15 × 8 hours = $120"),
        ("A 5 kg stone.", "9.8 × 5 kg = 49 N"),
        ("A 5 kg stone.", "5 kg = 49 N"),
        ("A car goes 60 miles per hour.", "60 miles per hour × 2 = 120 miles"),
        ("He works 8 hours a day.", "8 hours × 5 days = 40 hours"),
        ("On this map 1 cm represents 5 km.", "1 cm = 5 km"),
        ("A race of 5 miles.", "5 miles = 8 km"),
        ("A wheel turns at 60 rpm.", "60 rpm = 1 Hz"),
        ("Mix 1 kg of cement to 3 kg of sand.", "1 kg : 3 kg = 5 kg : 15 kg"),
        ("It costs $22 a week.", "$22/week - $20/week = $2"),
    ],
)
def test_what_units_do_not_tell_stays_open(question: str, line: str) -> None:
    checked = check_units(question, [line], "")
    assert not checked.contradicted
    assert not checked.supported


@pytest.mark.parametrize(
    ("question", "steps", "final"),
    [
        ("Simplify 5m + 3m.", ["5m + 3m = 8m"], "8m"),
        ("Solve 2m = 10s for m.", ["2m = 10s", "m = 5s"], "m = 5s"),
        ("What is 3 + 4?", ["3 + 4 = 7"], "7"),
        ("A ball of 3 kg falls 10 m. How fast is it?", [r"v = \sqrt{2 g h} = 14 m/s"], "14 m/s"),
        ("Expand (2g + 3h)^2.", ["(2g + 3h)^2 = 4g^2 + 12gh + 9h^2"], "4g^2+12gh+9h^2"),
    ],
)
def test_without_units_nothing_is_said(question: str, steps: list[str], final: str) -> None:
    checked = check_units(question, steps, final)
    assert not checked.contradicted and not checked.supported


def test_words_that_look_like_units() -> None:
    question = (
        "The bus leaves at 5 in the morning. A 3 m class of 20 pupils takes it. How many pupils?"
    )
    assert not check_units(question, ["20 pupils - 3 pupils = 17 pupils"], "17").contradicted
    assert not context_of("Let m be the mass and V the volume.", ["m = 5 V"]).evidence
    assert isinstance(context_of("A mass m of 5 kg", []), Context)
    assert "m" in context_of("A mass m of 5 kg", ["F = m a"]).variables


@pytest.mark.parametrize(
    ("question", "final", "said"),
    [
        (FALL, "10 N", ""),
        (FALL, r"10\ \text{N}", ""),
        (FALL, "F = 10 N", ""),
        (FALL, "10", ""),
        (FALL, "10 J", "asks for a force, and this is an energy"),
        (FALL, r"10\,\frac{\text{m}}{\text{s}}", "asks for a force, and this is a speed"),
        (SPEED, "72 km/h", ""),
        (SPEED, "72 \\text{ km/h}", ""),
        (SPEED, "20 m/s", "in km/h, so convert it"),
        ("How many joules are 3 kWh?", "3.6 N·m", ""),
        ("How many joules are 3 kWh?", "3.6 kJ", "in joules, so convert it"),
        ("How long does a 12 km walk at 4 km/h take?", "3 hours", ""),
        ("How long does a 12 km walk at 4 km/h take?", "3 km", ""),
        ("How long does a 12 km walk at 4 km/h take?", "3 km/h", "asks for a time or a length"),
        ("Five pens cost $10. What is the price of one?", "\\$2", ""),
        ("Five 2 kg bags cost $10. What is the price of one?", "2 kg", "an amount of money"),
        ("What is the cost, in cents, of 3 m of rope at $2?", "\\$6", "in cents, so convert it"),
        ("What is the ratio of the 5 m mast to its 2 m shadow?", "2.5 m", ""),
        ("What volume do 2 mol of gas take?", "49 L", ""),
        ("The temperature falls from 20 °C. What is its new temperature?", "68 °F", ""),
        ("What is the temperature in degrees Celsius after 20 °C more?", r"40^\circ\text{C}", ""),
        ("Is t in seconds? Find the height, where t is in seconds and the ball weighs 2 kg.", "5 m", ""),
        ("Tom runs 3 miles. How many minutes per mile are 24 minutes?", "8 minutes", ""),
        ("A rod of 2 m weighs 6 kg. What is its density?", "3 kg/m", ""),
        ("Give the energy of 3 kg in joules and in calories.", "5 cal", ""),
    ],
)  # fmt: skip
def test_the_result_has_the_unit_asked_for(question: str, final: str, said: str) -> None:
    objection = check_units(question, [], final).result_objection
    assert said in objection
    assert bool(said) is bool(objection)


def test_a_bare_number_in_another_unit_is_found() -> None:
    working = ["v = 40 m / 2 s = 20 m/s"]
    assert "another unit" in check_units(SPEED, working, "20").result_objection
    right = check_units(SPEED, [*working, "20 m/s × 3.6 = 72 km/h"], "72")
    assert right.supported and not right.result_objection


def test_support_needs_every_line_and_the_result() -> None:
    line = "F = 5 kg × 2 m/s² = 10 N"
    assert check_units(FALL, [line], "10 N").supported
    assert not check_units(FALL, [line], "12 N").supported
    assert not check_units(FALL, [line, "9.8 × 5 kg = 49 N"], "49 N").supported
    assert not check_units(FALL, ["The force is 10 N."], "10 N").supported


def test_the_slip_is_named() -> None:
    (line,) = check_units(SPEED, ["All is well.", "20 m/s = 5.56 km/h"], "").wrong
    assert line.step == 1
    assert "72" in line.objection and "12.96" in line.objection


def test_it_crosses_between_processes() -> None:
    found = check_units(SPEED, ["20 m/s = 5.56 km/h", "9.8 × 5 kg = 49 N"], "20 m/s")
    assert units_from_json(units_to_json(found)) == found
    for wrong in ({}, {"lines": [[0, 1, True, ""]], "result_objection": "", "final_found": None}):
        with pytest.raises((KeyError, TypeError)):
            units_from_json(wrong)


def test_the_cheap_look_before() -> None:
    assert may_have_units("5 kg") and may_have_units("$5") and may_have_units(r"5\,\text{N}")
    assert not may_have_units("3 + 4 = 7") and not may_have_units("Solve for x.")
