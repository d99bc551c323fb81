"""Parts of a text that a reader may not see: blanked without moving the rest, or cut off."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fynq.domain.knowledge import Marks, Surroundings, marks_within

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


def surroundings(
    revision: int,
    start: int,
    text: str,
    passage: tuple[int, int],
    seen: Iterable[tuple[int, int]],
    marks: Iterable[Marks] = (),
) -> Surroundings | None:
    """What of `text`, which begins at `start` in its document, stands around the passage and may be
    seen. seen: spans of the document that the reader may see; what is in none of them, white space
    apart, is a border. None where the passage itself is not within the text, or not seen."""
    low, high = passage
    end = start + len(text)
    if not start <= low < high <= end:
        return None
    spans = sorted((max(a, start), min(b, end)) for a, b in seen if a < end and b > start)
    if not any(a <= low and high <= b for a, b in spans):
        return None
    for a, b in spans:
        if a <= high or not text[high - start : a - start].strip():
            high = max(high, b)
    for a, b in reversed(spans):
        if b >= low or not text[b - start : low - start].strip():
            low = min(low, a)
    kept = text[low - start : high - start]
    within = marks_within(tuple(sorted({each for some in marks for each in some})), low, high)
    return Surroundings(revision, low, kept, within)


def _blank(text: str) -> str:
    line = text.find("\n")
    room = len(text) if line < 0 else line
    blank = _VISIBLE.sub(" ", text)
    return MARK + blank[len(MARK) :] if room >= len(MARK) else blank
