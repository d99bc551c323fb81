"""Markdown within a line: emphasis, code, links, formulas. Everything else is escaped."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from fynq.web.formula import MAX_FORMULA_CHARS, mathml
from fynq.web.mathml import NotAFormula

QUOTE_START = "\ue000"
QUOTE_END = "\ue001"
_MAX_OPEN = 16
_SPECIAL = re.compile(r"[\\`$*_\[!\n]")
_ESCAPABLE = frozenset("\\`*_{}[]()#+-.!$|>~<&\"'")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^\s()<>\"'`]{1,500})\)")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,300})\]\([^\s()]{0,500}\)")
_RUN = re.compile(r"`+|\*+|_+")


@dataclass
class FormulaBudget:
    """Characters of LaTeX that one text may still have drawn; what is beyond is shown as code."""

    left: int = 40_000


def escaped(text: str) -> str:
    return html.escape(text, quote=True)


def formula(latex: str, *, block: bool, budget: FormulaBudget) -> str:
    """MathML, or the source as code where it cannot be drawn. Quotation marks move outside."""
    source = latex.replace(QUOTE_START, "").replace(QUOTE_END, "")
    before = QUOTE_START if QUOTE_START in latex else ""
    after = QUOTE_END if QUOTE_END in latex else ""
    budget.left -= len(source)
    try:
        if budget.left < 0:
            raise NotAFormula("too many formulas")
        drawn = mathml(source, block=block)
    except NotAFormula:
        drawn = f'<code class="latex">{escaped(source.strip())}</code>'
    return f"{before}{drawn}{after}"


def inline_html(text: str, budget: FormulaBudget) -> str:
    """One paragraph's text as HTML."""
    out: list[str] = []
    opened: list[tuple[str, int]] = []
    at = 0
    for_good = len(text)
    while at < for_good:
        special = _SPECIAL.search(text, at)
        if special is None:
            out.append(escaped(text[at:]))
            break
        if special.start() > at:
            out.append(escaped(text[at : special.start()]))
        at = _one(text, special.start(), out, opened, budget)
    return "".join(out)


def _one(
    text: str, at: int, out: list[str], opened: list[tuple[str, int]], budget: FormulaBudget
) -> int:
    """Handles the special character at `at`; returns where to go on."""
    mark = text[at]
    if mark == "\\":
        return _backslash(text, at, out, budget)
    if mark == "$":
        return _dollar(text, at, out, budget)
    if mark == "`":
        return _code(text, at, out)
    if mark in "*_":
        return _emphasis(text, at, out, opened)
    if mark == "\n":
        if out and out[-1].endswith("  "):
            out[-1] = out[-1].rstrip() + "<br>"
        else:
            out.append("\n")
        return at + 1
    match = (_IMAGE if mark == "!" else _LINK).match(text, at)
    if match is None:
        out.append(escaped(mark))
        return at + 1
    if mark == "!":
        out.append(f"<em>{escaped(match.group(1))}</em>")
    else:
        label, target = (escaped(part) for part in match.groups())
        out.append(
            f'<a href="{target}" rel="noopener noreferrer nofollow" target="_blank">{label}</a>'
        )
    return match.end()


def _backslash(text: str, at: int, out: list[str], budget: FormulaBudget) -> int:
    following = text[at + 1 : at + 2]
    if following and following in "([":
        closing = "\\)" if following == "(" else "\\]"
        end = text.find(closing, at + 2, at + 2 + MAX_FORMULA_CHARS)
        if end > 0:
            out.append(formula(text[at + 2 : end], block=following == "[", budget=budget))
            return end + 2
    if following == "\n":
        out.append("<br>")
        return at + 2
    if following and following in _ESCAPABLE:
        out.append(escaped(following))
        return at + 2
    out.append("\\")
    return at + 1


def _dollar(text: str, at: int, out: list[str], budget: FormulaBudget) -> int:
    fence = "$$" if text.startswith("$$", at) else "$"
    start = at + len(fence)
    end = _closing_dollar(text, start, fence)
    if end is None:
        out.append(escaped(fence))
        return start
    source = text[start:end]
    out.append(formula(source, block=fence == "$$", budget=budget))
    return end + len(fence)


def _closing_dollar(text: str, start: int, fence: str) -> int | None:
    """As in Pandoc, `$` opens only before a non-space, closes only after one and not before a
    digit, so that '$5 and $6' stays money."""
    if fence == "$" and text[start : start + 1].isspace():
        return None
    limit = min(len(text), start + MAX_FORMULA_CHARS)
    end = text.find(fence, start, limit)
    while end > 0:
        backslashes = len(text[start:end]) - len(text[start:end].rstrip("\\"))
        if backslashes % 2 == 0 and end > start:
            if fence == "$$":
                return end
            if not text[end - 1].isspace() and not text[end + 1 : end + 2].isdigit():
                return end
            return None
        end = text.find(fence, end + 1, limit)
    return None


def _code(text: str, at: int, out: list[str]) -> int:
    run = _run(text, at)
    end = text.find(run, at + len(run), at + len(run) + MAX_FORMULA_CHARS)
    if end < 0:
        out.append(run)
        return at + len(run)
    out.append(f"<code>{escaped(text[at + len(run) : end].strip())}</code>")
    return end + len(run)


def _emphasis(text: str, at: int, out: list[str], opened: list[tuple[str, int]]) -> int:
    run = _run(text, at)
    end = at + len(run)
    before, after = text[at - 1 : at] if at else "", text[end : end + 1]
    opens = bool(after) and not after.isspace()
    closes = bool(before) and not before.isspace()
    if opens and closes and _ends_operand(before) and _begins_operand(after):
        out.append(run)
        return end
    left = len(run)
    while left:
        index = _matching(opened, run[0], left) if closes else None
        if index is None:
            marker = run[0] * min(left, 2)
            if opens and len(opened) < _MAX_OPEN:
                opened.append((marker, len(out)))
            out.append(marker)
        else:
            marker, place = opened[index]
            tag = "strong" if len(marker) == 2 else "em"
            out[place] = f"<{tag}>"
            out.append(f"</{tag}>")
            del opened[index:]
        left -= len(marker)
    return end


def _ends_operand(character: str) -> bool:
    """In `2*(x+1)*sin(x)` and in `x**2` the stars multiply."""
    return character.isalnum() or character in ")]}"


def _begins_operand(character: str) -> bool:
    return character.isalnum() or character in "([{\\"


def _matching(opened: list[tuple[str, int]], mark: str, left: int) -> int | None:
    """The innermost opening marker that a closing run of `left` marks can close."""
    for index in range(len(opened) - 1, -1, -1):
        marker = opened[index][0]
        if marker[0] == mark and len(marker) <= left:
            return index
    return None


def _run(text: str, at: int) -> str:
    match = _RUN.match(text, at)
    return match.group(0) if match else text[at]
