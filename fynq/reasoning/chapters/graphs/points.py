"""A point of the plane: the quadrant in which it lies."""

from __future__ import annotations

import re

from fynq.reasoning.chapters.graphs.asking import Asked, Kind, Worked
from fynq.reasoning.chapters.graphs.given import Pair
from fynq.reasoning.chapters.graphs.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Tree
from fynq.reasoning.reading.words import words

_ROMAN = ("I", "II", "III", "IV")


def _read(asked: Asked) -> tuple[Tree, Tree, bool]:
    """The coordinates, and whether a numeral of digits is wanted."""
    pair = asked.only(lambda given: given if isinstance(given, Pair) else None)
    if (pair.opening, pair.closing) != ("(", ")") or exact(pair.first) is None or exact(pair.second) is None:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return pair.first, pair.second, bool(re.search(r"numeric|numbers?\b", asked.words))


def _quadrant(x: float, y: float) -> int:
    """0 on an axis."""
    if x == 0 or y == 0:
        return 0
    return (1 if y > 0 else 4) if x > 0 else (2 if y > 0 else 3)


def _work(point: tuple[Tree, Tree, bool]) -> Worked:
    first, second, digits = point
    x, y = exact(first), exact(second)
    assert x is not None and y is not None
    where = _quadrant(float(x), float(y))
    final = "\\text{NA}" if where == 0 else str(where) if digits else f"\\text{{{_ROMAN[where - 1]}}}"  # fmt: skip
    signs = ["positive" if value > 0 else "negative" if value < 0 else "zero" for value in (x, y)]
    steps = [("Look at the signs", f"$x$ is {signs[0]}, $y$ is {signs[1]}."), ("Answer", f"$${final}$$")]  # fmt: skip
    return Worked(f"({show(first)}, {show(second)})", final, steps, "The signs of the coordinates tell the quadrant; they are counted counterclockwise from the upper right.")  # fmt: skip


def _holds(point: tuple[Tree, Tree, bool], final: str) -> str:
    """By the direction in which the point is seen from the origin."""
    import mpmath as mp

    x, y = evaluate(point[0], {}), evaluate(point[1], {})
    turn = mp.atan2(y, x) % (2 * mp.pi) / (mp.pi / 2)
    on_axis = abs(turn - round(turn)) < 1e-12
    where = 0 if on_axis else int(turn) + 1
    shown = {"\\text{NA}": 0, **{f"\\text{{{name}}}": k + 1 for k, name in enumerate(_ROMAN)}, **{str(k): k for k in range(1, 5)}}  # fmt: skip
    return "The point is seen from the origin in this quarter turn." if shown.get(final) == where else ""  # fmt: skip


QUADRANT = Kind(
    "quadrant",
    re.compile(r"\bquadrant\b"),
    _read, _work, _holds, ("coordinate-plane",), frozenset(words("point does lie lies located ordered pair which on not na if")),
)  # fmt: skip
