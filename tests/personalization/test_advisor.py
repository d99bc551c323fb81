"""Suggestions where the learner is warm: the bank in memory, placement, filters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fynq.domain.errors import NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import EventKind, LearnerProfile, LearningEvent
from fynq.domain.learner import Session as ProfileSession
from fynq.domain.manner import Goal
from fynq.domain.practice import Purpose, Wish
from fynq.personalization import advisor as advisor_module
from fynq.personalization.advisor import Advisor
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from fynq.personalization.suggestion import Situation
from fynq.storage.memory.stores import memory_stores
from tests.schools import enrol


def item(slug: str, *skills: str, kind: str = "number") -> PracticeItem:
    return PracticeItem(new_id(), slug, "?", "2", kind, skills)


@pytest.fixture
async def stage():
    stores = memory_stores()
    school = await enrol(stores)
    skills = [Skill(slug, slug.title(), "maths", 7) for slug in ("a", "b")]
    await stores.curriculum.put_skills(school.tenant, skills)
    items = [item("a1", "a"), item("a2", "a"), item("b1", "b"), item("b2", "b", kind="set")]
    await stores.items.renew_items(school.tenant, items)
    await stores.attempts.end_placement(school.tenant, school.student, "skipped")
    plain = Personalizer(stores.learners, PersonalizationOptions())
    counted = Counted(stores.practice)
    return stores, school, Advisor(plain, counted), counted


class Counted:
    def __init__(self, store):
        self.store = store
        self.reads = self.histories = 0

    async def bank(self, tenant):
        self.reads += 1
        return await self.store.bank(tenant)

    async def history(self, tenant, student, today=None):
        self.histories += 1
        return await self.store.history(tenant, student, today)


async def test_the_bank_is_read_again_when_its_items_change(stage):
    stores, school, advisor, counted = stage
    for _ in range(3):
        found = await advisor.suggest(school.tenant, school.student, Wish(skill="b", seed="1"))
        assert found.slug in ("b1", "b2")
    assert counted.reads == 1
    await stores.items.retire_item(school.tenant, "b1")
    await stores.items.retire_item(school.tenant, "b2")
    found = await advisor.suggest(school.tenant, school.student, Wish(skill="b"))
    assert (found.slug, counted.reads) == (None, 2)


async def test_a_suggestion_says_why(stage):
    _, school, advisor, _ = stage
    found = await advisor.suggest(school.tenant, school.student, Wish(skill="a", seed="1"))
    assert found.purpose is Purpose.PRACTICE
    assert 0 < found.chosen.expected < 1
    assert found.chosen.names == {"a": "A"}
    assert "A" in found.chosen.sentence
    again = await advisor.suggest(school.tenant, school.student, Wish(skill="a", seed="1"))
    assert again == found


async def test_kinds_and_what_was_set_aside(stage):
    _, school, advisor, _ = stage
    wish = Wish(kind="set")
    assert (await advisor.suggest(school.tenant, school.student, wish)).slug == "b2"
    wish = replace(wish, skipped=("b2",))
    assert (await advisor.suggest(school.tenant, school.student, wish)).slug is None
    wish = Wish(skill="a", skipped=("a1",))
    assert (await advisor.suggest(school.tenant, school.student, wish)).slug == "a2"


async def test_a_new_skill_is_known_at_once_and_an_unknown_one_never(stage):
    stores, school, advisor, _ = stage
    with pytest.raises(NotFound) as unknown:
        await advisor.suggest(school.tenant, school.student, Wish(skill="c"))
    assert unknown.value.field == "skill"
    await stores.curriculum.put_skills(school.tenant, [Skill("c", "C", "maths", 7)])
    assert (await advisor.suggest(school.tenant, school.student, Wish(skill="c"))).slug is None


async def test_a_check_item_is_about_the_doubt(stage):
    _, school, advisor, _ = stage
    wish = Wish(Purpose.CHECK, about=("b", "unknown"))
    found = await advisor.suggest(school.tenant, school.student, wish)
    assert (found.slug in ("b1", "b2"), found.purpose) == (True, Purpose.CHECK)
    none = Wish(Purpose.CHECK, about=("unknown",))
    assert (await advisor.suggest(school.tenant, school.student, none)).slug is None


async def test_a_newcomer_is_placed_and_whoever_answered_enough_is_not(stage):
    stores, school, advisor, _ = stage
    who = (school.tenant, school.other)
    assert (await advisor.standing(*who)).needed is True
    found = await advisor.suggest(*who, Wish())
    assert (found.purpose, found.placed) == (Purpose.PLACEMENT, False)
    assert (await advisor.suggest(*who, Wish(skill="a"))).purpose is Purpose.PRACTICE
    events = [
        LearningEvent(
            new_id(), school.other, EventKind.ITEM_ANSWERED, ("a",), 1.0, datetime.now(UTC), item="x"
        )
        for _ in range(8)
    ]  # fmt: skip
    await stores.learning.record(school.tenant, events)
    await advisor.observe(*who)
    assert (await advisor.standing(*who)).needed is False
    assert (await advisor.suggest(*who, Wish())).purpose is Purpose.PRACTICE


@pytest.fixture
def situations(monkeypatch):
    """Those that choices are made in."""
    seen = []

    def recorded(name):
        whole = getattr(advisor_module, name)

        def choosing(*args):
            seen.extend(each for each in args if isinstance(each, Situation))
            return whole(*args)

        monkeypatch.setattr(advisor_module, name, choosing)

    for name in ("choose", "placement", "check_item"):
        recorded(name)
    return seen


async def test_what_the_student_told_is_in_every_choice(stage, situations):
    """Of the exam, of time and of the session: for practice, check items and the placement."""
    stores, school, advisor, counted = stage
    now = datetime.now(UTC)
    session = ProfileSession(now + timedelta(minutes=30), Goal.HOMEWORK, 45)
    told = LearnerProfile(
        exam_on=(now + timedelta(days=9)).date(), minutes_a_day=60, session=session
    )
    doubts = [
        LearningEvent(new_id(), who, EventKind.DOUBT_ASKED, skills, None, now)
        for who in (school.student, school.other)
        for skills in (("b", "elsewhere"),)
    ]
    await stores.learning.record(school.tenant, doubts)
    for who in (school.student, school.other):
        await stores.students.save_profile(school.tenant, who, told)
    await advisor.suggest(school.tenant, school.student, Wish())
    await advisor.suggest(school.tenant, school.student, Wish(Purpose.CHECK, about=("a",)))
    placed = await advisor.suggest(school.tenant, school.other, Wish())
    assert placed.purpose is Purpose.PLACEMENT
    assert len(situations) == counted.histories == 3
    for situation in situations:
        assert situation.exam.date() == told.exam_on
        assert situation.exam > now + timedelta(days=8)
        assert situation.minutes == 30.0
        assert situation.goal == ("b",)


async def test_what_is_asked_for_comes_before_what_was_told(stage, situations):
    stores, school, advisor, _ = stage
    now = datetime.now(UTC)
    told = LearnerProfile(minutes_a_day=60, session=ProfileSession(now + timedelta(hours=1), Goal.UNDERSTAND))  # fmt: skip
    await stores.students.save_profile(school.tenant, school.student, told)
    event = LearningEvent(new_id(), school.student, EventKind.DOUBT_ASKED, ("b",), None, now)
    await stores.learning.record(school.tenant, [event])
    await advisor.suggest(school.tenant, school.student, Wish(goal=("a",), minutes=3.0))
    (situation,) = situations
    assert (situation.goal, situation.minutes, situation.exam) == (("a",), 3.0, None)


async def test_the_day_of_an_exam_is_the_schools(stage, situations):
    stores, school, advisor, _ = stage
    told = LearnerProfile(exam_on=datetime.now(UTC).date() + timedelta(days=3))
    await stores.students.save_profile(school.tenant, school.student, told)
    for zone in ("Asia/Kolkata", "UTC"):
        await advisor.suggest(school.tenant, school.student, Wish(zone=zone))
    kolkata, utc = situations
    assert utc.exam - kolkata.exam == timedelta(hours=5, minutes=30)


async def test_other_schools_items_are_not_suggested(stage):
    stores, _, advisor, _ = stage
    theirs = await enrol(stores)
    found = await advisor.suggest(theirs.tenant, theirs.student, Wish())
    assert (found.slug, found.placed) == (None, False)
