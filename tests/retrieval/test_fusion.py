"""One score from two."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fynq.retrieval.ranking.fusion import fuse, meant, ranks, reciprocal_ranks, worded

SCORES = arrays.arrays(
    np.float32,
    st.integers(1, 20),
    elements=st.one_of(st.just(float("nan")), st.floats(0, 50, width=32)),
)


def test_the_weight_decides():
    lexical = np.array([10, 5, 0], np.float32)
    dense = np.array([0.1, 0.25, 0.5], np.float32)
    assert fuse(lexical, dense, 1.0, 10).tolist() == pytest.approx([1.0, 0.5, 0.0])
    assert fuse(lexical, dense, 0.0, 10).tolist() == pytest.approx([0.2, 0.5, 1.0])
    assert fuse(lexical, dense, 0.5, 10).tolist() == pytest.approx([0.6, 0.5, 0.5])


def test_each_candidate_may_have_its_collections_weight_and_highest_score():
    lexical = np.array([10, 40], np.float32)
    dense = np.array([0.0, 0.5], np.float32)
    weights = np.array([1.0, 0.0], np.float32)
    assert fuse(lexical, dense, weights, 10).tolist() == [0.25, 1.0]
    assert fuse(lexical, dense, weights, np.array([10.0, 40.0])).tolist() == [1.0, 1.0]


def test_where_even_the_best_says_little_of_what_was_asked_the_words_count_less():
    lexical = np.array([2, 1], np.float32)
    assert worded(lexical, 2.0).tolist() == [1.0, 0.5]
    assert worded(lexical, 4.0).tolist() == [1.0, 0.5]
    assert worded(lexical, 20.0).tolist() == pytest.approx([0.2, 0.1])


@given(SCORES, st.floats(0, 1), st.randoms())
def test_fused_scores_are_shares_and_move_with_their_candidates(lexical, weight, random):
    dense = lexical[::-1] / 50
    fused = fuse(lexical, dense, weight, 20.0)
    assert ((fused >= 0) & (fused <= 1.0001)).all()
    order = list(range(len(lexical)))
    random.shuffle(order)
    assert fuse(lexical[order], dense[order], weight, 20.0).tolist() == fused[order].tolist()


@given(SCORES)
def test_shares_keep_the_order(scores):
    known = np.isfinite(scores)
    order = np.argsort(scores[known], kind="stable")
    for shares in (meant(scores), worded(scores, 30.0)):
        assert (np.diff(shares[known][order]) >= 0).all()
        assert (shares[~known] == 0).all()


@given(SCORES)
def test_ranks_are_a_permutation(scores):
    known = int(np.isfinite(scores).sum())
    assert sorted(ranks(scores)) == [0] * (len(scores) - known) + list(range(1, known + 1))


def test_reciprocal_ranks_need_no_comparable_scores():
    lexical = np.array([3, 0, 1], np.float32)
    dense = np.array([np.nan, 0.9, 0.8], np.float32)
    found = reciprocal_ranks(lexical, dense)
    assert found.argmax() == 2
    assert found.tolist() == reciprocal_ranks(lexical * 100, dense).tolist()
    assert reciprocal_ranks(np.array([1], np.float32), np.array([1], np.float32))[0] == 1.0
