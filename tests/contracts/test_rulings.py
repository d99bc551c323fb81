"""Teachers' rulings, and what every doubt shows of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fynq.answering.books import DoubtFilter
from fynq.answering.rulings import TEACHER, Recalled
from fynq.answering.same_answer import asked_first
from fynq.domain.doubt import (
    Answer,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    Doubt,
    DoubtStatus,
    Hint,
    Turn,
    Verification,
    Wanted,
    Witness,
)
from fynq.domain.errors import Conflict, NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.policy import Help
from fynq.domain.ruling import CheckVerdict, Ruling, RulingKind
from tests.schools import account, enrol

WRONG = Answer(
    "So $x = 5$.",
    "x = 5",
    Verification.VERIFIED,
    "builtin/solver",
    witnesses=(Witness("substitution", "it fits"),),
    subject="mathematics",
    skills=("linear-equations",),
)
QUESTION = "Solve 2x + 3 = 11"


def doubt_of(student, question=QUESTION, **changes) -> Doubt:
    id_ = new_id()
    return replace(Doubt(id_, student, question, id_, datetime.now(UTC)), **changes)


async def ask(stores, school, question=QUESTION, answer=WRONG, student=None, **changes) -> Doubt:
    """A doubt that got this answer, or refusal."""
    doubt = doubt_of(student or school.student, question, **changes)
    await stores.doubt_log.open(school.tenant, doubt)
    outcome = AnswerReady(answer) if isinstance(answer, Answer) else answer
    assert await stores.doubt_log.close(school.tenant, doubt, outcome, [])
    return doubt


def ruling(school, doubt, kind=RulingKind.CORRECTION, **changes) -> Ruling:
    made = Ruling(new_id(), kind, doubt.id, school.owner, "Ms Noether", datetime.now(UTC))
    if kind is RulingKind.CORRECTION:
        made = replace(made, text="Subtract 3, halve: $x = 4$.", final="x = 4")
    return replace(made, **changes)


async def rule(stores, school, doubt, kind=RulingKind.CORRECTION, **changes):
    return await stores.rulings.rule(school.tenant, ruling(school, doubt, kind, **changes))


async def read(stores, school, doubt):
    return await stores.doubt_book.doubt(school.tenant, doubt.id)


async def told(stores, school) -> list[tuple[str, str]]:
    waiting = await stores.outbox.waiting(school.tenant, 1000)
    return [
        (message.kind, message.payload["doubt"])
        for message in waiting
        if message.kind != "doubt.closed"
    ]


async def test_a_correction_shows_in_every_doubt_that_got_the_answer(stores, school):
    first = await ask(stores, school)
    same = await ask(stores, school, "what is x if 2x+3=11?", student=school.other)
    laid_out = await ask(stores, school, answer=replace(WRONG, final="$x=5$"))
    others = [
        await ask(stores, school, "Solve 2x + 3 = 12"),
        await ask(stores, school, answer=replace(WRONG, final="x = 4")),
        await ask(stores, school, answer=AnswerRefused("no", "")),
    ]
    done = await rule(stores, school, first, note="Sorry.")
    assert set(done.doubts) == {first.id, same.id, laid_out.id}
    assert done.students == 2
    for doubt in (first, same, laid_out):
        stored = await read(stores, school, doubt)
        assert stored.status is DoubtStatus.ANSWERED
        assert stored.answer.final == "x = 4"
        assert stored.answer.status is Verification.VERIFIED
        assert [witness.kind for witness in stored.answer.witnesses] == [TEACHER]
        assert "Ms Noether" in stored.answer.witnesses[0].detail
        assert stored.answer.skills == WRONG.skills
        assert "corrected" in stored.correction.notice
        assert "5" in stored.correction.former.final
        assert stored.correction.ruling.note == "Sorry."
    for doubt in others:
        assert (await read(stores, school, doubt)).correction is None
    assert sorted(await told(stores, school)) == sorted(
        ("doubt.corrected", str(doubt.id)) for doubt in (first, same, laid_out)
    )
    listed = await stores.doubt_book.list_doubts(
        school.tenant, DoubtFilter(None, corrected=True), None, 10
    )
    assert {each.doubt.id for each in listed} == {first.id, same.id, laid_out.id}
    assert all(each.answer.final == "x = 4" and not each.correction.former for each in listed)
    listed = await stores.doubt_book.list_doubts(
        school.tenant, DoubtFilter(None, corrected=False), None, 10
    )
    assert {each.doubt.id for each in listed} == {doubt.id for doubt in others}


async def test_no_doubt_gets_an_answer_that_was_corrected(stores, school):
    first = await ask(stores, school)
    made = await rule(stores, school, first)
    assert (await stores.rulings.on(school.tenant, asked_first("2x+3=11", None))) == made.ruling
    for question in (QUESTION, "solve for x: 2x + 3 = 11"):
        doubt = doubt_of(school.other, question)
        await stores.doubt_log.open(school.tenant, doubt)
        with pytest.raises(Recalled) as recalled:
            await stores.doubt_log.close(school.tenant, doubt, AnswerReady(WRONG), [])
        assert (await read(stores, school, doubt)).status is DoubtStatus.OPEN
        instead = recalled.value.instead
        assert instead.answer.final == "x = 4"
        assert await stores.doubt_log.close(school.tenant, doubt, instead, [])
        stored = await read(stores, school, doubt)
        assert stored.answer.final == "x = 4"
        assert stored.correction is None
    right = await ask(stores, school, answer=replace(WRONG, final="$x = 4$"))
    assert (await read(stores, school, right)).answer.model == "builtin/solver"
    await ask(stores, school, "Solve 2x + 3 = 13")
    failed = await ask(stores, school, answer=AnswerFailed("x", "", True))
    assert (await read(stores, school, failed)).status is DoubtStatus.FAILED


async def test_a_recall_bars_the_result_and_the_model(stores, school):
    first = await ask(stores, school)
    await rule(stores, school, first, RulingKind.RECALL, note="wrong")
    stored = await read(stores, school, first)
    assert stored.answer.final == ""
    assert stored.answer.status is Verification.UNVERIFIED
    assert "withdrawn" in stored.answer.text
    assert stored.correction.former.final == "x = 5"
    for answer in (WRONG, replace(WRONG, final="x = 6"), replace(WRONG, model="x/large")):
        doubt = doubt_of(school.student)
        await stores.doubt_log.open(school.tenant, doubt)
        with pytest.raises(Recalled) as recalled:
            await stores.doubt_log.close(school.tenant, doubt, AnswerReady(answer), [])
        assert isinstance(recalled.value.instead, AnswerRefused)
    await ask(stores, school, answer=replace(WRONG, model="x/large", final="x = 4"))


async def test_a_later_ruling_takes_the_place_of_an_earlier_one(stores, school):
    first = await ask(stores, school)
    await rule(stores, school, first, RulingKind.RECALL)
    await rule(stores, school, first)
    served = doubt_of(school.other)
    await stores.doubt_log.open(school.tenant, served)
    with pytest.raises(Recalled) as recalled:
        await stores.doubt_log.close(school.tenant, served, AnswerReady(WRONG), [])
    await stores.doubt_log.close(school.tenant, served, recalled.value.instead, [])
    better = await rule(stores, school, served, text="Check it: $x = 4.0$.", final="x = 4.0")
    assert set(better.doubts) == {first.id, served.id}
    for doubt in (first, served):
        stored = await read(stores, school, doubt)
        assert stored.answer.final == "x = 4.0"
    for final in ("x = 5", "x = 4"):
        doubt = doubt_of(school.student)
        await stores.doubt_log.open(school.tenant, doubt)
        with pytest.raises(Recalled) as recalled:
            await stores.doubt_log.close(
                school.tenant, doubt, AnswerReady(replace(WRONG, final=final)), []
            )
        assert recalled.value.instead.answer.final == "x = 4.0"
    confirmed = await rule(stores, school, first, RulingKind.CONFIRMATION)
    assert set(confirmed.doubts) == {first.id, served.id}
    assert (await read(stores, school, first)).answer.final == "x = 5"
    assert (await read(stores, school, first)).correction is None
    await ask(stores, school)
    doubt = doubt_of(school.student)
    await stores.doubt_log.open(school.tenant, doubt)
    with pytest.raises(Recalled):
        await stores.doubt_log.close(
            school.tenant, doubt, AnswerReady(replace(WRONG, final="x = 4.0")), []
        )


async def test_a_note_is_shown_and_changes_nothing(stores, school):
    first = await ask(stores, school)
    same = await ask(stores, school, student=school.other)
    await rule(stores, school, first, RulingKind.NOTE, note="See page 12.")
    for doubt in (first, same):
        stored = await read(stores, school, doubt)
        assert stored.answer == WRONG
        assert stored.correction.ruling.note == "See page 12."
    await ask(stores, school)
    assert await stores.rulings.on(school.tenant, asked_first(QUESTION, None)) is None
    await rule(stores, school, first)
    with pytest.raises(Conflict):
        await rule(stores, school, first, RulingKind.NOTE, note="Another.")
    assert (await read(stores, school, first)).answer.final == "x = 4"
    assert [kind for kind, _ in await told(stores, school)].count("doubt.noted") == 2


async def test_a_refusal_is_answered_by_a_teacher(stores, school):
    refused = AnswerRefused("I cannot.", "Ask.", needs_teacher=True)
    first = await ask(stores, school, "Why is the sky so high?", refused)
    same = await ask(stores, school, "why is the sky so high", refused, student=school.other)
    with pytest.raises(Conflict):
        await rule(stores, school, first, RulingKind.RECALL)
    await rule(stores, school, first, text="It is not high.", final="", skills=("optics",))
    for doubt in (first, same):
        stored = await read(stores, school, doubt)
        assert stored.status is DoubtStatus.ANSWERED
        assert stored.answer.text == "It is not high."
        assert stored.answer.skills == ("optics",)
        assert not stored.needs_teacher
        assert stored.reason == ""
    needing = DoubtFilter(None, needs_teacher=True)
    assert await stores.doubt_book.list_doubts(school.tenant, needing, None, 10) == []
    answered = DoubtFilter(None, status=DoubtStatus.ANSWERED)
    assert len(await stores.doubt_book.list_doubts(school.tenant, answered, None, 10)) == 2


async def test_a_refusal_that_asked_for_no_teacher_is_answered_too(stores, school):
    refused = AnswerRefused("I do not understand.", "Say it otherwise.")
    doubt = await ask(stores, school, "Solve the thing", refused)
    made = await rule(stores, school, doubt, text="There is none.", final="")
    assert made.doubts == [doubt.id]
    assert (await read(stores, school, doubt)).answer.text == "There is none."
    assert await stores.rulings.on(school.tenant, asked_first("Solve the thing", None))


async def test_ideas_are_ruled_on_in_other_words(stores, school):
    heavy = replace(WRONG, text="Ice is heavy.", final="", model="x/m", subject="physics")
    first = await ask(stores, school, "Why does ice float on water?", heavy)
    reworded = await ask(stores, school, "Can you explain why ice floats on water?", heavy)
    longer = replace(heavy, text="Ice is very heavy.")
    detailed = await ask(stores, school, "Tell me why ice floats on water", longer)
    other = await ask(stores, school, "Why does iron float on water?", heavy)
    made = await rule(stores, school, first, text="It is lighter.", final="")
    assert set(made.doubts) == {first.id, reworded.id, detailed.id}
    assert (await read(stores, school, other)).correction is None
    on = stores.rulings.on
    assert await on(school.tenant, asked_first("how come ice floats on water", None)) == made.ruling
    assert await on(school.tenant, asked_first("Why does iron float on water?", None)) is None
    asked = asked_first("Why does ice float on water?", "physics")
    assert await on(school.tenant, asked) == made.ruling
    assert await on(school.tenant, replace(asked, subject="art")) is None


async def test_hints_and_threads(stores, school):
    hint = replace(WRONG, text="What is 2x?", final="", hint=Hint(Help.RESTATE, True))
    hinted = await ask(stores, school, answer=hint, wanted=Wanted.HINT)
    whole = await ask(
        stores,
        school,
        "Show me the solution",
        thread=hinted.id,
        follows=hinted.id,
        turns=(Turn(QUESTION, "What is 2x?", Help.RESTATE),),
    )
    why = await ask(
        stores,
        school,
        "Why?",
        thread=hinted.id,
        follows=whole.id,
        turns=(Turn(QUESTION, "What is 2x?"), Turn("Show me the solution", "x = 5")),
    )
    first = await ask(stores, school, student=school.other)
    made = await rule(stores, school, first)
    assert set(made.doubts) == {first.id, whole.id}
    turns = await stores.doubt_book.turns(school.tenant, why.id, 9)
    assert [turn.answer for turn in turns][:2] == ["What is 2x?", "Subtract 3, halve: $x = 4$."]
    await rule(stores, school, hinted)
    stored = await read(stores, school, hinted)
    assert "4" not in stored.answer.text
    assert stored.answer.hint == hint.hint
    assert stored.correction.former.text == "What is 2x?"
    turns = await stores.doubt_book.turns(school.tenant, why.id, 9)
    assert "withdrawn" in turns[0].answer
    await rule(stores, school, why)
    assert (await read(stores, school, why)).answer.final == "x = 4"
    elsewhere = await ask(
        stores, school, "Why?", thread=hinted.id, follows=hinted.id, turns=(Turn("a", "b"),)
    )
    assert (await read(stores, school, elsewhere)).correction is None


async def test_later_turns_say_that_they_were_built_on_an_answer_that_was_ruled_out(stores, school):
    async def follow(former, question="Why?", answer=WRONG):
        more = {"thread": first.id, "follows": former.id, "turns": (Turn(QUESTION, WRONG.text),)}
        return await ask(stores, school, question, answer, **more)

    first = await ask(stores, school)
    why = await follow(first)
    hint = replace(WRONG, text="Divide by 2.", final="", hint=Hint(Help.NEXT_STEP, True))
    hinted = await follow(why, "Another hint, please", hint)
    refused = await follow(hinted, "And why that?", AnswerRefused("I cannot."))
    copy = await follow(first, "Show me the solution")
    assert (await read(stores, school, why)).built_on is None
    await rule(stores, school, first, RulingKind.NOTE)
    assert (await read(stores, school, why)).built_on is None
    elsewhere = await ask(stores, school, "Solve 3x = 9")
    await rule(stores, school, await ask(stores, school, student=school.other))
    for doubt in (why, hinted):
        built = (await read(stores, school, doubt)).built_on
        assert (built.doubt, built.kind) == (first.id, RulingKind.CORRECTION)
        assert built.at > doubt.asked_at
    for doubt in (first, refused, copy, elsewhere, await follow(hinted, "Why now?")):
        assert (await read(stores, school, doubt)).built_on is None
    await rule(stores, school, why, RulingKind.RECALL)
    assert (await read(stores, school, why)).built_on is None
    built = (await read(stores, school, hinted)).built_on
    assert (built.doubt, built.kind) == (why.id, RulingKind.RECALL)
    listed = await stores.doubt_book.list_doubts(school.tenant, DoubtFilter(None), None, 20)
    assert all(each.built_on is None for each in listed)
    await rule(stores, school, hinted, RulingKind.CONFIRMATION)
    assert (await read(stores, school, hinted)).built_on is None


async def test_what_followed_a_refusal_was_built_on_nothing_wrong(stores, school):
    first = await ask(stores, school, answer=AnswerRefused("I cannot.", needs_teacher=True))
    turns = (Turn(QUESTION, "I cannot."),)
    later = await ask(stores, school, "Why?", thread=first.id, follows=first.id, turns=turns)
    await rule(stores, school, first)
    assert (await read(stores, school, later)).built_on is None


async def test_what_cannot_be_ruled_on(stores, school):
    elsewhere = await enrol(stores)
    doubt = doubt_of(school.student)
    await stores.doubt_log.open(school.tenant, doubt)
    with pytest.raises(Conflict) as still_open:
        await rule(stores, school, doubt)
    assert still_open.value.field == "doubt_id"
    await stores.doubt_log.cancel(school.tenant, doubt.id)
    failed = await ask(stores, school, answer=AnswerFailed("x", "", False))
    for unanswered in (doubt, failed):
        with pytest.raises(Conflict):
            await rule(stores, school, unanswered)
    answered = await ask(stores, school)
    with pytest.raises(NotFound):
        await rule(stores, elsewhere, answered)
    with pytest.raises(NotFound):
        await rule(stores, school, replace(answered, id=new_id()))
    made = await rule(stores, school, answered, checked=CheckVerdict.CONTRADICTED, insisted=True)
    assert await stores.rulings.ruling(school.tenant, made.ruling.id) == made.ruling
    assert made.ruling.insisted
    assert await stores.rulings.ruling(elsewhere.tenant, made.ruling.id) is None
    assert await stores.rulings.on(elsewhere.tenant, asked_first(QUESTION, None)) is None


async def test_answers_that_race_a_ruling_are_corrected_or_not_given(stores, school):
    """Each of many closes is before the ruling, and shows it, or after it, and is refused."""
    first = await ask(stores, school)
    doubts = [doubt_of(school.student, asked_at=datetime.now(UTC)) for _ in range(40)]
    for doubt in doubts:
        await stores.doubt_log.open(school.tenant, doubt)

    async def close(doubt, after) -> bool:
        await asyncio.sleep(after)
        try:
            return await stores.doubt_log.close(school.tenant, doubt, AnswerReady(WRONG), [])
        except Recalled:
            return False

    async def correct():
        await asyncio.sleep(0.01)
        return await rule(stores, school, first)

    *given, made = await asyncio.gather(
        *(close(doubt, at / 2000) for at, doubt in enumerate(doubts)), correct()
    )
    got = {doubt.id for doubt, was_given in zip(doubts, given, strict=True) if was_given}
    assert set(made.doubts) == got | {first.id}
    for doubt in doubts:
        stored = await read(stores, school, doubt)
        expected = DoubtStatus.ANSWERED if doubt.id in got else DoubtStatus.OPEN
        assert stored.status is expected
        assert (stored.correction is not None) is (doubt.id in got)


async def test_a_copy_of_another_student_is_theirs(stores, school):
    third = account()
    await stores.accounts.add_account(school.tenant, third)
    first = await ask(stores, school)
    await ask(stores, school, student=third.id)
    made = await rule(stores, school, first)
    assert made.students == 2
    waiting = await stores.outbox.waiting(school.tenant, 100)
    whose = {m.payload["student"] for m in waiting if m.kind == "doubt.corrected"}
    assert whose == {str(school.student), str(third.id)}


async def test_yesterdays_rulings_hold(stores, school):
    first = await ask(stores, school)
    made = ruling(school, first, at=datetime.now(UTC) - timedelta(days=400))
    await stores.rulings.rule(school.tenant, made)
    assert (await stores.rulings.on(school.tenant, asked_first(QUESTION, None))).id == made.id
