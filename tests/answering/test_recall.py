"""A recall under load, over PostgreSQL and Redis, with two gateways; and the worker that finishes it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fynq.answering.answer_doubt import AnswerDoubt
from fynq.answering.books import FeedbackEntry
from fynq.answering.evidence import EvidenceKind
from fynq.answering.judge_answer import JudgeAnswer, Judgement
from fynq.answering.ruled import RuledAnswers, RuledReasoner
from fynq.answering.weighing import Refold, Settle, Weigh
from fynq.domain.doubt import TERMINAL, AnswerReady, Doubt
from fynq.domain.errors import CacheUnavailable
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Found
from fynq.domain.learner import EventKind, LearnerContext, LearningEvent
from fynq.domain.ruling import AnswerCheck, RulingKind
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from fynq.storage.jobs import Jobs
from fynq.storage.options import StorageOptions
from fynq.storage.stores import connect_stores
from tests.contracts.test_rulings import WRONG

QUESTION = "Solve 2x + 3 = 11"
RIGHT = "x = 4"


class Rooms:
    """A reasoner that is wrong, a personalizer and a retriever that know nothing."""

    def __init__(self) -> None:
        self.reasoned = 0

    async def reason(self, tenant, doubt, learner, passages, sufficiency=None):
        self.reasoned += 1
        await asyncio.sleep(0.002)
        yield AnswerReady(WRONG)

    async def check_answer(self, question, final):
        return AnswerCheck()

    async def context(self, tenant, student, skills):
        return LearnerContext()

    async def observe(self, tenant, student):
        return None

    async def look_up(self, tenant, search):
        return Found()


class Gateway:
    def __init__(self, stores, rooms) -> None:
        self.stores = stores
        self.answer = AnswerDoubt(
            stores.doubt_log,
            rooms,
            rooms,
            RuledReasoner(rooms, stores.rulings),
            RuledAnswers(stores.known, stores.rulings),
            stores.policies,
            sources=stores.sources,
        )
        self.judge = JudgeAnswer(stores.doubt_book, stores.rulings, rooms, stores.recall)

    async def ask(self, school, student, question=QUESTION):
        """The doubt, its terminal event, and when that was told."""
        id_ = new_id()
        doubt = Doubt(id_, student, question, id_, datetime.now(UTC))
        last = None
        async for event in self.answer(school.tenant, doubt):
            if isinstance(event, TERMINAL):
                last, at = event, time.monotonic()
        return doubt, last, at


@pytest.fixture
async def gateways(database_url, redis_url):
    rooms = Rooms()
    built = [connect_stores(database_url, redis_url) for _ in range(2)]
    yield [Gateway(stores, rooms) for stores in built]
    for stores in built:
        await stores.close()


async def test_of_200_copies_under_load_none_is_served_after_the_reply(gateways, school):
    one, two = gateways
    first, told, _ = await one.ask(school, school.student)
    assert told.answer.final == "x = 5"
    got = []

    async def asking(gateway, count):
        for number in range(count):
            words = QUESTION if number % 2 else "what is x if 2x+3 = 11?"
            got.append(await gateway.ask(school, school.other, words))

    before = [asyncio.create_task(asking(gateway, 10)) for gateway in gateways for _ in range(10)]
    await asyncio.gather(*before)
    load = [asyncio.create_task(asking(gateway, 6)) for gateway in gateways for _ in range(5)]
    await asyncio.sleep(0.03)
    judgement = Judgement(
        RulingKind.CORRECTION, school.owner, "Ms Noether", text="Halve.", final=RIGHT
    )
    ruled, _ = await two.judge(school.tenant, first.id, judgement)
    acknowledged = time.monotonic()
    await asyncio.gather(*load)
    await asking(one, 5)
    await asking(two, 5)
    wrong = [(doubt, at) for doubt, event, at in got if event.answer.final != RIGHT]
    late = [doubt for doubt, at in wrong if at > acknowledged]
    assert len(wrong) >= 200
    assert {doubt.id for doubt, _ in wrong} | {first.id} == set(ruled.doubts)
    assert not late
    for doubt, event, _ in got[-10:]:
        assert event.answer.final == RIGHT, doubt
    for doubt, _ in wrong:
        stored = await one.stores.doubt_book.doubt(school.tenant, doubt.id)
        assert stored.answer.final == RIGHT
        assert stored.correction.former.final == "x = 5"


@pytest.fixture
async def working(stores, database_url):
    """What a worker does, in this process; stop() ends it."""
    personalizer = Personalizer(stores.learners, PersonalizationOptions())
    failing = []

    class Recall:
        async def forget(self, tenant, doubt):
            if failing:
                failing.pop()
                raise CacheUnavailable("away")
            await stores.recall.forget(tenant, doubt)

    handlers = {
        "weigh": Weigh(stores.desks, personalizer),
        "settle_ruling": Settle(stores.desks, personalizer, Recall()),
        "refold_model": Refold(stores.desks),
        "learn": _nothing,
        "deliver": _nothing,
        "tidy": _nothing,
        "load_starter": _nothing,
    }
    stop = asyncio.Event()
    jobs = Jobs(database_url, StorageOptions(), poll_seconds=0.2)
    task = asyncio.create_task(jobs.run_jobs(handlers, stop))
    yield failing
    stop.set()
    await task


async def _nothing(tenant, payload):
    return None


async def until(ready):
    async with asyncio.timeout(30):
        while not await ready():
            await asyncio.sleep(0.05)


async def test_every_kind_of_evidence_reaches_the_worker(gateways, stores, school, working):
    one, _ = gateways
    first, _, _ = await one.ask(school, school.student)
    # As if ten minutes had passed since the student read the first answer.
    id_ = new_id()
    later = Doubt(id_, school.student, QUESTION, id_, datetime.now(UTC) + timedelta(minutes=10))
    await stores.doubt_log.open(school.tenant, later)
    await stores.doubt_log.close(school.tenant, later, AnswerReady(WRONG), [])
    entry = FeedbackEntry(new_id(), school.student, first.id, -1, "wrong", "")
    await stores.feedback.record_feedback(school.tenant, entry)
    item = LearningEvent(
        new_id(),
        school.student,
        EventKind.ITEM_ANSWERED,
        WRONG.skills,
        0.0,
        datetime.now(UTC),
        first.id,
        "item",
    )
    await stores.learning.record(school.tenant, [item])

    async def weighed():
        evidence, _ = await stores.effects.of_doubt(school.tenant, first.id)
        return len(evidence) == 3

    await until(weighed)
    evidence, _ = await stores.effects.of_doubt(school.tenant, first.id)
    assert {(each.kind, each.id) for each in evidence} == {
        (EvidenceKind.REASK, later.id),
        (EvidenceKind.THUMB, entry.id),
        (EvidenceKind.NEXT_ITEM, item.id),
    }
    assert next(e for e in evidence if e.kind is EvidenceKind.NEXT_ITEM).said.expected != 0.5


async def test_a_worker_finishes_what_a_ruling_began(gateways, stores, school, working):
    one, two = gateways
    first, _, _ = await one.ask(school, school.student)
    entry = FeedbackEntry(new_id(), school.student, first.id, 1, "", "")
    await stores.feedback.record_feedback(school.tenant, entry)

    async def evidence():
        return (await stores.effects.of_doubt(school.tenant, first.id))[0]

    async def rated():
        return len(await evidence()) == 1

    await until(rated)
    working.extend([None, None])  # Redis is away for the first two tries

    class Away:
        async def forget(self, tenant, doubt):
            raise CacheUnavailable("away")

    judge = replace(two.judge, recall=Away())
    judgement = Judgement(RulingKind.RECALL, school.owner, "")
    await judge(school.tenant, first.id, judgement)
    for gateway in gateways:
        _, told, _ = await gateway.ask(school, school.other)
        assert "withdrawn" in told.reason

    async def settled():
        voided = [each.voided_by is not None for each in await evidence()]
        return voided == [True, False]

    await until(settled)
    assert not working
    learner = LearnerContext()
    asked = Doubt(first.id, school.other, QUESTION, first.id, datetime.now(UTC))
    assert await stores.known.find(school.tenant, asked, learner) is None
