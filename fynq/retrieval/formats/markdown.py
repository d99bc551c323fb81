"""Markdown: what only serves its display goes, and the HTML inside it becomes Markdown."""

from __future__ import annotations

import re
from collections import Counter

from fynq.retrieval.blocks import heading_of
from fynq.retrieval.formats.decoding import decoded
from fynq.retrieval.formats.embedded_html import Event, without_html
from fynq.retrieval.formats.front_matter import line, lines, split_front_matter
from fynq.retrieval.formats.hidden import visible
from fynq.retrieval.formats.kramdown import defined_in, plainer, without_pointers
from fynq.retrieval.formats.parsed import ParsedText
from fynq.retrieval.formats.writer import Writer
from fynq.retrieval.spans import Kind, spans

_SHIELD = re.compile("[\ue000\ue001]")
_SHIELDED = re.compile("\ue000(\\d+)\ue001")
_GAPS = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}(?=\n|[^\n])")
_UNDERLINE = re.compile(r" {0,3}={3,}[ \t]*")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t].*$", re.MULTILINE)


def read_markdown(raw: bytes) -> ParsedText:
    """With or without YAML front matter, whose `title`, `skills` and `lang` are used."""
    fields, body = split_front_matter(decoded(raw))
    stripped: Counter[str] = Counter()
    text = cleaned(body, stripped)
    return ParsedText(
        text=text,
        title=(line(fields.get("title")) or first_heading(text))[:300],
        language=line(fields.get("lang") or fields.get("language"))[:35],
        skills=tuple(lines(fields.get("skills"))),
        stripped=dict(stripped),
    )


def cleaned(text: str, stripped: Counter[str]) -> str:
    """Code and formulas are untouched, and so is a text that holds nothing but Markdown."""
    text = visible(_SHIELD.sub("", text), stripped)
    whole = without_pointers(text)
    shielded, kept = _shield(whole)
    parts = without_html(shielded, stripped)
    defined = defined_in(shielded)
    plain = [part if isinstance(part, Event) else plainer(part, defined) for part in parts]
    if any(isinstance(part, Event) for part in plain):
        result = _written(plain)
    else:
        result = "".join(part for part in plain if isinstance(part, str))
    if result != shielded or whole != text:
        result = _GAPS.sub("\n\n", result).strip("\n") + "\n"
    return _SHIELDED.sub(lambda found: kept[int(found[1])], result)


def first_heading(text: str) -> str:
    """Of level one, also where a line of `=` stands below it."""
    before = ""
    for each in text.splitlines():
        level, title = heading_of(each)
        if level == 1:
            return title
        if _UNDERLINE.fullmatch(each) and before.strip():
            return before.strip()
        before = each
    return ""


def _shield(text: str) -> tuple[str, list[str]]:
    """Code and formulas replaced by numbers between two reserved characters, and what they were."""
    kept: list[str] = []
    parts: list[str] = []
    position = 0
    for span in spans(text):
        if span.kind is not Kind.TABLE:
            parts += [text[position : span.start], f"\ue000{len(kept)}\ue001"]
            kept.append(text[span.start : span.end])
            position = span.end
    return "".join([*parts, text[position:]]), kept


def _written(parts: list[str | Event]) -> str:
    """Text in which the parts of a book are marked by elements: exercises, solutions, notes."""
    writer = Writer()
    for part in parts:
        if isinstance(part, Event):
            if part.opens:
                writer.begin(part.kind, part.label)
            else:
                writer.end()
            continue
        position = 0
        for heading in _HEADING.finditer(part):
            writer.markdown(_outdented(part[position : heading.start()]))
            level, title = heading_of(heading[0])
            if title:
                writer.heading(level, title)
            position = heading.end()
        writer.markdown(_outdented(part[position:]))
    return writer.text() + "\n"


def _outdented(text: str) -> str:
    """A paragraph may begin with up to three blanks that mean nothing."""
    text = text.strip("\n")
    return text if text.startswith("    ") else text.lstrip(" ")
