"""CNXML modules, the source form of OpenStax books. Elements: CNXML 0.7 and 0.8, CALS tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fynq.retrieval.formats.html import HtmlReader
from fynq.retrieval.formats.mathml import name_of
from fynq.retrieval.formats.parsed import ParsedText, broken
from fynq.retrieval.formats.unseen import Paper, Unseen
from fynq.retrieval.formats.writer import Writer, one_line
from fynq.retrieval.formats.xml import parse_xml

_PARTS = frozenset(["example", "exercise", "solution", "definition", "proof"])
_STATED = {"rule": "Theorem", "note": "", "statement": "", "problem": ""}
_FLOWING = frozenset(["content", "problem", "statement", "commentary", "figure", "subfigure", "media", "note", "rule", "meaning"])  # fmt: skip
_SILENT = frozenset(["title", "label", "metadata", "featured-links", "processing-instruction", "audio", "video", "flash"])  # fmt: skip


def read_cnxml(raw: bytes) -> ParsedText:
    root = parse_xml(raw, "CNXML module")
    if name_of(root) != "document":
        raise broken("CNXML module")
    writer = Writer()
    title = language = ""
    for element in root.iter():
        name = name_of(element)
        if name == "title" and not title:
            title = one_line("".join(element.itertext()))
        elif name == "language" and not language:
            language = one_line(element.text or "")
    reader = CnxmlReader(writer)
    for element in root:
        if name_of(element) == "metadata":
            for abstract in element:
                if name_of(abstract) == "abstract":
                    reader.read(abstract)
    for element in root:
        if name_of(element) in ("content", "glossary"):
            reader.read(element)
    return writer.parsed("application/vnd.openstax.cnxml+xml", title, language)


class CnxmlReader(HtmlReader):
    def __init__(self, writer: Writer) -> None:
        super().__init__(writer, Unseen())
        self._depth = 1
        own: dict[str, Callable[[Any, Paper], None]] = {
            "section": self._section, "para": self._para, "list": self._list_of, "item": self._li,
            "equation": self._equation, "table": self._cals, "code": self._code_of, "quote": self._para,
            "media": self._media, "image": self._silent, "caption": self._para, "link": self._link,
            "newline": self._br, "glossary": self._glossary, "term": self._children,
            "definition": self._definition, "footnote": self._footnote, "preformat": self._pre,
        }  # fmt: skip
        self._handlers.update(own)

    def _other(self, element: Any, paper: Paper) -> None:
        name = name_of(element)
        if name in _SILENT:
            return
        if self._flat:
            self._children(element, paper)
            self._text.append(" ")
        elif name in _PARTS:
            self._flush()
            self._writer.begin(name, self._titled(element, paper))
            self._children(element, paper)
            self._flush()
            self._writer.end()
        elif name in _FLOWING:
            self._flush()
            title = self._titled(element, paper)
            label = " ".join(filter(None, (_STATED.get(name, ""), title)))
            if label:
                self._writer.paragraph(f"**{label}**")
            self._children(element, paper)
            self._flush()
        else:
            self._children(element, paper)

    def _titled(self, element: Any, paper: Paper) -> str:
        parts = [self._inside(child, paper) for child in element if name_of(child) in ("label", "title")]  # fmt: skip
        return ": ".join(filter(None, parts))

    def _silent(self, element: Any, paper: Paper) -> None:
        """Says nothing."""

    def _section(self, element: Any, paper: Paper) -> None:
        self._flush()
        self._depth += 1
        title = self._titled(element, paper)
        if title:
            self._writer.heading(self._depth, title)
        self._children(element, paper)
        self._flush()
        self._depth -= 1

    def _para(self, element: Any, paper: Paper) -> None:
        self._flush()
        title = self._titled(element, paper)
        self._text.append(f"**{title}** " if title else "")
        self._children(element, paper)
        self._flush()

    def _list_of(self, element: Any, paper: Paper) -> None:
        if element.get("display") == "inline":
            items = [self._inside(child, paper) for child in element if name_of(child) == "item"]
            self._text.append("; ".join(items))
            return
        numbered = element.get("list-type") == "enumerated"
        start = element.get("start-value") or "1"
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
        self._items(element, paper, first if numbered else None)

    def _equation(self, element: Any, paper: Paper) -> None:
        self._flush()
        for child in element:
            if name_of(child) == "math":
                child.set("display", "block")
        self._children(element, paper)
        self._flush()

    def _code_of(self, element: Any, paper: Paper) -> None:
        if element.get("display") == "block" and not self._flat:
            self._flush()
            self._writer.code("".join(element.itertext()), element.get("lang") or "")
        else:
            self._code(element, paper)

    def _media(self, element: Any, paper: Paper) -> None:
        alt = one_line(element.get("alt") or "")
        if len(alt) > 3:
            self._text.append(f" [Figure: {alt}] ")
        self._children(element, paper)

    def _link(self, element: Any, paper: Paper) -> None:
        words = self._inside(element, paper)
        target = (element.get("target-id") or "").lower()
        if not words and target:
            words = (
                "the figure" if "fig" in target else "the table" if "tab" in target else "(above)"
            )
        self._text.append(words)

    def _footnote(self, element: Any, paper: Paper) -> None:
        self._text.append(f" ({self._inside(element, paper)})")

    def _glossary(self, element: Any, paper: Paper) -> None:
        self._flush()
        self._writer.heading(2, "Glossary")
        self._children(element, paper)
        self._flush()

    def _definition(self, element: Any, paper: Paper) -> None:
        """In a glossary, and as a part of its own in the text."""
        self._flush()
        inside = [child for child in element if name_of(child)]
        terms = [self._inside(child, paper) for child in inside if name_of(child) == "term"]
        in_glossary = any(name_of(each) == "glossary" for each in element.iterancestors())
        self._text.append(f"**{', '.join(terms)}**: " if terms else "")
        if not in_glossary:
            self._writer.begin("definition", self._titled(element, paper))
        for child in inside:
            if name_of(child) == "meaning":
                self._children(child, paper)
            elif name_of(child) not in ("term", "title", "label"):
                self._walk(child, paper)
        self._flush()
        if not in_glossary:
            self._writer.end()

    def _cals(self, element: Any, paper: Paper) -> None:
        if self._flat:
            self._children(element, paper)
            return
        self._flush()
        caption = " ".join(self._inside(child, paper) for child in element if name_of(child) in ("title", "caption"))  # fmt: skip
        for group in element:
            if name_of(group) == "tgroup":
                self._writer.table(self._rows(group, paper), caption)
                caption = ""

    def _rows(self, group: Any, paper: Paper) -> list[list[str]]:
        columns = [child.get("colname") or "" for child in group if name_of(child) == "colspec"]
        rows: list[list[str]] = []
        held: dict[int, tuple[int, str]] = {}
        for row in [each for each in group.iter() if name_of(each) == "row"][:5_000]:
            line: list[str] = []
            for entry in [each for each in row if name_of(each) == "entry"]:
                _fill(line, held)
                wide = _width(entry, columns)
                more = entry.get("morerows") or "0"
                text = self._inside(entry, paper)
                for at in range(wide):
                    if more.isascii() and more.isdigit() and int(more[:4]) > 0:
                        held[len(line)] = (int(more[:4]), "" if at else text)
                    line.append("" if at else text)
            _fill(line, held)
            rows.append(line)
        return rows


def _fill(line: list[str], held: dict[int, tuple[int, str]]) -> None:
    """Cells of earlier rows that reach down into this one."""
    while len(line) in held:
        left, text = held.pop(len(line))
        if left > 1:
            held[len(line)] = (left - 1, text)
        line.append(text)


def _width(entry: Any, columns: list[str]) -> int:
    first, last = entry.get("namest"), entry.get("nameend")
    if first in columns and last in columns:
        return max(1, columns.index(last) - columns.index(first) + 1)
    return 1
