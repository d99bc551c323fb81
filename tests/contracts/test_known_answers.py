from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from fynq.domain.chat import Usage
from fynq.domain.doubt import (
    Answer,
    Doubt,
    Hint,
    LineVerdict,
    Step,
    Turn,
    Verification,
    Wanted,
    WorkChecked,
    WorkLine,
)
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Chunk, Citation, Document
from fynq.domain.learner import LearnerContext
from fynq.domain.manner import Goal, Need, Order, StepSize, Tone
from fynq.domain.policy import Help, SchoolPolicy
from fynq.storage.stores import connect_stores

LEARNER = LearnerContext()
ANSWER = Answer(
    "text",
    "4",
    Verification.VERIFIED,
    "m",
    steps=(Step(0, "ä", "\n"),),
    skills=("a",),
    confidence=0.1,
    work=WorkChecked((WorkLine(1, "$x$", LineVerdict.WRONG),), 1, "square_of_sum", "t"),
)
OTHER_LEARNERS = (
    {"level": "primary"},
    {"language": "de"},
    {"detail": "short"},
    {"policy": SchoolPolicy(Help.CONCEPT)},
    {"policy": SchoolPolicy(least_confidence=0.97)},
    {"policy": SchoolPolicy(decimal_comma=True)},
    {"policy": SchoolPolicy(times="cross")},
    {"policy": SchoolPolicy(exam_phrases=("Midterm 2",))},
    {"policy": SchoolPolicy(closed=True)},
    {"syllabus": "ib"},
    {"reading": "primary"},
    {"order": Order.EXAMPLE},
    {"steps": StepSize.SMALL},
    {"tone": Tone.FORMAL},
    {"needs": (Need.SCREEN_READER,)},
    {"goal": Goal.HOMEWORK},
    {"exam_in": 5},
)
THE_SAME = ({"exam_in": 90}, {"grade": 9}, {"minutes_left": 7}, {"abilities": {"a": 1.0}})


def first(question: str = "Solve $x²$") -> Doubt:
    id_ = new_id()
    return Doubt(id_, new_id(), question, id_, datetime.now(UTC))


def vector(*towards: float) -> bytes:
    row = np.zeros(384, np.float32)
    row[: len(towards)] = towards
    return (row / np.linalg.norm(row)).astype("<f2").tobytes()


async def keep(stores, school, question, answer=ANSWER, learner=LEARNER, near=(1.0,)) -> Doubt:
    doubt = first(question)
    await stores.known.keep(school.tenant, doubt, learner, answer, vector(*near))
    return doubt


async def alike(stores, school, question, learner=LEARNER, near=(1.0, 0.2)):
    return await stores.known.find_alike(school.tenant, first(question), learner, vector(*near))


async def test_a_verified_answer_is_known_to_the_same_question_only(stores, school):
    doubt, known = await keep(stores, school, "Solve $x²$"), stores.known
    assert await known.find(school.tenant, first(" Solve   $x²$\n"), LEARNER) == ANSWER
    assert await known.find(school.tenant, first("Solve $x2$"), LEARNER) is None
    assert await known.find(school.tenant, first("Solve $X²$"), LEARNER) is None
    assert await known.find(Tenant(new_id()), doubt, LEARNER) is None
    for other in OTHER_LEARNERS:
        assert await known.find(school.tenant, doubt, replace(LEARNER, **other)) is None
    for same in THE_SAME:
        assert await known.find(school.tenant, doubt, replace(LEARNER, **same)) == ANSWER
    assert await known.find(school.tenant, replace(doubt, subject="physics"), LEARNER) is None
    for follow_up in ({"follows": new_id()}, {"turns": (Turn("a", "b"),)}, {"thread": new_id()}):
        assert await known.find(school.tenant, replace(doubt, **follow_up), LEARNER) is None


async def test_a_hint_is_not_answered_by_a_known_solution(stores, school):
    await keep(stores, school, "Solve 2x+3=11")
    known = stores.known
    asked = replace(first("Solve 2x+3=11"), wanted=Wanted.HINT)
    assert await known.find(school.tenant, asked, LEARNER) is None
    for words in ("Give me a hint: Solve 2x+3=11", "Solve 2x+3=11. Only a hint, please"):
        assert await known.find(school.tenant, first(words), LEARNER) is None
    hint = replace(ANSWER, final="", hint=Hint(Help.RESTATE, True))
    await known.keep(school.tenant, asked, LEARNER, hint, vector(1.0))
    again = replace(first("Solve 2x+3=11"), wanted=Wanted.HINT)
    assert await known.find(school.tenant, again, LEARNER) == hint
    assert await known.find(school.tenant, first("Solve 2x+3=11"), LEARNER) == ANSWER


