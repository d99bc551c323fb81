from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from fynq.domain.doubt import Answer, AnswerReady, Doubt, Verification
from fynq.domain.errors import InvalidInput, NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import EventKind, Learner, LearningEvent, SkillState
from fynq.personalization.audit import Audit, audit
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.learner_model import apply
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.ports import Edition, Meeting
from fynq.personalization.replay import refolded, replayed

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
ANSWER = Answer("t", "f", Verification.VERIFIED, "m")


async def record(stores, school, *events: LearningEvent) -> None:
    id_ = new_id()
    doubt = Doubt(id_, school.student, "q", id_, NOW)
    await stores.doubt_log.open(school.tenant, doubt)
    assert await stores.doubt_log.close(school.tenant, doubt, AnswerReady(ANSWER), events)


def event(school, skill: str, minute: int, **changes) -> LearningEvent:
    made = LearningEvent(
        id=new_id(),
        student=school.student,
        kind=EventKind.ITEM_ANSWERED,
        skills=(skill,),
        outcome=0.1,
        at=NOW + timedelta(minutes=minute),
        item="item",
    )
    return replace(made, **changes)


def count(learner: Learner, event: LearningEvent, difficulties, edition):
    """Folds an event so that the order and the number of folds can be read off."""
    updated = dict(learner.skills)
    for skill in event.skills:
        before = updated.get(skill, SkillState(skill, 0.0, 1.0, 0, NOW))
        ability = before.ability * 10 + event.at.minute
        updated[skill] = SkillState(skill, ability, 0.1, before.attempts + 1, event.at)
    turn = learner.turn + 1
    return replace(learner, turn=turn, skills=updated), Meeting(turn, edition.version)


model = partial(apply, PersonalizationOptions())


async def test_events_are_folded_once_and_in_order(stores, school):
    late, early = event(school, "a", 2), event(school, "a", 1)
    await record(stores, school, late, early, event(school, "b", 3))
    assert await stores.learners.learner(school.tenant, school.student) == (Learner(), True)
    folded = await stores.learners.apply_pending(school.tenant, school.student, count)
    assert folded.skills["a"] == SkillState("a", 12.0, 0.1, 2, NOW + timedelta(minutes=2))
    assert (folded.skills["b"].attempts, folded.turn) == (1, 3)
    assert await stores.learners.learner(school.tenant, school.student) == (folded, False)
    assert await stores.learners.apply_pending(school.tenant, school.student, count) == folded
    progress = await stores.students.progress(school.tenant, school.student)
    assert [state.skill for state in progress.skills] == ["a", "b"]
    history = await stores.learning.history(school.tenant, school.student)
    assert [event.id for event, _ in history][:2] == [early.id, late.id]
    assert [meeting.turn for _, meeting in history] == [1, 2, 3]


async def test_an_event_counts_once_however_often_it_is_recorded(stores, school):
    again = event(school, "a", 1)
    await record(stores, school, again)
    await record(stores, school, again)
    folded = await stores.learners.apply_pending(school.tenant, school.student, count)
    assert folded.skills["a"].attempts == 1
    await stores.learning.record(school.tenant, [again, replace(again, outcome=1.0)])
    folded = await stores.learners.apply_pending(school.tenant, school.student, count)
    assert folded.skills["a"].attempts == 1


async def test_folds_of_one_student_do_not_overlap(stores, school):
    for minute in range(4):
        await record(stores, school, event(school, "a", minute))
    folds = [stores.learners.apply_pending(school.tenant, school.student, count) for _ in range(5)]
    for folded in await asyncio.gather(*folds):
        assert folded.skills["a"].attempts == 4


async def test_a_fold_that_breaks_changes_nothing(stores, school):
    await record(stores, school, event(school, "a", 1), event(school, "a", 2))
    done = []

    def breaks(*given):
        if done:
            raise ZeroDivisionError
        done.append(model(*given))
        return done[0]

    with pytest.raises(ZeroDivisionError):
        await stores.learners.apply_pending(school.tenant, school.student, breaks)
    assert await stores.learners.learner(school.tenant, school.student) == (Learner(), True)
    assert await stores.calibrations.standings(school.tenant) == {}
    folded = await stores.learners.apply_pending(school.tenant, school.student, count)
    assert folded.skills["a"].attempts == 2


async def test_an_unknown_student_has_no_states(stores, school):
    nobody = new_id()
    assert await stores.learners.learner(school.tenant, nobody) == (Learner(), False)
    assert await stores.learners.apply_pending(school.tenant, nobody, count) == Learner()
    assert await stores.learning.history(school.tenant, nobody) == []
    with pytest.raises(NotFound):
        await stores.learning.record(school.tenant, [event(school, "a", 1, student=nobody)])


async def test_everything_of_a_learner_and_of_an_event_is_kept(stores, school):
    events = [
        event(school, "a", 1, outcome=1.0),
        event(school, "a", 2, outcome=1.0, hints=2, skills=("a", "b", "a")),
        event(school, "a", 3, outcome=1.0, solution_seen=True),
        event(school, "a", 4, outcome=0.0, guess=0.25, item=None),
        event(school, "b", 5, kind=EventKind.DOUBT_ASKED, outcome=None, item=None),
        event(school, "b", 6, kind=EventKind.RATING, outcome=None, item=None),
    ]
    await stores.learning.record(school.tenant, events)
    folded = await stores.learners.apply_pending(school.tenant, school.student, model)
    assert await stores.learners.learner(school.tenant, school.student) == (folded, False)
    history = await stores.learning.history(school.tenant, school.student)
    assert [event for event, _ in history] == events
    assert replayed(history, {0: Edition()}) == folded
    standings = await stores.calibrations.standings(school.tenant)
    assert standings.keys() == {("skill", "a"), ("skill", "b"), ("item", "item")}
    assert standings["item", "item"].now.answers == 2
    for thing, standing in standings.items():
        met = await stores.calibrations.met(school.tenant, thing, standing.version)
        assert refolded(thing, standing.start, met) == standing.now


