"""LaTeX without the marks that only a program needs: 2x, (x - 3)(x + 2), |x|, x^2."""

from __future__ import annotations

import re

from fynq.reasoning.reading.names import CONSTANTS, FUNCTIONS, GREEK

_TALL = r"\\(?:left|right|frac|dfrac|tfrac|sqrt|begin|end|int|lim|sum|\\)"
_BRACKETS = re.compile(rf"\\left\(((?:(?!{_TALL}|\\left|\\right)[^()])*(?:\((?:(?!{_TALL})[^()])*\)(?:(?!{_TALL})[^()])*)*)\\right\)")  # fmt: skip
_BARS = re.compile(rf"\\left\|((?:(?!{_TALL})[^|])*)\\right\|")
_BRACED_BARS = re.compile(r"\\left\|\{(.*?)\}\\right\|")
_SHORT_POWER = re.compile(r"\^\{([0-9A-Za-z])\}")
_LEADING_MINUS = re.compile(
    r"(^|[({\[=<>,;&|]\s?|\\(?:to|le|ge|cdot|text\{ or \}) ?)- (?=[\\\w({])"
)
_WORDS = frozenset(word for word in (*FUNCTIONS, *CONSTANTS, *GREEK) if len(word) > 1)
_LETTERS = re.compile(r"(?<![\\A-Za-z])[A-Za-z](?: [A-Za-z])+(?![A-Za-z])")


def compact(text: str) -> str:
    """The same formula, shorter. Idempotent; what has words in it (\\text) keeps its spaces there."""
    text = _BRACED_BARS.sub(r"\\left|\1\\right|", text)
    former = ""
    while former != text:
        former = text
        text = _BRACKETS.sub(lambda found: f"({found[1].strip()})", text)
    text = _BARS.sub(r"|\1|", text)
    text = _SHORT_POWER.sub(r"^\1", text)
    text = _LEADING_MINUS.sub(r"\1-", text)
    parts = re.split(r"(\\text\{[^{}]*\})", text)
    return "".join(part if part.startswith("\\text") else _joined(part) for part in parts)


def _joined(text: str) -> str:
    text = _LETTERS.sub(_product, text)
    text = re.sub(r"(?<![\d^_.])(?<!\d\.)(\d+(?:\.\d+)?) (?=[A-Za-z(])", r"\1", text)
    text = re.sub(r"(?<![\\A-Za-z])([A-Za-z]) (?=\()", r"\1", text)
    return re.sub(r"\) (?=\()", ")", text)


def _product(found: re.Match[str]) -> str:
    """Letters side by side, unless together they would read as a word of mathematics."""
    run = found[0].replace(" ", "")
    if len(run) > 3 or any(word in run for word in _WORDS) or "d" in run:
        return found[0]
    return run
