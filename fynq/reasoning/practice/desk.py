"""Practice at the solver processes: what the other rooms ask of them, each call within its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from fynq.domain.errors import CannotSolve, RoomUnavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem
from fynq.domain.policy import Help
from fynq.domain.practice import Fault, Graded, ItemHint, Lack, Variant, Verdict
from fynq.reasoning.practice.crossing import graded_from_json, item_to_json
from fynq.reasoning.turns import Turns

_EXPLAINED: Mapping[Lack | None, str] = {
    Lack.SOLUTIONS: "forgotten_minus_root",
    Lack.CONSTANT: "constant_of_integration",
}
"""The misconception that explains why something is missing; any other would be one of a wrong line."""
_DIAGNOSIS_SECONDS = 3.0
_TOGETHER = 20
"""Items that one solver process looks at in one go."""
TOO_LONG = Graded(
    Verdict.UNREAD, None, "This takes too long to compare. Write the answer more plainly."
)


class Ask(Protocol):
    """One operation of a solver process: `SolverPool.ask`."""

    async def __call__(
        self, op: str, fields: Mapping[str, Any], seconds: float
    ) -> dict[str, Any]: ...


@dataclass(frozen=True)
class PracticeDesk:
    """The Desk port. seconds: that one call of a solver may take."""

    ask: Ask
    turns: Turns
    seconds: float = 8.0

    async def grade(self, tenant: Tenant, who: UUID, item: PracticeItem, answer: str) -> Graded:
        """An answer that takes too long to compare counts as unread."""
        fields = {"item": item_to_json(item), "answer": answer}
        try:
            graded = graded_from_json(await self._asked(tenant, who, "grade", fields))
        except CannotSolve:
            return TOO_LONG
        except (KeyError, TypeError, ValueError):
            raise _misshapen() from None
        if graded.credit is None or item.kind == "text":
            return graded
        return await self._explained(tenant, who, item, answer, graded)

    async def _explained(
        self, tenant: Tenant, who: UUID, item: PracticeItem, answer: str, graded: Graded
    ) -> Graded:
        """With the misconception that writes such an answer, where one is found in time."""
        fields = {"item": item_to_json(item), "answer": answer}
        seconds = min(self.seconds, _DIAGNOSIS_SECONDS)
        try:
            found = await self._asked(tenant, who, "misconception", fields, seconds)
        except (CannotSolve, RoomUnavailable):
            return graded
        looked = found.get("tested")
        if isinstance(looked, list):
            graded = replace(graded, tested=tuple(map(str, looked)))
        slug, title = str(found.get("slug", "")), str(found.get("title", ""))
        is_wrong = graded.verdict is Verdict.WRONG
        if not slug or not (is_wrong or slug == _EXPLAINED.get(graded.lack)):
            return graded
        explanation = str(found.get("explanation", ""))
        message = f"{graded.message} {explanation}".strip()
        return replace(graded, message=message, misconception=slug, title=title)

    async def item_hint(
        self, tenant: Tenant, who: UUID, item: PracticeItem, wanted: Help
    ) -> ItemHint:
        fields = {"item": item_to_json(item), "wanted": wanted.value}
        found = await self._asked(tenant, who, "item_hint", fields)
        try:
            return ItemHint(Help(found["rung"]), str(found["text"]))
        except (KeyError, ValueError):
            raise _misshapen() from None

    async def gives_away(self, tenant: Tenant, who: UUID, item: PracticeItem, text: str) -> bool:
        fields = {"item": item_to_json(item), "text": text}
        try:
            found = await self._asked(tenant, who, "gives_away", fields)
        except CannotSolve:
            return True
        return found.get("leaks") is not False

    async def worked(self, tenant: Tenant, who: UUID, item: PracticeItem) -> str:
        found = await self._asked(tenant, who, "item_worked", {"item": item_to_json(item)})
        return str(found.get("text", ""))

    async def variant(self, tenant: Tenant, who: UUID, question: str) -> Variant:
        found = await self._asked(tenant, who, "variant", {"question": question})
        try:
            return Variant(
                str(found["question"]),
                str(found["answer"]),
                str(found["kind"]),
                tuple(map(str, found["skills"])),
            )
        except (KeyError, TypeError):
            raise _misshapen() from None

    async def faults(
        self, tenant: Tenant, who: UUID, items: Sequence[PracticeItem]
    ) -> Sequence[Fault]:
        found: list[Fault] = []
        for first in range(0, len(items), _TOGETHER):
            part = items[first : first + _TOGETHER]
            found += [
                replace(fault, row=first + fault.row)
                for fault in await self._faults(tenant, who, part)
            ]
        return found

    async def _faults(
        self, tenant: Tenant, who: UUID, items: Sequence[PracticeItem]
    ) -> Sequence[Fault]:
        """One by one where they take too long together."""
        fields = {"items": [item_to_json(item) for item in items]}
        try:
            found = await self._asked(tenant, who, "faults", fields)
        except CannotSolve:
            if len(items) == 1:
                return [Fault(0, "answer", "the answer takes too long to compare")]
            alone = [await self._faults(tenant, who, [item]) for item in items]
            return [replace(fault, row=row) for row, one in enumerate(alone) for fault in one]
        try:
            return [
                Fault(row, str(field), str(detail))
                for row, (field, detail) in enumerate(found["faults"])
                if field
            ]
        except (KeyError, TypeError, ValueError):
            raise _misshapen() from None

    async def _asked(
        self,
        tenant: Tenant,
        who: UUID,
        op: str,
        fields: Mapping[str, Any],
        seconds: float | None = None,
    ) -> dict[str, Any]:
        async with self.turns.turn((tenant, who)):
            return await self.ask(op, fields, seconds or self.seconds)


def _misshapen() -> RoomUnavailable:
    return RoomUnavailable("A solver process gave an answer of a wrong shape.")
