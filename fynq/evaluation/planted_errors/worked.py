"""Worked solutions of word problems, shown as a student's own: how many are called wrong?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fynq.domain.errors import CannotSolve
from fynq.evaluation.records import read_jsonl, text_of
from fynq.reasoning.work.check import check_work

_ANNOTATION = re.compile(r"<<[^<>\n]{0,200}>>")
_RESULT = re.compile(r"\n####.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """read: some lines could be checked. blamed: those called wrong, with the line."""

    total: int
    read: int
    blamed: tuple[tuple[str, int], ...]


def show_worked(path: Path) -> Shown:
    """The layout of GSM8K: question, and answer with annotations and '#### result'. Raises
    InvalidInput."""
    total = read = 0
    blamed: list[tuple[str, int]] = []
    for question in _questions(path):
        total += 1
        try:
            work = check_work(question).work
        except CannotSolve:
            continue
        read += 1
        if work.first_wrong is not None:
            blamed.append((question, work.first_wrong))
    return Shown(total, read, tuple(blamed))


def _questions(path: Path) -> Iterator[str]:
    for line, entry in read_jsonl(path):
        asked, answer = (text_of(path, line, entry, name) for name in ("question", "answer"))
        steps = _RESULT.sub("", _ANNOTATION.sub("", answer))
        yield f"{asked}\nMy work:\n{steps}\nIs this right?"
