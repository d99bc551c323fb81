"""A collection examines itself."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import numpy as np
import pytest

from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.lexical import Lexical
from fynq.retrieval.parts import PARTS
from fynq.retrieval.ports import LiveRow
from fynq.retrieval.ranking.examination import WEIGHTS, examine, regressed
from fynq.retrieval.ranking.fusion import DEFAULT_WEIGHT
from fynq.retrieval.ranking.questions import derive

SUBJECTS = ["copper", "granite", "orchid", "falcon", "comet", "glacier", "enzyme", "violin"]
VERBS = ["melts", "shelters", "reflects", "carries", "divides", "hardens", "releases", "bends"]
THINGS = ["sunlight", "pollen", "pressure", "oxygen", "sound", "sediment", "protein", "gravity"]


def rows(count: int = 40) -> list[LiveRow]:
    made = []
    for at in range(count):
        a, b, c = SUBJECTS[at % 8], VERBS[at // 8 % 8], THINGS[(at + at // 8) % 8]
        text = (
            f"The {a} slowly {b} the {c} number{at} in spring. "
            f"Observers of {a} measure {c} with instruments named meter{at} every morning. "
            f"Because a {a} {b}, its {c} changes colour and weight during winter{at} storms."
        )
        made.append(
            LiveRow(
                chunk=UUID(int=at + 1),
                document=UUID(int=at // 4 + 1),
                ordinal=at % 4,
                kind="text",
                audience="everyone",
                title=f"Volume {at // 4} of {SUBJECTS[at // 4 % 8]} and {THINGS[at // 5 % 8]}",
                heading=f"How {a} {b} {c}",
                text=text,
            )
        )
    return made


def asked(told: list[LiveRow], limit: int = 30):
    return derive(told, [row.title for row in told], limit)


def test_questions_are_taken_out_of_what_should_answer_them():
    told = rows()
    questions = asked(told)
    assert {question.kind for question in questions} == {"title", "heading", "sentence"}
    for question in questions:
        assert question.text not in question.without
        if question.kind == "sentence":
            assert question.text in told[question.row].text
            assert question.title
        if question.kind == "title":
            assert not question.title


def test_the_same_passages_are_asked_about_in_a_larger_collection():
    small, large = rows(30), rows(40)
    few = {question.key for question in asked(small, 100) if question.kind == "sentence"}
    many = {question.key for question in asked(large, 100) if question.kind == "sentence"}
    assert few <= many
    assert [q.key for q in asked(large, 9)] == [q.key for q in asked(large, 9)]


async def examined(told: list[LiveRow], comparable=None, spoil: float = 0.0, groups=None):
    embedder = HashingEmbedder()
    lexical = Lexical.build([row.text for row in told], [row.title for row in told])
    vectors = await embedder.embed([f"{row.title}\n{row.heading}\n{row.text}" for row in told])
    if spoil:
        vectors = np.random.default_rng(1).permutation(vectors)
    questions = asked(told)
    texts = await embedder.embed([question.text for question in questions])
    left = await embedder.embed([question.without for question in questions])
    owners = np.array([row.document.int for row in told])
    groups = np.arange(len(told)) if groups is None else groups
    pieces = np.zeros((len(questions), PARTS, 384), np.int8)
    return examine(
        questions, texts, (left, pieces), lexical, vectors, None, owners, groups, comparable
    )


async def test_an_examination_is_repeatable_and_lies_between_its_sides():
    first, again = await examined(rows()), await examined(rows())
    assert first == again
    assert first.questions == len(first.marks) > 40
    assert 0 < first.ndcg <= 1
    assert first.ndcg >= min(first.lexical, first.dense)
    assert any(first.weight == pytest.approx(weight) for weight in WEIGHTS)


async def test_a_copy_is_no_rival():
    told = rows(24)
    copies = [replace(row, chunk=UUID(int=500 + at), document=UUID(int=900 + row.document.int))
              for at, row in enumerate(told)]  # fmt: skip
    both = [*told, *copies]
    known = await examined(both, groups=np.tile(np.arange(24), 2))
    unknown = await examined(both)
    assert known.ndcg > unknown.ndcg + 0.1


async def test_too_few_questions_leave_the_default():
    assert (await examined(rows(3))).weight == pytest.approx(DEFAULT_WEIGHT)
    assert (await examined([])).questions == 0


async def test_a_collection_that_grew_is_compared_among_what_it_had():
    before = await examined(rows(30))
    had = np.arange(40) < 30
    after = await examined(rows(40), had)
    shared = before.marks.keys() & after.marks.keys()
    assert shared
    assert not regressed(before.marks, after.marks)


def test_what_regressed():
    good = {str(at): (0.9, 0.6, 0.8) for at in range(40)}
    noise = {key: (0.9 - 0.4 * (int(key) % 2), 0.6, 0.8) for key in good}
    assert not regressed(good, good)
    assert regressed(good, dict.fromkeys(good, (0.5, 0.6, 0.8)))
    assert regressed(good, noise)
    assert regressed(good, dict.fromkeys(good, (0.9, 0.6, 0.1))), "a side that is broken"
    assert not regressed(good, dict.fromkeys(good, (0.89, 0.6, 0.8)))
    one_lost = {key: (0.0 if key == "0" else 0.9, 0.6, 0.8) for key in good}
    assert not regressed(good, one_lost)
    assert not regressed(good, {"other": (0.0, 0.0, 0.0)})
    assert not regressed({}, {})
