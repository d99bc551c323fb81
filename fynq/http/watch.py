"""One doubt on its way, seen from the connection that asked it."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import structlog

from fynq.domain.bridge import Bridge
from fynq.domain.doubt import TERMINAL, AnswerEvent, AnswerFailed, BridgeFound, Doubt
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant
from fynq.http.parts import HttpParts

log = structlog.get_logger()

CANCELLED = AnswerFailed("cancelled", "Cancelled.", False)
_BROKEN = AnswerFailed(FynqError.code, "Something in fynq broke; it was logged.", True)


class Left:
    """Stands in the queue for: the client has left."""


class Watch:
    """Answers a doubt in a task of its own, which a slow client cannot hold up.

    Nothing is lost when the client leaves at the very end: once the outcome is written, `leave`
    does not stop what the doubt still has to teach.
    """

    def __init__(self, parts: HttpParts, tenant: Tenant, doubt: Doubt) -> None:
        self._parts = parts
        self._tenant = tenant
        self._doubt = doubt
        self._queue: asyncio.Queue[AnswerEvent | FynqError | Left] = asyncio.Queue()
        self._task = parts.running.start(tenant, doubt.id, self._pump())

    async def next(self) -> AnswerEvent:
        """The next event; one of them is terminal and is the last to wait for.

        Raises FynqError when there is no outcome, ClientLeft after `client_left`.
        """
        item = await self._queue.get()
        if isinstance(item, FynqError):
            raise item
        if isinstance(item, Left):
            raise ClientLeft
        return item

    def ready(self) -> bool:
        return not self._queue.empty()

    def client_left(self) -> None:
        self._queue.put_nowait(Left())

    def leave(self) -> None:
        """Stops the work unless its outcome is written."""
        self._parts.running.stop(self._tenant, self._doubt.id)

    async def settled(self, seconds: float) -> Bridge | None:
        """Waits until the doubt has taught what it teaches, at most `seconds`; what is offered after
        the answer, if anything is."""
        await asyncio.wait({self._task}, timeout=seconds)
        while not self._queue.empty():
            item = self._queue.get_nowait()
            if isinstance(item, BridgeFound):
                return item.bridge
        return None

    async def _pump(self) -> None:
        try:
            await self._answer()
        except asyncio.CancelledError:
            self._queue.put_nowait(CANCELLED)
        except FynqError as error:
            self._queue.put_nowait(error)
        except Exception:
            log.exception("answering_broke", doubt=str(self._doubt.id))
            self._queue.put_nowait(_BROKEN)

    async def _answer(self) -> None:
        ended = False
        async with aclosing(self._parts.answer(self._tenant, self._doubt)) as events:
            async for event in events:
                if isinstance(event, TERMINAL):
                    self._parts.running.settle(self._tenant, self._doubt.id)
                    ended = True
                self._queue.put_nowait(event)
        if not ended:
            raise RuntimeError("the doubt ended without an outcome")


class ClientLeft(Exception):
    """The connection is gone."""
