"""The item that ends a resolved doubt: chosen with the answer, or made later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fynq.answering.check_items import CheckLater, ChooseCheck, resolves
from fynq.domain.doubt import (
    Answer,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    Doubt,
    Hint,
    Verification,
    WorkChecked,
)
from fynq.domain.errors import CannotSolve, RoomUnavailable
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help, HelpWindow, SchoolPolicy
from fynq.domain.practice import Chosen, Suggested, Variant
from fynq.storage.memory.stores import memory_stores
from tests.schools import enrol

ANSWER = Answer("So.", "x = 4", Verification.VERIFIED, "m", skills=("linear",))
ITEM = PracticeItem(new_id(), "one", "Solve $x = 1.5$.", "1.5", "number", ("linear",))


class Scripted:
    """A recommender and a desk."""

    def __init__(self):
        self.slug = None
        self.made = Variant("Solve $3x = 9$.", "x = 3", "set", ("linear",))
        self.asked = []
        self.grade = None

    async def suggest(self, tenant, student, wish):
        self.asked.append(wish)
        return Suggested(self.slug, Chosen("linear", "check", "See.", 0.7), wish.purpose)

    async def context(self, tenant, student, skills):
        if isinstance(self.grade, Exception):
            raise self.grade
        return LearnerContext(grade=self.grade)

    async def variant(self, tenant, who, question):
        self.asked.append(question)
        if isinstance(self.made, Exception):
            raise self.made
        return self.made


@pytest.fixture
async def stage():
    stores = memory_stores()
    school = await enrol(stores)
    await stores.items.renew_items(school.tenant, [ITEM])
    scripted = Scripted()
    choose = ChooseCheck(scripted, scripted, stores.items, stores.policies, seconds=5)
    later = CheckLater(stores.doubt_book, choose, stores.attempts, scripted)
    id_ = new_id()
    doubt = Doubt(id_, school.student, "Solve 2x = 8", id_, datetime.now(UTC))
    await stores.doubt_log.open(school.tenant, doubt)
    return stores, school, scripted, choose, later, doubt


def test_what_resolves_a_doubt():
    work = WorkChecked((), complete=True)
    assert resolves(AnswerReady(ANSWER))
    assert resolves(AnswerReady(replace(ANSWER, hint=Hint(Help.SOLUTION, more=False))))
    assert resolves(AnswerReady(replace(ANSWER, work=work)))
    assert not resolves(AnswerReady(replace(ANSWER, hint=Hint(Help.CONCEPT, more=True))))
    assert not resolves(AnswerReady(replace(ANSWER, work=replace(work, complete=False))))
    assert not resolves(AnswerReady(replace(ANSWER, skills=())))
    assert not resolves(AnswerRefused("No."))
    assert not resolves(AnswerFailed("x", "x", True))


async def test_the_chosen_item_goes_with_the_answer_as_the_school_writes(stage):
    stores, school, scripted, choose, _, doubt = stage
    scripted.slug = "one"
    changes = {"decimal_comma": True, "time_zone": "Asia/Kolkata"}
    await stores.policies.change_policy(school.tenant, changes)
    event = await choose(school.tenant, doubt, AnswerReady(ANSWER))
    assert (event.check.item, event.check.doubt, event.check.student) == (ITEM, doubt.id, doubt.student)  # fmt: skip
    assert event.check.shown.question == "Solve $x = 1{,}5$."
    assert (scripted.asked[0].about, scripted.asked[0].zone) == (("linear",), "Asia/Kolkata")
    await stores.doubt_log.close(school.tenant, doubt, event, ())
    stored = await stores.doubt_book.doubt(school.tenant, doubt.id)
    assert stored.check == replace(event.check, shown=None)
    assert stores.jobs.contents.jobs == []


async def test_a_window_holds_for_the_check_item(stage):
    """As much as the school allows this student now; a grade that nobody can tell is one of them."""
    stores, school, scripted, choose, _, doubt = stage
    scripted.slug = "one"

    async def hints(window, grade):
        scripted.grade = grade
        await stores.policies.change_policy(school.tenant, {"windows": (window,)})
        return (await choose(school.tenant, doubt, AnswerReady(ANSWER))).check.shown.most_hints

    assert await hints(HelpWindow("midterm", Help.CONCEPT, grades=(10,)), 10) == 2
    assert await hints(HelpWindow("midterm", None, grades=(10,)), 10) == 0
    assert await hints(HelpWindow("midterm", None, grades=(10,)), RoomUnavailable("away")) == 0
    assert await hints(HelpWindow("midterm", None, grades=(10,)), 9) == 4
    scripted.grade = CannotSolve("nobody asks for a grade that no window names")
    assert await hints(HelpWindow("exam", Help.RESTATE), scripted.grade) == 1


async def test_an_item_that_went_meanwhile_is_not_posed(stage):
    stores, school, scripted, choose, _, doubt = stage
    scripted.slug = "one"
    await stores.items.retire_item(school.tenant, "one")
    assert (await choose(school.tenant, doubt, AnswerReady(ANSWER))).check is None
    scripted.slug = "gone"
    assert (await choose(school.tenant, doubt, AnswerReady(ANSWER))).check is None


async def test_without_a_fitting_item_the_problem_is_made_anew(stage):
    stores, school, scripted, choose, later, doubt = stage
    event = await choose(school.tenant, doubt, AnswerReady(ANSWER))
    assert event.check is None
    await stores.doubt_log.close(school.tenant, doubt, event, ())
    assert stores.jobs.contents.jobs == [(school.tenant, "check_item", {"doubt": str(doubt.id)})]
    for _ in range(2):
        await later(school.tenant, doubt.id)
    check = (await stores.doubt_book.doubt(school.tenant, doubt.id)).check
    assert (check.made, check.item.question, check.item.kind) == (True, "Solve $3x = 9$.", "set")
    assert check.item.skills == ("linear",)
    assert scripted.asked.count("Solve 2x = 8") == 1


async def test_later_there_may_be_an_item(stage):
    stores, school, scripted, _, later, doubt = stage
    await stores.doubt_log.close(school.tenant, doubt, AnswerReady(ANSWER), ())
    scripted.slug = "one"
    await later(school.tenant, doubt.id)
    check = (await stores.doubt_book.doubt(school.tenant, doubt.id)).check
    assert (check.made, check.item) == (False, ITEM)


async def test_some_doubts_have_none(stage):
    stores, school, scripted, _, later, doubt = stage
    await later(school.tenant, new_id())
    await later(school.tenant, doubt.id)
    await stores.doubt_log.close(school.tenant, doubt, AnswerReady(replace(ANSWER, final="")), ())
    await later(school.tenant, doubt.id)
    scripted.made = CannotSolve("No.")
    id_ = new_id()
    other = replace(doubt, id=id_, thread=id_)
    await stores.doubt_log.open(school.tenant, other)
    await stores.doubt_log.close(school.tenant, other, AnswerReady(ANSWER), ())
    await later(school.tenant, other.id)
    for each in (doubt, other):
        assert (await stores.doubt_book.doubt(school.tenant, each.id)).check is None
    scripted.made = RoomUnavailable("busy")
    with pytest.raises(RoomUnavailable):
        await later(school.tenant, other.id)
    assert SchoolPolicy() == await stores.policies.policy(school.tenant)
