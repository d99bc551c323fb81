"""What schools tell each other, and what it is worth."""

from __future__ import annotations

import json
from dataclasses import asdict
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.personalization.beliefs import DIFFICULTY_VARIANCE, Difficulty
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.pooling import (
    BETWEEN,
    Told,
    content_hash,
    pooled,
    pooled_tracing,
    rebased,
    tellable,
)
from fynq.personalization.ports import Edition, Standing
from fynq.personalization.recalibration import learned
from fynq.personalization.refit import Answer
from fynq.personalization.taking_over import taken_over

HASH = content_hash("1 + 1?", "2", "number")


def told(mean: float, variance: float = 0.1, students: int = 20, **more) -> Told:
    return Told("skill", "a", mean, variance, 200, students, **more)


def test_the_same_content_has_the_same_hash_and_other_content_another() -> None:
    assert content_hash(" 1  + 1?\n", "2", "number") == HASH
    assert content_hash("Caf\u00e9", "x", "k") == content_hash("Cafe\u0301", "x", "k")
    assert (
        len({content_hash(*words) for words in (("ab", "", ""), ("a", "b", ""), ("", "ab", ""))})
        == 3
    )
    assert len(HASH) == 64


def answers(students: int, each: int, r: Random) -> list[list[Answer]]:
    return [
        [
            Answer(str(UUID(int=number)), "one", ("a",), float(r.random() < 0.6), float(at))
            for at in range(each)
        ]
        for number in range(students)
    ]


@pytest.mark.parametrize(("students", "tells"), [(19, False), (20, True), (45, True)])
def test_a_figure_rests_on_twenty_students(students: int, tells: bool) -> None:
    found = learned(answers(students, 3, Random(1)), {}, {})
    rows = tellable(found.named(), found.counts, {}, {"one": HASH})
    assert [row.key for row in rows] == ([HASH, "a"] if tells else [])
    if tells:
        assert {row.students for row in rows} == {students // 10 * 10}
        assert {row.answers for row in rows} == {students * 3 // 10 * 10}


def test_no_student_gives_more_than_a_tenth_of_a_figure() -> None:
    busy = [*answers(20, 3, Random(1)), *answers(1, 9, Random(2))]
    found = learned(busy, {}, {})
    assert tellable(found.named(), found.counts, {}, {"one": HASH}) == []
    fewer = [*answers(20, 3, Random(1)), *answers(1, 6, Random(2))]
    found = learned(fewer, {}, {})
    assert len(tellable(found.named(), found.counts, {}, {"one": HASH})) == 2


def test_an_item_whose_content_is_not_known_is_not_told() -> None:
    found = learned(answers(30, 3, Random(1)), {}, {})
    assert [row.kind for row in tellable(found.named(), found.counts, {}, {})] == ["skill"]


@given(st.integers(20, 40), st.integers(1, 3), st.integers(0, 10_000))
def test_nothing_told_is_of_a_student_and_all_of_it_is_coarse(
    students: int, each: int, seed: int
) -> None:
    found = learned(answers(students, each, Random(seed)), {}, {})
    way = Tracing(0.41234, 0.1234, 0.0777, 0.2111)
    rows = tellable(found.named(), found.counts, {"a": way}, {"one": HASH})
    text = json.dumps([asdict(row) for row in rows])
    for number in range(students):
        assert str(UUID(int=number)) not in text
        assert UUID(int=number).hex not in text
    assert "1 + 1" not in text
    for row in rows:
        assert set(asdict(row)) == {
            *("kind", "key", "mean", "variance", "answers", "students", "tracing"),
        }
        assert row.students >= 20
        assert row.students % 10 == row.answers % 10 == 0
        assert round(row.mean * 10) == pytest.approx(row.mean * 10)
        assert row.variance >= 0.05
        if row.tracing:
            assert row.tracing == Tracing(0.42, 0.12, 0.08, 0.22)


def test_who_comes_or_goes_seldom_shows() -> None:
    """In most cases one student more changes nothing that is told."""
    same = 0
    for seed in range(60):
        r = Random(seed)
        most = answers(50, 1, r)
        rows = [
            tellable(f.named(), f.counts, {}, {"one": HASH})
            for f in (learned(most, {}, {}), learned(most[:-1], {}, {}))
        ]
        same += [row.mean for row in rows[0]] == [row.mean for row in rows[1]]
    assert same > 40


def test_schools_are_weighed_by_how_sure_they_are_and_never_surer_than_they_are_alike() -> None:
    assert pooled([]) is None
    assert pooled([told(1.0)]) == Difficulty(1.0, pytest.approx(0.2))
    near = pooled([told(1.0, 0.05), told(-1.0, 1.9)])
    assert near is not None
    assert near.mean > 0.8
    many = pooled([told(0.5, 0.05) for _ in range(50)])
    assert many is not None
    assert many.variance == BETWEEN
    assert pooled_tracing([told(0.0)]) is None
    ways = [Tracing(0.2, 0.1, 0.1, 0.2), Tracing(0.8, 0.1, 0.1, 0.2)]
    mean = pooled_tracing([told(0.0, students=60, tracing=ways[0]), told(0.0, tracing=ways[1])])
    assert mean is not None
    assert mean.known == pytest.approx(0.35)


def test_a_belief_that_had_begun_elsewhere_keeps_what_answers_said() -> None:
    start = Difficulty(0.0, 0.6)
    moved = Difficulty(0.5, 0.3, 9)
    unmoved = rebased(Standing(Difficulty(0.0, 0.6), start, 0), Difficulty(1.0, 0.2))
    assert (unmoved.mean, unmoved.variance) == (pytest.approx(1.0), pytest.approx(0.2))
    found = rebased(Standing(moved, start, 0), Difficulty(1.0, 0.2))
    assert found.variance == pytest.approx(1 / (1 / 0.3 - 1 / 0.6 + 1 / 0.2))
    assert 0.9 < found.mean < 1.05
    again = rebased(Standing(found, Difficulty(1.0, 0.2), 1), start)
    assert (again.mean, again.variance) == (pytest.approx(0.5), pytest.approx(0.3))


def test_what_a_school_calibrated_itself_stays() -> None:
    usual = Difficulty(variance=DIFFICULTY_VARIANCE)
    own = Tracing(0.1, 0.1, 0.1, 0.1)
    others = Tracing(0.6, 0.2, 0.1, 0.2)
    words = {
        ("item", HASH): [Told("item", HASH, 1.2, 0.1, 300, 30)],
        ("skill", "a"): [told(-0.5, tracing=others)],
        ("skill", "b"): [told(-0.5, tracing=others)],
        ("skill", "elsewhere"): [told(3.0)],
    }
    standings = {
        ("skill", "a"): Standing(Difficulty(0.3, 0.1, 40), Difficulty(0.2, 0.2), 2),
        ("skill", "b"): Standing(Difficulty(0.0, 0.6), usual, 0),
    }
    before = Edition(2, {"a": own}, (0.1,), (0.2,))
    edition, found = taken_over(
        words, {"one": HASH, "two": "0" * 64}, ["a", "b"], standings, before
    )
    assert set(found) == {("item", "one"), ("skill", "b")}
    assert found["item", "one"].mean == 1.2
    assert edition.tracing == {"a": own, "b": others}
    assert (edition.blend, edition.memory) == (before.blend, before.memory)
