"""What is believed and corrected, in memory and on the servers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from fynq.answering.learning import events_of
from fynq.answering.open_model import OpenModel, Said
from fynq.domain.corrections import Claim, Correction
from fynq.domain.doubt import (
    Answer,
    AnswerReady,
    Doubt,
    LineVerdict,
    Verification,
    WorkChecked,
    WorkLine,
)
from fynq.domain.errors import Forbidden, InvalidInput, NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import EventKind, LearningEvent
from fynq.domain.misconceptions import MisconceptionState
from fynq.personalization.audit import Audit, audit
from fynq.personalization.evidence import OVERALL, Subject
from fynq.personalization.learner_model import apply
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from fynq.personalization.replay import replayed
from tests.schools import enrol

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
MODEL = partial(apply, PersonalizationOptions())
SLUG = "square_of_sum"


def event(school, minute: int, **changes) -> LearningEvent:
    made = LearningEvent(
        id=new_id(),
        student=school.student,
        kind=EventKind.ITEM_ANSWERED,
        skills=("polynomials",),
        outcome=1.0,
        at=NOW + timedelta(minutes=minute),
        item=f"item-{minute}",
    )
    return replace(made, **changes)


def word(school, minute: int, claim: Claim = Claim.KNOWS, **changes) -> LearningEvent:
    correction = replace(Correction(claim, school.student), **changes)
    return event(
        school, minute, kind=EventKind.CORRECTED, outcome=None, item=None, correction=correction
    )


async def fold(stores, school):
    return await stores.learners.apply_pending(school.tenant, school.student, MODEL)


async def audited(stores, school) -> Audit:
    async def students():
        for student in (school.student, school.other):
            yield student

    ports = (stores.learners, stores.learning, stores.calibrations)
    return await audit(school.tenant, students(), *ports)


def open_model(stores) -> OpenModel:
    personalizer = Personalizer(stores.learners, PersonalizationOptions())
    return OpenModel(
        stores.learners, stores.learning, stores.calibrations, personalizer, stores.curriculum
    )


async def test_every_field_of_an_event_comes_back(stores, school):
    events = [
        event(school, 1, misconceptions=(SLUG, "unlike_terms"), tested=()),
        event(school, 2, tested=(SLUG, "left_to_right")),
        word(
            school,
            3,
            Claim.NOT_ME,
            events=(new_id(), new_id()),
            note='That was\nmy sister, \N{WINKING FACE} "really" \'\\',
            private=True,
        ),
        word(school, 4, Claim.NO_LONGER, misconception=SLUG, by=school.owner, staff=True),
        word(school, 5, Claim.TAKEN_BACK, takes_back=new_id()),
    ]
    await stores.learning.record(school.tenant, events)
    await fold(stores, school)
    history = await stores.learning.history(school.tenant, school.student)
    assert [event for event, _ in history] == events


async def test_misconceptions_are_kept_and_renewed_and_dropped(stores, school):
    slip = event(school, 1, outcome=0.0, misconceptions=(SLUG, "unlike_terms"))
    await stores.learning.record(school.tenant, [slip, event(school, 2), event(school, 3)])
    folded = await fold(stores, school)
    assert len(folded.misconceptions[SLUG].passed) == 2
    assert await stores.learners.learner(school.tenant, school.student) == (folded, False)
    await stores.learning.record(school.tenant, [event(school, 2_000)])
    folded = await fold(stores, school)
    closed = folded.misconceptions[SLUG]
    assert (closed.open, closed.closed_at) == (False, NOW + timedelta(minutes=2_000))
    assert await stores.learners.learner(school.tenant, school.student) == (folded, False)
    progress = await stores.students.progress(school.tenant, school.student)
    assert progress.misconceptions == ()
    await stores.learning.record(school.tenant, [event(school, 2_001, misconceptions=(SLUG,))])
    folded = await fold(stores, school)
    progress = await stores.students.progress(school.tenant, school.student)
    assert progress.misconceptions == (folded.misconceptions[SLUG],)
    ruled_out = word(school, 2_002, Claim.NOT_ME, events=(slip.id,))
    await stores.learning.record(school.tenant, [ruled_out])
    folded = await fold(stores, school)
    assert folded.misconceptions.keys() == {SLUG}
    assert folded.misconceptions[SLUG].shown == 1
    assert await stores.learners.learner(school.tenant, school.student) == (folded, False)
    assert (await audited(stores, school)).otherwise == ()


async def test_a_misconception_without_any_skill_is_kept(stores, school):
    slip = event(school, 1, skills=(), misconceptions=(SLUG,))
    await stores.learning.record(school.tenant, [slip])
    folded = await fold(stores, school)
    assert folded.misconceptions[SLUG] == MisconceptionState(SLUG, (), 1, slip.at, slip.at)
    assert await stores.learners.learner(school.tenant, school.student) == (folded, False)


async def test_what_is_ruled_out_goes_with_its_skill_and_comes_back(stores, school):
    kept, out = event(school, 1), event(school, 2, skills=("area",))
    await stores.learning.record(school.tenant, [kept, out])
    before = await fold(stores, school)
    ruling = word(school, 3, Claim.NOT_ME, events=(out.id,))
    await stores.learning.record(school.tenant, [ruling])
    folded = await fold(stores, school)
    assert folded.skills.keys() == {"polynomials"}
    assert await stores.learners.learner(school.tenant, school.student) == (folded, False)
    await stores.learning.record(
        school.tenant, [word(school, 4, Claim.TAKEN_BACK, takes_back=ruling.id)]
    )
    folded = await fold(stores, school)
    assert replace(folded, turn=2) == before
    assert (await audited(stores, school)) == Audit(1, 4, (), 0)


async def test_an_event_that_comes_after_its_exclusion_does_not_count(stores, school):
    late = event(school, 9)
    out = word(school, 2, Claim.NOT_ME, events=(late.id,), by=school.owner, staff=True)
    await stores.learning.record(school.tenant, [event(school, 1), out])
    before = await fold(stores, school)
    await stores.learning.record(school.tenant, [late])
    folded = await fold(stores, school)
    assert folded == replace(before, turn=3)
    standings = await stores.calibrations.standings(school.tenant)
    assert standings["skill", "polynomials"].now.answers == 2
    assert (await audited(stores, school)).otherwise == ()


async def test_what_a_student_alone_rules_out_still_asks_for_answers(stores, school):
    """Folded event by event and replayed it is the same, in the figures too."""
    wrong = [event(school, 2 * at, outcome=0.0) for at in range(4)]
    right = [event(school, 2 * at + 1) for at in range(4)]
    struck = word(school, 20, Claim.NOT_ME, events=tuple(each.id for each in wrong))
    await stores.learning.record(school.tenant, [struck])
    await fold(stores, school)
    await stores.rollups.catch_up(school.tenant, school.student)
    for at in range(4):
        await stores.learning.record(school.tenant, [wrong[at], right[at]])
        folded = await fold(stores, school)
    state = folded.skills["polynomials"]
    assert (state.mastered, state.claimed) == (False, True)
    assert (await audited(stores, school)).otherwise == ()
    assert (await stores.rollups.catch_up(school.tenant, school.student)).different == 0
    same = word(
        school,
        21,
        Claim.NOT_ME,
        events=tuple(each.id for each in wrong),
        by=school.owner,
        staff=True,
    )
    await stores.learning.record(school.tenant, [same])
    folded = await fold(stores, school)
    assert folded.skills["polynomials"].mastered
    assert folded.ruled_out == {}
    assert (await audited(stores, school)).otherwise == ()


async def test_corrections_from_several_sides_at_once(stores, school):
    events = [event(school, at, outcome=at % 2) for at in range(12)]
    words = [
        word(school, 20 + at, claim, events=(events[at].id,) if claim is Claim.NOT_ME else ())
        for at, claim in enumerate((Claim.KNOWS, Claim.NOT_ME, Claim.DOES_NOT, Claim.NOT_ME))
    ]
    backs = [
        word(school, 30 + at, Claim.TAKEN_BACK, takes_back=said.id)
        for at, said in enumerate(words[:2])
    ]

    async def writer(own: list[LearningEvent]) -> None:
        for each in own:
            await stores.learning.record(school.tenant, [each, each])
            await fold(stores, school)

    shares = [events[0::3], events[1::3], events[2::3], words, [*backs, *events[:3]]]
    await asyncio.gather(*map(writer, shares))
    folded = await fold(stores, school)
    history = await stores.learning.history(school.tenant, school.student)
    assert len(history) == 18
    editions = await stores.calibrations.editions(school.tenant)
    assert replayed(history, editions) == folded
    assert (await audited(stores, school)) == Audit(1, 18, (), 0)


async def test_one_school_says_nothing_of_anothers_students(stores, school):
    others = await enrol(stores)
    slip = event(school, 1, outcome=0.0, misconceptions=(SLUG,))
    await stores.learning.record(school.tenant, [slip])
    await fold(stores, school)
    with pytest.raises(NotFound):
        await stores.learning.record(others.tenant, [word(school, 2)])
    for tenant in (others.tenant,):
        learner, waiting = await stores.learners.learner(tenant, school.student)
        assert (learner.misconceptions, waiting) == ({}, False)
        progress = await stores.students.progress(tenant, school.student)
        assert progress.misconceptions == ()


@pytest.mark.parametrize("note", ["nul \0", "half \ud83d"])
async def test_a_note_that_cannot_be_stored_is_refused(stores, school, note):
    with pytest.raises(InvalidInput):
        await stores.learning.record(school.tenant, [word(school, 1, note=note)])


def checked(*verdicts: LineVerdict, slug: str = "") -> WorkChecked:
    lines = tuple(WorkLine(at, f"${at}$", verdict) for at, verdict in enumerate(verdicts, 1))
    wrong = next((line.number for line in lines if line.verdict is LineVerdict.WRONG), None)
    return WorkChecked(lines, wrong, slug, "title", tested=("left_to_right", SLUG))


async def test_a_checked_work_reaches_the_learner_with_its_doubt(stores, school):
    """Found in a doubt's transaction, then three right works on two days."""
    right, wrong = LineVerdict.RIGHT, LineVerdict.WRONG
    works = [checked(right, wrong, slug=SLUG), *(checked(right, right) for _ in range(3))]
    for day, work in enumerate(works):
        id_ = new_id()
        doubt = Doubt(id_, school.student, "Check my work", id_, NOW)
        answer = Answer("t", "f", Verification.VERIFIED, "m", skills=("polynomials",), work=work)
        await stores.doubt_log.open(school.tenant, doubt)
        learned = [
            replace(each, at=NOW + timedelta(days=day))
            for each in events_of(doubt, AnswerReady(answer))
        ]
        assert await stores.doubt_log.close(school.tenant, doubt, AnswerReady(answer), learned)
        folded = await fold(stores, school)
        assert folded.misconceptions[SLUG].open == (day < 3)
        stored = await stores.doubt_book.doubt(school.tenant, id_)
        assert stored.answer.work == replace(work, tested=None)
    history = await stores.learning.history(school.tenant, school.student)
    assert [each.outcome for each, _ in history] == [0.0, 1.0, 1.0, 1.0]


