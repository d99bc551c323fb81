from __future__ import annotations

import json
from pathlib import Path

import pytest

from fynq.evaluation.solve import evaluate_solve, questions
from fynq.evaluation.verify import evaluate_verify
from fynq.reasoning.options import ReasoningOptions

OPTIONS = ReasoningOptions(solvers=1)


def written(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


async def test_solve_counts_what_it_says(tmp_path: Path) -> None:
    path = written(
        tmp_path / "problems.jsonl",
        {"id": "a", "question": "Solve 2x + 3 = 11", "answer": "4"},
        {"id": "b", "question": "1/2 + 1/3", "answer": "2/5"},
        {"id": "c", "question": "Who was Gauss?", "answer": "a mathematician"},
    )
    found = await evaluate_solve(path, OPTIONS)
    assert (found.total, found.answered, found.right, found.wrong) == (3, 2, 1, 1)
    assert found.coverage == pytest.approx(2 / 3)
    assert found.precision == pytest.approx(1 / 2)
    assert [item.id for item in found.failures] == ["b"]
    assert "precision" in dict(found.rows())
    (line,) = found.failure_lines()
    assert json.loads(line)["gold"] == "2/5"


def test_tutor_layout_counts_arithmetic_steps(tmp_path: Path) -> None:
    steps = [
        {"id": "s1", "title": "First", "body": "", "answer": ["$$1$$"], "answer_type": "string"},
        {
            "id": "s2",
            "title": "Second",
            "body": "$$1+1$$",
            "answer": ["$$2$$"],
            "answer_type": "arithmetic",
        },
    ]
    path = written(tmp_path / "p.jsonl", {"id": "p", "title": "T", "body": "B", "steps": steps})
    (question,) = questions(path)
    assert question.id == "s2"
    assert question.text == "T\nB\nFirst\nSecond\n$$1+1$$"
    assert question.answers == ("$$2$$",)


async def test_verify_counts_both_mistakes(tmp_path: Path) -> None:
    path = written(
        tmp_path / "cases.jsonl",
        {"gold": "1/2", "answer": "0.5", "accept": True},
        {"gold": "12.5", "answer": "125", "accept": False},
        {"gold": "1/2", "answer": "0.5", "accept": False},
        {"gold": "x", "answer": "y", "accept": True},
    )
    found = await evaluate_verify(path, OPTIONS)
    assert (found.accuracy, found.false_accept, found.false_reject) == (0.5, 0.5, 0.5)
    assert found.failures == (3, 4)


def test_public_sets_are_read_as_they_are_published(tmp_path: Path) -> None:
    path = written(
        tmp_path / "p.jsonl",
        {"unique_id": "test/1", "problem": "What is 1+1?", "answer": "2"},
        {"question": "Two and three?", "answer": "2+3 = <<2+3=5>>5\n#### 5"},
        {"id": " e1 ", "problem": "Which mass?", "answer": "3.0", "unit": "$\\mathrm{kg}$ "},
        {"id": "e2", "problem": "Which ratio?", "answer": "3.0", "unit": " "},
    )
    math, grade_school, mass, ratio = questions(path)
    assert (math.id, math.text, math.answers) == ("test/1", "What is 1+1?", ("2",))
    assert (grade_school.id, grade_school.answers) == ("2", ("5",))
    assert (mass.id, mass.text) == ("e1", "Which mass? The unit of the answer is $\\mathrm{kg}$.")
    assert ratio.text == "Which ratio?"
