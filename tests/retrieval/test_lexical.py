"""BM25 in mapped arrays."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.retrieval.lexical import K1, B, Lexical, LexicalRefused, highest

TEXTS = [
    "Mitosis divides a cell into two daughter cells.",
    "Meiosis makes gametes; a cell divides twice.",
    r"The quadratic formula solves $x^2 + 3x - 5 = 0$.",
    "Photosynthesis turns light into sugar.",
]
WORDS = ["cell", "mitosis", "light", "sugar", "energy", "plant", "gene", "force"]


def test_finds_the_passage():
    index = Lexical.build(TEXTS)
    scores, rows = index.best("What is mitosis?", 3)
    assert rows[0] == 0
    assert len(rows) == 1
    assert scores[0] > 0
    assert index.best("solve x² + 3x − 5 = 0", 1)[1].tolist() == [2]
    assert index.best("nothing here matches xyzzy", 3)[1].tolist() == []


def test_scores_follow_the_formula():
    index = Lexical.build(TEXTS)
    asked = index.ask("cell")
    assert asked.terms == ("cell",)
    mean = index.mean_length
    idf = math.log1p((4 - 2 + 0.5) / (2 + 0.5))
    expected = idf * 2 / (2 + K1 * (1 - B + B * 6 / mean))
    assert index.scores("cell")[0] == pytest.approx(expected, abs=idf / 255)


def test_rows_that_are_not_allowed_are_not_found():
    index = Lexical.build(TEXTS)
    allowed = np.array([False, True, True, True])
    assert index.best("cell divides", 4, allowed)[1].tolist() == [1]
    assert index.scores("cell", allowed)[0] == 0


def test_a_saved_index_is_the_same_and_is_mapped(tmp_path, monkeypatch):
    monkeypatch.setattr("fynq.retrieval.durable._MAPPED_BYTES", 1)
    index = Lexical.build(TEXTS, ["Mitosis", "", "Algebra", ""])
    names = index.save(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(names)
    again = Lexical.open(tmp_path)
    for query in ("cell", "light sugar", "x^2", "algebra"):
        assert again.scores(query).tolist() == index.scores(query).tolist()
    for array in again.arrays.values():
        assert isinstance(array.base, np.memmap)


def test_an_empty_index(tmp_path):
    index = Lexical.build([])
    index.save(tmp_path)
    for found in (index, Lexical.open(tmp_path)):
        assert found.rows == 0
        assert found.best("cell", 3)[1].tolist() == []


@pytest.mark.parametrize("broken", ["missing", "cut", "format", "garbage", "shape"])
def test_files_that_do_not_fit_are_refused(tmp_path, broken):
    Lexical.build(TEXTS).save(tmp_path)
    rows = tmp_path / "rows.npy"
    if broken == "missing":
        rows.unlink()
    elif broken == "cut":
        rows.write_bytes(rows.read_bytes()[:-4])
    elif broken == "format":
        meta = json.loads((tmp_path / "lexical.json").read_text())
        (tmp_path / "lexical.json").write_text(json.dumps(meta | {"format": 99}))
    elif broken == "garbage":
        (tmp_path / "lexical.json").write_bytes(b"\xff{")
    else:
        np.save(rows, np.zeros(3, np.int32))
    with pytest.raises(LexicalRefused):
        Lexical.open(tmp_path)


def test_an_addition_scores_as_if_it_had_been_there():
    texts = [" ".join(WORDS[at % 8 : at % 8 + 3]) for at in range(40)]
    base = Lexical.build(texts)
    delta = Lexical.build(texts[:5], statistics=base)
    assert delta.scores("cell light").tolist() == base.scores("cell light")[:5].tolist()
    new = Lexical.build(["a zygote grows"], statistics=base)
    assert new.best("zygote", 1)[1].tolist() == [0]


def test_which_terms_a_row_holds():
    index = Lexical.build(TEXTS)
    asked = index.ask("does a cell divide in mitosis or with light")
    assert index.matched(asked, 0) == ("mitosi", "cell", "divid")
    held = index.coverage(asked, np.array([0, 3]))
    assert held.shape == (len(asked.terms), 2)
    assert (held[:, 0] > 0).sum() == 3
    assert (held[:, 1] > 0).sum() == 1


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=20),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.integers(1, 25),
)
def test_best_are_the_highest_scores(texts, query, limit):
    index = Lexical.build([" ".join(words) for words in texts])
    scores = index.scores(" ".join(query))
    found, rows = index.best(" ".join(query), limit)
    assert (
        found.tolist() == scores[rows].tolist() == sorted(scores[scores > 0], reverse=True)[:limit]
    )
    assert set(rows) <= {at for at, words in enumerate(texts) if set(words) & set(query)}


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(0, 45))
def test_highest_is_a_stable_sort(values, limit):
    scores = np.array(values, np.float32)
    expected = sorted(
        (row for row in range(len(values)) if values[row]), key=lambda r: (-values[r], r)
    )
    assert highest(scores, limit)[1].tolist() == expected[:limit]


def test_neighbours_lend_their_terms_within_a_document():
    index = Lexical.build(["mitosis", "cell", "light", "cell mitosis"])
    owners = np.array([0, 0, 0, 1])
    asked = index.ask("mitosis cell")
    own, rows = index.scores(asked), np.arange(4)
    lent = index.in_context(asked, rows, owners)
    assert (lent[:3] > own[:3]).all()
    assert lent[3] == pytest.approx(own[3], rel=1e-5)
    alone = index.in_context(asked, rows, np.arange(4))
    assert alone.tolist() == pytest.approx(own.tolist(), rel=1e-5)
    hidden = index.in_context(asked, rows, owners, np.array([True, False, True, True]))
    assert hidden[0] == pytest.approx(own[0], rel=1e-5)
    assert index.in_context(asked, rows[:0], owners).tolist() == []
