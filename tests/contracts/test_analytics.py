from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import pytest

from fynq.analytics.mastery import over_time
from fynq.analytics.rollup import ONE, WHOLE_DAY, Cell, Tally, rollup
from fynq.analytics.stuck import Unresolved
from fynq.answering.books import FeedbackEntry
from fynq.domain.corrections import Claim, Correction
from fynq.domain.doubt import (
    Answer,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    Doubt,
    Verification,
)
from fynq.domain.identifiers import new_id
from fynq.domain.learner import EventKind, LearningEvent
from fynq.domain.ruling import Ruling, RulingKind
from fynq.personalization.claims import voids
from fynq.personalization.learner_model import apply
from fynq.personalization.options import PersonalizationOptions
from tests.load.learners import made_up, plain
from tests.schools import enrol

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
DAY = timedelta(days=1)
FAR = (NOW - 100 * DAY).date()
ANSWER = Answer("t", "f", Verification.VERIFIED, "m", skills=("a",))
model = partial(apply, PersonalizationOptions())


def answered(student, at: datetime, *skills: str, **changes) -> LearningEvent:
    made = LearningEvent(
        new_id(), student, EventKind.ITEM_ANSWERED, skills, 1.0, at, item=f"of {skills}"
    )
    return replace(made, **changes)


async def fold(stores, school, *events: LearningEvent) -> None:
    await stores.learning.record(school.tenant, events)
    for student in dict.fromkeys(event.student for event in events):
        await stores.learners.apply_pending(school.tenant, student, model)


async def counted(stores, school, student):
    """What counts in a student's log."""
    history = await stores.learning.history(school.tenant, student)
    void = voids([event for event, _ in history if event.kind is EventKind.CORRECTED])
    return rollup(event for event, _ in history if event.id not in void)


async def caught_up(stores, school, student):
    for each in await stores.rollups.behind(school.tenant, [student]):
        await stores.rollups.catch_up(school.tenant, each)


async def ask(stores, school, outcome=None, at=NOW, thread=None, student=None) -> Doubt:
    id_ = new_id()
    doubt = Doubt(id_, student or school.student, "why?", thread or id_, at)
    await stores.doubt_log.open(school.tenant, doubt)
    if outcome is not None:
        assert await stores.doubt_log.close(school.tenant, doubt, outcome, ())
    return doubt


async def test_what_is_read_is_what_the_log_says(stores, school):
    events = made_up(400, [school.student, school.other], seed=11)
    r = Random(12)
    for start in range(0, 400, 23):
        part = events[start : start + 23]
        await fold(stores, school, *part, *r.sample(events[: start + 1], 1))
    first = min(event.at for event in events).date()
    for student in (school.student, school.other):
        await caught_up(stores, school, student)
        found = await stores.analytics.history(school.tenant, student, first)
        assert found.cells == await counted(stores, school, student)
        learner, waiting = await stores.learners.learner(school.tenant, student)
        assert not waiting
        last = over_time(found.ends, first, max(event.at for event in events).date())[-1]
        assert last.known == {skill: state.known for skill, state in learner.skills.items()}
        again = await stores.rollups.catch_up(school.tenant, student, write=False)
        assert (again.events, again.different) == (learner.turn, 0)
    assert await stores.rollups.behind(school.tenant, [school.student, school.other]) in ([], ())


