"""Blocks of Markdown: paragraphs, headings, lists, quotations, code, tables, displayed formulas.

A subset of CommonMark (https://spec.commonmark.org/0.31.2/), parsed in one pass per nesting level.
Raw HTML is text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fynq.web.inline import QUOTE_END, QUOTE_START, FormulaBudget, escaped, formula, inline_html
from fynq.web.table import is_table, table_html

_MAX_NESTING = 4
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_ITEM = re.compile(r"( {0,3})([-*+]|\d{1,4}[.)])[ \t]+(.*)")
_RULE = re.compile(r" {0,3}(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}")
_FENCE = re.compile(r" {0,3}(```+|~~~+)[ \t]*[\w+-]{0,20}[ \t]*")
_QUOTE = re.compile(r" {0,3}> ?")
_DISPLAY_ENDS = {"$$": "$$", "\\[": "\\]"}


def blocks_html(lines: Sequence[str], budget: FormulaBudget, nesting: int = 0) -> str:
    """The HTML of consecutive blocks; beyond the nesting limit everything is a paragraph."""
    out: list[str] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        at = _block(lines, at, out, budget, nesting)
    return "".join(out)


def _block(
    lines: Sequence[str], at: int, out: list[str], budget: FormulaBudget, nesting: int
) -> int:
    line = lines[at]
    if heading := _HEADING.fullmatch(line):
        level = min(6, len(heading.group(1)) + 2)
        text = re.sub(r"(?<=\s)#{1,6}\s*$", "", heading.group(2)[:2_000]).strip()
        out.append(f"<h{level}>{inline_html(text, budget)}</h{level}>")
        return at + 1
    if len(line) < 100 and _RULE.fullmatch(line):
        out.append("<hr>")
        return at + 1
    if fence := _FENCE.fullmatch(line):
        return _fenced(lines, at, out, fence.group(1))
    if (end := _display(lines, at, out, budget)) is not None:
        return end
    if nesting < _MAX_NESTING:
        if _QUOTE.match(line):
            return _quoted(lines, at, out, budget, nesting)
        if _ITEM.fullmatch(line):
            return _listed(lines, at, out, budget, nesting)
    if is_table(lines, at):
        end = at + 2
        while end < len(lines) and "|" in lines[end]:
            end += 1
        out.append(table_html(lines[at:end], budget))
        return end
    return _paragraph(lines, at, out, budget, nesting)


def _fenced(lines: Sequence[str], at: int, out: list[str], fence: str) -> int:
    end = at + 1
    while end < len(lines) and not lines[end].strip(" " + QUOTE_END).startswith(fence):
        end += 1
    out.append(f"<pre><code>{escaped(chr(10).join(lines[at + 1 : end]))}</code></pre>")
    return end + 1


def _display(lines: Sequence[str], at: int, out: list[str], budget: FormulaBudget) -> int | None:
    """A formula that begins a line; None when the line is no such thing or it never ends."""
    first = lines[at].strip()
    mark = QUOTE_START if first.startswith(QUOTE_START) else ""
    first = first.removeprefix(QUOTE_START)
    closing = _DISPLAY_ENDS.get(first[:2])
    if closing is None:
        return None
    gathered = [first[2:]]
    end = at
    while closing not in gathered[-1]:
        end += 1
        if end >= len(lines) or not lines[end].strip() or end - at > 60:
            return None
        gathered.append(lines[end])
    last, _, rest = gathered[-1].partition(closing)
    after = rest.strip()
    if after.strip(".,;:" + QUOTE_END):
        return None
    source = "\n".join([*gathered[:-1], last])
    out.append(f'<div class="formula">{mark}{formula(source, block=True, budget=budget)}')
    out.append(f"{escaped(after)}</div>")
    return end + 1


def _quoted(
    lines: Sequence[str], at: int, out: list[str], budget: FormulaBudget, nesting: int
) -> int:
    end = at
    while end < len(lines) and _QUOTE.match(lines[end]):
        end += 1
    inner = [_QUOTE.sub("", line, count=1) for line in lines[at:end]]
    out.append(f"<blockquote>{blocks_html(inner, budget, nesting + 1)}</blockquote>")
    return end


def _listed(
    lines: Sequence[str], at: int, out: list[str], budget: FormulaBudget, nesting: int
) -> int:
    first = _ITEM.fullmatch(lines[at])
    numbered = first is not None and first.group(2)[0].isdigit()
    start = int(first.group(2)[:-1]) if first is not None and numbered else 1
    items: list[list[str]] = []
    while at < len(lines):
        item = _ITEM.fullmatch(lines[at])
        if item and item.group(2)[0].isdigit() == numbered and (not items or not _inner(lines[at])):
            items.append([item.group(3)])
        elif items and lines[at].strip() and (_inner(lines[at]) or not _interrupts(lines[at])):
            items[-1].append(_dedented(lines[at]))
        elif (
            items
            and not lines[at].strip()
            and at + 1 < len(lines)
            and _continues(lines[at + 1], numbered)
        ):
            items[-1].append("")
        else:
            break
        at += 1
    body = "".join(f"<li>{_item_html(item, budget, nesting)}</li>" for item in items)
    opening = f'<ol start="{start}">' if numbered and start != 1 else "<ol>" if numbered else "<ul>"
    out.append(f"{opening}{body}</{'ol' if numbered else 'ul'}>")
    return at


def _item_html(lines: list[str], budget: FormulaBudget, nesting: int) -> str:
    inner = blocks_html(lines, budget, nesting + 1)
    if inner.startswith("<p>") and inner.count("<p>") == 1:
        inner = inner.removeprefix("<p>").replace("</p>", "", 1)
    return inner


def _inner(line: str) -> bool:
    return line.startswith(("  ", "\t"))


def _dedented(line: str) -> str:
    return re.sub(r"^(?:\t| {1,4})", "", line)


def _continues(line: str, numbered: bool) -> bool:
    item = _ITEM.fullmatch(line)
    return _inner(line) or (item is not None and item.group(2)[0].isdigit() == numbered)


def _interrupts(line: str) -> bool:
    return bool(
        _HEADING.match(line)
        or _FENCE.match(line)
        or _QUOTE.match(line)
        or _ITEM.match(line)
        or line.lstrip(" " + QUOTE_START).startswith(("$$", "\\["))
    )


def _paragraph(
    lines: Sequence[str], at: int, out: list[str], budget: FormulaBudget, nesting: int
) -> int:
    end = at + 1
    while end < len(lines) and lines[end].strip():
        if nesting < _MAX_NESTING and _interrupts(lines[end]):
            break
        end += 1
    text = "\n".join(line.lstrip() for line in lines[at:end]).strip()
    out.append(f"<p>{inline_html(text, budget)}</p>")
    return end
