from __future__ import annotations

import itertools
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.belief import LEAST_VARIANCE, MAX_LOGIT, Belief, revise, sigmoid
from fynq.domain.identifiers import new_id
from fynq.domain.learner import (
    OVERALL_VARIANCE,
    EventKind,
    Learner,
    LearningEvent,
    SkillState,
)
from fynq.personalization.beliefs import SKILL_VARIANCE, Difficulty
from fynq.personalization.blend import usual
from fynq.personalization.foresight import Foresight
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.learner_model import apply, foreseen, things, unmet
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.ports import Edition, Meeting, Thing
from fynq.personalization.readiness import DUE, readiness, recall_of
from fynq.personalization.replay import refolded, replayed

OPTIONS = PersonalizationOptions()
START = datetime(2026, 1, 1, tzinfo=UTC)
STUDENT = UUID(int=5)
BUILT_IN, NEWCOMER = Edition(), Learner()


def event(
    *skills: str,
    outcome: float | None = 1.0,
    kind: EventKind = EventKind.ITEM_ANSWERED,
    at: datetime = START,
    item: str | None = None,
    hints: int = 0,
    solution_seen: bool = False,
    guess: float = 0.0,
) -> LearningEvent:
    return LearningEvent(
        new_id(), STUDENT, kind, skills, outcome, at, None, item, hints, solution_seen, guess
    )


class Class:
    """Learners and the difficulties that they share."""

    def __init__(self, edition: Edition = BUILT_IN) -> None:
        self.edition = edition
        self.difficulties: dict[Thing, Difficulty] = {}
        self.log: list[tuple[LearningEvent, Meeting]] = []

    def met(self, kind: Literal["item", "skill"], name: str) -> Difficulty:
        return self.difficulties.get((kind, name), unmet((kind, name)))

    def tell(self, learner: Learner, *events: LearningEvent) -> Learner:
        for happened in events:
            for thing in things(happened):
                self.difficulties.setdefault(thing, unmet(thing))
            learner, meeting = apply(OPTIONS, learner, happened, self.difficulties, self.edition)
            self.log.append((happened, meeting))
        return learner


def told(*events: LearningEvent, before: Learner = NEWCOMER) -> Learner:
    return Class().tell(before, *events)


def times(count: int, *skills: str, **how: Any) -> list[LearningEvent]:
    return [event(*skills, at=START + timedelta(minutes=at), **how) for at in range(count)]


def test_success_raises_failure_lowers_and_both_make_surer() -> None:
    good, bad = told(event("a")), told(event("a", outcome=0.0))
    assert good.whole("a").ability == pytest.approx(-bad.whole("a").ability)
    assert good.whole("a").ability > 0
    assert good.variance == pytest.approx(bad.variance)
    assert good.variance < OVERALL_VARIANCE
    state = good.skills["a"]
    assert state.variance < SKILL_VARIANCE
    assert (state.attempts, state.chances, state.updated_at) == (1, 1, START)


def test_one_observation_by_hand() -> None:
    """p = 1/2; V = .8 + .6 + .6 + .6 = 2.6; k = 1/(1 + V/4); each moves by k v/2."""
    school = Class()
    learner = school.tell(Learner(), event("a", item="i"))
    gain = 1 / (1 + 2.6 / 4)
    assert learner.ability == pytest.approx(gain * 0.8 / 2)
    assert learner.variance == pytest.approx(0.8 - gain * 0.8**2 / 4)
    assert learner.skills["a"].ability == pytest.approx(gain * 0.6 / 2)
    assert school.difficulties["item", "i"].mean == pytest.approx(-gain * 0.6 / 2)
    assert school.difficulties["skill", "a"].mean == pytest.approx(-gain * 0.6 / 2)
    assert school.difficulties["item", "i"].answers == 1


