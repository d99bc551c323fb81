"""What a doubt asks for, told from its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.reasoning.classified import AnswerType, Intent, classified, looks_like_exam


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Solve 2x + 3 = 11", Intent.SOLVE),
        ("Why does ice float?", Intent.EXPLAIN),
        ("Check my work: 2x = 8, so x = 3", Intent.CHECK),
        ("Is this right? x = 4", Intent.CHECK),
        ("Where did I go wrong? 2x = 8, x = 3", Intent.WHERE_WRONG),
        ("What is wrong: (a+b)^2 = a^2 + b^2", Intent.WHERE_WRONG),
        ("Can I have a hint for x^2 - 5x + 6 = 0?", Intent.HINT),
        ("How do I start: ∫ x e^x dx", Intent.HINT),
        ("x² = 9 — don't give me the answer", Intent.HINT),
    ],
)
def test_the_intent(question: str, intent: Intent) -> None:
    assert classified(question).intent is intent


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is 3/4 + 1/8?", AnswerType.NUMBER),
        (r"Simplify $\frac{x^2-1}{x-1}$", AnswerType.EXPRESSION),
        ("Find the equation of the line through (1, 2) and (3, 4).", AnswerType.EQUATION),
        ("Solve 2x + 1 ≤ 7", AnswerType.SET),
        ("How far does a car go in 3 hours at 60 km/h?", AnswerType.QUANTITY),
        ("Which is prime?\nA) 4\nB) 6\nC) 7\nD) 9", AnswerType.CHOICE),
        ("Prove that sqrt(2) is irrational.", AnswerType.PROOF),
        ("Why does ice float?", AnswerType.OPEN),
    ],
)
def test_the_type_of_the_answer(question: str, kind: AnswerType) -> None:
    assert classified(question).answer is kind


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Let f(x) = x^2. a) Find f(3). b) Solve f(x) = 4.", ("Find f(3).", "Solve f(x) = 4.")),
        ("Solve:\n1. x + 1 = 2\n2. x - 1 = 2\n3. 2x = 2", ("x + 1 = 2", "x - 1 = 2", "2x = 2")),
        ("(i) Find 2+2 (ii) Find 3+3", ("Find 2+2", "Find 3+3")),
    ],
)
def test_parts_are_told_apart(question: str, parts: tuple[str, ...]) -> None:
    found = classified(question).parts
    assert len(found) == len(parts)
    assert all(whole.endswith(part) for whole, part in zip(found, parts, strict=True))


@pytest.mark.parametrize(
    "question",
    [
        "Which is prime? a) 4 b) 6 c) 7",
        "Find f(a) for f(x) = x",
        "Solve 3(a) + b) = 2",
        "a) only one",
    ],
)
def test_choices_and_brackets_are_no_parts(question: str) -> None:
    assert classified(question).parts == ()


@pytest.mark.parametrize(
    "question",
    [
        "Question 3 of 20 (5 points) Solve 2x = 8",
        "Time remaining: 12:30. Question 4/10. What is 3 + 4?",
        "Midterm exam, 15 minutes left: find x",
        "Not yet answered. Marked out of 1.00. Flag question. Find 3/4 of 12",
    ],
)
def test_a_running_exam_shows(question: str) -> None:
    assert classified(question).exam


@pytest.mark.parametrize(
    "question",
    [
        "Question 3 of my homework: solve 2x = 8",
        "The test had 20 questions; what percent is 3 of 20?",
        "A train has 30 minutes left; how far does it go at 60 km/h?",
        "How many points does the graph share with the axis?",
    ],
)
def test_homework_is_no_exam(question: str) -> None:
    assert not classified(question).exam


def test_a_school_blocks_its_own_phrases() -> None:
    assert looks_like_exam("Spring  FINAL 7B: solve x = 2", ["spring final 7b"])
    assert not looks_like_exam("solve x = 2", ["spring final 7b", " "])


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is the sum of 2 and 3?", "en"),
        ("Wie groß ist die Summe von 2 und 3?", "de"),
        ("Quelle est la somme des nombres?", "fr"),
        ("¿Cuál es el resultado de los números?", "es"),
        ("求方程的解", "zh"),
        ("Решите уравнение", "ru"),
        ("x^2 = 4", ""),
    ],
)
def test_the_language(question: str, language: str) -> None:
    assert classified(question).language == language


def test_subject_skills_and_level() -> None:
    found = classified("Find the derivative of x^2")
    assert (found.subject, found.level) == ("mathematics", "college")
    assert "derivatives" in found.skills
    assert classified("What force moves 2 kg?").subject == "physics"
    assert classified("I am in grade 4: what is 3 + 4?").level == "primary"


@given(st.text(max_size=300))
def test_any_text_is_classified(text: str) -> None:
    assert classified(text).answer in AnswerType