async def test_beliefs_are_explained_and_corrected(stores, school):
    skills = [Skill("polynomials", "Polynomials", "mathematics", 8)]
    items = [
        PracticeItem(
            new_id(), "expand-1", "Expand (x+4)^2", "x^2+8x+16", "expression", ("polynomials",)
        ),
        PracticeItem(new_id(), "add-1", "What is 2+3?", "5", "number", ("polynomials",), 1),
    ]
    await stores.curriculum.put_skills(school.tenant, skills)
    await stores.curriculum.put_items(school.tenant, items)
    model = open_model(stores)
    answers = [event(school, at, outcome=0.0) for at in range(3)]
    slip = event(school, 5, outcome=0.0, misconceptions=(SLUG,))
    await stores.learning.record(school.tenant, [*answers, slip])
    skill, slug = Subject("skill", "polynomials"), Subject("misconception", SLUG)

    believed = await model.beliefs(school.tenant, school.student)
    assert believed.traced.subjects == (OVERALL, skill, slug)
    assert believed.up_to_date
    assert believed.names == {"polynomials": "Polynomials"}
    made = await model.correct(
        school.tenant, school.student, skill, Said(Claim.KNOWS, school.student, False)
    )
    was = made.before.believed.traced.learner.whole("polynomials")
    now = made.after.believed.traced.learner.whole("polynomials")
    assert was.ability < now.ability <= was.ability + 0.3
    assert made.after.check is not None
    assert made.after.check.item is not None
    assert [effect.event.id for effect in made.after.effects][-1] == made.event.id

    probe = await model.correct(
        school.tenant, school.student, slug, Said(Claim.NO_LONGER, school.student, False)
    )
    assert probe.after.check is not None
    assert probe.after.check.item == items[0], "the one in which it could show"
    personalizer = model.personalizer
    context = await personalizer.context(school.tenant, school.student, ())
    assert context.misconceptions == ()

    teacher = Said(Claim.DOES_NOT, school.owner, True, note="We look at it again.")
    theirs = await model.correct(school.tenant, school.student, skill, teacher)
    student = Said(Claim.TAKEN_BACK, school.student, False)
    with pytest.raises(Forbidden):
        await model.take_back(school.tenant, school.student, skill, theirs.event.id, student)
    back = Said(Claim.TAKEN_BACK, school.owner, True)
    once = await model.take_back(school.tenant, school.student, skill, theirs.event.id, back)
    again = await model.take_back(school.tenant, school.student, skill, theirs.event.id, back)
    assert once.event.id == again.event.id
    assert once.after.believed.traced.learner == again.after.believed.traced.learner
    own = await model.take_back(school.tenant, school.student, skill, made.event.id, student)
    assert own.after.believed.traced.learner.whole("polynomials") == was
    assert own.after.check is None
    assert (await audited(stores, school)).otherwise == ()

    learner, _ = await stores.learners.learner(school.tenant, school.student)
    assert (await model.beliefs(school.tenant, school.student)).traced.learner == learner
    believed, told = await model.everything(school.tenant, school.student)
    assert len(told) == learner.turn == believed.traced.learner.turn


