"""PDF files: reading order, headings by size, tables, no running heads, no hidden text."""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.parsed import ParsedText, broken, rejected
from fynq.retrieval.formats.pdf_geometry import Page
from fynq.retrieval.formats.pdf_lines import Line, lines_of
from fynq.retrieval.formats.pdf_page import read_page
from fynq.retrieval.formats.pdf_tables import Table, take_tables
from fynq.retrieval.formats.writer import Writer

_MOST_PAGES = 5_000
_EDGE = 0.16
"""Of the page's height, above and below: where running heads and page numbers stand."""
_ITEM = re.compile(r"(?:[•●▪◦‣∙■□–—*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s+\S")
_BULLET = re.compile(r"^[•●▪◦‣∙■□–—*-]\s+")
_NUMBERED = re.compile(
    r"^(?:chapter|section|part|appendix|unit|lesson)?\s*\d+(?:\.\d+)*\.?\s+\S", re.I
)
_PAGE_NUMBER = re.compile(
    r"[ivxlc]{1,6}|(?:page|p\.|[-–—])\s*\d{1,4}(?:\s*(?:/|of)\s*\d+)?(?:\s*[-–—])?|\d{1,4}\s*(?:/|of)\s*\d{1,4}",
    re.I,
)
_DIGITS = re.compile(r"\d+")
_PROGRAM = re.compile(
    r"^(?:microsoft \w+ - |untitled|\W*$)|\.(?:docx?|tex|dvi|pptx?|indd|qxd|pdf)$", re.I
)
_HYPHEN = re.compile(r"(\w+)[-\u00ad\u2010]$")
_WORDS = re.compile(r"\w+(?:-\w+)*")


@dataclass(frozen=True, slots=True)
class _Sheet:
    number: int
    height: float
    parts: list[Line | Table]


