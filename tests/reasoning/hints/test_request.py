from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from fynq.domain.doubt import Doubt, Turn, Wanted
from fynq.domain.policy import Help, SchoolPolicy
from fynq.reasoning.hints.request import problem_of, request_of, wanted_of

PROBLEM = "Solve 5x - 7 = 28"
FREE = SchoolPolicy()


def doubt(question: str, *turns: Turn, wanted: Wanted | None = None) -> Doubt:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Doubt(UUID(int=1), UUID(int=2), question, UUID(int=1), at, turns=turns, wanted=wanted)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("Give me a hint: Solve 5x - 7 = 28", PROBLEM),
        ("Solve 5x - 7 = 28. Just a hint, please!", PROBLEM),
        ("Can I have a hint for x^2 = 16?", "x^2 = 16?"),
        ("How do I start: Solve 5x - 7 = 28", PROBLEM),
        ("Solve 5x - 7 = 28 — don't give me the answer", PROBLEM),
        ("Could you give me a hint on how to factor x^2 - 9?", "factor x^2 - 9?"),
    ],
)
def test_the_words_that_ask_for_a_hint_are_taken_off(said: str, problem: str) -> None:
    found = request_of(doubt(said), FREE)
    assert (found.question, found.rung) == (problem, Help.RESTATE)


@pytest.mark.parametrize("said", ["Another hint, please.", "I'm still stuck", "next step?", "ok, what now?", "hint"])  # fmt: skip
def test_asking_again_climbs_one_rung(said: str) -> None:
    turns: tuple[Turn, ...] = (Turn(PROBLEM, "…", Help.RESTATE),)
    for rung in (Help.CONCEPT, Help.NEXT_STEP, Help.NEIGHBOUR, Help.SOLUTION):
        found = request_of(doubt(said, *turns, wanted=Wanted.HINT), FREE)
        assert (found.question, found.rung) == (PROBLEM, rung)
        assert found.last is (rung is Help.SOLUTION)
        turns = (*turns, Turn(said, "…", rung))


def test_a_school_says_how_far_it_goes() -> None:
    policy = SchoolPolicy(Help.CONCEPT)
    first = request_of(doubt(PROBLEM), policy)
    assert (first.rung, first.last, first.spent) == (Help.RESTATE, False, False)
    turns = [Turn(PROBLEM, "…", Help.RESTATE)]
    second = request_of(doubt("Show me the solution", *turns), policy)
    assert (second.question, second.rung, second.last) == (PROBLEM, Help.CONCEPT, True)
    turns.append(Turn("Show me the solution", "…", Help.CONCEPT))
    third = request_of(doubt("I give up", *turns, wanted=Wanted.SOLUTION), policy)
    assert (third.rung, third.spent) == (Help.CONCEPT, True)


def test_another_problem_begins_a_ladder_of_its_own() -> None:
    turns = (Turn(PROBLEM, "…", Help.RESTATE), Turn("hint", "…", Help.CONCEPT))
    found = request_of(doubt("A hint for 2x = 9?", *turns), FREE)
    assert (found.question, found.rung) == ("2x = 9?", Help.RESTATE)
    same = request_of(doubt(f"Give me a hint: {PROBLEM}", *turns), FREE)
    assert same.rung is Help.NEXT_STEP


def test_the_solution_is_given_to_those_who_ask_for_it() -> None:
    turns = (Turn(PROBLEM, "…", Help.RESTATE),)
    assert request_of(doubt(PROBLEM), FREE).rung is None
    found = request_of(doubt("Show me the full solution", *turns), FREE)
    assert (found.question, found.rung) == (PROBLEM, None)
    asked = request_of(doubt(f"A hint: {PROBLEM}", wanted=Wanted.SOLUTION), FREE)
    assert asked.rung is None


def test_words_that_ask_for_neither() -> None:
    for said in (PROBLEM, "Why did you divide by 2?", "please", "What is a prime number?", ""):
        assert wanted_of(said) is None
    assert problem_of(doubt("next", Turn("and then?", "…"))) == "and then?"
