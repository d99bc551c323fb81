"""GET, POST /v1/knowledge/collections and GET, PATCH, DELETE /v1/knowledge/collections/{name}"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.knowledge_books import CollectionSheet
from fynq.domain.errors import InvalidInput, NotFound
from fynq.domain.knowledge import Collection
from fynq.domain.principal import Principal
from fynq.http.caller import Librarian, LibraryReader, is_staff
from fynq.http.parts import parts_of
from fynq.http.reply import created, reply
from fynq.http.schemas.collections import (
    CollectionChange,
    CollectionDeletionOut,
    CollectionList,
    CollectionOut,
    NewCollection,
    show_collection,
    show_deletion,
)
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["knowledge"])


@router.get(
    "/v1/knowledge/collections",
    summary="List collections",
    response_model=CollectionList,
    responses=problems(401, 403),
)
async def list_collections(request: Request, reader: LibraryReader) -> Response:
    """Every collection that the caller may see, with counts."""
    book = parts_of(request).collections
    sheets = await book.all_collections(reader.tenant, is_staff(reader))
    return reply(CollectionList(items=[show_collection(sheet) for sheet in sheets]))


@router.post(
    "/v1/knowledge/collections",
    summary="Make a collection",
    status_code=201,
    response_model=CollectionOut,
    responses=problems(401, 403, 409, bodied=True),
)
async def add_collection(request: Request, librarian: Librarian, body: NewCollection) -> Response:
    """For teachers, admins and owners."""
    made = Collection(body.name, body.title or body.name, body.audience, body.hide_solutions)
    await parts_of(request).collections.add_collection(librarian.tenant, made)
    sheet = await collection_of(request, librarian, body.name)
    return created(show_collection(sheet), f"/v1/knowledge/collections/{body.name}")


@router.get(
    "/v1/knowledge/collections/{name}",
    summary="Read a collection",
    response_model=CollectionOut,
    responses=problems(401, 403, 404),
)
async def read_collection(request: Request, reader: LibraryReader, name: str) -> Response:
    """Counts, and what its own test said of it. One for staff is a 404 to students."""
    return reply(show_collection(await collection_of(request, reader, name)))


@router.patch(
    "/v1/knowledge/collections/{name}",
    summary="Change a collection",
    response_model=CollectionOut,
    responses=problems(401, 403, 404, bodied=True),
)
async def change_collection(
    request: Request, librarian: Librarian, name: str, body: CollectionChange
) -> Response:
    """Changes the fields that are present. For teachers, admins and owners."""
    changes = {field: getattr(body, field) for field in body.model_fields_set}
    for field, value in changes.items():
        if value is None:
            raise InvalidInput("This field cannot be null.", field=field)
    book = parts_of(request).collections
    if not await book.change_collection(librarian.tenant, name, changes):
        raise _unknown()
    return reply(show_collection(await collection_of(request, librarian, name)))


@router.delete(
    "/v1/knowledge/collections/{name}",
    summary="Remove a collection",
    response_model=CollectionDeletionOut,
    responses=problems(401, 403, 404),
)
async def remove_collection(request: Request, librarian: Librarian, name: str) -> Response:
    """Removes it with all its documents at once; no search finds them after the reply. For
    teachers, admins and owners."""
    book = parts_of(request).collections
    deletions = await book.remove_collection(librarian.tenant, name, librarian.user)
    if deletions is None:
        raise _unknown()
    last = show_deletion(deletions[-1]) if deletions else None
    return reply(CollectionDeletionOut(name=name, documents=len(deletions), receipt=last))


async def collection_of(request: Request, reader: Principal, name: str) -> CollectionSheet:
    """Raises NotFound."""
    book = parts_of(request).collections
    sheet = await book.collection(reader.tenant, name, is_staff(reader))
    if sheet is None:
        raise _unknown()
    return sheet


def _unknown() -> NotFound:
    return NotFound("There is no such collection.", field="name")
