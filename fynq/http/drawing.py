"""How Markdown becomes HTML for the page; the page's own room knows how."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

_AT_ONCE_CHARS = 1_500

Made = TypeVar("Made")


@dataclass(frozen=True)
class Draw:
    """block, line, final: Markdown to safe HTML. passage: a document with text[start:end] marked."""

    block: Callable[[str], str]
    line: Callable[[str], str]
    final: Callable[[str], str]
    passage: Callable[[str, int, int], str]


def block_html(draw: Draw | None, text: str) -> str | None:
    return draw.block(text) if draw is not None and text else None


async def drawn(chars: int, make: Callable[[], Made]) -> Made:
    """What `make` makes; in a thread where it draws many characters, so that nobody else waits.

    8,000 characters of dense formulas take about a tenth of a second.
    """
    return make() if chars <= _AT_ONCE_CHARS else await asyncio.to_thread(make)
