"""What became of answers: each piece of evidence once, named in what it changes, and taken back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fynq.answering.books import FeedbackEntry
from fynq.answering.desk import Complaint, Target
from fynq.answering.evidence import EvidenceKind
from fynq.answering.reviews import ReviewFilter, ReviewState
from fynq.answering.weighing import Refold, Settle, Weigh
from fynq.domain.doubt import AnswerReady
from fynq.domain.errors import CacheUnavailable, Conflict, NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Chunk, Citation, Document
from fynq.domain.learner import EventKind, LearningEvent
from fynq.domain.ruling import RulingKind
from fynq.personalization.audit import audit
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from fynq.routing.ratings import folded
from tests.contracts.test_rulings import WRONG, doubt_of, rule
from tests.schools import account

MODEL = "x/small"


class Loop:
    """A school with an answer that cites a passage, and the worker's steps."""

    def __init__(self, stores, school) -> None:
        self.stores, self.school, self.tenant = stores, school, school.tenant
        self.personalizer = Personalizer(stores.learners, PersonalizationOptions())
        self.weigh_job = Weigh(stores.desks, self.personalizer)
        self.settle_job = Settle(stores.desks, self.personalizer, stores.recall)
        self.refold_job = Refold(stores.desks)

    async def begin(self) -> None:
        page = Document(new_id(), "notes", f"{new_id()}.md", "Equations", "Subtract first.")
        chunk = Chunk(new_id(), page.id, 1, 0, 0, 15, "Subtract first.")
        await self.stores.knowledge.put_document(self.tenant, page, [chunk])
        cited = Citation(page.id, chunk.id, 1, "Equations", 0, 15, "Subtract first.")
        self.answer = replace(WRONG, model=MODEL, citations=(cited,), style="normal")

    async def ask(self, student=None, question="Solve 2x + 3 = 11", events=(), **changes):
        doubt = doubt_of(student or self.school.student, question, **changes)
        await self.stores.doubt_log.open(self.tenant, doubt)
        events = [
            LearningEvent(
                new_id(),
                doubt.student,
                EventKind.DOUBT_ASKED,
                WRONG.skills,
                None,
                datetime.now(UTC),
                doubt.id,
            )
        ]
        answer = AnswerReady(self.answer)
        assert await self.stores.doubt_log.close(self.tenant, doubt, answer, events)
        return doubt

    async def weigh(self, kind, id_, doubt, student=None) -> None:
        payload = {
            "kind": kind.value,
            "id": str(id_),
            "doubt": str(doubt.id),
            "student": str(student or doubt.student),
        }
        await self.weigh_job(self.tenant, payload)

    async def rate(self, doubt, rating, reason="", comment="", weighed=True):
        entry = FeedbackEntry(new_id(), doubt.student, doubt.id, rating, reason, comment)
        await self.stores.feedback.record_feedback(self.tenant, entry)
        if weighed:
            await self.weigh(EvidenceKind.THUMB, entry.id, doubt)
        return entry

    async def answer_item(self, doubt, outcome, item=None, student=None, **changes):
        event = LearningEvent(
            new_id(),
            student or doubt.student,
            EventKind.ITEM_ANSWERED,
            WRONG.skills,
            outcome,
            datetime.now(UTC),
            doubt.id,
            item or f"item-{new_id()}",
            **changes,
        )
        await self.stores.learning.record(self.tenant, [event])
        await self.weigh(EvidenceKind.NEXT_ITEM, event.id, doubt, event.student)
        return event

    async def evidence(self, doubt):
        return (await self.stores.effects.of_doubt(self.tenant, doubt.id))[0]

    async def updates(self, doubt):
        return (await self.stores.effects.of_doubt(self.tenant, doubt.id))[1]

    async def ability(self, model=MODEL) -> float:
        standings = await self.stores.ratings.standings(self.tenant)
        return standings[model][""].ability if model in standings else 0.0

    async def worth(self) -> float:
        found = list((await self.stores.worths.worths(self.tenant)).values())
        assert len(found) <= 1
        return found[0] if found else 0.0

    async def tried(self, student=None):
        return await self.stores.styles.tried(self.tenant, student or self.school.student)

    async def reviews(self, **wanted):
        wanted = ReviewFilter(self.school.owner, **wanted)
        return await self.stores.reviews.list_reviews(self.tenant, wanted, None, 50)

    async def students(self, count):
        people = [account() for _ in range(count)]
        for each in people:
            await self.stores.accounts.add_account(self.tenant, each)
        return [each.id for each in people]


