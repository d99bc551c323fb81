from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fynq.domain.errors import ConfigurationError, InvalidInput
from fynq.evaluation import learner, reviews
from fynq.personalization.blend import usual
from fynq.personalization.foresight import Foresight
from fynq.personalization.forgetting import Memory, recall, review


def write(folder: Path, text: str | bytes, name: str = "events.csv") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_tiny_file_by_hand(tmp_path: Path) -> None:
    file = write(tmp_path, "student,item,skills,correct\na,1,x~y,1\nb,2,x,0\n")
    score = learner.run(file)
    assert (score.events, score.students) == (2, 2)
    blend, sight = usual(), Foresight()
    first = blend.success(seen := sight.see("a", "1", ("x", "y"), 1.0))
    blend.learn(seen, 1.0 - first)
    guess = blend.success(sight.see("b", "2", ("x",), 0.0))
    assert guess > first
    assert score.rmse == pytest.approx((((1.0 - first) ** 2 + guess**2) / 2) ** 0.5)
    assert dict(score.rows())["events"] == "2"


def simulated(folder: Path, name: str, seed: int) -> Path:
    rng = np.random.default_rng(seed)
    difficulties = np.random.default_rng(0).normal(0, 1.2, 30)
    lines = ["student,item,skills,correct,timestamp"]
    for student in range(60):
        ability = rng.normal(0, 1.2)
        for turn in range(30):
            item = int(rng.integers(30))
            chance = 1 / (1 + np.exp(difficulties[item] - ability))
            lines.append(f"{seed}-{student},{item},{item % 5},{int(rng.random() < chance)},{turn}")
    return write(folder, "\n".join(lines), name)


def test_simulated_students_are_foreseen_and_training_helps(tmp_path: Path) -> None:
    events = simulated(tmp_path, "events.csv", 1)
    alone = learner.run(events)
    trained = learner.run(events, simulated(tmp_path, "train.csv", 2))
    assert alone.auc > 0.68
    assert trained.auc > alone.auc + 0.02
    assert trained.logloss < alone.logloss
    assert trained.ece < 0.06


def test_a_success_with_hints_counts_half_in_what_is_learned(tmp_path: Path) -> None:
    lines = ["a,1,x,1,0", "a,1,x,1,2.0", "a,2,x,1,", "a,2,x,0,nan"]
    found = learner.read_attempts(
        write(tmp_path, "student,item,skills,correct,hints\n" + "\n".join(lines))
    )
    assert [(each.outcome, each.credit) for each in found] == [(1, 1), (1, 0.5), (1, 1), (0, 0)]
    with pytest.raises(InvalidInput, match="hints"):
        learner.read_attempts(write(tmp_path, "student,item,skills,correct,hints\na,1,x,1,-1\n"))


def test_time_orders_events(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "student,item,skills,correct,timestamp\na,late,x,1,2026-01-02T00:00:00Z\na,early,x,0,2026-01-01\n",
    )
    assert [attempt.item for attempt in learner.read_attempts(file)] == ["early", "late"]


def test_a_row_without_a_time_stays_behind_the_students_row_before_it(tmp_path: Path) -> None:
    rows = ["a,1,x,1,500", "b,2,x,1,900", "a,3,x,0,", "b,4,x,0,100"]
    file = write(tmp_path, "student,item,skills,correct,timestamp\n" + "\n".join(rows))
    assert [attempt.item for attempt in learner.read_attempts(file)] == ["4", "1", "3", "2"]


@pytest.mark.parametrize("unit", [1, 1_000, 1_000_000, 1_000_000_000])
def test_times_may_be_in_finer_units_than_seconds(tmp_path: Path, unit: int) -> None:
    rows = [f"a,{n},x,1,{(1_254_000_000 + 86_400 * n) * unit}" for n in range(2)]
    file = write(tmp_path, "student,item,skills,correct,timestamp\n" + "\n".join(rows))
    first, second = learner.read_attempts(file)
    assert second.at - first.at == pytest.approx(86_400.0)


def test_answers_to_unnamed_items_have_no_item_in_common(tmp_path: Path) -> None:
    known = write(tmp_path, "student,item,skills,correct\n" + "a,,x,0\n" * 30, "known.csv")
    calibration, _ = learner.calibrated(learner.read_attempts(known))
    assert not calibration.items
    assert learner.run(known, known).events == 30


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1"),
        ("student,item,correct\n", "column skills"),
        ("student,item,skills,correct\na,1,x,2\n", "line 2"),
        ("student,item,skills,correct\na,1,x,1\na,1,x\n", "line 3"),
        ("student,item,skills,correct\n,1,x,1\n", "line 2"),
        ("student,item,skills,correct,timestamp\na,1,x,1,nan\n", "line 2"),
        ("student,item,skills,correct,timestamp\na,1,x,1,soon\n", "line 2"),
        ("student,item,skills,correct\n", "no events"),
        (b"student,item,skills,correct\na,\xff,x,1\n", "UTF-8"),
        ("student,item,skills,correct\na,\0,x,1\n", "line 2"),
        ('student,item,skills,correct\n"a,1,x,1\n', "line 2"),
    ],
)
def test_bad_event_files_name_the_line(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        learner.run(write(tmp_path, text))
    assert says in caught.value.detail


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    for missing in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(ConfigurationError):
            learner.run(missing)
        with pytest.raises(ConfigurationError):
            reviews.run(missing)


def test_reviews_by_hand(tmp_path: Path) -> None:
    """Two reviews of one card five days apart, one on the same day, one of another card."""
    file = write(
        tmp_path,
        "card_id,rating,timestamp\n1,3,2026-01-01T10:00:00+00:00\n1,3,2026-01-06T11:00:00+00:00\n"
        "1,1,2026-01-06T12:00:00+00:00\n2,1,0\n",
    )
    score = reviews.run(file)
    assert (score.reviews, score.predicted) == (4, 1)
    assert score.logloss == pytest.approx(-np.log(recall(Memory(2.3065, 2.1), 5)))


@pytest.mark.parametrize(
    "row", ["1,5,0", "1,0,0", "1,3,", "1,3,inf", "1,3,yesterday", "1,3", "1,,0"]
)
def test_bad_review_files_name_the_line(tmp_path: Path, row: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        reviews.run(write(tmp_path, f"card_id,review_rating,review_time\n1,3,0\n{row}\n"))
    assert "line 3" in caught.value.detail


def test_forgetting_behaves() -> None:
    memory = review(None, 3, 0)
    assert recall(memory, 0) == 1.0
    assert recall(memory, memory.stability) == pytest.approx(0.9)
    assert recall(memory, 10) > recall(memory, 100) > 0
    again, hard, good, easy = (review(memory, rating, 3).stability for rating in (1, 2, 3, 4))
    assert again < memory.stability < hard < good < easy
    rng = np.random.default_rng(0)
    for _ in range(300):
        memory = review(memory, int(rng.integers(1, 5)), float(rng.choice([0, 0.5, 1, 30, 1e5])))
        assert 0 < memory.stability < 1e5
        assert 1 <= memory.difficulty <= 10
        assert 0 < recall(memory, 1e6) <= 1
