"""Numbers in English words: 'one hundred and five', 'minus two thirds', 'three point one four'."""

from __future__ import annotations

import re
from fractions import Fraction

ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
"""A number's place is its value."""
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {
    **{word: at for at, word in enumerate(ONES)},
    **{word: 10 * at for at, word in enumerate(TENS, 2)},
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_ORDINALS = (
    *("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth"),
)
_PARTS = {
    "half": 2,
    "halves": 2,
    "quarter": 4,
    **{word: at for at, word in enumerate(_ORDINALS, 3)},
    **{f"{word[:-1]}ieth": 10 * at for at, word in enumerate(TENS, 2)},
    "hundredth": 100,
    "thousandth": 1000,
}
_DENOMINATORS = _PARTS | {f"{word}s": value for word, value in _PARTS.items() if value != 2}
_WORDS = re.compile(r"[A-Za-z]+|\S")
_MOST_WORDS = 24


def _any(words: object) -> str:
    return "|".join(sorted(map(str, words), key=len, reverse=True))  # type: ignore[call-overload]


_NAME = _any([*_SMALL, *_SCALES, "point", "and", "a", "an", *_DENOMINATORS])
_FIRST = _any([*_SMALL, "minus", "negative", r"half(?!\s+(?:of|the|as|its|this|that)\b)", rf"a(?=\s+(?:{_any([*_SCALES, *_PARTS])})\b)", r"an(?=\s+eight(?:h|eenth)\b)"])  # fmt: skip
_RUN = re.compile(rf"(?i)(?<![\w-])(?:{_FIRST})(?![\w])(?:[\s-]+(?:{_NAME})(?!\w))*")


def cardinal(words: list[str]) -> tuple[int, int] | None:
    """The whole number that the lower-case words begin with, and how many they are."""
    total, group, at, last = 0, 0, 0, ""
    if words[:1] in (["a"], ["an"]) and words[1:2] and words[1] in _SCALES:
        group, at, last = 1, 1, "a"
    while at < len(words):
        word = words[at]
        if word == "and" and last in _SCALES and words[at + 1 : at + 2] and words[at + 1] in _SMALL:
            if words[at + 2 : at + 3] and words[at + 2] in _DENOMINATORS:
                break
            at += 1
            continue
        if word in _SMALL and _follows(word, last):
            group += _SMALL[word]
        elif word in _SCALES and (group or last == "a"):
            if _SCALES[word] == 100 and group < 100:
                group *= 100
            elif _SCALES[word] > 100:
                total, group = total + group * _SCALES[word], 0
                last, at = word, at + 1
                continue
            else:
                break
        else:
            break
        last, at = word, at + 1
    return (total + group, at) if at and last != "a" else None


def _follows(word: str, last: str) -> bool:
    """'twenty one', 'hundred five'; 'five six' are two numbers."""
    if not last or last in _SCALES:
        return True
    return last in TENS and 0 < _SMALL[word] < 10


def number(words: list[str]) -> tuple[Fraction, int] | None:
    """The number that the lower-case words begin with, with its fraction or decimals."""
    if words[:1] in (["minus"], ["negative"]):
        found = number(words[1:])
        return (-found[0], found[1] + 1) if found else None
    part = _part(words)
    if part is not None:
        return part
    whole = cardinal(words)
    if whole is None:
        return None
    value, used = Fraction(whole[0]), whole[1]
    if words[used : used + 1] == ["point"]:
        digits = ""
        while words[used + 1 + len(digits) :] and words[used + 1 + len(digits)] in ONES[:10]:
            digits += str(ONES.index(words[used + 1 + len(digits)]))
        if digits:
            return value + Fraction(int(digits), 10 ** len(digits)), used + 1 + len(digits)
    if words[used : used + 1] == ["and"]:
        more = _part(words[used + 1 :])
        if more is not None and 0 < more[0] < 1:
            return value + more[0], used + 1 + more[1]
    return value, used


def _part(words: list[str]) -> tuple[Fraction, int] | None:
    """'half', 'a third', 'two thirds', 'one half', 'one hundred and one hundredths'"""
    if words[:1] == ["half"]:
        return Fraction(1, 2), 1
    if words[:1] in (["a"], ["an"]) and words[1:2] and words[1] in _PARTS:
        return Fraction(1, _PARTS[words[1]]), 2
    above = cardinal(words)
    if above is None or not words[above[1] : above[1] + 1]:
        return None
    below = words[above[1]]
    if below in TENS and words[above[1] + 1 : above[1] + 2]:
        unit = words[above[1] + 1]
        if _DENOMINATORS.get(unit, 10) < 10:
            return Fraction(above[0], _SMALL[below] + _DENOMINATORS[unit]), above[1] + 2
    if below not in _DENOMINATORS or (below in ("third", "fifth") and above[0] in range(20, 100, 10)):  # fmt: skip
        return None
    return Fraction(above[0], _DENOMINATORS[below]), above[1] + 1


def digits_of(value: Fraction) -> str:
    """A decimal where it ends within four places, a fraction otherwise."""
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, 5):
        scaled = value * 10**places
        if scaled.denominator == 1:
            sign = "-" if value < 0 else ""
            text = str(abs(scaled.numerator)).rjust(places + 1, "0")
            return f"{sign}{text[:-places]}.{text[-places:]}"
    return f"{value.numerator}/{value.denominator}"


def in_digits(text: str) -> str:
    """The text with every number in words written in digits, a fraction as a fraction."""
    return _RUN.sub(lambda found: _rewritten(found[0]), text)


def _rewritten(run: str) -> str:
    pieces = list(re.finditer(r"[A-Za-z]+", run))[: _MOST_WORDS * 4]
    words = [piece[0].lower() for piece in pieces]
    out, at, end = "", 0, 0
    while at < len(words):
        found = number(words[at : at + _MOST_WORDS])
        if found is None:
            at += 1
            continue
        value, used = found
        pointed = "point" in words[at : at + used]
        written = digits_of(value) if pointed else _as_fraction(value)
        out += run[end : pieces[at].start()] + written
        end = pieces[at + used - 1].end()
        at += used
    return out + run[end:]


def _as_fraction(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"  # fmt: skip
