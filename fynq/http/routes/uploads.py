"""GET /v1/knowledge/uploads and /v1/knowledge/uploads/{id}"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.knowledge_books import UploadFilter, UploadStatus
from fynq.domain.errors import NotFound
from fynq.http.caller import Librarian
from fynq.http.cursor import Cursors
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.collections import NAME, UploadOut, UploadPage, show_upload
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["knowledge"])


class UploadQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=64, description="From `next_cursor`.")
    limit: int = Field(default=50, ge=1, le=100)
    collection: str | None = Field(default=None, pattern=NAME)
    status: UploadStatus | None = Field(
        default=None, description="`rejected` lists what was not taken in, and why."
    )


@router.get(
    "/v1/knowledge/uploads",
    summary="List uploads",
    response_model=UploadPage,
    responses=problems(401, 403),
)
async def list_uploads(
    request: Request, librarian: Librarian, query: Annotated[UploadQuery, Query()]
) -> Response:
    """Newest first. Those that were settled a month ago are no longer listed. For teachers, admins
    and owners."""
    parts = parts_of(request)
    cursors = Cursors(parts.server_secret, "uploads")
    before = cursors.read(librarian.tenant, query.cursor)
    wanted = UploadFilter(query.collection or "", (query.status,) if query.status else ())
    found = await parts.uploads.list_uploads(librarian.tenant, wanted, before, query.limit + 1)
    items = found[: query.limit]
    more = len(found) > query.limit
    return reply(
        UploadPage(
            items=[show_upload(each) for each in items],
            next_cursor=cursors.write(librarian.tenant, items[-1].id) if more else None,
        )
    )


@router.get(
    "/v1/knowledge/uploads/{upload_id}",
    summary="Watch an upload",
    response_model=UploadOut,
    responses=problems(401, 403, 404),
)
async def read_upload(request: Request, librarian: Librarian, upload_id: UUID) -> Response:
    """How far it is: `queued`, `reading`, `embedding`, then `searchable` or `rejected`. For
    teachers, admins and owners."""
    upload = await parts_of(request).uploads.upload(librarian.tenant, upload_id)
    if upload is None:
        raise NotFound("There is no such upload.", field="upload_id")
    return reply(show_upload(upload))
