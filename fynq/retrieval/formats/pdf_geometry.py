"""Characters, rules and pictures on a page, and how a page is turned to be read.

Lengths are points, measured from the page's upper left corner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    @property
    def area(self) -> float:
        return max(self.right - self.left, 0.0) * max(self.bottom - self.top, 0.0)


class Char(NamedTuple):
    """base: the height of the line it stands on."""

    text: str
    box: Box
    base: float
    size: float
    bold: bool
    mono: bool = False


class Rule(NamedTuple):
    """A straight line along the page's edges: at `at`, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass
class Page:
    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    asides: list[list[Char]] = field(default_factory=list)
    """Text along the other edges, turned as it is read."""
    unreadable: int = 0
    """Characters whose font does not tell what they are."""


def turn_page(page: Page, chars: Sequence[tuple[int, Char]]) -> None:
    """Puts the characters on the page, each with its quarter turns against the clock. A page whose
    text mostly runs along another edge is turned as a whole."""
    turns = Counter(turn for turn, char in chars if char.text != " ")
    main = turns.most_common(1)[0][0] if turns else 0
    wide, high = page.width, page.height
    page.chars = [_turned(char, main, wide, high) for turn, char in chars if turn == main]
    for other in sorted(turns):
        if other != main:
            page.asides.append(
                [_turned(char, other, wide, high) for turn, char in chars if turn == other]
            )
    if main == 2:
        page.level = [Rule(high - at, wide - end, wide - start) for at, start, end in page.level]
        page.upright = [
            Rule(wide - at, high - end, high - start) for at, start, end in page.upright
        ]
    elif main % 2:
        page.width, page.height = high, wide
        level, upright = page.level, page.upright
        if main == 1:
            page.level = [Rule(at, high - end, high - start) for at, start, end in upright]
            page.upright = [Rule(high - at, start, end) for at, start, end in level]
        else:
            page.level = [Rule(wide - at, start, end) for at, start, end in upright]
            page.upright = [Rule(at, wide - end, wide - start) for at, start, end in level]


def _turned(char: Char, turn: int, wide: float, high: float) -> Char:
    """base: of a character on an upright line it was its distance from the left."""
    left, top, right, bottom = char.box
    if turn == 1:
        return char._replace(box=Box(high - bottom, left, high - top, right))
    if turn == 2:
        box = Box(wide - right, high - bottom, wide - left, high - top)
        return char._replace(box=box, base=high - char.base)
    if turn == 3:
        box = Box(top, wide - right, bottom, wide - left)
        return char._replace(box=box, base=wide - char.base)
    return char
