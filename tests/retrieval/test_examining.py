"""A collection examines itself; a generation that finds less does not go live."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fynq.retrieval import indexer as indexer_module
from fynq.retrieval.examining import regressed
from tests.retrieval.house import ONE, House

SUBJECTS = ("glacier", "volcano", "photosynthesis", "inertia", "logarithm", "enzyme", "monsoon")


def text_about(number: int) -> str:
    subject = f"{SUBJECTS[number % 7]} of kind {number}"
    return (
        f"# The {subject} explained\n\nA {subject} is described here in plain words for students "
        f"who meet it first. It was named in year {1800 + number} after a long debate of many "
        f"people. Most books treat the {subject} together with its causes, effects and limits.\n"
    )


def told(mark: float, count: int = 30) -> dict[str, Any]:
    return {"ndcg": mark, "marks": {f"{at}": [mark, mark, mark] for at in range(count)}}


def test_generations_are_compared_on_the_questions_of_both() -> None:
    assert regressed(told(0.9), told(0.8))
    assert not regressed(told(0.9), told(0.87))
    assert not regressed(told(0.8), told(0.9))
    assert not regressed(told(0.9, 19), told(0.1, 30))
    assert not regressed({}, told(0.1))
    assert not regressed({"marks": None}, told(0.1))


async def test_the_manifest_tells_weight_and_quality(tmp_path: Path) -> None:
    house = House(tmp_path)
    for at in range(40):
        await house.write(ONE, f"{at}.md", text_about(at))
    manifest = (await house.indexer.rebuild(ONE, "notes")).manifest
    assert manifest["questions"] >= 20
    assert len(manifest["marks"]) == manifest["questions"]
    assert 0.3 < manifest["ndcg"] <= 1.0
    assert 0.0 <= manifest["weight"] <= 1.0
    house.embedder.texts.clear()
    again = (await house.indexer.rebuild(ONE, "notes")).manifest
    assert house.embedder.texts == []
    assert again["marks"] == manifest["marks"]
    assert (await house.find(ONE, "glacier of kind 7", 1))[0].why is not None


async def test_a_generation_that_finds_less_is_not_swapped_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(tmp_path)
    mark = 0.9

    async def examined(*_: object) -> dict[str, Any]:
        return told(mark)

    monkeypatch.setattr(indexer_module, "examined", examined)
    await house.publish(ONE, "a.md", "ice one")
    await house.write(ONE, "b.md", "ice two")
    mark = 0.7
    for _ in range(2):
        assert (await house.indexer.rebuild(ONE, "notes")).number == 1
        assert (await house.indexer.ensure(ONE, "notes")).number == 1
    found = await house.find(ONE, "ice", 9)
    assert {(p.text, p.generation) for p in found} == {("ice one", 1), ("ice two", 1)}
    await house.write(ONE, "c.md", "ice three")
    mark = 0.88
    assert (await house.indexer.ensure(ONE, "notes")).number == 2
