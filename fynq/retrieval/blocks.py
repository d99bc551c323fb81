"""A Markdown text as blocks: headings, list items, paragraphs; and what each of them is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from fynq.domain.knowledge import Kind
from fynq.retrieval.kinds import kind_of_label, kind_of_title, number_of_label
from fynq.retrieval.spans import Span

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}$")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_OUTER_NUMBER = re.compile(r" {0,3}(\d{1,4})[.)][ \t]+\S")
_UNDERLINE = re.compile(r" {0,3}(?:={3,}|-{3,})[ \t]*\n?")
_UNDERLINED = re.compile(r" {0,3}(?![ \t>|#]|[-*+][ \t]|\d{1,9}[.)][ \t])(\S[^\n]{0,199})\n")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})\s*")
_LEGAL = re.compile(
    r"copyright|©|\(c\) \d{4}|licen[sc]ed under|all rights reserved|creative commons", re.I
)
_BOLD_LINE = re.compile(r"(?:\*\*[^*\n]{1,150}\*\*\s*)+")
_GOES_ON = re.compile(r"\s*(?:\$\$|\\\[|\\begin|[a-z])")
_INHERITED = frozenset(("example", "exercise", "solution", "answer_key", "glossary", "summary"))


@dataclass(frozen=True, slots=True)
class Block:
    """level: 1 to 6 for a heading, else 0. unit: blocks of one example or exercise share it; 0 for
    text that may be cut anywhere. whole: a table with its caption. legal: a licence's words, which many files repeat."""

    start: int
    end: int
    level: int = 0
    title: str = ""
    kind: Kind = "text"
    unit: int = 0
    whole: bool = False
    legal: bool = False


class Atoms:
    """Answers where a cut is allowed."""

    def __init__(self, found: Sequence[Span]) -> None:
        self._found = found
        self._starts = [span.start for span in found]

    def around(self, position: int) -> Span | None:
        """The span that a cut at `position` would break."""
        at = bisect_right(self._starts, position - 1) - 1
        if at >= 0 and position < self._found[at].end:
            return self._found[at]
        return None


def blocks_of(text: str, atoms: Atoms) -> Iterator[Block]:
    """Headings, list items and paragraphs; lines inside an unbreakable span stay together."""
    start = position = 0
    blank = True
    for line in text.splitlines(keepends=True):
        end = position + len(line)
        if atoms.around(position) is None:
            level, title = heading_of(line)
            above = _UNDERLINED.fullmatch(text, start, position)
            if above and not blank and _UNDERLINE.fullmatch(line):
                yield Block(start, end, 1 if "=" in line else 2, above[1].strip())
                start = end
            elif level and atoms.around(end) is None:
                if position > start:
                    yield Block(start, position)
                yield Block(position, end, level, title)
                start = end
            elif position > start and (blank or _ITEM.match(line)) and not line.isspace():
                yield Block(start, position)
                start = position
            blank = line.isspace()
        else:
            blank = False
        position = end
    if position > start:
        yield Block(start, position)


def heading_of(line: str) -> tuple[int, str]:
    """Level 1 to 6 and the title; (0, '') when the line is no heading."""
    found = _HEADING.match(line)
    if not found:
        return 0, ""
    title = line[found.end() :].strip()
    if len(title) <= 200:
        title = _ATTRIBUTES.sub("", title).rstrip()
    bare = title.rstrip("#")
    if bare != title and (not bare or bare[-1].isspace()):
        title = bare
    title = title.strip()[:200]
    return (len(found[1]), title) if title else (0, "")


