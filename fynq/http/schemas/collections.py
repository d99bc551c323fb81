"""Collections, their documents, uploads and receipts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from fynq.answering.knowledge_books import (
    CollectionSheet,
    DocumentSheet,
    Receipt,
    Upload,
    UploadStatus,
)
from fynq.answering.rejections import remedy_of
from fynq.domain.knowledge import Audience, Deletion
from fynq.http.schemas.base import In, Moment, Out

NAME = r"^[a-z0-9][a-z0-9._-]{0,63}$"

Name = Annotated[
    str, Field(pattern=NAME, description="Stands in addresses.", examples=["biology-2"])
]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
SkillSlug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]
Skills = Annotated[list[SkillSlug], Field(max_length=50)]


class NewCollection(In):
    """A place for documents that belong together."""

    name: Name
    title: Title | None = Field(default=None, description="The name, if left out.")
    audience: Audience = Field(
        default="everyone", description="`staff`: students neither find it nor see it."
    )
    hide_solutions: StrictBool = Field(
        default=False, description="Students find neither solutions nor answer keys."
    )


class CollectionChange(In):
    """Only what is present changes, from the next search on."""

    title: Title | None = None
    audience: Audience | None = None
    hide_solutions: StrictBool | None = None


class ExaminationOut(Out):
    """nDCG@10 of the collection's own test: of the search at the `weight` of words that it chose
    (`ndcg`), and of words and of meaning alone."""

    weight: float
    ndcg: float
    ndcg_lexical: float
    ndcg_dense: float
    questions: int


class CollectionOut(Out):
    """A collection with what is in it, as the caller may see it. `bytes` are of the texts; `pending`
    and `rejected` count uploads, for teachers and above. `examination` is what the collection's own
    test said of the generation that it serves; null before the first, and where there was nothing to
    ask."""

    name: str
    title: str
    audience: Audience
    hide_solutions: bool
    documents: int
    chunks: int
    bytes: int
    pending: int
    rejected: int
    position: int = Field(description="How many documents were put or removed so far.")
    generation: int = Field(description="Of the index that it serves; 0 before the first.")
    examination: ExaminationOut | None
    created_at: Moment


class CollectionList(Out):
    """By name."""

    items: list[CollectionOut]


class DocumentText(In):
    """Either `url` or `text`. A `source` that is there already is revised."""

    url: str | None = Field(
        default=None,
        min_length=1,
        max_length=2_000,
        description="A public document, fetched in the background.",
        examples=["https://example.org/chapter-1.pdf"],
    )
    text: str | None = Field(default=None, min_length=1, description="Markdown with $LaTeX$.")
    source: Source | None = Field(
        default=None,
        description="Names the document within its collection; the title, or the address, if left "
        "out.",
    )
    title: Title | None = Field(default=None, description="The document's own, if left out.")
    audience: Audience = "everyone"
    skills: Skills | None = Field(
        default=None, description="Slugs; the document's own, if left out."
    )


class UploadForm(In):
    """What may stand beside the file, in the form or in the query."""

    source: Source | None = Field(
        default=None,
        description="Names the document within its collection, so that a second upload revises it; "
        "the file's name, if left out.",
    )
    title: Title | None = Field(default=None, description="The document's own, if left out.")
    audience: Audience = "everyone"
    skills: str | None = Field(
        default=None, max_length=2_000, description="Slugs, separated by commas."
    )


class Rejected(Out):
    """Why a file was not taken in, and what can be done about it."""

    code: str = Field(description="Stable; for programs.", examples=["encrypted"])
    reason: str
    remedy: str


class UploadOut(Out):
    """A file on its way. `embedded` of `chunks` are done. `unchanged`: the very same was there
    already."""

    id: UUID
    collection: str
    source: str
    status: UploadStatus
    media_type: str
    bytes: int
    chunks: int
    embedded: int
    document_id: UUID | None = Field(description="Once it is searchable.")
    unchanged: bool
    rejected: Rejected | None
    requested_by: UUID | None
    created_at: Moment | None
    updated_at: Moment | None


class UploadPage(Out):
    """Newest first."""

    items: list[UploadOut]
    next_cursor: str | None


class DocumentLine(Out):
    """A document without its text, or an upload that is none yet: that has no `id` and no
    revision. `stripped` counts hidden characters that were taken out, by kind."""

    id: UUID | None
    upload_id: UUID | None
    collection: str
    source: str
    title: str
    status: UploadStatus
    media_type: str
    audience: Audience
    bytes: int
    chunks: int
    revision: int | None
    skills: list[str]
    stripped: dict[str, int]
    rejected: Rejected | None
    updated_at: Moment | None


class DocumentPage(Out):
    """In a fixed order, which is not that of time."""

    items: list[DocumentLine]
    next_cursor: str | None


class ConfirmationOut(Out):
    """A process that searches. `at`: when it had applied the removal; null while it has not."""

    replica: UUID
    room: str
    at: Moment | None


class DeletionOut(Out):
    """The receipt of a removal. Searches see it from the reply to the request on, whatever the
    replicas have confirmed: each applies it before its next search. `confirmations` are of the
    living replicas that hold the collection in memory; `complete`: all of them have."""

    id: UUID
    document_id: UUID
    collection: str
    source: str
    position: int
    at: Moment
    requested_by: UUID | None
    confirmations: list[ConfirmationOut]
    complete: bool


class CollectionDeletionOut(Out):
    """A removed collection. `receipt`: of the last of its documents; who has applied that has
    applied all."""

    name: str
    documents: int
    receipt: DeletionOut | None


def show_collection(sheet: CollectionSheet) -> CollectionOut:
    collection = sheet.collection
    return CollectionOut(
        name=collection.name,
        title=collection.title,
        audience=collection.audience,
        hide_solutions=collection.hide_solutions,
        documents=sheet.documents,
        chunks=sheet.chunks,
        bytes=sheet.bytes,
        pending=sheet.pending,
        rejected=sheet.rejected,
        position=collection.position,
        generation=sheet.generation,
        examination=None
        if sheet.examination is None
        else ExaminationOut(**asdict(sheet.examination)),
        created_at=sheet.created_at,
    )


def show_upload(upload: Upload) -> UploadOut:
    return UploadOut(
        id=upload.id,
        collection=upload.collection,
        source=upload.source,
        status=upload.status,
        media_type=upload.media_type,
        bytes=upload.bytes,
        chunks=upload.chunks,
        embedded=upload.embedded,
        document_id=upload.document,
        unchanged=upload.code == "unchanged",
        rejected=_rejected(upload),
        requested_by=upload.requested_by,
        created_at=upload.created_at,
        updated_at=upload.updated_at,
    )


def show_line(sheet: DocumentSheet) -> DocumentLine:
    return DocumentLine(
        id=sheet.id,
        upload_id=None,
        collection=sheet.collection,
        source=sheet.source,
        title=sheet.title,
        status="searchable",
        media_type=sheet.media_type,
        audience=sheet.audience,
        bytes=sheet.bytes,
        chunks=sheet.chunks,
        revision=sheet.revision,
        skills=list(sheet.skills),
        stripped=dict(sheet.stripped),
        rejected=None,
        updated_at=sheet.updated_at,
    )


def show_upload_line(upload: Upload) -> DocumentLine:
    return DocumentLine(
        id=upload.document,
        upload_id=upload.id,
        collection=upload.collection,
        source=upload.source,
        title=upload.wishes.title,
        status=upload.status,
        media_type=upload.media_type,
        audience=upload.wishes.audience,
        bytes=upload.bytes,
        chunks=upload.chunks,
        revision=None,
        skills=list(upload.wishes.skills or ()),
        stripped={},
        rejected=_rejected(upload),
        updated_at=upload.updated_at,
    )


def show_receipt(receipt: Receipt) -> DeletionOut:
    deletion = receipt.deletion
    return DeletionOut(
        id=deletion.id,
        document_id=deletion.document,
        collection=deletion.collection,
        source=deletion.source,
        position=deletion.position,
        at=deletion.at,
        requested_by=deletion.requested_by,
        confirmations=[
            ConfirmationOut(replica=each.replica, room=each.room, at=each.at)
            for each in receipt.confirmations
        ],
        complete=all(each.at is not None for each in receipt.confirmations),
    )


def show_deletion(deletion: Deletion) -> DeletionOut:
    """As it is just after the removal, before anybody was asked."""
    shown = show_receipt(Receipt(deletion))
    shown.complete = False
    return shown


def _rejected(upload: Upload) -> Rejected | None:
    if upload.status != "rejected":
        return None
    return Rejected(code=upload.code, reason=upload.reason, remedy=remedy_of(upload.code))
