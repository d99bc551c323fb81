"""Every form of `fynq eval`, on tiny files and on files that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fynq.cli import app

LEARNER = "student,item,skills,correct\na,1,x~y,1\nb,2,x,0\na,2,x,1\n"
REVIEWS = "card_id,rating,timestamp\na,3,0\na,3,200000\na,1,900000\n"
PROBLEMS = (
    '{"id": "a", "question": "Solve 2x + 3 = 11", "answer": "4"}\n'
    '{"id": "b", "question": "1/2 + 1/3", "answer": 0.4}\n'
    '{"id": "c", "question": "Who was Gauss? \\ud800", "answer": ["a mathematician"]}\n'
)
VERIFY = (
    '{"gold": "1/2", "answer": "0.5", "accept": true}\n'
    '{"question": "Simplify", "gold": "2x", "answer": "3x", "accept": false}\n'
)
HINTS = (
    '{"question": "Solve 2x + 3 = 11", "gold": "4", "hint": "So x = 8/2.", "leaks": true}\n'
    '{"question": "Solve 2x + 3 = 11", "gold": "4", "hint": "Subtract 3 first.", "leaks": false}\n'
)


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["eval", *map(str, arguments)])


def written(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_each_form_prints_a_table_or_one_object(tmp_path: Path) -> None:
    events = written(tmp_path, "events.csv", LEARNER)
    forms: dict[str, tuple[tuple[str | Path, ...], set[str]]] = {
        "learner": (
            ("--events", events, "--train", events),
            {"auc", "rmse", "logloss", "ece", "us_per_event"},
        ),
        "reviews": (
            ("--events", written(tmp_path, "reviews.csv", REVIEWS)),
            {"logloss", "auc"},
        ),
        "verify": (
            ("--cases", written(tmp_path, "verify.jsonl", VERIFY), "--processes", "1"),
            {"accuracy", "false_accept", "false_reject"},
        ),
        "hints": (
            ("--cases", written(tmp_path, "hints.jsonl", HINTS), "--processes", "1"),
            {"precision", "recall", "f1"},
        ),
        "solve": (
            ("--problems", written(tmp_path, "p.jsonl", PROBLEMS), "--model", "builtin"),
            {"total", "answered", "right", "wrong", "coverage", "precision", "p50_ms", "p95_ms"},
        ),
        "ingest": (
            ("--path", written(tmp_path, "note.md", "# Ice\n\n$x$ floats.\n")),
            {"documents", "chunks", "broken_formulas", "broken_tables", "chunks_per_second"},
        ),
    }
    for form, (arguments, keys) in forms.items():
        found = run(form, *arguments, "--json")
        assert found.exit_code == 0, (form, found.output)
        assert found.stdout.count("\n") == 1
        assert keys <= json.loads(found.stdout).keys()
        drawn = run(form, *arguments)
        assert drawn.exit_code == 0
        assert "measure" in drawn.stdout


def test_retrieval_on_three_documents(tmp_path: Path) -> None:
    corpus = "".join(
        json.dumps({"_id": name, "title": "", "text": text}) + "\n"
        for name, text in {
            "ice": "Ice floats on water because it is less dense.",
            "sun": "The sun is a star.",
            "oak": "Oaks are trees.",
        }.items()
    )
    files = (
        "--corpus", written(tmp_path, "corpus.jsonl", corpus),
        "--queries", written(tmp_path, "q.jsonl", '{"_id": "1", "text": "Why does ice float?"}\n'),
        "--qrels", written(tmp_path, "qrels.tsv", "query-id\tcorpus-id\tscore\n1\tice\t1\n"),
    )  # fmt: skip
    found = run("retrieval", *files, "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert (told["ndcg@10"], told["recall@100"], told["mrr@10"]) == (1.0, 1.0, 1.0)
    assert told["query_p50_ms"] > 0
    assert told["query_p95_ms"] >= told["query_p50_ms"]


def test_the_figures_are_the_files(tmp_path: Path) -> None:
    failures = tmp_path / "failures.jsonl"
    problems = written(tmp_path, "p.jsonl", PROBLEMS)
    told = json.loads(run("solve", "--problems", problems, "--failures", failures, "--json").stdout)
    assert (told["total"], told["answered"], told["right"], told["wrong"]) == (3, 2, 1, 1)
    (line,) = failures.read_text().splitlines()
    assert json.loads(line)["id"] == "b"
    told = json.loads(run("hints", "--cases", written(tmp_path, "h.jsonl", HINTS), "--json").stdout)
    assert (told["precision"], told["recall"], told["f1"]) == (1.0, 1.0, 1.0)
    told = json.loads(
        run("verify", "--cases", written(tmp_path, "v.jsonl", VERIFY), "--json").stdout
    )
    assert (told["accuracy"], told["false_accept"], told["false_reject"]) == (1.0, 0.0, 0.0)


def test_a_measure_that_is_not_defined_is_null(tmp_path: Path) -> None:
    events = written(tmp_path, "events.csv", "student,item,skills,correct\na,1,x,1\n")
    assert json.loads(run("learner", "--events", events, "--json").stdout)["auc"] is None


@pytest.mark.parametrize(
    ("form", "option", "text", "line"),
    [
        ("learner", "--events", "", 1),
        ("learner", "--events", "student,item\na,b\n", 1),
        ("learner", "--events", LEARNER + "a,1,x,maybe\n", 5),
        ("reviews", "--events", REVIEWS + "a,9,3\n", 5),
        ("reviews", "--events", b"\xff\xfe", 1),
        ("verify", "--cases", VERIFY + "{broken\n", 3),
        ("verify", "--cases", VERIFY + '{"gold": "1", "answer": "1", "accept": 1}\n', 3),
        ("verify", "--cases", '{"gold": "1", "accept": true}\n', 1),
        ("verify", "--cases", '{"gold": NaN, "answer": "1", "accept": true}\n', 1),
        ("hints", "--cases", HINTS + "[]\n", 3),
        ("hints", "--cases", HINTS + '{"question": "q", "gold": "1", "leaks": true}\n', 3),
        ("solve", "--problems", PROBLEMS + '{"id": "d", "answer": "1"}\n', 4),
        ("solve", "--problems", '{"id": "d", "question": "1+1", "answer": []}\n', 1),
        ("solve", "--problems", '{"id": "d", "question": "1+1", "answer": {"a": 1}}\n', 1),
        ("solve", "--problems", '{"id": "d", "steps": {}}\n', 1),
        ("solve", "--problems", '{"id": "d", "steps": [{"answer_type": "arithmetic"}]}\n', 1),
        ("solve", "--problems", "[" * 100_000 + "\n", 1),
    ],
)
def test_bad_content_names_file_line_and_layout(
    tmp_path: Path, form: str, option: str, text: str | bytes, line: int
) -> None:
    file = written(tmp_path, "given.file", text)
    found = run(form, option, file)
    assert found.exit_code == 2
    assert f"given.file, line {line}:" in found.stderr
    assert "The layout:" in found.stderr
    assert not found.stdout
    assert json.loads(run(form, option, file, "--json").stdout)["event"] == "failed"


@pytest.mark.parametrize(
    ("form", "option"),
    [
        ("learner", "--events"),
        ("reviews", "--events"),
        ("verify", "--cases"),
        ("hints", "--cases"),
        ("solve", "--problems"),
        ("ingest", "--path"),
    ],
)
def test_missing_folders_and_empty_files(tmp_path: Path, form: str, option: str) -> None:
    missing = run(form, option, tmp_path / "none.jsonl")
    assert missing.exit_code == 78
    assert "none.jsonl" in missing.stderr
    assert "Give" in missing.stderr
    assert run(form, option, "a\0b").exit_code in {2, 78}
    folder = tmp_path / "folder"
    folder.mkdir()
    assert run(form, option, folder).exit_code == (2 if form == "ingest" else 78)
    empty = run(form, option, written(tmp_path, "empty.file", ""))
    assert empty.exit_code == 2
    assert "empty.file" in empty.stderr


@pytest.mark.parametrize("part", ["corpus", "queries", "qrels"])
def test_retrieval_names_the_bad_file(tmp_path: Path, part: str) -> None:
    texts = {
        "corpus": '{"_id": "a", "text": "t"}\n',
        "queries": '{"_id": "1", "text": "q"}\n',
        "qrels": "query-id\tcorpus-id\tscore\n1\ta\t1\n",
    }
    texts[part] += '{"_id"\n'
    arguments = [x for name, text in texts.items() for x in (f"--{name}", written(tmp_path, name, text))]  # fmt: skip
    found = run("retrieval", *arguments)
    assert found.exit_code == 2
    assert f"{part}, line" in found.stderr
    (tmp_path / part).unlink()
    assert run("retrieval", *arguments).exit_code == 78


def test_what_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    problems = written(tmp_path, "p.jsonl", PROBLEMS)
    found = run("solve", "--problems", problems, "--failures", tmp_path / "no" / "f.jsonl")
    assert found.exit_code == 78
    assert "f.jsonl" in found.stderr
    assert run("solve", "--problems", problems, "--failures", problems).exit_code == 2
    assert problems.read_text() == PROBLEMS


def test_unknown_models_and_options(tmp_path: Path) -> None:
    problems = written(tmp_path, "p.jsonl", PROBLEMS)
    found = run("solve", "--problems", problems, "--model", "gpt")
    assert found.exit_code == 2
    assert "builtin" in found.stderr
    assert run("solve").exit_code == 2
    assert run("nothing").exit_code == 2
    assert run("solve", "--problems", problems, "--processes", "0").exit_code == 2
