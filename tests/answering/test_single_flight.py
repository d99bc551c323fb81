import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.answering.single_flight import SingleFlight
from fynq.domain.chat import Usage
from fynq.domain.doubt import (
    Answer,
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    AnswerText,
    Doubt,
    Progress,
    Verification,
)
from fynq.domain.errors import RoomUnavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help, SchoolPolicy

TENANT, ELSEWHERE = Tenant(new_id()), Tenant(new_id())
VERIFIED = AnswerReady(Answer("t", "4", Verification.VERIFIED, "m", usage=Usage(5, 5)))
FREE = AnswerReady(replace(VERIFIED.answer, usage=Usage()))
LIKELY = AnswerReady(replace(VERIFIED.answer, status=Verification.LIKELY))
REFUSED = AnswerRefused("No idea.")


def doubt(question: str = "Why?") -> Doubt:
    id_ = new_id()
    return Doubt(id_, new_id(), question, id_, datetime.now(UTC))


@dataclass
class Work:
    """Solves when told to. ends: what each run in turn comes to; the last one again and again."""

    ends: tuple[AnswerEvent | Exception, ...] = (VERIFIED,)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0
    stopped: int = 0

    async def __call__(self) -> AsyncIterator[AnswerEvent]:
        run = self.begun
        self.begun += 1
        try:
            yield Progress("solving")
            await self.go.wait()
            yield AnswerText("t")
            end = self.ends[min(run, len(self.ends) - 1)]
            if isinstance(end, Exception):
                raise end
            yield end
        finally:
            self.stopped += 1


Ask = Callable[..., "asyncio.Task[list[AnswerEvent]]"]


@pytest.fixture
def ask() -> Ask:
    together = SingleFlight()

    def begin(
        work: Work, tenant: Tenant = TENANT, asked: Doubt | None = None, **learner: str
    ) -> asyncio.Task[list[AnswerEvent]]:
        async def events() -> list[AnswerEvent]:
            context = LearnerContext(**learner)  # type: ignore[arg-type]
            stream = together(tenant, asked or doubt(), context, work)
            async with contextlib.aclosing(stream):
                return [event async for event in stream]

        return asyncio.create_task(events())

    return begin


async def settle() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


async def test_a_class_is_answered_once_and_sees_the_progress(ask: Ask) -> None:
    work = Work()
    tasks = [ask(work) for _ in range(30)]
    await settle()
    late = ask(work)
    await settle()
    work.go.set()
    leader, *followers = await asyncio.gather(*tasks, late)
    assert leader == [Progress("solving"), AnswerText("t"), VERIFIED]
    assert followers == [[Progress("solving"), FREE]] * 30
    assert (work.begun, work.stopped) == (1, 1)


async def test_a_refusal_is_shared(ask: Ask) -> None:
    work = Work((REFUSED,))
    tasks = [ask(work) for _ in range(3)]
    await settle()
    work.go.set()
    assert [events[-1] for events in await asyncio.gather(*tasks)] == [REFUSED] * 3
    assert work.begun == 1


async def test_an_answer_that_is_not_verified_is_nobody_elses(ask: Ask) -> None:
    work = Work((LIKELY,))
    tasks = [ask(work) for _ in range(4)]
    await settle()
    work.go.set()
    assert [events[-1] for events in await asyncio.gather(*tasks)] == [LIKELY] * 4
    assert work.begun == 4


async def test_schools_wordings_and_kinds_of_learner_do_not_meet(ask: Ask) -> None:
    work = Work()
    asked = doubt("Why?")
    tasks = [
        ask(work),
        ask(work, ELSEWHERE),
        ask(work, asked=doubt("How?")),
        ask(work, asked=replace(asked, subject="physics")),
        ask(work, asked=replace(asked, follows=new_id())),
        ask(work, asked=replace(asked, follows=new_id())),
        *(ask(work, **{name: "x"}) for name in ("level", "reading", "language", "detail", "syllabus", "order", "goal")),
        ask(work, policy=SchoolPolicy(Help.CONCEPT)),
    ]  # fmt: skip
    await settle()
    assert work.begun == len(tasks)
    work.go.set()
    await asyncio.gather(*tasks)


