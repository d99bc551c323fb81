"""Calculations in running text: slips are found, and nothing that is right is called wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest

from fynq.reasoning.verification.worked import check_worked, written

RIGHT = [
    "Janet sells 16 - 3 - 4 = <<16-3-4=9>>9 duck eggs a day.",
    "She makes 9 * 2 = $<<9*2=18>>18 every day at the farmer’s market.",
    "80,000*1.5=<<80000*1.5=120000>>120,000",
    r"Then $\frac{3}{4} \times 8 = 6$ and $2^{3} \cdot 5 = 40$.",
    "**Total**: 3 × $15 = $45",
    "- 3*4 = 12",
    "2. 10 / 4 = 2.5",
    "20% of 50 = 10",
    "(50/100)*100 = 50%",
    "100% - 35% = 65%",
    "10/3 = 3.33",
    "1 1/2 * 2 = 3",
    "5 - 3 = 2 + 4 = 6",
    "3 weeks * 7 days = 21 days",
    "3 x 4 = 12",
    "2(3 + 4) = 14",
    "-3 + 5 = 2",
]
SILENT = [
    "60 minutes = 1 hour",
    "2 hours = 2 * 60 = 120 minutes",
    "2x + 3 = 11",
    "x = 5",
    "2n + 3 = 11",
    "f(2) = 2^2 + 1",
    "half of 20 + 10 = 20",
    "Step 3: so the answer is 4",
    "3 dozen = 36",
    "13 / 4 = 3 remainder 1",
    "7 / 2 ≈ 3",
    "He has 3 and 4 * 2 = 8",
    "9:30 - 8:00 = 1:30",
    "12 - the rest = 5",
    "3 <= 4",
    "5/0 = 0",
    "2^999999999 = 3",
    "(" * 5000 + "1+1 = 3",
    "9" * 5000 + " + 1 = 3",
]
WRONG = [
    ("16 - 3 - 4 = 8", "16 - 3 - 4 = 8 is wrong; the left side is 9."),
    ("<<48/2=25>>", "48 / 2 = 25 is wrong; the left side is 24."),
    ("So 3 × $15 = $46 in all.", "3 * 15 = 46 is wrong; the left side is 45."),
    (r"$\frac{1}{2} + \frac{1}{3} = \frac{2}{5}$", "the left side is 5/6."),
    ("10/3 = 3.4", "the left side is 10/3."),
    ("25% of 80 = 25", "the left side is 20."),
    ("1.1 * 3 = 3.6", "the left side is 3.3."),
    ("80000+50000=130001", "the left side is 130000."),
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_holds(text: str) -> None:
    worked = check_worked([text], "")
    assert worked.calculations
    assert all(each.holds for each in worked.calculations), worked


@pytest.mark.parametrize("text", SILENT, ids=range(len(SILENT)))
def test_what_is_no_calculation_is_not_judged(text: str) -> None:
    assert check_worked([text], "").wrong == ()


@pytest.mark.parametrize(("text", "objection"), WRONG)
def test_a_slip_is_named_with_its_numbers(text: str, objection: str) -> None:
    worked = check_worked(["All is well: 1 + 1 = 2.", text], "")
    assert worked.contradicted and not worked.supported
    assert worked.objections()[0].startswith("Step 2: ")
    assert worked.objections()[0].endswith(objection)
    assert worked.checked(0) and not worked.checked(1)


def test_the_result_must_come_out_of_a_step() -> None:
    steps = ["48 / 2 = 24", "48 + 24 = 72"]
    for final, found in (("72", True), ("x = 72", True), (r"\$72", True), ("72 clips", True), ("70", False), ("all", None)):  # fmt: skip
        worked = check_worked(steps, final)
        assert worked.final_found is found, final
        assert worked.supported is (found is True)
    assert check_worked(["9/12 * 100 = 75%"], "75%").final_found
    assert check_worked(["no numbers"], "72").final_found is None


def test_a_set_up_error_with_right_arithmetic_is_not_seen() -> None:
    assert check_worked(["48 * 2 = 96"], "96").supported


def test_the_same_calculation_counts_once() -> None:
    worked = check_worked(["48 / 2 = <<48/2=24>>24"], "24")
    assert len(worked.calculations) == 1


def test_numbers_are_written_plainly() -> None:
    assert [written(Fraction(*each)) for each in ((-9, 4), (5, 6), (40, 2), (-1, 8))] == [
        *("-2.25", "5/6", "20", "-0.125")
    ]
