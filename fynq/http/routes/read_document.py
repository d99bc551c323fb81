"""GET /v1/documents/{document_id}"""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import NotFound
from fynq.http.caller import LibraryReader, is_staff
from fynq.http.drawing import drawn
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.knowledge import DocumentOut
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["library"])


class PassageQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    start: int | None = Field(default=None, ge=0, le=2**31, description="In characters.")
    end: int | None = Field(default=None, ge=0, le=2**31, description="In characters.")


@router.get(
    "/v1/documents/{document_id}",
    summary="Read a document",
    response_model=DocumentOut,
    responses=problems(401, 403, 404),
)
async def read_document(
    request: Request,
    reader: LibraryReader,
    document_id: UUID,
    query: Annotated[PassageQuery, Query()],
) -> Response:
    """The whole text that a citation quotes. With `start` and `end`, `text_html` marks the
    passage. Where a collection hides its solutions, they are blanked for students: `withheld` says
    where, and offsets stay as they are."""
    parts = parts_of(request)
    opened = await parts.documents.open_document(reader.tenant, document_id, is_staff(reader))
    if opened is None:
        raise NotFound("There is no such document.", field="document_id")
    document = opened.document
    html = None
    if parts.draw is not None and query.start is not None and query.end is not None:
        mark = partial(parts.draw.passage, document.text, query.start, query.end)
        html = await drawn(len(document.text), mark)
    return reply(
        DocumentOut(
            id=document.id,
            collection=document.collection,
            source=document.source,
            title=document.title,
            text=document.text,
            revision=document.revision,
            skills=list(document.skills),
            media_type=document.media_type,
            places=list(document.marks),
            withheld=[[start, end] for start, end in opened.withheld],
            text_html=html,
        )
    )
