"""A formula in words, for who hears it, and in plain signs, where the words would be another language.

Reads LaTeX as fynq and models write it. Words follow what readers of mathematics aloud have settled on:
short where a formula is simple, with an audible end where it is not ("the square root of x plus 1, end
root"). Whatever cannot be read is said as it stands, so nothing is lost and nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fynq.reasoning.aloud.reading import Reading, marks_of
from fynq.reasoning.aloud.telling import Speaker, Writer

_LONGEST = 4_000
_FORMULA = re.compile(r"(\$\$.+?\$\$|\$[^$\n]+?\$)", re.DOTALL)


def spoken(latex: str) -> str:
    """English words."""
    return _told(latex, Speaker())


def plain(latex: str) -> str:
    """One line without LaTeX: x^2, (a + b)/(c), sqrt(x)."""
    return _told(latex, Writer())


def without_formulas(markdown: str, told: Callable[[str], str]) -> str:
    """Markdown with each $formula$ as `told` has it. Quotations, which begin with '>', stay word for
    word."""
    return "".join(
        part if part.startswith(">") else _replaced(part, told)
        for part in re.split(r"(?m)^(>.*(?:\n|$))", markdown)
    )


def _replaced(text: str, told: Callable[[str], str]) -> str:
    """A formula on a line of its own ends with a full stop, unless a sign follows it."""
    pieces = _FORMULA.split(text)
    for at in range(1, len(pieces), 2):
        display = pieces[at].startswith("$$")
        follows = pieces[at + 1].lstrip()[:1]
        pieces[at] = told(pieces[at].strip("$").strip())
        if display and pieces[at] and follows not in tuple(".,;:!?"):
            pieces[at] += "."
    return "".join(pieces)


def _told(latex: str, teller: Speaker | Writer) -> str:
    if len(latex) > _LONGEST:
        return latex
    reading = Reading(marks_of(latex), teller)
    try:
        said = reading.row()
    except RecursionError:
        return latex
    return teller.tidy(said)
