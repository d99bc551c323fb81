"""Calibrations in a file: they come back as they were, and nothing else gets in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fynq.domain.errors import InvalidInput
from fynq.operations.calibration_file import FORMAT, read_calibrations, write_calibrations
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.pooling import Told

ITEM = Told("item", "a" * 64, -1.3, 0.05, 220, 40)
SKILL = Told("skill", "linear-equations", 0.4, 0.1, 300, 20, Tracing(0.4, 0.1, 0.1, 0.2))
ROW = {
    "kind": "skill",
    "key": "a",
    "difficulty": 0.1,
    "variance": 0.1,
    "answers": 200,
    "students": 20,
}
WAY = {"known": 0.4, "learn": 0.1, "slip": 0.1, "guess": 0.2}


def lines(*rows: object, head: object = None) -> str:
    return "\n".join(json.dumps(row) for row in (head or {"format": FORMAT}, *rows)) + "\n"


def test_they_come_back_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    odd = Told("skill", "Anna's skill", 0.0, 0.1, 200, 20)
    assert write_calibrations(file, [ITEM, SKILL, odd]) == 2
    assert read_calibrations(file) == [ITEM, SKILL]
    assert "Anna" not in file.read_text()


def test_a_line_holds_figures_of_many_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    write_calibrations(file, [ITEM, SKILL])
    head, *rows = map(json.loads, file.read_text().splitlines())
    assert head == {"format": FORMAT}
    for row in rows:
        assert set(row) <= {*ROW, "tracing"}
        for name, value in row.items():
            if name not in ("kind", "key", "tracing"):
                assert isinstance(value, (int, float))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "no calibrations"),
        (lines(), "no calibrations"),
        (lines(ROW, head={"format": "other"}), "Line 1"),
        (json.dumps(ROW) + "\n", "Line 1"),
        ("[]\n", "Line 1"),
        (lines(ROW, ROW), "Line 3"),
        (lines({**ROW, "student": "ada"}), "Line 2"),
        (lines({**ROW, "students": 19}), "students"),
        (lines({**ROW, "students": 20.5}), "students"),
        (lines({**ROW, "students": True}), "students"),
        (lines({**ROW, "answers": 10**13}), "answers"),
        (lines({**ROW, "difficulty": "0"}), "difficulty"),
        (lines({**ROW, "difficulty": 21}), "difficulty"),
        (lines(ROW).replace("0.1", "NaN", 1), "difficulty"),
        (lines(ROW).replace("0.1", "1e999", 1), "difficulty"),
        (lines({**ROW, "variance": 0}), "variance"),
        (lines({**ROW, "kind": "person"}), "kind"),
        (lines({**ROW, "key": "A b"}), "key"),
        (lines({**ROW, "kind": "item"}), "key"),
        (lines({**ROW, "key": 7}), "key"),
        (lines({**ROW, "tracing": {**WAY, "slip": 1.0}}), "slip"),
        (lines({**ROW, "tracing": {"known": 0.5}}), "tracing"),
        (lines({**ROW, "kind": "item", "key": "a" * 64, "tracing": WAY}), "tracing"),
        (lines(ROW) + "{" * 900 + "\n", "Line 3"),
        (lines(ROW) + "x" * 2_000, "Line 3"),
        (lines(ROW) + "[" * 999, "Line 3"),
    ],
)
def test_what_is_no_calibration_is_refused_by_its_line(
    tmp_path: Path, text: str, named: str
) -> None:
    file = tmp_path / "c.jsonl"
    file.write_text(text)
    with pytest.raises(InvalidInput, match=named):
        read_calibrations(file)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match="UTF-8"):
        read_calibrations(file)
