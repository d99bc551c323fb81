"""Corrections of beliefs: what they do, and that the learner stays the replay of the log."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.corrections import Claim, Correction
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.learner import MASTERY, EventKind, Learner, LearningEvent, SkillState
from fynq.domain.principal import Role
from fynq.identity.ports import Account
from fynq.personalization.claims import MOST_KNOWN, voids
from fynq.personalization.evidence import (
    OVERALL,
    Subject,
    all_effects,
    effects,
    seen,
    traced,
)
from fynq.personalization.learner_model import apply, things, unmet
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.ports import Edition
from fynq.personalization.replay import refolded, replayed
from fynq.storage.memory.analytics import MemoryRollups
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.learners import (
    MemoryCalibrations,
    MemoryLearnerStore,
    MemoryLearningLog,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
STUDENT, TEACHER = UUID(int=5), UUID(int=6)
TENANT = Tenant(UUID(int=1))
MODEL = partial(apply, PersonalizationOptions())
EDITIONS = {0: Edition()}


def answer(minute: int = 0, *skills: str, **how: object) -> LearningEvent:
    made = LearningEvent(
        new_id(),
        STUDENT,
        EventKind.ITEM_ANSWERED,
        skills or ("a",),
        1.0,
        START + timedelta(minutes=minute),
        None,
        "i",
    )
    return replace(made, **how)


def corrected(minute: int, claim: Claim, skill: str = "a", **how: object) -> LearningEvent:
    staff = bool(how.pop("staff", False))
    correction = replace(Correction(claim, TEACHER if staff else STUDENT, staff), **how)
    skills = () if correction.misconception else (skill,)
    return (
        answer(
            minute,
            *skills,
            kind=EventKind.CORRECTED,
            outcome=None,
            item=None,
            correction=correction,
        )
        if skills
        else replace(
            answer(
                minute, kind=EventKind.CORRECTED, outcome=None, item=None, correction=correction
            ),
            skills=(),
        )
    )


def at_once(work):
    """What a coroutine gives that waits for nothing, as those of the memory do."""
    with pytest.raises(StopIteration) as ended:
        work.send(None)
    return ended.value.value


class House:
    def __init__(self) -> None:
        self.contents = Contents()
        self.contents.accounts[TENANT, STUDENT] = Account(
            STUDENT, "s@example.org", "S", Role.STUDENT, ""
        )
        self.store = MemoryLearnerStore(self.contents)
        self.log = MemoryLearningLog(self.contents)
        self.calibrations = MemoryCalibrations(self.contents)

    def record(self, *events: LearningEvent) -> None:
        at_once(self.log.record(TENANT, events))

    def fold(self) -> Learner:
        return at_once(self.store.apply_pending(TENANT, STUDENT, MODEL))

    @property
    def history(self):
        return at_once(self.log.history(TENANT, STUDENT))


def told(*events: LearningEvent) -> Learner:
    """One after the other, each folded when it comes."""
    house = House()
    learner = Learner()
    for event in events:
        house.record(event)
        learner = house.fold()
    assert replayed(house.history, EDITIONS) == learner
    return learner


def apart_from_turn(learner: Learner) -> Learner:
    return replace(learner, turn=0)


def as_believed(learner: Learner) -> Learner:
    """Without what only mastery asks."""
    skills = {slug: replace(state, confirmed=True) for slug, state in learner.skills.items()}
    return replace(learner, turn=0, ruled_out={}, skills=skills)


def test_a_students_word_moves_a_belief_a_little_and_makes_it_less_sure():
    before = told(*(answer(at, outcome=0.0) for at in range(4)))
    word = told(*(answer(at, outcome=0.0) for at in range(4)), corrected(9, Claim.KNOWS))
    was, now = before.whole("a"), word.whole("a")
    assert 0.0 < now.ability - was.ability <= 0.3
    assert now.variance > was.variance
    assert (now.attempts, now.chances, now.unaided) == (was.attempts, was.chances, was.unaided)
    assert was.known < now.known <= MOST_KNOWN
    assert (word.ability, word.variance) == (before.ability, before.variance)
    other = told(*(answer(at) for at in range(4)), corrected(9, Claim.DOES_NOT))
    assert other.whole("a").ability < told(*(answer(at) for at in range(4))).whole("a").ability


def test_a_teachers_word_weighs_more_and_makes_the_belief_surer():
    answers = [answer(at, outcome=0.0) for at in range(3)]
    alone = told(*answers).whole("a")
    student = told(*answers, corrected(9, Claim.KNOWS)).whole("a")
    teacher = told(*answers, corrected(9, Claim.KNOWS, staff=True)).whole("a")
    assert alone.ability < student.ability < teacher.ability <= alone.ability + 1.2
    assert teacher.variance < alone.variance < student.variance


@pytest.mark.parametrize("staff", [False, True])
def test_no_word_is_mastery(staff: bool) -> None:
    words = [corrected(at, Claim.KNOWS, staff=staff) for at in range(1, 60)]
    state = told(*words).skills["a"]
    assert (state.mastered, state.chances) == (False, 0)
    nearly = [answer(at) for at in range(2)]
    assert told(*nearly).skills["a"].known < MASTERY
    assert not told(*nearly, *words).skills["a"].mastered
    mastered = [answer(at) for at in range(6)]
    assert told(*mastered).skills["a"].mastered
    assert told(*mastered, *words).skills["a"].mastered


def test_who_says_that_it_is_not_known_is_asked_once_more():
    mastered = [answer(at) for at in range(12)]
    assert told(*mastered).skills["a"].mastered
    denied = [*mastered, corrected(20, Claim.DOES_NOT)]
    assert not told(*denied).skills["a"].mastered
    assert told(*denied, answer(30), answer(31)).skills["a"].mastered


def test_only_the_last_word_of_each_side_counts():
    answers = [answer(at, outcome=at % 2) for at in range(4)]
    once = told(*answers, corrected(9, Claim.KNOWS))
    often = told(*answers, *(corrected(at, Claim.KNOWS) for at in (6, 7, 8, 9)))
    assert apart_from_turn(once) == apart_from_turn(often)
    changed = told(*answers, corrected(5, Claim.DOES_NOT), corrected(9, Claim.KNOWS))
    assert apart_from_turn(once) == apart_from_turn(changed)
    both = told(*answers, corrected(5, Claim.DOES_NOT, staff=True), corrected(9, Claim.KNOWS))
    assert apart_from_turn(once) != apart_from_turn(both)
    elsewhere = told(*answers, corrected(5, Claim.KNOWS, "b"), corrected(9, Claim.KNOWS))
    assert "b" in elsewhere.skills


def test_an_event_that_is_ruled_out_leaves_no_trace_in_the_learner_and_stays_with_the_item():
    first, second, third = answer(1, "a", "b"), answer(2, outcome=0.0), answer(3, "a")
    house = House()
    house.record(first, second, third)
    house.fold()
    difficulties = at_once(house.calibrations.standings(TENANT))
    house.record(corrected(4, Claim.NOT_ME, events=(first.id,)))
    learner = house.fold()
    assert "b" not in learner.skills
    without = [one for one in house.history if one[0].id != first.id]
    assert as_believed(replayed(without, EDITIONS)) == as_believed(learner)
    assert at_once(house.calibrations.standings(TENANT)) == difficulties
    assert learner.turn == 4
    for thing, standing in difficulties.items():
        met = at_once(house.calibrations.met(TENANT, thing, standing.version))
        assert refolded(thing, standing.start, met) == standing.now


@pytest.mark.parametrize("claim", [Claim.KNOWS, Claim.DOES_NOT, Claim.NOT_ME])
def test_what_is_taken_back_was_never_said(claim: Claim) -> None:
    answers = [answer(at, outcome=at % 2) for at in range(4)]
    events = (answers[1].id,) if claim is Claim.NOT_ME else ()
    correction = corrected(9, claim, events=events)
    back = corrected(10, Claim.TAKEN_BACK, takes_back=correction.id)
    plain = apart_from_turn(told(*answers))
    assert apart_from_turn(told(*answers, correction)) != plain
    assert apart_from_turn(told(*answers, correction, back)) == plain
    again = corrected(11, claim, events=events)
    assert apart_from_turn(told(*answers, correction, back, again)) != plain


def test_a_student_cannot_take_a_teachers_word_back():
    word = corrected(1, Claim.DOES_NOT, staff=True)
    back = corrected(2, Claim.TAKEN_BACK, takes_back=word.id)
    assert voids([word, back]) == {}
    assert voids([word, replace(back, correction=replace(back.correction, staff=True))])
    assert (
        voids(
            [
                back,
                replace(back, id=new_id(), correction=replace(back.correction, takes_back=back.id)),
            ]
        )
        == {}
    )


def test_an_excluded_finding_takes_the_misconception_with_it():
    slip = answer(1, outcome=0.0, misconceptions=("square_of_sum",))
    house = House()
    house.record(slip)
    assert house.fold().misconceptions["square_of_sum"].open
    ruling = corrected(2, Claim.NOT_ME, misconception="square_of_sum", events=(slip.id,))
    house.record(ruling)
    assert house.fold().misconceptions == {}
    house.record(corrected(3, Claim.TAKEN_BACK, takes_back=ruling.id))
    assert house.fold().misconceptions["square_of_sum"].open


def test_weights_that_are_not_numbers_do_no_harm():
    for weight in (math.nan, math.inf, -1.0, 99.0):
        options = PersonalizationOptions(claim_weight=weight)
        learner, meeting = apply(options, Learner(), corrected(1, Claim.KNOWS), {}, Edition())
        assert 0.0 <= meeting.amount <= 4.0
        assert all(math.isfinite(state.ability) for state in learner.skills.values())


SKILLS = ("a", "b")


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[LearningEvent], list[int]]:
    """Events in the order in which they are recorded, and after how many of them a fold comes.
    Corrections name events before and after them, some of them twice."""
    ids = [new_id() for _ in range(draw(st.integers(1, 14)))]
    events = []
    for id_ in ids:
        skills = tuple(draw(st.lists(st.sampled_from(SKILLS), min_size=1, max_size=2)))
        minute = draw(st.integers(0, 9_000))
        kind = draw(st.sampled_from(["answer", "answer", "doubt", "word", "out", "back", "gone"]))
        staff = draw(st.booleans())
        some = tuple(draw(st.lists(st.sampled_from(ids), max_size=3)))
        if kind in ("answer", "doubt"):
            slips = tuple(draw(st.lists(st.sampled_from(["m", "n"]), max_size=1)))
            made = answer(
                minute,
                *skills,
                kind=EventKind.ITEM_ANSWERED if kind == "answer" else EventKind.DOUBT_ASKED,
                outcome=draw(st.sampled_from([0.0, 1.0, None])),
                item=draw(st.sampled_from(["i", "j"])) if kind == "answer" else None,
                hints=draw(st.integers(0, 1)),
                misconceptions=slips,
                tested=draw(st.sampled_from([None, ("m", "n")])),
            )
        else:
            claims = {
                "word": st.sampled_from([Claim.KNOWS, Claim.DOES_NOT]),
                "out": st.just(Claim.NOT_ME),
                "back": st.just(Claim.TAKEN_BACK),
                "gone": st.just(Claim.NO_LONGER),
            }
            made = corrected(
                minute,
                draw(claims[kind]),
                skills[0],
                staff=staff,
                events=some if kind == "out" else (),
                takes_back=draw(st.sampled_from(ids)) if kind == "back" else None,
                misconception=draw(st.sampled_from(["m", "n"])) if kind == "gone" else "",
            )
        events.append(replace(made, id=id_))
    order = draw(st.permutations(events))
    doubled = [*order, *draw(st.lists(st.sampled_from(events), max_size=4))]
    return doubled, draw(st.lists(st.integers(0, len(doubled)), max_size=6))


def ruled_out(log: list[LearningEvent]) -> set[UUID]:
    """The rules of corrections once more, as plainly as can be; the log in the order of turns."""
    given = [event for event in log if event.kind is EventKind.CORRECTED]
    out: set[UUID] = set()
    for back in given:
        for word in given:
            named = (
                back.correction.claim is Claim.TAKEN_BACK and back.correction.takes_back == word.id
            )
            may = back.correction.staff or not word.correction.staff
            if named and may and word.correction.claim is not Claim.TAKEN_BACK:
                out.add(word.id)
    standing = [word for word in given if word.id not in out]
    words = [w for w in standing if w.correction.claim in (Claim.KNOWS, Claim.DOES_NOT)]
    for at, word in enumerate(words):
        later = words[at + 1 :]
        if any(
            (o.skills, o.correction.staff) == (word.skills, word.correction.staff) for o in later
        ):
            out.add(word.id)
    corrections = {event.id for event in given}
    for ruling in standing:
        if ruling.correction.claim is Claim.NOT_ME:
            out |= set(ruling.correction.events) - corrections
    return out


@given(stories())
@settings(max_examples=70, deadline=None)
def test_the_learner_is_the_replay_of_what_counts(story) -> None:
    events, folds = story
    house = House()
    for at, event in enumerate(events):
        if at in folds:
            house.fold()
        house.record(event)
    learner = house.fold()
    history = house.history
    log = [event for event, _ in history]
    assert {event.id for event in log} == {event.id for event in events}
    assert [meeting.turn for _, meeting in history] == list(range(1, len(log) + 1))
    assert replayed(history, EDITIONS) == learner
    out = ruled_out(log)
    assert set(voids([e for e in log if e.kind is EventKind.CORRECTED])) >= out & {
        e.id for e in log
    }
    left = [one for one in history if one[0].id not in out]
    assert as_believed(replayed(left, EDITIONS, {})) == as_believed(learner)
    _no_better_by_own_strikes(history, learner)
    for thing, standing in house.contents.standings.items():
        met = at_once(house.calibrations.met(TENANT, thing[1], standing.version))
        assert refolded(thing[1], standing.start, met) == standing.now
    for state in learner.skills.values():
        assert math.isfinite(state.ability)
        assert 0.0 <= state.known <= 1.0
    _explained(history, learner, out)


def _no_better_by_own_strikes(history, learner: Learner) -> None:
    """What the student struck is traced exactly as if it had not been struck."""
    given = [event for event, _ in history if event.kind is EventKind.CORRECTED]
    void = {id_: why for id_, why in voids(given).items() if why.staff or id_ in _ids(given)}
    with_all = replayed(history, EDITIONS, void)
    assert with_all.ruled_out == {}
    for slug, now in learner.ruled_out.items():
        state = with_all.skills[slug]
        assert (now.known, now.unaided) == (state.known, state.unaided)
    for slug, state in learner.skills.items():
        assert not (state.mastered and state.claimed)
        if state.mastered:
            assert with_all.skills[slug].mastered


def _ids(events: list[LearningEvent]) -> set[UUID]:
    return {event.id for event in events}


def _explained(history, learner: Learner, out: set[UUID]) -> None:
    """The evidence of each belief is a chain that ends at the belief."""
    whole = traced(history, EDITIONS)
    assert whole.learner == learner
    for subject in whole.subjects:
        found = effects(history, EDITIONS, subject)
        counted = [
            effect for effect in found if effect.ruled_out is None and effect.before != effect.after
        ]
        assert all(effect.event.id not in out for effect in counted)
        assert sum(1 for _ in counted) == whole.moved.get(subject, 0)
        for effect in found:
            if effect.ruled_out is not None:
                assert _as_seen(effect.before) == _as_seen(effect.after)
        if subject == OVERALL or subject.kind == "misconception":
            for one, next_ in itertools.pairwise(counted):
                assert one.after == next_.before
            if counted:
                assert counted[-1].after == seen(learner, subject)
        for effect in found:
            if effect.event.id in out:
                assert effect.ruled_out is not None
    listed = list(all_effects(history, EDITIONS))
    assert [each.event for each in listed] == [event for event, _ in history]
    for subject in whole.subjects:
        told_of = [each for each in listed if subject in dict(each.effects)]
        assert len(told_of) == whole.moved.get(subject, 0)


def test_evidence_names_what_would_have_moved_a_belief_and_what_was_said_of_it():
    first, second = answer(1, "a", "b"), answer(2, "a", outcome=0.0)
    rating = answer(3, kind=EventKind.RATING, outcome=None)
    out = corrected(4, Claim.NOT_ME, events=(second.id,))
    word = corrected(5, Claim.KNOWS, "b")
    back = corrected(6, Claim.TAKEN_BACK, "b", takes_back=word.id)
    house = House()
    house.record(first, second, rating, out, word, back)
    house.fold()
    found = effects(house.history, EDITIONS, Subject("skill", "a"))
    assert [effect.event.id for effect in found] == [first.id, second.id, out.id]
    assert [effect.ruled_out for effect in found] == [None, out.id, None]
    assert found[0].before is None
    assert _as_seen(found[1].before) == _as_seen(found[1].after)
    other = effects(house.history, EDITIONS, Subject("skill", "b"))
    assert [effect.event.id for effect in other] == [first.id, word.id, back.id]
    assert other[1].ruled_out == back.id
    overall = effects(house.history, EDITIONS, OVERALL)
    assert [effect.event.id for effect in overall] == [first.id, second.id]
    found = traced(house.history, EDITIONS)
    assert found.moved == {OVERALL: 1, Subject("skill", "a"): 1, Subject("skill", "b"): 1}
    assert found.corrections == {Subject("skill", "a"): 1}


def test_difficulties_of_claims_are_none():
    assert things(corrected(1, Claim.KNOWS)) == ()
    assert unmet(("skill", "a")).answers == 0


def _as_seen(found):
    return replace(found, confirmed=True) if isinstance(found, SkillState) else found


def test_striking_every_failure_is_no_mastery() -> None:
    wrong = [answer(2 * at, outcome=0.0) for at in range(4)]
    right = [answer(2 * at + 1) for at in range(4)]
    turns = [event for pair in zip(wrong, right, strict=True) for event in pair]
    struck = corrected(20, Claim.NOT_ME, events=tuple(event.id for event in wrong))
    assert not told(*turns).skills["a"].claimed
    state = told(*turns, struck).skills["a"]
    assert (state.mastered, state.claimed) == (False, True)
    staff = replace(struck, id=new_id(), correction=replace(struck.correction, staff=True))
    assert told(*turns, struck, staff).skills["a"].mastered
    assert told(*turns, staff, struck).skills["a"].mastered
    back = corrected(30, Claim.TAKEN_BACK, takes_back=staff.id, staff=True)
    assert told(*turns, struck, staff, back).skills["a"].claimed
    more = [answer(40 + at) for at in range(2)]
    assert told(*turns, struck, *more).skills["a"].mastered


def test_a_strike_leaves_an_earned_mastery_until_it_is_of_the_last_answer() -> None:
    slip, right = answer(0, outcome=0.0), [answer(1 + at) for at in range(8)]
    early = corrected(20, Claim.NOT_ME, events=(slip.id,))
    assert told(slip, *right, early).skills["a"].mastered
    last = replace(slip, at=START + timedelta(minutes=15))
    state = told(*right, last, early).skills["a"]
    assert (state.mastered, state.claimed) == (False, True)
    assert told(*right, last, early, answer(30), answer(31)).skills["a"].mastered


def test_failures_struck_before_they_come_and_without_a_state_count_the_same() -> None:
    wrong = [answer(at, outcome=0.0) for at in range(8)]
    struck = corrected(20, Claim.NOT_ME, events=tuple(event.id for event in wrong))
    learner = told(struck, *wrong)
    assert "a" not in learner.skills
    assert 0.0 < learner.ruled_out["a"].known < 0.4
    word = corrected(30, Claim.KNOWS)
    right = [answer(31 + at) for at in range(3)]
    claimed = told(struck, *wrong, *right[:2], word, right[2])
    assert claimed.ruled_out == told(*wrong, *right[:2], word, right[2], struck).ruled_out
    assert claimed.skills["a"].confirmed == claimed.ruled_out["a"].passes


def test_a_strike_ends_a_mastery_in_the_figures_of_the_day() -> None:
    right = [answer(at) for at in range(6)]
    slip = answer(9, outcome=0.0)
    struck = corrected(8, Claim.NOT_ME, events=(slip.id,))
    house = House()
    house.record(*right, struck, slip)
    house.fold()
    gathered = at_once(MemoryRollups(house.contents).gathered(TENANT, STUDENT))
    assert [end.mastered for end in gathered.ends.values()] == [False]
    assert [tally.answered for cell, tally in gathered.cells.items() if cell.skill == "a"] == [6]
