"""The reasoner: a stream of events out of a process that holds the solvers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from typing import Any

from ray.serve.handle import DeploymentHandle

from fynq import wiring
from fynq.answering.ports import ReasoningRoom
from fynq.deployments.calls import answered
from fynq.deployments.coalesce import outcome
from fynq.deployments.failures import FOREIGN, translated
from fynq.deployments.replica import Replica, settings_of
from fynq.deployments.router import RemoteRouter
from fynq.deployments.streaming import Batch, gathered, scattered
from fynq.domain.doubt import AnswerEvent, Doubt
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage, Sufficiency
from fynq.domain.learner import LearnerContext
from fynq.domain.ruling import AnswerCheck

ROOM = "reasoner"


class ReasonerReplica(Replica[ReasoningRoom]):
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


class RemoteReasoner:
    """The port answering.ReasoningRoom over a handle."""

    def __init__(self, handle: DeploymentHandle[Any], patience: float = 10.0) -> None:
        self._check_answer = handle.check_answer
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

    async def check_answer(self, question: str, final: str) -> AnswerCheck:
        try:
            check: AnswerCheck | FynqError = await answered(
                self._check_answer.remote(question, final)
            )
        except FOREIGN as error:
            raise translated(error, ROOM) from None
        if isinstance(check, FynqError):
            raise check
        return check
