"""The weakest uncertain foundation, and the reason that is given for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fynq.domain.bridge import GapKind
from fynq.domain.knowledge import Skill
from fynq.domain.learner import Learner, SkillState
from fynq.personalization.bridging import gap_of, why

NOW = datetime(2027, 3, 1, tzinfo=UTC)


def skill(slug: str, *prerequisites: str) -> Skill:
    return Skill(slug, slug.title(), "mathematics", 1, prerequisites)


GRAPH = {
    each.slug: each
    for each in (
        skill("numbers"),
        skill("fractions", "numbers"),
        skill("roots", "numbers"),
        skill("linear", "fractions"),
        skill("quadratic", "linear", "roots"),
    )
}


def state(slug: str, ability: float, **fields: object) -> SkillState:
    made = SkillState(slug, ability, 0.1, 4, NOW, chances=4, answered_at=NOW - timedelta(days=2))
    made = replace(made, stability=5.0, hardness=5.0)
    return replace(made, **fields)  # type: ignore[arg-type]


def mastered(slug: str, days: float = 1.0, stability: float = 30.0) -> SkillState:
    return state(
        slug,
        2.0,
        known=0.99,
        unaided=True,
        stability=stability,
        hardness=5.0,
        answered_at=NOW - timedelta(days=days),
    )


def learner(*states: SkillState) -> Learner:
    return Learner(turn=9, variance=0.05, skills={each.skill: each for each in states})


def test_no_evidence_is_no_gap():
    assert gap_of(Learner(), GRAPH, ("quadratic",), NOW) is None
    assert gap_of(learner(state("fractions", 1.0)), GRAPH, ("quadratic",), NOW) is None


def test_the_weakest_foundation_wins_with_the_way_up_from_it():
    student = learner(
        state("fractions", -1.4, successes=1.0, failures=3.0),
        state("roots", -0.6),
        state("quadratic", -2.0),
    )
    gap = gap_of(student, GRAPH, ("quadratic",), NOW)
    assert gap is not None
    assert (gap.skill, gap.kind) == ("fractions", GapKind.WEAK)
    assert gap.path == ("fractions", "linear", "quadratic")
    assert (gap.answers, gap.right, gap.towards) == (4, 1.0, "quadratic")
    assert why(gap) == (
        "Of 4 exercises on **Fractions** you solved 1, last on 27 February; "
        "**Quadratic** builds on it."
    )


def test_a_weakness_needs_more_than_one_answer():
    assert gap_of(learner(state("fractions", -1.4, chances=1)), GRAPH, ("linear",), NOW) is None


def test_below_a_foundation_that_stands_nothing_is_looked_for():
    weak = state("numbers", -1.5)
    assert gap_of(learner(weak, mastered("fractions")), GRAPH, ("linear",), NOW) is None
    found = gap_of(learner(weak), GRAPH, ("linear",), NOW)
    assert found is not None and found.skill == "numbers"
    beside = gap_of(learner(weak, mastered("fractions")), GRAPH, ("quadratic",), NOW)
    assert beside is not None and beside.path == ("numbers", "roots", "quadratic")


def test_what_was_known_and_is_forgotten_is_a_gap_of_its_own_kind():
    student = learner(mastered("fractions", days=400.0, stability=3.0))
    gap = gap_of(student, GRAPH, ("linear",), NOW, exam_in=5)
    assert gap is not None and gap.kind is GapKind.FADED
    assert gap.recall is not None and gap.recall < 0.7
    told = why(gap)
    assert told.startswith("You knew **Fractions**, but you have not used it since 25 January")
    assert told.endswith("**Linear** builds on it; your exam is in 5 days.")


def test_in_trouble_the_least_known_foundation_is_asked_after():
    failing = state("linear", -0.5, failures=3.0)
    known = state("fractions", 0.2, variance=0.05)
    gap = gap_of(learner(failing, known), GRAPH, ("linear",), NOW)
    assert gap is not None
    assert (gap.skill, gap.kind, gap.answers) == ("numbers", GapKind.UNSURE, 0)
    assert why(gap) == (
        "Nothing is known yet of how well you know **Numbers**, and **Linear** builds on it, "
        "which has given you trouble before."
    )
    sure = state("linear", 0.5, failures=1.0)
    assert gap_of(learner(sure, known), GRAPH, ("linear",), NOW) is None


def test_doubts_without_exercises_are_trouble_too():
    asked = SkillState("linear", -0.19, 0.5, 0, NOW)
    gap = gap_of(learner(asked), GRAPH, ("linear",), NOW)
    assert gap is not None and gap.kind is GapKind.UNSURE
    once = SkillState("linear", -0.06, 0.5, 0, NOW)
    assert gap_of(learner(once), GRAPH, ("linear",), NOW) is None


def test_cycles_and_skills_that_are_not_in_the_graph_do_no_harm():
    tied = {each.slug: each for each in (skill("a", "b"), skill("b", "a", "gone"))}
    found = gap_of(learner(state("b", -1.0), state("gone", -3.0)), tied, ("a", "x"), NOW)
    assert found is not None and found.skill == "b"
    assert gap_of(learner(state("a", -1.0)), tied, ("a", "b"), NOW) is None


def test_one_skill_of_a_doubt_is_no_bridge_to_another():
    student = learner(state("fractions", -1.0), state("linear", -1.0))
    found = gap_of(student, GRAPH, ("linear", "fractions"), NOW)
    assert found is None
