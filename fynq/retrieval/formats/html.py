"""HTML and the XHTML of e-books: the main content, its structure, its formulas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from fynq.retrieval.formats.decoding import decoded
from fynq.retrieval.formats.main_part import main_part
from fynq.retrieval.formats.mathml import is_display, mathml_to_latex, name_of
from fynq.retrieval.formats.parsed import ParsedText, broken
from fynq.retrieval.formats.roles import kind_of, unfolded
from fynq.retrieval.formats.scripts import lowered, raised
from fynq.retrieval.formats.unseen import Paper, Unseen
from fynq.retrieval.formats.writer import Writer, inline_math, one_line
from fynq.retrieval.formats.xml import parse_html

_DROPPED = frozenset(
    [
        "script",
        "style",
        "nav",
        "noscript",
        "template",
        "iframe",
        "svg",
        "canvas",
        "button",
        "input",
        "select",
        "textarea",
        "form",
        "object",
        "embed",
        "audio",
        "video",
        "map",
        "head",
        "dialog",
        "colgroup",
        "rp",
        "rt",
        "datalist",
    ]
)
_AROUND = frozenset(["footer", "aside", "header"])
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "body",
        "html",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "pre",
        "blockquote",
        "figure",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "address",
        "center",
        "details",
        "summary",
        "fieldset",
        "header",
        "footer",
        "aside",
        "hgroup",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.I)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_NO_TITLES = frozenset(
    ("untitled", "untitled document", "untitled page", "new document", "new page", "document", "page title", "title", "index", "home")
)  # fmt: skip
_META = re.compile(r"(?:og|twitter|dc|dcterms):?\.?title|title", re.I)
_TEX_IMAGE = re.compile(r"(?:^|[\s_-])(?:math|latex|tex|mwe-math)", re.I)
_DISPLAYED = re.compile(r"^\s*\{?\s*\\displaystyle\s*")


def read_html(raw: bytes) -> ParsedText:
    """Raises RejectedDocument."""
    told = _CHARSET.search(raw[:4096])
    text = decoded(raw, told[1].decode("ascii") if told else "")
    writer = Writer()
    title, language = write_page(text, writer)
    return writer.parsed("text/html", title, language)


def write_page(text: str, writer: Writer) -> tuple[str, str]:
    """Writes the main content of the page; its title and language."""
    root = parse_html(_DECLARED.sub("", text))
    if root is None:
        raise broken("HTML page")
    unseen = Unseen()
    for sheet in root.iter("style"):
        unseen.add_sheet("".join(sheet.itertext()))
    title = _title(root, unseen)
    reader = HtmlReader(writer, unseen)
    body = root.find("body") if name_of(root) == "html" else root
    reader.read(main_part(root if body is None else body))
    return title, root.get("lang") or ""


def _title(root: Any, unseen: Unseen) -> str:
    """The page's own title, unless an editor put it there; else its first heading of level one that
    can be seen, wherever it stands; else what its metadata say."""
    own = next(
        (
            one_line("".join(each.itertext()))
            for each in root.iter("title")
            if not any(name_of(around) in ("svg", "math") for around in each.iterancestors())
        ),
        "",
    )
    if own and own.lower() not in _NO_TITLES:
        return own
    for heading in root.iter("h1"):
        seen = not any(unseen.reason(each, Paper())[0] for each in (heading, *heading.iterancestors()))  # fmt: skip
        said = HtmlReader(Writer(), unseen).plain(heading) if seen else ""
        if said:
            return said
    told = (each.get("content") for each in root.iter("meta") if _META.fullmatch(each.get("property") or each.get("name") or ""))  # fmt: skip
    return next((one_line(each) for each in told if each and each.strip()), own)


def html_to_markdown(text: str, stripped: Counter[str]) -> str:
    """A fragment of HTML that stands in a Markdown document."""
    root = parse_html(text)
    if root is None:
        return ""
    writer = Writer(stripped=stripped)
    HtmlReader(writer, Unseen()).read(root)
    return writer.text()


class HtmlReader:
    """Walks over elements: text gathers until a block ends, and is then written."""

    def __init__(self, writer: Writer, unseen: Unseen) -> None:
        self._writer = writer
        self._unseen = unseen
        self._text: list[str] = []
        self._lists: list[int | None] = []
        """For every list around: the next item's number, None for bullets."""
        self._item: tuple[int, int | None] | None = None
        """The list item that the next text begins: depth and number."""
        self._flat = 0
        """Above 0, everything stands on one line: in a heading, in a table's cell."""
        self._handlers: dict[str, Callable[[Any, Paper], None]] = {
            "br": self._br, "hr": self._hr, "sub": self._sub, "sup": self._sup, "code": self._code,
            "pre": self._pre, "img": self._img, "ul": self._ul, "ol": self._ol, "li": self._li,
            "dt": self._dt, "dd": self._dd, "table": self._table, "tr": self._tr, "td": self._td,
            "th": self._td, "details": self._details,
        }  # fmt: skip

    def read(self, element: Any) -> None:
        paper = Paper()
        for around in reversed(list(element.iterancestors())):
            _, paper = self._unseen.reason(around, paper)
        self._walk(element, paper)
        self._flush()

    def plain(self, element: Any) -> str:
        """The text of a heading."""
        return self._inside(element, Paper())

    def _walk(self, element: Any, paper: Paper) -> None:
        tag = name_of(element)
        if not tag:
            if "".join(element.itertext() if len(element) else [element.text or ""]).strip():
                self._writer.stripped["comment"] += len((element.text or "").strip())
            return
        if tag == "script" and (element.get("type") or "").startswith("math/"):
            self._formula(element.text or "", "display" in (element.get("type") or ""))
            return
        if tag in _DROPPED:
            return
        if self._is_formula(element, tag):
            return
        why, paper = self._unseen.reason(element, paper)
        if why:
            text = "".join(element.itertext()).strip()
            if text and "katex-html" not in (element.get("class") or ""):
                self._writer.stripped[why] += len(text)
            return
        self._handlers.get(tag, self._other)(element, paper)

    def _children(self, element: Any, paper: Paper) -> None:
        if element.text:
            self._text.append(element.text)
        for child in element:
            self._walk(child, paper)
            if child.tail:
                self._text.append(child.tail)

    def _other(self, element: Any, paper: Paper) -> None:
        tag = name_of(element)
        if tag in _HEADINGS and not self._flat:
            self._flush()
            self._writer.heading(_HEADINGS[tag], self._inside(element, paper))
            return
        kind = kind_of(element.get("data-type"), element.get("class") if tag in _BLOCKS or tag == "section" else None)  # fmt: skip
        if tag not in _BLOCKS or self._flat:
            self._children(element, paper)
            self._text.append(" " if tag in _BLOCKS else "")
            return
        self._flush()
        if element.get("data-type") in ("title", "problem-title") and tag != "section":
            self._writer.paragraph(f"**{self._inside(element, paper)}**")
            return
        if kind and kind not in ("summary", "glossary", "note", "problem"):
            self._writer.begin(kind, self._label(element, paper))
            self._children(element, paper)
            self._flush()
            self._writer.end()
            return
        self._children(element, paper)
        self._flush()

    def _label(self, element: Any, paper: Paper) -> str:
        """A title that is the part's first child becomes its label."""
        first = next((child for child in element if name_of(child)), None)
        if first is None or (element.text or "").strip():
            return ""
        titled = name_of(first) in _HEADINGS or "title" in (first.get("data-type"), first.get("class"))  # fmt: skip
        if not titled and name_of(first) != "summary":
            return ""
        text = self._inside(first, paper)
        for child in list(first):
            first.remove(child)
        first.text = None
        return text

    def _inside(self, element: Any, paper: Paper) -> str:
        """The text of an element that stands on one line."""
        around, self._text = self._text, []
        self._flat += 1
        self._children(element, paper)
        self._flat -= 1
        text, self._text = "".join(self._text), around
        return one_line(text)

    def _flush(self) -> None:
        if self._flat:
            self._text.append(" ")
            return
        text = one_line("".join(self._text))
        self._text = []
        if not text:
            return
        if self._item is not None:
            self._writer.item(text, *self._item)
            self._item = None
        else:
            self._writer.paragraph(text)

    def _is_formula(self, element: Any, tag: str) -> bool:
        """Writes the formulas that MathML, MathJax, KaTeX and images of LaTeX are."""
        names = element.get("class") or ""
        if tag == "math":
            self._formula(mathml_to_latex(element), is_display(element))
            return True
        if tag in ("span", "div", "mjx-container") and names:
            if "MathJax" in names and "MathJax_Preview" not in names and element.get("data-mathml"):
                return True
            if "MathJax_Preview" in names or "MathJax_SVG" in names or names in ("MathJax", "MathJax_Display"):  # fmt: skip
                return True
            if "katex" in names.split() or tag == "mjx-container":
                return self._carried(element, "display" in (element.get("display") or ""))
            if "katex-display" in names.split():
                return self._carried(element, True)
        if tag == "img" and element.get("alt") and _TEX_IMAGE.search(names):
            alt = element.get("alt")
            tex = _DISPLAYED.sub("", alt)
            tex = tex[:-1] if tex != alt and tex.endswith("}") and alt.lstrip()[:1] == "{" else tex
            self._formula(tex.strip().strip("$"), False)
            return True
        return False

    def _carried(self, element: Any, display: bool) -> bool:
        math = next((each for each in element.iter() if name_of(each) == "math"), None)
        if math is None:
            return False
        self._formula(mathml_to_latex(math), display or is_display(math))
        return True

    def _formula(self, latex: str, display: bool) -> None:
        if display and self._item is None and not self._flat:
            self._flush()
            self._writer.formula(latex)
        else:
            self._text.append(inline_math(latex))

    def _br(self, element: Any, paper: Paper) -> None:
        self._text.append(" ")

    def _hr(self, element: Any, paper: Paper) -> None:
        self._flush()

    def _sub(self, element: Any, paper: Paper) -> None:
        self._text.append(lowered(self._inside(element, paper)))

    def _sup(self, element: Any, paper: Paper) -> None:
        self._text.append(raised(self._inside(element, paper)))

    def _code(self, element: Any, paper: Paper) -> None:
        text = "".join(element.itertext())
        ticks = "``" if "`" in text else "`"
        self._text.append(f"{ticks}{text.strip()}{ticks}" if text.strip() else "")

    def _pre(self, element: Any, paper: Paper) -> None:
        if self._flat:
            self._code(element, paper)
            return
        self._flush()
        names = " ".join(
            [element.get("class") or "", *(each.get("class") or "" for each in element)]
        )
        language = re.search(r"lang(?:uage)?-(\w+)", names)
        self._writer.code("".join(element.itertext()), language[1] if language else "")

    def _img(self, element: Any, paper: Paper) -> None:
        alt = one_line(element.get("alt") or "")
        if len(alt) > 3:
            self._text.append(f" [Figure: {alt}] ")

    def _ul(self, element: Any, paper: Paper) -> None:
        self._items(element, paper, None)

    def _ol(self, element: Any, paper: Paper) -> None:
        start = element.get("start") or "1"
        self._items(element, paper, int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1)  # fmt: skip

    def _items(self, element: Any, paper: Paper, number: int | None) -> None:
        self._flush()
        self._lists.append(number)
        self._children(element, paper)
        self._flush()
        self._lists.pop()
        self._item = None

    def _li(self, element: Any, paper: Paper) -> None:
        if self._flat:
            self._text.append("; " if "".join(self._text).strip() else "")
            self._children(element, paper)
            return
        self._flush()
        number = self._lists[-1] if self._lists else None
        if self._lists and number is not None:
            self._lists[-1] = number + 1
        self._item = (max(len(self._lists) - 1, 0), number)
        self._children(element, paper)
        self._flush()
        self._item = None

    def _dt(self, element: Any, paper: Paper) -> None:
        self._flush()
        term = self._inside(element, paper)
        self._text.append(f"**{term}**: " if term else "")

    def _dd(self, element: Any, paper: Paper) -> None:
        self._children(element, paper)
        self._flush()

    def _table(self, element: Any, paper: Paper) -> None:
        from fynq.retrieval.formats.tables import grid_of, is_layout

        self._flush()
        if self._flat or is_layout(element):
            self._children(element, paper)
            self._flush()
            return
        caption = element.find("caption")
        rows = grid_of(element, lambda cell: self._inside(cell, paper))
        self._writer.table(rows, "" if caption is None else self._inside(caption, paper))

    def _tr(self, element: Any, paper: Paper) -> None:
        self._flush()
        self._children(element, paper)
        self._flush()

    def _td(self, element: Any, paper: Paper) -> None:
        self._children(element, paper)
        self._text.append(" ")

    def _details(self, element: Any, paper: Paper) -> None:
        if self._flat:
            self._children(element, paper)
            return
        self._flush()
        summary = element.find("summary")
        title = "" if summary is None else self._inside(summary, paper)
        title = unfolded(title)
        kind = kind_of(title, element.get("class"))
        if summary is not None and kind in ("solution", "example", "exercise"):
            element.remove(summary)
            self._writer.begin(kind, title)
            self._children(element, paper)
            self._flush()
            self._writer.end()
        else:
            self._children(element, paper)
            self._flush()
