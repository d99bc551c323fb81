"""Does a hint give the final answer away?

It does when the answer, in an equivalent form, stands in the hint, or when the hint holds a closed
expression that only has to be evaluated. What stands in the question already gives nothing away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fynq.reasoning.verification.equivalence import equivalent

_MOST = 40
_LONGEST = 300
_GROWTH, _ROOM = 1.3, 6
"""A symbolic expression much longer than the answer is a step on the way, not the answer."""

_MATH = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]|`([^`]+)`", re.DOTALL)
_TOKEN = re.compile(
    r"\\[a-zA-Z]+|(?:sqrt|sin|cos|tan|log|ln|exp|pi|infinity)(?![a-zA-Z])"
    r"|(?<![a-zA-Z])[a-zA-Z](?![a-zA-Z])|\d[a-zA-Z](?![a-zA-Z])"
    r"|\d+(?:[.,]\d+)*|[-+*/^=(){}\[\]%°√π²³×÷·−–|_!<>≤≥≈,]|\*\*"
)
_ARITHMETIC = re.compile(r"\\(?:left|right|[dt]?frac|times|cdot|div)(?![a-zA-Z])")
_EQUALS = re.compile(
    r"[=≈<>≤≥]|\\(?:leq?|geq?|lt|gt|approx)(?![a-zA-Z])|\\Rightarrow|\\implies|\\to\b|→|⇒"
)
_OF_INSTRUCTION = re.compile(
    r"(?:\b(?:by|step|steps|part|parts|power|exponent|degree|index|case|rule|formula|equation|line|"
    r"column|row|first|next|from|add|adding|subtract|subtracting|plus|minus|times|multiply|"
    r"multiplying|divide|dividing|between|into|base|over|than|digit|digits|example|question|"
    r"substitute|than|with|number)\s*|[(#])$",
    re.IGNORECASE,
)
_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)
"""A number's place is its value."""
_TOLD = re.compile(
    r"\b(?:is|are|equals|gives|get|gets|be|answer|makes|leaves|have|obtain|answer:)\s+(?:just |exactly |simply )?"
    r"(" + "|".join(_WORDS) + r")\b",
    re.IGNORECASE,
)


def leaks(question: str, gold: str, hint: str) -> bool:
    """The words first, then every expression of the hint against the answer."""
    if told_in_words(gold, question, hint):
        return True
    for candidate in suspects(question, hint):
        closed = _closed(candidate)
        if not closed and len(candidate) > _GROWTH * len(gold) + _ROOM:
            continue
        if equivalent(gold, candidate, "" if closed else question):
            return True
    return False


def _closed(expression: str) -> bool:
    """Numbers only: one evaluation away whatever the form that was asked."""
    return re.search(r"[^\W\d_]", _ARITHMETIC.sub("", expression)) is None


def suspects(question: str, hint: str) -> list[str]:
    """The expressions of a hint that may be the answer, each once, without what the question says."""
    asked = _plain(question)
    known = {_plain(found) for found in _candidates(question)}
    found: dict[str, str] = {}
    for candidate in _candidates(hint):
        text = candidate.strip(" .,;:\n\t")
        plain = _plain(text)
        if not plain or len(text) > _LONGEST or plain in known:
            continue
        last = _plain(_EQUALS.split(text)[-1])
        if any(len(said) > 3 and said in asked for said in (plain, last)):
            continue
        found.setdefault(plain, text)
        if len(found) == _MOST:
            break
    return list(found.values())


def told_in_words(gold: str, question: str, hint: str) -> bool:
    """Whether an answer that is no mathematics stands in the hint and not in the question."""
    words = " ".join(re.sub(r"[$\\]|text|mathrm", " ", gold).split()).strip(" .{}").lower()
    if not re.search(r"[a-z]{3}", words):
        return False
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    return bool(pattern.search(_spaced(hint))) and not pattern.search(_spaced(question))


def _spaced(text: str) -> str:
    return " ".join(text.lower().split())


def _plain(text: str) -> str:
    return re.sub(r"\\(?:left|right|displaystyle|,|;|!)|[\s${}]", "", text).replace("\\times", "*").replace("\\cdot", "*")  # fmt: skip


def _candidates(text: str) -> Iterator[str]:
    prose = text
    for match in _MATH.finditer(text):
        inside = next(part for part in match.groups() if part)
        before = text[max(0, match.start() - 30) : match.start()]
        if not (_simple(inside) and _OF_INSTRUCTION.search(before)):
            yield from _sides(inside)
        prose = prose.replace(match[0], " ; ", 1)
    yield from _runs(prose)
    for match in _TOLD.finditer(text):
        yield str(_WORDS.index(match[1].lower()))


def _simple(text: str) -> bool:
    return re.fullmatch(r"\s*[-−]?\d+\s*", text) is not None


def _sides(text: str) -> Iterator[str]:
    """The whole, and every side of its equations: x = 2·3 = 6 gives 2·3 and 6 too."""
    yield text
    sides = _EQUALS.split(text)
    if len(sides) > 1:
        for side in sides[1:]:
            yield side
        yield sides[0]
    for side in sides:
        if "," in side and not re.search(r"[(\[]", side):
            yield from side.split(",")


def _runs(prose: str) -> Iterator[str]:
    """The longest stretches of prose that read as mathematics."""
    start = end = None
    for token in _TOKEN.finditer(prose):
        if end is not None and prose[end : token.start()].strip():
            yield from _run(prose, start or 0, end)
            start = None
        start = token.start() if start is None else start
        end = token.end()
    if start is not None and end is not None:
        yield from _run(prose, start, end)


def _run(prose: str, start: int, end: int) -> Iterator[str]:
    text = prose[start:end].strip(" ,")
    text = re.sub(r"^(?:a|A|I)\s+|\s+(?:a|A|I)$", "", text)
    if not re.search(r"\d|[a-zA-Z]\s*[-+*/^=]|\\", text):
        return
    if _simple(text) and _OF_INSTRUCTION.search(prose[max(0, start - 30) : start]):
        return
    yield from _sides(text)
    unit = re.match(r"\s*([a-zA-Z°%]+(?:/[a-zA-Z]+)?)", prose[end : end + 20])
    if unit and re.search(r"\d$", text):
        yield f"{text} {unit[1]}"
