"""The reasoner: a stream of events out of a process that holds the solvers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from ray.serve.handle import DeploymentHandle

from fynq import wiring
from fynq.deployments.calls import one_call
from fynq.deployments.coalesce import outcome
from fynq.deployments.replica import Replica, settings_of
from fynq.deployments.router import RemoteRouter
from fynq.deployments.streaming import Batch, gathered, scattered
from fynq.domain.doubt import AnswerEvent, Doubt
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage, PracticeItem, Sufficiency
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help
from fynq.domain.practice import Fault, Graded, ItemHint, Variant
from fynq.domain.ruling import AnswerCheck

ROOM = "reasoner"
_PART = 40
"""Items that are looked at in one call: a message between actors has a limit, and so has its time."""


class ReasonerReplica(Replica[wiring.ReasonRoom]):
    async def __init__(  # type: ignore[misc]
        self, overrides: Mapping[str, Any], router: DeploymentHandle[Any] | None
    ) -> None:
        settings = settings_of(overrides)
        model: wiring.Built[Any]
        if router is None:
            model = await wiring.build_router(settings)
        else:
            model = wiring.Built(RemoteRouter(router))
        reasoner = await wiring.build_reasoner(settings, model.room)

        async def close() -> None:
            await reasoner.close()
            await model.close()

        self._built = wiring.Built(reasoner.room, close, reasoner.healthy)

    async def reason(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        sufficiency: Sufficiency | None = None,
    ) -> AsyncGenerator[Batch[AnswerEvent], None]:
        events = self.room.reason(tenant, doubt, learner, passages, sufficiency)
        async for batch in gathered(ROOM, events):
            yield batch

    async def check_answer(self, question: str, final: str) -> AnswerCheck | FynqError:
        return await outcome(ROOM, self.room.check_answer(question, final))

    async def grade(
        self, tenant: Tenant, who: UUID, item: PracticeItem, answer: str
    ) -> Graded | FynqError:
        return await outcome(ROOM, self.room.grade(tenant, who, item, answer))

    async def item_hint(
        self, tenant: Tenant, who: UUID, item: PracticeItem, wanted: Help
    ) -> ItemHint | FynqError:
        return await outcome(ROOM, self.room.item_hint(tenant, who, item, wanted))

    async def gives_away(
        self, tenant: Tenant, who: UUID, item: PracticeItem, text: str
    ) -> bool | FynqError:
        return await outcome(ROOM, self.room.gives_away(tenant, who, item, text))

    async def worked(self, tenant: Tenant, who: UUID, item: PracticeItem) -> str | FynqError:
        return await outcome(ROOM, self.room.worked(tenant, who, item))

    async def variant(self, tenant: Tenant, who: UUID, question: str) -> Variant | FynqError:
        return await outcome(ROOM, self.room.variant(tenant, who, question))

    async def faults(
        self, tenant: Tenant, who: UUID, items: Sequence[PracticeItem]
    ) -> Sequence[Fault] | FynqError:
        return await outcome(ROOM, self.room.faults(tenant, who, items))


class RemoteReasoner:
    """The ports Reasoner and Desk over a handle. What the desk does changes nothing, so a call whose
    replica dies is made once more; calls are not gathered, because one may take seconds.

    seconds: that one call of the desk may take, waiting for a solver included; checking many items
    takes longer.
    """

    def __init__(
        self, handle: DeploymentHandle[Any], patience: float = 10.0, seconds: float = 30.0
    ) -> None:
        self._handle = handle
        self._reason = handle.options(stream=True).reason
        self._patience = patience
        self._seconds = seconds

    def reason(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        sufficiency: Sufficiency | None = None,
    ) -> AsyncIterator[AnswerEvent]:
        return scattered(
            ROOM,
            lambda: self._reason.remote(tenant, doubt, learner, tuple(passages), sufficiency),
            self._patience,
        )

    async def check_answer(self, question: str, final: str) -> AnswerCheck:
        found: AnswerCheck = await self._once(
            lambda: self._handle.check_answer.remote(question, final)
        )
        return found

    async def grade(self, tenant: Tenant, who: UUID, item: PracticeItem, answer: str) -> Graded:
        found: Graded = await self._once(
            lambda: self._handle.grade.remote(tenant, who, item, answer)
        )
        return found

    async def item_hint(
        self, tenant: Tenant, who: UUID, item: PracticeItem, wanted: Help
    ) -> ItemHint:
        found: ItemHint = await self._once(
            lambda: self._handle.item_hint.remote(tenant, who, item, wanted)
        )
        return found

    async def gives_away(self, tenant: Tenant, who: UUID, item: PracticeItem, text: str) -> bool:
        found: bool = await self._once(
            lambda: self._handle.gives_away.remote(tenant, who, item, text)
        )
        return found

    async def worked(self, tenant: Tenant, who: UUID, item: PracticeItem) -> str:
        found: str = await self._once(lambda: self._handle.worked.remote(tenant, who, item))
        return found

    async def variant(self, tenant: Tenant, who: UUID, question: str) -> Variant:
        found: Variant = await self._once(
            lambda: self._handle.variant.remote(tenant, who, question)
        )
        return found

    async def faults(
        self, tenant: Tenant, who: UUID, items: Sequence[PracticeItem]
    ) -> Sequence[Fault]:
        found: list[Fault] = []
        for first in range(0, len(items), _PART):
            part = tuple(items[first : first + _PART])
            faults: Sequence[Fault] = await self._once(
                partial(self._handle.faults.remote, tenant, who, part)
            )
            found += [replace(fault, row=first + fault.row) for fault in faults]
        return found

    async def _once(self, call: Callable[[], Any]) -> Any:
        return await one_call(ROOM, call, self._seconds)
