"""The parts of a passage, and what a passage is ranked by in meaning."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.retrieval.generations.dense import Flat
from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.parts import (
    PARTS,
    cut,
    nearest_part,
    packed,
    quantized,
    split,
    unpacked,
    whole,
    word_offsets,
)
from fynq.retrieval.ranking.nearness import nearness

TEXTS = st.lists(
    st.sampled_from(["ice ", "floats ", "on ", "water", ". ", "! ", "\n", "\n\n", "…", "é ", " "]),
    max_size=200,
).map("".join)


@given(TEXTS)
def test_parts_cover_the_words_once_and_in_order(text):
    words = word_offsets(text)
    parts = cut(text, words)
    assert len(parts) == 0 or 2 <= len(parts) <= PARTS
    if parts:
        assert parts[0][0] == 0 and parts[-1][1] == len(words)
        assert all(first < last for first, last in parts)
        assert all(one[1] == other[0] for one, other in pairwise(parts))
        for first, _ in parts[1:]:
            between = text[words[first - 1, 1] : words[first, 0]]
            assert "\n" in between or any(sign in between for sign in ".!?")


def test_sentences_are_shared_out_evenly():
    text = "Ice floats on water since it is light. " * 16
    sizes = [last - first for first, last in cut(text, word_offsets(text))]
    assert len(sizes) == PARTS
    assert set(sizes) == {16}
    assert cut("Ice floats.", word_offsets("Ice floats.")) == []
    assert cut("", word_offsets("")) == []
    long = "word " * 500
    assert cut(long, word_offsets(long)) == []


def test_tokens_without_width_are_in_no_part():
    text = "Ice floats on water here now. Steam rises up from it too."
    words = word_offsets(text)
    nothing = np.zeros((1, 2), np.int64)
    padded = np.concatenate([nothing, words, nothing, nothing])
    assert cut(text, padded) == [(a + 1, b + 1) for a, b in cut(text, words)]


def passages(count: int = 20, dimension: int = 16):
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(count, (1 + PARTS) * dimension)).astype(np.float32)
    rows[:, :dimension] /= np.linalg.norm(rows[:, :dimension], axis=1, keepdims=True)
    rows[::3, dimension:] = 0
    rows[::4, -2 * dimension :] = 0
    return rows


def test_what_is_kept_is_what_is_searched():
    rows = passages()
    kept = packed(rows, 16)
    back = np.stack([unpacked(one, 16) for one in kept])
    for made, again in zip(split(rows, 16), split(back, 16), strict=True):
        assert made.tolist() == again.tolist()
    assert packed(back, 16) == kept
    assert {len(one) for one in kept} == {32, 32 + PARTS * 16}
    for odd in (b"", b"x" * 31, b"x" * (32 + 16), b"x" * 1000):
        assert unpacked(odd, 16) is None


def test_a_byte_a_number_keeps_the_cosine():
    rng = np.random.default_rng(5)
    values = rng.normal(size=(40, PARTS, 384)).astype(np.float32)
    values[3, 5:] = 0
    question = (values[7, 2] / np.linalg.norm(values[7, 2])).astype(np.float32)
    found = nearest_part(question, quantized(values))
    exact = (values @ question) / np.maximum(np.linalg.norm(values, axis=2), 1e-9)
    assert np.allclose(found, exact.max(axis=1), atol=2e-3)
    assert nearest_part(question, np.zeros((2, PARTS, 384), np.int8)).tolist() == [-1, -1]
    assert nearest_part(question, quantized(values)[:0]).shape == (0,)


def told(rows, chosen, owners, allowed=None, instead=None):
    vectors, parts = split(rows, 16)
    return nearness(rows[4, :16], np.array(chosen), Flat(vectors), parts, owners, allowed, instead)


def test_nearness_is_of_the_passage_its_parts_and_its_neighbours():
    rows = passages()
    owners = np.repeat(np.arange(4), 5)
    own, ranked = told(rows, [4, 9, 10], owners)
    vectors, parts = split(rows, 16)
    question = rows[4, :16]
    assert np.allclose(own, vectors[[4, 9, 10]] @ question)
    for at, row in enumerate([4, 9, 10]):
        near = [other for other in range(row - 2, row + 3) if 0 <= other < 20 and owners[other] == owners[row]]  # fmt: skip
        total = vectors[near].sum(axis=0)
        context = total @ question / np.linalg.norm(total)
        part = nearest_part(question, parts[[row]])[0]
        part = own[at] if part == -1 else part
        assert ranked[at] == pytest.approx(0.5 * own[at] + 0.3 * part + 0.2 * context, abs=1e-5)


def test_what_may_not_be_seen_lends_nothing():
    rows = passages()
    owners = np.zeros(20, np.int64)
    allowed = np.ones(20, bool)
    allowed[[3, 5]] = False
    seen = told(rows, [4, 6], owners, allowed)
    rows[[3, 5]] = passages(2)[::-1]
    assert [list(one) for one in told(rows, [4, 6], owners, allowed)] == [list(one) for one in seen]


def test_a_row_may_be_given_another_text_for_one_question():
    rows = passages()
    owners = np.repeat(np.arange(4), 5)
    vectors, parts = split(rows, 16)
    changed = rows.copy()
    changed[8] = rows[13]
    one = told(rows, [7, 8, 12], owners, None, (8, vectors[13], parts[13]))
    assert [list(o) for o in one] == [list(o) for o in told(changed, [7, 8, 12], owners)]


def test_a_passage_alone_without_parts_has_its_cosine():
    rows = whole(passages()[:, :16])
    own, ranked = told(rows, [4, 7], np.arange(20))
    assert np.allclose(own, ranked, atol=1e-4)


async def test_the_parts_of_an_embedder_are_of_the_text():
    embedder = HashingEmbedder()
    text = "Ice floats on cold water everywhere. Granite hides copper in deep mines. " * 2
    rows = await embedder.embed_passages([text, "Ice floats."])
    assert rows.shape == (2, (1 + PARTS) * 384)
    assert np.allclose(rows[:, :384], await embedder.embed([text, "Ice floats."]))
    vectors, parts = split(rows, 384)
    question = (await embedder.embed(["granite hides copper in deep mines"]))[0]
    assert nearest_part(question, parts)[0] > vectors[0] @ question + 0.2
    assert not parts[1].any()