async def test_mathematics_that_reads_the_same_is_known(stores, school):
    await keep(stores, school, "Solve 2x+3=11")
    for words in (
        "solve for x: 2x + 3 = 11",
        "What is x if $2x+3=11$?",
        "Please solve 2x + 3 = 11, thanks",
    ):
        assert await stores.known.find(school.tenant, first(words), LEARNER) == ANSWER
    for words in (
        "Solve 2x+3=12",
        "Solve 2x-3=11",
        "Solve 2x+3=11!",
        "Solve 2y+3=11",
        "Solve 2x+3>11",
        "Differentiate 2x+3",
        "Solve 2x+3=11 by graphing",
        "Solve 2x+3=11 to 2 decimal places",
    ):
        assert await stores.known.find(school.tenant, first(words), LEARNER) is None
        assert await alike(stores, school, words, near=(1.0,)) is None
    for other in OTHER_LEARNERS:
        learner = replace(LEARNER, **other)
        assert await stores.known.find(school.tenant, first("solve 2x+3 = 11"), learner) is None


async def test_the_same_idea_in_other_words_is_known(stores, school):
    await keep(stores, school, "Why does ice float on water?")
    words = "Can you explain why ice floats on water?"
    assert await alike(stores, school, words) == ANSWER
    assert await stores.known.find(school.tenant, first(words), LEARNER) == ANSWER
    assert await alike(stores, school, "Why does iron float on water?") is None
    assert await alike(stores, school, "Why does ice not float on water?") is None
    again = "Tell me why ice floats on water"
    assert await alike(stores, school, again, near=(0.0, 1.0)) is None
    for other in OTHER_LEARNERS:
        assert await alike(stores, school, again, replace(LEARNER, **other)) is None
    elsewhere = Tenant(new_id())
    assert await stores.known.find_alike(elsewhere, first(again), LEARNER, vector(1.0)) is None
    assert await alike(stores, school, again) == ANSWER


@pytest.mark.parametrize("status", [Verification.LIKELY, Verification.UNVERIFIED])
async def test_only_verified_answers_are_kept(stores, school, status):
    await keep(stores, school, "Why " + status, replace(ANSWER, status=status))
    assert await stores.known.find(school.tenant, first("Why " + status), LEARNER) is None
    assert await alike(stores, school, "Please tell me why " + status) is None


async def test_what_an_answer_cost_is_counted_once(stores, school):
    await keep(stores, school, "What is 1+1?", replace(ANSWER, usage=Usage(9, 9, cost_micros=9)))
    assert await stores.known.find(school.tenant, first("What is 1+1?"), LEARNER) == ANSWER


async def test_new_knowledge_makes_known_answers_stale(stores, school):
    doubt = await keep(stores, school, "about sources")
    page = Document(new_id(), "notes", "ice.md", "Ice", "Ice floats.")
    await stores.knowledge.put_document(school.tenant, page, [])
    async with asyncio.timeout(10):
        while await stores.known.find(school.tenant, doubt, LEARNER) is not None:
            await asyncio.sleep(0.05)


async def test_an_answer_ends_at_once_when_a_document_that_it_cites_changes(stores, school):
    page = Document(new_id(), "notes", "ice.md", "Ice", "Ice floats.")
    await stores.knowledge.put_document(school.tenant, page, [])
    citation = Citation(page.id, new_id(), 1, "Ice", 0, 11, "Ice floats.")
    answer = replace(ANSWER, citations=(citation,))
    await keep(stores, school, "Why does ice float?", answer)
    await keep(stores, school, "Differentiate x^3", answer)
    asked = first("Why does ice float?")
    assert await stores.known.find(school.tenant, asked, LEARNER) == answer
    assert await alike(stores, school, "Tell me why ice floats") == answer
    assert await stores.known.find(school.tenant, first("derivative of x^3"), LEARNER) == answer
    await stores.knowledge.put_document(school.tenant, replace(page, text="Ice sinks."), [])
    assert await stores.known.find(school.tenant, asked, LEARNER) is None
    assert await alike(stores, school, "Tell me why ice floats") is None
    assert await stores.known.find(school.tenant, first("derivative of x^3"), LEARNER) is None
    renewed = replace(answer, citations=(replace(citation, revision=2),))
    await keep(stores, school, "Why does ice float?", renewed)
    assert await alike(stores, school, "please tell me why ice floats") == renewed


