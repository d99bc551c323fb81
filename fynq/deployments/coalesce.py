"""Many calls, one message: what queued while a message was on its way leaves in the next one."""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import structlog

from fynq.deployments.failures import FOREIGN, is_death, translated
from fynq.domain.errors import DeadlineExceeded, FynqError, RoomUnavailable

Question = TypeVar("Question")
Reply = TypeVar("Reply")

Send = Callable[[Sequence[Question], float], Awaitable[Sequence[Reply | FynqError]]]
"""Carries questions to a replica with the seconds that it may take; one outcome per question."""

log = structlog.get_logger()


@dataclass(eq=False)
class _Call(Generic[Question, Reply]):
    question: Question
    until: float
    reply: asyncio.Future[Reply]


@dataclass(eq=False)
class Coalescer(Generic[Question, Reply]):
    """Calls with the same destination.

    parallel: messages on the way at once; batch: questions in one message; waiting: calls beyond
    which a new one is refused; repeatable: a call that may run twice is sent once more when its
    replica dies.
    """

    room: str
    send: Send[Question, Reply]
    seconds: float
    parallel: int = 2
    batch: int = 64
    waiting: int = 4096
    repeatable: bool = False
    _queue: deque[_Call[Question, Reply]] = field(default_factory=deque, init=False)
    _messages: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _woken: bool = field(default=False, init=False)

    async def __call__(self, question: Question) -> Reply:
        """The reply to one question. Raises FynqError: the replica's own, RoomUnavailable, or
        DeadlineExceeded. A caller that is cancelled leaves the others undisturbed."""
        if len(self._queue) >= self.waiting:
            raise RoomUnavailable(f"{self.room} is full.", retry_after=1.0)
        loop = asyncio.get_running_loop()
        call = _Call[Question, Reply](question, loop.time() + self.seconds, loop.create_future())
        self._queue.append(call)
        self._wake(loop)
        try:
            async with asyncio.timeout_at(call.until):
                return await call.reply
        except TimeoutError:
            raise DeadlineExceeded(f"{self.room} took too long.") from None

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._woken and len(self._messages) < self.parallel:
            self._woken = True
            loop.call_soon(self._leave, context=contextvars.Context())

    def _leave(self) -> None:
        """Sends what is waiting. Runs outside every caller's context: Serve would otherwise end
        the message together with the request of the caller that happened to come first."""
        self._woken = False
        while self._queue and len(self._messages) < self.parallel:
            calls: list[_Call[Question, Reply]] = []
            while self._queue and len(calls) < self.batch:
                call = self._queue.popleft()
                if not call.reply.done():
                    calls.append(call)
            if not calls:
                return
            message = asyncio.get_running_loop().create_task(
                self._message(calls), context=contextvars.Context()
            )
            self._messages.add(message)
            message.add_done_callback(self._arrived)
            for call in calls:
                call.reply.add_done_callback(_cancels_when_all_left(message, calls))

    def _arrived(self, message: asyncio.Task[None]) -> None:
        self._messages.discard(message)
        if self._queue:
            self._leave()

    async def _message(self, calls: Sequence[_Call[Question, Reply]]) -> None:
        try:
            outcomes = await self._outcomes(calls)
        except asyncio.CancelledError:
            _settle(calls, lambda: RoomUnavailable(f"{self.room} is stopping."))
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, nobody may wait for ever
            if not isinstance(error, FynqError):
                log.warning("room_failed", room=self.room, error=type(error).__name__)
            failure = error
            _settle(calls, lambda: translated(failure, self.room))
            return
        for call, outcome in zip(calls, outcomes, strict=True):
            if call.reply.done():
                continue
            if isinstance(outcome, FynqError):
                call.reply.set_exception(outcome)
            else:
                call.reply.set_result(outcome)

    async def _outcomes(
        self, calls: Sequence[_Call[Question, Reply]]
    ) -> Sequence[Reply | FynqError]:
        until = max(call.until for call in calls)
        questions = [call.question for call in calls]
        try:
            return await self._once(questions, until)
        except FOREIGN as error:
            if not (self.repeatable and is_death(error)):
                raise
            log.info("room_call_repeated", room=self.room, calls=len(questions))
            return await self._once(questions, until)

    async def _once(
        self, questions: Sequence[Question], until: float
    ) -> Sequence[Reply | FynqError]:
        left = until - asyncio.get_running_loop().time()
        async with asyncio.timeout(left):
            outcomes = await self.send(questions, left)
        if len(outcomes) != len(questions):
            raise RoomUnavailable(f"{self.room} answered something else.")
        return outcomes

    async def aclose(self) -> None:
        """Ends what is under way; those who wait get RoomUnavailable."""
        queued, self._queue = list(self._queue), deque()
        _settle(queued, lambda: RoomUnavailable(f"{self.room} is stopping."))
        messages = list(self._messages)
        for message in messages:
            message.cancel()
        await asyncio.gather(*messages, return_exceptions=True)


def _settle(calls: Sequence[_Call[Question, Reply]], failure: Callable[[], FynqError]) -> None:
    """Every caller gets an error of its own, so that no traceback grows across callers."""
    for call in calls:
        if not call.reply.done():
            call.reply.set_exception(failure())


def _cancels_when_all_left(
    message: asyncio.Task[None], calls: Sequence[_Call[Question, Reply]]
) -> Callable[[asyncio.Future[Reply]], None]:
    def left(reply: asyncio.Future[Reply]) -> None:
        if reply.cancelled() and all(call.reply.cancelled() for call in calls):
            message.cancel()

    return left


async def outcome(room: str, work: Awaitable[Reply]) -> Reply | FynqError:
    """The replica's side of one question: its reply, or its error as a value."""
    try:
        return await work
    except FynqError as error:
        error.__traceback__ = None
        return error
    except Exception:
        log.exception("room_bug", room=room)
        return FynqError(f"An unexpected failure in {room}.")
