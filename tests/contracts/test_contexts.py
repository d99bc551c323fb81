"""What is told of students, the stamps of it, and windows of help, over every storage."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from fynq.domain.errors import Conflict, InvalidInput, NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Skill
from fynq.domain.learner import EventKind, LearnerProfile, LearningEvent, Session
from fynq.domain.manner import Goal, Need, Order, StepSize, Tone
from fynq.domain.policy import Help, HelpWindow
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from tests.schools import enrol

WHOLE = LearnerProfile(
    "Ada 🌍",
    7,
    "de",
    "brief",
    "CBSE 7 — Mathe",
    "primary",
    date(2027, 5, 14),
    45,
    Order.EXAMPLE,
    StepSize.SMALL,
    Tone.ENCOURAGING,
    (Need.SCREEN_READER, Need.SHORT_SENTENCES),
    Session(datetime(2027, 1, 1, 12, 0, tzinfo=UTC), Goal.HOMEWORK, 30),
    ("grade", "exam_on"),
)


async def test_all_that_is_told_is_kept(stores, school):
    await stores.students.save_profile(school.tenant, school.student, WHOLE)
    assert await stores.students.profile(school.tenant, school.student) == WHOLE
    assert await stores.learners.profile(school.tenant, school.student) == WHOLE
    assert (await stores.learners.student(school.tenant, school.student)).profile == WHOLE
    open_end = replace(WHOLE, session=Session(datetime(2027, 1, 1, tzinfo=UTC)), needs=())
    await stores.students.save_profile(school.tenant, school.student, open_end)
    assert await stores.students.profile(school.tenant, school.student) == open_end
    assert await stores.students.profile(school.tenant, school.other) == LearnerProfile("Someone")
    other = await enrol(stores)
    assert await stores.students.profile(other.tenant, school.student) is None


async def test_who_changes_one_thing_leaves_the_others(stores, school):
    change = stores.students.change_profile
    await asyncio.gather(
        change(school.tenant, school.student, lambda p: replace(p, grade=9)),
        change(school.tenant, school.student, lambda p: replace(p, syllabus="A")),
        change(school.tenant, school.student, lambda p: replace(p, minutes_a_day=20)),
    )
    found = await stores.students.profile(school.tenant, school.student)
    assert (found.grade, found.syllabus, found.minutes_a_day) == (9, "A", 20)

    def refuse(profile: LearnerProfile) -> LearnerProfile:
        raise Conflict("no", field="grade")

    with pytest.raises(Conflict):
        await change(school.tenant, school.student, refuse)
    assert await stores.students.profile(school.tenant, school.student) == found
    with pytest.raises(NotFound):
        await change(school.tenant, new_id(), lambda p: p)
    with pytest.raises(InvalidInput):
        await change(school.tenant, school.student, lambda p: replace(p, syllabus="a\0b"))


def answered(student, skill: str = "a") -> LearningEvent:
    now = datetime.now(UTC)
    return LearningEvent(new_id(), student, EventKind.ITEM_ANSWERED, (skill,), 1.0, now)


async def test_a_stamp_changes_with_whatever_a_lookup_depends_on(stores, school):
    learners, (tenant, student) = stores.learners, (school.tenant, school.student)
    seen = []

    async def changed() -> None:
        stamp = (await learners.stamps(tenant, [student]))[student]
        assert stamp not in seen
        assert stamp == (await learners.stamps(tenant, [school.other, student]))[student]
        seen.append(stamp)

    record = await learners.student(tenant, student)
    assert (await learners.stamps(tenant, [student]))[student] == record.stamp
    await changed()
    await stores.students.change_profile(tenant, student, lambda p: replace(p, grade=3))
    await changed()
    await stores.learning.record(tenant, [answered(student)])
    await changed()
    assert (await learners.student(tenant, student)).waiting
    model = Personalizer(learners, PersonalizationOptions())
    await model.observe(tenant, student)
    await changed()
    await stores.curriculum.put_skills(tenant, [Skill("a", "A", "mathematics", 1)])
    await changed()
    await stores.skills.put(tenant, [Skill("b", "B", "mathematics", 1, ("a",))])
    await changed()
    restored = await learners.student(tenant, student)
    await stores.learning.restore(tenant, student, lambda *_: replace(restored.learner, ability=2))
    await changed()
    record = await learners.student(tenant, student)
    assert (await learners.stamps(tenant, [student]))[student] == record.stamp


async def test_a_stamp_is_not_moved_by_others(stores, school):
    learners, (tenant, student) = stores.learners, (school.tenant, school.student)
    before = (await learners.stamps(tenant, [student]))[student]
    other = await enrol(stores)
    await stores.students.change_profile(tenant, school.other, lambda p: replace(p, grade=3))
    await stores.learning.record(tenant, [answered(school.other)])
    await stores.curriculum.put_skills(other.tenant, [Skill("a", "A", "mathematics", 1)])
    assert (await learners.stamps(tenant, [student]))[student] == before
    nobody = new_id()
    strangers = await learners.stamps(tenant, [nobody, other.student])
    assert set(strangers) == {nobody, other.student}
    assert strangers[other.student] == strangers[nobody], "another school's student is unknown"


async def test_what_was_acknowledged_anywhere_is_in_the_next_lookup(stores, school):
    """Two personalizers, as two replicas have them, over one storage."""
    tenant, student = school.tenant, school.student
    one, two = (Personalizer(stores.learners, PersonalizationOptions()) for _ in range(2))
    await one.context(tenant, student, ())
    await stores.students.change_profile(tenant, student, lambda p: replace(p, grade=2))
    assert (await one.context(tenant, student, ())).level == "primary"
    await two.context(tenant, student, ())
    for round_ in range(4):
        await stores.learning.record(tenant, [answered(student)])
        await (one, two)[round_ % 2].observe(tenant, student)
        contexts = [await each.context(tenant, student, ("a",)) for each in (one, two)]
        learner, waiting = await stores.learners.learner(tenant, student)
        assert not waiting
        assert all(c.abilities["a"] == learner.whole("a").ability for c in contexts)
    await stores.skills.put(
        tenant,
        [Skill("below", "B", "mathematics", 1), Skill("a", "A", "mathematics", 1, ("below",))],
    )
    failed = [replace(answered(student, "below"), outcome=0.0) for _ in range(5)]
    await stores.learning.record(tenant, failed)
    for each in (one, two):
        assert (await each.context(tenant, student, ("a",))).weak_prerequisites == ("below",)


WINDOWS = (
    HelpWindow(
        "Midterm “2”",
        Help.CONCEPT,
        datetime(2027, 3, 1, 8, 0, tzinfo=UTC),
        datetime(2027, 3, 2, 8, 0, tzinfo=UTC),
        (1, 7),
        480,
        720,
        (9, 10),
    ),
    HelpWindow("Night", None, opens=1380, closes=300),
)


async def test_windows_zone_and_syllabuses_are_kept(stores, school):
    change, tenant = stores.policies.change_policy, school.tenant
    await change(tenant, {"windows": WINDOWS, "time_zone": "Asia/Kolkata"})
    await change(tenant, {"syllabuses": ("CBSE 10", "Common Core")})
    found = await stores.policies.policy(tenant)
    assert (found.windows, found.time_zone) == (WINDOWS, "Asia/Kolkata")
    assert found.syllabuses == ("CBSE 10", "Common Core")
    assert (await change(tenant, {"windows": ()})).windows == ()
    assert (await change(tenant, {"most_help": Help.CONCEPT})).syllabuses == found.syllabuses
