from __future__ import annotations

import json
from pathlib import Path

import pytest

from fynq.evaluation.hints import cases
from fynq.evaluation.planted_leaks.carriers import HINTS
from fynq.evaluation.planted_leaks.numbers import DISGUISES
from fynq.evaluation.planted_leaks.others import PLANTS
from fynq.evaluation.planted_leaks.write import held_out, main, planted
from fynq.reasoning.verification.leak import leaks

PROBLEM = {
    "id": "p1",
    "title": "Solve",
    "body": "Solve $$2x + 3 = 11$$",
    "steps": [
        {"id": "p1a", "answer": ["$$4$$"], "hints": [{"title": "Undo", "text": "Subtract."}]}
    ],
}


@pytest.mark.parametrize("part", ["built", "held"])
def test_planted_leaks_are_found(part: str) -> None:
    made = list(planted(11, 6, part))
    found = sum(leaks(case["question"], case["gold"], case["hint"]) for case in made)
    assert found >= 0.95 * len(made)


def test_hints_that_hold_no_answer_are_clean() -> None:
    for case in planted(12, 2, "all"):
        for hint in HINTS:
            assert not leaks(case["question"], case["gold"], hint)


def test_the_same_seed_gives_the_same_cases_and_a_third_is_held_out() -> None:
    assert list(planted(3, 2, "all")) == list(planted(3, 2, "all"))
    names = [*DISGUISES, *PLANTS]
    built = {case["family"] for case in planted(3, 2, "built")}
    held = {case["family"] for case in planted(3, 2, "held")}
    assert built.isdisjoint(held) and built | held == set(names)
    assert 0.2 < sum(map(held_out, names)) / len(names) < 0.6


def test_a_file_of_problems_gives_its_own_hints_as_clean_cases(tmp_path: Path) -> None:
    source, made = tmp_path / "problems.jsonl", tmp_path / "cases.jsonl"
    source.write_text(json.dumps(PROBLEM) + "\n", encoding="utf-8")
    main(made, source, 1, 1, "all")
    found = cases(made)
    assert [case.hint for case in found if not case.leaks] == ["Undo\nSubtract."]
    assert sum(case.leaks for case in found) > 20