async def test_history_begins_with_how_skills_stood_before(stores, school):
    await fold(
        stores,
        school,
        answered(school.student, NOW - 9 * DAY, "a"),
        answered(school.student, NOW - 8 * DAY, "a"),
        answered(school.student, NOW - 2 * DAY, "b", outcome=0.25),
    )
    since = (NOW - 3 * DAY).date()
    found = await stores.analytics.history(school.tenant, school.student, since)
    assert set(found.ends) == {("a", (NOW - 8 * DAY).date()), ("b", (NOW - 2 * DAY).date())}
    day = (NOW - 2 * DAY).date()
    tally = Tally(1, 0, 1, 0, 0, ONE // 4)
    assert found.cells == {
        Cell(school.student, "b", day): tally,
        Cell(school.student, WHOLE_DAY, day): tally,
    }
    nobody = await stores.analytics.history(school.tenant, new_id(), since)
    assert (nobody.cells, nobody.ends, nobody.asked) == ({}, {}, {})


async def test_when_a_student_did_something(stores, school):
    await fold(stores, school, answered(school.student, NOW, "a"))
    await ask(stores, school, AnswerRefused("no"), at=NOW + timedelta(minutes=2))
    await ask(stores, school, at=NOW + DAY)
    await ask(stores, school, at=NOW - 5 * DAY)
    found = await stores.analytics.active_moments(school.tenant, school.student, NOW - DAY)
    assert sorted(found) == [
        NOW.replace(minute=0, second=0, microsecond=0) + n * DAY for n in (0, 1)
    ]
    since = (NOW - DAY).date()
    history = await stores.analytics.history(school.tenant, school.student, since)
    assert history.asked == {NOW.date(): 1, (NOW + DAY).date(): 1}


async def test_facts_of_a_class(stores, school):
    await fold(
        stores,
        school,
        answered(school.student, NOW - DAY, "a", "b"),
        answered(school.other, NOW - 30 * DAY, "a", outcome=0.0),
    )
    await stores.learning.record(school.tenant, [answered(school.other, NOW, "c")])
    doubt = await ask(stores, school, AnswerRefused("no"))
    other = await enrol(stores)
    await fold(stores, other, answered(other.student, NOW, "a"))
    students = [school.student, school.other, new_id(), other.student]
    facts = await stores.analytics.class_facts(school.tenant, students, (NOW - 7 * DAY).date(), 9)
    assert set(facts.learners) == {school.student, school.other}
    for student, learner in facts.learners.items():
        assert learner == (await stores.learners.learner(school.tenant, student))[0]
    assert {(cell.student, cell.skill) for cell in facts.cells} == {
        (school.student, skill) for skill in ("a", "b", WHOLE_DAY)
    }
    assert facts.asked == {(school.student, NOW.date()): 1}
    assert facts.last_active == {school.student: NOW, school.other: NOW}
    assert facts.waiting == {school.other}
    assert [(d.id, d.why, d.skills) for d in facts.unresolved] == [
        (doubt.id, Unresolved.REFUSED, ())
    ]


async def test_doubts_that_nobody_helped_with(stores, school):
    refused = await ask(stores, school, AnswerRefused("no", needs_teacher=True), at=NOW)
    followed = await ask(stores, school, AnswerFailed("model_error", "", True), at=NOW - DAY)
    await ask(stores, school, AnswerReady(ANSWER), at=NOW, thread=followed.id)
    failed = await ask(stores, school, AnswerFailed("model_error", "", True), at=NOW - 2 * DAY)
    dropped = await ask(stores, school, at=NOW, thread=failed.id)
    await stores.doubt_log.cancel(school.tenant, dropped.id)
    disliked = await ask(stores, school, AnswerReady(ANSWER), at=NOW - 3 * DAY)
    await ask(stores, school, AnswerReady(ANSWER), at=NOW - 3 * DAY)
    await ask(stores, school, AnswerRefused("no"), at=NOW - 9 * DAY)
    for rating in (1, -1):
        entry = FeedbackEntry(new_id(), school.student, disliked.id, rating, "unclear", "")
        await stores.feedback.record_feedback(school.tenant, entry)
    since = (NOW - 5 * DAY).date()
    facts = await stores.analytics.class_facts(school.tenant, [school.student], since, 9)
    assert [(d.id, d.why, d.skills, d.reason) for d in facts.unresolved] == [
        (refused.id, Unresolved.NEEDS_TEACHER, (), ""),
        (failed.id, Unresolved.FAILED, (), ""),
        (disliked.id, Unresolved.DISLIKED, ("a",), "unclear"),
    ]
    assert [d.question for d in facts.unresolved] == ["why?"] * 3
    fewer = await stores.analytics.class_facts(school.tenant, [school.student], since, 1)
    assert [d.id for d in fewer.unresolved] == [refused.id]


async def test_days_of_a_school(stores, school):
    until = NOW.date() + DAY
    likely = replace(ANSWER, status=Verification.LIKELY)
    first = await ask(stores, school, AnswerReady(ANSWER))
    second = await ask(stores, school, AnswerReady(likely), at=NOW + timedelta(hours=11))
    await ask(stores, school, AnswerRefused("no", needs_teacher=True), student=school.other)
    await ask(stores, school, AnswerFailed("model_error", "", True), at=NOW - DAY)
    await ask(stores, school, at=NOW + DAY)
    yesterday, today = NOW - DAY, NOW
    await fold(
        stores,
        school,
        answered(school.student, today, "a", doubt=first.id, outcome=0.0),
        answered(school.student, today + timedelta(minutes=1), "a", doubt=first.id),
        answered(school.student, yesterday, "a", doubt=second.id),
        answered(school.student, today, "a", doubt=second.id, hints=1),
        answered(school.student, today, "b", "c", outcome=0.4),
    )
    found = await stores.analytics.school_days(school.tenant, NOW.date() - DAY, until)
    assert [day.day for day in found] == [NOW.date() - DAY, NOW.date()]
    before, now = (day.figures for day in found)
    assert [day.active for day in found] == [1, 2]
    assert (before.asked, before.failed, before.exercises, before.correct) == (1, 1, 1, 1)
    assert (before.checked, before.check_right) == (1, 1)
    assert (now.asked, now.answered, now.refused, now.needs_teacher) == (3, 2, 1, 1)
    assert (now.verified, now.likely, now.unverified, now.hints) == (1, 1, 0, 0)
    assert (now.exercises, now.correct) == (4, 2)
    assert (now.checked, now.check_right) == (1, 0), "the second try and the other day do not count"
    entry = FeedbackEntry(new_id(), school.student, first.id, 1, "", "")
    await stores.feedback.record_feedback(school.tenant, entry)
    rated = datetime.now(UTC).date()
    (late,) = await stores.analytics.school_days(school.tenant, rated, rated + DAY)
    assert (late.figures.liked, late.figures.disliked, late.active) == (1, 0, 0)
    other = await enrol(stores)
    (empty,) = await stores.analytics.school_days(other.tenant, NOW.date(), until)
    assert (empty.active, empty.figures.asked, empty.figures.exercises) == (0, 0, 0)


async def test_folds_at_once_count_each_event_once(stores, school):
    events = plain(made_up(80, [school.student], seed=3))[:60]

    async def writer(share):
        for event in share:
            await fold(stores, school, event)

    await asyncio.gather(*(writer(events[at::4] + events[:5]) for at in range(4)))
    first = min(event.at for event in events).date()
    found = await stores.analytics.history(school.tenant, school.student, first)
    assert found.cells == rollup(events)
    compared = await stores.rollups.catch_up(school.tenant, school.student, write=False)
    assert (compared.events, compared.different) == (60, 0)


async def test_a_fold_that_breaks_adds_nothing(stores, school):
    await stores.learning.record(school.tenant, [answered(school.student, NOW, "a")])

    def breaks(*given):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stores.learners.apply_pending(school.tenant, school.student, breaks)
    found = await stores.analytics.history(school.tenant, school.student, FAR)
    assert (found.cells, found.ends) == ({}, {})


async def test_what_was_ruled_out_counts_for_nothing_until_it_is_taken_back(stores, school):
    mine, not_mine = (answered(school.student, NOW + n * DAY, "a") for n in (0, 1))
    await fold(stores, school, mine, not_mine)

    def correction(minute: int, **said) -> LearningEvent:
        return LearningEvent(
            new_id(),
            school.student,
            EventKind.CORRECTED,
            (),
            None,
            NOW + 2 * DAY + timedelta(minutes=minute),
            correction=Correction(by=school.student, staff=False, **said),
        )

    async def kept():
        await caught_up(stores, school, school.student)
        return await stores.analytics.history(school.tenant, school.student, FAR)

    before = await kept()
    ruled_out = correction(1, claim=Claim.NOT_ME, events=(not_mine.id,))
    await fold(stores, school, ruled_out)
    found = await kept()
    assert found.cells == rollup([mine])
    assert set(found.ends) == {("a", NOW.date())}
    assert (await stores.rollups.catch_up(school.tenant, school.student)).different == 0
    await fold(stores, school, correction(2, claim=Claim.TAKEN_BACK, takes_back=ruled_out.id))
    assert await kept() == before


async def test_a_teachers_word_helps_unless_it_only_takes_back(stores, school):
    async def ruled(kind, question, outcome):
        id_ = new_id()
        doubt = Doubt(id_, school.student, question, id_, NOW)
        await stores.doubt_log.open(school.tenant, doubt)
        await stores.doubt_log.close(school.tenant, doubt, outcome, [])
        made = Ruling(new_id(), kind, id_, school.owner, "Ms Noether", NOW, text="4", final="4")
        if kind is not RulingKind.CORRECTION:
            made = replace(made, text="", final="")
        await stores.rulings.rule(school.tenant, made)
        return id_

    recalled = await ruled(RulingKind.RECALL, "Solve x = 1", AnswerReady(ANSWER))
    await ruled(RulingKind.CORRECTION, "Solve x = 2", AnswerRefused("no", needs_teacher=True))
    await ruled(RulingKind.CONFIRMATION, "Solve x = 3", AnswerReady(ANSWER))
    facts = await stores.analytics.class_facts(school.tenant, [school.student], NOW.date(), 9)
    assert [(each.id, each.why) for each in facts.unresolved] == [(recalled, Unresolved.RECALLED)]
