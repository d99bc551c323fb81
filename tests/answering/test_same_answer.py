from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fynq.answering.reasked import not_understood
from fynq.answering.same_answer import (
    answer_key,
    asked_by,
    asked_first,
    result_in,
    result_of,
    same_question,
)
from fynq.domain.doubt import Answer, Doubt, Hint, Turn, Verification
from fynq.domain.identifiers import new_id
from fynq.domain.policy import Help
from tests.reasoning.question_pairs import every_question, near_misses, same_pairs

ANSWER = Answer("text", "x = 4", Verification.VERIFIED, "m")


def doubt(question, **changes) -> Doubt:
    id_ = new_id()
    return replace(Doubt(id_, new_id(), question, id_, datetime.now(UTC)), **changes)


def same(one, other, subject=None, topic="general") -> bool:
    return same_question(asked_first(one, subject), asked_first(other, None), topic)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Solve 2x+3=11", "What is x if $2x + 3 = 11$?"),
        ("Give me a hint: Solve 2x+3=11", "solve for x: 2x+3=11"),
        ("Why does ice float?", "Can you explain why ice floats?"),
        ("A train goes 30 km in 2 h.\nHow fast?", "A train goes  30 km in 2 h. How fast?"),
    ],
)
def test_questions_that_are_one(one, other):
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Solve 2x+3=11", "Solve 2x+3=12"),
        ("Solve 2x+3=11", "Solve 2x+3=11 by graphing"),
        ("Why does ice float?", "Why does iron float?"),
        ("Why does ice float?", "Why does ice not float?"),
        ("A train goes 30 km in 2 h. How fast?", "A train goes 30 km in 3 h. How fast?"),
    ],
)
def test_questions_that_are_two(one, other):
    assert not same(one, other)


def test_the_key_never_parts_ideas_that_the_guard_joins():
    joined = [(one, other) for _, one, other in same_pairs()]
    ideas = [pair for pair in joined if all(asked_first(each, None).idea for each in pair)]
    assert len(ideas) > 350
    assert [pair for pair in ideas if not same(*pair)] == []
    missed = [(one, other) for one in every_question() for _, other in near_misses(one)]
    assert [pair for pair in missed if same(*pair)] == []


def test_the_same_words_are_another_idea_in_another_subject():
    assert same("What is a base?", "What is a base?", "chemistry", "chemistry")
    assert not same("What is a base?", "What is a base?", "mathematics", "chemistry")
    assert same("What is a base?", "What is a base?", None, "chemistry")
    assert same("Solve 2x+3=11", "Solve 2x+3=11", "physics", "mathematics")


def test_a_question_of_a_thread_has_a_key_only_where_it_asks_for_the_solution():
    turns = (Turn("Solve 2x+3=11", "Look.", Help.RESTATE),)
    within = {"follows": new_id(), "thread": new_id(), "turns": turns}
    whole = asked_by(doubt("Show me the solution", **within))
    assert whole == asked_first("Solve 2x+3=11", None)
    assert asked_by(doubt("Why?", **within)) is None
    assert asked_by(doubt("and for x^3?", **within)) is None
    why = (*turns, Turn("Why?", "Because."))
    assert asked_by(doubt("Another hint, please", **within | {"turns": why})) is None
    assert asked_by(doubt("Solve 2x+3=11", turns=turns)) is None
    assert asked_by(doubt("compute 3 \ud800")) is None


def test_results_are_compared_without_their_layout():
    assert result_in("$x = 4$", "a") == result_in(r"x=4", "b") == result_in(r"\left x\,=4.", "c")
    assert result_in("x = 4", "") != result_in("X = 4", "")
    assert result_in(r"\leftarrow 4", "") != result_in(r"arrow 4", "")
    assert result_in("", "Ice floats.") == result_in(" ", "Ice  floats")
    assert result_in("", "Ice floats.") != result_in("", "Ice sinks.")
    assert result_of(replace(ANSWER, final="", hint=Hint(Help.CONCEPT, True))) is None
    assert result_of(replace(ANSWER, hint=Hint(Help.SOLUTION, False))) == result_in("x = 4", "")


def test_one_answer_is_one_for_all_who_asked_the_question():
    key, result = asked_first("Solve 2x+3=11", None).digest, result_of(ANSWER)
    one, other = new_id(), new_id()
    assert answer_key(one, key, result) == answer_key(other, key, result)
    assert answer_key(one, key, result) != answer_key(one, key, result_in("5", ""))
    for part in ((None, result), (key, None)):
        assert answer_key(one, *part) != answer_key(other, *part)


@pytest.mark.parametrize(
    "said",
    [
        "I don't understand",
        "I still don’t get it.",
        "Sorry, I really don't understand your explanation",
        "That's confusing!",
        "this makes no sense",
        "it doesn't make any sense",
        "Can you explain it again please",
        "please explain it more simply",
        "I'm still confused",
        "Ich verstehe das nicht",
        "No entiendo nada",
        "Je ne comprends pas",
    ],
)
def test_not_understood(said):
    assert not_understood(said)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "I don't understand why you divided by 2 in step 3",
        "I understand",
        "Why does it make sense to divide?",
        "Explain photosynthesis",
        "This is clear now",
        "thanks, that helps",
        "I don't understand " + "very " * 50 + "much",
    ],
)
def test_understood_or_about_something(said):
    assert not not_understood(said)
