"""One thread that encodes, and everybody's texts in front of it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np

from fynq.domain.errors import FynqError, RoomUnavailable
from fynq.retrieval.ports import Vectors

Encode = Callable[[Sequence[str]], Vectors]
"""Texts to an array with a row for each. Called by the encoding thread only."""

BULK_SLICE = 4
"""Passages encoded between two looks at the queue: a query waits for one slice at most."""
_PATIENCE = 8
"""Batches of queries after which a waiting bulk job gets a slice."""


@dataclass(eq=False)
class _Job:
    """after_busy: others were being encoded when it came, so more of its kind may follow."""

    texts: Sequence[str]
    arrived: float
    after_busy: bool
    future: Future[Vectors] = field(default_factory=Future)
    order: list[int] = field(default_factory=list)
    parts: list[Vectors] = field(default_factory=list)
    done: int = 0


class EncodingThread:
    """Coalesces concurrent queries into batches and works bulk jobs off in slices between them.

    load: called once in the thread, before the first text; its error is the answer to every call.
    window: seconds that a query which arrived behind others waits for company; a query that finds
    the encoder idle starts at once. A cancelled call leaves the queue; what is being encoded
    is finished and thrown away.
    """

    def __init__(self, load: Callable[[], Encode], *, window: float, batch: int) -> None:
        self._load = load
        self._window = window
        self._batch = max(batch, 1)
        self._queries: deque[_Job] = deque()
        self._bulk: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._busy = False
        self._closed = False
        self._streak = 0

    def start(self) -> None:
        """Begins to load; returns at once."""
        with self._changed:
            self._ensure_thread()

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """texts: at least one. Raises what loading raised, or RoomUnavailable after close() or a
        failure to encode."""
        if not texts:
            raise ValueError("nothing to embed")
        return await asyncio.wrap_future(self._submit(list(texts)).future)

    async def close(self) -> None:
        """Ends the thread after the batch in hand; what still waits gets RoomUnavailable."""
        with self._changed:
            self._closed = True
            waiting = [*self._queries, *self._bulk]
            self._queries.clear()
            self._bulk.clear()
            self._changed.notify_all()
        for job in waiting:
            _fail(job, RoomUnavailable("The embedder is closed."))
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    def _submit(self, texts: Sequence[str]) -> _Job:
        with self._changed:
            if self._closed:
                raise RoomUnavailable("The embedder is closed.")
            job = _Job(texts, time.monotonic(), self._busy or bool(self._queries))
            if len(texts) > self._batch:
                job.order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
                self._bulk.append(job)
            else:
                self._queries.append(job)
            self._ensure_thread()
            self._changed.notify()
            return job

    def _ensure_thread(self) -> None:
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._run, name="embedder", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        encode: Encode
        try:
            encode = self._load()
        except Exception as error:  # noqa: BLE001 - it becomes every caller's answer
            encode = _failing(error)
        while (work := self._next()) is not None:
            if isinstance(work, list):
                _encode_together(encode, work)
            else:
                self._advance(encode, work)

    def _next(self) -> list[_Job] | _Job | None:
        """Queries first; a bulk job when there are none; None when closed."""
        with self._changed:
            self._busy = False
            while not (self._queries or self._bulk or self._closed):
                self._changed.wait()
            if self._closed:
                return None
            if self._bulk and (not self._queries or self._streak >= _PATIENCE):
                self._busy, self._streak = True, 0
                return self._bulk[0]
            self._gather()
            self._busy = True
            self._streak += 1
            return self._take()

    def _gather(self) -> None:
        first = self._queries[0]
        until = first.arrived + self._window
        while first.after_busy and not self._closed:
            missing = until - time.monotonic()
            if missing <= 0 or sum(len(job.texts) for job in self._queries) >= self._batch:
                return
            self._changed.wait(missing)

    def _take(self) -> list[_Job]:
        taken: list[_Job] = []
        room = self._batch
        while self._queries and len(self._queries[0].texts) <= room:
            job = self._queries.popleft()
            room -= len(job.texts)
            if job.future.set_running_or_notify_cancel():
                taken.append(job)
        return taken

    def _advance(self, encode: Encode, job: _Job) -> None:
        rows = job.order[job.done : job.done + BULK_SLICE]
        try:
            if not job.future.cancelled():
                job.parts.append(encode([job.texts[row] for row in rows]))
                job.done += len(rows)
        except Exception as error:  # noqa: BLE001 - it becomes the caller's answer
            _fail(job, error)
        finished = job.done >= len(job.texts)
        if finished and not job.future.done():
            _succeed(job, _in_order(job))
        if job.future.done():
            with self._changed:
                if job in self._bulk:
                    self._bulk.remove(job)


def _encode_together(encode: Encode, jobs: Sequence[_Job]) -> None:
    """A text that the encoder chokes on must not take its neighbours with it."""
    if not jobs:
        return
    texts = [text for job in jobs for text in job.texts]
    try:
        vectors = encode(texts)
    except Exception as error:  # noqa: BLE001 - it becomes the callers' answer
        if len(jobs) == 1:
            _fail(jobs[0], error)
            return
        for job in jobs:
            _encode_together(encode, [job])
        return
    start = 0
    for job in jobs:
        _succeed(job, vectors[start : start + len(job.texts)])
        start += len(job.texts)


def _in_order(job: _Job) -> Vectors:
    stacked = np.concatenate(job.parts)
    result = np.empty_like(stacked)
    result[job.order] = stacked
    return result


def _succeed(job: _Job, vectors: Vectors) -> None:
    if job.future.done():
        return
    if job.future.running() or job.future.set_running_or_notify_cancel():
        job.future.set_result(vectors)


def _fail(job: _Job, error: Exception) -> None:
    if not isinstance(error, FynqError):
        known = RoomUnavailable(f"The embedder failed: {type(error).__name__}.")
        known.__cause__ = error
        error = known
    if job.future.done():
        return
    if job.future.running() or job.future.set_running_or_notify_cancel():
        job.future.set_exception(error)


def _failing(error: Exception) -> Encode:
    def fail(texts: Sequence[str]) -> Vectors:
        raise error

    return fail
