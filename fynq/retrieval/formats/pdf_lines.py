"""Characters to lines of text, in the order in which a reader takes them: columns, then rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from fynq.retrieval.formats.pdf_geometry import Box, Char
from fynq.retrieval.formats.scripts import lowered, raised

_GAP = 0.17
"""Of the size: a wider gap between two characters is a blank."""
_WIDE = 1.6
"""Of the size: a wider gap parts what stands side by side."""
_LEAST = 6
"""Lines on each side of a gutter, before a page has columns."""


@dataclass(frozen=True, slots=True)
class Line:
    """column: counted over the page, so that a paragraph does not run on into another one."""

    text: str
    box: Box
    size: float
    bold: bool
    column: int = 0
    mono: bool = False


def lines_of(chars: Sequence[Char]) -> list[Line]:
    """In reading order."""
    pieces = [_line(run) for run in _runs(chars)]
    lines: list[Line] = []
    for column, part in enumerate(_columns([piece for piece in pieces if piece.text])):
        lines += [_joined(row, column) for row in rows_of(part)]
    return lines


def text_of(chars: Sequence[Char]) -> str:
    """Of a cell: its lines as one."""
    return " ".join(line.text for line in lines_of(chars))


def _runs(chars: Iterable[Char]) -> Iterable[list[Char]]:
    """Characters that the page draws one after the other on one line."""
    run: list[Char] = []
    for char in chars:
        if run and not _follows(run, char):
            yield run
            run = []
        run.append(char)
    if run:
        yield run


def _follows(run: Sequence[Char], char: Char) -> bool:
    last = run[-1]
    size = max(last.size, char.size)
    if abs(char.base - last.base) > 0.6 * size:
        return False
    if char.text == " ":
        return True
    if abs(char.box.left - last.box.left) < 0.05 * size:
        return True  # the letters of a ligature
    gap = char.box.left - last.box.right
    return -0.8 * size < gap < _WIDE * size


def _line(run: Sequence[Char]) -> Line:
    solid = [char for char in run if char.text != " "]
    if not solid:
        return Line("", run[0].box, run[0].size, False)
    size = _usual([char.size for char in solid])
    base = median(char.base for char in solid if char.size >= 0.85 * size)
    parts: list[str] = []
    shifted: list[str] = []
    how = 0
    last: Char | None = None
    for char in run:
        shift = _shift(char, size, base)
        blank = last is not None and char.text != " " and last.text != " "
        if blank and last is not None:
            blank = char.box.left - last.box.right > _GAP * max(char.size, last.size)
        if shift != how and char.text != " ":
            parts.append(_moved(shifted, how))
            shifted, how = [], shift
        if blank:
            shifted.append(" ")
        shifted.append(char.text)
        last = char
    parts.append(_moved(shifted, how))
    box = Box(
        min(char.box.left for char in solid),
        min(char.box.top for char in solid),
        max(char.box.right for char in solid),
        max(char.box.bottom for char in solid),
    )
    bold = sum(char.bold for char in solid) > 0.8 * len(solid)
    mono = all(char.mono for char in solid)
    return Line("".join(parts).strip(), box, size, bold, mono=mono)


def _usual(sizes: Sequence[float]) -> float:
    counts: dict[float, int] = {}
    for size in sizes:
        counts[round(size, 1)] = counts.get(round(size, 1), 0) + 1
    return max(counts, key=lambda size: (counts[size], size))


def _shift(char: Char, size: float, base: float) -> int:
    """1 for what is raised, -1 for what is lowered."""
    if char.size > 0.86 * size:
        return 0
    if base - char.base > 0.18 * size:
        return 1
    return -1 if char.base - base > 0.08 * size else 0


def _moved(signs: Sequence[str], how: int) -> str:
    text = "".join(signs)
    if not how or not text.strip():
        return text
    before = " " if text.startswith(" ") and how > 0 and not text.strip().isdigit() else ""
    after = " " if text.endswith(" ") else ""
    return before + (raised if how > 0 else lowered)(text) + after


def _columns(lines: Sequence[Line], depth: int = 0) -> list[list[Line]]:
    """Parts of the page that are read one after the other."""
    gutter = _gutter(lines) if depth < 3 else None
    if gutter is None:
        return [list(lines)] if lines else []
    parts: list[list[Line]] = []
    left: list[Line] = []
    right: list[Line] = []

    def settle() -> None:
        for side in (left, right):
            parts.extend(_columns(list(side), depth + 1))
            side.clear()

    for line in sorted(lines, key=lambda each: each.box.top):
        if line.box.left < gutter < line.box.right:
            settle()
            parts.append([line])
        else:
            (left if line.box.right <= gutter else right).append(line)
    settle()
    return _merged(parts)


def _merged(parts: Sequence[list[Line]]) -> list[list[Line]]:
    """Lines across both columns that follow one another are one part."""
    merged: list[list[Line]] = []
    across = False
    for part in parts:
        alone = len(part) == 1
        if merged and alone and across and part[0].box.top >= merged[-1][-1].box.top:
            merged[-1].extend(part)
        else:
            merged.append(list(part))
        across = alone
    return merged


def _gutter(lines: Sequence[Line]) -> float | None:
    """The middle of an empty strip that parts two columns of text, or None."""
    if len(lines) < 2 * _LEAST:
        return None
    left = min(line.box.left for line in lines)
    right = max(line.box.right for line in lines)
    width = right - left
    if width < 200:
        return None
    step = width / 100
    crossed = [0] * 101
    for line in lines:
        first, last = int((line.box.left - left) / step), int((line.box.right - left) / step)
        for at in range(max(first, 0), min(last, 100) + 1):
            crossed[at] += 1
    least = min(crossed[25:76])
    if least > 0.25 * len(lines):
        return None
    strip = [at for at in range(25, 76) if crossed[at] == least]
    run = max(_consecutive(strip), key=len)
    middle = left + (run[len(run) // 2] + 0.5) * step
    sides = (
        [line for line in lines if line.box.right <= middle],
        [line for line in lines if line.box.left >= middle],
    )
    return middle if all(_is_column(side, width) for side in sides) else None


def _consecutive(numbers: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _is_column(lines: Sequence[Line], width: float) -> bool:
    """Enough lines, and most of them full: prose, and not a column of a table."""
    if len(lines) < _LEAST:
        return False
    widths = [line.box.right - line.box.left for line in lines]
    return max(widths) > 0.2 * width and median(widths) > 0.6 * max(widths)


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Pieces that stand on one line, from left to right; rows from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: (each.box.bottom, each.box.left)):
        if rows and _same_row(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.box.left) for row in rows]


def _same_row(one: Line, other: Line) -> bool:
    middle = (other.box.top + other.box.bottom) / 2
    apart = other.box.left >= one.box.right - 1 or other.box.right <= one.box.left + 1
    return apart and one.box.top < middle < one.box.bottom


def _joined(row: Sequence[Line], column: int) -> Line:
    main = max(row, key=lambda line: len(line.text))
    box = Box(
        min(line.box.left for line in row),
        min(line.box.top for line in row),
        max(line.box.right for line in row),
        max(line.box.bottom for line in row),
    )
    return Line(
        " ".join(line.text for line in row),
        box,
        main.size,
        all(line.bold for line in row),
        column,
        all(line.mono for line in row),
    )
