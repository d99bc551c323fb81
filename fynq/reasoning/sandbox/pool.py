"""Warm, killable solver processes behind an asyncio face."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from fynq.domain.errors import CannotSolve, RoomUnavailable
from fynq.domain.policy import Help
from fynq.reasoning.hints.hinted import PLAINEST, Hinted
from fynq.reasoning.hints.shown_work import OwnWork, own_work_from_json, own_work_to_json
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.sandbox.process import WARM_SECONDS, Worker
from fynq.reasoning.solved import (
    Report,
    SolvedProblem,
    report_from_json,
    solved_from_json,
    solved_to_json,
)
from fynq.reasoning.verification.units_checked import NO_UNITS, Units, units_from_json
from fynq.reasoning.work.checked import CheckedWork, work_from_json
from fynq.reasoning.worked_examples.found import LookedUp, looked_up_from_json


class SolverPool:
    """At most `options.solvers` processes, each started when first needed or by `start`.

    A caller that is cancelled, or whose time is spent, costs its worker: the process is killed and
    another takes its place, so no answer ever reaches the wrong caller.
    """

    def __init__(self, options: ReasoningOptions) -> None:
        self._options = options
        self._idle: list[Worker] = []
        self._slots = asyncio.Semaphore(options.solvers)
        self._workers: set[Worker] = set()
        self._waiting = 0
        self._background: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self) -> None:
        """Starts and warms every process now. Raises RoomUnavailable."""
        missing = self._options.solvers - len(self._workers)
        for worker in await asyncio.gather(*(self._fresh() for _ in range(missing))):
            self._idle.append(worker)

    async def close(self) -> None:
        """Kills every process and waits for its end; callers still waiting get RoomUnavailable."""
        self._closed = True
        for _ in range(self._waiting):
            self._slots.release()
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        self._idle.clear()
        for worker in list(self._workers):
            await self._discard(worker)

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(worker.pid for worker in self._workers if worker.usable)

    async def solve(self, question: str, seconds: float) -> SolvedProblem:
        """Raises CannotSolve, or RoomUnavailable when every process is busy and the queue is full."""
        content = await self._ask("solve", {"question": question}, seconds)
        try:
            return solved_from_json(content)
        except (KeyError, TypeError, ValueError):
            raise RoomUnavailable("A solver process gave an answer of a wrong shape.") from None

    async def verify(self, question: str, solved: SolvedProblem, seconds: float) -> Report:
        """Never raises CannotSolve: what cannot be checked is not agreed."""
        fields = {"question": question, "solved": solved_to_json(solved)}
        try:
            return report_from_json(await self._ask("verify", fields, seconds))
        except CannotSolve as error:
            return Report(False, objection=error.detail)
        except (KeyError, TypeError, ValueError):
            raise RoomUnavailable("A solver process gave a report of a wrong shape.") from None

    async def equivalent(self, gold: str, answer: str, question: str, seconds: float) -> bool:
        """Whether the two answers are the same in value and form; False when it cannot be told."""
        fields = {"gold": gold, "answer": answer, "question": question}
        try:
            return (await self._ask("equivalent", fields, seconds)).get("same") is True
        except CannotSolve:
            return False

    async def check_units(
        self, question: str, steps: Sequence[str], final: str, seconds: float
    ) -> Units:
        """Never raises CannotSolve: what cannot be checked stays open."""
        fields = {"question": question, "steps": list(steps), "final": final}
        try:
            return units_from_json(await self._ask("check_units", fields, seconds))
        except CannotSolve:
            return NO_UNITS
        except (KeyError, TypeError, ValueError):
            raise RoomUnavailable("A solver process gave an answer of a wrong shape.") from None

    async def leaks(self, question: str, gold: str, hint: str, seconds: float) -> bool:
        """Whether the hint gives the result away; True when that cannot be told in time."""
        fields = {"question": question, "gold": gold, "hint": hint}
        try:
            return (await self._ask("leaks", fields, seconds)).get("leaks") is not False
        except CannotSolve:
            return True

    async def hint(
        self,
        question: str,
        solved: SolvedProblem,
        wanted: Help,
        own: OwnWork | None,
        seconds: float,
    ) -> Hinted:
        """Help with a problem up to the rung `wanted`, which passed the leak check. own: what the
        student has done already. The plainest hint when there is no time for more."""
        fields = {
            "question": question,
            "solved": solved_to_json(solved),
            "wanted": wanted.value,
            "own": own_work_to_json(own) if own is not None else None,
        }
        try:
            content = await self._ask("hint", fields, seconds)
            return Hinted(Help(content["rung"]), str(content["text"]))
        except CannotSolve:
            return PLAINEST
        except (KeyError, ValueError):
            raise RoomUnavailable("A solver process gave a hint of a wrong shape.") from None

    async def own_work(self, texts: Sequence[str], seconds: float) -> OwnWork:
        """Raises CannotSolve (NotUnderstood when no steps are read), RoomUnavailable."""
        content = await self._ask("own_work", {"texts": list(texts)}, seconds)
        try:
            return own_work_from_json(content)
        except (KeyError, TypeError, ValueError):
            raise RoomUnavailable("A solver process gave an answer of a wrong shape.") from None

    async def check_work(self, question: str, former: str, seconds: float) -> CheckedWork:
        """Raises CannotSolve (NotUnderstood when no steps are read), RoomUnavailable."""
        content = await self._ask("check_work", {"question": question, "former": former}, seconds)
        try:
            return work_from_json(content)
        except (KeyError, TypeError, ValueError):
            raise RoomUnavailable("A solver process gave an answer of a wrong shape.") from None

    async def look_up(self, question: str, texts: Sequence[str], seconds: float) -> LookedUp:
        """What worked examples in the texts say of the question; nothing when there is no time to
        read them. Raises RoomUnavailable."""
        fields = {"question": question, "texts": list(texts)}
        try:
            return looked_up_from_json(await self._ask("look_up", fields, seconds))
        except CannotSolve:
            return LookedUp()
        except (KeyError, TypeError, ValueError):
            raise RoomUnavailable("A solver process gave an answer of a wrong shape.") from None

    async def ask(self, op: str, fields: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """One operation of a solver process, for what has a face of its own. Raises CannotSolve,
        RoomUnavailable."""
        return await self._ask(op, fields, seconds)

    async def _ask(self, op: str, fields: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        seconds = min(seconds, self._options.solver_seconds)
        await self._enter()
        try:
            worker = await self._take()
        except BaseException:
            self._slots.release()
            raise
        try:
            return await worker.ask(op, fields, seconds)
        finally:
            self._give_back(worker)

    async def _enter(self) -> None:
        """Waits for a free process, in a queue of bounded length."""
        if self._closed:
            raise RoomUnavailable("The solvers are shut down.")
        if self._slots.locked() and self._waiting >= self._options.solver_queue:
            raise RoomUnavailable("All solvers are busy.", retry_after=self._options.solver_seconds)
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        if self._closed:
            self._slots.release()
            raise RoomUnavailable("The solvers are shut down.")

    async def _take(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.usable:
                return worker
            self._later(self._discard(worker))
        return await self._fresh()

    async def _fresh(self) -> Worker:
        worker = await Worker.spawn(self._options.solver_memory_mb)
        self._workers.add(worker)
        try:
            await worker.ask("warm", {}, WARM_SECONDS)
        except CannotSolve:
            await self._discard(worker)
            raise RoomUnavailable("A solver process does not start.") from None
        except BaseException:
            self._later(self._discard(worker))
            raise
        return worker

    async def _discard(self, worker: Worker) -> None:
        await worker.end()
        self._workers.discard(worker)

    def _give_back(self, worker: Worker) -> None:
        """A dead worker's place is free again only when another is warm in it."""
        if worker.usable:
            self._idle.append(worker)
            self._slots.release()
        else:
            self._later(self._replace(worker))

    async def _replace(self, worker: Worker) -> None:
        try:
            await self._discard(worker)
            if not self._closed:
                self._idle.append(await self._fresh())
        finally:
            self._slots.release()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        async def quietly() -> None:
            with contextlib.suppress(RoomUnavailable):
                await work

        task = asyncio.create_task(quietly())
        self._background.add(task)
        task.add_done_callback(self._background.discard)
