"""From a file's bytes to its text, whatever its format. Runs in a process of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from importlib import import_module

from fynq.domain.errors import FynqError, RejectedDocument, Rejection
from fynq.retrieval.formats.parsed import ParsedText, broken, rejected
from fynq.retrieval.formats.sniff import Format, format_of

_READERS = {
    Format.PDF: ("pdf", "PDF file"),
    Format.DOCX: ("docx", "Word document"),
    Format.PPTX: ("pptx", "PowerPoint presentation"),
    Format.EPUB: ("epub", "EPUB book"),
    Format.HTML: ("html", "HTML page"),
    Format.CNXML: ("cnxml", "CNXML module"),
    Format.LATEX: ("latex", "LaTeX source"),
    Format.MARKDOWN: ("markdown", "Markdown text"),
    Format.PLAIN: ("plain", "text"),
    Format.IMAGE: ("image", "image"),
}


def read(raw: bytes, source: str = "", media_type: str = "") -> ParsedText:
    """Raises RejectedDocument. Markdown is also read when it is empty: a placeholder is allowed."""
    if not raw and source.lower().endswith((".md", ".markdown")):
        return ParsedText("")
    format_ = format_of(raw, source, media_type)
    module, what = _READERS[format_]
    reader: Callable[[bytes], ParsedText] = getattr(
        import_module(f"fynq.retrieval.formats.{module}"), f"read_{module}"
    )
    try:
        return reader(raw)
    except FynqError:
        raise
    except MemoryError:
        reason = "Reading the file takes more memory than a document may have."
        raise rejected(Rejection.TOO_LARGE, reason) from None
    except Exception:  # noqa: BLE001  (a damaged file breaks its parser anywhere)
        raise broken(what) from None


def warm() -> None:
    """Imports every reader and what it imports when first used."""
    from fynq.retrieval.formats.picture import picture_of
    from fynq.retrieval.formats.samples import samples

    for module, _ in _READERS.values():
        import_module(f"fynq.retrieval.formats.{module}")
    for name, raw in samples().items():
        with contextlib.suppress(RejectedDocument):
            read(raw, name)
        if name in ("a.pdf", "a.png"):
            picture_of(raw, 0, name)
