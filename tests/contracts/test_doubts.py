from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fynq.answering.books import DoubtFilter, FeedbackEntry
from fynq.domain.chat import Usage
from fynq.domain.doubt import (
    Answer,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    Doubt,
    DoubtStatus,
    Hint,
    LineVerdict,
    Step,
    Turn,
    Verification,
    Witness,
    WorkChecked,
    WorkLine,
)
from fynq.domain.errors import Conflict, InvalidInput, NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Citation, Document
from fynq.domain.learner import EventKind, Learner, LearningEvent
from fynq.domain.policy import Help
from tests.schools import enrol

ANSWER = Answer("Because.", "4", Verification.VERIFIED, "builtin/solver", skills=("linear",))
EVERYTHING = DoubtFilter(student=None)

small = st.integers(-(2**31), 2**31 - 1)
big = st.integers(0, 2**63 - 1)
text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
answers = st.builds(
    Answer,
    text=text,
    final=text,
    status=st.sampled_from(Verification),
    model=text,
    steps=st.lists(st.builds(Step, small, text, text, st.booleans()), max_size=4).map(tuple),
    witnesses=st.lists(st.builds(Witness, text, text, st.none() | small), max_size=4).map(tuple),
    citations=st.lists(
        st.builds(Citation, st.uuids(), st.uuids(), small, text, small, small, text), max_size=4
    ).map(tuple),
    subject=text,
    skills=st.lists(text, max_size=4).map(tuple),
    usage=st.builds(Usage, big, big, big, big, big),
    confidence=st.none() | st.floats(allow_nan=False),
    hint=st.none() | st.builds(Hint, st.sampled_from(Help), st.booleans()),
    work=st.none()
    | st.builds(
        WorkChecked,
        lines=st.lists(
            st.builds(WorkLine, small, text, st.sampled_from(LineVerdict)), max_size=4
        ).map(tuple),
        first_wrong=st.none() | small,
        misconception=text,
        title=text,
        complete=st.booleans(),
    ),
)


def later_id(ids=itertools.count(new_id().int)) -> UUID:  # noqa: B008
    """Ids that new_id makes within one millisecond are in no order; these are."""
    return UUID(int=next(ids))


def ask(school, **changes) -> Doubt:
    id_ = later_id()
    doubt = Doubt(id_, school.student, "Why?", id_, datetime.now(UTC), None, "physics")
    return replace(doubt, **changes)


async def opened(stores, school, **changes) -> Doubt:
    doubt = ask(school, **changes)
    await stores.doubt_log.open(school.tenant, doubt)
    return doubt


async def answered(stores, school, answer=ANSWER, **changes) -> Doubt:
    doubt = await opened(stores, school, **changes)
    assert await stores.doubt_log.close(school.tenant, doubt, AnswerReady(answer), ())
    return doubt


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(answer=answers)
async def test_an_answer_is_read_back_exactly(stores, school, answer):
    book = await page(stores, school, "Anything")
    cited = tuple(replace(each, document=book.id, revision=1) for each in answer.citations)
    answer = replace(answer, citations=cited)
    doubt = await answered(stores, school, answer)
    stored = await stores.doubt_book.doubt(school.tenant, doubt.id)
    assert stored.doubt == doubt
    assert stored.answer == answer
    assert stored.status is DoubtStatus.ANSWERED
    (listed,) = [
        found
        for found in await stores.doubt_book.list_doubts(school.tenant, EVERYTHING, None, 1)
        if found.doubt.id == doubt.id
    ]
    assert listed.answer == replace(answer, steps=(), witnesses=(), citations=(), work=None)


async def test_an_open_doubt_is_there_at_once(stores, school):
    doubt = await opened(stores, school, turns=(Turn("a", "b"),))
    stored = await stores.doubt_book.doubt(school.tenant, doubt.id)
    assert stored.status is DoubtStatus.OPEN
    assert stored.answer is None
    assert stored.finished_at is None
    assert stored.doubt == replace(doubt, turns=())


async def test_a_doubt_opens_once_for_someone_and_after_something(stores, school):
    doubt = await opened(stores, school)
    with pytest.raises(Conflict):
        await stores.doubt_log.open(school.tenant, doubt)
    for changes in ({"student": new_id()}, {"follows": new_id()}, {"thread": new_id()}):
        with pytest.raises(NotFound):
            await stores.doubt_log.open(school.tenant, ask(school, **changes))


