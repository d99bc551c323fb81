"""The reasoner together with the desk that grades practice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from fynq.answering.ports import AnswerChecker, Reasoner
from fynq.answering.practice_books import Desk
from fynq.domain.doubt import AnswerEvent, Doubt
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage, PracticeItem, Sufficiency
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help
from fynq.domain.practice import Fault, Graded, ItemHint, Variant
from fynq.domain.ruling import AnswerCheck


@dataclass(frozen=True)
class ReasonAndGrade:
    reasoner: Reasoner
    desk: Desk
    checker: AnswerChecker

    def reason(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        sufficiency: Sufficiency | None = None,
    ) -> AsyncIterator[AnswerEvent]:
        return self.reasoner.reason(tenant, doubt, learner, passages, sufficiency)

    async def check_answer(self, question: str, final: str) -> AnswerCheck:
        return await self.checker.check_answer(question, final)

    async def grade(self, tenant: Tenant, who: UUID, item: PracticeItem, answer: str) -> Graded:
        return await self.desk.grade(tenant, who, item, answer)

    async def item_hint(
        self, tenant: Tenant, who: UUID, item: PracticeItem, wanted: Help
    ) -> ItemHint:
        return await self.desk.item_hint(tenant, who, item, wanted)

    async def gives_away(self, tenant: Tenant, who: UUID, item: PracticeItem, text: str) -> bool:
        return await self.desk.gives_away(tenant, who, item, text)

    async def worked(self, tenant: Tenant, who: UUID, item: PracticeItem) -> str:
        return await self.desk.worked(tenant, who, item)

    async def variant(self, tenant: Tenant, who: UUID, question: str) -> Variant:
        return await self.desk.variant(tenant, who, question)

    async def faults(
        self, tenant: Tenant, who: UUID, items: Sequence[PracticeItem]
    ) -> Sequence[Fault]:
        return await self.desk.faults(tenant, who, items)
