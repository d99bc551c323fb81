"""Parts of a text that a reader may not see, blanked without moving the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable

_VISIBLE = re.compile(r"[^\n]")
MARK = "[withheld]"


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with every character of the spans but newlines blanked; each blank begins with MARK
    where there is room. The length stays."""
    pieces: list[str] = []
    at = 0
    for start, end in merged(spans):
        pieces += [text[at:start], _blank(text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, those that meet as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return found


def _blank(text: str) -> str:
    line = text.find("\n")
    room = len(text) if line < 0 else line
    blank = _VISIBLE.sub(" ", text)
    return MARK + blank[len(MARK) :] if room >= len(MARK) else blank
