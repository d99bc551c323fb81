"""The calculations of a worked solution: what is said to be equal to what.

Units are left out of a calculation, for they stay as they are when a problem is done with other
numbers; so are names in front of it: of 'v = s/t = 150/3 km/h = 50 km/h' it is 150/3 = 50 that counts,
with s/t as the formula that says which number is which.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import (
    Constant,
    Items,
    Name,
    Negative,
    Number,
    Operation,
    Percent,
    Relation,
    Tree,
    names_in,
    walk,
)
from fynq.reasoning.verification.unit_table import unit
from fynq.reasoning.work.outer import outer_parts
from fynq.reasoning.worked_examples.statement import ENGLISH, SPAN, spelling

NOT_READ = "I cannot read every calculation of the worked example."

_SAID = re.compile(r"(?:\\[,;: !]|\\(?=\s)|~|\s)*\\(?:text|mathrm|mbox|textrm|operatorname|rm)\s*\{(?P<said>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")  # fmt: skip
_SPACE = re.compile(r"\\[,;: !]|\\q?quad(?![a-z])|~|\\(?=\s)|\\(?:left|right)(?![a-z])")
_DEGREES = re.compile(r"\^\s*\{?\s*\\circ\s*\}?(?:\s*C\b)?|[°º]\s*C?\b|[°º]")
_OF = re.compile(r"(?<=[%\d}])\s*of\s*(?=[$€£\d])")
_MONEY = re.compile(r"\\?[$€£₹](?=\s*[\d.])")
_UNIT = r"(?:(?:square|cubic)\s+)?[A-Za-zµΩ]+(?:\^?\{?-?[123]\}?|[²³])?"
_UNIT_AFTER = re.compile(rf"(?<=[\d)}}])\s*(?P<unit>{_UNIT}(?:\s*(?:/|\\cdot|·|\s+per\s+|\s)\s*{_UNIT}){{0,3}})")  # fmt: skip
_CHAIN = re.compile(
    r"(?<![\w$.])(?:[A-Za-z]\w{0,2}\s*=\s*)?[-−(\[√\d.][-−+*/×·÷^()\[\]\d.,\s%=≈√²³:]*[=≈]\s*[-−+*/×·÷^()\[\]\d.,\s%=≈√²³]*[\d)%²³]"
)
_COMPARES = re.compile(r"[<>≤≥≠]|\\(?:le|ge|ne|lt|gt)q?(?![a-z])|\\pm|±")
_NAMED = re.compile(
    r"(?<![\w)])[A-Za-z]\w{0,2}\s*=\s*[-−]?(?P<number>\d[\d,]*(?:\.\d+)?)(?=[\s.,;)]|$)(?!\s*[-−+*/×·÷^=])"
)
_LETTERS = re.compile(r"(?<![\w.])(?P<name>[A-Za-z]\w?)\s*=\s*(?P<formula>[^\s=,;:]*[A-Za-z][^\s=,;:]*?)\.?(?=[,;:]?(?:\s|$))(?!\s*[=])")  # fmt: skip
_VULGAR = frozenset("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
_DASH = re.compile(r"(?<=[\d)])\s+[–—]\s+(?=[\d($])")
_TIMES = re.compile(r"(?<=[\d)%])\s+[xX]\s+(?=[\d(.])")
_COUNTED = re.compile(
    r"(?<=\d)\s+(?!(?:of|times|by|and|or|plus|minus|more|less|fewer|than|percent|half|dozen|hundred|thousand|million|is|are|was|equals?|x|to|from|in|as|pi)\b)[a-z][a-z’'-]+"
    r"(?:\s+(?!(?:of|times|by|and|or|plus|minus|more|less|fewer|than|is|are|was|equals?|to|from|as)\b)[a-z][a-z’'-]+){0,2}(?:/[a-z]+)?(?=\s*[-+*/×·÷=)])"
)
"""'20 sheep' in front of a sign. Not words that change a number."""
_RATIO = re.compile(r"(?<=[\d)])\s+:\s+(?=[\d(])")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Chain:
    """formula: letters that stand for the numbers of `first`, None without; beside: it stands in the
    same chain, where it has to fit, and not further up. first: what is worked out;
    units: of its numbers in order, '' for those without, () where that cannot be told. result: the
    number that it is said to be. about: rounding was meant by its sign. shown: the result as written;
    after: the words behind it."""

    step: int
    formula: Tree | None
    beside: bool
    first: Tree
    units: tuple[str, ...]
    result: Tree
    about: bool
    shown: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Calculated:
    """prose: numbers that stand in the text beside the calculations, as written, with their steps."""

    chains: tuple[Chain, ...]
    prose: tuple[str, ...]


def calculated(steps: tuple[str, ...]) -> Calculated:
    """Raises NotUnderstood where a formula with numbers is no calculation that can be read."""
    chains: list[Chain] = []
    prose: list[str] = []
    known: dict[str, Tree] = {}
    for at, step in enumerate(map(_plainly, steps)):
        rest, end = "", 0
        for span in SPAN.finditer(step):
            inside = next(part for part in span.groups() if part is not None)
            if ENGLISH.search(_SAID.sub("", inside)):
                continue
            rest += step[end : span.start()] + " "
            end = span.end()
            prose += _of_formula(inside, at, chains, known, step[end:])
        rest += step[end:]
        spoken = _TIMES.sub(" * ", _OF.sub(" * ", _MONEY.sub("", rest)))
        for said in _LETTERS.finditer(spoken):
            with contextlib.suppress(CannotSolve):
                known[said["name"]] = _tree(said["formula"])
        bare, left, end = _COUNTED.sub("", _without_units(spoken)), "", 0
        for found in _CHAIN.finditer(bare):
            last = "".join(_NUMBER.findall(found[0])[-1:])
            after = spoken.rpartition(last)[2] if last and spoken.count(last) == 1 else ""
            prose += _of_formula(found[0], at, chains, known, after, spoken)
            left += bare[end : found.start()] + " "
            end = found.end()
        left += bare[end:]
        prose += [found["number"] for found in _NAMED.finditer(left)]
        left = _NAMED.sub(" ", left)
        if re.search(r"[\d)]\s*[=≈]|[=≈]\s*[-−(]?\d[\d.,]*(?![\w)/.,])", left):
            raise NotUnderstood(NOT_READ)
        prose += _NUMBER.findall(left)
    return Calculated(tuple(chains), tuple(prose))


def _plainly(step: str) -> str:
    """'½' as '(1/2)', and '450 : 3' as '450 / 3'."""
    parts = (f"({unicodedata.normalize('NFKC', char).replace('⁄', '/')})" if char in _VULGAR else char for char in step)  # fmt: skip
    return _DASH.sub(" - ", _RATIO.sub(" / ", "".join(parts)))


def _of_formula(
    formula: str,
    step: int,
    chains: list[Chain],
    known: dict[str, Tree],
    after: str,
    spoken: str = "",
) -> Iterator[str]:
    """Adds its chain; yields the numbers of a formula that is none. known: formulas by what they are
    for, added to. after: the text behind it. spoken: where it was found with its units, '' where it
    has them itself."""
    if _COMPARES.search(formula) and re.search(r"\d", formula):
        raise NotUnderstood(NOT_READ)
    bare = _bare(formula.replace("\\Omega", "Ω"))
    about = bool(re.search(r"≈|\\approx|\\simeq", formula))
    written = [part for part in outer_parts(_SPACE.sub(" ", formula), "=≈") if part.strip(" .,;")]
    sides = [part.strip(" .,;") for part in outer_parts(bare, "=≈") if part.strip(" .,;")]
    if len(sides) != len(written):
        raise NotUnderstood(NOT_READ)
    trees = [_tree(side) for side in sides]
    letter = trees[0].name if isinstance(trees[0], Name) else ""
    numeric = [at for at, tree in enumerate(trees) if not names_in(tree)]
    if not numeric:
        if letter and len(trees) > 1:
            known[letter] = trees[-1]
        return iter(_numbers(trees))
    start = numeric[0]
    if numeric != list(range(start, len(trees))):
        raise NotUnderstood(NOT_READ)
    formulas = trees[:start]
    if len(numeric) == 1:
        # 'x = 3' and a bare '70': nothing is worked out, so the number has to come from elsewhere.
        if any(_numbers([tree]) for tree in formulas):
            raise NotUnderstood(NOT_READ)
        return iter(_numbers(trees))
    if not is_literal(trees[-1]):
        raise NotUnderstood(NOT_READ)
    with_letters = [tree for tree in formulas if not isinstance(tree, Name)]
    chains.append(
        Chain(
            step,
            with_letters[-1] if with_letters else known.get(letter),
            bool(with_letters),
            trees[start],
            _units_in(spoken or written[start], trees[start]),
            trees[-1],
            about,
            written[-1].strip(" .,;"),
            after[:40],
        )
    )
    return iter(())


def _units_in(text: str, tree: Tree) -> tuple[str, ...]:
    """The unit behind each number of a calculation, in order."""
    values = [node.value for node in walk(tree) if isinstance(node, Number)]
    found: list[tuple[Fraction, str]] = []
    for place in _NUMBER.finditer(text):
        said = _SAID.match(text, place.end())
        words = said["said"] if said else ""
        plain = None if said else _UNIT_AFTER.match(text, place.end())
        if plain is not None:
            words = next((plain["unit"][:n] for n in range(len(plain["unit"]), 0, -1) if unit(plain["unit"][:n])), "")  # fmt: skip
        found.append((Fraction(place[0].replace(",", "")), spelling(words) or "" if words else ""))
    for start in range(len(found) - len(values) + 1):
        part = found[start : start + len(values)]
        if [value for value, _ in part] == values:
            return tuple(name for _, name in part)
    return ()


def is_literal(tree: Tree) -> bool:
    """A number as a result is written: 5, -5, 0.5, 3/4, 15%, 36π."""
    match tree:
        case Number():
            return True
        case Negative(of) | Percent(of):
            return is_literal(of)
        case Operation("*", Number(), Constant("pi")):
            return True
        case Operation("/", Number(top), Number(bottom)):
            return top.denominator == bottom.denominator == 1
    return False


def _numbers(trees: list[Tree]) -> list[str]:
    return [str(node.value) for tree in trees for node in walk(tree) if isinstance(node, Number)]


def _tree(side: str) -> Tree:
    try:
        tree = parse(side)
    except CannotSolve:
        raise NotUnderstood(NOT_READ) from None
    if isinstance(tree, Relation | Items):
        raise NotUnderstood(NOT_READ)
    return _current(tree)


def _current(tree: Tree) -> Tree:
    """An I in a book of physics is a letter."""
    match tree:
        case Constant("i"):
            return Name("I")
        case Operation(op, left, right):
            return Operation(op, _current(left), _current(right))
        case Negative(of):
            return Negative(_current(of))
    return tree


def _bare(formula: str) -> str:
    """Without units and spacing."""
    text = _DEGREES.sub("", _MONEY.sub("", formula))
    text = _SAID.sub(lambda found: " " if _is_said(found["said"]) else found[0], text)
    return _without_units(_OF.sub(" * ", _SPACE.sub(" ", text)))


def _is_said(text: str) -> bool:
    """A unit, or words for what is counted."""
    plain = text.strip(" .,;").replace("\\cdot", " ")
    return not plain or unit(plain) is not None or re.fullmatch(r"[A-Za-z ]{3,}", plain) is not None


def _without_units(text: str) -> str:
    text = _DEGREES.sub("", text)

    def cut(found: re.Match[str]) -> str:
        said = found["unit"]
        for end in range(len(said), 0, -1):
            if (end == len(said) or not said[end].isalnum()) and unit(said[:end]) is not None:
                return said[end:]
        return found[0]

    return _UNIT_AFTER.sub(cut, text)
