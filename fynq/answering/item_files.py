"""Practice items in files: CSV with a header, or one JSON object a line.

In CSV the members of a list (skills, choices, hints) are joined by `~`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fynq.answering.item_rows import FIELDS, Bad, item_of_row
from fynq.domain.errors import InvalidInput
from fynq.domain.knowledge import PracticeItem

Format = Literal["csv", "jsonl"]
MOST_ROWS = 2_000
JOINED = "~"
_LISTS = ("skills", "choices", "hints")
_LONGEST_CELL = 100_000


@dataclass(frozen=True, slots=True)
class FileItem:
    """line: where it ends in the file, from 1."""

    line: int
    item: PracticeItem


def read_items(text: str, form: Format | None = None, most: int = MOST_ROWS) -> Sequence[FileItem]:
    """form: None where the text is to tell. Raises InvalidInput that names line and field."""
    found: list[FileItem] = []
    for line, item in each_item(text, form):
        if isinstance(item, Bad):
            raise InvalidInput(item.detail, field=f"line/{line}/{item.field}")
        if len(found) >= most:
            raise InvalidInput(f"A file has at most {most} items.", field="file")
        found.append(FileItem(line, item))
    if not found:
        raise InvalidInput("The file holds no item.", field="file")
    return found


def each_item(text: str, form: Format | None = None) -> Iterator[tuple[int, PracticeItem | Bad]]:
    """Lines with their items, or why they hold none. Raises InvalidInput where the file itself cannot
    be read."""
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise InvalidInput("The file holds a NUL character.", field="file")
    form = form or ("jsonl" if text.lstrip().startswith("{") else "csv")
    for line, row in _of_json(text) if form == "jsonl" else _of_csv(text):
        try:
            yield line, item_of_row(row)
        except Bad as fault:
            yield line, fault


def _of_json(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for line, part in enumerate(text.split("\n"), 1):
        if not part.strip():
            continue
        try:
            row = json.loads(part, parse_constant=_refused)
        except (ValueError, RecursionError):
            raise InvalidInput("This line is not JSON.", field=f"line/{line}") from None
        if not isinstance(row, dict):
            raise InvalidInput("This line is not a JSON object.", field=f"line/{line}")
        yield line, row


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _of_csv(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names: list[str] = []
    try:
        for cells in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = _header(cells, line)
            elif len(cells) != len(names):
                raise InvalidInput(
                    f"This line has {len(cells)} cells under {len(names)} columns.",
                    field=f"line/{line}",
                )
            else:
                yield line, _row(dict(zip(names, cells, strict=True)), line)
    except csv.Error:
        raise InvalidInput("This line is not CSV.", field=f"line/{reader.line_num}") from None


def _header(cells: Sequence[str], line: int) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    for name in names:
        if name not in FIELDS:
            raise InvalidInput(
                f"The columns are some of {', '.join(FIELDS)}.", field=f"line/{line}"
            )
    if len(set(names)) < len(names):
        raise InvalidInput("A column stands twice.", field=f"line/{line}")
    return names


def _row(cells: Mapping[str, str], line: int) -> Mapping[str, Any]:
    """Cells as JSON would have them; an empty one is left out."""
    row: dict[str, Any] = {}
    for name, cell in cells.items():
        if len(cell) > _LONGEST_CELL:
            raise InvalidInput("This is too long.", field=f"line/{line}/{name}")
        if not cell.strip():
            continue
        if name in _LISTS:
            row[name] = [part.strip() for part in cell.split(JOINED) if part.strip()]
        elif name in ("difficulty", "tolerance"):
            row[name] = _number(cell.strip(), f"line/{line}/{name}")
        else:
            row[name] = cell
    return row


def _number(text: str, field: str) -> float | int:
    try:
        return int(text) if text.lstrip("+-").isdecimal() else float(text)
    except (ValueError, OverflowError):
        raise InvalidInput("This must be a number.", field=field) from None
