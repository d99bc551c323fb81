from __future__ import annotations

import json
from pathlib import Path

from fynq.evaluation.hints import evaluate_hints


async def test_counts_leaks(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    question = {"question": "Solve 2x + 3 = 11", "gold": "x = 4"}
    cases = [
        question | {"hint": "The answer is 4.", "leaks": True},
        question | {"hint": "Subtract 3 first.", "leaks": False},
        question | {"hint": "Subtract 3 first.", "leaks": True},
    ]
    path.write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
    found = await evaluate_hints(path)
    assert (found.total, found.precision, found.recall) == (3, 1.0, 0.5)
    assert found.failures == (3,)
