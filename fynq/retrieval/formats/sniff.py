"""What a file is, by what it holds; its name and its sender's word decide only among texts."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.parsed import broken, rejected


class Format(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    EPUB = "epub"
    HTML = "html"
    CNXML = "cnxml"
    LATEX = "latex"
    MARKDOWN = "markdown"
    PLAIN = "plain"
    IMAGE = "image"


SUFFIXES = {
    ".pdf": Format.PDF, ".docx": Format.DOCX, ".pptx": Format.PPTX, ".epub": Format.EPUB,
    ".html": Format.HTML, ".htm": Format.HTML, ".xhtml": Format.HTML, ".cnxml": Format.CNXML,
    ".tex": Format.LATEX, ".latex": Format.LATEX, ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN,
    ".txt": Format.PLAIN, ".text": Format.PLAIN, ".png": Format.IMAGE, ".jpg": Format.IMAGE,
    ".jpeg": Format.IMAGE, ".tif": Format.IMAGE, ".tiff": Format.IMAGE, ".webp": Format.IMAGE,
}  # fmt: skip
"""Which files of a folder are documents at all."""
_TYPES = {
    "text/markdown": Format.MARKDOWN, "text/x-markdown": Format.MARKDOWN, "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML, "text/plain": Format.PLAIN, "application/x-tex": Format.LATEX,
    "text/x-tex": Format.LATEX, "application/x-latex": Format.LATEX,
}  # fmt: skip
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF87a", b"GIF89a", b"BM")
_OTHERS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "An old Office file (.doc, .ppt, .xls) or one with a password cannot be read: save it as .docx or .pptx without one.",
    b"{\\rtf": "Rich text (.rtf) cannot be read: save it as .docx.",
    b"%!PS": "PostScript cannot be read: save it as PDF.",
    b"\x1f\x8b": "A compressed file cannot be read: unpack it first.",
    b"7z\xbc\xaf\x27\x1c": "An archive cannot be read: unpack it first.",
    b"Rar!": "An archive cannot be read: unpack it first.",
    b"\x7fELF": "This is a program, not a document.",
    b"MZ": "",
    b"AT&TFORM": "DjVu cannot be read: save it as PDF.",
}
_EMPTY = b" \t\r\n\0\xff\xfe\xef\xbb\xbf"
"""White space, and the marks of a byte order."""
_PDF_WITHIN = 1024
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_CNXML = re.compile(r"<(?:\w+:)?document\b[^>]{0,2000}cnx\.rice\.edu/cnxml", re.I | re.S)
_XML = re.compile(r"\s*<\?xml\b", re.I)
_LATEX = re.compile(r"^[^%\n]*\\(?:documentclass|documentstyle|begin\{document\}|chapter\*?\{|section\*?\{)", re.M)  # fmt: skip


def format_of(raw: bytes, source: str = "", media_type: str = "") -> Format:
    """Raises RejectedDocument for what is none of them, with advice where there is some."""
    if not raw.strip(_EMPTY):
        raise rejected(Rejection.NO_TEXT, "The file is empty.")
    if b"%PDF-" in raw[:_PDF_WITHIN]:
        return Format.PDF
    if raw[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _packed(raw)
    if raw.startswith(_IMAGES[:6]) or (raw[:4] == b"RIFF" and raw[8:12] == b"WEBP") or (raw[:2] == b"BM" and raw[6:10] == b"\0\0\0\0"):  # fmt: skip
        return Format.IMAGE
    for start, advice in _OTHERS.items():
        if raw.startswith(start) and (advice or b"\0" in raw[:64]):
            raise rejected(Rejection.UNSUPPORTED, advice or "This is a program, not a document.")
    return _text_format(raw, source, media_type)


def _packed(raw: bytes) -> Format:
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        names = set(archive.namelist())
        kind = archive.read("mimetype")[:64] if "mimetype" in names and archive.getinfo("mimetype").file_size < 200 else b""  # fmt: skip
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError):
        raise broken("document") from None
    if kind.startswith(b"application/epub+zip") or "META-INF/container.xml" in names:
        return Format.EPUB
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):  # fmt: skip
        return Format.DOCX
    if "ppt/presentation.xml" in names:
        return Format.PPTX
    if "xl/workbook.xml" in names:
        reason = "Spreadsheets cannot be read: save the sheet as a table in .docx or Markdown."
        raise rejected(Rejection.UNSUPPORTED, reason)
    raise rejected(Rejection.UNSUPPORTED, "An archive cannot be read: unpack it first.")


def _text_format(raw: bytes, source: str, media_type: str) -> Format:
    head = _head(raw)
    suffix = SUFFIXES.get(PurePosixPath(source.lower()).suffix)
    told = _TYPES.get(media_type.partition(";")[0].strip().lower())
    if _CNXML.search(head):
        return Format.CNXML
    if _HTML.match(head.removeprefix("\ufeff").lstrip()) or (_XML.match(head) and "<html" in head.lower()):  # fmt: skip
        return Format.HTML
    if suffix is Format.CNXML or _XML.match(head):
        raise rejected(Rejection.UNSUPPORTED, "This kind of XML cannot be read.")
    for format_ in (suffix, told):
        if format_ in (Format.MARKDOWN, Format.HTML):
            return format_
    if suffix is Format.LATEX or told is Format.LATEX or _LATEX.search(head):
        return Format.LATEX
    if suffix in (Format.PDF, Format.DOCX, Format.PPTX, Format.EPUB, Format.IMAGE):
        if "\0" in head or _garbled(head):
            raise broken(f"{str(suffix).upper()} file")
        return Format.PLAIN
    return Format.PLAIN


def _head(raw: bytes) -> str:
    head = raw[:8192]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace")


def _garbled(head: str) -> bool:
    return sum(sign == "\ufffd" or sign < "\t" for sign in head) > len(head) * 0.1
