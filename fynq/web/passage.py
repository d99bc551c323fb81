"""A document with one passage marked, for the page's source panel."""

from __future__ import annotations

import re

from fynq.web.inline import QUOTE_END, QUOTE_START, FormulaBudget, escaped
from fynq.web.letters import UNSHOWN
from fynq.web.markdown import blocks_html
from fynq.web.render import MAX_MARKDOWN_CHARS, lines_of, to_html

_BLOCK_MARK = re.compile(r"(?:\s*(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,4}[.)][ \t]+|>[ \t]?))?\s*")
_PIECE = re.compile(
    f"<math.*?</math>|<[^>]*>|[{QUOTE_START}{QUOTE_END}]|[^<{QUOTE_START}{QUOTE_END}]+", re.S
)
_RESERVED = re.compile(f"[{QUOTE_START}{QUOTE_END}]")


def passage_to_html(text: str, start: int, end: int) -> str:
    """The Markdown document `text` as HTML with text[start:end] inside `<mark>` elements.

    Offsets count code points. A mark that falls inside a formula widens to the whole formula.
    Where the marks cannot be carried through, the source is shown as plain text, marked exactly.
    An empty passage marks nothing.
    """
    start = max(0, min(start, len(text)))
    end = max(start, min(end, len(text)))
    if start == end:
        return to_html(text)
    if len(text) > MAX_MARKDOWN_CHARS or _RESERVED.search(text):
        return _plain(text, start, end)
    head = text[:start]
    quote = text[start:end]
    lead = _BLOCK_MARK.match(quote) if not head or head.endswith("\n") else re.match(r"\s*", quote)
    opening = lead.end() if lead else 0
    closing = len(quote.rstrip())
    if opening >= closing:
        return _plain(text, start, end)
    marked = (
        f"{head}{quote[:opening]}{QUOTE_START}{quote[opening:closing]}{QUOTE_END}"
        f"{quote[closing:]}{text[end:]}"
    )
    rendered = blocks_html(lines_of(UNSHOWN.sub("", marked)), FormulaBudget())
    if rendered.count(QUOTE_START) != 1 or rendered.count(QUOTE_END) != 1:
        return _plain(text, start, end)
    if rendered.index(QUOTE_START) > rendered.index(QUOTE_END):
        return _plain(text, start, end)
    return _with_marks(rendered)


def _with_marks(rendered: str) -> str:
    """Wraps each run of text, and each whole formula, between the two reserved characters."""
    out: list[str] = []
    inside = False
    for match in _PIECE.finditer(rendered):
        piece = match.group(0)
        if piece in (QUOTE_START, QUOTE_END):
            inside = piece == QUOTE_START
        elif inside and (piece[0] != "<" or piece.startswith("<math")):
            out.append(f"<mark>{piece}</mark>")
        else:
            out.append(piece)
    return "".join(out)


def _plain(text: str, start: int, end: int) -> str:
    before, quote, after = (
        escaped(UNSHOWN.sub("", part)) for part in (text[:start], text[start:end], text[end:])
    )
    return f'<p class="plain">{before}<mark>{quote}</mark>{after}</p>'
