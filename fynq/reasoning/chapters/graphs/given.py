"""What a formula gives: a function, an equation, a pair, a value, or a letter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.graphs.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Items, Name, Operation, Relation, Tree, names_in

_DEFINED = re.compile(r"(?:y\s*=\s*)?(?P<name>[A-Za-z](?:_\{?\w\}?)?)\s?\(\s?(?P<of>[A-Za-z])\s?\)\s?=\s?(?:y\s?=\s?)?(?P<body>[^=<>]+)", re.DOTALL)  # fmt: skip
_IMAGE = re.compile(r"(?P<name>[A-Za-z])\s?\(\s?(?P<at>-?[\d./]+)\s?\)\s?=\s?(?P<value>-?[\d./]+|-?\\frac\{\d+\}\{\d+\})")  # fmt: skip
_PAIR = re.compile(r"(?P<open>[\[(])(?P<a>[^,\[\]]+),(?P<b>[^,\[\]]+)(?P<close>[\])])")


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    variable: str
    body: Tree


@dataclass(frozen=True, slots=True)
class Equation:
    relation: Relation


@dataclass(frozen=True, slots=True)
class Pair:
    """A point, or an interval: brackets are '(' or '['."""

    opening: str
    first: Tree
    second: Tree
    closing: str


@dataclass(frozen=True, slots=True)
class Value:
    tree: Tree


@dataclass(frozen=True, slots=True)
class Image:
    """f(2) = 5."""

    name: str
    at: Tree
    value: Tree


@dataclass(frozen=True, slots=True)
class Spoken:
    """g(x) where nothing is said of its formula."""

    name: str
    variable: str


@dataclass(frozen=True, slots=True)
class InverseValue:
    """f^{-1}(5)."""

    name: str
    at: Tree


Given = Function | Equation | Pair | Value | Image | Spoken | InverseValue


def read_given(formula: str) -> tuple[Given, ...]:
    """All that one formula gives; 'f(x) = 3x, [0, ∞)' gives a function and an interval.

    Raises NotUnderstood for what cannot be read.
    """
    found: list[Given] = []
    if (
        "[" not in formula
        and formula.endswith(")")
        and formula.count(")") == formula.count("(") + 1
    ):
        formula = formula[:-1]
    for part in _split(_unbraced(formula)):
        text = part.strip(" .;:")
        if not text:
            continue
        defined = _DEFINED.fullmatch(text)
        pair = _PAIR.fullmatch(text)
        if defined:
            found.append(Function(defined["name"], defined["of"], _expression(defined["body"])))
        elif back := re.fullmatch(r"([A-Za-z])\^\{?\(?-1\)?\}?\s?\((-?[\d./]+)\)", text):
            found.append(InverseValue(back[1], _expression(back[2])))
        elif spoken := re.fullmatch(r"([A-Za-z])(?:\^\{?-1\}?)?\s?\(\s?([A-Za-z])\s?\)", text):
            found.append(Spoken(spoken[1], spoken[2]))
        elif image := read_image(text):
            found.append(image)
        elif pair:
            found.append(Pair(pair["open"], _expression(pair["a"]), _expression(pair["b"]), pair["close"]))  # fmt: skip
        else:
            found.append(_other(text))
    return tuple(found)


def read_image(text: str) -> Image | None:
    """'f(2) = 5'; None for anything else."""
    image = _IMAGE.fullmatch(text)
    if image is None:
        return None
    return Image(image["name"], _expression(image["at"]), _expression(image["value"]))


def pieces(formula: str) -> list[str]:
    """A formula at its commas, without empty pieces."""
    return [text for part in _split(formula) if (text := part.strip(" .;:?"))]


def _other(text: str) -> Given:
    tree = _parsed(text)
    if isinstance(tree, Items):
        raise NotUnderstood(REFUSAL)
    if isinstance(tree, Relation):
        return Equation(tree)
    return Value(tree)


def _unbraced(text: str) -> str:
    """'{(1, 2), (3, 4)}' without the braces of a set."""
    found = re.fullmatch(r"\\?\{(.*)\\?\}", text.strip(), re.DOTALL)
    return found[1] if found and "(" in found[1] else text


def _split(text: str) -> list[str]:
    """At commas outside of brackets, and between a closing and an opening bracket of pairs."""
    text = re.sub(r"(?<=[\])])\s*(?:\\text\{\s*and\s*\}|and)?\s*(?=[\[(][^()\[\]]*,)", ",", text)
    parts, depth, current = [], 0, ""
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if char in ",;" and depth <= 0:
            parts.append(current)
            current = ""
        else:
            current += char
    return [*parts, current]


def _expression(text: str) -> Tree:
    tree = _parsed(text)
    if isinstance(tree, Items | Relation):
        raise NotUnderstood(REFUSAL)
    return tree


def _parsed(text: str) -> Tree:
    try:
        return parse(re.sub(r"(?<![A-Za-z\\])infty\b", r"\\infty", text))
    except CannotSolve:
        raise NotUnderstood(REFUSAL) from None


def as_function(given: Given) -> Function | None:
    """y = …, or a formula in one letter, as a function of that letter; None for what is neither."""
    match given:
        case Function():
            return given
        case Equation(Relation("=", Name("x"), body)) if set(names_in(body)) == {"y"}:
            return Function("x", "y", body)
        case Equation(Relation("=", Name(name), body)) if len(set(names_in(body)) - {name}) <= 1:
            names = names_in(body)
            if name not in names:
                return Function(name, names[0] if names else "x", body)
        case Equation(Relation("=", body, Name("y"))) if names_in(body) == ("x",):
            return Function("y", "x", body)
        case Value(tree) if len(names_in(tree)) == 1 and not isinstance(tree, Name):
            return Function("", names_in(tree)[0], tree)
    return None


def as_relation(given: Given) -> Relation | None:
    """An equation in x and y: of f(x), or of f(t), it is y = f(x)."""
    match given:
        case Equation(Relation("=") as relation):
            return relation
        case Function(_, "y", body):
            return Relation("=", Name("x"), body)
        case Function(_, variable, body):
            return Relation("=", Name("y"), substitute(body, {variable: Name("x")}, {}))
    return None


def residual(relation: Relation) -> Tree:
    return Operation("-", relation.left, relation.right)
