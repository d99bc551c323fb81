"""The reasoner: a stream of events out of a process that holds the solvers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from typing import Any

from ray.serve.handle import DeploymentHandle

from fynq import wiring
from fynq.answering.ports import Reasoner
from fynq.deployments.replica import Replica, settings_of
from fynq.deployments.router import RemoteRouter
from fynq.deployments.streaming import Batch, gathered, scattered
from fynq.domain.doubt import AnswerEvent, Doubt
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage, Sufficiency
from fynq.domain.learner import LearnerContext

ROOM = "reasoner"


class ReasonerReplica(Replica[Reasoner]):
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


class RemoteReasoner:
    """The port answering.Reasoner over a handle."""

    def __init__(self, handle: DeploymentHandle[Any], patience: float = 10.0) -> None:
        self._reason = handle.options(stream=True).reason
        self._patience = patience

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