def test_it_is_the_model_that_the_evaluation_measures() -> None:
    rng = np.random.default_rng(7)
    school, sight, learner = Class(), Foresight(), Learner()
    for at in range(60):
        skills = tuple(rng.choice(["a", "b", "c"], size=int(rng.integers(1, 4)), replace=False))
        item, outcome = f"i{rng.integers(9)}", float(rng.integers(2))
        moment = START + timedelta(days=at * at / 10)
        before, pupil = learner, sight.pupils.get("s")
        seen = pupil.last.get(item) if pupil else None
        chance = foreseen(
            before,
            skills,
            school.met("item", item),
            [school.met("skill", skill) for skill in skills],
            BUILT_IN,
            moment,
            seen,
        )
        learner = school.tell(learner, event(*skills, outcome=outcome, item=item, at=moment))
        features = sight.see("s", item, skills, outcome, moment.timestamp())
        assert chance == pytest.approx(usual().success(features))
    pupil = sight.pupils["s"]
    assert learner.ability == pytest.approx(pupil.mean)
    assert learner.recent == pytest.approx(pupil.recent)
    for skill, trace in pupil.skills.items():
        state = learner.skills[skill]
        assert state.ability == pytest.approx(trace.mean)
        assert state.variance == pytest.approx(trace.variance)
        assert (state.run, state.known) == (trace.run, pytest.approx(trace.known))
    for name, difficulty in sight.calibration.items.items():
        assert school.difficulties["item", name].mean == pytest.approx(difficulty.mean)


def test_several_skills_share_the_evidence() -> None:
    alone = told(event("a")).skills["a"]
    states = told(event("a", "b", "a")).skills
    assert states["a"].ability == states["b"].ability
    assert 0 < states["a"].ability < alone.ability


def test_the_surer_skill_moves_less() -> None:
    sure = SkillState("a", 0.0, 0.05, 50, START)
    states = told(event("a", "b"), before=Learner(skills={"a": sure})).skills
    assert states["a"].ability < states["b"].ability


def test_a_lucky_guess_says_less() -> None:
    sure, lucky = told(event("a")), told(event("a", guess=0.25))
    assert 0 < lucky.ability < sure.ability
    assert sure.variance < lucky.variance < OVERALL_VARIANCE
    assert told(event("a", guess=0.5)).skills["a"].known < sure.skills["a"].known
    wrong = told(event("a", outcome=0.0, guess=0.25))
    assert wrong.ability == pytest.approx(told(event("a", outcome=0.0)).ability, rel=0.2)


def test_a_doubt_is_weak_evidence_against_the_skill_alone() -> None:
    doubt = told(event("a", outcome=None, kind=EventKind.DOUBT_ASKED))
    failure = told(event("a", outcome=0.0))
    assert failure.skills["a"].ability < doubt.skills["a"].ability < 0
    assert failure.skills["a"].variance < doubt.skills["a"].variance < SKILL_VARIANCE
    assert doubt.ability == 0.0, "who asks is not weaker overall"
    assert doubt.skills["a"].known < 0.4
    assert (doubt.skills["a"].attempts, doubt.skills["a"].answered_at) == (0, None)


@pytest.mark.parametrize(
    "silent",
    [
        event("a", kind=EventKind.RATING),
        event("a", outcome=None),
        event("a", outcome=math.nan),
        event(),
        event("", item="i"),
        event(*map(str, range(100))),
    ],
)
def test_what_says_nothing_changes_nothing_but_the_turn(silent: LearningEvent) -> None:
    before = Learner(skills={"a": SkillState("a", 0.3, 0.5, 2, START)})
    assert told(silent, before=before) == replace(before, turn=1)


def test_the_given_learner_is_left_alone() -> None:
    before = Learner(skills={"a": SkillState("a", 0.3, 0.5, 2, START)})
    told(event("a"), before=before)
    assert before == Learner(skills={"a": SkillState("a", 0.3, 0.5, 2, START)})


