"""The right answer as something that a hint may give away: a number, an expression, several parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import (
    Items,
    Name,
    Negative,
    Number,
    Percent,
    Relation,
    Tree,
    names_in,
    size,
    walk,
)
from fynq.reasoning.verification.equivalence import constant_ratio, equivalent
from fynq.reasoning.verification.form import Form, form_of
from fynq.reasoning.verification.hint_text import Mention, bare
from fynq.reasoning.verification.plain_answer import plain_answer
from fynq.reasoning.verification.points import DIGITS, agree, close
from fynq.reasoning.verification.question_text import QuestionText
from fynq.reasoning.verification.remaining_work import leaves, solved_for, work
from fynq.reasoning.verification.said_bounds import said_bounds
from fynq.reasoning.verification.unit_table import unit as unit_of

MOST_WORK = 3
"""Operations that a hint may not leave alone: more than these are work of the student's own."""
_GROWTH, _ROOM = 1.6, 8
_UNREAD = (CannotSolve, ArithmeticError, ValueError, TypeError, RecursionError)
_INFINITY = re.compile(r"(?i)(?<![\\a-z])(?:inf(?:inity)?|oo)(?![a-z])|∞")
_VALUE_OF = re.compile(r"^\s*[a-zA-Z]\s*(?:\\left)?\([a-z]\\?(?:right)?\)\s*=\s*")
_SYMBOLS = re.compile(r"\d|[\[\](){}<>=≤≥∞]|\\[a-z]")