async def test_a_calibration_holds_for_what_is_applied_after_it(stores, school):
    async def fold(at: int) -> Learner:
        await stores.learning.record(school.tenant, [event(school, "a", at, outcome=at % 2)])
        return await stores.learners.apply_pending(school.tenant, school.student, model)

    await fold(1)
    quick = Edition(tracing={"a": Tracing(0.5, 0.3, 0.05, 0.1)}, blend=(0.1, -0.2))
    start = {("item", "item"): Difficulty(1.5, 0.3), ("item", "other"): Difficulty(-1.0, 0.2)}
    made = await stores.calibrations.publish(school.tenant, quick, start)
    assert made == replace(quick, version=1)
    await fold(2)
    await stores.calibrations.publish(school.tenant, Edition(), {})
    folded = await fold(3)
    history = await stores.learning.history(school.tenant, school.student)
    assert [meeting.version for _, meeting in history] == [0, 1, 2]
    assert history[1][1].item == Difficulty(1.5, 0.3)
    editions = await stores.calibrations.editions(school.tenant)
    assert editions == {0: Edition(), 1: made, 2: Edition(2)}
    assert replayed(history, editions) == folded
    standings = await stores.calibrations.standings(school.tenant)
    assert standings["item", "other"].now == Difficulty(-1.0, 0.2)
    assert standings["item", "item"].version == 1
    for thing, standing in standings.items():
        met = await stores.calibrations.met(school.tenant, thing, standing.version)
        assert len(met) == standing.now.answers
        assert refolded(thing, standing.start, met) == standing.now


async def test_a_learner_that_is_not_its_log_is_found_and_rebuilt(stores, school):
    async def students():
        for student in (school.owner, school.student, school.other):
            yield student

    async def audited(*, rebuild: bool = False):
        ports = (stores.learners, stores.learning, stores.calibrations)
        return await audit(school.tenant, students(), *ports, rebuild=rebuild)

    await stores.learning.record(
        school.tenant,
        [
            event(school, "a", at, student=s)
            for at in range(3)
            for s in (school.student, school.other)
        ],
    )
    for student in (school.student, school.other):
        folded = await stores.learners.apply_pending(school.tenant, student, model)
    assert await audited() == Audit(2, 6, (), 0)
    spoiled = replace(folded, ability=3.0)
    await stores.learning.restore(school.tenant, school.other, lambda *_: spoiled)
    assert await audited() == Audit(2, 6, (school.other,), 0)
    assert await audited(rebuild=True) == Audit(2, 6, (school.other,), 1)
    assert await audited() == Audit(2, 6, (), 0)


async def test_a_learner_is_restored_from_the_log(stores, school):
    await stores.learning.record(school.tenant, [event(school, "a", at) for at in range(3)])
    folded = await stores.learners.apply_pending(school.tenant, school.student, model)
    spoiled = replace(folded, ability=3.0, skills={"z": SkillState("z", 1.0, 1.0, 9, NOW)})
    await stores.learning.restore(school.tenant, school.student, lambda *_: spoiled)
    assert await stores.learners.learner(school.tenant, school.student) == (spoiled, False)
    assert await stores.learning.restore(school.tenant, school.student, replayed) == folded
    assert await stores.learners.learner(school.tenant, school.student) == (folded, False)


def skill(slug: str, *needs: str) -> Skill:
    return Skill(slug, slug.title(), "maths", 7, needs, "about")


async def test_skills_and_their_prerequisites(stores, school):
    graph = [skill("a", "c", "b"), skill("b"), skill("c", "b")]
    await stores.curriculum.put_skills(school.tenant, graph)
    assert list(await stores.curriculum.skills(school.tenant)) == graph
    renewed = skill("a", "b")
    await stores.curriculum.put_skills(school.tenant, [renewed])
    expected = [renewed, *graph[1:]]
    assert list(await stores.library.skills(school.tenant)) == expected
    assert list(await stores.learners.skills(school.tenant)) == expected


async def test_a_prerequisite_must_be_there(stores, school):
    with pytest.raises(NotFound):
        await stores.curriculum.put_skills(school.tenant, [skill("a", "missing")])
    assert list(await stores.curriculum.skills(school.tenant)) == []


async def test_practice_items(stores, school):
    one = PracticeItem(new_id(), "one", "1+1?", "2", "number", ("a", "b"), 1)
    two = PracticeItem(new_id(), "two", "2+2?", "4", "number", ("b",))
    await stores.curriculum.put_items(school.tenant, [two, one])
    renewed = replace(one, id=new_id(), answer="two")
    await stores.curriculum.put_items(school.tenant, [renewed])
    kept = replace(renewed, id=one.id)
    assert list(await stores.curriculum.items(school.tenant)) == [kept, two]
    assert list(await stores.curriculum.items(school.tenant, "a")) == [kept]
    with pytest.raises(InvalidInput):
        await stores.curriculum.put_items(school.tenant, [replace(two, question="\0")])
