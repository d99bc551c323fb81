"""An answer without its trimmings: what is said around it, other spellings of the same notation."""

from __future__ import annotations

import re
from fractions import Fraction

_TEXT = re.compile(r"\\(?:text|mathrm|textrm|mbox|operatorname)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_MOLAR = re.compile(r"(?<=[\d}])\s*(?:\\text\{ ?M\}|\\mathrm\{ ?M\}|\sM)\s*$")
_TRAILING = re.compile(r"(?:[.,;]|\\\\|\\,|\\;|\s)+$")
_SAID = re.compile(r"(?i)^\s*(?:the\s+)?(?:final\s+)?answer(?:\s+is)?\s*[:=]?\s*(?=[^a-z\s:=])")
_ABOUT = re.compile(r"^\s*(?:\\approx|\\simeq|≈|≅|~|=)\s*")
_AMOUNT = r"(-?)\s*(?:\\?\$|([€£¥]))\s*(-?[\d.,{}]*\d)"
_MONEY = re.compile(rf"^\s*{_AMOUNT}\s*$")
_CURRENCIES = {None: "dollars", "€": "euros", "£": "pounds_sterling", "¥": "yen"}
_POWER_OF_TEN = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?|\.\d+)[eE]([-+]?\d+)(?![\w.])")
_LETTER_TIMES = re.compile(r"(?<=\d)\s*[xX]\s*(?=10\s*\^)")
_PERCENT = re.compile(r"(?<=[\d})])\s*(?:percent|per cent|pct)\b\.?")
_DEGREES = re.compile(r"\s*(?:\^\s*\{?\s*\\circ\s*\}?|\s(?:degrees|degree|deg)\b(?!\s*[A-Za-z]))")
_RADIANS = re.compile(r"(?<=[\d})i])\s*(?:radians|radian|rad)\s*$")
_OVERLINE = re.compile(r"(\d*)\.(\d*)\\(?:overline|bar)\s*\{?(\d+)\}?")
_DOTS = re.compile(r"(?<![\w.])(\d*)\.(\d+)\s*(?:\.\.\.|…|\\ldots|\\dots)")
_ANGLED = re.compile(r"^\s*(?:\\langle|⟨|<)([^<>]*,[^<>]*)(?:\\rangle|⟩|>)\s*$")
_GROUPED = re.compile(r"(?<=\d)(?:\{,\}|\\,|[\u2009\u202f\u00a0])(?=\d{3}(?!\d))")
_TERM = re.compile(r"^\s*a\s?(?:n|\(n\)|_n|_\{n\})\s*=(?!=)\s*(?=\S)")
_PRIME = re.compile(r"(?<![A-Za-z\\])\{?([a-z])'\}?(?![\w(])|(?<![A-Za-z\\])([a-z])'(?=[a-z]')")


def plain_answer(text: str) -> str:
    text = text.replace("\\displaystyle", "").replace("\\!", "")
    text = _GROUPED.sub(",", text.replace("**", "") if text.strip().startswith("**") else text)
    text = _MOLAR.sub(" mol/L", _money(text))
    text = re.sub(r"\\[,;:]|(?<!\\)\\ ", " ", text)
    text = _TEXT.sub(r" \1 ", text.replace("\\$", " ").replace("$", " "))
    boxed = re.fullmatch(r"\s*\\boxed\{(.*)\}\s*", text, re.DOTALL)
    text = boxed[1] if boxed else text
    text = _ABOUT.sub("", _SAID.sub("", text))
    text = _ABOUT.sub("", re.sub(r"(?<==)\s*(?:\\approx|≈)", "", text))
    text = re.sub(r"^([A-Za-z])\s*(?:\\approx|≈)", r"\1 =", text)
    text = re.sub(r"^\s*[Cc]\s*\+\s*(.+)$", r"\1 + C", text)
    text = re.sub(r"\s*\+\s*[Cc]\s*$", " + C", text)
    angled = _ANGLED.match(text)
    text = f"({angled[1]})" if angled else text
    text = _OVERLINE.sub(_recurring, text)
    text = _DOTS.sub(_dotted, text)
    text = _POWER_OF_TEN.sub(r"\1*10^(\2)", text)
    text = _LETTER_TIMES.sub("*", text)
    text = _PERCENT.sub("%", text)
    text = _DEGREES.sub("°", text)
    text = _RADIANS.sub("", text)
    text = _TERM.sub("", text)
    text = re.sub(r"(?<![A-Za-z])log\{(\w+)\}(?=\()", r"log_{\1}", text)
    text = _PRIME.sub(lambda match: f"{match[1] or match[2]}_{{99}} ", text)
    return _TRAILING.sub("", text).strip()


def spelled(text: str) -> str:
    """Without spaces and the commands that only change how it looks."""
    if text.isalpha():
        return text.lower()
    bare = re.sub(r"\\(?:left|right|,|;|!|quad)|\s+", "", text)
    return bare.replace("dfrac", "frac").replace("tfrac", "frac")


def _money(text: str) -> str:
    """'$12.50' as '12.50 dollars'; '$12.50$' is a formula."""
    found = _MONEY.match(_TRAILING.sub("", text))
    if not found:
        inner = text.strip()
        if inner.startswith("$") and inner.endswith("$") and len(inner) > 2:
            found = _MONEY.match(inner.strip("$").rstrip("\\")) if "\\$" in inner else None
    return f"{found[1]}{found[3]} {_CURRENCIES[found[2]]}" if found else text


def _recurring(match: re.Match[str]) -> str:
    whole, before, block = match.groups()
    return _fraction(whole, before, block)


def _dotted(match: re.Match[str]) -> str:
    """0.333… and 0.1666…: at least two rounds of the block, three where it is one digit."""
    whole, digits = match.groups()
    for start in range(len(digits)):
        tail = digits[start:]
        for length in range(1, len(tail) // 2 + 1):
            rounds = len(tail) / length
            block = tail[:length]
            if rounds >= (3 if length == 1 else 2) and (block * len(tail)).startswith(tail):
                return _fraction(whole, digits[:start], block)
    return match[0]


def _fraction(whole: str, before: str, block: str) -> str:
    value = Fraction(int(whole + before or "0")) + Fraction(int(block), 10 ** len(block) - 1)
    value /= 10 ** len(before)
    return f"({value.numerator}/{value.denominator})"