def read_pdf(raw: bytes) -> ParsedText:
    """Raises RejectedDocument."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise rejected(Rejection.ENCRYPTED, "The PDF is protected with a password.") from None
        raise broken("PDF file") from None
    if count > _MOST_PAGES:
        reason = f"The PDF has more than {_MOST_PAGES:,} pages: upload it in parts."
        raise rejected(Rejection.TOO_LARGE, reason)
    writer = Writer()
    sheets, pictured, unreadable = _sheets(document, count, writer.stripped)
    signs = sum(
        len(part.text) for sheet in sheets for part in sheet.parts if isinstance(part, Line)
    )
    tabled = any(isinstance(part, Table) for sheet in sheets for part in sheet.parts)
    if unreadable > 0.3 * (signs or 1):
        reason = (
            "The PDF's fonts do not tell which letters they draw; it has to be read as a picture."
        )
        raise rejected(Rejection.NEEDS_OCR, reason)
    if signs < 10 * count and not tabled and pictured * 2 > count:
        reason = "The PDF holds pictures of pages, and no text."
        raise rejected(Rejection.NEEDS_OCR, reason)
    _Writing(writer, sheets).write()
    return writer.parsed("application/pdf", _title(document, sheets), _language(document))


def _sheets(document: Any, count: int, stripped: Counter[str]) -> tuple[list[_Sheet], int, int]:
    """The pages; how many of them show a picture; how many characters cannot be told."""
    import pypdfium2

    sheets: list[_Sheet] = []
    pictured = unreadable = failed = 0
    for number in range(count):
        try:
            page = document[number]
            found = read_page(page, stripped)
            page.close()
        except pypdfium2.PdfiumError:
            failed += 1
            if failed > 20 and failed > number / 2:
                raise broken("PDF file") from None
            continue
        pictured += sum(box.area for box in found.pictures) > 0.3 * found.width * found.height
        unreadable += found.unreadable
        sheets.append(_Sheet(number + 1, found.height, _parts(found)))
    return _without_running_heads(sheets), pictured, unreadable


def _parts(page: Page) -> list[Line | Table]:
    """Lines in reading order, each table before the first line that stands below it."""
    tables, chars = take_tables(page)
    parts: list[Line | Table] = []
    waiting = sorted(tables, key=lambda table: table.box.top)
    for line in lines_of(chars):
        while (
            waiting and waiting[0].box.top < line.box.top and waiting[0].box.left < line.box.right
        ):
            parts.append(waiting.pop(0))
        parts.append(line)
    parts += waiting
    for at, aside in enumerate(page.asides, 1):
        parts += [replace(line, column=-at) for line in lines_of(aside)]
    return parts


def _without_running_heads(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    """What stands at the edge of several pages, but for its numbers, belongs to no text."""
    seen: Counter[str] = Counter()
    steps: Counter[int] = Counter()
    for sheet in sheets:
        edge = _edge_lines(sheet)
        seen.update({_DIGITS.sub("#", line.text) for line in edge})
        steps.update({int(line.text) - sheet.number for line in edge if line.text.isdecimal()})
    often = {
        text
        for text, pages in seen.items()
        if text.strip("# ") and (pages >= 3 or (pages == 2 and "#" in (text[:1], text[-1:])))
    }
    counted = {step for step, pages in steps.items() if pages >= 3}
    cleared: list[_Sheet] = []
    for sheet in sheets:
        dropped = {
            id(line)
            for line in _edge_lines(sheet)
            if _DIGITS.sub("#", line.text) in often
            or (line.text.isdecimal() and int(line.text) - sheet.number in counted)
            or (not line.text.isdecimal() and _PAGE_NUMBER.fullmatch(line.text))
        }
        kept = [part for part in sheet.parts if id(part) not in dropped]
        cleared.append(_Sheet(sheet.number, sheet.height, kept))
    return cleared


def _edge_lines(sheet: _Sheet) -> list[Line]:
    """The two outermost lines above and below, if they stand near the edge."""
    lines = [part for part in sheet.parts if isinstance(part, Line)]
    above = sorted(lines, key=lambda line: line.box.top)[:2]
    below = sorted(lines, key=lambda line: -line.box.bottom)[:2]
    found = [line for line in above if line.box.bottom < _EDGE * sheet.height]
    found += [line for line in below if line.box.top > (1 - _EDGE) * sheet.height]
    return [line for line in found if len(line.text) < 150]


class _Writing:
    """Lines to headings, paragraphs and list items."""

    def __init__(self, writer: Writer, sheets: Sequence[_Sheet]) -> None:
        self._writer = writer
        self._sheets = sheets
        lines = [part for sheet in sheets for part in sheet.parts if isinstance(part, Line)]
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[_rounded(line.size)] += len(line.text)
        self._body = sizes.most_common(1)[0][0] if sizes else 10.0
        larger = sorted((size for size in sizes if size > 1.12 * self._body), reverse=True)
        self._levels = {size: min(at + 1, 4) for at, size in enumerate(larger)}
        self._known: set[str] = set()
        for line in lines:
            self._known.update(_WORDS.findall(line.text.lower()))
        self._held: list[Line] = []
        self._level = 0
        self._code = False
        self._place = ""
        """Of the page, until its first words are taken."""
        self._right: dict[int, float] = {}

    def write(self) -> None:
        for sheet in self._sheets:
            self._right = {}
            for part in sheet.parts:
                if isinstance(part, Line):
                    edge = self._right.get(part.column, 0.0)
                    self._right[part.column] = max(edge, part.box.right)
            self._place = f"page {sheet.number}"
            for part in sheet.parts:
                if isinstance(part, Table):
                    self._flush()
                    self._mark()
                    self._writer.table(part.rows)
                else:
                    self._take(part)
        self._flush()

    def _mark(self) -> None:
        """The next block is the first on its page."""
        if self._place:
            self._writer.mark(self._place)
            self._place = ""

    def _take(self, line: Line) -> None:
        level = self._heading(line)
        code = line.mono and not level
        if self._held and (code != self._code or (code and line.column != self._held[-1].column)):
            self._flush()
        self._code = code
        if self._held and not code and (level != self._level or not self._goes_on(line)):
            self._flush()
        self._level = level
        if not self._held:
            self._mark()
        elif self._place:
            first, blank, rest = line.text.partition(" ")
            line = replace(line, text=f"{first}{blank}{self._writer.turn(self._place)}{rest}")
            self._place = ""
        self._held.append(line)

    def _heading(self, line: Line) -> int:
        """1 to 6, or 0 for the text's own lines."""
        words = line.text.strip()
        if len(words) > 160 or not any(sign.isalpha() for sign in words):
            return 0
        level = self._levels.get(_rounded(line.size), 0)
        if level:
            return level
        if line.bold and len(words) <= 90 and not words.endswith((".", ",", ";", ":")):
            deepest = max(self._levels.values(), default=1)
            return min(deepest + 1, 5) if words[0].isupper() or words[0].isdigit() else 0
        return 0

    def _goes_on(self, line: Line) -> bool:
        """Whether the line belongs to the paragraph of the line before it."""
        last = self._held[-1]
        if _ITEM.match(line.text) or (self._level == 0 and _BULLET.match(line.text)):
            return False
        if self._level:
            return abs(line.size - last.size) < 0.6 and line.box.top - last.box.bottom < line.size and not _NUMBERED.match(line.text)  # fmt: skip
        if self._place or line.column != last.column or line.box.top < last.box.top:
            ends = last.text.rstrip()[-1:] in '.!?:”")'
            return not ends and abs(line.size - last.size) < 0.6
        if line.box.top - last.box.bottom > 0.75 * line.size or abs(line.size - last.size) > 1.0:
            return False
        indented = line.box.left - min(each.box.left for each in self._held) > 0.9 * line.size
        full = self._right.get(last.column, 0.0) - last.box.right < 6 * line.size
        if (
            indented
            and len(self._held) == 1
            and self._held[0].box.left < line.box.left - 4 * line.size
        ):
            return full
        outdented = len(self._held) == 1 and last.box.left - line.box.left > 0.5 * line.size
        return not (indented and not outdented and last.text.rstrip()[-1:] in ".!?:") and (full or not _ends(last.text))  # fmt: skip

    def _flush(self) -> None:
        held, self._held = self._held, []
        if not held:
            return
        if held[0].mono and not self._level:
            self._writer.code(_code(held))
            return
        text = self._run_on([line.text for line in held])
        if self._level:
            self._writer.heading(self._level, text)
        elif _BULLET.match(text):
            self._writer.item(_BULLET.sub("", text))
        else:
            self._writer.paragraph(text)

    def _run_on(self, lines: Sequence[str]) -> str:
        """A word that is parted at a line's end is put together."""
        text = ""
        for line in lines:
            parted = _HYPHEN.search(text)
            if parted and line[:1].islower():
                rest = _WORDS.match(line)
                whole = f"{parted[1]}{rest[0] if rest else ''}".lower()
                hyphened = f"{parted[1]}-{rest[0] if rest else ''}".lower()
                keep = hyphened in self._known and whole not in self._known
                text = text[:-1] + ("-" if keep else "") + line
            else:
                text = f"{text} {line}" if text else line
        return text.replace("\u00ad", "-") if "\u00ad" in text else text