@dataclass(frozen=True)
class Gold:
    """whole: None where it is no mathematics; tree: without 'x =' before it. value: of a single number, without its unit."""

    text: str
    question: str
    form: Form
    whole: Tree | None
    tree: Tree | None
    value: Any
    percent: bool
    unit: str

    @staticmethod
    @lru_cache(maxsize=64)
    def of(gold: str, question: str) -> Gold:
        text = _VALUE_OF.sub("", _INFINITY.sub(r"\\infty", plain_answer(gold)))
        form = form_of(question)
        found = re.fullmatch(r"(.*\d[)}]?)\s*([a-zA-Zµ°][a-zA-Z_/°µ^²³0-9 ]*)", text)
        unit = found[2].strip() if found and unit_of(found[2]) and " " not in found[1].strip() else ""  # fmt: skip
        if found and len(unit) == 1 and re.search(rf"(?<![a-zA-Z]){unit}(?![a-zA-Z])", question):
            unit = ""
        whole = _tree(found[1] if found and unit else text)
        tree = _right(whole)
        value = _value(tree)
        return Gold(text, question, form, whole, tree, value, isinstance(tree, Percent), unit)

    def is_given_by(self, mention: Mention, asked: QuestionText) -> bool:
        if self.tree is not None and self.value is not None:
            return self._is_number(self.tree, mention, asked)
        if self.tree is None:
            near = len(bare(mention.text)) <= _GROWTH * len(bare(self.text)) + _ROOM
            return near and bool(_SYMBOLS.search(self.text)) and equivalent(self.text, mention.text)
        return self._is_form(mention, asked)

    def _is_number(self, own: Tree, mention: Mention, asked: QuestionText) -> bool:
        text = plain_answer(mention.text)
        if bare(text) == bare(self.text) and work(own) > 0:
            return True
        tree = _right(_tree(text))
        if tree is None or names_in(tree):
            return self._is_quantity(text)
        if isinstance(tree, Relation):
            return False
        if work(tree) > MOST_WORK or not self._is_news(mention, tree):
            return False
        if not self._same(tree, told=mention.told) or asked.sets_up(tree):
            return False
        if work(own) and exact(own) is not None:
            return not work(tree) or leaves(tree, fold=False) == leaves(own, fold=False)
        same = [work(other) for other in asked.closed if self._same(other, told=False)]
        if not same:
            return True
        if exact(own) is None:
            return leaves(tree) == leaves(own)
        if not work(tree):
            return mention.told or min(same) > 0
        return work(tree) < min(same) or not asked.shares(tree)

    def _is_news(self, mention: Mention, tree: Tree) -> bool:
        """0 and 1 occur in every rule, and small numbers count."""
        if isinstance(self.tree, Number) and self.tree.value in (0, 1) and not work(tree):
            return mention.stressed
        return not mention.counted or mention.stressed or not _small(tree)

    def _same(self, tree: Tree, *, told: bool) -> bool:
        value = _value(tree)
        if value is None:
            return False
        scales = [mp.mpf(1)]
        percentual = self.percent or self.form.percent
        if isinstance(tree, Percent) != self.percent and percentual:
            scales += [mp.mpf(100), mp.mpf(1) / 100]
        for scale in scales:
            if close(value * scale, self.value, mp.mpf(10) ** -15):
                return True
            if self._rounded(tree, value * scale, told=told):
                return True
        return False

    def _rounded(self, tree: Tree, value: Any, *, told: bool) -> bool:
        """The answer is the value rounded, or the value is the answer rounded to two figures."""
        if mp.im(value) != 0 or mp.im(self.value) != 0:
            return False
        gap = abs(value - self.value)
        places = _decimals(self.tree)
        if places and gap <= mp.mpf(10) ** -places / 2 * (1 + mp.mpf(10) ** -9):
            return _figures(self.tree) >= 2
        own = _decimals(tree)
        if own is None or (own == 0 and not told):
            return False
        return _figures(tree) >= 2 and bool(gap <= mp.mpf(10) ** -own / 2 * (1 + mp.mpf(10) ** -9))

    def _is_quantity(self, text: str) -> bool:
        found = re.fullmatch(r"(.*[\d)}²³])\s*([a-zA-Zµ°][a-zA-Z/°µ^²³0-9 ]*)", text)
        if found is None or unit_of(found[2]) is None:
            return False
        own = self.unit or _asked_unit(self.question)
        if own:
            return _same_quantity(self.value, own, found[1], found[2])
        plain = re.fullmatch(r"[-−\d.,/ ]+", found[1]) and found[2] not in ("in", "a")
        value = _value(_tree(found[1])) if plain else None
        return value is not None and close(value, self.value, mp.mpf(10) ** -15)

    def _is_form(self, mention: Mention, asked: QuestionText) -> bool:
        text = mention.text
        if len(bare(text)) > _GROWTH * len(bare(self.text)) + _ROOM:
            return False
        if self._is_transformed(asked):
            return self._is_finished(text)
        if equivalent(self.text, text, ""):
            return True
        renamed = self._renamed(text)
        return renamed is not None and equivalent(self.text, renamed, "")

    def _is_transformed(self, asked: QuestionText) -> bool:
        """The question holds the answer in another form, so that every step on the way equals it."""
        return any(
            _equal(self.whole, tree) or _equal(self.tree, _right(tree)) for tree in asked.trees[:12]
        )

    def _is_finished(self, text: str) -> bool:
        """Equal and of the same numbers and letters, once its plain arithmetic is done."""
        whole = _tree(plain_answer(text))
        if whole is None or self.whole is None or not equivalent(self.text, text, ""):
            return False
        if solved_for(whole) != solved_for(self.whole) and isinstance(whole, Relation):
            return False
        tree = _right(whole)
        return tree is not None and self.tree is not None and leaves(tree) == leaves(self.tree)

    def _renamed(self, text: str) -> str | None:
        """The text with the gold's letters, where only the letters differ; None otherwise."""
        tree = _tree(plain_answer(text))
        if tree is None or self.tree is None or size(self.tree) < 5:
            return None
        own, others = _letters(self.text), _letters(text)
        if not own or len(own) != len(others) or set(own) == set(others) or len(own) > 3:
            return None
        if not any(isinstance(node, Number) and node.value not in (0, 1, 2) for node in walk(self.tree)):  # fmt: skip
            return None
        pairs = dict(zip(others, own, strict=True))
        return re.sub(_LETTER, lambda found: pairs.get(found[0], found[0]), text)

    def told_apart(self, hint: str, found: list[Mention], asked: QuestionText) -> str | None:
        """'x is 2 and y is 3' of (2, 3); 'at most 5' of x ≤ 5."""
        said = said_bounds(hint)
        for text in said:
            if not asked.says(Mention(text), self.text) and equivalent(self.text, text, ""):
                return text
        parts = self._parts()
        if len(parts) < 2 or self.value is not None:
            return None
        for part in parts:
            own = Gold.of(part, self.question)
            if own.value is None and own.tree is None:
                return None
            if not any(
                not asked.says(item, part) and not item.counted and own.is_given_by(item, asked)
                for item in found
            ):  # fmt: skip
                return None
        return " … ".join(parts)

    def _parts(self) -> list[str]:
        text = re.sub(r"\\left|\\right", "", self.text).strip()
        if re.search(r"\\?infty|∞|\binf", text):
            return []
        text = re.sub(r"^[\[(\\{]+|[\])\\}]+$", "", text) if re.match(r"^[\[({\\]", text) and "," in text else text  # fmt: skip
        if re.search(r"[()\[\]]", text) and "," in text and not re.search(r"=", text):
            return []
        return [
            re.sub(r"^\s*[a-zA-Z](?:_\w+)?\s*=\s*", "", part).strip()
            for part in re.split(r",|;|\bor\b|\band\b", text)
            if part.strip()
        ]


