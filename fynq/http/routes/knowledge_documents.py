"""GET /v1/knowledge/collections/{name}/documents and GET, DELETE /v1/knowledge/documents/{id}"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.knowledge_books import UploadFilter, UploadStatus
from fynq.domain.errors import NotFound
from fynq.http.caller import Librarian, LibraryReader, is_staff
from fynq.http.cursor import Cursors
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.collections import collection_of
from fynq.http.schemas.collections import (
    DeletionOut,
    DocumentLine,
    DocumentPage,
    show_deletion,
    show_line,
    show_receipt,
    show_upload_line,
)
from fynq.http.schemas.problems import problems
from fynq.identity.permissions import Permission, demand

router = APIRouter(tags=["knowledge"])


class DocumentQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=64, description="From `next_cursor`.")
    limit: int = Field(default=50, ge=1, le=100)
    status: UploadStatus = Field(
        default="searchable",
        description="Anything but `searchable` lists the uploads in that state, for teachers and "
        "above.",
    )


@router.get(
    "/v1/knowledge/collections/{name}/documents",
    summary="List documents",
    response_model=DocumentPage,
    responses=problems(401, 403, 404),
)
async def list_documents(
    request: Request,
    reader: LibraryReader,
    name: str,
    query: Annotated[DocumentQuery, Query()],
) -> Response:
    """The documents of a collection that the caller may see."""
    parts = parts_of(request)
    if query.status != "searchable":
        demand(reader, Permission.LIBRARY_WRITE)
    await collection_of(request, reader, name)
    # The name is in the proof, so that a cursor fits the list that it came from.
    cursors = Cursors(parts.server_secret, f"documents:{name}:{query.status}")
    at = cursors.read(reader.tenant, query.cursor)
    if query.status == "searchable":
        sheets = await parts.documents.list_documents(
            reader.tenant, name, is_staff(reader), at, query.limit + 1
        )
        lines = [show_line(sheet) for sheet in sheets]
        ids = [sheet.id for sheet in sheets]
    else:
        wanted = UploadFilter(name, (query.status,))
        uploads = await parts.uploads.list_uploads(reader.tenant, wanted, at, query.limit + 1)
        lines = [show_upload_line(upload) for upload in uploads]
        ids = [upload.id for upload in uploads]
    more = len(ids) > query.limit
    return reply(
        DocumentPage(
            items=lines[: query.limit],
            next_cursor=cursors.write(reader.tenant, ids[query.limit - 1]) if more else None,
        )
    )


@router.get(
    "/v1/knowledge/documents/{document_id}",
    summary="Read what is known of a document",
    response_model=DocumentLine,
    responses=problems(401, 403, 404),
)
async def read_line(request: Request, reader: LibraryReader, document_id: UUID) -> Response:
    """Without its text, which is at `/v1/documents/{document_id}`."""
    book = parts_of(request).documents
    sheet = await book.document_sheet(reader.tenant, document_id, is_staff(reader))
    if sheet is None:
        raise NotFound("There is no such document.", field="document_id")
    return reply(show_line(sheet))


@router.delete(
    "/v1/knowledge/documents/{document_id}",
    summary="Remove a document",
    response_model=DeletionOut,
    responses=problems(401, 403, 404),
)
async def remove_document(request: Request, librarian: Librarian, document_id: UUID) -> Response:
    """Removes it at once: after the reply no search finds it, and no answer quotes it. The reply
    is the receipt. For teachers, admins and owners."""
    book = parts_of(request).documents
    deletion = await book.remove_document(librarian.tenant, document_id, librarian.user)
    if deletion is None:
        raise NotFound("There is no such document.", field="document_id")
    return reply(show_deletion(deletion))


@router.get(
    "/v1/knowledge/deletions/{deletion_id}",
    summary="Read the receipt of a removal",
    response_model=DeletionOut,
    responses=problems(401, 403, 404),
)
async def read_receipt(request: Request, librarian: Librarian, deletion_id: UUID) -> Response:
    """When each replica that is alive had applied it. For teachers, admins and owners."""
    receipt = await parts_of(request).documents.receipt(librarian.tenant, deletion_id)
    if receipt is None:
        raise NotFound("There is no such receipt.", field="deletion_id")
    return reply(show_receipt(receipt))
