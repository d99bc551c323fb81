"""One call over a handle, cancelled with its caller."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from fynq.deployments.failures import FOREIGN, is_death, translated
from fynq.domain.errors import FynqError

log = structlog.get_logger()


def sender(method: Any) -> Callable[[Sequence[Any], float], Awaitable[Sequence[Any]]]:
    """What a Coalescer sends with: `method` is a deployment's method that takes a list."""

    async def send(questions: Sequence[Any], seconds: float) -> Sequence[Any]:
        del seconds
        outcomes: Sequence[Any] = await answered(method.remote(list(questions)))
        return outcomes

    return send


async def answered(response: Any) -> Any:
    """The reply of a DeploymentResponse; leaving early cancels the remote call."""
    finished = False
    try:
        reply = await response
        finished = True
        return reply
    finally:
        if not finished:
            response.cancel()


async def one_call(room: str, call: Callable[[], Any], seconds: float) -> Any:
    """One message there and one back; once more when the replica dies. Raises FynqError: the
    replica's own, or what became of the call. Leaving early cancels it."""
    for again in (True, False):
        try:
            async with asyncio.timeout(seconds):
                reply = await answered(call())
        except FOREIGN as error:
            work = asyncio.current_task()
            if work is not None and work.cancelling():
                # Serve makes an error of its own out of a caller that leaves.
                raise asyncio.CancelledError from None
            if again and is_death(error):
                log.info("room_call_repeated", room=room, calls=1)
                continue
            raise translated(error, room) from None
        if isinstance(reply, FynqError):
            raise reply
        return reply
    raise AssertionError("unreachable")
