"""From an uploaded file to a Document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from uuid import UUID, uuid5

from fynq.domain.errors import RejectedDocument, Rejection
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Audience, Document
from fynq.retrieval.confined.reader import DocumentReader, shared_reader
from fynq.retrieval.formats.parsed import ParsedText
from fynq.retrieval.formats.sniff import SUFFIXES, Format

MARKDOWN = "text/markdown"
_IN_FOLDERS = {suffix for suffix, format_ in SUFFIXES.items() if format_ is not Format.IMAGE}
"""The pictures of a folder are figures more often than pages."""


def document_id(tenant: Tenant, collection: str, source: str) -> UUID:
    """The same for every revision of a source, and another one in every school."""
    return uuid5(tenant, f"{collection}\n{source}")


def parse(
    tenant: Tenant,
    collection: str,
    source: str,
    raw: str | bytes,
    media_type: str | None = None,
    *,
    audience: Audience = "everyone",
    reader: DocumentReader | None = None,
) -> Document:
    """A file of any format that is read, or (as str) Markdown with or without YAML front matter.

    media_type: what the sender says; the content decides. The title is the file's own (its
    metadata, front matter), its first level-one heading, or the source's name, in this order.
    reader: without one, the process's shared reader is used. Blocks until the file is read.
    Raises RejectedDocument (an InvalidInput), or RoomUnavailable when no reader can be started.
    """
    if isinstance(raw, str):
        media_type = media_type or MARKDOWN
        found = (reader or shared_reader()).read(_encoded(raw), "", media_type)
    else:
        found = (reader or shared_reader()).read(raw, source, media_type or "")
    return document_of(tenant, collection, source, found, audience)


def document_of(
    tenant: Tenant,
    collection: str,
    source: str,
    found: ParsedText,
    audience: Audience = "everyone",
) -> Document:
    return Document(
        id=document_id(tenant, collection, source),
        collection=collection,
        source=source,
        title=(found.title or _named(source))[:300],
        text=found.text,
        skills=found.skills,
        media_type=found.media_type,
        audience=audience,
        stripped=found.stripped,
        marks=found.marks,
    )


def read_folder(tenant: Tenant, collection: str, folder: Path) -> Iterator[Document]:
    """Every document below `folder` (or the file itself), in order of path."""
    for source, file in document_files(folder):
        yield parse(tenant, collection, source, file.read_bytes())


def document_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Pairs of source and file; a source is the path relative to `folder`. A file that is named
    itself is taken whatever its ending."""
    if folder.is_file():
        yield folder.name, folder
        return
    for file in sorted(folder.rglob("*")):
        if may_be_document(file.name) and file.is_file():
            yield file.relative_to(folder).as_posix(), file


def may_be_document(name: str) -> bool:
    """By a file's ending, as far as whole folders are concerned."""
    return PurePosixPath(name).suffix.lower() in _IN_FOLDERS


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        reason = "The document holds characters that are not text."
        raise RejectedDocument(reason, why=Rejection.UNSUPPORTED) from None


def _named(source: str) -> str:
    return PurePosixPath(source.partition("?")[0].rstrip("/")).stem or source
