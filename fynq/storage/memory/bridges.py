"""Bridges in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from fynq.answering.bridging import Material, without_quotes
from fynq.domain.bridge import Bridge, TryThis
from fynq.domain.doubt import Doubt
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Chunk, Citation, Document, place_at
from fynq.storage.bridge_book import opening
from fynq.storage.memory.contents import Contents, storable

_EXPLAIN = ("definition", "text", "summary", "glossary")


def bridge_as_of_now(contents: Contents, tenant: Tenant, doubt: UUID) -> Bridge | None:
    """Without a passage that does not stand as it stood."""
    found = contents.bridges.get((tenant, doubt))
    if found is None:
        return None
    bridge = found[1]
    passage = bridge.passage
    document = contents.documents.get((tenant, passage.document)) if passage else None
    stands = passage and document and document.revision == passage.revision
    return bridge if stands else replace(bridge, passage=None)


@dataclass(frozen=True)
class MemoryBridgeBook:
    contents: Contents

    async def material(self, tenant: Tenant, skill: str) -> Material:
        found = self.contents.skills.get((tenant, skill))
        if found is None:
            return Material()
        return Material(
            found.description, self._passage(tenant, skill), self._practice(tenant, skill)
        )

    async def keep_bridge(self, tenant: Tenant, doubt: Doubt, bridge: Bridge) -> bool:
        storable(bridge)
        key = (tenant, doubt.id)
        if key not in self.contents.doubts:
            raise NotFound("Something that this refers to is not there.")
        had = {
            (thread, kept.gap.skill)
            for (owner, _), (thread, kept) in self.contents.bridges.items()
            if owner == tenant
        }
        if key in self.contents.bridges or (doubt.thread, bridge.gap.skill) in had:
            return False
        self.contents.bridges[key] = (doubt.thread, without_quotes(bridge))
        return True

    def _passage(self, tenant: Tenant, skill: str) -> Citation | None:
        texts: list[tuple[Document, Chunk]] = []
        for (owner, _), chunk in self.contents.chunks.items():
            document = self.contents.documents.get((tenant, chunk.document))
            if owner != tenant or document is None or skill not in document.skills:
                continue
            collection = self.contents.collections.get((tenant, document.collection))
            audiences = {document.audience, chunk.audience}
            audiences |= {collection.audience} if collection else set()
            if audiences == {"everyone"} and chunk.kind in _EXPLAIN:
                texts.append((document, chunk))
        if not texts:
            return None
        document, chunk = min(
            texts, key=lambda one: (len(one[0].skills), one[0].title, one[0].id, one[1].ordinal)
        )
        quote = opening(chunk.text)
        return Citation(
            document.id,
            chunk.id,
            chunk.revision,
            document.title,
            chunk.start,
            chunk.start + len(quote),
            quote,
            place=place_at(document.marks, chunk.start),
        )

    def _practice(self, tenant: Tenant, skill: str) -> TryThis | None:
        items = [
            held.item
            for (owner, _), held in self.contents.items.items()
            if owner == tenant and held.retired_at is None and skill in held.item.skills
        ]
        if not items:
            return None
        easy = min(items, key=lambda item: (len(item.skills), item.difficulty, item.slug))
        return TryThis(easy.slug, easy.question)
