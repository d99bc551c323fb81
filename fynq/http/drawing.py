"""How Markdown becomes HTML for the page; the page's own room knows how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Draw:
    """block, line, final: Markdown to safe HTML. passage: a document with text[start:end] marked."""

    block: Callable[[str], str]
    line: Callable[[str], str]
    final: Callable[[str], str]
    passage: Callable[[str, int, int], str]


def block_html(draw: Draw | None, text: str) -> str | None:
    return draw.block(text) if draw is not None and text else None
