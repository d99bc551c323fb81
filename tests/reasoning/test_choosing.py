"""Which sentence answers, and when none does."""

from __future__ import annotations

from uuid import UUID

import pytest

from fynq.domain.knowledge import Passage
from fynq.reasoning.choosing import best, says_so

NOTES = {
    "What a function is": "A function is a rule that assigns to each input exactly one output. The vertical line test follows from the definition.\n\n## A typical mistake\nA function is not a formula: it is wrong to say so.",
    "Why the sky is blue": "The sky is blue because air scatters blue light much more strongly than red light.\n\n## A common mistake\nThe sky is not blue because it mirrors the sea.",
    "Power and efficiency": "Power is the rate at which work is done. Here $P$ is the power in watts and $t$ the time in seconds.",
    "Absolute value as distance": "The absolute value of a number is its distance from zero on the number line.",
    "The laws of thermodynamics": "Heat flows from hot to cold. An open refrigerator does not cool a kitchen because it gives off more heat than it takes in.",
}  # fmt: skip


def passages(score: float = 0.45) -> list[Passage]:
    return [
        Passage(UUID(int=n), UUID(int=n), 1, title, "", 0, len(text), text, score)
        for n, (title, text) in enumerate(NOTES.items(), 1)
    ]


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("What is a function?", "A function is a rule"),
        ("Why is the sky blue?", "The sky is blue because"),
        ("why iz the sky bleu", "The sky is blue because"),
        ("What is power?", "Power is the rate"),
        ("What is the absolute value?", "The absolute value of a number"),
    ],
)
def test_the_answering_sentence_comes_first(question: str, begins: str) -> None:
    found = best(question, passages())
    assert found and found[0].text.startswith(begins)
    assert len({item.number for item in found}) == 1


@pytest.mark.parametrize(
    "question",
    ["What is political power?", "what is the power of love", "What is a function of the liver?", "Why is blood red?",
     "What is absolute zero?", "How does a refrigerator work?", "what is string theory", "hello", "", "?", "Why is the sea salty?"],
)  # fmt: skip
def test_words_beside_the_point_are_not_quoted(question: str) -> None:
    assert best(question, passages()) == []


CLAY = """# The potter's year

## The A stage

The A stage, which is also called the wet stage, is the first stage of drying and is about shape.

## The B stage

The B stage is the second stage of drying, during which the clay turns pale. It takes three days.

## The C stage

In the C stage the clay is as hard as leather. Describe the C stage.

**glaze**: glass that covers the clay
"""
LAB = "In the lab we always wear goggles and a coat."


def of(text: str, score: float = 0.6, kind: str = "text") -> Passage:
    return Passage(UUID(int=1), UUID(int=2), 1, "Clay", "", 0, len(text), text, score, kind=kind)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("What happens during the A stage?", "The A stage"),
        ("What happens during the B stage?", "The B stage"),
        ("What happens in the C stage?", "In the C stage"),
        ("What is glaze?", "**glaze**"),
        ("How long does the B stage take?", None),
        ("What happens during the D stage?", None),
    ],
)
def test_a_neighbour_is_not_quoted_for_what_was_asked(question: str, begins: str | None) -> None:
    found = best(question, [of(CLAY)])
    if begins is None:
        assert found == []
        return
    assert found[0].text.startswith(begins)
    assert says_so(question, found[0].text, of(CLAY))
    others = {"A", "B", "C"} - {question[-8]}
    assert not any(f"The {other} stage" in item.text for item in found for other in others)


def test_one_short_note_answers() -> None:
    for question in ("What do we wear in the lab?", "What should I wear in the lab?"):
        found = best(question, [of(LAB)])
        assert [item.text for item in found] == [LAB]
        assert says_so(question, LAB, of(LAB))
    assert best("What do we wear in the gym?", [of(LAB)]) == []


def test_a_task_of_the_book_is_no_answer() -> None:
    text = "Describe what a glaze is. A glaze hides the colour of the clay."
    assert best("What is a glaze?", [of(text, kind="exercise")]) == []
    (found,) = best("What does a glaze do?", [of(text)])
    assert found.text.startswith("A glaze hides")


def test_in_other_languages_the_words_decide() -> None:
    text = "Der Ton trocknet drei Tage lang, bevor er gebrannt wird. Der Ofen steht im Hof."
    assert best("Wie lange trocknet der Ton?", [of(text)])[0].text.startswith("Der Ton")
