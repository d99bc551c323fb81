"""One call over a handle, cancelled with its caller."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any


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