@pytest.fixture
async def loop(stores, school):
    made = Loop(stores, school)
    await made.begin()
    return made


async def test_a_rating_moves_the_model_the_passage_and_the_style_and_is_named(loop):
    doubt = await loop.ask()
    entry = await loop.rate(doubt, -1, "wrong")
    assert await loop.ability() < 0
    assert await loop.worth() < 0
    updates = await loop.updates(doubt)
    assert {update.target for update in updates} == {Target.MODEL, Target.PASSAGE}
    for update in updates:
        assert (update.evidence, update.evidence_id) == (EvidenceKind.THUMB, entry.id)
        assert update.before > update.after
        assert not update.taken_back
    by_target = {update.target: update for update in updates}
    assert by_target[Target.MODEL].name == MODEL
    assert by_target[Target.MODEL].skills == WRONG.skills
    assert by_target[Target.PASSAGE].label == "Equations"
    assert by_target[Target.PASSAGE].after == pytest.approx(await loop.worth(), rel=1e-3)
    (evidence,) = await loop.evidence(doubt)
    assert (evidence.id, evidence.reason, evidence.voided_by) == (entry.id, "wrong", None)
    newest = await loop.stores.effects.of_target(loop.tenant, Target.MODEL, MODEL, None, 5)
    assert [update.id for update in newest] == [by_target[Target.MODEL].id]
    assert await loop.stores.effects.of_target(loop.tenant, Target.MODEL, "y", None, 5) == []


async def test_a_step_that_is_done_again_changes_nothing(loop):
    doubt = await loop.ask()
    entry = await loop.rate(doubt, 1)
    before = await loop.ability(), await loop.worth(), await loop.updates(doubt)
    await asyncio.gather(*(loop.weigh(EvidenceKind.THUMB, entry.id, doubt) for _ in range(5)))
    assert (await loop.ability(), await loop.updates(doubt)) == (before[0], before[2])
    assert await loop.worth() == pytest.approx(before[1], rel=1e-4)


async def test_the_second_rating_of_a_doubt_takes_the_first_ones_place(loop):
    changed = await loop.ask(question="Solve x + 1 = 2")
    await loop.rate(changed, 1)
    entry = await loop.rate(changed, -1, "unclear")
    counted = [each.id for each in await loop.evidence(changed) if each.voided_by is None]
    assert counted == [entry.id]
    assert any(update.taken_back for update in await loop.updates(changed))
    after = await loop.worth(), (await loop.tried()).own
    assert after[0] == pytest.approx(-0.25 / 4.25, rel=1e-3)
    await loop.begin()  # the same passage in another document: what is known of it stays
    plain = await loop.ask(student=loop.school.other, question="Solve x + 1 = 3")
    await loop.rate(plain, -1, "unclear")
    assert await loop.worth() == pytest.approx(-0.5 / 4.5, rel=1e-3)
    other = (await loop.tried(loop.school.other)).own
    assert after[1]["normal"].bad == pytest.approx(other["normal"].bad, rel=1e-3)
    assert after[1]["normal"].good == pytest.approx(0.0, abs=1e-9)
    await loop.refold_job(loop.tenant, {"model": MODEL})
    log = await loop.stores.ratings.outcomes(loop.tenant, MODEL, 0, 10)
    assert [outcome.amount > 0 for outcome in log] == [False, True, True]
    assert (await loop.stores.ratings.standings(loop.tenant))[MODEL] == folded(log)