@pytest.mark.parametrize("question", ["nul\0", "half \ud83d"])
async def test_text_that_cannot_be_stored_is_refused_whole(stores, school, question):
    doubt = ask(school, question=question)
    with pytest.raises(InvalidInput):
        await stores.doubt_log.open(school.tenant, doubt)
    assert await stores.doubt_book.doubt(school.tenant, doubt.id) is None
    kept = await opened(stores, school)
    bad = AnswerReady(replace(ANSWER, steps=(Step(0, "", question),)))
    with pytest.raises(InvalidInput):
        await stores.doubt_log.close(school.tenant, kept, bad, ())
    stored = await stores.doubt_book.doubt(school.tenant, kept.id)
    assert stored.status is DoubtStatus.OPEN


async def test_refusals_and_failures_are_kept(stores, school):
    refused, failed = await opened(stores, school), await opened(stores, school)
    close = stores.doubt_log.close
    assert await close(school.tenant, refused, AnswerRefused("No.", "Try this."), ())
    assert await close(school.tenant, failed, AnswerFailed("model_timeout", "x", True), ())
    one = await stores.doubt_book.doubt(school.tenant, refused.id)
    assert (one.status, one.reason, one.advice) == (DoubtStatus.REFUSED, "No.", "Try this.")
    two = await stores.doubt_book.doubt(school.tenant, failed.id)
    assert (two.status, two.failure) == (DoubtStatus.FAILED, "model_timeout")
    assert two.finished_at is not None


async def test_what_a_teacher_should_look_at(stores, school):
    hard, other = await opened(stores, school), await opened(stores, school)
    close = stores.doubt_log.close
    assert await close(school.tenant, hard, AnswerRefused("No.", needs_teacher=True), ())
    assert await close(school.tenant, other, AnswerRefused("No."), ())
    assert (await stores.doubt_book.doubt(school.tenant, hard.id)).needs_teacher
    for wanted, ids in ((True, [hard.id]), (False, [other.id]), (None, [other.id, hard.id])):
        listed = DoubtFilter(None, needs_teacher=wanted)
        found = await stores.doubt_book.list_doubts(school.tenant, listed, None, 9)
        assert [each.doubt.id for each in found] == ids


async def test_a_doubt_ends_once(stores, school):
    doubt = await answered(stores, school)
    assert not await stores.doubt_log.close(school.tenant, doubt, AnswerRefused("No."), ())
    assert not await stores.doubt_log.cancel(school.tenant, doubt.id)
    cancelled = await opened(stores, school)
    assert await stores.doubt_log.cancel(school.tenant, cancelled.id)
    assert not await stores.doubt_log.cancel(school.tenant, cancelled.id)
    event = asked(school, cancelled)
    assert not await stores.doubt_log.close(school.tenant, cancelled, AnswerReady(ANSWER), (event,))
    stored = await stores.doubt_book.doubt(school.tenant, cancelled.id)
    assert (stored.status, stored.answer) == (DoubtStatus.CANCELLED, None)
    assert not await stores.doubt_log.cancel(school.tenant, new_id())


async def test_of_an_answer_and_a_cancellation_exactly_one_wins(stores, school):
    for _ in range(10):
        doubt = await opened(stores, school)
        closed, cancelled = await asyncio.gather(
            stores.doubt_log.close(school.tenant, doubt, AnswerReady(ANSWER), ()),
            stores.doubt_log.cancel(school.tenant, doubt.id),
        )
        assert closed != cancelled


LONG_AGO = datetime.now(UTC) - timedelta(minutes=4)


async def test_a_doubt_that_nobody_answers_any_more_has_failed(stores, school):
    lost = await opened(stores, school, asked_at=LONG_AGO)
    fresh = await opened(stores, school)
    stored = await stores.doubt_book.doubt(school.tenant, lost.id)
    assert (stored.status, stored.failure) == (DoubtStatus.FAILED, "abandoned")
    assert stored.finished_at is not None
    assert await stores.doubt_book.doubt(school.tenant, lost.id) == stored
    stored = await stores.doubt_book.doubt(school.tenant, fresh.id)
    assert stored.status is DoubtStatus.OPEN
    (message,) = await stores.outbox.waiting(school.tenant, 10)
    assert message.payload == {"doubt": str(lost.id), "status": "failed"}
    assert not await stores.doubt_log.close(school.tenant, lost, AnswerReady(ANSWER), ())
    assert not await stores.doubt_log.cancel(school.tenant, lost.id)


async def test_filters_agree_with_what_is_shown_of_abandoned_doubts(stores, school):
    lost = await opened(stores, school, asked_at=LONG_AGO)
    fresh = await opened(stores, school)
    for status, expected in ((DoubtStatus.OPEN, [fresh]), (DoubtStatus.FAILED, [lost])):
        wanted = DoubtFilter(None, status)
        found = await stores.doubt_book.list_doubts(school.tenant, wanted, None, 10)
        assert [(each.doubt.id, each.status) for each in found] == [
            (doubt.id, status) for doubt in expected
        ]


