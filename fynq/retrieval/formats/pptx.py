"""Slides: titles as headings, text in reading order, tables, equations, speaker's notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from fynq.retrieval.formats.archive import open_archive
from fynq.retrieval.formats.mathml import name_of
from fynq.retrieval.formats.omml import omml_to_latex
from fynq.retrieval.formats.parsed import ParsedText, broken
from fynq.retrieval.formats.scripts import lowered, raised
from fynq.retrieval.formats.writer import Writer, inline_math, one_line

_WHAT = "PowerPoint presentation"
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_FURNITURE = ("SLIDE_NUMBER", "DATE", "FOOTER", "HEADER")
_ROW = 250_000
"""Shapes whose tops are this close (EMU; a quarter of an inch is 228,600) stand side by side."""


def read_pptx(raw: bytes) -> ParsedText:
    """Raises RejectedDocument."""
    from pptx import Presentation
    from pptx.exc import PythonPptxError

    open_archive(raw, _WHAT)
    try:
        show = Presentation(io.BytesIO(raw))
        slides = list(show.slides)
        edge = (int(show.slide_width or 0), int(show.slide_height or 0))
    except (PythonPptxError, KeyError, ValueError, AttributeError, TypeError, SyntaxError, OSError):
        raise broken(_WHAT) from None
    writer = Writer()
    for number, slide in enumerate(slides, 1):
        if slide.element.get("show") == "0":
            writer.stripped["hidden"] += sum(len(t.text or "") for t in slide.element.iter() if name_of(t) == "t")  # fmt: skip
            continue
        writer.mark(f"slide {number}")
        _Slide(writer, edge).write(slide, number)
    properties = show.core_properties
    title = properties.title or ""
    title = "" if title == "PowerPoint Presentation" else title
    return writer.parsed(_MEDIA_TYPE, title or _first_title(slides), properties.language or "")


def _first_title(slides: list[Any]) -> str:
    title = slides[0].shapes.title if slides else None
    return one_line(title.text_frame.text) if title is not None and title.has_text_frame else ""


class _Slide:
    def __init__(self, writer: Writer, edge: tuple[int, int]) -> None:
        self._writer = writer
        self._edge = edge
        self._dark = False
        self._behind: list[tuple[int, int, int, int]] = []
        """Pictures and filled shapes: left, top, right, bottom."""

    def write(self, slide: Any, number: int) -> None:
        layout = slide.slide_layout
        papers = (slide, layout, layout.slide_master)
        self._dark = any(_is_coloured(paper.element) for paper in papers)
        self._behind = [box for paper in papers for box in _filled(paper.shapes)]
        title = slide.shapes.title
        words = " ".join(self._lines(title)) if title is not None else ""
        self._writer.heading(2, one_line(words) or f"Slide {number}")
        for shape in self._ordered(slide.shapes):
            if title is None or shape.shape_id != title.shape_id:
                self._shape(shape)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            notes = one_line(slide.notes_slide.notes_text_frame.text)
            if notes:
                self._writer.paragraph(f"**Notes.** {notes}")

    def _ordered(self, shapes: Any) -> Iterator[Any]:
        """From top to bottom and left to right; groups are opened."""
        placed = [shape for shape in shapes if not _is_furniture(shape)]
        placed.sort(key=lambda shape: (int(shape.top or 0) // _ROW, int(shape.left or 0)))
        for shape in placed:
            if hasattr(shape, "shapes"):
                yield from self._ordered(shape.shapes)
            else:
                yield shape

    def _shape(self, shape: Any) -> None:
        why = self._unseen(shape)
        if why:
            self._writer.stripped[why] += sum(len(t.text or "") for t in shape.element.iter() if name_of(t) == "t")  # fmt: skip
        elif getattr(shape, "has_table", False):
            self._writer.table(
                [[self._cell(cell) for cell in row.cells] for row in shape.table.rows]
            )
        elif shape.has_text_frame:
            self._text(shape)
        else:
            alt = next((each.get("descr") for each in shape.element.iter() if name_of(each) == "cnvpr"), "")  # fmt: skip
            if len(alt or "") > 3:
                self._writer.paragraph(f"[Figure: {alt}]")

    def _unseen(self, shape: Any) -> str:
        hidden = next((each.get("hidden") for each in shape.element.iter() if name_of(each) == "cnvpr"), None)  # fmt: skip
        if hidden in ("1", "true"):
            return "hidden"
        left, top = int(shape.left or 0), int(shape.top or 0)
        right, bottom = left + int(shape.width or 0), top + int(shape.height or 0)
        wide, high = self._edge
        placed = shape.width and shape.height and wide and high
        return "off_page" if placed and (right <= 0 or bottom <= 0 or left >= wide or top >= high) else ""  # fmt: skip

    def _text(self, shape: Any) -> None:
        body = bool(shape.is_placeholder) and "BODY OBJECT".find(str(shape.placeholder_format.type).split(" ")[0]) >= 0  # fmt: skip
        shaded = self._dark or self._on_something(shape)
        paragraphs = [p for p in shape.element.iter() if name_of(p) == "p" and "drawingml" in str(p.tag)]  # fmt: skip
        texts = [self._words(p, shaded) for p in paragraphs]
        listed = body and sum(bool(text.strip()) for text in texts) > 1
        for paragraph, text in zip(paragraphs, texts, strict=True):
            properties = next((each for each in paragraph if name_of(each) == "ppr"), None)
            level = properties.get("lvl") if properties is not None else None
            marks = {name_of(each) for each in properties} if properties is not None else set()
            bulleted = bool(marks & {"buchar", "buautonum", "bublip"}) or (listed and "bunone" not in marks)  # fmt: skip
            display = text.strip()
            if display.startswith("$") and display.endswith("$") and display.count("$") == 2:
                self._writer.formula(display[1:-1])
            elif bulleted or level:
                self._writer.item(text, int(level) if level and level.isdigit() else 0)
            else:
                self._writer.paragraph(text)

    def _on_something(self, shape: Any) -> bool:
        """Whether a picture or a filled shape, its own fill included, is behind the text."""
        x = int(shape.left or 0) + int(shape.width or 0) // 2
        y = int(shape.top or 0) + int(shape.height or 0) // 2
        return any(left <= x <= right and top <= y <= low for left, top, right, low in self._behind)

    def _lines(self, shape: Any) -> list[str]:
        return [self._words(p, True) for p in shape.element.iter() if name_of(p) == "p" and "drawingml" in str(p.tag)]  # fmt: skip

    def _cell(self, cell: Any) -> str:
        if cell.is_spanned:
            return ""
        return " ".join(self._words(p, True) for p in cell._tc.iter() if name_of(p) == "p")

    def _words(self, paragraph: Any, shaded: bool) -> str:
        out: list[str] = []
        for each in paragraph:
            name = name_of(each)
            if name in ("r", "fld"):
                out.append(self._run(each, shaded))
            elif name == "br":
                out.append(" ")
            elif name in ("m", "alternatecontent"):
                math = next((m for m in each.iter() if name_of(m) == "omath"), None)
                if math is not None:
                    out.append(inline_math(omml_to_latex(math)))
        return "".join(out)

    def _run(self, run: Any, shaded: bool) -> str:
        text = "".join(each.text or "" for each in run if name_of(each) == "t")
        properties = next((each for each in run if name_of(each) == "rpr"), None)
        if properties is None or not text.strip():
            return text
        why = "white" if not shaded and _is_white(properties) else ""
        size = properties.get("sz") or ""
        why = "tiny" if size.isdigit() and int(size) < 200 else why
        if why:
            self._writer.stripped[why] += len(text.strip())
            return ""
        baseline = properties.get("baseline") or "0"
        if baseline not in ("0", "0%"):
            return lowered(text) if baseline.startswith("-") else raised(text)
        return text


def _filled(shapes: Any) -> Iterator[tuple[int, int, int, int]]:
    for shape in shapes:
        properties = next((each for each in shape.element.iter() if name_of(each) == "sppr"), ())
        fills = {name_of(each) for each in properties} & {
            "solidfill",
            "gradfill",
            "blipfill",
            "pattfill",
        }
        is_picture = name_of(shape.element) == "pic"
        styled = any(name_of(each) == "style" for each in shape.element)
        if fills or is_picture or styled or hasattr(shape, "shapes"):
            left, top = int(shape.left or 0), int(shape.top or 0)
            yield left, top, left + int(shape.width or 0), top + int(shape.height or 0)


def _is_coloured(element: Any) -> bool:
    """Whether a slide, a layout or a master has a background other than white."""
    background = next((each for each in element.iter() if name_of(each) == "bg"), None)
    if background is None:
        return False
    for each in background.iter():
        name = name_of(each)
        if name in ("blipfill", "gradfill", "pattfill"):
            return True
        if name == "srgbclr":
            return (each.get("val") or "").lower() != "ffffff"
        if name == "schemeclr":
            return each.get("val") not in ("bg1", "lt1")
    return False


def _is_white(properties: Any) -> bool:
    """Text of a plain white; a dark slide is told by its theme colours, which are not judged."""
    for fill in properties:
        if name_of(fill) == "solidfill":
            for color in fill:
                if name_of(color) == "srgbclr":
                    given = (color.get("val") or "").lower()
                    return given in ("ffffff", "fefefe", "fdfdfd")
                if name_of(color) == "srgbclr" and any(name_of(each) == "alpha" for each in color):
                    return True
    return False


def _is_furniture(shape: Any) -> bool:
    if not shape.is_placeholder:
        return False
    return str(shape.placeholder_format.type).split(" ")[0] in _FURNITURE
