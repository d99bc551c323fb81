"""The question of an exercise sheet: its heading, instruction, former items and the item asked.

'Simplify: / |3| / |-44|' asks for |-44|: what was asked before is no condition of the last item.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.reasoning.chapters.exercise_sheet import lines_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.limits import MAX_CHARS

_UNITS = {"tenth": 1, "hundredth": 2, "hundreth": 2, "thousandth": 3, "ten thousandth": 4, "ten-thousandth": 4, "cent": 2}  # fmt: skip
_COUNTS = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_WHOLE = (
    "whole number|integer|unit|year|day|hour|minute|second|dollar|mile|degree|person|month|foot"
)
_ROUND = re.compile(
    r"(?i)[,;(]?\s*\b(?:(?:and |then |please |use a calculator to )*(?:round(?:ed|ing)?(?: off)?|approximate|express|give)"
    r"(?: each| it| your| the| all| final| decimal| result| answers?| values?)*,? )?"
    r"(?:to (?:the )?(?:nearest )?(?P<unit>tenth|hundredth|hundreth|ten[- ]thousandth|thousandth|cent)s?(?: places?)?"
    rf"|to (?:the )?nearest (?P<whole>{_WHOLE})"
    r"|to (?P<count>\d|one|two|three|four|five|six) decimal places?)\b,?(?: if necessary)?\)?"
)
_CONDITION = re.compile(
    r"(?i)\b(?:assume|suppose|let|given that|if|when|where|only|not|no|without|except|but|round|nearest|"
    r"simplest|terms of|positive|negative|rather|instead|each grid|approximate|unless)\b"
)
_NEUTRAL = re.compile(
    r"(?i)(?:for the following (?:exercises?|problems?|questions?),? ?)?(?:use (?:the )?(?:properties?|rules?|formulas?|definition|"
    r"addition principle|multiplication principle|or|and| )+ to )?[a-z ,'()-]*[.:]?"
)


@dataclass(frozen=True, slots=True)
class Exercise:
    """wordings: the question without what it does not need, the shortest first; places: decimals
    asked for, or None."""

    wordings: tuple[str, ...]
    places: int | None = None


def read(question: str) -> Exercise:
    """Raises NotUnderstood for a question that needs a picture, or is too long."""
    if len(question) > MAX_CHARS or "##" in question or re.search(r"(?i)\bfigure\b", question):
        raise NotUnderstood("The question refers to a picture that I cannot see.")
    if re.search(r"(?i)common log", question) and re.search(r"\\ln|\bln\b", question):
        raise NotUnderstood("The question speaks of common and of natural logarithms.")
    text, places = _rounding(plain(question))
    heading, read_lines, typing = lines_of(text)
    lines = [line.text for line in (*read_lines, *typing)]
    lines = [line for line in lines if line.strip(" .,;:")]
    if len(lines) > 1 and _bare(lines[-1]) in _bare(lines[-2]) and len(_bare(lines[-1])) > 12:
        lines.pop()
    if not lines:
        raise NotUnderstood("There is no question.")
    return Exercise(tuple(dict.fromkeys(_wordings(heading, lines))), places)


def plain(question: str) -> str:
    """Without the marks that begin and end mathematics; brackets without their size."""
    text = re.sub(r"(?<!\\)\$+", " ", question)
    text = re.sub(r"\\(?:left|right)(?![a-z])|\\displaystyle", "", text)
    text = re.sub(r"\\degree|\^\\circ|\^\{\\circ\}|°", " degrees ", text)
    text = re.sub(
        r"\\operatorname\{(sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan)\}", r"\\\1 ", text
    )
    text = re.sub(r"\\operatorname\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\\$\s*|(?<=\s)\$(?=\d)", "", text).replace("∘", "\\circ ").replace("**", "^")
    text = re.sub(r"(?<=\d),\s?(?=\d{3}\b(?![,.]\d))(?<!\(\d,)(?<![(\[{]\d\d,)", "", text)
    return re.sub(r"[ \t]+", " ", text)


def _rounding(text: str) -> tuple[str, int | None]:
    places = None
    for found in _ROUND.finditer(text):
        if found["unit"]:
            places = _UNITS[found["unit"].lower()]
        elif found["whole"]:
            places = 0
        else:
            count = found["count"].lower()
            places = _COUNTS[count] if count in _COUNTS else int(count)
    return _ROUND.sub(" ", text), places


def _wordings(heading: str, lines: list[str]) -> list[str]:
    found: list[str] = []
    *before, tail = lines
    if has_words(tail):
        others = [line for line in before if not _same_task(line, tail)]
        if all(_is_neutral(line) for line in others):
            found.append(tail)
        if others:
            found.append(" ".join([*others, tail]))
    else:
        told = [line for line in before if has_words(line)]
        if told and before[0] == told[0] and len(told) == 1:
            found.append(f"{told[0].rstrip(' :.')} {tail}")
        elif len(told) == 2 and before[:2] == told and _is_neutral(told[0]):
            found.append(f"{told[1].rstrip(' :.')} {tail}")
        elif (not before and heading) or (not told and heading and before):
            found.append(f"{heading.rstrip(' :.')} {tail}")
    found.append(" ".join([*before, tail]))
    return [tidy(item) for item in found]


def tidy(text: str) -> str:
    text = re.sub(
        r"(?i)^\s*(?:for the following (?:exercises?|problems?|questions?)|in the following exercises?|please)[,:]?\s*",
        "",
        text,
    )
    text = re.sub(r"\s+([,.;?!])", r"\1", re.sub(r"\s+", " ", text)).strip()
    return re.sub(r"(?:\s*[.?:;,])+$", "", text)


def has_words(line: str) -> bool:
    """Two words at least, or one long one, beside names of functions and commands."""
    text = re.sub(r"\\begin\{[a-z]+\}|\\end\{[a-z]+\}|\\[A-Za-z]+|[_^]\{[^{}]*\}", " ", line)
    words = re.findall(r"(?<![A-Za-z])[A-Za-z]{3,}(?![A-Za-z])", text)
    words = [word for word in words if word.lower() not in ("sin", "cos", "tan", "log", "sec", "csc", "cot", "sqrt")]  # fmt: skip
    return len(words) > 1 or any(len(word) > 3 for word in words) or bool(re.search(r"(?i)\b(?:when|if|find|is|for)\b", text))  # fmt: skip


def _is_neutral(line: str) -> bool:
    return bool(_NEUTRAL.fullmatch(line)) and not _CONDITION.search(line)


def _same_task(line: str, tail: str) -> bool:
    return _skeleton(line) == _skeleton(tail)


def _skeleton(line: str) -> str:
    text = re.sub(r"(?i)\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|\d+(?:st|nd|rd|th))\b", "#", line)  # fmt: skip
    words = [w for w in re.split(r"\s+", text) if re.fullmatch(r"(?i)[a-z]{2,}[.,:?]?|#", w)]
    return " ".join(words).lower().rstrip(".,:? ")


def _bare(line: str) -> str:
    return re.sub(r"[\W_]+", "", line).lower()
