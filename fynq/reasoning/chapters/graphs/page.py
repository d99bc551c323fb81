"""A question about functions as lines of words and the formulas in them.

'Find the x-intercept. ⏎ f(x) = 2x - 6' has the lines ('find the x-intercept', []) and
('□', [f(x) = 2x - 6]). Formulas that stand in the text without marks of mathematics are found:
values and definitions of functions, pairs, intervals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.limits import MAX_CHARS
from fynq.reasoning.reading.sentences import HOLE, read

REFUSAL = "I do not understand every part of this question."
_SPAN = re.compile(r"\$\$(.+?)\$\$|\\\((.+?)\\\)|(?<!\\)\$([^$\n]+?)(?<!\\)\$", re.DOTALL)
_ARGUMENT = r"\((?:[^()\n]|\([^()\n]*\))*\)"
_END = r"-?(?:_+|\?|\d+(?:\.\d+)?(?:/\d+)?|[a-z]|\\?infty|∞|oo)"
_UNMARKED = re.compile(
    rf"(?<![\w\\])[A-Za-z]{_ARGUMENT}(?:\s?=\s?(?:{_ARGUMENT}|[^\s,;]|,(?=\d{{3}}\b)|\s(?=[-+*/^=])|(?<=[-+*/^=])\s)+)?"
    rf"|(?<![\w\\])[xy]\s?=\s?-?[\w^*/+.()-]*[\w)]|[(\[]\s?{_END}\s?,\s?{_END}\s?[\])]"
    r"|\\?\{\s?(?:\([^()\n]*\)\s?,?\s?)+\\?\}|(?<![\w$\\{}.,-])-?\d+(?:\.\d+)?(?![\w.,$}-]*\w)|(?<![\w\\'-])[b-hj-z](?![\w'-])"
    r"|(?<=\bfor )[A-Za-z](?=[.?:]?\s*$)|(?<=\bterms of )[A-Za-z](?![\w'-])"
)  # fmt: skip
_UNTYPED = re.compile(r"(?i)\(?(?:note: )?(?:please )?do not (?:include|write|type) [$\"'“]*[a-z](?:\(x\))? ?=?[$\"'”]* in (?:the |your )?answers?\.?\)?")  # fmt: skip
_LABEL = re.compile(r"^\s*(?:\(?[a-h]\)|\(?[ivx]{1,4}\)|\d{1,2}\)|[a-h]\.)\s+")
_AXIS_WORD = re.compile(r"(?i)\$*\s*\b([xy])\s*-?\s*\$+\s*-?\s*(?=(?:intercept|value|coordinate|axis|axes|and [xy$]))")  # fmt: skip
_TORN = re.compile(
    rf"{HOLE} ?[=<>≤≥≠+*/^]|[=<>≤≥≠+*/^] ?{HOLE}|{HOLE} - {HOLE}|{HOLE} ?\( ?{HOLE} ?\)"
)
_JOINT = re.compile(rf"{HOLE} ?([-+*/=<>]?) ?{HOLE}")


@dataclass(frozen=True, slots=True)
class Line:
    """words: lower case, HOLE for each of `formulas`, which are LaTeX without \\left and \\right."""

    words: str
    formulas: tuple[str, ...]

    @property
    def bare(self) -> bool:
        return not re.search(r"[a-z]", re.sub(r"\b(?:and|or|on|a)\b", "", self.words))


@dataclass(frozen=True, slots=True)
class Page:
    """places: decimals asked for, or None."""

    lines: tuple[Line, ...]
    places: int | None = None


def read_page(question: str) -> Page:
    """Raises NotUnderstood for what needs a picture, is too long or is empty."""
    if len(question) > MAX_CHARS or "##" in question:
        raise NotUnderstood(REFUSAL)
    text = re.sub(r"\\n(?=\s|$)", "\n", question).replace("**", "^").replace("’", "'")
    text = _UNTYPED.sub(" ", text)
    text = re.sub(r"\\(?:left|right)(?![a-z])\s?", "", text)
    text = re.sub(r"(?<=[A-Za-z])\{(\((?:[^{}()]|\([^()]*\))*\))\}", r"\1", text)
    text = _AXIS_WORD.sub(r" \1-", text)
    text = re.sub(r"(?<![\w\\$])([xyXY]) (?=(?:intercept|coordinate|value|axis)s?\b)", r"\1-", text)
    lines = [line for raw in text.split("\n") if (line := _line(raw)).words.strip(" .")]
    if not lines:
        raise NotUnderstood(REFUSAL)
    rounds = re.search(r"(?i)\bround|\bnearest\b|decimal place", question)
    return Page(tuple(lines), read(question).places if rounds else None)


def _line(raw: str) -> Line:
    raw = _LABEL.sub("", raw)
    if not _SPAN.search(raw) and _is_formula(raw):
        return Line(HOLE, (raw.strip(" .;,:"),))
    formulas: list[str] = []
    words, position = "", 0
    for span in _SPAN.finditer(raw):
        words += _unmarked(raw[position : span.start()], formulas)
        formulas.append(next(part for part in span.groups() if part is not None).strip(" .;"))
        words += f" {HOLE} "
        position = span.end()
    words += _unmarked(raw[position:], formulas)
    words = " ".join(words.split()).lower()
    while (joint := _JOINT.search(words)) is not None and _joins(words, joint, formulas):
        at = words[: joint.start()].count(HOLE)
        formulas[at : at + 2] = [f"{formulas[at]} {joint[1]} {formulas[at + 1]}"]
        words = words[: joint.start()] + HOLE + words[joint.end() :]
    if _TORN.search(words):
        raise NotUnderstood(REFUSAL)
    return Line(_with_inverses(words, formulas), tuple(formulas))


def _with_inverses(words: str, formulas: list[str]) -> str:
    """f^{-1}(x) is said as 'inverse'."""
    pieces = words.split(HOLE)
    marks = [f"inverse {HOLE}" if re.match(r"[A-Za-z]\^\{?\(?-1\)?\}?\s?\(", text) else HOLE for text in formulas]  # fmt: skip
    return "".join(piece + mark for piece, mark in zip(pieces, [*marks, ""], strict=True))


def _joins(words: str, joint: re.Match[str], formulas: list[str]) -> bool:
    """'$x$ $= 6$' is one formula; '$(1, 2)$ $(3, 4)$' are two."""
    at = words[: joint.start()].count(HOLE)
    return bool(joint[1] or re.match(r"[-+*/=<>]|\\[lg]e", formulas[at + 1]) or re.search(r"[-+*/=<>]$", formulas[at]))  # fmt: skip


def _unmarked(text: str, formulas: list[str]) -> str:
    def cut(found: re.Match[str]) -> str:
        formulas.append(found[0].strip(" ."))
        return f" {HOLE} "

    return _UNMARKED.sub(cut, text)


def _is_formula(line: str) -> bool:
    """No word of more than two letters, apart from functions' names."""
    bare = re.sub(r"\\[A-Za-z]+|\b(?:sqrt|sin|cos|tan|log|ln|abs)\b", "", line)
    if re.search(r"[A-Za-z]{3}", bare) or re.search(r"\b(?:is|of|to|at|if|on|or|by|in)\b", bare):
        return False
    return bool(re.search(r"[\d=^+*/(]", bare) or re.fullmatch(r"\s*[a-z]\s*", bare))


def require_known(words: str, *known: frozenset[str]) -> None:
    """Raises NotUnderstood when a word is in none of `known`."""
    for word in re.findall(r"[a-z]+(?:['-][a-z]+)*|\d+|[#<>=^*/\\$]", words):
        if not any(word in some for some in known):
            raise NotUnderstood(REFUSAL)
