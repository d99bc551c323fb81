"""Practice items and attempts: memory and PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fynq.answering.books import DoubtFilter
from fynq.answering.practice_books import ItemFilter, Renewed
from fynq.domain.doubt import Answer, AnswerReady, Doubt, Hint, Verification
from fynq.domain.errors import Conflict, InvalidInput, NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem
from fynq.domain.learner import EventKind, LearningEvent
from fynq.domain.policy import Help
from fynq.domain.practice import (
    Attempt,
    AttemptStatus,
    CheckOutcomes,
    Chosen,
    Graded,
    PlacementSoFar,
    Purpose,
    SkillOutcomes,
    Verdict,
)
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.ports import Meeting
from fynq.personalization.suggestion import Lately
from fynq.storage.practice_store import LATELY
from tests.schools import enrol

_ALL = DoubtFilter(None)
NOW = datetime(2026, 3, 14, 9, 26, 53, 589_000, tzinfo=UTC)
CHOSEN = Chosen("a", "learn", "A „good“ next step.", 0.75, {"worth": 0.25}, {"a": "Älgebra"})
RIGHT = Graded(Verdict.RIGHT, 1.0, "Right.")
WRONG = Graded(Verdict.WRONG, 0.0, "Wrong.", misconception="square_of_sum", title="Squares")
UNREAD = Graded(Verdict.UNREAD, None, "What?")


def item(slug: str, *skills: str, **fields) -> PracticeItem:
    return PracticeItem(new_id(), slug, f"{slug}?", "2", "number", skills or ("a",), **fields)


FULL = item(
    "full", "a", "b", difficulty=4, choices=("2", "3"), hints=("One.", "Two."), solution="So."
)


def attempt(school, slug: str, **fields) -> Attempt:
    bare = PracticeItem(new_id(), slug, "", "", "", ())
    usual = {"student": school.student, "purpose": Purpose.PRACTICE, "opened_at": NOW}
    return Attempt(id=new_id(), item=bare, chosen=CHOSEN, **(usual | fields))


async def opened(stores, school, slug: str = "one", **fields) -> Attempt:
    await stores.items.renew_items(school.tenant, [item(slug)])
    made = await stores.attempts.open(school.tenant, attempt(school, slug, **fields))
    assert made is not None
    return made


async def settle(stores, school, made: Attempt, said: str, graded: Graded, **fields) -> Attempt:
    who = fields.get("student", school.student)
    at = NOW + timedelta(minutes=1)
    return await stores.attempts.settle(school.tenant, who, made.id, said, graded, at)


async def test_items_are_written_renewed_retired(stores, school):
    items, tenant = stores.items, school.tenant
    assert await items.item(tenant, "full") is None
    assert await items.renew_items(tenant, [item("z"), FULL]) == Renewed(2, 0)
    held = await items.item(tenant, "full")
    assert (held.item, held.own, held.retired_at) == (FULL, True, None)
    other = replace(FULL, id=new_id(), question="Other?", choices=(), tolerance=0.5)
    assert await items.renew_items(tenant, [other, item("y")]) == Renewed(1, 1)
    assert (await items.item(tenant, "full")).item == replace(other, id=FULL.id)
    assert await items.retire_item(tenant, "full") is True
    assert await items.retire_item(tenant, "full") is True
    assert await items.retire_item(tenant, "none") is False
    assert (await items.item(tenant, "full")).retired_at is not None
    assert [each.slug for each in await stores.curriculum.items(tenant)] == ["y", "z"]
    await items.renew_items(tenant, [other])
    assert (await items.item(tenant, "full")).retired_at is None
    with pytest.raises(InvalidInput):
        await items.renew_items(tenant, [item("ok"), replace(item("bad"), question="\0")])
    assert await items.item(tenant, "ok") is None


async def test_fynqs_own_items_leave_the_schools_alone(stores, school):
    tenant, fynqs = school.tenant, [item("one"), item("two"), item("three")]
    await stores.curriculum.put_items(tenant, fynqs)
    mine = replace(fynqs[0], question="Mine?")
    await stores.items.renew_items(tenant, [mine])
    await stores.items.retire_item(tenant, "two")
    renewed = [replace(each, question="Fynq's?") for each in fynqs]
    await stores.curriculum.put_items(tenant, renewed)
    assert (await stores.items.item(tenant, "one")).item == mine
    two = await stores.items.item(tenant, "two")
    assert (two.item, two.own, two.retired_at is None) == (renewed[1], False, False)
    assert (await stores.items.item(tenant, "three")).item == renewed[2]


async def test_items_are_listed_in_pages(stores, school):
    tenant = school.tenant
    made = [
        item("a", "s"),
        item("b", "t"),
        item("c", "s", "t"),
        replace(item("d", "s"), kind="set"),
    ]
    await stores.items.renew_items(tenant, made)
    await stores.items.retire_item(tenant, "b")

    async def slugs(*wanted, after=None, limit=10):
        found = await stores.items.list_items(tenant, ItemFilter(*wanted), after, limit)
        return [each.item.slug for each in found]

    assert await slugs() == ["a", "c", "d"]
    assert await slugs(limit=2) == ["a", "c"]
    assert await slugs(after=made[0].id) == ["c", "d"]
    assert await slugs("t") == ["c"]
    assert await slugs("s", "set") == ["d"]
    assert await slugs(None, None, True) == ["b"]
    assert await slugs(after=new_id()) == []


async def test_an_item_is_posed_as_it_is_then(stores, school):
    await stores.items.renew_items(school.tenant, [FULL])
    made = await stores.attempts.open(school.tenant, attempt(school, "full"))
    assert made.item == FULL
    assert (made.chosen, made.status, made.opened_at) == (CHOSEN, AttemptStatus.OPEN, NOW)
    await stores.items.renew_items(school.tenant, [replace(FULL, question="Other?")])
    await stores.items.retire_item(school.tenant, "full")
    read = await stores.attempts.attempt(school.tenant, school.student, made.id)
    assert read == made == await stores.attempts.current(school.tenant, school.student)
    again = await stores.attempts.open(school.tenant, attempt(school, "full"))
    assert again == made
    other = attempt(school, "full", student=school.other)
    assert await stores.attempts.open(school.tenant, other) is None
    gone = attempt(school, "none", student=school.other)
    assert await stores.attempts.open(school.tenant, gone) is None


async def test_one_is_open_at_a_time(stores, school):
    await stores.items.renew_items(school.tenant, [item("one"), item("two")])
    made = await asyncio.gather(
        *(
            stores.attempts.open(school.tenant, attempt(school, slug))
            for slug in ("one", "two", "one", "two")
        )
    )
    assert len({each.id for each in made}) == 1
    skipped = await stores.attempts.skip(school.tenant, school.student, made[0].id)
    assert skipped.status is AttemptStatus.SKIPPED
    assert await stores.attempts.current(school.tenant, school.student) is None
    assert (await stores.attempts.open(school.tenant, attempt(school, "two"))).id != made[0].id
    assert await stores.attempts.skip(school.tenant, school.student, made[0].id) == skipped


async def test_the_first_answer_that_counts_is_the_event(stores, school):
    made = await opened(stores, school)
    assert await settle(stores, school, made, "?", UNREAD) == made
    assert await stores.learners.learner(school.tenant, school.student) is not None
    after = await settle(stores, school, made, "3", WRONG)
    assert (after.outcome, after.unaided, after.said) == (0.0, True, ("3",))
    assert (after.answered_at, after.misconceptions) == (NOW + timedelta(minutes=1), ("square_of_sum",))  # fmt: skip
    assert await settle(stores, school, made, "3", WRONG) == after
    done = await settle(stores, school, made, "2", RIGHT)
    assert (done.status, done.outcome, done.said) == (AttemptStatus.DONE, 0.0, ("3", "2"))
    assert await settle(stores, school, made, "2", RIGHT) == done
    with pytest.raises(Conflict):
        await settle(stores, school, made, "4", WRONG)
    assert await stores.attempts.attempt(school.tenant, school.student, made.id) == done
    (event,) = await events(stores, school)
    assert event == LearningEvent(
        made.id, school.student, EventKind.ITEM_ANSWERED, ("a",), 0.0,
        NOW + timedelta(minutes=1), item="one",
        misconceptions=("square_of_sum",),
    )  # fmt: skip


async def events(stores, school) -> list[LearningEvent]:
    """Of the student, once they are applied."""

    def keep(learner, event, difficulties, edition):
        turn = learner.turn + 1
        return replace(learner, turn=turn), Meeting(turn, edition.version)

    await stores.learners.apply_pending(school.tenant, school.student, keep)
    return [event for event, _ in await stores.learning.history(school.tenant, school.student)]


async def test_double_clicks_are_one_event(stores, school):
    made = await opened(stores, school)
    many = [settle(stores, school, made, "3", WRONG) for _ in range(6)]
    many += [settle(stores, school, made, "2", RIGHT) for _ in range(6)]
    found = await asyncio.gather(*many, return_exceptions=True)
    assert {type(each) for each in found} <= {Attempt, Conflict}
    kept = await stores.attempts.attempt(school.tenant, school.student, made.id)
    assert kept.status is AttemptStatus.DONE
    (event,) = await events(stores, school)
    assert event.outcome == kept.outcome


async def test_help_is_counted_once_and_is_in_the_event(stores, school):
    made = await opened(stores, school)
    give = stores.attempts.help_given
    for hints in (1, 2, 2, 1):
        after = await give(school.tenant, school.student, made.id, hints)
    assert (after.hints, after.solution_seen) == (2, False)
    after = await give(school.tenant, school.student, made.id, 2, solution=True)
    assert after.solution_seen is True
    done = await settle(stores, school, made, "2", RIGHT)
    assert (done.outcome, done.unaided) == (1.0, False)
    (event,) = await events(stores, school)
    assert (event.hints, event.solution_seen) == (2, True)


async def test_attempts_of_others_are_unknown(stores, school):
    made = await opened(stores, school)
    book, theirs = stores.attempts, await enrol(stores)
    for tenant, student in ((school.tenant, school.other), (theirs.tenant, theirs.student)):
        assert await book.attempt(tenant, student, made.id) is None
        assert await book.current(tenant, student) is None
        assert await book.list_attempts(tenant, student, None, 10) == []
        with pytest.raises(NotFound):
            await book.settle(tenant, student, made.id, "2", RIGHT, NOW)
        with pytest.raises(NotFound):
            await book.help_given(tenant, student, made.id, 1)
        with pytest.raises(NotFound):
            await book.skip(tenant, student, made.id)
    assert await stores.items.item(theirs.tenant, "one") is None
    assert await stores.items.retire_item(theirs.tenant, "one") is False
    assert await book.attempt(school.tenant, school.student, made.id) == made


async def test_attempts_are_listed_newest_first(stores, school):
    made = []
    for slug in ("one", "two", "three"):
        made.append(await opened(stores, school, slug))
        await stores.attempts.skip(school.tenant, school.student, made[-1].id)
    listed = stores.attempts.list_attempts
    newest = await listed(school.tenant, school.student, None, 2)
    assert [each.id for each in newest] == [made[2].id, made[1].id]
    rest = await listed(school.tenant, school.student, made[1].id, 2)
    assert [each.id for each in rest] == [made[0].id]


async def test_a_placement_and_its_end(stores, school):
    book, who = stores.attempts, (school.tenant, school.student)
    assert await book.placement(*who) == PlacementSoFar()
    first = await opened(stores, school, "one", purpose=Purpose.PLACEMENT)
    await settle(stores, school, first, "2", RIGHT)
    second = await opened(stores, school, "two", purpose=Purpose.PLACEMENT)
    assert await book.placement(*who) == PlacementSoFar(None, ("one", "two"), 1)
    await book.end_placement(*who, "skipped")
    await book.end_placement(*who, "done")
    assert await book.placement(*who) == PlacementSoFar("skipped", ("one", "two"), 1)
    assert (await book.attempt(*who, second.id)).status is AttemptStatus.SKIPPED
    assert await book.placement(school.tenant, school.other) == PlacementSoFar()


async def test_the_bank_and_a_students_history(stores, school):
    tenant, who = school.tenant, school.student
    assert (await stores.practice.history(tenant, who)).version == 0
    made = await opened(stores, school, "one")
    await stores.items.renew_items(tenant, [FULL])
    await stores.items.renew_items(tenant, [item("gone")])
    await stores.items.retire_item(tenant, "gone")
    bank = await stores.practice.bank(tenant)
    assert [each.slug for each in bank.items] == ["full", "one"]
    assert bank.items[0] == replace(FULL, question="", answer="", hints=(), solution="")
    history = await stores.practice.history(tenant, who)
    assert (history.version, bank.version, history.seen) == (4, 4, {})
    assert list(history.lately) == [Lately("one", ("a",))]
    await stores.attempts.help_given(tenant, who, made.id, 1)
    await settle(stores, school, made, "2", RIGHT)
    await stores.calibrations.publish(tenant, (await stores.practice.bank(tenant)).edition, {("item", "one"): Difficulty(0.5, 0.3), ("skill", "a"): Difficulty(-0.5, 0.2)})  # fmt: skip
    bank = await stores.practice.bank(tenant)
    assert bank.difficulties == {"one": Difficulty(0.5, 0.3)}
    assert bank.general == {"a": Difficulty(-0.5, 0.2)}
    assert bank.edition.version == 1
    seen = (await stores.practice.history(tenant, who)).seen["one"]
    assert (seen.outcome, seen.times, seen.at) == (0.5, 1, NOW + timedelta(minutes=1))
    for number in range(LATELY + 2):
        another = await opened(stores, school, f"x{number}")
        await stores.attempts.skip(tenant, who, another.id)
    lately = (await stores.practice.history(tenant, who)).lately
    assert [each.item for each in lately] == [f"x{n}" for n in range(LATELY + 1, 1, -1)]


async def test_what_was_done_today(stores, school):
    """Minutes on items up to ten each, and skills of doubts, the newest first."""
    tenant, who = school.tenant, school.student
    for number, (opened_at, after) in enumerate(
        [(NOW, 4.5), (NOW, 500.0), (NOW - timedelta(days=1), 9.0), (NOW, None)]
    ):
        posed = await opened(stores, school, f"n{number}", opened_at=opened_at)
        if after is None:
            await stores.attempts.skip(tenant, who, posed.id)
        else:
            at = opened_at + timedelta(minutes=after)
            await stores.attempts.settle(tenant, who, posed.id, "2", RIGHT, at)
    asked = [
        (("a", "b"), -1.0), (("c", "a"), 1.0), (("e",), 2.0), (("old",), -3_000.0)
    ]  # fmt: skip
    await stores.learning.record(
        tenant,
        [
            LearningEvent(new_id(), who, EventKind.DOUBT_ASKED, skills, None, NOW + timedelta(minutes=at))
            for skills, at in asked
        ],
    )  # fmt: skip
    today = await stores.practice.history(tenant, who, NOW - timedelta(hours=1))
    assert today.minutes == pytest.approx(14.5)
    assert tuple(today.asked) == ("e", "c", "a", "b")
    unasked = await stores.practice.history(tenant, who)
    assert (unasked.minutes, tuple(unasked.asked)) == (0.0, ())
    other = await stores.practice.history(tenant, school.other, NOW - timedelta(hours=1))
    assert (other.minutes, tuple(other.asked)) == (0.0, ())


def ready(*, check: Attempt | None = None, rung: Help | None = None, skills=("a",)) -> AnswerReady:
    hint = Hint(rung, more=True) if rung else None
    return AnswerReady(Answer("So.", "4", Verification.VERIFIED, "m", skills=skills, hint=hint), check)  # fmt: skip


async def asked(stores, school) -> Doubt:
    doubt = Doubt(new_id(), school.student, "Why?", None, datetime.now(UTC))
    doubt = replace(doubt, thread=doubt.id)
    await stores.doubt_log.open(school.tenant, doubt)
    return doubt


def check_of(school, doubt: Doubt, **fields) -> Attempt:
    made = attempt(school, "one", purpose=Purpose.CHECK, doubt=doubt.id, **fields)
    return replace(made, item=FULL)


async def test_a_check_item_is_written_with_the_answer(stores, school):
    doubt = await asked(stores, school)
    check = check_of(school, doubt)
    assert await stores.doubt_log.close(school.tenant, doubt, ready(check=check), ())
    stored = await stores.doubt_book.doubt(school.tenant, doubt.id)
    assert stored.check == check
    assert await stores.attempts.attempt(school.tenant, school.student, check.id) == check
    assert await stores.attempts.current(school.tenant, school.student) is None
    assert await stores.attempts.add_check(school.tenant, check_of(school, doubt)) is False
    await settle(stores, school, check, "2", RIGHT)
    (event,) = await events(stores, school)
    assert (event.doubt, event.item, event.guess) == (doubt.id, "full", 0.5)
    stored = await stores.doubt_book.doubt(school.tenant, doubt.id)
    assert (stored.check.outcome, stored.check.unaided) == (1.0, True)
    listed = await stores.doubt_book.list_doubts(school.tenant, _ALL, None, 5)
    assert [each.check for each in listed] == [None]


async def test_a_cancelled_doubt_has_no_check_item(stores, school):
    doubt = await asked(stores, school)
    check = check_of(school, doubt)
    await stores.doubt_log.cancel(school.tenant, doubt.id)
    assert not await stores.doubt_log.close(school.tenant, doubt, ready(check=check), ())
    assert await stores.attempts.attempt(school.tenant, school.student, check.id) is None


async def test_a_made_check_item_teaches_without_an_item(stores, school):
    doubt = await asked(stores, school)
    await stores.doubt_log.close(school.tenant, doubt, ready(), ())
    check = check_of(school, doubt, made=True)
    assert await stores.attempts.add_check(school.tenant, check) is True
    await settle(stores, school, check, "2", RIGHT)
    (event,) = await events(stores, school)
    assert (event.doubt, event.item) == (doubt.id, None)
    assert (await stores.practice.history(school.tenant, school.student)).lately == []


async def test_next_item_correctness(stores, school):
    ends = [
        (RIGHT, 0, ("a",)),
        (RIGHT, 1, ("a", "b")),
        (WRONG, 0, ("b",)),
        (None, 0, ("a",)),
    ]
    for at, (graded, hints, skills) in enumerate(ends):
        doubt = await asked(stores, school)
        check = check_of(school, doubt, opened_at=NOW + timedelta(days=at))
        check = replace(check, item=replace(FULL, skills=skills))
        await stores.doubt_log.close(school.tenant, doubt, ready(check=check), ())
        await stores.attempts.help_given(school.tenant, school.student, check.id, hints)
        if graded is not None:
            await settle(stores, school, check, "2", graded)
    await settle(stores, school, await opened(stores, school), "2", RIGHT)
    outcomes = stores.attempts.check_outcomes
    assert await outcomes(school.tenant, NOW, NOW + timedelta(days=9)) == CheckOutcomes(
        SkillOutcomes("", 4, 3, 1), (SkillOutcomes("a", 3, 2, 1), SkillOutcomes("b", 2, 2, 0))
    )
    last = await outcomes(school.tenant, NOW + timedelta(days=3), NOW + timedelta(days=9))
    assert last == CheckOutcomes(SkillOutcomes("", 1, 0, 0), (SkillOutcomes("a", 1, 0, 0),))
    nothing = await outcomes(school.tenant, NOW - timedelta(days=1), NOW)
    assert nothing == CheckOutcomes(SkillOutcomes("", 0, 0, 0))