def told(text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with their kinds and units.

    A section's kind comes from its heading, or the heading above. A label ("**Exercise 3.**") holds
    until the next label, heading or rule; a definition's for its own block. A solution ends also
    where the next exercise's number stands, and an indented one where the text is not indented any
    more. The solution of a worked example is a part of the example.
    """
    path: list[tuple[int, Kind]] = []
    label: Kind | None = None
    unit = 0
    exercises = False
    solution = _Solution()
    for block in blocks:
        section: Kind = path[-1][1] if path else "text"
        if block.level:
            path = [(level, kind) for level, kind in path if level < block.level]
            above = path[-1][1] if path else "text"
            own = kind_of_title(block.title, exercises)
            kind: Kind = own or (above if above in _INHERITED else "text")
            if kind == "solution" and above == "example":
                kind = "example"
            exercises = exercises or kind == "exercise"
            path.append((block.level, kind))
            label = None
            unit += 1
            yield Block(block.start, block.end, block.level, block.title, kind)
            continue
        body = text[block.start : block.end]
        if _RULE.fullmatch(body):
            label = None
            unit += 1
            yield Block(block.start, block.end, kind=section)
            continue
        named = kind_of_label(body)
        if named is None and label == "solution" and solution.ends_before(body):
            unit += 1
            label = "exercise" if section == "exercise" else None
        if named in ("solution", "answer_key") and "example" in (label, section):
            named = None if named == "solution" else named
        elif named:
            unit += 1
            label = named
            exercises = exercises or named == "exercise"
            solution.label(named, body)
        elif label == "definition" and not _GOES_ON.match(body):
            label = None
        elif label in (None, "exercise") and section == "exercise" and _OUTER_NUMBER.match(body):
            unit += label is None
        if label != "solution":
            solution.number(body)
        kind = label or section
        whole = kind in ("example", "exercise", "solution", "definition")
        legal = kind == "text" and len(body) < 400 and bool(_LEGAL.search(body))
        yield Block(block.start, block.end, 0, "", kind, unit if whole else 0, legal=legal)


@dataclass(slots=True)
class _Solution:
    """Where a solution that only a label begins comes to its end. exercise: the number of the last
    one; inside: of the last item in the solution; indent: of its label."""

    exercise: int | None = None
    inside: int | None = None
    indent: int = 0

    def label(self, named: Kind, body: str) -> None:
        if named in ("solution", "answer_key"):
            self.inside = None
            self.indent = _indent(body)
        elif (number := number_of_label(body)) is not None:
            self.exercise = number

    def number(self, body: str) -> None:
        found = _OUTER_NUMBER.match(body)
        if found:
            self.exercise = int(found[1])

    def ends_before(self, body: str) -> bool:
        """Items of the solution itself count from another number, or on from each other."""
        found = _OUTER_NUMBER.match(body)
        if found is None:
            outside = self.indent >= 2 and _indent(body) == 0 and bool(body.strip())
            return outside and not _GOES_ON.match(body)
        number, before, self.inside = int(found[1]), self.inside, int(found[1])
        return self.exercise is not None and number == self.exercise + 1 and before != number - 1


def _indent(body: str) -> int:
    line = body.lstrip("\n").expandtabs(4)
    return len(line) - len(line.lstrip(" "))


def attached(text: str, blocks: Iterable[Block], chars: int) -> Iterator[Block]:
    """Blank lines belong to the block before them, and so do words that only lead to the next block
    to that one: a bold line, a list's introduction, a table's caption."""
    held: Block | None = None
    for block in blocks:
        if held is None:
            held = block
        elif text[block.start : block.end].isspace():
            held = replace(held, end=block.end)
        elif _leads(text, held, block) and (
            block.end - held.start <= chars or _is_table(text, block)
        ):
            held = replace(held, end=block.end, whole=_is_table(text, block))
        else:
            yield held
            held = block
    if held is not None:
        yield held


def _leads(text: str, block: Block, following: Block) -> bool:
    if (
        block.level
        or following.level
        or (block.kind, block.unit) != (following.kind, following.unit)
    ):
        return False
    words = text[block.start : block.end].strip()
    if _BOLD_LINE.fullmatch(words) or (words.endswith(":") and len(words) < 400):
        return True
    return 3 <= len(words) < 200 and _is_table(text, following)


def _is_table(text: str, block: Block) -> bool:
    return text.startswith("|", block.start)


def whole_units(blocks: Iterable[Block], longest: int) -> Iterator[Block]:
    """Blocks of one unit as one block, where together they are not longer than `longest`."""
    run: list[Block] = []
    for block in blocks:
        if run and (block.level or not block.unit or block.unit != run[-1].unit or block.kind != run[-1].kind):  # fmt: skip
            yield from _as_one(run, longest)
            run = []
        if block.level or not block.unit:
            yield block
        else:
            run.append(block)
    yield from _as_one(run, longest)


def _as_one(run: Sequence[Block], longest: int) -> Iterator[Block]:
    if len(run) > 1 and run[-1].end - run[0].start <= longest:
        yield replace(run[0], end=run[-1].end)
    else:
        yield from run
