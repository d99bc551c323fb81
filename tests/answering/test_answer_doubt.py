import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from fynq.answering.answer_doubt import AnswerDoubt
from fynq.answering.ports import Sources
from fynq.domain.doubt import (
    Answer,
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    AnswerRestarted,
    AnswerText,
    Doubt,
    Progress,
    Verification,
)
from fynq.domain.errors import FynqError, RoomUnavailable, StorageUnavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Citation, Found, Passage, Search, Sufficiency
from fynq.domain.learner import LearnerContext, LearningEvent
from fynq.domain.policy import Help, SchoolPolicy

TENANT = Tenant(new_id())
ANSWER = Answer("x = 4", "4", Verification.VERIFIED, "builtin/solver", skills=("linear-equations",))


def doubt(question: str = "Solve 2x + 3 = 11") -> Doubt:
    name = new_id()
    return Doubt(name, new_id(), question, name, datetime.now(UTC))


@dataclass
class Log:
    opened: list[Doubt] = field(default_factory=list)
    closed: list[tuple[Any, Sequence[LearningEvent]]] = field(default_factory=list)
    cancelled: list[UUID] = field(default_factory=list)
    down: bool = False
    still_open: bool = True

    async def open(self, tenant: Tenant, doubt: Doubt) -> None:
        if self.down:
            raise StorageUnavailable
        self.opened.append(doubt)

    async def close(self, tenant: Tenant, doubt: Doubt, outcome: Any, events: Any) -> bool:
        self.closed.append((outcome, events))
        return self.still_open

    async def cancel(self, tenant: Tenant, doubt: UUID) -> bool:
        self.cancelled.append(doubt)
        return True