async def test_a_step_of_a_rating_that_was_replaced_does_nothing(loop):
    doubt = await loop.ask()
    first = await loop.rate(doubt, 1, weighed=False)
    second = await loop.rate(doubt, -1, "wrong")
    await loop.weigh(EvidenceKind.THUMB, first.id, doubt)
    assert [each.id for each in await loop.evidence(doubt)] == [second.id]


async def test_reasons_that_are_about_the_student_move_the_style_alone(loop):
    doubt = await loop.ask()
    await loop.rate(doubt, -1, "too_hard")
    assert {update.target for update in await loop.updates(doubt)} == {Target.STYLE}
    own = (await loop.tried()).own
    assert own["normal"].bad > 0
    assert own["detailed"].good > 0
    assert (await loop.tried()).school.keys() == own.keys()
    assert await loop.ability() == 0.0
    await loop.rate(doubt, -1, "too_easy")
    own = (await loop.tried()).own
    assert own["brief"].good > 0
    assert own["detailed"].good == pytest.approx(0.0, abs=1e-9)


async def test_nobody_else_speaks_for_a_doubt(loop):
    doubt = await loop.ask()
    entry = await loop.rate(doubt, 1, weighed=False)
    await loop.weigh(EvidenceKind.THUMB, entry.id, doubt, loop.school.other)
    await loop.answer_item(doubt, 0.0, student=loop.school.other)
    await loop.weigh(EvidenceKind.THUMB, new_id(), doubt)
    await loop.weigh(EvidenceKind.NEXT_ITEM, new_id(), doubt)
    await loop.weigh(EvidenceKind.NEXT_ITEM, new_id(), doubt_of(loop.school.student))
    assert await loop.evidence(doubt) == []


async def test_ratings_of_one_answer_and_of_one_student_count_less_and_less(loop):
    alone = await loop.ask(question="Solve 3x = 9")
    await loop.rate(alone, 1)
    first = (await loop.evidence(alone))[0].said.amount
    amounts = []
    for student in await loop.students(4):
        doubt = await loop.ask(student)
        await loop.rate(doubt, 1)
        amounts.append((await loop.evidence(doubt))[0].said.amount)
    assert amounts == pytest.approx([first / k for k in (1, 2, 3, 4)])
    flooding = []
    for number in range(12):
        doubt = await loop.ask(loop.school.other, f"Solve x + {number} = 40")
        await loop.rate(doubt, -1, "wrong")
        flooding.append((await loop.evidence(doubt))[0].said.amount)
    assert flooding[0] == flooding[4] > flooding[5] > flooding[11]
    assert sum(flooding) < 10 * flooding[0]


async def test_the_next_item_counts_more_than_a_thumb_and_only_unaided_and_first(loop):
    right, wrong, rated = [await loop.ask(question=f"Solve x + {n} = 9") for n in range(3)]
    event = await loop.answer_item(right, 1.0)
    up = await loop.ability()
    assert up > 0
    (evidence,) = await loop.evidence(right)
    assert evidence.said.amount > 0.1
    assert 0 < evidence.said.expected < 1
    targets = {update.target: update for update in await loop.updates(right)}
    assert set(targets) == {Target.MODEL, Target.PASSAGE, Target.STYLE, Target.LEARNER}
    assert targets[Target.LEARNER].after > targets[Target.LEARNER].before
    assert targets[Target.LEARNER].evidence_id == event.id
    await loop.rate(rated, 1)
    assert (await loop.evidence(rated))[0].said.amount < evidence.said.amount
    for changes in ({"hints": 1}, {"solution_seen": True}):
        doubt = await loop.ask(question=f"Solve x + {new_id().int % 90} = 99")
        await loop.answer_item(doubt, 1.0, **changes)
        assert (await loop.evidence(doubt))[0].said.amount == 0.0
    await loop.answer_item(right, 1.0)
    await loop.answer_item(wrong, 0.0, item=event.item)
    for doubt, at in ((right, 1), (wrong, 0)):
        assert (await loop.evidence(doubt))[at].said.amount == 0.0


