"""From an uploaded text to a Document: newlines, front matter, title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from fynq.domain.errors import InvalidInput
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Document
from fynq.retrieval.chunking import heading_of

MAX_TEXT = 8_000_000
"""Characters in one document."""
_MAX_FRONT_MATTER = 16_384
_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_SUFFIXES = {".md", ".markdown", ".txt"}


def document_id(tenant: Tenant, collection: str, source: str) -> UUID:
    """The same for every revision of a source, and another one in every school."""
    return uuid5(tenant, f"{collection}\n{source}")


def parse(tenant: Tenant, collection: str, source: str, raw: str | bytes) -> Document:
    """Markdown (with or without YAML front matter) or plain text.

    The document's text is what follows the front matter; its title is the front matter's
    `title`, the first level-one heading, or the source's name, in this order; `skills` come from
    the front matter. Raises InvalidInput when the text cannot be read or stored.
    """
    text = _readable(raw)
    fields, body = _split(text)
    title = _line(fields.get("title")) or _first_heading(body) or Path(source).stem
    skills = fields.get("skills")
    return Document(
        id=document_id(tenant, collection, source),
        collection=collection,
        source=source,
        title=title[:300],
        text=body,
        skills=tuple(_lines([skills] if isinstance(skills, str) else skills)),
    )


def read_folder(tenant: Tenant, collection: str, folder: Path) -> Iterator[Document]:
    """Every Markdown or text file below `folder` (or the file itself), in order of path."""
    for source, file in text_files(folder):
        yield parse(tenant, collection, source, file.read_bytes())


def text_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Pairs of source and file; a source is the path relative to `folder`."""
    files = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    root = folder.parent if folder.is_file() else folder
    for file in files:
        if file.suffix.lower() in _SUFFIXES and file.is_file():
            yield file.relative_to(root).as_posix(), file


def _readable(raw: str | bytes) -> str:
    if isinstance(raw, bytes):
        try:
            raw = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InvalidInput("The document is not UTF-8 text.", field="text") from None
    text = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_TEXT:
        raise InvalidInput(f"The document has more than {MAX_TEXT:,} characters.", field="text")
    if "\0" in text or not _encodable(text):
        raise InvalidInput("The document holds characters that are not text.", field="text")
    return text


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _split(text: str) -> tuple[Mapping[str, Any], str]:
    found = _FRONT_MATTER.match(text[:_MAX_FRONT_MATTER])
    if not found:
        return {}, text
    try:
        fields = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        raise InvalidInput("The front matter is not YAML.", field="text") from None
    if not isinstance(fields, dict):
        return {}, text
    return fields, text[found.end() :].lstrip("\n")


def _first_heading(text: str) -> str:
    for line in text.splitlines():
        level, title = heading_of(line)
        if level == 1:
            return title
    return ""


def _line(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _lines(values: object) -> Iterable[str]:
    return filter(None, map(_line, values)) if isinstance(values, list) else ()
