"""What a page says of its sequence: terms, a rule, a list, a series, and what is asked of it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.page import (
    PLAIN,
    REFUSAL,
    Page,
    Sentence,
    tree_of,
    vocabulary,
)
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import Call, Negative, Number, Operation, Tree, names_in

_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"]  # fmt: skip
_CARDINALS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
WORDS = PLAIN | vocabulary(
    "finding writing fibonacci sequence sequences series term terms defined explicit recursive recursively formula formulas arithmetic geometric general nth common ratio difference "
    "alternating whose whether specified given two sum sums total partial infinite finite expand expanding value expression evaluate calculate add notation summation sigma "
    "number numbers n a d r s i k odd even piecewise function like represented shown so not one provided pattern if where with real at when until simplify "
    "their properties property using converges series' equal indicated is are"
    + " "
    + " ".join(["first", *_CARDINALS])
)
INDEX = r"\{?\(?(?P<n>\d+)\)?\}?"
NEXT = re.compile(r"a\s?_?\s?(?:\{\s?n\s?-\s?(?P<back>[12])\s?\}|\(\s?n\s?-\s?(?P<back2>[12])\s?\)|n\s?-\s?(?P<back3>[12])(?!\d))")  # fmt: skip
_CONDITION = re.compile(r"\(?\s*(?:a_)?n\s*(?:>|<|=|\\geq?|\\ge|≥|>=)\s*\d+\s*\)?|n\s*\\in.*")
_VALUE = r"-?(?:\d+(?:\.\d+)?(?:/\d+)?|\\frac\{-?\d+\}\{\d+\})|-\\frac\{\d+\}\{\d+\}"


@dataclass(slots=True)
class Facts:
    """What a page says of its sequence. given: a_1, a_2, … by index; body: the right side of
    a_n = …; listed: the terms as written; text: all formulas, for the way numbers are written."""

    given: dict[int, Fraction] = field(default_factory=dict)
    step: Fraction | None = None
    factor: Fraction | None = None
    body: str = ""
    listed: str = ""
    summed: str = ""
    wanted: int | None = None
    counted: int | None = None
    text: str = ""


_COUNTS = re.compile(
    rf"\b(?:{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))(?= terms?\b)|(?<=first )\d+(?= terms)"
)


def require(page: Page) -> None:
    sentences = (Sentence(_COUNTS.sub("nth", item.words), item.formulas, item.asks, item.title) for item in page.sentences)  # fmt: skip
    Page(_COUNTS.sub("nth", page.heading), tuple(sentences)).require(WORDS)


def facts(page: Page) -> Facts:
    require(page)
    data = Facts(text=" ".join(page.formulas))
    for sentence in page.sentences:
        words = sentence.words
        for text in sentence.formulas:
            before, _, words = words.partition("□")
            _take(data, text.strip(), before)
    ordinals = re.findall(rf"\b({'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th)) term\b", re.split(r"\b(?:given|with|whose|where|when|if)\b", page.asked.words, maxsplit=1)[0] or page.asked.words)  # fmt: skip
    if ordinals:
        last = ordinals[-1]
        data.wanted = _ORDINALS.index(last) + 1 if last in _ORDINALS else int(last[:-2])
    counted = re.search(rf"first ({'|'.join(_CARDINALS)}|\d+) terms", page.asked.words)
    if counted:
        data.counted = _CARDINALS.index(counted[1]) + 1 if counted[1] in _CARDINALS else int(counted[1])  # fmt: skip
    return data


def _take(data: Facts, text: str, before: str) -> None:
    """One formula; before: the words since the formula before it."""
    braced = re.fullmatch(
        r"(?:\{?a_?\{?n?\}?\}?\s*=\s*)?(?:\\?\{|\[|\()(.*,.*)(?:\\?\}|\]|\))", text
    )
    text = braced[1].rstrip("\\") if braced else text
    value = exact_or_none(text)
    if found := re.fullmatch(rf"[aA]\s?_?{INDEX}\s*=\s*(?P<value>.+)", text):
        number = exact_or_none(found["value"])
        if number is None:
            raise NotUnderstood(REFUSAL)
        data.given[int(found["n"])] = number
    elif found := re.fullmatch(r"([rd])\s*=\s*(.+)", text):
        _step(data, found[1], exact_or_none(found[2]))
    elif found := re.fullmatch(r"a\s?(?:_\s?\{?n\}?|\(n\)|n)\s*=\s*(.+)", text):
        if "," in found[1]:
            data.listed = found[1]
        else:
            data.body = found[1]
    elif found := re.fullmatch(rf"[aA]_?{INDEX}", text):
        data.wanted = int(found["n"])
    elif found := re.fullmatch(rf"[sS]_?{INDEX}", text):
        data.counted = int(found["n"])
    elif found := re.fullmatch(r"n\s*=\s*(\d+)", text):
        data.wanted = int(found[1])
    elif _CONDITION.fullmatch(text) or text in ("n", "a_n", "a_{n}", "S_n"):
        return
    elif "sum" in text or "∑" in text:
        data.summed = text
    elif re.search(r"ratio (?:is|of|=)?\s*$", before) and value is not None:
        _step(data, "r", value)
    elif re.search(r"difference (?:is|of|=)?\s*$", before) and value is not None:
        _step(data, "d", value)
    elif re.search(r"first term (?:is|of|=)?\s*$", before) and value is not None:
        data.given[1] = value
    elif re.search(r"first\s*$", before) and value is not None and value.denominator == 1:
        data.counted = int(value)
    elif "," in text:
        data.listed = text
    elif re.search(r"\d\s*[-+]", text) and not names_in(tree_of(re.sub(r"\\[lc]?dots|…|\.{2,}", "1", text).rstrip("+ "))):  # fmt: skip
        data.summed = text
    else:
        raise NotUnderstood(REFUSAL)


def _step(data: Facts, letter: str, value: Fraction | None) -> None:
    if value is None:
        raise NotUnderstood(REFUSAL)
    if letter == "d":
        data.step = value
    else:
        data.factor = value


def exact_or_none(text: str) -> Fraction | None:
    try:
        return exact(tree_of(text))
    except NotUnderstood:
        return None


def with_factorials(tree: Tree) -> Tree:
    """Factorials of whole numbers as numbers."""
    match tree:
        case Call("factorial", (of,)):
            value = exact(with_factorials(of))
            if value is None or value.denominator != 1 or not 0 <= value <= 60:
                raise CannotSolve("The factorial has no value here.")
            return Number(Fraction(math.factorial(int(value))))
        case Operation(op, left, right):
            return Operation(op, with_factorials(left), with_factorials(right))
        case Negative(of):
            return Negative(with_factorials(of))
    return tree