async def test_an_answer_ends_at_once_when_what_it_cites_is_removed_or_kept_from_students(
    stores, school
):
    page = Document(new_id(), "notes", "ice.md", "Ice", "Ice floats. It does.")
    chunk = Chunk(new_id(), page.id, 1, 0, 0, 11, "Ice floats.", kind="solution")
    answer = replace(
        ANSWER, citations=(Citation(page.id, chunk.id, 1, "Ice", 0, 11, "Ice floats."),)
    )

    async def known() -> bool:
        found = await stores.known.find(school.tenant, first("Why does ice float?"), LEARNER)
        near = await alike(stores, school, "Tell me why ice floats")
        assert (found is None) == (near is None)
        return found is not None

    await stores.knowledge.put_document(school.tenant, page, [chunk])
    await keep(stores, school, "Why does ice float?", answer)
    assert await known()
    change = stores.collections.change_collection
    for kept in ({"audience": "staff"}, {"hide_solutions": True}):
        await change(school.tenant, "notes", kept)
        assert not await known()
        await change(school.tenant, "notes", {"audience": "everyone", "hide_solutions": False})
        assert await known()
    await stores.knowledge.put_document(school.tenant, replace(page, audience="staff"), [chunk])
    assert not await known()
    await stores.knowledge.put_document(school.tenant, page, [chunk])
    await keep(stores, school, "Why does ice float?", answer)
    assert await known()
    await stores.documents.remove_document(school.tenant, page.id)
    assert not await known()
    await stores.knowledge.put_document(school.tenant, page, [chunk])
    assert not await known()


async def test_an_answer_that_cites_a_document_that_is_gone_is_not_known(stores, school):
    gone = Citation(new_id(), new_id(), 1, "t", 0, 1, "q")
    doubt = await keep(stores, school, "What is ice?", replace(ANSWER, citations=(gone,)))
    assert await stores.known.find(school.tenant, doubt, LEARNER) is None


async def test_forgetting_takes_the_answer_from_every_wording(stores, school):
    wordings = ("Why does ice float?", "Tell me why ice floats", "how come ice floats")
    for forgotten_by in range(3):
        doubts = [await keep(stores, school, wordings[0])]
        for words in wordings[1:]:
            doubt = first(words)
            found = await stores.known.find_alike(school.tenant, doubt, LEARNER, vector(1.0))
            assert found == ANSWER
            doubts.append(doubt)
        await stores.recall.forget(Tenant(new_id()), doubts[forgotten_by].id)
        assert await stores.known.find(school.tenant, first(wordings[0]), LEARNER) == ANSWER
        await stores.recall.forget(school.tenant, doubts[forgotten_by].id)
        for words in wordings:
            assert await stores.known.find(school.tenant, first(words), LEARNER) is None
            assert await alike(stores, school, words) is None


async def test_forgetting_mathematics_takes_it_from_every_reading(stores, school):
    await keep(stores, school, "Solve 2x+3=11")
    other = first("solve for x: 2x + 3 = 11")
    assert await stores.known.find(school.tenant, other, LEARNER) == ANSWER
    await stores.recall.forget(school.tenant, other.id)
    assert await stores.known.find(school.tenant, first("Solve 2x+3=11"), LEARNER) is None


async def test_forgetting_a_doubt_without_a_known_answer_does_nothing(stores, school):
    await stores.recall.forget(school.tenant, new_id())


async def test_replicas_know_what_another_has_learned(urls, stores, school):
    replica = connect_stores(*urls) if urls else stores
    await keep(stores, school, "Why is snow white?")
    assert await alike(replica, school, "explain why snow is white") == ANSWER
    for number in range(30):
        await keep(stores, school, f"Why is stone {number} grey?", near=(0.0, 1.0))
        words = f"explain why stone {number} is grey"
        assert await alike(replica, school, words, near=(0.0, 1.0)) == ANSWER
    if replica is not stores:
        await replica.close()


async def test_a_question_that_is_no_valid_text_is_known_to_nobody(stores, school):
    doubt = await keep(stores, school, "why \ud800")
    assert await stores.known.find(school.tenant, doubt, LEARNER) is None
    assert await alike(stores, school, "why \ud800") is None
