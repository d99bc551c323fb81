"""Graphs that are shifted, reflected, stretched or compressed: the formula that results.

Checked by moving points: where the graph of f passes, the new graph passes through the moved point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.chapters.graphs.asking import Asked, Kind, Worked
from fynq.reasoning.chapters.graphs.given import (
    Function,
    Given,
    Spoken,
    Value,
    as_function,
    read_given,
)
from fynq.reasoning.chapters.graphs.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import Undefined, evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Name, Negative, Operation, Tree, names_in, number
from fynq.reasoning.reading.words import words

_COUNT: dict[str, int | Fraction] = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "half": Fraction(1, 2)}  # fmt: skip
_N = rf"(?P<n>{HOLE}|{'|'.join(_COUNT)})"
_WAY = r"(?:to the |towards the )?(?P<way>upwards?|downwards?|up|down|left|right)"
_VERB = r"(?:(?:is |are |was |then |been |a )*(?:shifted|shift|translated|moved|translation|shifting|translating) )?(?:of )?(?:(?:vertically|horizontally) )?"
_OPS: tuple[tuple[str, str], ...] = (
    ("shift", rf"{_VERB}{_WAY}(?: by)? {_N}(?: units?| spaces?| places?)?"),
    ("shift", rf"{_VERB}(?:by )?{_N}(?: units?| spaces?| places?)? {_WAY}"),
    ("reflect", r"(?:(?:is|are|was|then) )*(?:reflected|reflection|reflecting|flipped)(?: vertically| horizontally)? (?:over|about|across|in|through) (?:the )?(?P<axis>[xy])-axis"),
    ("scale", rf"(?:(?:is|are|was|then) )*(?:(?P<side>vertically|horizontally) )?(?P<kind>stretched|compressed|shrunk|expanded)(?: (?P<side2>vertically|horizontally))? by (?:a )?(?:factor of )?{_N}"),
)  # fmt: skip
_MORE = frozenset(
    words("""formula obtained results resulting result results when after shifted new transformed graph's obtain write then
    units unit toolkit transformation transformations sequence applied parent by is was that""")
)


@dataclass(frozen=True, slots=True)
class _Move:
    """Of points: x → across·x + right, y → up·y + rise."""

    across: Fraction = Fraction(1)
    right: Fraction = Fraction(0)
    up: Fraction = Fraction(1)
    rise: Fraction = Fraction(0)
    said: str = ""


@dataclass(frozen=True, slots=True)
class _Moved:
    function: Function
    name: str
    moves: tuple[_Move, ...]


def _read(asked: Asked) -> _Moved:
    sequence = asked.found[0]
    start = asked.text.find(sequence)
    if asked.text.count(sequence) != 1 or not re.search(r"formula|equation|function|find|write", asked.text):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    before = asked.text[:start].count(HOLE)
    numbers = list(asked.formulas[before : before + sequence.count(HOLE)])
    moves = tuple(_moves(sequence, numbers))
    rest = [*asked.formulas[:before], *asked.formulas[before + sequence.count(HOLE) :]]
    given = [item for text in rest for item in read_given(text)]
    functions = list(dict.fromkeys(item for each in given if (item := _body(each)) is not None))
    if len(functions) != 1 or any(not isinstance(each, Spoken) and _body(each) is None for each in given):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    function = functions[0]
    spoken = [each.name for each in given if isinstance(each, Spoken) and each.name != function.name]  # fmt: skip
    if len(set(spoken)) > 1:
        raise NotUnderstood(REFUSAL)
    return _Moved(function, spoken[0] if spoken else "", moves)


def _body(given: Given) -> Function | None:
    function = as_function(given)
    if function is None or set(names_in(function.body)) != {function.variable}:
        return None
    return function


def _moves(sequence: str, numbers: list[str]) -> list[_Move]:
    found: list[_Move] = []
    position = 0
    while position < len(sequence):
        for kind, pattern in _OPS:
            match = re.compile(pattern).match(sequence, position)
            if match:
                found.append(_move(kind, match, numbers))
                position = match.end()
                break
        else:
            joint = re.compile(r",? ?(?:and then|and|then|followed by|,)? ?").match(sequence, position)  # fmt: skip
            if joint is None or joint.end() == position:
                raise NotUnderstood(REFUSAL)
            position = joint.end()
    return found


def _move(kind: str, match: re.Match[str], numbers: list[str]) -> _Move:
    groups = match.groupdict()
    said = match[0].strip()
    if kind == "reflect":
        return _Move(up=Fraction(-1), said=said) if groups["axis"] == "x" else _Move(across=Fraction(-1), said=said)  # fmt: skip
    size = _size(groups["n"], numbers)
    said = said.replace(HOLE, f"${size}$")
    if kind == "shift":
        way = groups["way"].removesuffix("wards").removesuffix("ward")
        if way in ("up", "down"):
            return _Move(rise=size if way == "up" else -size, said=said)
        return _Move(right=size if way == "right" else -size, said=said)
    side = groups["side"] or groups["side2"]
    if side is None or size <= 0:
        raise NotUnderstood(REFUSAL)
    stretches = groups["kind"] in ("stretched", "expanded")
    if stretches and size < 1:
        raise NotUnderstood(REFUSAL)
    factor = size if stretches or size < 1 else 1 / size
    return _Move(up=factor, said=said) if side == "vertically" else _Move(across=factor, said=said)


def _size(text: str, numbers: list[str]) -> Fraction:
    if text in _COUNT:
        return Fraction(_COUNT[text])
    match read_given(numbers.pop(0)):
        case (Value(tree),) if (value := exact(tree)) is not None and value > 0:
            return value
    raise NotUnderstood(REFUSAL)


def _number(value: Fraction) -> Tree:
    return number(value) if value >= 0 else Negative(number(-value))


def _formula(moved: _Moved) -> Tree:
    """f with x replaced by what x was before each move, from the last move back to the first."""
    x = moved.function.variable
    tree = moved.function.body
    for move in moved.moves:
        inner: Tree = Name(x)
        if move.right:
            inner = Operation("-" if move.right > 0 else "+", inner, number(abs(move.right)))
        if move.across == -1:
            inner = Negative(inner)
        elif move.across != 1:
            inner = Operation("*", _number(1 / move.across), inner)
        tree = substitute(tree, {x: inner}, {}) if inner != Name(x) else tree
        if move.up == -1:
            tree = tree.of if isinstance(tree, Negative) else Negative(tree)
        elif move.up != 1:
            tree = Operation("*", _number(move.up), tree)
        if move.rise:
            tree = Operation("+" if move.rise > 0 else "-", tree, number(abs(move.rise)))
    return tree


def _work(moved: _Moved) -> Worked:
    x = moved.function.variable
    formula = show(_formula(moved))
    final = f"{moved.name}({x}) = {formula}" if moved.name else f"y = {formula}"
    steps: list[tuple[str, str]] = []
    for count, move in enumerate(moved.moves, 1):
        part = show(_formula(_Moved(moved.function, "", moved.moves[:count])))
        steps.append((move.said[:1].upper() + move.said[1:], f"$$y = {part}$$"))
    steps.append(("Answer", f"$${final}$$"))
    return Worked(f"f({x}) = {show(moved.function.body)}", final, steps, "A shift to the right by h puts x - h in the place of x; a shift up by k adds k to the value.")  # fmt: skip


def _holds(moved: _Moved, final: str) -> str:
    x = moved.function.variable
    answer = parse(final.partition("=")[2])
    seen = 0
    for k in range(-30, 31):
        spot = mp.mpf(k) * mp.mpf("0.37") + mp.mpf("0.11")
        try:
            value = evaluate(moved.function.body, {x: spot})
            place, height = _carried(moved, spot, value)
            there = evaluate(answer, {x: place})
        except Undefined:
            continue
        if mp.im(value) != 0:
            continue
        if abs(there - height) > mp.mpf(10) ** -15 * (1 + abs(height)):
            return ""
        seen += 1
    return "Points of the graph were moved and lie on the new graph." if seen >= 8 else ""


def _carried(moved: _Moved, place: Any, height: Any) -> tuple[Any, Any]:
    for move in moved.moves:
        place = place * move.across.numerator / move.across.denominator + mp.mpf(move.right.numerator) / move.right.denominator  # fmt: skip
        height = height * move.up.numerator / move.up.denominator + mp.mpf(move.rise.numerator) / move.rise.denominator  # fmt: skip
    return place, height


def _bare(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)


_ANY = "|".join(_bare(pattern) for _, pattern in _OPS)
TRANSFORMATION = Kind(
    "transformation",
    re.compile(rf"(?:{_ANY})(?:,? ?(?:(?:and then|and|then|followed by) )?(?:{_ANY}))*"),
    _read, _work, _holds, ("functions", "transformations"), _MORE,
)  # fmt: skip
