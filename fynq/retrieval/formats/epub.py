"""E-books: the chapters in reading order, each read as HTML. Format: EPUB 3.3 (W3C), 2.0.1."""

from __future__ import annotations

import posixpath
import zipfile
from typing import Any
from urllib.parse import unquote

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.archive import member, open_archive
from fynq.retrieval.formats.decoding import decoded
from fynq.retrieval.formats.html import write_page
from fynq.retrieval.formats.mathml import name_of
from fynq.retrieval.formats.parsed import ParsedText, broken, rejected
from fynq.retrieval.formats.writer import Writer, one_line
from fynq.retrieval.formats.xml import parse_xml

_WHAT = "EPUB book"
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_FONTS_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read_epub(raw: bytes) -> ParsedText:
    archive = open_archive(raw, _WHAT)
    _refuse_protected(archive)
    package_at = _package(archive)
    package = parse_xml(member(archive, package_at, _WHAT), _WHAT)
    folder = posixpath.dirname(package_at)
    items = {
        each.get("id"): each
        for each in package.iter()
        if name_of(each) == "item" and each.get("id") and each.get("href")
    }
    writer = Writer()
    chapter = 0
    for reference in package.iter():
        if name_of(reference) != "itemref":
            continue
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES or _is_contents(item):
            continue
        path = posixpath.normpath(
            posixpath.join(folder, unquote(item.get("href").partition("#")[0]))
        )
        chapter += 1
        writer.mark(f"chapter {chapter}")
        write_page(decoded(member(archive, path, _WHAT)), writer)
    return writer.parsed(
        "application/epub+zip", _metadata(package, "title"), _metadata(package, "language")
    )


def _package(archive: zipfile.ZipFile) -> str:
    container = parse_xml(member(archive, "META-INF/container.xml", _WHAT), _WHAT)
    for element in container.iter():
        path = element.get("full-path") if name_of(element) == "rootfile" else None
        if path:
            return str(path)
    raise broken(_WHAT)


def _refuse_protected(archive: zipfile.ZipFile) -> None:
    """Fonts alone may be obfuscated; an encrypted chapter cannot be read."""
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    encryption = parse_xml(member(archive, "META-INF/encryption.xml", _WHAT), _WHAT)
    methods = {each.get("Algorithm") for each in encryption.iter() if name_of(each) == "encryptionmethod"}  # fmt: skip
    if methods - set(_FONTS_ONLY):
        raise rejected(Rejection.ENCRYPTED, "The book is protected against copying.")


def _is_contents(item: Any) -> bool:
    return "nav" in (item.get("properties") or "").split()


def _metadata(package: Any, name: str) -> str:
    for element in package.iter():
        if name_of(element) == name and "dc/elements" in str(element.tag):
            return one_line("".join(element.itertext()))
    return ""
