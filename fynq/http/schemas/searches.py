"""Searching a school's knowledge."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from fynq.domain.knowledge import Kind, Passage, Search
from fynq.http.drawing import Draw, block_html
from fynq.http.schemas.base import In, Out
from fynq.http.schemas.collections import Name, SkillSlug


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must hold something else than space")
    return text


class SearchIn(In):
    """Empty lists do not narrow the search."""

    query: Annotated[
        str,
        Field(min_length=1, max_length=2_000, examples=["Why does ice float?"]),
        AfterValidator(_not_blank),
    ]
    limit: int = Field(default=8, ge=1, le=50, strict=True)
    collections: list[Name] = Field(default_factory=list, max_length=50)
    documents: list[UUID] = Field(default_factory=list, max_length=100)
    skills: list[SkillSlug] = Field(default_factory=list, max_length=50)
    kinds: list[Kind] = Field(default_factory=list, max_length=10)


class WhyOut(Out):
    """Scores in 0..1; ranks from 1, 0 where that search did not find it. `terms`: words of the
    query that stand in it."""

    lexical: float
    dense: float
    fused: float
    lexical_rank: int
    dense_rank: int
    terms: list[str]


class PassageOut(Out):
    """`document.text[start:end] == text` at `revision`; `parent_start` and `parent_end` are the
    section around it, or a part of that. `place`: the page, slide or chapter where it begins, empty
    where the source has none. `url` opens the document at the passage."""

    document_id: UUID
    chunk_id: UUID
    collection: str
    revision: int
    generation: int
    title: str
    heading: str
    place: str = Field(examples=["page 12"])
    kind: Kind
    start: int
    end: int
    parent_start: int
    parent_end: int
    text: str
    text_html: str | None = Field(description="The text, drawn as safe HTML with MathML.")
    score: float
    why: WhyOut | None
    url: str


class SearchOut(Out):
    """Best first; none when nothing is near. `enough`: whether they are likely to answer the query;
    null where nobody judges. `reason`: the evidence that weighed most."""

    items: list[PassageOut]
    enough: bool | None
    reason: str


def search_of(body: SearchIn, staff: bool) -> Search:
    return Search(
        query=body.query,
        limit=body.limit,
        staff=staff,
        collections=tuple(dict.fromkeys(body.collections)),
        documents=tuple(dict.fromkeys(body.documents)),
        skills=tuple(dict.fromkeys(body.skills)),
        kinds=tuple(dict.fromkeys(body.kinds)),
    )


def show_passage(passage: Passage, draw: Draw | None = None) -> PassageOut:
    why = passage.why
    return PassageOut(
        document_id=passage.document,
        chunk_id=passage.chunk,
        collection=passage.collection,
        revision=passage.revision,
        generation=passage.generation,
        title=passage.title,
        heading=passage.heading,
        place=passage.place,
        kind=passage.kind,
        start=passage.start,
        end=passage.end,
        parent_start=passage.parent_start,
        parent_end=passage.parent_end,
        text=passage.text,
        text_html=block_html(draw, passage.text),
        score=passage.score,
        why=None
        if why is None
        else WhyOut(
            lexical=why.lexical,
            dense=why.dense,
            fused=why.fused,
            lexical_rank=why.lexical_rank,
            dense_rank=why.dense_rank,
            terms=list(why.terms),
        ),
        url=f"/v1/documents/{passage.document}?start={passage.start}&end={passage.end}",
    )
