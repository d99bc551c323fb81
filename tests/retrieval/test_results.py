"""What happens to a query before, and to results after, the two scores."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.domain.errors import ConfigurationError
from fynq.retrieval.ranking.diversity import diversify
from fynq.retrieval.ranking.query import clean
from fynq.retrieval.ranking.rerank import READ, SentenceTransformersCrossEncoder, rerank


@pytest.mark.parametrize(
    ("query", "asks"),
    [
        (r"Could you please explain why $x^2 \ge 0$? Thanks!", r"why $x^2 \ge 0$?"),
        ("Hi there, I don't understand how osmosis works, please help me", "how osmosis works"),
        (r"I need help with \frac{a}{b}", r"\frac{a}{b}"),
        ("can you tell me what is the boiling point of water?", "what is the boiling point of water?"),
        ("Hello! solve x^2=4 step by step", "solve x^2=4"),
        ("Can someone with diabetes eat sugar?", "Can someone with diabetes eat sugar?"),
        ("Help the aged", "Help the aged"),
        ("please", "please"),
        ("Thank you", "Thank you"),
        ("What is a polite request?", "What is a polite request?"),
        ("", ""),
    ],
)  # fmt: skip
def test_courtesy_goes_and_the_question_stays(query, asks):
    assert clean(query) == asks


@given(st.text(max_size=60), st.sampled_from(["$x^2$", r"\frac{1}{2}", "H2O", "f(x)=3"]))
def test_no_formula_is_lost(text, formula):
    assert formula in clean(f"please {formula} {text} thanks")
    assert clean(clean(text)) == clean(text)


def test_the_same_text_does_not_fill_the_list():
    vectors = np.eye(4, dtype=np.float32)[[0, 0, 0, 1, 2]]
    fused = np.array([1.0, 0.99, 0.98, 0.98, 0.1], np.float32)
    assert diversify(fused, [1, 2, 3, 4, 5], 3, vectors) == [0, 3, 1]
    assert diversify(fused, [1, 2, 3, 4, 5], 3) == [0, 1, 2]


def test_one_document_does_not_fill_the_list():
    fused = np.array([1.0, 0.99, 0.98, 0.97, 0.96], np.float32)
    assert diversify(fused, [1, 1, 1, 2, 3], 3) == [0, 3, 1]


@given(st.lists(st.floats(0, 1, width=32), max_size=12), st.integers(0, 15))
def test_a_varied_list_begins_with_the_best_and_repeats_none(scores, limit):
    fused = np.array(scores, np.float32)
    chosen = diversify(fused, [at % 3 for at in range(len(fused))], limit)
    assert len(chosen) == len(set(chosen)) == min(limit, len(fused))
    assert not chosen or fused[chosen[0]] == fused.max()


class Scripted:
    def __init__(self, scores=None, seconds=0.0):
        self.scores, self.seconds = scores, seconds

    async def score(self, query, passages):
        await asyncio.sleep(self.seconds)
        if self.scores is None:
            raise RuntimeError("broken")
        return np.array(self.scores[: len(passages)], np.float32)


FUSED = np.linspace(1, 0.5, READ + 3, dtype=np.float32)
TEXTS = [str(at) for at in range(READ + 3)]


async def test_a_second_reading_orders_what_it_read_and_leaves_the_rest_behind():
    found = await rerank(Scripted(range(READ)), "q", TEXTS, FUSED, 5.0)
    assert found[:READ].argmax() == READ - 1
    assert found[:READ].min() > found[READ:].max()
    assert (np.diff(found[READ:]) < 0).all()


@pytest.mark.parametrize(
    "encoder",
    [Scripted(None), Scripted([1.0]), Scripted([float("nan")] * READ), Scripted([1.0], 60)],
    ids=["fails", "too few", "not finite", "late"],
)
async def test_the_fused_order_stands_without_a_second_reading(encoder):
    found = await rerank(encoder, "q", TEXTS, FUSED, 0.01)
    assert found.tolist() == FUSED.tolist()


async def test_a_real_cross_encoder_from_a_folder(tmp_path):
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "water", "ice", "floats"]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=64, num_labels=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    BertTokenizerFast(vocab_file=str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    encoder = SentenceTransformersCrossEncoder(tmp_path)
    found = await encoder.score("ice floats", ["water", "ice ice"])
    direct = CrossEncoder(str(tmp_path), device="cpu")
    assert found == pytest.approx(
        direct.predict([("ice floats", "water"), ("ice floats", "ice ice")]), abs=1e-5
    )
    with pytest.raises(ConfigurationError):
        await SentenceTransformersCrossEncoder(tmp_path / "none").score("q", ["a"])