async def test_tidying_settles_abandoned_doubts_of_its_school_only(stores, school):
    other = await enrol(stores)
    lost = await opened(stores, school, asked_at=LONG_AGO)
    theirs = await opened(stores, other, asked_at=LONG_AGO)
    await stores.housekeeping.tidy(school.tenant)
    assert len(await stores.outbox.waiting(school.tenant, 10)) == 1
    assert await stores.outbox.waiting(other.tenant, 10) == []
    assert not await stores.doubt_log.close(school.tenant, lost, AnswerReady(ANSWER), ())
    assert await stores.doubt_log.close(other.tenant, theirs, AnswerReady(ANSWER), ())


async def test_of_a_late_answer_and_the_sweep_exactly_one_wins(stores, school):
    for _ in range(10):
        doubt = await opened(stores, school, asked_at=LONG_AGO)
        closed, *_ = await asyncio.gather(
            stores.doubt_log.close(school.tenant, doubt, AnswerReady(ANSWER), ()),
            stores.doubt_book.doubt(school.tenant, doubt.id),
            stores.doubt_book.list_doubts(school.tenant, EVERYTHING, None, 5),
            stores.housekeeping.tidy(school.tenant),
        )
        stored = await stores.doubt_book.doubt(school.tenant, doubt.id)
        assert stored.status is (DoubtStatus.ANSWERED if closed else DoubtStatus.FAILED)
        assert (stored.answer is not None) is closed
        told = [m.payload for m in await stores.outbox.waiting(school.tenant, 100)]
        assert sum(payload["doubt"] == str(doubt.id) for payload in told) == 1


async def test_a_refusal_keeps_its_citations(stores, school):
    waves, light = await page(stores, school, "Waves"), await page(stores, school, "Light")
    citations = (
        Citation(waves.id, new_id(), 1, "Waves", 3, 9, "quoted", place="page 12"),
        Citation(light.id, new_id(), 1, "Light", 0, 4, "too"),
    )
    doubt = await opened(stores, school)
    refused = AnswerRefused("No.", "Read this.", citations)
    assert await stores.doubt_log.close(school.tenant, doubt, refused, ())
    stored = await stores.doubt_book.doubt(school.tenant, doubt.id)
    assert (stored.citations, stored.answer) == (citations, None)
    (listed,) = await stores.doubt_book.list_doubts(school.tenant, EVERYTHING, None, 1)
    assert (listed.reason, listed.citations) == ("No.", ())
    done = await answered(stores, school, replace(ANSWER, citations=citations))
    assert (await stores.doubt_book.doubt(school.tenant, done.id)).citations == ()


async def page(stores, school, title: str) -> Document:
    made = Document(uuid5(school.tenant, title), "notes", f"{title}.md", title, "All of it.")
    await stores.knowledge.put_document(school.tenant, made, [])
    return made


async def test_what_was_removed_is_quoted_no_more(stores, school):
    ice, fire = await page(stores, school, "Ice"), await page(stores, school, "Fire")
    citations = (
        Citation(ice.id, new_id(), 1, "Ice", 0, 25, "Ice is\nlighter than water.", place="page 2"),
        Citation(fire.id, new_id(), 1, "Fire", 0, 11, "Fire burns."),
    )
    text = "As it says:\n\n> Ice is lighter\n> than water. [1]\n\n> Fire burns. [2]"
    answer = replace(ANSWER, text=text, final="Ice is lighter than water.", citations=citations)
    done = await answered(stores, school, answer)
    refused = await opened(stores, school)
    reason = AnswerRefused("Only: Ice is lighter than water.", "Read Fire burns.", citations)
    await stores.doubt_log.close(school.tenant, refused, reason, ())
    await stores.knowledge.put_document(school.tenant, replace(fire, text="New."), [])
    stored = (await stores.doubt_book.doubt(school.tenant, done.id)).answer
    assert [each.standing for each in stored.citations] == ["current", "revised"]
    assert stored.text == text
    await stores.documents.remove_document(school.tenant, ice.id)
    stored = (await stores.doubt_book.doubt(school.tenant, done.id)).answer
    assert [each.standing for each in stored.citations] == ["removed", "revised"]
    assert [each.quote for each in stored.citations] == ["", "Fire burns."]
    assert stored.citations[0].place == ""
    assert stored.text == "As it says:\n\n> [source removed] [1]\n\n> Fire burns. [2]"
    assert stored.final == "[source removed]"
    stored = await stores.doubt_book.doubt(school.tenant, refused.id)
    assert (stored.reason, stored.advice) == ("Only: [source removed]", "Read Fire burns.")
    for listed in await stores.doubt_book.list_doubts(school.tenant, EVERYTHING, None, 5):
        assert "lighter" not in (listed.answer.text if listed.answer else listed.reason)
    for doubt in (done, refused):
        (turn,) = await stores.doubt_book.turns(school.tenant, doubt.id, 3)
        assert "[source removed]" in turn.answer