@pytest.mark.parametrize(
    ("subject", "claim", "events", "error"),
    [
        (Subject("skill", "nothing-of-it"), Claim.KNOWS, (), NotFound),
        (Subject("misconception", "unlike_terms"), Claim.NO_LONGER, (), NotFound),
        (Subject("skill", "polynomials"), Claim.NO_LONGER, (), InvalidInput),
        (Subject("skill", "polynomials"), Claim.TAKEN_BACK, (), InvalidInput),
        (Subject("skill", "polynomials"), Claim.NOT_ME, (), InvalidInput),
        (Subject("skill", "polynomials"), Claim.KNOWS, (new_id(),), InvalidInput),
        (Subject("skill", "polynomials"), Claim.NOT_ME, (new_id(),), NotFound),
        (Subject("misconception", SLUG), Claim.KNOWS, (), InvalidInput),
        (OVERALL, Claim.DOES_NOT, (), InvalidInput),
    ],
)
async def test_what_cannot_be_said(stores, school, subject, claim, events, error):
    slip = event(school, 1, misconceptions=(SLUG,))
    await stores.learning.record(school.tenant, [slip])
    model = open_model(stores)
    with pytest.raises(error):
        await model.correct(
            school.tenant, school.student, subject, Said(claim, school.student, False, events)
        )
    history = await stores.learning.history(school.tenant, school.student)
    assert len(history) == 1


async def test_anothers_event_is_no_evidence(stores, school):
    theirs = event(school, 1, student=school.other)
    await stores.learning.record(school.tenant, [theirs, event(school, 2)])
    said = Said(Claim.NOT_ME, school.student, False, (theirs.id,))
    with pytest.raises(NotFound):
        await open_model(stores).correct(
            school.tenant, school.student, Subject("skill", "polynomials"), said
        )


async def test_a_learner_is_restored_with_misconceptions(stores, school):
    await stores.learning.record(school.tenant, [event(school, 1, misconceptions=(SLUG,))])
    folded = await fold(stores, school)
    other = MisconceptionState("other", ("area",), 3, NOW, NOW)
    spoiled = replace(folded, misconceptions={"other": other})
    await stores.learning.restore(school.tenant, school.student, lambda *_: spoiled)
    assert await stores.learners.learner(school.tenant, school.student) == (spoiled, False)
    assert (await audited(stores, school)).otherwise == (school.student,)
    await stores.learning.restore(school.tenant, school.student, replayed)
    assert await stores.learners.learner(school.tenant, school.student) == (folded, False)
