"""GET and POST /v1/practice/items; GET, PUT and DELETE /v1/practice/items/{slug}"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.item_rows import SLUG, Bad, ItemKind, item_of_row
from fynq.answering.practice_books import ItemFilter
from fynq.domain.errors import InvalidInput, NotFound
from fynq.domain.knowledge import PracticeItem
from fynq.http.caller import Librarian
from fynq.http.cursor import Cursors
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.practice_items import (
    ItemBody,
    ItemOut,
    ItemPage,
    NewItems,
    RenewedOut,
    SkillName,
    show_item,
)
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["practice"])

ItemSlug = Annotated[str, Path(pattern=SLUG)]


class ItemQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=64, description="From `next_cursor`.")
    limit: int = Field(default=50, ge=1, le=100)
    skill: SkillName | None = None
    kind: ItemKind | None = None
    retired: bool = Field(default=False, description="Those that are suggested no more.")


@router.get(
    "/v1/practice/items",
    summary="List practice items",
    response_model=ItemPage,
    responses=problems(401, 403),
)
async def list_items(
    request: Request, librarian: Librarian, query: Annotated[ItemQuery, Query()]
) -> Response:
    """By slug, with their answers. For teachers, admins and owners."""
    parts = parts_of(request)
    cursors = Cursors(parts.server_secret, "items")
    after = cursors.read(librarian.tenant, query.cursor)
    wanted = ItemFilter(query.skill, query.kind, query.retired)
    found = await parts.items.items.list_items(librarian.tenant, wanted, after, query.limit + 1)
    items, more = found[: query.limit], len(found) > query.limit
    return reply(
        ItemPage(
            items=[show_item(each, None) for each in items],
            next_cursor=cursors.write(librarian.tenant, items[-1].item.id) if more else None,
        )
    )


@router.post(
    "/v1/practice/items",
    summary="Add or renew practice items",
    response_model=RenewedOut,
    responses=problems(401, 403, 409, bodied=True),
)
async def put_items(request: Request, librarian: Librarian, body: NewItems) -> Response:
    """All or none: the reply to a wrong one names its place and field. Retired ones come back. For
    teachers, admins and owners."""
    items = [
        made(each.slug, each.model_dump(exclude_none=True), f"items/{row}/")
        for row, each in enumerate(body.items)
    ]
    done = await parts_of(request).items(librarian.tenant, librarian.user, items)
    return reply(RenewedOut(added=done.added, renewed=done.renewed))


@router.get(
    "/v1/practice/items/{slug}",
    summary="Read a practice item",
    response_model=ItemOut,
    responses=problems(401, 403, 404),
)
async def read_item(request: Request, librarian: Librarian, slug: ItemSlug) -> Response:
    """Also a retired one. For teachers, admins and owners."""
    parts = parts_of(request)
    held = await parts.items.items.item(librarian.tenant, slug)
    if held is None:
        raise _unknown()
    return reply(show_item(held, parts.draw))


@router.put(
    "/v1/practice/items/{slug}",
    summary="Add or renew a practice item",
    response_model=ItemOut,
    responses=problems(401, 403, bodied=True),
)
async def put_item(
    request: Request, librarian: Librarian, slug: ItemSlug, body: ItemBody
) -> Response:
    """Its answer has to count as right against itself. Attempts that are open go on with the item as
    it was. For teachers, admins and owners."""
    parts = parts_of(request)
    item = made(slug, body.model_dump(exclude_none=True))
    await parts.items(librarian.tenant, librarian.user, [item], lambda _, field: field)
    held = await parts.items.items.item(librarian.tenant, slug)
    if held is None:
        raise _unknown()
    return reply(show_item(held, parts.draw))


@router.delete(
    "/v1/practice/items/{slug}",
    summary="Retire a practice item",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404),
)
async def retire_item(request: Request, librarian: Librarian, slug: ItemSlug) -> Response:
    """It is suggested no more; attempts that are open go on, and what it taught stays. For teachers,
    admins and owners."""
    if not await parts_of(request).items.items.retire_item(librarian.tenant, slug):
        raise _unknown()
    return Response(status_code=204)


def made(slug: str, fields: dict[str, Any], place: str = "") -> PracticeItem:
    """Raises InvalidInput for what the body's shape does not tell."""
    try:
        return item_of_row({**fields, "slug": slug})
    except Bad as fault:
        raise InvalidInput(fault.detail, field=f"{place}{fault.field}") from None


def _unknown() -> NotFound:
    return NotFound("There is no such item.", field="slug")
