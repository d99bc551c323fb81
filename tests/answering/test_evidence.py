from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.answering.evidence import (
    NextItem,
    Said,
    Seen,
    Tally,
    Thumb,
    damped,
    difficulty_of,
    fails_too_often,
    of_next_item,
    of_reask,
    of_thumb,
    worth,
)
from fynq.domain.belief import sigmoid
from fynq.domain.identifiers import new_id

NOW = datetime(2026, 3, 14, tzinfo=UTC)
observed = st.tuples(
    st.floats(0, 5), st.floats(0, 5), st.integers(0, 400).map(lambda d: NOW - timedelta(days=d))
)


def item(outcome=1.0, unaided=True, first=True, foreseen=0.75) -> NextItem:
    return NextItem(new_id(), new_id(), outcome, unaided, first, (), foreseen)


@given(st.lists(observed, min_size=1, max_size=8), st.data())
def test_what_is_taken_out_of_a_tally_leaves_no_trace(seen, data):
    out = data.draw(st.integers(0, len(seen) - 1))
    order = data.draw(st.permutations(range(len(seen))))
    whole, without = Tally(), Tally()
    for at in order:
        whole = whole.with_(*seen[at], 90.0)
        if at != out:
            without = without.with_(*seen[at], 90.0)
    good, bad, when = seen[out]
    left = whole.with_(-good, -bad, when, 90.0).with_(0.0, 0.0, NOW, 90.0)
    expected = without.with_(0.0, 0.0, NOW, 90.0)
    assert left.good == pytest.approx(expected.good, abs=1e-9)
    assert left.bad == pytest.approx(expected.bad, abs=1e-9)


@given(st.lists(observed, max_size=8))
def test_a_worth_is_bounded_and_a_tally_fades(seen):
    tally = Tally()
    for each in seen:
        tally = tally.with_(*each, 90.0)
    assert -1 < worth(tally) < 1
    later = tally.with_(0.0, 0.0, NOW + timedelta(days=90), 90.0)
    now = tally.with_(0.0, 0.0, NOW, 90.0)
    assert later.good == pytest.approx(now.good / 2)
    assert later.bad == pytest.approx(now.bad / 2)


def test_a_next_item_counts_more_than_any_thumb():
    least = of_next_item(item(), "normal").amount
    thumbs = [of_thumb(Thumb(new_id(), r, why), "normal") for r, why in ((1, ""), (-1, "wrong"))]
    assert all(0 < said.amount < least for said in (*thumbs, of_reask("normal")))


@pytest.mark.parametrize(
    "aided", [item(unaided=False), item(first=False), item(0.0, unaided=False)]
)
def test_help_and_second_answers_say_nothing(aided):
    said = of_next_item(aided, "normal")
    assert (said.amount, said.passages, said.styles) == (0.0, 0.0, ())


def test_what_was_expected_says_little():
    expected, surprising = (
        of_next_item(item(foreseen=0.95), ""),
        of_next_item(item(foreseen=0.2), ""),
    )
    assert expected.passages < surprising.passages
    failing = of_next_item(item(0.0, foreseen=0.95), "")
    assert failing.passages < -0.9


@pytest.mark.parametrize("reason", ["", "too_hard", "too_easy", "other"])
def test_thumbs_for_other_reasons_spare_the_model(reason):
    assert of_thumb(Thumb(new_id(), -1, reason), "normal").amount == 0.0


def test_too_hard_asks_for_more_detail_and_too_easy_for_less():
    def styles(reason, style):
        return {
            s: good - bad for s, good, bad in of_thumb(Thumb(new_id(), -1, reason), style).styles
        }

    assert styles("too_hard", "normal") == {"normal": -0.5, "detailed": 0.5}
    assert styles("too_easy", "normal") == {"normal": -0.5, "brief": 0.5}
    assert styles("too_hard", "detailed") == {"detailed": -0.5}
    assert styles("too_easy", "brief") == {"brief": -0.5}
    assert styles("too_easy", "") == {}
    assert styles("unclear", "poem") == {}


@given(st.integers(1, 300), st.integers(0, 300))
def test_however_many_they_are_ratings_are_bounded(students, per_student):
    said = Said(0.0, 0.75, 0.2, -0.5, (("normal", 0.0, 0.5),))
    one_answer = sum(damped(said, Seen(k, 0)).amount for k in range(students))
    assert one_answer <= 0.2 * 7
    flood = sum(damped(said, Seen(0, n)).amount for n in range(per_student))
    assert flood <= 0.2 * 10
    styles = sum(damped(said, Seen(0, n)).styles[0][2] for n in range(per_student))
    assert styles <= 0.5 * 10


@given(st.floats(0, 1), st.floats(-3, 3))
def test_the_typical_model_succeeds_as_often_as_was_expected(expected, typical):
    difficulty = difficulty_of(expected, typical)
    clamped = min(max(expected, 0.02), 0.98)
    assert sigmoid(typical - difficulty) == pytest.approx(clamped, abs=0.01)


def test_failing_too_often_is_more_than_bad_luck():
    right, wrong = Said(1.0, 0.75, 0.5), Said(0.0, 0.75, 0.5)
    assert not fails_too_often([wrong, wrong])
    assert fails_too_often([wrong, wrong, wrong])
    assert not fails_too_often([right, right, wrong, wrong])
    hard = Said(0.0, 0.2, 0.5)
    assert not fails_too_often([hard] * 5)
    assert fails_too_often([hard] * 20)
