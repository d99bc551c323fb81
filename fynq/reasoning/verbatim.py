"""Where a passage says something word for word.

Typography does not count: kinds of quotation marks and dashes, the white space between words, marks
of emphasis around them. Every word, number and sign does, and so does a word that stands just
before or behind: "5 m" is not found in "1.5 m" nor in "5 m/s".
"""

from __future__ import annotations

import re

_SAME = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'",
        "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    }
)  # fmt: skip
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
_EMPHASIS = re.compile(r"\*+|`+|(?<!\w)_+|_+(?!\w)")
_NUMBER_BEFORE = re.compile(r"(?:\d[.,]?|[-+±])\Z")
_NUMBER_AFTER = re.compile(r"[.,]?\d|\s?[%‰]|\s?[/^·×]|\s?\\")


class Verbatim:
    """A text prepared for finding quotations in it."""

    def __init__(self, text: str) -> None:
        self._plain, self._at = _plain(text)
        self._formulas = [found.span() for found in _FORMULA.finditer(self._plain)]

    def find(self, quote: str) -> tuple[int, int] | None:
        """Start and end in the text that was given; None where it does not say so."""
        wanted, _ = _plain(quote)
        wanted = wanted.strip()
        if not wanted:
            return None
        start = self._plain.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            if self._whole(start, end):
                return self._at[start], self._at[end - 1] + 1
            start = self._plain.find(wanted, start + 1)
        return None

    def _whole(self, start: int, end: int) -> bool:
        """No word, number or formula is cut in two, and no unit is left behind."""
        if any(a < start < b or a < end < b for a, b in self._formulas):
            return False
        before, after = self._plain[:start][-3:], self._plain[end : end + 4]
        first, last = self._plain[start], self._plain[end - 1]
        if (first.isalnum() and before[-1:].isalnum()) or (last.isalnum() and after[:1].isalnum()):
            return False
        if first.isdigit() and _NUMBER_BEFORE.search(before):
            return False
        return not (last.isalnum() and _NUMBER_AFTER.match(after) and self._quantity(end))

    def _quantity(self, end: int) -> bool:
        """What ends here is a number, or a unit behind one."""
        return bool(re.search(r"\d\s?[A-Za-zµΩ°]{0,3}\Z", self._plain[max(0, end - 12) : end]))


def _plain(text: str) -> tuple[str, list[int]]:
    """The text without typography, and where each of its characters stands in the original."""
    text = text.translate(_SAME)
    dropped: set[int] = set()
    start = 0
    for formula in [*_FORMULA.finditer(text), None]:
        stop = formula.start() if formula else len(text)
        for mark in _EMPHASIS.finditer(text, start, stop):
            dropped.update(range(mark.start(), mark.end()))
        start = formula.end() if formula else stop
    letters: list[str] = []
    at: list[int] = []
    for position, letter in enumerate(text):
        if position in dropped:
            continue
        if letter.isspace() and (not letters or letters[-1] == " "):
            continue
        letters.append(" " if letter.isspace() else letter)
        at.append(position)
    return "".join(letters), at
