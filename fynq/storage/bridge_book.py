"""Bridges to what students need first, and what a school has for them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fynq.answering.bridging import Material, without_quotes
from fynq.domain.bridge import Bridge, Gap, GapKind, TryThis
from fynq.domain.doubt import Doubt
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation, place_at
from fynq.storage.database import Database
from fynq.storage.knowledge_store import marks_of
from fynq.storage.statements import statements

_LONGEST = 600
"""Characters of a passage."""


@dataclass(frozen=True)
class PostgresBridgeBook:
    database: Database

    async def material(self, tenant: Tenant, skill: str) -> Material:
        row = await self.database.row(tenant, statements("bridges")["material"], tenant, skill)
        if row is None:
            return Material()
        passage = None
        if row["document"] is not None:
            quote = opening(row["text"])
            start = row["start_at"]
            passage = Citation(
                row["document"],
                row["chunk"],
                row["revision"],
                row["title"],
                start,
                start + len(quote),
                quote,
                place=place_at(marks_of(row["marks"]), start),
            )
        practice = TryThis(row["item"], row["question"]) if row["item"] is not None else None
        return Material(row["description"], passage, practice)

    async def keep_bridge(self, tenant: Tenant, doubt: Doubt, bridge: Bridge) -> bool:
        row = await self.database.write(
            tenant,
            statements("bridges")["keep_bridge"],
            tenant,
            doubt.id,
            doubt.thread,
            bridge.gap.skill,
            encode_bridge(bridge),
        )
        return row is not None


def opening(text: str) -> str:
    """Whole sentences from the beginning, as many as fit; whole words where the first is too long."""
    if len(text) <= _LONGEST:
        return text.rstrip()
    head = text[:_LONGEST]
    end = max(head.rfind(mark) for mark in (". ", ".\n", "? ", "! ", "\n\n"))
    if end < _LONGEST // 3:
        end = head.rfind(" ") - 1
    return head[: end + 1].rstrip() if end > 0 else head.rstrip()


def encode_bridge(bridge: Bridge) -> str:
    """Without what it quotes: texts may be withdrawn, and are read where they stand."""
    return json.dumps(asdict(without_quotes(bridge)), default=_plain)


def decode_bridge(text: str) -> Bridge:
    data: dict[str, Any] = json.loads(text)
    gap, passage, practice = data["gap"], data["passage"], data["practice"]
    last = gap["last_at"]
    return Bridge(
        gap=Gap(
            **{
                **gap,
                "kind": GapKind(gap["kind"]),
                "path": tuple(gap["path"]),
                "last_at": datetime.fromisoformat(last) if last else None,
            }
        ),
        why=data["why"],
        explanation=data["explanation"],
        passage=Citation(
            **{**passage, "document": UUID(passage["document"]), "chunk": UUID(passage["chunk"])}
        )
        if passage
        else None,
        practice=TryThis(**practice) if practice else None,
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