async def test_when_the_leader_leaves_a_follower_leads(ask: Ask) -> None:
    work = Work()
    tasks = [ask(work) for _ in range(5)]
    await settle()
    for leaver in tasks[:2]:
        leaver.cancel()
        await settle()
    assert (work.begun, work.stopped) == (3, 2)
    work.go.set()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(end, asyncio.CancelledError) for end in ended] == [True] * 2 + [False] * 3
    assert [end[-1] for end in ended[2:] if isinstance(end, list)] == [VERIFIED, FREE, FREE]
    assert work.begun == 3


async def test_a_follower_that_leaves_disturbs_nobody(ask: Ask) -> None:
    work = Work()
    tasks = [ask(work) for _ in range(3)]
    await settle()
    tasks[1].cancel()
    await settle()
    work.go.set()
    leader, left, follower = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(left, asyncio.CancelledError)
    assert isinstance(leader, list)
    assert isinstance(follower, list)
    assert (leader[-1], follower[-1], work.begun) == (VERIFIED, FREE, 1)


@pytest.mark.parametrize("failure", [RoomUnavailable("Away."), ValueError("a bug"), AnswerFailed("x", "", True)])  # fmt: skip
async def test_when_the_leader_fails_a_follower_leads(ask: Ask, failure: AnswerEvent) -> None:
    work = Work((failure, VERIFIED))
    tasks = [ask(work) for _ in range(5)]
    await settle()
    work.go.set()
    first, *others = await asyncio.gather(*tasks, return_exceptions=True)
    assert first is failure or (isinstance(first, list) and first[-1] is failure)
    assert work.begun == 2
    assert {type(other) for other in others} == {list}
    assert all(isinstance(other, list) and other[-1] in (FREE, VERIFIED) for other in others)


async def test_after_two_failures_nobody_waits_for_another(ask: Ask) -> None:
    work = Work((RoomUnavailable("Away."),))
    tasks = [ask(work) for _ in range(6)]
    await settle()
    work.go.set()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(end, RoomUnavailable) for end in ended)
    assert work.begun == 6


async def test_a_follower_waits_no_longer_than_its_own_deadline(ask: Ask) -> None:
    work = Work()
    leader, follower = ask(work), ask(work)
    await settle()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await follower
    assert not leader.done()
    work.go.set()
    assert (await leader)[-1] == VERIFIED


@given(st.lists(st.sampled_from(["ask", "leave first", "leave last", "fail", "answer"]), max_size=25))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_whoever_stays_gets_an_end_and_nothing_is_left_behind(acts: list[str]) -> None:
    async def story() -> None:
        together = SingleFlight()
        work = Work()
        tasks: list[asyncio.Task[AnswerEvent]] = []

        async def student() -> AnswerEvent:
            async with contextlib.aclosing(
                together(TENANT, doubt(), LearnerContext(), work)
            ) as events:
                return [event async for event in events][-1]

        for act in acts:
            waiting = [task for task in tasks if not task.done()]
            if act == "ask":
                tasks.append(asyncio.create_task(student()))
            elif act.startswith("leave") and waiting:
                waiting[0 if act == "leave first" else -1].cancel()
            elif act in ("fail", "answer"):
                work.ends = (RoomUnavailable("x") if act == "fail" else VERIFIED,)
                work.go.set()
                await settle()
                work.go.clear()
            await settle()
        work.ends = (VERIFIED,)
        work.go.set()
        async with asyncio.timeout(10):
            await asyncio.gather(*tasks, return_exceptions=True)
        assert work.begun == work.stopped
        assert not together._flights

    asyncio.run(story())