async def test_asking_the_same_again_speaks_against_the_first_answer(loop):
    doubt = await loop.ask()
    later = await loop.ask(
        question="what is x if 2x+3 = 11?", asked_at=datetime.now(UTC) + timedelta(minutes=3)
    )
    await loop.weigh(EvidenceKind.REASK, later.id, doubt)
    (evidence,) = await loop.evidence(doubt)
    assert evidence.said.value == 0.0
    assert await loop.ability() < 0
    assert await loop.worth() < 0
    learner = next(u for u in await loop.updates(doubt) if u.target is Target.LEARNER)
    assert learner.before > learner.after
    assert learner.evidence is EvidenceKind.REASK


async def test_complaints_make_a_queue_the_most_urgent_first(loop):
    unclear, wrong, often, refused = [
        await loop.ask(question=f"Solve x + {n} = 20") for n in range(4)
    ]
    await loop.rate(unclear, -1, "unclear", "What?")
    await loop.rate(wrong, -1, "wrong")
    await loop.rate(refused, -1, "too_hard")
    for student in await loop.students(3):
        doubt = await loop.ask(student, "Solve x + 2 = 20")
        await loop.rate(doubt, -1, "wrong", f"I got {student}")
    await loop.rate(often, 1)
    listed = await loop.reviews()
    assert [(each.reasons[0], each.students) for each in listed] == [
        (Complaint.WRONG, 4),
        (Complaint.WRONG, 1),
        (Complaint.UNCLEAR, 1),
        (Complaint.OTHER, 1),
    ]
    assert listed[0].thumbs == {"wrong": 3}
    assert len(listed[0].comments) == 3
    assert listed[2].comments == ("What?",)
    assert listed[1].doubt == wrong.id
    assert listed[1].final == WRONG.final
    page = [each.id for each in await loop.reviews(reason=Complaint.WRONG)]
    assert page == [each.id for each in listed[:2]]
    assert await loop.reviews(skill="nothing") == []
    assert len(await loop.reviews(subject="mathematics", skill=WRONG.skills[0])) == 4
    wanted = ReviewFilter(loop.school.owner)
    walked, after = [], None
    while found := await loop.stores.reviews.list_reviews(loop.tenant, wanted, after, 1):
        walked.append(found[0])
        after = found[0].id
    assert walked == listed


async def test_an_answer_whose_students_fail_is_looked_at(loop):
    for student in await loop.students(8):
        doubt = await loop.ask(student)
        await loop.answer_item(doubt, 0.0)
    (review,) = await loop.reviews()
    assert review.reasons == (Complaint.LOW_SUCCESS,)
    assert (review.next_items, review.next_right) == (8, 0.0)
    for student in await loop.students(6):
        doubt = await loop.ask(student, "Solve 5x = 10")
        await loop.answer_item(doubt, 1.0)
    assert len(await loop.reviews()) == 1


async def test_what_a_teacher_let_stand_comes_back_when_three_others_complain(loop):
    first = await loop.ask()
    await loop.rate(first, -1, "wrong")
    (review,) = await loop.reviews()
    await loop.stores.reviews.dismiss(loop.tenant, review.id, loop.school.owner, "It is right.")
    assert await loop.reviews() == []
    for at, student in enumerate(await loop.students(3)):
        doubt = await loop.ask(student)
        await loop.rate(doubt, -1, "wrong")
        assert bool(await loop.reviews()) is (at == 2)
    assert len(await loop.reviews(state=ReviewState.RESOLVED)) == 1


