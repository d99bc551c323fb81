"""HTML inside Markdown: tables and formulas become Markdown's, labelled parts become events."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from fynq.retrieval.formats.html import html_to_markdown
from fynq.retrieval.formats.roles import kind_of, unfolded
from fynq.retrieval.formats.scripts import lowered, raised
from fynq.retrieval.formats.unseen import Paper, Unseen

_ATTRIBUTE = r"[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+)"
_TAG = re.compile(
    r"<!--|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]{0,30})"
    rf"(?P<attributes>(?:\s+(?:{_ATTRIBUTE}|hidden|controls|open|allowfullscreen|reversed|defer|async))*)\s*/?>"
)
_PAIR = re.compile(r"([\w:.-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_WHOLE = frozenset(["table", "math", "ul", "ol", "dl", "figure", "pre"])
"""Read as HTML, unless the element says that it holds Markdown."""
_DROPPED = frozenset(["script", "style", "svg", "iframe", "form", "nav", "noscript", "template", "object", "embed", "audio", "video", "cnx-pi"])  # fmt: skip
_KNOWN = frozenset(
    ["div", "section", "article", "main", "header", "footer", "aside", "p", "span", "a", "b", "i", "u", "s", "em", "strong", "small", "big", "mark", "q", "cite", "abbr", "center", "font", "blockquote", "details", "summary", "sub", "sup", "br", "hr", "img", "kbd", "samp", "var", "wbr", "ins", "del", "tt", "nobr", "time", "label", "figcaption", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "li", "dt", "dd", "col", "colgroup", "para", "link", "picture", "source", "h1", "h2", "h3", "h4", "h5", "h6", "address", "article", "body", "html"]
) | _WHOLE | _DROPPED  # fmt: skip
_VOID = frozenset(
    [
        "br",
        "hr",
        "img",
        "wbr",
        "col",
        "source",
        "link",
        "p",
        "li",
        "td",
        "tr",
        "th",
        "dd",
        "dt",
        "body",
        "html",
    ]
)
_BLOCK = frozenset(["div", "section", "article", "main", "header", "footer", "aside", "p", "center", "blockquote", "details", "figure", "figcaption", "hr", "li", "tr"])  # fmt: skip
_SUMMARY = re.compile(r"\s*<summary[^<>]*>([^<>]{0,300})</summary>", re.I)
_MARKS = re.compile(r"\s{2,}")


@dataclass(frozen=True, slots=True)
class Event:
    """A labelled part of a book begins or ends here."""

    kind: str
    label: str
    opens: bool


@dataclass(frozen=True, slots=True)
class _Tag:
    """attributes: as text. other: where the tag that closes this one ends, or -1."""

    start: int
    end: int
    name: str
    closes: bool
    attributes: str
    inner_end: int = -1
    outer_end: int = -1


class _Attributes:
    """What Unseen asks of an element."""

    def __init__(self, tag: _Tag) -> None:
        self.tag = tag.name
        self._values = {
            found[1].lower(): found[2] or found[3] or found[4] or ""
            for found in _PAIR.finditer(tag.attributes)
        }

    def get(self, name: str, otherwise: str | None = None) -> str | None:
        return self._values.get(name, otherwise)


def without_html(text: str, stripped: Counter[str]) -> list[str | Event]:
    """The text in pieces, with events between them. Unknown or unclosed tags are text."""
    if "<" not in text:
        return [text]
    found: list[str | Event] = []
    run: list[str] = []
    for piece in _Reader(text, stripped).pieces():
        if isinstance(piece, Event):
            found += ["".join(run), piece]
            run = []
        else:
            run.append(piece)
    return [*found, "".join(run)]


class _Reader:
    def __init__(self, text: str, stripped: Counter[str]) -> None:
        self._text = text
        self._stripped = stripped
        self._unseen = Unseen()
        self._tags = list(_paired(text))

    def pieces(self) -> Iterator[str | Event]:
        position = 0
        ends: dict[int, Event] = {}
        for tag in self._tags:
            if tag.start < position:
                continue
            yield self._text[position : tag.start]
            position = tag.end
            if tag.name == "!--":
                self._stripped["comment"] += len(self._text[tag.start + 4 : tag.end - 3].strip())
            elif tag.closes:
                event = ends.pop(tag.start, None)
                yield event if event is not None else ("\n\n" if tag.name in _BLOCK else "")
            elif tag.outer_end < 0:
                yield from self._alone(tag)
            else:
                attributes = _Attributes(tag)
                text, position = self._element(tag, attributes)
                if position == tag.end and tag.name in _BLOCK:
                    kind, label, position = self._part(tag, attributes)
                    if kind:
                        yield Event(kind, label, opens=True)
                        ends[tag.inner_end] = Event(kind, "", opens=False)
                yield text
        yield self._text[position:]

    def _alone(self, tag: _Tag) -> Iterator[str]:
        """A tag that nothing closes."""
        if tag.name == "img":
            yield html_to_markdown(self._text[tag.start : tag.end], self._stripped)
        elif tag.name in _BLOCK:
            yield "\n\n"
        elif tag.name in ("br", "td", "th"):
            yield " "
        elif tag.name not in _VOID and not tag.attributes and len(tag.name) < 3:
            yield self._text[tag.start : tag.end]

    def _element(self, tag: _Tag, attributes: _Attributes) -> tuple[str, int]:
        """What stands for the tag, and where the text goes on: after the tag, or the element."""
        inside = self._text[tag.end : tag.inner_end]
        why, _ = self._unseen.reason(attributes, Paper())
        if why:
            self._stripped[why] += len(inside.strip())
            return "", tag.outer_end
        if tag.name in _DROPPED:
            return "", tag.outer_end
        if tag.name in ("sub", "sup") and "<" not in inside:
            return (raised if tag.name == "sup" else lowered)(inside), tag.outer_end
        if attributes.get("data-type") in ("title", "glossary-title"):
            pieces = without_html(inside, self._stripped)
            words = "".join(piece for piece in pieces if isinstance(piece, str))
            title = _MARKS.sub(" ", words.strip())
            shown = title if not title or "**" in title else f"**{title}**"
            return ("\n\n" + shown + "\n\n" if shown else ""), tag.outer_end
        if tag.name in _WHOLE and attributes.get("markdown") is None:
            return self._as_markdown(tag), tag.outer_end
        return ("\n\n" if tag.name in _BLOCK else ""), tag.end

    def _as_markdown(self, tag: _Tag) -> str:
        source = self._text[tag.start : tag.outer_end]
        found = html_to_markdown(source, self._stripped)
        if tag.name != "math":
            return f"\n\n{found}\n\n"
        line = self._text.rfind("\n", 0, tag.start) + 1
        end = self._text.find("\n", tag.outer_end)
        around = (
            self._text[line : tag.start] + self._text[tag.outer_end : end if end >= 0 else None]
        )
        if not around.strip() and found.startswith("$") and not found.startswith("$$"):
            found = f"$$\n{found[1:-1]}\n$$"
        return f"\n\n{found}\n\n" if found.startswith("$$") else found

    def _part(self, tag: _Tag, attributes: _Attributes) -> tuple[str, str, int]:
        """The kind of labelled part that the tag opens, its label, and where its text begins."""
        names = [attributes.get("data-type"), attributes.get("class")]
        label, start = "", tag.end
        if tag.name == "details":
            summary = _SUMMARY.match(self._text, tag.end)
            if summary:
                label = unfolded(summary[1])
                names.insert(0, label)
        kind = kind_of(*names)
        if kind not in ("example", "exercise", "solution", "definition", "proof"):
            return "", "", tag.end
        if label:
            summary = _SUMMARY.match(self._text, tag.end)
            start = summary.end() if summary else start
        return kind, label, start


def _paired(text: str) -> Iterator[_Tag]:
    """Comments and known tags in order, with their closing ones."""
    tags: list[_Tag] = []
    opened: dict[str, list[int]] = {}
    position = 0
    comments_end = True
    while found := _TAG.search(text, position):
        position = found.end()
        if found[0] == "<!--":
            end = text.find("-->", position) if comments_end else -1
            comments_end = end >= 0
            if comments_end:
                position = end + 3
                tags.append(_Tag(found.start(), position, "!--", False, ""))
            continue
        name = found["name"].lower()
        if name not in _KNOWN:
            continue
        closes = bool(found["close"])
        stack = opened.setdefault(name, [])
        if closes:
            if not stack:
                continue
            at = stack.pop()
            first = tags[at]
            tags[at] = _Tag(
                first.start, first.end, name, False, first.attributes, found.start(), found.end()
            )
        elif not found[0].endswith("/>"):
            stack.append(len(tags))
        tags.append(_Tag(found.start(), found.end(), name, closes, found["attributes"]))
    return iter(tags)
