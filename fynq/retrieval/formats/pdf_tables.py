"""Tables of a page: by the rules that are drawn around cells, or above and below rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fynq.retrieval.formats.pdf_geometry import Box, Char, Page, Rule
from fynq.retrieval.formats.pdf_lines import lines_of, rows_of, text_of

_NEAR = 3.0
_LEAST_CELLS = 4


@dataclass(frozen=True, slots=True)
class Table:
    box: Box
    rows: list[list[str]]


def take_tables(page: Page) -> tuple[list[Table], list[Char]]:
    """The page's tables, and the characters that stand outside of them."""
    tables: list[Table] = []
    used: set[int] = set()
    chars = page.chars
    for level, upright in _groups(page.level, page.upright):
        found = _ruled(level, upright, chars)
        if found is not None:
            tables.append(found)
            chars = _outside(chars, found.box)
            used.update(map(id, level))
    for heights, left, right in _stacks([rule for rule in page.level if id(rule) not in used]):
        at = 0
        while at + 2 < len(heights):
            last = at + 2
            found = _open_sided(Box(left, heights[at], right, heights[last]), chars)
            while found is not None and last + 1 < len(heights):
                longer = _open_sided(Box(left, heights[at], right, heights[last + 1]), chars)
                if longer is None or len(longer.rows[0]) != len(found.rows[0]):
                    break
                found, last = longer, last + 1
            if found is not None:
                tables.append(found)
                chars = _outside(chars, found.box)
            at = at + 1 if found is None else last + 1
    return tables, chars


def _outside(chars: Sequence[Char], box: Box) -> list[Char]:
    return [char for char in chars if not box.holds(*_middle(char))]


def _middle(char: Char) -> tuple[float, float]:
    return (char.box.left + char.box.right) / 2, (char.box.top + char.box.bottom) / 2


def _groups(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that touch one another."""
    if len(level) + len(upright) > 1_500:
        return []
    parent = list(range(len(level) + len(upright)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, flat in enumerate(level):
        for other, tall in enumerate(upright):
            touches = flat.start - _NEAR <= tall.at <= flat.end + _NEAR
            if touches and tall.start - _NEAR <= flat.at <= tall.end + _NEAR:
                parent[root(one)] = root(len(level) + other)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for at in range(len(parent)):
        group = groups.setdefault(root(at), ([], []))
        if at < len(level):
            group[0].append(level[at])
        else:
            group[1].append(upright[at - len(level)])
    return [group for group in groups.values() if len(group[0]) > 1 and group[1]]


def _ruled(level: Sequence[Rule], upright: Sequence[Rule], chars: Sequence[Char]) -> Table | None:
    ys = _distinct([rule.at for rule in level])
    left, right = min(rule.start for rule in level), max(rule.end for rule in level)
    xs = _distinct([*(rule.at for rule in upright), left, right])
    if len(ys) < 3 or len(xs) < 3 or len(xs) > 60:
        return None
    cells: dict[tuple[int, int], list[Char]] = {}
    box = Box(xs[0], ys[0], xs[-1], ys[-1])
    for char in chars:
        x, y = _middle(char)
        if box.holds(x, y):
            cells.setdefault((_slot(ys, y), _slot(xs, x)), []).append(char)
    rows = [
        [text_of(cells.get((row, column), ())) for column in range(len(xs) - 1)]
        for row in range(len(ys) - 1)
    ]
    return _table(box, rows)


def _table(box: Box, rows: list[list[str]]) -> Table | None:
    rows = [row for row in rows if any(row)]
    columns = [at for at in range(max(map(len, rows), default=0)) if any(row[at] for row in rows)]
    rows = [[row[at] for at in columns] for row in rows]
    filled = sum(bool(cell) for row in rows for cell in row)
    if len(rows) < 2 or len(columns) < 2 or filled < _LEAST_CELLS:
        return None
    return Table(box, rows)


def _distinct(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _slot(bounds: Sequence[float], value: float) -> int:
    for at in range(len(bounds) - 1):
        if value <= bounds[at + 1]:
            return at
    return len(bounds) - 2


def _stacks(level: Sequence[Rule]) -> list[tuple[list[float], float, float]]:
    """Three rules or more of one length above one another: their heights, left and right."""
    stacks: dict[tuple[int, int], list[Rule]] = {}
    for rule in level:
        if rule.end - rule.start > 80:
            stacks.setdefault((round(rule.start / 8), round(rule.end / 8)), []).append(rule)
    found: list[tuple[list[float], float, float]] = []
    for rules in stacks.values():
        heights = _distinct([rule.at for rule in rules])
        if len(heights) >= 3:
            found.append((heights, rules[0].start - 2, rules[0].end + 2))
    return found


def _open_sided(box: Box, chars: Sequence[Char]) -> Table | None:
    """Columns are where no character stands, from top to bottom."""
    inside = [char for char in chars if box.holds(*_middle(char)) and char.text != " "]
    if not inside:
        return None
    size = max(char.size for char in inside)
    strips: list[tuple[float, float]] = []
    for char in sorted(inside, key=lambda each: each.box.left):
        if strips and char.box.left - strips[-1][1] < 0.7 * size:
            strips[-1] = (strips[-1][0], max(strips[-1][1], char.box.right))
        else:
            strips.append((char.box.left, char.box.right))
    if not 2 <= len(strips) <= 30:
        return None
    bounds = [box.left, *((one[1] + other[0]) / 2 for one, other in pairwise(strips)), box.right]  # fmt: skip
    rows = [
        [
            text_of([c for c in inside if _within(c, row_top, row_bottom) and _slot(bounds, _middle(c)[0]) == at])
            for at in range(len(strips))
        ]
        for row_top, row_bottom in _row_bounds(inside)
    ]  # fmt: skip
    return _table(box, rows)


def _within(char: Char, top: float, bottom: float) -> bool:
    return top <= _middle(char)[1] <= bottom


def _row_bounds(chars: Sequence[Char]) -> list[tuple[float, float]]:
    rows = rows_of(lines_of(chars))
    bounds: list[tuple[float, float]] = []
    for row in sorted(rows, key=lambda each: each[0].box.top):
        top, bottom = min(line.box.top for line in row), max(line.box.bottom for line in row)
        middle = (top + bottom) / 2
        if bounds and bounds[-1][0] <= middle <= bounds[-1][1]:
            bounds[-1] = (min(top, bounds[-1][0]), max(bottom, bounds[-1][1]))
        else:
            bounds.append((top, bottom))
    return bounds