async def test_a_ruling_takes_back_what_came_of_the_wrong_answer(loop):
    students = await loop.students(3)
    doubts = [await loop.ask(student) for student in students]
    await loop.rate(doubts[0], 1)
    failed = await loop.answer_item(doubts[1], 0.0)
    passed = await loop.answer_item(doubts[2], 1.0)
    again = await loop.ask(students[0], asked_at=datetime.now(UTC) + timedelta(minutes=5))
    await loop.weigh(EvidenceKind.REASK, again.id, doubts[0])
    own = await loop.ask(question="Solve 7x = 14")
    await loop.rate(own, 1)
    assert await loop.ability() != 0.0
    before = {s: (await loop.stores.learners.learner(loop.tenant, s))[0] for s in students}
    made = await rule(loop.stores, loop.school, doubts[0])
    for _ in range(2):
        await loop.settle_job(loop.tenant, {"ruling": str(made.ruling.id)})
        await loop.refold_job(loop.tenant, {"model": MODEL})
    for doubt in doubts:
        for each in await loop.evidence(doubt):
            mine = each.kind is EvidenceKind.RULING
            assert each.voided_by == (None if mine else made.ruling.id)
    log = await loop.stores.ratings.outcomes(loop.tenant, MODEL, 0, 20)
    counted = [(outcome.right, outcome.amount) for outcome in log if outcome.amount]
    assert counted == [(True, 0.1), (False, 1.0)]
    assert (await loop.stores.ratings.standings(loop.tenant))[MODEL] == folded(log)
    styles = await loop.tried(students[2])
    assert styles.own["normal"].good == pytest.approx(0.0, abs=1e-9)
    assert styles.school["normal"].good == pytest.approx(0.5, rel=1e-3)
    assert await loop.worth() == pytest.approx(0.25 / 4.25, rel=1e-3)
    after = {s: (await loop.stores.learners.learner(loop.tenant, s))[0] for s in students}
    assert after[students[1]].ability > before[students[1]].ability
    assert after[students[1]].turn == before[students[1]].turn + 1
    assert after[students[2]] == before[students[2]]
    assert after[students[0]].skills != before[students[0]].skills

    async def everybody():
        for student in students:
            yield student

    found = await audit(
        loop.tenant,
        everybody(),
        loop.stores.learners,
        loop.stores.learning,
        loop.stores.calibrations,
    )
    assert found.otherwise == ()
    back = [u for u in await loop.updates(doubts[1]) if u.taken_back]
    assert {u.target for u in back} == {Target.PASSAGE, Target.STYLE, Target.LEARNER}
    assert {u.evidence_id for u in back} == {failed.id}
    named = [u for u in await loop.updates(doubts[0]) if u.evidence is EvidenceKind.RULING]
    assert [(u.target, u.evidence_id) for u in named] == [(Target.MODEL, made.ruling.id)]
    assert passed.id not in {u.evidence_id for u in await loop.updates(doubts[1])}


async def test_what_comes_after_a_ruling_is_void_at_once(loop):
    doubt = await loop.ask()
    made = await rule(loop.stores, loop.school, doubt, RulingKind.RECALL)
    await loop.settle_job(loop.tenant, {"ruling": str(made.ruling.id)})
    ability = await loop.ability()
    assert ability < 0
    await loop.personalizer.observe(loop.tenant, doubt.student)
    learner, _ = await loop.stores.learners.learner(loop.tenant, doubt.student)
    await loop.rate(doubt, -1, "wrong")
    await loop.answer_item(doubt, 0.0)
    assert await loop.ability() == ability
    assert await loop.worth() == 0.0
    void = [each for each in await loop.evidence(doubt) if each.kind is not EvidenceKind.RULING]
    assert len(void) == 2
    assert {each.voided_by for each in void} == {made.ruling.id}
    after, _ = await loop.stores.learners.learner(loop.tenant, doubt.student)
    assert after.ability == learner.ability
    assert after.turn == learner.turn + 3
    assert await loop.reviews() == []


