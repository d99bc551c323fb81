"""Markdown with LaTeX as safe HTML with MathML: what the page shows as `…_html`.

The output holds only the elements and attributes that this room writes; the input's own HTML is
shown as text. Nothing here raises, and the time is linear in the input.
"""

from __future__ import annotations

import re
from functools import lru_cache

from fynq.web.inline import QUOTE_END, QUOTE_START, FormulaBudget, escaped, formula, inline_html
from fynq.web.letters import UNSHOWN
from fynq.web.markdown import blocks_html

MAX_MARKDOWN_CHARS = 200_000
MAX_FINAL_CHARS = 2_000
_MEMORY_CHARS = 4_000
_DROPPED = re.compile(f"{UNSHOWN.pattern}|[{QUOTE_START}{QUOTE_END}]")
_WORD = re.compile(r"\b[A-Za-z]{2,}\b")
_MATHEMATICAL = re.compile(r"[\d=+*/^<>|()\[\]{}-]|^[A-Za-z]$")


def to_html(markdown: str) -> str:
    """Blocks. A formula that cannot be drawn is shown as code."""
    if len(markdown) > MAX_MARKDOWN_CHARS:
        return plain_html(markdown)
    return _remembered(markdown) if len(markdown) <= _MEMORY_CHARS else _rendered(markdown)


def line_html(markdown: str) -> str:
    """One line, as for a title: no blocks."""
    text = " ".join(_DROPPED.sub("", markdown[:MAX_FINAL_CHARS]).split())
    return inline_html(text, FormulaBudget())


def final_to_html(final: str) -> str:
    """An answer's short result, which is LaTeX, Markdown or plain text."""
    text = " ".join(_DROPPED.sub("", final[:MAX_FINAL_CHARS]).split())
    if "$" in text or "\\(" in text or "`" in text or "**" in text:
        return inline_html(text, FormulaBudget())
    if "\\" in text or (not _WORD.search(text) and _MATHEMATICAL.search(text)):
        source = text if "\\" in text else text.replace("*", r" \cdot ")
        return formula(source, block=False, budget=FormulaBudget())
    return escaped(text)


def plain_html(text: str) -> str:
    """Text as it is, with its line breaks."""
    return f'<p class="plain">{escaped(_DROPPED.sub("", text))}</p>'


def lines_of(markdown: str) -> list[str]:
    return markdown.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")


@lru_cache(maxsize=128)
def _remembered(markdown: str) -> str:
    return _rendered(markdown)


def _rendered(markdown: str) -> str:
    return blocks_html(lines_of(_DROPPED.sub("", markdown)), FormulaBudget())
