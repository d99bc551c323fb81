"""Where the unbreakable parts of a Markdown text are: formulas, code, tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    FORMULA = "formula"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end]"""

    start: int
    end: int
    kind: Kind


_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_OPENING = re.compile(
    r"(?P<escaped>\\[\\$`])|(?P<code>`+)|(?P<dollars>\$\$?)|(?P<bracket>\\[\[(])"
    r"|\\begin\{(?P<name>[A-Za-z]+\*?)\}"
)
_ENVIRONMENT = re.compile(r"\\(?P<side>begin|end)\{(?P<name>[A-Za-z]+\*?)\}")
_CLOSING = {
    "$$": re.compile(r"\$\$"),
    "\\[": re.compile(r"(?<!\\)\\\]"),
    "\\(": re.compile(r"(?<!\\)\\\)"),
}
_DOLLAR = re.compile(r"(?<!\\)\$")
_TICKS = re.compile(r"`+")
_BLANK = re.compile(r"\n[ \t]*\n")


def spans(text: str) -> list[Span]:
    """Formulas, code and tables in order of start; they never overlap. Time grows linearly.

    An opening sign without its closing one is ordinary text. Inline formulas and inline code end
    within their paragraph; a `$` that follows or precedes a blank in the wrong place is money, as
    in CommonMark's usual mathematics extension: `$5 and $6` is not a formula.
    """
    found: list[Span] = []
    position = 0
    for fence in _fences(text):
        found.extend(_inline(text, position, fence.start))
        found.append(fence)
        position = fence.end
    found.extend(_inline(text, position, len(text)))
    tables = list(_tables(text, found))
    return sorted([*_outside(found, tables), *tables], key=lambda span: span.start)


def formulas(text: str, start: int, end: int) -> list[Span]:
    """The formulas and inline code of text[start:end], which holds no code fence."""
    return list(_inline(text, start, end))


def _fences(text: str) -> Iterator[Span]:
    opened: tuple[int, str] | None = None
    for mark in _FENCE.finditer(text):
        if opened is None:
            opened = (mark.start(), mark[1])
        elif mark[1][0] == opened[1][0] and len(mark[1]) >= len(opened[1]):
            if mark[0].strip() != mark[1]:
                continue
            yield Span(opened[0], mark.end(), Kind.CODE)
            opened = None


class _Finder:
    """Searches with a memory, so that a million openings without a closing stay linear."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._end = end
        self._known: dict[re.Pattern[str], tuple[int, int]] = {}
        self.environments = _environments(text, start, end)

    def after(self, mark: re.Pattern[str], position: int) -> int:
        """Where `mark` starts next, or -1."""
        asked, known = self._known.get(mark, (1, 0))
        if asked <= position and (known < 0 or position <= known):
            return known
        found = mark.search(self._text, position, self._end)
        known = found.start() if found else -1
        self._known[mark] = (position, known)
        return known


def _environments(text: str, start: int, end: int) -> dict[int, int]:
    """From the end of each \\begin{name} to the end of the \\end{name} that closes it."""
    opened: dict[str, list[int]] = {}
    pairs: dict[int, int] = {}
    for mark in _ENVIRONMENT.finditer(text, start, end):
        stack = opened.setdefault(mark["name"], [])
        if mark["side"] == "begin":
            stack.append(mark.end())
        elif stack:
            pairs[stack.pop()] = mark.end()
    return pairs


def _inline(text: str, start: int, end: int) -> Iterator[Span]:
    find = _Finder(text, start, end)
    position = start
    while opening := _OPENING.search(text, position, end):
        position = opening.end()
        if opening["escaped"]:
            continue
        stop = _close(text, find, opening)
        if stop > 0:
            yield Span(opening.start(), stop, Kind.CODE if opening["code"] else Kind.FORMULA)
            position = stop


def _close(text: str, find: _Finder, opening: re.Match[str]) -> int:
    """The end of what `opening` opens, or -1."""
    inside = opening.end()
    if opening["code"]:
        return _close_code(text, find, inside, opening["code"])
    if opening["dollars"] == "$":
        return _close_dollar(text, find, inside)
    if opening["name"]:
        return find.environments.get(inside, -1)
    at = find.after(_CLOSING[opening["dollars"] or opening["bracket"]], inside)
    return at + 2 if at >= 0 else -1


def _close_code(text: str, find: _Finder, inside: int, ticks: str) -> int:
    limit = _paragraph_end(find, inside)
    at = find.after(_TICKS, inside)
    while 0 <= at < limit:
        after = at + 1
        while text[after : after + 1] == "`":
            after += 1
        if after - at == len(ticks):
            return after
        at = find.after(_TICKS, after)
    return -1


def _close_dollar(text: str, find: _Finder, inside: int) -> int:
    if inside >= len(text) or text[inside].isspace():
        return -1
    at = find.after(_DOLLAR, inside)
    if not inside < at < _paragraph_end(find, inside):
        return -1
    if text[at - 1].isspace() or text[at + 1 : at + 2].isdigit():
        return -1
    return at + 1


def _paragraph_end(find: _Finder, position: int) -> int:
    at = find.after(_BLANK, position)
    return at if at >= 0 else 1 << 62


def _tables(text: str, taken: list[Span]) -> Iterator[Span]:
    """GitHub tables: a line with a pipe, a rule below it, and lines with pipes."""
    starts = [span.start for span in taken]

    def inside(position: int) -> bool:
        at = bisect_right(starts, position) - 1
        return at >= 0 and position < taken[at].end

    begin = previous = -1
    rows = 0
    position = 0
    for line in text.splitlines(keepends=True):
        end = position + len(line)
        piped = "|" in line and not inside(position)
        if rows and not piped:
            if rows > 1:
                yield _table(text, begin, previous, taken, starts)
            rows = 0
        if rows == 1 and not _is_rule(line):
            begin, rows = position, 0
        if piped:
            begin = begin if rows else position
            rows += 1
            previous = end
        position = end
    if rows > 1:
        yield _table(text, begin, previous, taken, starts)


def _is_rule(line: str) -> bool:
    return "-" in line and not line.strip().strip("|-: \t")


def _table(text: str, begin: int, end: int, taken: list[Span], starts: list[int]) -> Span:
    """A formula that begins in a cell ends within the table."""
    end -= text[end - 1 : end] == "\n"
    last = bisect_right(starts, end - 1) - 1
    if last >= 0 and taken[last].start >= begin:
        end = max(end, taken[last].end)
    return Span(begin, end, Kind.TABLE)


def _outside(found: list[Span], tables: list[Span]) -> Iterator[Span]:
    """Formulas inside the cells are swallowed by the table's span."""
    starts = [table.start for table in tables]
    for span in found:
        at = bisect_right(starts, span.start) - 1
        if at < 0 or span.start >= tables[at].end:
            yield span
