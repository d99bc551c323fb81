"""Postings that are left unread change nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fynq.retrieval.lexical import Lexical

WORDS = [f"w{number}" for number in range(30)]


@pytest.fixture
def always(monkeypatch):
    monkeypatch.setattr("fynq.retrieval.lexical._PRUNED", 0)
    monkeypatch.setattr("fynq.retrieval.max_score._LONG", 0)


def corpus(seed: int, rows: int) -> Lexical:
    rng = np.random.default_rng(seed)
    drawn = np.minimum(rng.zipf(1.4, (rows, 9)) - 1, len(WORDS) - 1)
    return Lexical.build([" ".join(WORDS[word] for word in row) for row in drawn])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    seed=st.integers(0, 1_000),
    rows=st.integers(0, 200),
    limit=st.integers(0, 30),
    words=st.lists(st.sampled_from(WORDS), max_size=8),
    masked=st.booleans(),
)
def test_the_best_are_the_same_in_the_same_order(always, seed, rows, limit, words, masked):
    index = corpus(seed, rows)
    allowed = np.random.default_rng(seed).random(rows) < 0.5 if masked else None
    query = " ".join(words)
    scores, found = index.best(query, limit, allowed)
    every = index.scores(query, allowed)
    order = np.lexsort((np.arange(rows), -every))[:limit]
    order = order[every[order] > 0]
    assert found.tolist() == order.tolist()
    assert scores.tolist() == every[order].tolist()


def test_a_common_term_is_looked_up_for_a_few_rows_only(always, monkeypatch):
    read = []
    whole = Lexical.build(["rare common"] * 3 + ["common"] * 500)
    monkeypatch.setattr(
        "fynq.retrieval.max_score.Posting.gains",
        property(lambda posting: read.append(len(posting.rows)) or posting.of(posting.rows)),
    )
    _, found = whole.best("rare common", 3)
    assert found.tolist() == [0, 1, 2]
    assert read == [3]
