"""Passages with what stands around them in their documents, for models that read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fynq.domain.knowledge import Passage, Surroundings
from fynq.reasoning.injected import injections

MOST = 12_000
"""Characters of all sources of one prompt, about 3,000 tokens. The passages themselves always count
as they are."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int


def wider(passages: Sequence[Passage], most: int = MOST) -> list[Passage]:
    """The passages, best first, each with what stands around it: as much as was found, up to the
    next passage of the same document, so that no character is shown twice, and up to the next
    sentence that gives orders to an assistant. Where it does not fit into `most` characters it is
    left out whole.

    text == document.text[start:end] of the wider passage, but for the blanks of `shielded`, so
    what is quoted from it is cited by its offsets.
    """
    left = most - sum(len(passage.text) for passage in passages)
    found = list(passages)
    for at, passage in enumerate(passages):
        if passage.around is None:
            continue
        others = [
            _Stretch(other.start, other.end)
            for n, other in enumerate(found)
            if n != at and (other.document, other.revision) == (passage.document, passage.revision)
        ]
        widened = _widened(passage, passage.around, others)
        more = len(widened.text) - len(passage.text)
        if more <= left:
            found[at] = widened
            left -= more
    return [replace(each, around=None) for each in found]


def _widened(passage: Passage, around: Surroundings, others: Sequence[_Stretch]) -> Passage:
    end = around.start + len(around.text)
    if not around.start <= passage.start <= passage.end <= end:
        return passage
    orders = [
        _Stretch(around.start + low, around.start + high) for low, high in injections(around.text)
    ]
    borders = [*orders, *others]
    low = max([around.start, *(_before(each, passage) for each in borders)])
    high = min([end, *(_behind(each, passage) for each in borders)])
    lead, own, tail = (
        around.text[a - around.start : b - around.start]
        for a, b in ((low, passage.start), (passage.start, passage.end), (passage.end, high))
    )
    if len(own) != len(passage.text):
        return passage
    own = _both(passage.text, own, passage.start, orders)
    lead, tail = lead.lstrip(), tail.rstrip()
    return replace(
        passage,
        start=passage.start - len(lead),
        end=passage.end + len(tail),
        text=lead + own + tail,
        marks=around.marks or passage.marks,
    )


def _before(border: _Stretch, passage: Passage) -> int:
    """Where what may be shown before the passage begins, at the earliest."""
    return min(border.end, passage.start) if border.start < passage.start else 0


def _behind(border: _Stretch, passage: Passage) -> int:
    if border.end <= passage.end:
        return 1 << 62
    return max(border.start, passage.end)


def _both(shielded: str, own: str, start: int, orders: Sequence[_Stretch]) -> str:
    """The passage's own text as it was shielded alone, and where its surroundings show an order that
    runs into it."""
    for each in orders:
        low, high = max(each.start - start, 0), min(each.end - start, len(own))
        if low < high:
            blank = "".join(sign if sign == "\n" else " " for sign in own[low:high])
            shielded = shielded[:low] + blank + shielded[high:]
    return shielded
