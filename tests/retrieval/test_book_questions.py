"""A book's exercises and definitions as questions to its own text."""

from __future__ import annotations

from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.domain.knowledge import Document
from fynq.retrieval.chunking import chunk
from fynq.retrieval.examining import examined, question_texts
from fynq.retrieval.generations.rows import RowTable
from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.ports import LiveRow
from fynq.retrieval.ranking.questions import derive
from fynq.retrieval.vectors import digest, embedded_text_of
from fynq.retrieval.view import lexical_of

ORGANS = ["kidney", "liver", "lung", "spleen", "pancreas", "thymus", "retina", "cochlea"]
ACTS = ["filters", "stores", "exchanges", "recycles", "secretes", "trains", "senses", "amplifies"]
STUFF = ["plasma", "glycogen", "oxygen", "iron", "insulin", "lymphocytes", "photons", "vibrations"]


def chapter(organ: str, act: str, stuff: str) -> str:
    return f"""# The {organ}

## How it works

The {organ} {act} {stuff} by day and by night, and its cells divide slowly.
Doctors examine a {organ} with small cameras when its owner feels pain for several weeks.

## Growth

Before birth a {organ} is a fold of tissue which grows towards the spine and then turns around.

## Review Questions

**Exercise 1.** Which organ of the human body {act} most of the {stuff}?

- (a) the {organ}
- (b) another organ altogether

**Solution.** The {organ} {act} {stuff}.

## Glossary

**{organ}**: part of the body that {act} {stuff} for all other parts

**fold**: tissue bent upon itself in an unborn animal
"""


def rows_of(texts: dict[str, str], chars: int = 250) -> list[LiveRow]:
    rows = []
    for at, (title, text) in enumerate(texts.items(), 1):
        document = Document(UUID(int=at), "books", title, title, text)
        rows += [
            LiveRow(
                part.id, document.id, part.ordinal, part.kind, "everyone", title, part.heading,
                part.text,
            )
            for part in chunk(document, chars)
        ]  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def book() -> list[LiveRow]:
    return rows_of(
        {f"Unit {at}": chapter(*words) for at, words in enumerate(zip(ORGANS, ACTS, STUFF, strict=True))}
    )  # fmt: skip


def of_kind(rows: list[LiveRow], kind: str):
    questions = derive(rows, [row.title for row in rows], 100)
    return [question for question in questions if question.kind == kind]


def test_an_exercise_asks_for_its_section(book):
    asked = of_kind(book, "exercise")
    assert len(asked) == len(ORGANS)
    for question in asked:
        assert question.text.startswith("Which organ of the human body ")
        assert question.text.endswith("?"), "neither label nor options"
        document = book[question.row].document
        assert {book[row].document for row in question.answers} == {document}
        assert {book[row].kind for row in question.answers} == {"text"}
        apart = {book[row].kind for row in question.hidden}
        assert {"exercise", "glossary"} <= apart
        assert not set(question.hidden) & set(question.answers)
        assert question.row in question.hidden


def test_a_definition_asks_for_what_names_its_term(book):
    asked = of_kind(book, "definition")
    assert len(asked) == len(ORGANS)
    for question in asked:
        assert question.text in book[question.row].text
        own = ORGANS[book[question.row].document.int - 1]
        term = "fold" if question.text.startswith("tissue") else own
        assert all(term in book[row].text for row in question.answers)
        assert all(question.text not in book[row].text for row in question.answers)


def test_exercises_of_one_book_ask_for_their_own_chapter():
    chapters = [chapter(*words) for words in zip(ORGANS, ACTS, STUFF, strict=True)]
    rows = rows_of({"Anatomy": "\n".join(chapters)})
    asked = of_kind(rows, "exercise")
    assert asked
    for question in asked:
        organ = rows[question.row].heading.split(" > ")[0]
        assert {rows[row].heading.split(" > ")[0] for row in question.answers} == {organ}


def test_a_section_that_is_most_of_the_collection_is_not_asked_for():
    rows = rows_of({"Unit": chapter("kidney", "filters", "plasma")})
    assert any(row.kind == "exercise" for row in rows)
    assert not of_kind(rows, "exercise")
    assert not of_kind(rows, "definition")


def test_what_others_answer_is_not_embedded_twice(book):
    questions = derive(book, [row.title for row in book], 100)
    answered = [question for question in questions if question.answers]
    assert answered
    assert len(question_texts(questions)) == 2 * len(questions) - len(answered)


async def test_the_examination_marks_them(book):
    embedder = HashingEmbedder()
    vectors = await embedder.embed([embedded_text_of(row) for row in book])
    table = RowTable.of(book, [digest(embedded_text_of(row)) for row in book])

    async def told(matrix):
        return await examined(
            book, table, lexical_of(book), matrix, None, None, embedder.embed_passages
        )

    found = await told(vectors)
    keys = {question.key for question in of_kind(book, "exercise") + of_kind(book, "definition")}
    assert keys <= found["marks"].keys()
    assert all(0 <= mark <= 1 for marks in found["marks"].values() for mark in marks)
    right = [found["marks"][question.key][1] for question in of_kind(book, "exercise")]
    assert np.mean(right) > 0.8, "the words of an exercise are in its section"
    assert found == await told(vectors)


@given(st.lists(st.sampled_from(list("ab*:().#- \n|1é\u200b$")), max_size=80).map("".join))
def test_any_text_may_be_an_exercise_or_a_glossary(text):
    rows = [
        LiveRow(UUID(int=at), UUID(int=at % 5), at // 5, kind, "everyone", "", "", text)
        for at, kind in enumerate(["exercise", "glossary", "definition", "text"] * 12)
    ]
    for question in derive(rows, [""] * len(rows), 5):
        assert question.text
