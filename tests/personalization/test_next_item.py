"""What next: laws that hold for every student, and the choices that a teacher would expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import Learner, SkillState
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.check_item import check_item
from fynq.personalization.learner_model import foreseen
from fynq.personalization.next_item import choose
from fynq.personalization.outlook import Outlook, rated
from fynq.personalization.placement import MOST_ASKED, newcomer, placement
from fynq.personalization.ports import Edition
from fynq.personalization.presumption import Presumptions
from fynq.personalization.suggestion import (
    TARGET,
    Candidate,
    Lately,
    Probe,
    Reason,
    Seen,
    Situation,
    Suggestion,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SLUGS = tuple(f"s{number}" for number in range(8))


def skill(slug: str, *needs: str) -> Skill:
    return Skill(slug, slug.upper(), "mathematics", 1, needs)


def item(slug: str, *skills: str, difficulty: int = 2) -> PracticeItem:
    return PracticeItem(UUID(int=1), slug, "?", "1", "number", skills, difficulty)


def state(
    slug: str, known: float, days: float = 0.0, stability: float = 2.3, **more: float
) -> SkillState:
    at = NOW - timedelta(days=days)
    made = SkillState(slug, 0.0, 0.3, 4, at, chances=4, successes=3.0, failures=1.0, known=known, unaided=True, stability=stability, hardness=2.1, answered_at=at)  # fmt: skip
    return replace(made, **more)


def knowing(*states: SkillState, **overall: float) -> Learner:
    return Learner(turn=9, successes=9.0, skills={each.skill: each for each in states}, **overall)


def chain(length: int) -> dict[str, Skill]:
    return {f"s{n}": skill(f"s{n}", *([f"s{n - 1}"] if n else [])) for n in range(length)}


def shelf(*slugs: str, each: int = 3) -> list[Candidate]:
    return [Candidate(item(f"{slug}-{n}", slug)) for slug in slugs for n in range(each)]


moments = st.floats(-400.0, 400.0).map(lambda days: NOW - timedelta(days=days))
shares = st.floats(0.0, 1.0)
states = st.builds(
    state, st.sampled_from(SLUGS), shares, st.floats(-2.0, 400.0), st.floats(0.001, 400.0),
    ability=st.floats(-8.0, 8.0), variance=st.floats(0.02, 0.6), recent=shares,
    run=st.integers(-9, 9), chances=st.integers(0, 40), hardness=st.floats(1.0, 10.0),
)  # fmt: skip
learners = st.builds(
    lambda found, ability, variance: replace(knowing(*found), ability=ability, variance=variance),
    st.lists(states, max_size=8), st.floats(-8.0, 8.0), st.floats(0.02, 0.8),
)  # fmt: skip
difficulties = st.none() | st.builds(
    Difficulty, st.floats(-8.0, 8.0), st.floats(0.005, 0.6), st.integers(0, 99)
)
graphs = st.lists(st.lists(st.sampled_from(SLUGS), max_size=3), min_size=0, max_size=8).map(
    lambda needs: {SLUGS[n]: skill(SLUGS[n], *found) for n, found in enumerate(needs)}
)
situations = st.builds(
    Situation, st.just(NOW), graphs, goal=st.lists(st.sampled_from(SLUGS), max_size=2).map(tuple),
    exam=st.none() | moments, minutes=st.none() | st.floats(0.0, 90.0),
    lately=st.lists(st.builds(Lately, st.sampled_from("abcdef"), st.just(("s1",))), max_size=4),
    probes=st.lists(st.builds(Probe, st.just("slip"), st.frozensets(st.sampled_from(SLUGS), max_size=2), st.frozensets(st.sampled_from("abcdef"), max_size=2)), max_size=2),
    excluded=st.frozensets(st.sampled_from("abcdef"), max_size=4),
)  # fmt: skip
candidates = st.lists(
    st.builds(
        Candidate,
        st.builds(
            lambda slug, skills, hard: item(slug, *skills, difficulty=hard),
            st.sampled_from("abcdef"), st.lists(st.sampled_from(SLUGS), max_size=3, unique=True),
            st.integers(-3, 9),
        ),
        st.none() | st.builds(Seen, shares, moments, st.integers(1, 30)), difficulties,
    ),
    max_size=9,
)  # fmt: skip


def sound(found: Suggestion | None, offered: Sequence[Candidate], situation: Situation) -> None:
    allowed = [one.item for one in offered if one.item.slug not in situation.excluded]
    if found is None:
        return
    assert found.item in allowed
    assert 0.0 < found.expected < 1.0
    assert found.skill in found.item.skills or not found.item.skills
    assert found.sentence
    assert all(value == value for value in found.figures.values())


@given(learners, candidates, situations, st.integers())
def test_what_is_chosen_is_a_candidate_that_is_allowed(
    learner: Learner, offered: list[Candidate], situation: Situation, seed: int
) -> None:
    found = choose(learner, offered, situation, seed)
    sound(found, offered, situation)
    assert found == choose(learner, offered, situation, seed)
    if any(one.item.slug not in situation.excluded for one in offered):
        assert found is not None


@given(
    learners, candidates, situations, st.integers(), st.lists(st.sampled_from(SLUGS), max_size=3)
)
def test_a_check_item_is_about_the_doubt(
    learner: Learner, offered: list[Candidate], situation: Situation, seed: int, about: list[str]
) -> None:
    found = check_item(learner, offered, about, situation, seed)
    sound(found, offered, situation)
    possible = [
        one
        for one in offered
        if set(about) & set(one.item.skills) and one.item.slug not in situation.excluded
    ]
    assert (found is None) == (not possible)
    if found is not None:
        assert found.why is Reason.CHECK
        assert found.skill in about


@settings(max_examples=50)
@given(
    learners,
    candidates,
    situations,
    st.integers(),
    st.lists(st.sampled_from("abcdef"), max_size=9, unique=True),
)
def test_a_placement_asks_each_item_once_and_at_most_eight(
    learner: Learner, offered: list[Candidate], situation: Situation, seed: int, asked: list[str]
) -> None:
    found = placement(learner, offered, asked, situation, seed)
    sound(found, offered, situation)
    if found is not None:
        assert len(asked) < MOST_ASKED
        assert found.item.slug not in asked


@given(
    learners,
    difficulties.filter(bool),
    st.none() | shares,
    st.lists(st.sampled_from(SLUGS), max_size=3, unique=True),
)
def test_the_outlook_of_many_items_is_the_foresight_of_each(
    learner: Learner, hard: Difficulty, seen: float | None, skills: list[str]
) -> None:
    general = {"s1": Difficulty(0.7, 0.2), "s2": Difficulty(-1.0, 0.1)}
    met = [general.get(slug, Difficulty()) for slug in skills]
    one = foreseen(learner, skills, hard, met, Edition(), NOW, seen)
    many = Outlook(learner, general, Edition(), NOW).of(tuple(skills))
    assert many.chance(hard, seen) == pytest.approx(one, rel=1e-9)


def test_an_authors_rating_counts_less_with_every_answer() -> None:
    assert rated(None, 5).mean > rated(None, 2).mean == 0.0 > rated(None, 1).mean
    assert rated(Difficulty(0.5, 0.6), 5).mean == pytest.approx(0.5 + rated(None, 5).mean)
    assert rated(Difficulty(0.5, 0.06, 30), 5).mean == pytest.approx(
        0.5 + 0.1 * rated(None, 5).mean
    )


def test_a_skill_is_taught_when_what_it_builds_on_is_there() -> None:
    graph, offered = chain(4), shelf("s1", "s3")
    beginner = knowing(state("s0", 0.97, 0.2), state("s2", 0.1, 0.2))
    found = choose(beginner, offered, Situation(NOW, graph), 1)
    assert found is not None
    assert (found.skill, found.why) == ("s1", Reason.LEARN)
    assert found.figures["foundation"] > 0.9
    assert found.sentence.startswith("You have what S1 builds on")


def test_the_sentence_claims_no_more_than_is_known() -> None:
    """Told to somebody who failed at everything that was asked so far."""
    graph = {**chain(2), "s2": skill("s2"), "s3": skill("s3")}
    failed = [state(slug, 0.15, 0.2, successes=0.0, failures=4.0) for slug in ("s0", "s3")]
    told = {}
    for only in ("s1", "s2", "s3"):
        found = choose(knowing(*failed), shelf(only), Situation(NOW, graph), 1)
        assert found is not None
        told[only] = (found.why, found.sentence)
    assert told["s1"] == (
        Reason.LEARN,
        "Try S1: it is not certain yet whether you have what it builds on.",
    )
    assert told["s2"] == (Reason.LEARN, "S2 builds on nothing else here, so you can begin with it.")
    assert "getting the hang" not in told["s3"][1] and "S3" in told["s3"][1]


@pytest.mark.parametrize("stability", [1.0, 5.0, 30.0])
def test_a_review_comes_first_when_memory_is_about_to_lapse(stability: float) -> None:
    """Recall is .8 after 4.3 / .98 times the stability."""
    fading = state("s1", 0.97, 3.3 * stability, stability)
    for seed in range(10):
        found = choose(knowing(fading), shelf("s0", "s1", "s2"), Situation(NOW), seed)
        assert found is not None
        assert (found.skill, found.why) == ("s1", Reason.REVIEW)
        assert 0.7 < found.figures["recall"] < 0.9


def test_what_is_firm_gives_way_to_what_is_new() -> None:
    firm = state("s1", 0.99, 1.0, 200.0)
    for seed in range(10):
        found = choose(knowing(firm), shelf("s0", "s1"), Situation(NOW), seed)
        assert found is not None
        assert found.skill == "s0"


def test_items_succeed_about_three_times_in_four() -> None:
    offered = [
        Candidate(item(f"i{n}", "s1"), None, Difficulty((n - 50) / 10.0, 0.01, 50))
        for n in range(100)
    ]
    for known, ability in ((0.2, -1.5), (0.5, 0.0), (0.9, 2.0)):
        learner = replace(knowing(state("s1", known)), ability=ability)
        for seed in range(5):
            found = choose(learner, offered, Situation(NOW), seed)
            assert found is not None
            assert found.expected == pytest.approx(TARGET, abs=0.1)


def test_little_known_items_get_their_turn() -> None:
    """All are foreseen alike, and two of them are known to be so."""
    sure = [Candidate(item(f"sure{n}", "s1"), None, Difficulty(-1.5, 0.005, 99)) for n in range(2)]
    new = [Candidate(item(f"new{n}", "s1"), None, Difficulty(-1.5, 0.6)) for n in range(4)]
    found = [choose(knowing(), sure + new, Situation(NOW), seed) for seed in range(60)]
    slugs = {one.item.slug for one in found if one is not None}
    assert slugs >= {"new0", "new1", "new2", "new3"}


def test_neither_items_nor_skills_repeat_at_once() -> None:
    offered = shelf("s0", "s1", each=2)
    lately = (Lately("s0-0", ("s0",)), Lately("s1-0", ("s1",)))
    for seed in range(10):
        found = choose(Learner(), offered, Situation(NOW, lately=lately), seed)
        assert found is not None
        assert found.item.slug in {"s0-1", "s1-1"}
    begun = knowing(state("s0", 0.5, 0.001))
    more = shelf("s0", "s1", each=12)
    after = [choose(begun, more, Situation(NOW), seed) for seed in range(10)]
    assert {found.skill for found in after if found} == {"s1"}


def test_an_open_misconception_is_probed() -> None:
    offered = shelf("s0", "s1", "s2", each=4)
    learner = knowing(state("s1", 0.9, 3.0), state("s2", 0.96, 0.5, 90.0))
    for probe in (Probe("slip", frozenset({"s2"})), Probe("slip", items=frozenset({"s2-3"}))):
        found = choose(learner, offered, Situation(NOW, probes=(probe,)), 3)
        assert found is not None
        assert (found.skill, found.why) == ("s2", Reason.MISCONCEPTION)
        just = (Lately("s2-3", ("s2",)),)
        other = choose(learner, offered, Situation(NOW, probes=(probe,), lately=just), 3)
        assert other is not None
        assert other.skill != "s2"


def test_a_goal_comes_with_what_it_builds_on() -> None:
    graph = chain(3) | {"x": skill("x")}
    learner = knowing(state("s0", 0.2, 1.0), state("s1", 0.3, 1.0))
    found = choose(learner, shelf("s0", "s1", "s2", "x"), Situation(NOW, graph, goal=("s2",)), 1)
    assert found is not None
    assert (found.skill, found.why) == ("s0", Reason.FOUNDATION)


def test_nothing_new_is_begun_when_time_is_short() -> None:
    learner = knowing(state("s1", 0.6, 1.0))
    found = choose(learner, shelf("s0", "s1"), Situation(NOW, minutes=2.0), 1)
    assert found is not None
    assert found.skill == "s1"


def test_who_can_do_a_skill_is_presumed_to_have_what_it_builds_on() -> None:
    graph = chain(5)
    learner = knowing(state("s2", 0.98))
    presumed = Presumptions(learner, graph, Edition(), NOW)
    nothing = Presumptions(Learner(), graph, Edition(), NOW)
    assert presumed.of("s1").known > presumed.of("s0").known > nothing.of("s0").known
    failed = Presumptions(knowing(state("s2", 0.02)), graph, Edition(), NOW)
    assert failed.of("s3").known < failed.of("s4").known < nothing.of("s4").known
    assert not presumed.of("s1").met
    assert Presumptions(Learner(ability=2.0), graph, Edition(), NOW).of("s0").known > 0.6


def test_a_placement_begins_in_the_middle_and_halves_what_is_open() -> None:
    graph, offered = chain(64), shelf(*chain(64))
    asked: list[str] = []
    learner = Learner()
    places = []
    while (found := placement(learner, offered, asked, Situation(NOW, graph), 1)) is not None:
        place = int(found.skill[1:])
        places.append(place)
        asked.append(found.item.slug)
        known = 0.8 if place < 40 else 0.15
        learner = replace(
            learner, skills={**learner.skills, found.skill: state(found.skill, known)}
        )
    assert abs(places[0] - 32) <= 4
    assert len(places) <= MOST_ASKED
    assert min(abs(place - 40) for place in places) <= 3


def test_a_placement_ends_when_it_is_sure() -> None:
    learner = knowing(state("s0", 0.97), state("s1", 0.04))
    assert placement(learner, shelf("s0", "s1"), ["s0-0", "s1-0"], Situation(NOW), 1) is None
    assert placement(Learner(), [], [], Situation(NOW), 1) is None
    assert newcomer(Learner())
    assert not newcomer(Learner(successes=5.0, failures=3.0))
