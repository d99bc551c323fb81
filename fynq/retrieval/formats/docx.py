"""Word documents: headings by style, lists, tables, equations, notes; hidden text stays out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from fynq.retrieval.formats.archive import open_archive
from fynq.retrieval.formats.docx_styles import Look, Styles, child, is_on, look_of, value
from fynq.retrieval.formats.mathml import name_of
from fynq.retrieval.formats.omml import omml_to_latex
from fynq.retrieval.formats.parsed import ParsedText, broken
from fynq.retrieval.formats.scripts import lowered, raised
from fynq.retrieval.formats.writer import Writer, inline_math
from fynq.retrieval.formats.xml import parse_xml

_WHAT = "Word document"
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_THROUGH = frozenset(
    [
        "hyperlink",
        "ins",
        "smarttag",
        "sdt",
        "sdtcontent",
        "fldsimple",
        "moveto",
        "dir",
        "bdo",
        "choice",
    ]
)
_CODE_STYLE = re.compile(r"code|source|listing|preformatted", re.I)


def read_docx(raw: bytes) -> ParsedText:
    """Raises RejectedDocument."""
    from docx import Document
    from docx.opc.exceptions import OpcError

    open_archive(raw, _WHAT)
    try:
        document = Document(io.BytesIO(raw))
        body = document.element.body
    except (OpcError, KeyError, ValueError, AttributeError, TypeError, SyntaxError, OSError):
        raise broken(_WHAT) from None
    writer = Writer()
    styles = Styles(document)
    reader = _Reader(writer, styles, _notes(document))
    reader.blocks(body)
    properties = document.core_properties
    title = properties.title or reader.title
    title = "" if title == "Word Document" else title
    return writer.parsed(_MEDIA_TYPE, title, properties.language or styles.language)


def _notes(document: Any) -> dict[str, Any]:
    """Footnotes and endnotes by their kind and number."""
    notes: dict[str, Any] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            for note in parse_xml(relation.target_part.blob, _WHAT):
                number = next((v for k, v in note.attrib.items() if k.endswith("}id")), "")
                notes[f"{kind}{number}"] = note
    return notes


class _Reader:
    def __init__(self, writer: Writer, styles: Styles, notes: dict[str, Any]) -> None:
        self._writer = writer
        self._styles = styles
        self._notes = notes
        self._counts: dict[tuple[str, int], int] = {}
        self._displays: list[str] = []
        self._boxes: list[Any] = []
        self._code: list[str] = []
        self.title = ""

    def blocks(self, container: Any) -> None:
        for element in container:
            name = name_of(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._end_code()
                self._table(element)
            elif name in _THROUGH or name == "customxml":
                self.blocks(element)
            elif name == "alternatecontent":
                self.blocks(_chosen(element))
        self._end_code()

    def _paragraph(self, element: Any) -> None:
        properties = child(element, "ppr")
        style = self._styles.of(properties)
        look = look_of(properties, style.look)
        text = self._inline(element, look)
        level = self._styles.outline(properties, style)
        displays, self._displays = self._displays, []
        if _CODE_STYLE.search(style.name) and not level:
            self._code.append("".join(self._pieces(element, look)))
            return
        self._end_code()
        if style.name.lower() == "title" and not self.title:
            self.title = text.strip()
            self._writer.heading(1, text)
        elif level:
            self._writer.heading(level, text)
        elif self._styles.bare and self._is_bold_line(element, text):
            self._writer.heading(2, text)
        elif text.strip():
            self._words(text, properties, style.numbering)
        for latex in displays:
            self._writer.formula(latex)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.blocks(box)

    def _words(self, text: str, properties: Any, inherited: tuple[str, int] | None) -> None:
        numbering = self._styles.numbering(properties) or inherited
        if numbering is None or numbering[0] == "0":
            self._writer.paragraph(text)
            return
        number = None
        if self._styles.is_numbered(*numbering):
            number = self._counts[numbering] = self._counts.get(numbering, 0) + 1
            for deeper in range(numbering[1] + 1, 9):
                self._counts.pop((numbering[0], deeper), None)
        self._writer.item(text, numbering[1], number)

    def _end_code(self) -> None:
        code, self._code = self._code, []
        self._writer.code("\n".join(code))

    def _is_bold_line(self, element: Any, text: str) -> bool:
        """In a document without heading styles, a short bold line is one."""
        text = text.strip()
        if not 2 < len(text) <= 90 or text.endswith((".", ",", ";", "?")):
            return False
        runs = [run for run in element if name_of(run) == "r" and child(run, "t") is not None]
        return bool(runs) and all(is_on(child(run, "rpr"), "b") for run in runs)

    def _inline(self, element: Any, look: Look) -> str:
        return "".join(self._pieces(element, look))

    def _pieces(self, element: Any, look: Look) -> Iterator[str]:
        for each in element:
            name = name_of(each)
            if name == "r":
                yield from self._run(each, look)
            elif name == "omath":
                yield inline_math(omml_to_latex(each))
            elif name == "omathpara":
                self._displays += [omml_to_latex(m) for m in each if name_of(m) == "omath"]
            elif name in _THROUGH:
                yield from self._pieces(each, look)
            elif name == "alternatecontent":
                yield from self._pieces(_chosen(each), look)

    def _run(self, run: Any, look: Look) -> Iterator[str]:
        properties = child(run, "rpr")
        look = look_of(properties, self._styles.run_look(properties, look))
        text = "".join(self._signs(run))
        if look.hidden and text.strip():
            self._writer.stripped[look.hidden] += len(text.strip())
            return
        raising = value(properties, "vertalign")
        if raising == "superscript":
            text = raised(text)
        elif raising == "subscript":
            text = lowered(text)
        yield text

    def _signs(self, run: Any) -> Iterator[str]:
        for each in run:
            name = name_of(each)
            if name == "t":
                yield each.text or ""
            elif name in ("tab", "br", "cr", "ptab"):
                yield " " if name != "br" or not self._code else "\n"
            elif name == "nobreakhyphen":
                yield "-"
            elif name == "sym":
                yield _symbol(each)
            elif name in ("footnotereference", "endnotereference"):
                number = next((v for k, v in each.attrib.items() if k.endswith("}id")), "")
                note = self._notes.pop(f"{name.removesuffix('reference')}s{number}", None)
                if note is not None:
                    words = " ".join(self._inline(p, Look()) for p in note if name_of(p) == "p")
                    yield f" ({' '.join(words.split())})"
            elif name in ("drawing", "pict", "alternatecontent", "object"):
                inside = _chosen(each) if name == "alternatecontent" else each
                yield from self._drawn(inside)

    def _drawn(self, drawing: Any) -> Iterator[str]:
        """Text boxes follow the paragraph; a picture's description stands in its place."""
        for each in drawing.iter():
            name = name_of(each)
            if name == "txbxcontent":
                self._boxes.append(each)
            elif name == "docpr" and len(each.get("descr") or "") > 3:
                yield f" [Figure: {each.get('descr')}] "

    def _table(self, table: Any) -> None:
        rows: list[list[str]] = []
        above: list[str] = []
        for row in table.iter():
            if name_of(row) != "tr" or _table_of(row) is not table:
                continue
            line: list[str] = []
            for cell in _cells(row):
                properties = child(cell, "tcpr")
                wide = value(properties, "gridspan") or "1"
                wide_by = min(int(wide), 200) if wide.isascii() and wide.isdigit() else 1
                merged = child(properties, "vmerge")
                goes_on = merged is not None and _attribute(merged, "val") != "restart"
                at = len(line)
                text = above[at] if goes_on and at < len(above) else self._cell(cell)
                line += [text, *[""] * (wide_by - 1)]
            rows.append(line)
            above = line
        if len(rows) == 1 and len(rows[0]) == 1:
            self._writer.paragraph(rows[0][0])
        else:
            self._writer.table(rows)

    def _cell(self, cell: Any) -> str:
        shaded = look_of(child(cell, "tcpr"), Look(shaded=_is_styled(cell)))
        texts: list[str] = []
        for each in cell.iter():
            if name_of(each) == "p":
                properties = child(each, "ppr")
                style = self._styles.of(properties)
                look = Look(style.look.hidden, style.look.white, shaded.shaded or style.look.shaded)
                texts.append(self._inline(each, look_of(properties, look)))
                texts += [inline_math(latex) for latex in self._displays]
                self._displays = []
        return " ".join(filter(str.strip, texts))


def _is_styled(cell: Any) -> bool:
    """Whether the table has a style that may colour its cells."""
    style = value(child(_table_of(cell), "tblpr"), "tblstyle")
    return style not in (None, "", "TableGrid", "TableNormal")


def _chosen(alternatives: Any) -> Any:
    """The first choice of several forms of the same thing."""
    found = next((each for each in alternatives if name_of(each) == "choice"), None)
    return () if found is None else found


def _cells(row: Any) -> Iterator[Any]:
    for each in row:
        if name_of(each) == "tc":
            yield each
        elif name_of(each) in ("sdt", "sdtcontent"):
            yield from _cells(each)


def _table_of(row: Any) -> Any:
    return next((each for each in row.iterancestors() if name_of(each) == "tbl"), None)


def _attribute(element: Any, name: str) -> str | None:
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), None)


def _symbol(element: Any) -> str:
    """A sign of a symbol font; those of the private area cannot be read."""
    code = _attribute(element, "char") or ""
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    greek = dict(zip(range(0xF061, 0xF07B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
    return greek.get(point, "" if 0xE000 <= point <= 0xF8FF or point > 0x10FFFF else chr(point))
