"""POST /v1/knowledge/collections/{name}/documents"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TypeVar

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.knowledge_books import Upload, Wishes
from fynq.domain.errors import InvalidInput, NotFound
from fynq.domain.identifiers import Tenant, new_id
from fynq.http.caller import Librarian
from fynq.http.edge.upload_in import Received
from fynq.http.edge.visit import visit_of
from fynq.http.parts import HttpParts, parts_of
from fynq.http.reply import reply
from fynq.http.routes.collections import collection_of
from fynq.http.schemas.collections import (
    DocumentText,
    SkillSlug,
    UploadForm,
    UploadOut,
    show_upload,
)
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["knowledge"])

PATH = "/v1/knowledge/collections/{name}/documents"
TEXT = "text/markdown"

Shape = TypeVar("Shape", bound=BaseModel)


class _Skills(BaseModel):
    skills: list[SkillSlug]


_BODY = {
    "parameters": [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": "With a bare file; a form and JSON say it themselves.",
            "schema": {"type": "string", "maxLength": 500},
        }
        for name in ("source", "title", "audience", "skills")
    ],
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "source": {"type": "string", "maxLength": 500},
                        "title": {"type": "string", "maxLength": 300},
                        "audience": {"type": "string", "enum": ["everyone", "staff"]},
                        "skills": {"type": "string", "maxLength": 2_000},
                    },
                }
            },
            "application/json": {"schema": {"$ref": "#/components/schemas/DocumentText"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            "text/markdown": {"schema": {"type": "string"}},
        },
    },
}


@router.post(
    PATH,
    summary="Add a document",
    status_code=202,
    response_model=UploadOut,
    responses=problems(401, 403, 404, 409, bodied=True),
    openapi_extra=_BODY,
)
async def add_document(request: Request, librarian: Librarian, name: str) -> Response:
    """Takes a file as a form (`file`, and what else is known of it), a bare file with its
    `Content-Type` and `?source=`, or JSON with a `text`, or with a `url` to fetch. The reply says
    where to watch it become searchable. A `source` that is there already is revised. For
    teachers, admins and owners."""
    parts = parts_of(request)
    await collection_of(request, librarian, name)
    upload = Upload(new_id(), name, "", requested_by=librarian.user)
    received = visit_of(request.scope).upload
    if received is None:
        made = await _from_json(request, parts, librarian.tenant, upload)
    else:
        made = await _from_file(request, parts, librarian.tenant, upload, received)
    if not await parts.uploads.add_upload(librarian.tenant, made):
        raise NotFound("There is no such collection.", field="name")
    stored = await parts.uploads.upload(librarian.tenant, made.id)
    shown = show_upload(stored or made)
    return reply(shown, 202, {"location": f"/v1/knowledge/uploads/{made.id}"})


async def _from_json(request: Request, parts: HttpParts, tenant: Tenant, upload: Upload) -> Upload:
    visit = visit_of(request.scope)
    if not visit.body:
        raise InvalidInput("The body is missing.", field="body")
    body = _valid(DocumentText, visit.json)
    if (body.url is None) == (body.text is None):
        raise InvalidInput("Send either a url or a text.", field="url" if body.url else "text")
    skills = None if body.skills is None else tuple(dict.fromkeys(body.skills))
    wishes = Wishes(body.url or "", body.title or "", body.audience, skills)
    if body.url is not None:
        parts.web.check(body.url)
        return replace(upload, source=body.source or body.url[:500], wishes=wishes)
    source = body.source or body.title
    if source is None:
        raise InvalidInput("A text needs a source or a title.", field="source")
    raw = (body.text or "").encode()
    size = await parts.blobs.write(tenant, upload.id, _one(raw))
    return replace(upload, source=source, media_type=TEXT, bytes=size, stored=True, wishes=wishes)


async def _from_file(
    request: Request, parts: HttpParts, tenant: Tenant, upload: Upload, received: Received
) -> Upload:
    said = {**dict(request.query_params), **received.fields}
    form = _valid(UploadForm, {name: value for name, value in said.items() if value})
    source = form.source or received.name.replace("\\", "/").rpartition("/")[2].strip()[:500]
    if not source:
        raise InvalidInput("Name the document.", field="source")
    if received.size == 0:
        raise InvalidInput("The file is empty.", field="file")
    skills = None
    if form.skills is not None:
        slugs = [slug for slug in map(str.strip, form.skills.split(",")) if slug]
        skills = tuple(dict.fromkeys(_valid(_Skills, {"skills": slugs}).skills))
    size = await parts.blobs.write(tenant, upload.id, received.parts())
    return replace(
        upload,
        source=source,
        media_type=received.media_type.lower()[:200],
        bytes=size,
        stored=True,
        wishes=Wishes("", form.title or "", form.audience, skills),
    )


async def _one(raw: bytes) -> AsyncIterator[bytes]:
    yield raw


def _valid(shape: type[Shape], fields: object) -> Shape:
    try:
        return shape.model_validate(fields)
    except ValidationError as error:
        raise RequestValidationError(
            [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        ) from None