def test_mastered_needs_three_chances_the_last_one_without_help() -> None:
    quick = Edition(tracing={"a": Tracing(known=0.9, learn=0.3, slip=0.05, guess=0.05)})

    def state(*events: LearningEvent) -> SkillState:
        return Class(quick).tell(Learner(), *events).skills["a"]

    assert state(*times(2, "a")).known > 0.99
    assert not state(*times(2, "a")).mastered
    assert state(*times(3, "a")).mastered
    hinted = state(*times(3, "a"), event("a", hints=1))
    assert not hinted.mastered
    assert not state(*times(3, "a"), event("a", outcome=0.0)).mastered
    assert not state(*times(5, "a", outcome=0.0), *times(2, "a", hints=1)).mastered
    assert not told(*times(3, "a", outcome=0.0), event("a")).skills["a"].mastered


def test_a_hinted_success_counts_half() -> None:
    hinted, half = told(event("a", hints=2)), told(event("a", outcome=0.5))
    assert hinted.ability == half.ability
    assert hinted.skills["a"].successes == 0.5
    assert hinted.skills["a"].known == half.skills["a"].known < told(event("a")).skills["a"].known
    assert not told(*times(50, "a", hints=1)).skills["a"].mastered


def test_looking_at_the_solution_never_counts() -> None:
    before = told(*times(2, "a"))
    seen = told(*times(9, "a", solution_seen=True), before=before)
    assert not seen.skills["a"].mastered
    assert seen.skills["a"] == replace(before.skills["a"], attempts=11)
    only = told(*times(9, "a", solution_seen=True)).skills["a"]
    assert (only.attempts, only.chances, only.ability, only.answered_at) == (9, 0, 0.0, None)
    wrong = told(event("a", outcome=0.0, solution_seen=True))
    assert wrong.skills["a"].ability == told(event("a", outcome=0.0)).skills["a"].ability


def test_memory_lasts_longer_the_more_often_it_was_recalled() -> None:
    day = timedelta(days=1)
    once = told(event("a")).skills["a"]
    often = told(*(event("a", at=START + day * at) for at in (0, 3, 10))).skills["a"]
    lapsed = told(event("a"), event("a", outcome=0.0, at=START + 3 * day)).skills["a"]
    hinted = told(event("a"), event("a", hints=1, at=START + 3 * day)).skills["a"]
    clear = told(event("a"), event("a", at=START + 3 * day)).skills["a"]
    assert lapsed.stability < once.stability < hinted.stability < clear.stability < often.stability
    assert recall_of(once, START) == 1.0
    month = recall_of(once, START + 30 * day)
    assert month is not None
    assert 0.5 < month < DUE
    assert readiness(once, START + 30 * day) == pytest.approx(once.known * month)
    assert recall_of(SkillState("a", 0.0, 1.0, 0, START), START) is None


def test_uncertainty_grows_with_time_up_to_the_initial_one() -> None:
    before = Learner(skills={"a": SkillState("a", 1.0, 0.1, 9, START)})
    soon = told(event("a", at=START), before=before).skills["a"]
    later = told(event("a", at=START + timedelta(days=30)), before=before).skills["a"]
    never = told(event("a", at=datetime.max.replace(tzinfo=UTC)), before=before).skills["a"]
    assert soon.variance < later.variance < never.variance < SKILL_VARIANCE


def test_late_and_naive_times_do_no_harm() -> None:
    before = told(event("a", at=START))
    late = told(event("a", at=START - timedelta(days=400)), before=before).skills["a"]
    assert late.updated_at == late.answered_at == START
    assert late.variance < before.skills["a"].variance
    naive = told(event("a", at=datetime(2026, 1, 2)), before=before).skills["a"]
    assert naive.updated_at == START + timedelta(days=1)


