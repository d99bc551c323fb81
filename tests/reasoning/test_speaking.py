"""Whether a sentence says what a question asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.reasoning.choosing import best
from fynq.reasoning.focus import Kind, focus
from fynq.reasoning.forms import tells
from fynq.reasoning.speaking import answers, said, speaks_of
from tests.reasoning.test_choosing import passages


@pytest.mark.parametrize(
    ("question", "kind", "subject"),
    [
        ("What happens during the S phase?", Kind.EVENT, (("s", "phas"),)),
        ("what's the G1 phase", Kind.DEFINITION, (("g1", "phas"),)),
        ("What is vitamin A?", Kind.DEFINITION, (("vitamin", "a"),)),
        ("What is the function of the heart?", Kind.FUNCTION, (("heart",),)),
        ("What do the kidneys do?", Kind.FUNCTION, (("kidney",),)),
        ("What is a plough used for?", Kind.FUNCTION, (("plough",),)),
        ("How does a sail work?", Kind.MANNER, (("sail",),)),
        ("What causes tides?", Kind.ORIGIN, (("tid",),)),
        ("What does inertia mean?", Kind.DEFINITION, (("inertia",),)),
        ("What is the difference between a lake and a pond?", Kind.DIFFERENCE, (("lak",), ("pond",))),
        ("Please explain natural selection", Kind.DEFINITION, (("natural", "selection"),)),
        ("What is inertia, exercise 12?", Kind.DEFINITION, (("inertia",),)),
    ],
)  # fmt: skip
def test_what_a_question_is_about(question: str, kind: Kind, subject: object) -> None:
    found = focus(question)
    assert (found.kind, found.subject) == (kind, subject)


SAYS = [
    ("What is a lock?", "A lock is a chamber that lifts boats.", True),
    ("What is a lock?", "A lock is open on both sides when no boat is near.", False),
    ("What is a lock?", "The chamber that lifts boats is called a lock.", True),
    ("What is a lock?", "Lock: a chamber that lifts boats", True),
    ("What is a lock?", "The gates of a lock are made of oak.", False),
    ("What is tidal power?", "Tidal power means getting energy out of the tides.", True),
    ("What is tidal power?", "Wind power is energy that is taken out of the wind.", False),
    ("What is metaphase?", "Metaphase II is the stage in which the pairs line up.", False),
    ("What happens during the B stage?", "During the B stage, the clay dries.", True),
    ("What happens during the B stage?", "The A stage comes before the B stage of drying.", False),
    ("What happens during the B stage?", "During the A stage, the clay is mixed.", False),
    ("What does a keel do?", "The keel keeps the boat from drifting.", True),
    ("What does a keel do?", "The keel is made of lead.", False),
    ("What does a keel do?", "The keel bolt rusts.", False),
    ("What happened to the first mill?", "The first mill burned down in 1412.", True),
    ("What happened to the first mill?", "The first mill was made of oak.", False),
    ("Why is the mill closed?", "The mill is closed because the river is dry.", True),
    ("Why is the mill closed?", "The river is dry because the mill is closed.", False),
    ("What causes rust?", "Water and air cause rust.", True),
    ("What causes rust?", "Rust causes leaks.", False),
    ("Where do storks breed?", "Storks breed on chimneys.", True),
    ("Where do storks breed?", "Storks breed once a year.", False),
    ("When was the bridge built?", "The bridge was built in 1412.", True),
    ("When was the bridge built?", "The bridge was built of oak.", False),
    ("Who built the bridge?", "The bridge was built by monks.", True),
    ("Who built the bridge?", "The bridge was built of oak.", False),
    ("How many legs do spiders have?", "Spiders have eight legs.", True),
    ("How many legs do spiders have?", "Spiders have legs on both sides.", False),
    ("What is the difference between a lake and a pond?", "A lake is deep, while a pond is shallow.", True),
    ("What is the difference between a lake and a pond?", "A lake and a pond hold water.", False),
    ("Who discovered the structure of salt?", "Bragg discovered a pattern of salt, which showed its own structure.", False),
]  # fmt: skip


@pytest.mark.parametrize(("question", "sentence", "right"), SAYS)
def test_saying_what_was_asked(question: str, sentence: str, right: bool) -> None:
    asked, found = focus(question), said(sentence, ["Notes"])
    assert (speaks_of(found, asked) and answers(found, asked, 1.0)) == right


def test_what_stands_above_counts_where_the_sentence_refers_to_it() -> None:
    asked = focus("What is the root of a tree?")
    above = ["Trees in computing", "Trees"]
    assert answers(said("The node without a parent is called the root.", above), asked, 1.0)
    asked = focus("What happens in the kiln?")
    assert speaks_of(said("It dries the bricks for two days.", ["The kiln"]), asked)
    assert not speaks_of(said("Bricks dry for two days.", ["The kiln"]), asked)
    assert not speaks_of(said("It dries the bricks for two days.", ["The yard"]), asked)


@pytest.mark.parametrize(
    "sentence",
    [
        "Define osmosis and explain its role in plants", "**Exercise 2.** Compare the two kinds of tissue.",
        "[Figure: The photo shows a lock.]", "Part b: A lock is shown from above.", "(a) A lock from above.",
        "The stages are depicted in the figure.", "What is a lock?", "Watch this video about locks.",
    ],
)  # fmt: skip
def test_tasks_and_captions_tell_nothing(sentence: str) -> None:
    assert not tells(sentence)


@pytest.mark.parametrize("sentence", ["A lock lifts boats.", "Look-outs were posted on the tower.", "**match**: a stick that burns"])  # fmt: skip
def test_statements_do(sentence: str) -> None:
    assert tells(sentence)


@given(st.text(max_size=200), st.text(max_size=300))
def test_any_text_is_borne(question: str, sentence: str) -> None:
    asked, found = focus(question), said(sentence, [question])
    answers(found, asked, 1.0)
    speaks_of(found, asked)
    tells(sentence)


@pytest.mark.parametrize(
    "question", ["what " * 1600, "x" * 8000, "how is " * 1100, "what a" + "-b" * 3900, "why " + "., " * 2600]
)  # fmt: skip
def test_long_questions_are_borne(question: str) -> None:
    best(question, passages())
