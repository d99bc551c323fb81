"""A reduced run of the measure of units: other numbers than those it was built with."""

from __future__ import annotations

from fynq.evaluation.planted_units.__main__ import measure
from fynq.evaluation.planted_units.planting import MISTAKES, planted, right


def test_planted_slips_of_units_are_found_and_right_workings_are_not_blamed() -> None:
    wrong = measure(planted("test", 140))
    assert set(wrong.counts) == set(MISTAKES)
    assert wrong.total("found") >= 0.97 * wrong.total("samples")
    assert wrong.total("supported") == 0
    good = measure(right("test", 80))
    assert good.of("", "found") == 0
    assert good.of("", "supported") >= 0.95 * good.of("", "samples")


def test_a_sample_is_the_same_each_time() -> None:
    assert list(planted("same", 30)) == list(planted("same", 30))
