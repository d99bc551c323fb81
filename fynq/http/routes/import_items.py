"""POST /v1/practice/items/import"""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.item_files import MOST_ROWS, Format, read_items
from fynq.domain.errors import BodyTooLarge, InvalidInput, UnsupportedMedia
from fynq.http.caller import Librarian
from fynq.http.edge.upload_in import Received
from fynq.http.edge.visit import visit_of
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.practice_items import RenewedOut
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["practice"])

PATH = "/v1/practice/items/import"
_MOST_BYTES = 4 * 1024 * 1024
_FORMATS: dict[str, Format] = {
    "text/csv": "csv",
    "application/csv": "csv",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/jsonlines": "jsonl",
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/x-ndjson": {"schema": {"type": "string"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    },
}


@router.post(
    PATH,
    summary="Import practice items",
    response_model=RenewedOut,
    responses=problems(401, 403, 409, bodied=True),
    openapi_extra=_BODY,
)
async def import_items(request: Request, librarian: Librarian) -> Response:
    """A CSV file with a header, or one JSON object a line, with the fields of an item; in CSV the
    members of a list are joined by `~`. All are taken or none: the reply to a wrong one names line
    and field. At most 2,000 items and 4 MiB. For teachers, admins and owners."""
    received = visit_of(request.scope).upload
    if received is None:
        raise UnsupportedMedia("Send CSV or JSON lines, or a form.", field="Content-Type")
    text = await _text(received)
    read = await asyncio.to_thread(read_items, text, _format(received), MOST_ROWS)
    done = await parts_of(request).items(
        librarian.tenant,
        librarian.user,
        [each.item for each in read],
        lambda row, field: f"line/{read[row].line}/{field}",
    )
    return reply(RenewedOut(added=done.added, renewed=done.renewed))


async def _text(received: Received) -> str:
    if received.size > _MOST_BYTES:
        raise BodyTooLarge(f"A file of items has at most {_MOST_BYTES} bytes.", field="file")
    raw = b"".join([part async for part in received.parts()])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidInput("The file is not UTF-8.", field="file") from None


def _format(received: Received) -> Format | None:
    """None where only the file itself tells."""
    name = received.name.lower()
    if name.endswith(".csv"):
        return "csv"
    if name.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    return _FORMATS.get(received.media_type.lower())
