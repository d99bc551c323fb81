"""Tables of Markdown, as in GitHub's extension: a heading row, a row of dashes, rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fynq.web.inline import FormulaBudget, inline_html

_MAX_COLUMNS = 20
_DASHES = re.compile(r":?-+:?")
_CLASSES = {(True, True): ' class="to-center"', (False, True): ' class="to-right"'}


def is_table(lines: Sequence[str], at: int) -> bool:
    if at + 1 >= len(lines) or "|" not in lines[at] or len(lines[at + 1]) > 400:
        return False
    dashes = _cells(lines[at + 1])
    return "|" in lines[at + 1] and all(_DASHES.fullmatch(cell) for cell in dashes)


def table_html(lines: Sequence[str], budget: FormulaBudget) -> str:
    heads = _cells(lines[0])
    sides = [_CLASSES.get((cell[0] == ":", cell[-1] == ":"), "") for cell in _cells(lines[1])]
    sides += [""] * (len(heads) - len(sides))
    head = "".join(_row(heads, sides, "th", budget))
    rows = "".join(
        f"<tr>{''.join(_row(_cells(line)[: len(heads)], sides, 'td', budget))}</tr>"
        for line in lines[2:]
    )
    return f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(
    cells: Sequence[str], sides: Sequence[str], tag: str, budget: FormulaBudget
) -> Iterator[str]:
    for cell, side in zip(cells, sides, strict=False):
        yield f"<{tag}{side}>{inline_html(cell, budget)}</{tag}>"


def _cells(line: str) -> list[str]:
    """Splits at `|`, except where it is escaped or stands within code or a formula."""
    cells: list[str] = []
    start, within, at = 0, "", 0
    text = line.strip()
    while at < len(text):
        one = text[at]
        if one == "\\":
            at += 1
        elif within:
            within = "" if one == within else within
        elif one in "$`" and text.find(one, at + 1) > 0:
            within = one
        elif one == "|" and len(cells) < _MAX_COLUMNS:
            cells.append(text[start:at].strip())
            start = at + 1
        at += 1
    cells.append(text[start:].strip())
    if cells and not cells[0]:
        cells = cells[1:]
    if cells and not cells[-1]:
        cells = cells[:-1]
    return cells
