from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fynq.domain.doubt import Answer, AnswerReady, Doubt, Verification
from fynq.domain.errors import InvalidInput, NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import EventKind, LearningEvent, SkillState

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


def count(states, event: LearningEvent):
    """Folds an event so that the order and the number of folds can be read off."""
    updated = dict(states)
    for skill in event.skills:
        before = states.get(skill, SkillState(skill, 0.0, 1.0, 0, NOW))
        ability = before.ability * 10 + event.at.minute
        updated[skill] = SkillState(skill, ability, 0.1, before.attempts + 1, event.at)
    return updated


async def test_events_are_folded_once_and_in_order(stores, school):
    late, early = event(school, "a", 2), event(school, "a", 1)
    await record(stores, school, late, early, event(school, "b", 3))
    folded = await stores.learners.apply_pending(school.tenant, school.student, count)
    assert folded["a"] == SkillState("a", 12.0, 0.1, 2, NOW + timedelta(minutes=2))
    assert folded["b"].attempts == 1
    assert await stores.learners.states(school.tenant, school.student) == folded
    assert await stores.learners.apply_pending(school.tenant, school.student, count) == folded
    progress = await stores.students.progress(school.tenant, school.student)
    assert [state.skill for state in progress.skills] == ["a", "b"]


async def test_an_event_counts_once_however_often_it_is_recorded(stores, school):
    again = event(school, "a", 1)
    await record(stores, school, again)
    await record(stores, school, again)
    folded = await stores.learners.apply_pending(school.tenant, school.student, count)
    assert folded["a"].attempts == 1
    await record(stores, school, again)
    folded = await stores.learners.apply_pending(school.tenant, school.student, count)
    assert folded["a"].attempts == 1


async def test_folds_of_one_student_do_not_overlap(stores, school):
    for minute in range(4):
        await record(stores, school, event(school, "a", minute))
    folds = [stores.learners.apply_pending(school.tenant, school.student, count) for _ in range(5)]
    for folded in await asyncio.gather(*folds):
        assert folded["a"].attempts == 4


async def test_a_fold_that_breaks_changes_nothing(stores, school):
    await record(stores, school, event(school, "a", 1))

    def breaks(states, event):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stores.learners.apply_pending(school.tenant, school.student, breaks)
    folded = await stores.learners.apply_pending(school.tenant, school.student, count)
    assert folded["a"].attempts == 1


async def test_an_unknown_student_has_no_states(stores, school):
    assert await stores.learners.states(school.tenant, new_id()) == {}
    assert await stores.learners.apply_pending(school.tenant, new_id(), count) == {}


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