finite = st.floats(allow_nan=True, allow_infinity=True)
happenings = st.lists(
    st.builds(
        lambda skills, outcome, kind, hours, item, hints, seen, guess: event(
            *skills,
            outcome=outcome,
            kind=kind,
            at=START + timedelta(hours=hours),
            item=item,
            hints=hints,
            solution_seen=seen,
            guess=guess,
        ),
        st.lists(st.sampled_from("abcd"), max_size=4),
        st.one_of(st.none(), st.sampled_from([0.0, 1.0]), finite),
        st.sampled_from(EventKind),
        st.integers(-70_000, 900_000),
        st.sampled_from([None, "i", "j"]),
        st.integers(0, 3),
        st.booleans(),
        st.one_of(st.just(0.0), finite),
    ),
    max_size=25,
)


@given(happenings, st.data())
@settings(max_examples=150, deadline=None)
def test_replay_is_the_state_and_nothing_is_ever_not_a_number(
    events: list[LearningEvent], data: st.DataObject
) -> None:
    """Two students in turns: each one's log alone gives the state, to the last bit; and the answers
    to each item and skill alone give its difficulty."""
    school = Class()
    learners, logs = [Learner(), Learner()], [[], []]
    starts = {}
    for happened in events:
        who = data.draw(st.integers(0, 1))
        for thing in things(happened):
            starts.setdefault(thing, unmet(thing))
        learners[who] = school.tell(learners[who], happened)
        logs[who].append(school.log[-1])
    for learner, log in zip(learners, logs, strict=True):
        assert replayed(log, {0: Edition()}) == learner
        assert [meeting.turn for _, meeting in log] == list(range(1, len(log) + 1))
        for state in (learner, *learner.skills.values()):
            assert -MAX_LOGIT <= state.ability <= MAX_LOGIT
            assert math.isfinite(state.variance)
            assert state.variance >= LEAST_VARIANCE
        for state in learner.skills.values():
            assert 0.0 <= state.known <= 1.0
            assert math.isfinite(state.stability)
    for thing, difficulty in school.difficulties.items():
        met = [one for one in school.log if thing in things(one[0])]
        assert refolded(thing, starts[thing], met) == difficulty
        assert math.isfinite(difficulty.mean)


def test_the_order_of_events_matters_little() -> None:
    orders = itertools.permutations([1.0, 0.0, 1.0, 1.0, 0.0])
    states = [told(*(event("a", outcome=o) for o in order)).whole("a") for order in orders]
    found = [state.ability for state in states]
    assert max(found) - min(found) < 0.75 * math.sqrt(min(state.variance for state in states))


def test_abilities_of_simulated_students_are_recovered() -> None:
    rng = np.random.default_rng(3)
    true = rng.normal(0, 1.2, 300)
    school = Class()
    found = []
    for ability in true:
        learner = Learner()
        for at in range(50):
            outcome = float(rng.random() < sigmoid(ability))
            moment = START + timedelta(hours=at)
            item = f"i{rng.integers(40)}"
            learner = school.tell(learner, event("a", outcome=outcome, at=moment, item=item))
        found.append(learner.whole("a").ability)
    ranks = [np.argsort(np.argsort(values)) for values in (true, found)]
    assert np.corrcoef(*ranks)[0, 1] > 0.9


def test_an_item_and_a_student_are_told_apart() -> None:
    rng = np.random.default_rng(4)
    students = [Belief(0.0, 1.0)] * 80
    items = [Belief(0.0, 1.0)] * 40
    abilities, difficulties = rng.normal(size=80), rng.normal(size=40)
    for _ in range(8000):
        who, what = int(rng.integers(80)), int(rng.integers(40))
        outcome = float(rng.random() < sigmoid(abilities[who] - difficulties[what]))
        students[who], items[what] = revise([students[who], items[what]], [1.0, -1.0], outcome)
    assert np.corrcoef([b.mean for b in students], abilities)[0, 1] > 0.9
    assert np.corrcoef([b.mean for b in items], difficulties)[0, 1] > 0.9
