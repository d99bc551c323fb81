"""Calls that queue leave together; each caller gets its own reply, error or patience."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Sequence

import pytest
from ray.exceptions import ActorDiedError, ActorUnavailableError
from ray.serve._private.common import DeploymentID
from ray.serve.exceptions import BackPressureError, DeploymentUnavailableError

from fynq.deployments.coalesce import Coalescer, outcome
from fynq.domain.errors import (
    CannotSolve,
    DeadlineExceeded,
    FynqError,
    InvalidInput,
    RoomUnavailable,
)


class Replica:
    """Doubles numbers; messages wait while `gate` is closed."""

    def __init__(self) -> None:
        self.messages: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.failures: list[BaseException] = []
        self.reached = asyncio.Event()
        self.left = asyncio.Event()

    async def __call__(self, questions: Sequence[int], seconds: float) -> list[int | FynqError]:
        assert seconds > 0
        self.messages.append(list(questions))
        self.reached.set()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.left.set()
            raise
        if self.failures:
            raise self.failures.pop(0)
        return [InvalidInput("odd", field="n") if each % 2 else each * 2 for each in questions]


@pytest.fixture
async def replica() -> Replica:
    return Replica()


async def test_what_queued_meanwhile_leaves_in_one_message(replica: Replica) -> None:
    double = Coalescer[int, int]("room", replica, 5.0, parallel=1)
    assert await asyncio.gather(*(double(2 * n) for n in range(100))) == [4 * n for n in range(100)]
    assert [len(message) for message in replica.messages] == [64, 36]


async def test_a_message_on_its_way_lets_others_gather(replica: Replica) -> None:
    replica.gate.clear()
    double = Coalescer[int, int]("room", replica, 5.0, parallel=1)
    first = asyncio.create_task(double(2))
    await replica.reached.wait()
    others = [asyncio.create_task(double(n)) for n in (4, 6, 8)]
    await asyncio.sleep(0)
    replica.gate.set()
    assert await asyncio.gather(first, *others) == [4, 8, 12, 16]
    assert replica.messages == [[2], [4, 6, 8]]


async def test_an_error_reaches_only_its_caller_with_its_type(replica: Replica) -> None:
    double = Coalescer[int, int]("room", replica, 5.0)
    replies = await asyncio.gather(double(2), double(3), double(4), return_exceptions=True)
    assert replies[0] == 4
    assert replies[2] == 8
    assert isinstance(replies[1], InvalidInput)
    assert replies[1].field == "n"


@pytest.mark.parametrize(
    ("failure", "expected", "retry_after"),
    [
        (ActorUnavailableError("gone", b"x" * 16), RoomUnavailable, 2.0),
        (BackPressureError(9, 8, 503, 3.5), RoomUnavailable, 3.5),
        (DeploymentUnavailableError(DeploymentID("a", "b")), RoomUnavailable, 5.0),
        (TimeoutError(), DeadlineExceeded, 1.0),
        (CannotSolve("no"), CannotSolve, None),
        (RuntimeError("bug"), RoomUnavailable, 2.0),
    ],
)
async def test_foreign_failures_become_ours(
    replica: Replica, failure: Exception, expected: type[FynqError], retry_after: float | None
) -> None:
    replica.failures = [failure]
    double = Coalescer[int, int]("room", replica, 5.0)
    replies = await asyncio.gather(double(2), double(4), return_exceptions=True)
    assert [type(each) for each in replies] == [expected, expected]
    assert replies[0].retry_after == retry_after  # type: ignore[union-attr]


async def test_a_repeatable_call_survives_one_death(replica: Replica) -> None:
    replica.failures = [ActorDiedError(), ActorDiedError(), ActorDiedError()]
    once = Coalescer[int, int]("room", replica, 5.0)
    with pytest.raises(RoomUnavailable):
        await once(2)
    replica.failures = [ActorDiedError()]
    again = Coalescer[int, int]("room", replica, 5.0, repeatable=True)
    assert await again(2) == 4
    replica.failures = [ActorDiedError(), ActorDiedError()]
    with pytest.raises(RoomUnavailable):
        await again(2)


async def test_a_caller_that_leaves_hurts_nobody(replica: Replica) -> None:
    replica.gate.clear()
    double = Coalescer[int, int]("room", replica, 5.0)
    leaving, staying = asyncio.create_task(double(2)), asyncio.create_task(double(4))
    await replica.reached.wait()
    leaving.cancel()
    await asyncio.sleep(0)
    replica.gate.set()
    assert await staying == 8
    assert leaving.cancelled() or isinstance(
        (await asyncio.gather(leaving, return_exceptions=True))[0], asyncio.CancelledError
    )
    assert not replica.left.is_set()


async def test_when_all_leave_the_message_is_cancelled(replica: Replica) -> None:
    replica.gate.clear()
    double = Coalescer[int, int]("room", replica, 5.0)
    callers = [asyncio.create_task(double(n)) for n in (2, 4)]
    await replica.reached.wait()
    for caller in callers:
        caller.cancel()
    await asyncio.gather(*callers, return_exceptions=True)
    await replica.left.wait()
    replica.gate.set()
    assert await double(6) == 12


async def test_a_caller_that_left_while_queued_is_not_sent(replica: Replica) -> None:
    replica.gate.clear()
    double = Coalescer[int, int]("room", replica, 5.0, parallel=1)
    first = asyncio.create_task(double(2))
    await replica.reached.wait()
    second, third = asyncio.create_task(double(4)), asyncio.create_task(double(6))
    await asyncio.sleep(0)
    second.cancel()
    replica.gate.set()
    assert await first == 4
    assert await third == 12
    assert replica.messages == [[2], [6]]


async def test_patience_ends_with_deadline_exceeded(replica: Replica) -> None:
    replica.gate.clear()
    double = Coalescer[int, int]("room", replica, 0.02)
    with pytest.raises(DeadlineExceeded):
        await double(2)
    replica.gate.set()


async def test_a_full_queue_refuses(replica: Replica) -> None:
    replica.gate.clear()
    double = Coalescer[int, int]("room", replica, 5.0, parallel=1, waiting=2)
    callers = [asyncio.create_task(double(2))]
    await replica.reached.wait()
    callers += [asyncio.create_task(double(n)) for n in (4, 6)]
    await asyncio.sleep(0)
    with pytest.raises(RoomUnavailable) as refused:
        await double(8)
    assert refused.value.retry_after == 1.0
    replica.gate.set()
    assert await asyncio.gather(*callers) == [4, 8, 12]


async def test_messages_do_not_belong_to_a_callers_context() -> None:
    request = contextvars.ContextVar("request", default="nobody")
    seen: list[str] = []

    async def send(questions: Sequence[int], seconds: float) -> list[int | FynqError]:
        seen.append(request.get())
        return list(questions)

    request.set("a caller")
    await Coalescer[int, int]("room", send, 5.0)(1)
    assert seen == ["nobody"]


async def test_a_short_reply_is_an_error_not_a_hang() -> None:
    async def send(questions: Sequence[int], seconds: float) -> list[int | FynqError]:
        return []

    with pytest.raises(RoomUnavailable):
        await Coalescer[int, int]("room", send, 5.0)(1)


async def test_closing_tells_those_who_wait(replica: Replica) -> None:
    replica.gate.clear()
    double = Coalescer[int, int]("room", replica, 5.0, parallel=1)
    callers = [asyncio.create_task(double(2))]
    await replica.reached.wait()
    callers.append(asyncio.create_task(double(4)))
    await asyncio.sleep(0)
    await double.aclose()
    replies = await asyncio.gather(*callers, return_exceptions=True)
    assert [type(each) for each in replies] == [RoomUnavailable, RoomUnavailable]


async def test_a_bug_in_a_room_crosses_as_a_plain_error() -> None:
    async def bug() -> int:
        raise KeyError("secret input")

    error = await outcome("room", bug())
    assert type(error) is FynqError
    assert "secret" not in str(error)