async def test_a_confirmation_speaks_for_the_model_and_a_better_text_for_nobody(loop):
    confirmed = await loop.ask()
    made = await rule(loop.stores, loop.school, confirmed, RulingKind.CONFIRMATION)
    await loop.settle_job(loop.tenant, {"ruling": str(made.ruling.id)})
    up = await loop.ability()
    assert up > 0
    explained = await loop.ask(question="Solve 2x = 10")
    await loop.rate(explained, 1)
    rated = await loop.ability()
    made = await rule(loop.stores, loop.school, explained, text="Halve it.", final="x = 5")
    await loop.settle_job(loop.tenant, {"ruling": str(made.ruling.id)})
    assert await loop.ability() == rated
    assert [each.voided_by for each in await loop.evidence(explained)] == [None, None]


async def test_a_settling_that_breaks_is_finished_by_the_next_try(loop):
    doubt = await loop.ask()
    learner = loop.stores.known
    await learner.keep(loop.tenant, doubt, await loop.personalizer.context(loop.tenant, doubt.student, ()), loop.answer, b"")  # fmt: skip
    await loop.rate(doubt, 1)
    made = await rule(loop.stores, loop.school, doubt)
    payload = {"ruling": str(made.ruling.id)}

    class Away:
        async def forget(self, tenant, doubt):
            raise CacheUnavailable("away")

    with pytest.raises(CacheUnavailable):
        await replace(loop.settle_job, recall=Away())(loop.tenant, payload)
    assert (await loop.evidence(doubt))[0].voided_by is None

    class Broken:
        async def observe(self, tenant, student):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await replace(loop.settle_job, personalizer=Broken())(loop.tenant, payload)
    await loop.settle_job(loop.tenant, payload)
    first, second = await loop.evidence(doubt)
    assert first.voided_by == made.ruling.id
    assert second.kind is EvidenceKind.RULING
    await loop.settle_job(loop.tenant, payload)
    assert len(await loop.evidence(doubt)) == 2
    await loop.settle_job(loop.tenant, {"ruling": str(new_id())})


async def test_claims_keep_teachers_apart(loop):
    doubt = await loop.ask()
    await loop.rate(doubt, -1, "wrong")
    (review,) = await loop.reviews()
    books, mine, theirs = loop.stores.reviews, new_id(), new_id()
    claimed = await books.claim(loop.tenant, review.id, mine, 60)
    assert claimed.claimed_by == mine
    await books.claim(loop.tenant, review.id, mine, 60)
    for refused in (
        books.claim(loop.tenant, review.id, theirs, 60),
        books.dismiss(loop.tenant, review.id, theirs, ""),
    ):
        with pytest.raises(Conflict):
            await refused
    wanted = ReviewFilter(theirs, ReviewState.FREE)
    assert await books.list_reviews(loop.tenant, wanted, None, 9) == []
    wanted = ReviewFilter(mine, ReviewState.MINE)
    assert len(await books.list_reviews(loop.tenant, wanted, None, 9)) == 1
    assert (await books.release(loop.tenant, review.id, theirs)).claimed_by == mine
    assert (await books.release(loop.tenant, review.id, mine)).claimed_by is None
    await books.claim(loop.tenant, review.id, mine, 0.0)
    await books.claim(loop.tenant, review.id, theirs, 60)
    assert (await books.dismiss(loop.tenant, review.id, theirs, "ok")).resolution == "dismissed"
    with pytest.raises(Conflict):
        await books.claim(loop.tenant, review.id, theirs, 60)
    for call in (
        books.claim(loop.tenant, new_id(), mine, 1),
        books.release(loop.tenant, new_id(), mine),
    ):
        with pytest.raises(NotFound):
            await call
    results = await asyncio.gather(
        *(books.claim(loop.tenant, review.id, new_id(), 60) for _ in range(4)),
        return_exceptions=True,
    )
    assert all(isinstance(each, Conflict) for each in results)


async def test_what_a_student_stated_is_known(loop):
    doubt = await loop.ask()
    await loop.rate(doubt, 1)
    assert not (await loop.tried()).stated
    for _ in range(2):
        await loop.stores.styles.state(loop.tenant, loop.school.student)
    assert (await loop.tried()).stated
    assert not (await loop.tried(loop.school.other)).stated