_LETTER = re.compile(r"(?<![\\a-zA-Z])[a-zA-Z](?![a-zA-Z])")


def _letters(text: str) -> list[str]:
    return list(dict.fromkeys(_LETTER.findall(text)))


def _tree(text: str) -> Tree | None:
    try:
        return parse(text)
    except _UNREAD:
        return None


def _right(tree: Tree | None) -> Tree | None:
    """x = 4 and 4 = x as 4."""
    if isinstance(tree, Relation) and tree.op == "=":
        if isinstance(tree.left, Name) and tree.left.name not in names_in(tree.right):
            return tree.right
        if isinstance(tree.right, Name) and not names_in(tree.left):
            return tree.left
    return tree


def _value(tree: Tree | None) -> Any:
    if tree is None or isinstance(tree, Relation | Items) or names_in(tree):
        return None
    try:
        return evaluate(tree, {}, DIGITS)
    except _UNREAD:
        return None


def _equal(gold: Tree | None, other: Tree | None) -> bool:
    if gold is None or other is None or isinstance(other, Items):
        return False
    if isinstance(gold, Relation) != isinstance(other, Relation):
        return False
    names = sorted({*names_in(gold), *names_in(other)})
    if set(names_in(gold)) != set(names_in(other)):
        return False
    if isinstance(gold, Relation) and isinstance(other, Relation):
        return gold.op == other.op == "=" and _same_relation(gold, other, names)
    try:
        return agree(gold, other, names, "transformed") is True
    except _UNREAD:
        return False


def _same_relation(gold: Relation, other: Relation, names: list[str]) -> bool:
    try:
        return constant_ratio(gold, other, names) is not None
    except _UNREAD:
        return False


def _small(tree: Tree) -> bool:
    value = exact(tree)
    return value is not None and value.denominator == 1 and abs(value) < 100


def _decimals(tree: Tree | None) -> int | None:
    match tree:
        case Number(value, decimals):
            return decimals or 0 if value.denominator == 1 or decimals else None
        case Negative(of) | Percent(of):
            return _decimals(of)
    return None


def _figures(tree: Tree | None) -> int:
    match tree:
        case Number(value, decimals):
            digits = str(abs(int(value * Fraction(10) ** (decimals or 0))))
            return len(digits.rstrip("0")) if not decimals else len(digits)
        case Negative(of) | Percent(of):
            return _figures(of)
    return 0


def _same_quantity(value: Any, own: str, other: str, its: str) -> bool:
    first, second = unit_of(own), unit_of(its)
    amount = _value(_tree(other))
    if first is None or second is None or amount is None or first.dimension != second.dimension:
        return False
    scale = second.factor / first.factor
    scaled = amount * mp.mpf(scale.numerator) / mp.mpf(scale.denominator)
    gap = abs(scaled - value)
    return bool(gap <= mp.mpf(10) ** -3 * abs(value))


def _asked_unit(question: str) -> str:
    """The one of 'in centimetres', or of 'how many centimetres'."""
    for found in re.finditer(r"\b(?:in|into|to|many)\s+((?:square |cubic )?[A-Za-zµ]{1,15})\b", question):  # fmt: skip
        if found[1].lower() not in ("a", "m", "in") and unit_of(found[1]) is not None:
            return found[1]
    return ""
