"""The replay on a small file: its parts, its figures, and that it says what is wrong with a file."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from fynq.cli import app
from fynq.evaluation.routing import Assumptions, evaluate_routing
from fynq.evaluation.worked_problems import (
    problems,
    with_missed_step,
    with_slip,
    with_wrong_sign,
)
from fynq.reasoning.verification.worked import check_worked

KINDS = [
    ("{a} clips and half as many.", "In May {a}/2 = <<{a}/2={h}>>{h}.\nAll: {a}+{h} = <<{a}+{h}={s}>>{s}.\n#### {s}"),
    ("{a} bags of 3.", "{a}*3 = <<{a}*3={t}>>{t} in all.\n#### {t}"),
    ("{a} and {h} more.", "{a}+{h}=<<{a}+{h}={s}>>{s}\nThen {s}*2=<<{s}*2={d}>>{d}\n{d}-1=<<{d}-1={e}>>{e}\n{e}+5=<<{e}+5={f}>>{f}\n#### {f}"),
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = []
    for at in range(120):
        a = 2 * at + 4
        s = a + a // 2
        numbers = {"a": a, "h": a // 2, "s": s, "t": 3 * a, "d": 2 * s, "e": 2 * s - 1, "f": 2 * s + 4}  # fmt: skip
        question, answer = (part.format(**numbers) for part in KINDS[at % 3])
        lines.append(json.dumps({"question": f"{at}: {question}", "answer": answer}))
    path = tmp_path / "problems.jsonl"
    path.write_text("\n".join(lines))
    return path


def test_gold_solutions_pass_and_slips_are_found(file: Path) -> None:
    random = Random(3)
    for problem in problems(file):
        assert check_worked(problem.gold.lines, problem.gold.final).supported
        slip = with_slip(problem, random)
        assert slip is not None and slip.final != problem.gold.final
        assert check_worked(slip.lines, slip.final).contradicted, slip


def test_set_up_errors_have_right_arithmetic(file: Path) -> None:
    random = Random(4)
    for problem in problems(file):
        for wrong in (with_wrong_sign(problem, random), with_missed_step(problem)):
            if wrong is not None:
                assert wrong.final != problem.gold.final
                assert not check_worked(wrong.lines, wrong.final).contradicted, wrong


async def test_the_figures_are_what_the_policies_must_give(file: Path) -> None:
    score = await evaluate_routing(file, Assumptions(), seeds=2)
    assert score.total == 120
    for cheap, strong, ours in zip(
        score.runs["cheap only"], score.runs["strong only"], score.runs["cascade"], strict=True
    ):
        assert (cheap.strong, strong.strong) == (0.0, 1.0)
        assert cheap.accuracy < strong.accuracy
        assert cheap.accuracy <= ours.accuracy
        assert ours.dollars > cheap.dollars
    again = await evaluate_routing(file, Assumptions(), seeds=2)
    assert again == score


async def test_a_check_that_sees_every_mistake_loses_nothing_to_the_strong_model(
    file: Path,
) -> None:
    seen = await evaluate_routing(file, Assumptions(setup_errors=0.0, trust=0.0), seeds=1)
    blind = await evaluate_routing(file, Assumptions(setup_errors=1.0, trust=0.0), seeds=1)
    assert min(seen.kept) >= 1.0
    assert max(blind.kept) < min(seen.kept)


def test_the_command_prints_one_object_and_a_table(file: Path) -> None:
    common = ["eval", "routing", "--problems", str(file), "--seeds", "1", "--limit", "40"]
    told = CliRunner().invoke(app, [*common, "--json"])
    assert told.exit_code == 0, told.output
    facts = json.loads(told.stdout)
    assert facts["total"] == 40
    assert 0 <= facts["cascade"]["strong"]["mean"] <= 1
    assert facts["kept"]["least"] <= facts["kept"]["most"]
    drawn = CliRunner().invoke(app, common)
    assert "cascade: strong calls" in drawn.stdout


@pytest.mark.parametrize(
    "line", ['{"question": "q"}', '{"question": "q", "answer": "no result"}', '{"question": "q", "answer": "#### many"}', ""]
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line)
    told = CliRunner().invoke(app, ["eval", "routing", "--problems", str(path)])
    assert told.exit_code == 2
    assert "bad.jsonl" in told.stderr and "<<48/2=24>>" in told.stderr
