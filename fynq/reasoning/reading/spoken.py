"""Mathematics said in words or typed in a hurry, as the notation that it stands for."""

from __future__ import annotations

import re

from fynq.reasoning.reading.number_words import ONES

_SAID = ONES[:13]
_OPERATORS = {"plus": "+", "minus": "-", "times": "*", "multiplied by": "*", "divided by": "÷", "equals": "=", "equal to": "=", "is equal to": "="}  # fmt: skip
_BETWEEN = "|".join(sorted((word.replace(" ", r"\s+") for word in _OPERATORS), key=len, reverse=True))  # fmt: skip
_LEFT = r"(?:(?<=[\d)}²³%!])|(?<=\b[a-z])|(?<=\d[a-z])|(?<=\^[\dn]))"
_RIGHT = r"(?=-?\(?(?:\d|[a-z]\b|\\))"
_NUMBER = r"\d+(?:\.\d+)?"

_WRITTEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b(can|could|would|will|do) u\b"), r"\1 you"),
    (re.compile(r"(?i)\bmake\s+\$?([A-Za-z])\$?\s+the\s+subject\s+(?:of|in)(?:\s+the\s+(?:formula|equation))?\b:?"), r"solve for $\1$ in "),
    (re.compile(r"(?i)\brearrange\b"), "solve"),
    (re.compile(r"(?i)\bpartial\s+derivative\b"), "derivative"),
    (re.compile(r"(?i)\b(what(?:'s|\s+is)|find|for|of|is)\s+a(?=\s*(?:[?.,:;]|and\s+\$?[a-z]\b(?!\s+[a-z]{2})|if\b|when\b|$))"), r"\1 $a$"),
    (re.compile(r"(?i)[,;]?\s+([a-z])\s*=\s*\?+\s*$"), r" solve for $\1$"),
    (re.compile(r"(?i)\b(?:slope|gradient)\s+of\s+(?:the\s+)?tangent(?:\s+line)?\s+(?:to|of)\s+(?:the\s+)?(?:graph|curve|parabola)?(?:\s+of)?"), "derivative of "),
    (re.compile(r"(?i)\blog(?:arithm)?(?:\s+to)?(?:\s+the)?\s+base\s+(\d+|[a-z])\s+of\s+(\d+(?:\.\d+)?|[a-z])\b"), r"\\log_{\1}(\2)"),
    (re.compile(rf"(?i)\b(sin|cos|tan)(?:e|ine|gent)?\s+of\s+(?={_NUMBER}|\\?pi)"), r"\1 "),
    (re.compile(rf"(?<=\b(?:sin|cos|tan))\s*\(?({_NUMBER})\s+degrees?\)?"), r" \1°"),
    (re.compile(r"(?i)\b(\d+)\s+factorial\b"), r"\1!"),
    (re.compile(r"(?i)\bfactorial\s+of\s+(\d+)\b"), r"\1!"),
    (re.compile(r"(?i)(?<=[\w)])\s+(?:raised\s+)?to\s+the\s+(\d+)(?:st|nd|rd|th)\s+power\b"), r"^\1"),
    (re.compile(r"(?i)(?<=[\w)])\s+(?:raised\s+)?to\s+the\s+power(?:\s+of)?\s+(?=-?\d|[a-z]\b)"), "^"),
    (re.compile(r"(?i)(?<=\b[a-z])\s+squared\b"), "^2"),
    (re.compile(r"(?i)(?<=\b[a-z])\s+cubed\b"), "^3"),
    (re.compile(r"(?i)(?<=\d)\s+squared\b"), "^2"),
    (re.compile(r"(?<=\d)[ ]x[ ](?=\d)"), " * "),
    (re.compile(rf"(?<![\w.^])({_NUMBER})[eE]([+-]?\d{{1,2}})(?![\w.])"), r"(\1 * 10^{\2})"),
    (re.compile(r"(?i)\bwhere\s+is\s+(.+?)\s+equal\s+to\s+(?:zero|0)\b"), r"zeros of \1"),
    (re.compile(r"(?i)\bx[- ]intercepts?\s+of\s+(?:the\s+)?(?:graph|parabola|function|curve|line)?(?:\s+of)?"), "zeros of "),
)  # fmt: skip
_ROW = r"\s*-?[\w./^]+(?:(?:\s*,\s*|\s+)-?[\w./^]+)*\s*"
_SEMICOLONS = re.compile(rf"\[({_ROW}(?:;{_ROW})+)\]")


def written(question: str) -> str:
    """Only forms that leave no doubt; all else stays as it is."""
    question = _in_digits(question)
    for pattern, notation in _WRITTEN:
        question = pattern.sub(notation, question)
    question = _SEMICOLONS.sub(_matrix, question)
    return re.sub(rf"(?i){_LEFT}\s+({_BETWEEN})\s+{_RIGHT}", _operator, question)


def _operator(found: re.Match[str]) -> str:
    return f" {_OPERATORS[' '.join(found[1].lower().split())]} "


def _in_digits(question: str) -> str:
    """'two plus three times four': number words, when a word of arithmetic joins them."""
    names = "|".join(_SAID)
    joined = re.compile(rf"(?i)\b({names})(?=\s+(?:{_BETWEEN})\b)|(?<=plus )({names})\b|(?<=minus )({names})\b|(?<=times )({names})\b|(?<= by )({names})\b")  # fmt: skip
    return joined.sub(lambda found: str(_SAID.index(found[0].lower())), question)


def _matrix(found: re.Match[str]) -> str:
    rows = [re.split(r"\s*,\s*|\s+", row.strip()) for row in found[1].split(";")]
    return "[" + ",".join(f"[{','.join(row)}]" for row in rows) + "]"
