"""Which sentence answers, and when none does."""

from __future__ import annotations

from uuid import UUID

import pytest

from fynq.domain.knowledge import Passage
from fynq.reasoning.choosing import best

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