async def test_lists_are_newest_first_in_pages(stores, school):
    doubts = [await opened(stores, school) for _ in range(5)]
    expected = sorted((d.id for d in doubts), reverse=True)
    first = await stores.doubt_book.list_doubts(school.tenant, EVERYTHING, None, 3)
    rest = await stores.doubt_book.list_doubts(school.tenant, EVERYTHING, first[-1].doubt.id, 3)
    assert [found.doubt.id for found in [*first, *rest]] == expected


async def test_lists_are_filtered(stores, school):
    done = await answered(stores, school, replace(ANSWER, subject="algebra", skills=("a", "b")))
    waiting = await opened(stores, school, student=school.other, subject="physics")

    async def ids(**wanted) -> list[UUID]:
        chosen = DoubtFilter(**{"student": None, **wanted})
        found = await stores.doubt_book.list_doubts(school.tenant, chosen, None, 10)
        return [stored.doubt.id for stored in found]

    assert await ids() == sorted([done.id, waiting.id], reverse=True)
    assert await ids(student=school.student) == [done.id]
    assert await ids(status=DoubtStatus.OPEN) == [waiting.id]
    assert await ids(subject="algebra") == [done.id]
    assert await ids(subject="physics") == [waiting.id]
    assert await ids(skill="b") == [done.id]
    assert await ids(skill="c") == []
    with pytest.raises(InvalidInput):
        await ids(skill="\0")


async def test_the_turns_of_a_thread(stores, school):
    first = await answered(stores, school, question="one")
    rest = {"thread": first.id, "follows": first.id}
    refused = await opened(stores, school, question="two", **rest)
    await stores.doubt_log.close(school.tenant, refused, AnswerRefused("No."), ())
    await opened(stores, school, question="still open", **rest)
    hint = replace(ANSWER, final="", hint=Hint(Help.CONCEPT, True))
    last = await answered(stores, school, hint, question="three", **rest)
    await answered(stores, school, question="later", **rest)
    turns = await stores.doubt_book.turns(school.tenant, last.id, 10)
    three = Turn("three", "Because.", Help.CONCEPT)
    assert turns == [Turn("one", "Because."), Turn("two", "No."), three]
    assert await stores.doubt_book.turns(school.tenant, last.id, 1) == turns[-1:]
    assert await stores.doubt_book.turns(school.tenant, new_id(), 10) == []


async def test_progress_counts_doubts(stores, school):
    await answered(stores, school)
    await answered(stores, school, replace(ANSWER, status=Verification.LIKELY))
    await opened(stores, school)
    await answered(stores, school, student=school.other)
    progress = await stores.students.progress(school.tenant, school.student)
    assert (progress.asked, progress.answered, progress.verified) == (3, 2, 1)


async def test_feedback_needs_a_doubt_and_is_replaced_by_the_next(stores, school):
    doubt = await answered(stores, school)

    def rating(value: int, about=doubt.id) -> FeedbackEntry:
        return FeedbackEntry(new_id(), school.student, about, value, "", "fine")

    await stores.feedback.record_feedback(school.tenant, rating(1))
    await stores.feedback.record_feedback(school.tenant, rating(-1))
    with pytest.raises(NotFound) as caught:
        await stores.feedback.record_feedback(school.tenant, rating(1, new_id()))
    assert caught.value.field == "doubt_id"


async def test_a_doubt_is_rated_by_its_own_student_only(stores, school):
    doubt = await answered(stores, school)
    entry = FeedbackEntry(new_id(), school.other, doubt.id, -1, "", "")
    with pytest.raises(NotFound) as caught:
        await stores.feedback.record_feedback(school.tenant, entry)
    assert caught.value.field == "doubt_id"
    assert await stores.learning.history(school.tenant, school.other) == []
    assert await stores.learners.learner(school.tenant, school.other) == (Learner(), False)


async def test_the_outcome_tells_the_outbox(stores, school):
    doubt = await answered(stores, school)
    (message,) = await stores.outbox.waiting(school.tenant, 10)
    assert message.kind == "doubt.closed"
    assert message.payload == {"doubt": str(doubt.id), "status": "answered"}
    await stores.outbox.delivered(school.tenant, [message.id])
    assert await stores.outbox.waiting(school.tenant, 10) == []


def asked(school, doubt: Doubt) -> LearningEvent:
    return LearningEvent(
        new_id(),
        school.student,
        EventKind.DOUBT_ASKED,
        ("linear",),
        None,
        datetime.now(UTC),
        doubt.id,
    )
