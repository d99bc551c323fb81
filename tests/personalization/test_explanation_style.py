from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fynq.personalization.explanation_style import PRIOR, USUAL, Tried, best_style, rate

tried = st.dictionaries(
    st.sampled_from(["brief", "normal", "detailed"]),
    st.builds(Tried, st.floats(0, 50), st.floats(0, 50)),
)


def test_what_is_usual_stays_without_evidence():
    assert best_style({}, {}) == USUAL
    assert best_style({"brief": Tried(2, 0)}, {}) == USUAL
    assert best_style({"brief": Tried(3, 3), "normal": Tried(3, 3)}, {}) == USUAL


def test_what_clearly_helped_the_student_is_used():
    assert best_style({"detailed": Tried(9, 1), "normal": Tried(3, 7)}, {}) == "detailed"
    assert best_style({"brief": Tried(0, 9), "normal": Tried(5, 4)}, {}) == USUAL


def test_the_school_lends_its_experience_to_a_newcomer():
    school = {"detailed": Tried(90, 10), "normal": Tried(50, 50)}
    assert best_style({}, school) == "detailed"
    against = {"detailed": Tried(0, 12), "normal": Tried(9, 3)}
    assert best_style(against, school) == USUAL


@given(tried, tried)
def test_rates_are_probabilities_and_the_choice_is_known(own, school):
    assert best_style(own, school) in {USUAL, *own, *school}
    for style in ("brief", USUAL, "detailed"):
        assert 0 < rate(style, own, school) < 1


@given(tried, tried, st.floats(1, 30))
def test_a_success_never_speaks_against_its_style(own, school, more):
    before = rate("brief", own, school)
    held = own.get("brief", Tried())
    after = rate("brief", {**own, "brief": Tried(held.good + more, held.bad)}, school)
    assert after >= before
    assert after - before <= more / (more + PRIOR)
