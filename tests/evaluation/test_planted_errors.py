"""A reduced run of the measure: other numbers and words than those it was built with."""

from __future__ import annotations

from pathlib import Path

from fynq.evaluation.planted_errors.drawing import FAMILIES, KINDS, held_out, planted, right
from fynq.evaluation.planted_errors.measure import measure
from fynq.evaluation.planted_errors.worked import show_worked
from fynq.reasoning.misconceptions.library import BY_SLUG


def test_the_first_wrong_line_is_named_and_right_work_is_not_blamed() -> None:
    wrong = measure(planted("test", 150))
    assert wrong.found >= 0.95 * wrong.planted
    assert wrong.named >= 0.9 * wrong.planted
    good = measure(right("test", 90))
    assert good.blamed == 0
    assert good.complete >= 0.95 * good.right


def test_right_solutions_of_word_problems_are_not_blamed(tmp_path: Path) -> None:
    answer = "He has 3*4=<<3*4=12>>12 eggs.\\nHe keeps 12-5=<<12-5=7>>7.\\n#### 7"
    file = tmp_path / "worked.jsonl"
    question = "A man has 3 boxes with 4 eggs each and gives away 5 eggs. How many are left?"
    file.write_text(f'{{"question": "{question}", "answer": "{answer}"}}\n')
    shown = show_worked(file)
    assert (shown.total, shown.read, shown.blamed) == (1, 1, ())


def test_each_kind_is_in_the_library_and_a_third_of_the_families_is_held_out() -> None:
    assert set(KINDS) <= set(BY_SLUG)
    assert len(KINDS) >= 40
    assert 0.15 < sum(held_out(family.name) for family in FAMILIES) / len(FAMILIES) < 0.5


def test_a_sample_is_the_same_each_time_and_its_mistake_changes_a_line() -> None:
    once, again = list(planted("same", 60)), list(planted("same", 60))
    assert once == again
    assert all(sample.wrong and sample.mistake for sample in once)