@dataclass
class Rooms:
    """Personalizer, retriever, reasoner and known answers in one scripted object."""

    events: Sequence[AnswerEvent | FynqError | float] = (AnswerReady(ANSWER),)
    known: Answer | None = None
    alike: Answer | None = None
    down: bool = False
    lawless: bool = False
    learner: LearnerContext | None = None
    kept: list[Answer] = field(default_factory=list)
    observed: list[UUID] = field(default_factory=list)
    sufficiency: Sufficiency | None = None
    reasoned: int = 0
    closed: int = 0

    async def context(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> LearnerContext:
        if self.down:
            raise RoomUnavailable
        return LearnerContext(level="middle")

    async def observe(self, tenant: Tenant, student: UUID) -> None:
        if self.down:
            raise RoomUnavailable
        self.observed.append(student)

    async def look_up(self, tenant: Tenant, search: Search) -> Found:
        if self.down:
            raise RoomUnavailable
        return Found((), b"vector", Sufficiency(0.7, "it is there"))

    async def reason(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        sufficiency: Sufficiency | None,
    ) -> AsyncIterator[AnswerEvent]:
        self.reasoned += 1
        self.learner = learner
        self.sufficiency = sufficiency
        try:
            for event in self.events:
                if isinstance(event, float):
                    await asyncio.sleep(event)
                elif isinstance(event, FynqError):
                    raise event
                else:
                    yield event
        finally:
            self.closed += 1

    async def policy(self, tenant: Tenant) -> SchoolPolicy:
        if self.lawless:
            raise StorageUnavailable("away")
        return SchoolPolicy(Help.CONCEPT)

    async def find(self, tenant: Tenant, doubt: Doubt, learner: LearnerContext) -> Answer | None:
        return self.known

    async def find_alike(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext, vector: bytes
    ) -> Answer | None:
        assert vector == (b"" if self.down else b"vector")
        return self.alike

    async def keep(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext, answer: Answer, vector: bytes
    ) -> None:
        self.kept.append(answer)


def build(log: Log, rooms: Rooms, seconds: float = 5.0) -> AnswerDoubt:
    return AnswerDoubt(log, rooms, rooms, rooms, rooms, rooms, seconds)


async def run(
    log: Log, rooms: Rooms, seconds: float = 5.0, sources: Sources | None = None
) -> list[AnswerEvent]:
    answer = replace(build(log, rooms, seconds), sources=sources)
    return [e async for e in answer(TENANT, doubt())]


async def test_a_doubt_is_stored_answered_written_and_learned_from() -> None:
    log, rooms = Log(), Rooms()
    events = await run(log, rooms)
    assert events[-1] == AnswerReady(ANSWER)
    assert [type(e) for e in events[:-1]] == [Progress, Progress]
    (outcome, learned) = log.closed[0]
    assert outcome == AnswerReady(ANSWER)
    assert [e.skills for e in learned] == [("linear-equations",)]
    assert rooms.observed == [log.opened[0].student]
    assert rooms.kept == [ANSWER]


async def test_only_verified_answers_are_kept_for_others() -> None:
    likely = replace(ANSWER, status=Verification.LIKELY)
    rooms = Rooms(events=[AnswerReady(likely)])
    await run(Log(), rooms)
    assert rooms.kept == []


async def test_a_known_answer_needs_no_reasoning_and_is_still_recorded() -> None:
    log, rooms = Log(), Rooms(known=ANSWER)
    assert (await run(log, rooms))[-1] == AnswerReady(ANSWER)
    assert (rooms.reasoned, len(log.closed)) == (0, 1)


async def test_an_answer_to_the_same_in_other_words_needs_no_reasoning_and_is_still_recorded() -> (
    None
):
    log, rooms = Log(), Rooms(alike=ANSWER)
    assert (await run(log, rooms))[-1] == AnswerReady(ANSWER)
    assert (rooms.reasoned, len(log.closed), rooms.kept) == (0, 1, [])


async def test_a_class_that_asks_together_is_answered_once_and_each_has_a_doubt_of_its_own() -> (
    None
):
    log, rooms = Log(), Rooms(events=[Progress("solving"), 0.01, AnswerReady(ANSWER)])
    answer = build(log, rooms)

    async def student() -> list[AnswerEvent]:
        return [event async for event in answer(TENANT, doubt())]

    everyone = await asyncio.gather(*(student() for _ in range(30)))
    assert (rooms.reasoned, len(log.opened), len(log.closed)) == (1, 30, 30)
    for events in everyone:
        assert events[-1] == AnswerReady(ANSWER)
        assert Progress("solving") in events


async def test_without_learner_and_sources_the_doubt_is_still_answered() -> None:
    log, rooms = Log(), Rooms(down=True)
    assert (await run(log, rooms))[-1] == AnswerReady(ANSWER)


async def test_without_sources_a_refusal_is_a_retryable_failure_instead() -> None:
    log, rooms = Log(), Rooms(events=[AnswerRefused("No sources.")], down=True)
    last = (await run(log, rooms))[-1]
    assert isinstance(last, AnswerFailed)
    assert (last.code, last.retryable) == ("room_unavailable", True)


async def test_a_broken_room_is_an_honest_retryable_failure_and_is_recorded() -> None:
    log, rooms = Log(), Rooms(events=[Progress("solving"), RoomUnavailable("Restarting.")])
    failed = AnswerFailed("room_unavailable", "Restarting.", True)
    assert (await run(log, rooms))[-1] == failed
    assert log.closed == [(failed, ())]


async def test_the_time_budget_ends_as_a_failure() -> None:
    log, rooms = Log(), Rooms(events=[30.0])
    last = (await run(log, rooms, seconds=0.05))[-1]
    assert isinstance(last, AnswerFailed)
    assert last.code == "deadline_exceeded"
    assert rooms.closed == 1


async def test_a_refusal_is_recorded_and_teaches_nothing() -> None:
    log, rooms = Log(), Rooms(events=[AnswerRefused("No idea.")])
    assert (await run(log, rooms))[-1] == AnswerRefused("No idea.")
    assert log.closed == [(AnswerRefused("No idea."), ())]


async def test_nothing_is_answered_that_could_not_be_stored() -> None:
    rooms = Rooms()
    with pytest.raises(StorageUnavailable):
        await run(Log(down=True), rooms)
    assert rooms.reasoned == 0


async def test_a_doubt_cancelled_meanwhile_does_not_show_its_answer() -> None:
    last = (await run(Log(still_open=False), Rooms()))[-1]
    assert isinstance(last, AnswerFailed)
    assert last.code == "cancelled"


async def test_leaving_cancels_the_doubt_and_its_reasoning() -> None:
    log, rooms = Log(), Rooms(events=[Progress("solving"), 30.0])
    events = build(log, rooms)(TENANT, doubt())
    async for event in events:
        if event == Progress("solving"):
            break
    await events.aclose()
    assert log.cancelled == [log.opened[0].id]
    assert rooms.closed == 1


async def test_a_cancelled_task_cancels_the_doubt() -> None:
    log, rooms = Log(), Rooms(events=[Progress("solving"), 30.0])
    task = asyncio.create_task(run(log, rooms))
    while not rooms.reasoned:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert log.cancelled == [log.opened[0].id]
    assert rooms.closed == 1


async def test_leaving_while_it_is_stored_does_not_leave_it_open() -> None:
    class SlowLog(Log):
        async def open(self, tenant: Tenant, doubt: Doubt) -> None:
            await super().open(tenant, doubt)
            await asyncio.sleep(30)

    log = SlowLog()
    task = asyncio.create_task(run(log, Rooms()))
    while not log.opened:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert log.cancelled == [log.opened[0].id]


async def test_a_reasoner_without_an_end_is_a_failure() -> None:
    log = Log()
    last = (await run(log, Rooms(events=[Progress("solving")])))[-1]
    assert isinstance(last, AnswerFailed)
    assert len(log.closed) == 1


async def test_the_schools_policy_holds_also_without_the_personalizer() -> None:
    for down in (False, True):
        rooms = Rooms(down=down)
        await run(Log(), rooms)
        assert rooms.learner is not None
        assert rooms.learner.policy == SchoolPolicy(Help.CONCEPT)
        assert rooms.sufficiency == (None if down else Sufficiency(0.7, "it is there"))


async def test_without_the_policy_there_is_no_help() -> None:
    log, rooms = Log(), Rooms(lawless=True, known=ANSWER)
    (*_, last) = await run(log, rooms)
    assert isinstance(last, AnswerFailed)
    assert last.retryable
    assert rooms.reasoned == 0
    assert log.closed[0][0] == last


class Changing:
    """Sources of which the first answers' are gone."""

    def __init__(self, gone: int) -> None:
        self.gone = gone
        self.asked: list[Sequence[Citation]] = []

    async def unchanged(self, tenant: Tenant, cited: Sequence[Citation]) -> bool:
        self.asked.append(tuple(cited))
        return len(self.asked) > self.gone


async def test_an_answer_whose_source_went_meanwhile_is_worked_out_anew() -> None:
    cited = replace(ANSWER, citations=(Citation(new_id(), new_id(), 1, "Ice", 0, 3, "Ice"),))
    refused = AnswerRefused("No.", "Read.", cited.citations)
    for terminal in (AnswerReady(cited), refused):
        for gone in (0, 1, 2):
            log, rooms = Log(), Rooms(events=[AnswerText("Ice"), terminal])
            sources = Changing(gone)
            events = await run(log, rooms, sources=sources)
            restarts = [event for event in events if isinstance(event, AnswerRestarted)]
            assert (len(restarts), rooms.reasoned) == (gone, min(gone + 1, 2))
            assert sources.asked == [cited.citations] * min(gone + 1, 2)
            if gone == 2:
                assert isinstance(events[-1], AnswerFailed) and events[-1].retryable
            else:
                assert events[-1] == terminal
            assert log.closed[0][0] == events[-1]