def _code(lines: Sequence[Line]) -> str:
    """Indented as it is drawn; six tenths of the size is what a letter of such a font is wide."""
    left = min(line.box.left for line in lines)
    return "\n".join(
        " " * round((line.box.left - left) / (0.6 * line.size or 1)) + line.text for line in lines
    )


def _ends(text: str) -> bool:
    return text.rstrip()[-1:] in ".!?:;"


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _title(document: Any, sheets: Sequence[_Sheet]) -> str:
    given = ""
    with contextlib.suppress(Exception):
        given = str(document.get_metadata_value("Title") or "").strip()
    if given and not _PROGRAM.search(given):
        return given
    first = [part for part in (sheets[0].parts if sheets else ()) if isinstance(part, Line)]
    largest = max((line.size for line in first), default=0.0)
    usual = Counter(_rounded(line.size) for line in first).most_common(1)
    if not usual or largest < 1.2 * usual[0][0]:
        return ""
    words: list[str] = []
    for line in first:
        if line.size > largest - 0.6:
            words.append(line.text)
        elif words:
            break
    return " ".join(words)


def _language(document: Any) -> str:
    from pypdfium2 import raw as pdfium

    buffer = (ctypes.c_ushort * 64)()
    size = pdfium.FPDFCatalog_GetLanguage(document.raw, buffer, 128)
    if not 2 < size <= 128:
        return ""
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
