"""HTML tables as grids: cells that span several columns or rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fynq.retrieval.formats.mathml import name_of

_FRAME = ("thead", "tbody", "tfoot", "tr")
_MOST_COLUMNS = 200
_MOST_ROWS = 5_000


def is_layout(table: Any) -> bool:
    """A table that only places things: it holds tables or headings, has one cell a row, or text
    outside of its cells."""
    if _has_loose_text(table):
        return True
    if next((each for each in table.iter("table", "h1", "h2", "h3", "h4") if each is not table), None) is not None:  # fmt: skip
        return True
    if next(table.iter("th"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    return all(sum(name_of(cell) in ("td", "th") for cell in row) <= 1 for row in rows)


def _has_loose_text(table: Any) -> bool:
    waiting = [table]
    while waiting:
        element = waiting.pop()
        if (element.text or "").strip():
            return True
        for child in element:
            if (child.tail or "").strip():
                return True
            name = name_of(child)
            if name in _FRAME:
                waiting.append(child)
            elif name in ("td", "th"):
                if name_of(element) != "tr":
                    return True
            elif name and name != "caption" and "".join(child.itertext()).strip():
                return True
    return False


def grid_of(table: Any, text_of: Callable[[Any], str]) -> list[list[str]]:
    """A cell over several rows is repeated in each; one over several columns stands in the first."""
    rows: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}
    """By column: how many more rows a cell fills, and with what."""
    for row in list(table.iter("tr"))[:_MOST_ROWS]:
        line: list[str] = []

        def fill(line: list[str] = line) -> None:
            while len(line) in held:
                left, text = held.pop(len(line))
                if left > 1:
                    held[len(line)] = (left - 1, text)
                line.append(text)

        for cell in row:
            if name_of(cell) not in ("td", "th"):
                continue
            fill()
            text = text_of(cell)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for at in range(wide):
                if len(line) >= _MOST_COLUMNS:
                    break
                if high > 1:
                    held[len(line)] = (high - 1, "" if at else text)
                line.append("" if at else text)
        fill()
        rows.append(line)
    return rows


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return (
        max(1, min(int(text), 1_000)) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    )
