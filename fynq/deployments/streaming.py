"""Streams between actors: pieces cross together, at most 20 ms after they were made."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog

from fynq.deployments.failures import FOREIGN, is_death, translated
from fynq.domain.errors import FynqError, RoomUnavailable

Item = TypeVar("Item")

log = structlog.get_logger()

GATHER_SECONDS = 0.02
TAKEN_SECONDS = 0.01
BATCH_ITEMS = 256


@dataclass(frozen=True, slots=True)
class Batch(Generic[Item]):
    """What crosses. The last one has ended=True, with the error that ended the stream if any.

    An empty one comes first when nothing else comes soon: it says that a replica has the call.
    """

    items: tuple[Item, ...] = ()
    ended: bool = False
    error: FynqError | None = None


async def gathered(room: str, items: AsyncIterator[Item]) -> AsyncGenerator[Batch[Item], None]:
    """The replica's side. The first item leaves at once; later ones wait for company.

    Closing this generator, as when the consumer leaves, cancels `items`.
    """
    queue: asyncio.Queue[Item | _End] = asyncio.Queue(BATCH_ITEMS)
    pump = asyncio.create_task(_pump(room, items, queue))
    loop = asyncio.get_running_loop()
    earliest = 0.0
    piece: Item | _End
    try:
        try:
            async with asyncio.timeout(TAKEN_SECONDS):
                piece = await queue.get()
        except TimeoutError:
            yield Batch()
            piece = await queue.get()
        while True:
            batch: list[Item] = []
            while not isinstance(piece, _End):
                batch.append(piece)
                left = earliest - loop.time()
                if len(batch) >= BATCH_ITEMS:
                    break
                try:
                    piece = queue.get_nowait()
                except asyncio.QueueEmpty:
                    if left <= 0:
                        break
                    try:
                        async with asyncio.timeout(left):
                            piece = await queue.get()
                    except TimeoutError:
                        break
            else:
                yield Batch(tuple(batch), ended=True, error=piece.error)
                return
            earliest = loop.time() + GATHER_SECONDS
            yield Batch(tuple(batch))
            piece = await queue.get()
    finally:
        pump.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await pump


@dataclass(frozen=True, slots=True)
class _End:
    error: FynqError | None


async def _pump(room: str, items: AsyncIterator[Item], queue: asyncio.Queue[Item | _End]) -> None:
    error: FynqError | None = None
    try:
        async for item in items:
            await queue.put(item)
    except FynqError as failure:
        failure.__traceback__ = None
        error = failure
    except Exception:
        log.exception("room_bug", room=room)
        error = FynqError(f"An unexpected failure in {room}.")
    finally:
        close = getattr(items, "aclose", None)
        if close is not None:
            await close()
    await queue.put(_End(error))


async def scattered(
    room: str, call: Callable[[], Any], patience: float
) -> AsyncGenerator[Any, None]:
    """The Remote's side: the items of a stream, or its FynqError.

    call: starts the remote stream and returns its DeploymentResponseGenerator. patience: seconds to
    wait for a replica to take the call. It is started once more when its replica dies before any
    item came. Leaving early cancels the remote stream.
    """
    for again in (True, False):
        response = call()
        yielded = ended = False
        try:
            async with asyncio.timeout(patience):
                first: Batch[Any] = await anext(response)
            async for batch in _then(first, response):
                for item in batch.items:
                    yielded = True
                    yield item
                if batch.ended:
                    ended = True
                    if batch.error is not None:
                        raise batch.error
                    return
            raise RoomUnavailable(f"{room} cut its stream.")
        except FynqError:
            raise
        except TimeoutError:
            raise RoomUnavailable(f"{room} is restarting.", retry_after=2.0) from None
        except FOREIGN as error:
            if again and not yielded and is_death(error):
                log.info("room_stream_repeated", room=room)
                continue
            log.warning("room_failed", room=room, error=type(error).__name__)
            raise translated(error, room) from None
        finally:
            if not ended:
                response.cancel()


async def _then(first: Batch[Any], rest: AsyncIterator[Batch[Any]]) -> AsyncIterator[Batch[Any]]:
    yield first
    async for batch in rest:
        yield batch
