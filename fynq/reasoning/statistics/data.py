"""Lists of data in a story: written out, labelled, or told as how often each value occurs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import (
    NOT_READ,
    NUMBER,
    Prose,
    loose_numbers,
    resting,
    value,
    without,
)

_ITEM = r"-?(?:\d+(?:\.\d+)?|\.\d+)"
LIST = re.compile(rf"(?:(?P<label>\b[A-Z]\w*(?: [A-Za-z]\w*){{0,2}}): ?)?(?P<items>{_ITEM}(?:(?:; ?|, ?(?:and )?| and ){_ITEM}){{2,}})(?![\d%])")  # fmt: skip
_FREQUENCY = re.compile(r"(?i)^(?:frequenc|number of|counts?\b)")
MOST = 400
_PLAIN_OF = re.compile(
    r"(?i)^(?:(?:\w+ )?(?:data(?: set| points?)?|sets?|lists?|numbers?|values?|scores?|samples?|observations?)(?: (?:above|below|given|of (?:data|numbers|values)))?)?$"
)


def read_data(text: Prose, of: str, inline: bool) -> list[Fraction]:
    """The one list that is meant. of: whose measure is asked. inline: the question itself holds the
    list. Raises NotUnderstood; numbers beside it must be its length or stand for nothing."""
    counted = _counted(text)
    if counted is not None:
        return counted
    lists, rest = _lists([*text.given, text.asked] if inline else [*text.given])
    paired = _with_frequencies(lists)
    if paired is not None:
        lists = [("", paired)]
    if len(lists) > 1:
        named = [item for item in lists if item[0] and re.search(rf"(?i)\b{re.escape(item[0])}\b", of)]  # fmt: skip
        lists = named if len({tuple(items) for _, items in lists}) > 1 else lists[:1]
    if len(lists) != 1:
        raise NotUnderstood("It is not clear which data are meant.")
    label, data = lists[0]
    if any(value(item) != len(data) for item in rest):
        raise NotUnderstood(NOT_READ)
    if not _PLAIN_OF.match(of) and not (label and label in of):
        told = set(re.findall(r"[a-z]{4,}", text.facts.lower())) | {"sample", "data", "following"}
        if not set(re.findall(r"[a-z]{4,}", of.lower())) <= told:
            raise NotUnderstood("It is not clear which data are meant.")
    if len(data) > MOST:
        raise NotUnderstood("That is a longer list than I read.")
    if paired is None and not _cut(text, data):
        raise NotUnderstood("Two ways of reading the data differ.")
    return data


def _cut(text: Prose, data: Sequence[Fraction]) -> bool:
    """A second reading: the text is cut at its separators, and the pieces that are numbers, with
    the first and the last of a run taken out of their words, are the data."""
    for sentence in (*text.given, text.asked):
        pieces = re.split(r"[;,]\s*(?:and )?|\s+and\s+", sentence)
        plain = [re.fullmatch(_ITEM, piece.strip(" .?()[]{}")) is not None for piece in pieces]
        at = 0
        while at < len(pieces):
            end = at
            while end < len(pieces) and plain[end]:
                end += 1
            first = re.search(rf"({_ITEM})\s*$", pieces[at - 1]) if at and end > at else None
            last = (
                re.match(rf"\s*({_ITEM})\b", pieces[end])
                if end > at and end < len(pieces)
                else None
            )
            run = [
                *([first[1]] if first else []),
                *(piece.strip(" .?()[]{}") for piece in pieces[at:end]),
                *([last[1]] if last else []),
            ]
            if end > at and sorted(map(value, run)) == sorted(data):
                return True
            at = max(end, at + 1)
    return False


def items(match: re.Match[str]) -> list[Fraction]:
    """The data of a match of LIST."""
    return [value(item) for item in re.findall(_ITEM, match["items"])]


def _lists(sentences: Sequence[str]) -> tuple[list[tuple[str, list[Fraction]]], list[str]]:
    """Each list with its label, and the numbers beside them. How many groups there are, told before
    a labelled list ('for 3 authors'), stands for nothing."""
    lists: list[tuple[str, list[Fraction]]] = []
    rest: list[str] = []
    for sentence in sentences:
        spans = []
        for match in LIST.finditer(sentence):
            lists.append((match["label"] or "", items(match)))
            spans.append(match.span())
        rest += loose_numbers(resting(without(sentence, spans)))
    if any(label for label, _ in lists):
        said = " ".join(sentences)
        rest = [item for item in rest if not re.search(rf"\b(?:for|of|from|between) (?:the )?(?:{item}) [a-z]+s\b", said) or not re.fullmatch(r"[2-9]", item)]  # fmt: skip
    return lists, rest


def _with_frequencies(lists: Sequence[tuple[str, list[Fraction]]]) -> list[Fraction] | None:
    """Values and how often each occurs, as two lists of the same length."""
    if len(lists) != 2:
        return None
    often = [items for label, items in lists if _FREQUENCY.match(label)]
    values = [items for label, items in lists if not _FREQUENCY.match(label)]
    if len(often) != 1 or len(values) != 1 or len(often[0]) != len(values[0]):
        return None
    return _spread(values[0], often[0])


def _spread(values: Sequence[Fraction], often: Sequence[Fraction]) -> list[Fraction]:
    if any(count.denominator != 1 or count < 0 for count in often) or sum(often) > MOST:
        raise NotUnderstood("That is a longer list than I read.")
    return [x for x, count in zip(values, often, strict=True) for _ in range(int(count))]


_PART = re.compile(rf"^\D*?(?P<count>{NUMBER}) (?!%)\D*?(?P<value>{NUMBER})\b(?!%)\D*$")


def _counted(text: Prose) -> list[Fraction] | None:
    """'14 people sell 3 cars; 19 sell 4 cars; …', where the counts add up to a number that is told
    before: only then is it sure which number is the count."""
    for at, sentence in enumerate(text.given):
        parts = [_PART.match(part) for part in re.split(r"[;,](?: and)? ", sentence)]
        if len(parts) < 3 or not all(parts):
            continue
        pairs = [(value(part["count"]), value(part["value"])) for part in parts if part]
        total = sum((count for count, _ in pairs), Fraction(0))
        others = text.given[:at] + text.given[at + 1 :]
        rest = [value(item) for other in others for item in loose_numbers(resting(other))]
        if len({x for _, x in pairs}) != len(pairs) or not rest or set(rest) != {total}:
            return None
        return _spread([x for _, x in pairs], [count for count, _ in pairs])
    return None
