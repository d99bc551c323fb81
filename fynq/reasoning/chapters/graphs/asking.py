"""What a page asks: the lowest line that names something to be found, and what is given for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.graphs.given import Equation, Given, read_given
from fynq.reasoning.chapters.graphs.page import REFUSAL, Line, Page, read_page, require_known
from fynq.reasoning.chapters.graphs.vocabulary import FILLER, NOTE, TOPIC
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.solved import Report, SolvedProblem

T = TypeVar("T")
_CHAPTER = "graphs.exercises"


@dataclass(frozen=True, slots=True)
class Asked:
    """words: the line that asks, notes included. found: the words that name what is asked for.
    rows: what is given, the line that asks and the item below it first, then the lines above.
    text: the lines above, the line that asks and its item, with HOLE for each of `formulas`."""

    words: str
    found: re.Match[str]
    rows: tuple[tuple[Given, ...], ...]
    text: str
    formulas: tuple[str, ...]
    places: int | None

    def says(self, pattern: str) -> bool:
        return re.search(pattern, self.text) is not None

    def after(self, pattern: str) -> tuple[Given, ...]:
        """What the formula gives that follows the words of the last match of `pattern`."""
        found = list(re.finditer(rf"(?:{pattern})\s*{HOLE}", self.text))
        if not found:
            return ()
        return read_given(self.formulas[self.text[: found[-1].end()].count(HOLE) - 1])

    def pick(self, choose: Callable[[Given], T | None]) -> list[T]:
        """All that `choose` accepts in the nearest row that has any."""
        for row in self.rows:
            chosen = [item for given in row if (item := choose(given)) is not None]
            if chosen:
                return chosen
        raise NotUnderstood(REFUSAL)

    def only(self, choose: Callable[[Given], T | None]) -> T:
        chosen = list(dict.fromkeys(self.pick(choose)))
        if len(chosen) != 1:
            raise NotUnderstood(REFUSAL)
        return chosen[0]


@dataclass(frozen=True, slots=True)
class Worked:
    """final and asked: LaTeX. steps: titles and Markdown. note: what goes with the answer."""

    asked: str
    final: str
    steps: Sequence[tuple[str, str]]
    concept: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """key: the words that name what is asked for. more: other words that such a line may have.
    read: raises NotUnderstood when something is missing. holds: what confirmed the answer, by
    other means than `work`; '' when it is not confirmed."""

    name: str
    key: re.Pattern[str]
    read: Callable[[Asked], T]
    work: Callable[[T], Worked]
    holds: Callable[[T, str], str]
    skills: tuple[str, ...]
    more: frozenset[str] = frozenset()


def chosen(kinds: Sequence[Kind[Any]], question: str) -> tuple[Kind[Any], Any]:
    """The kind that accounts for every word of the question, and what it read. Raises NotUnderstood."""
    page = read_page(question)
    for at in range(len(page.lines) - 1, -1, -1):
        line = page.lines[at]
        refused = False
        for kind in kinds:
            for found in kind.key.finditer(line.words):
                refused = True
                try:
                    return kind, kind.read(_asked(page, at, kind, found))
                except NotUnderstood:
                    continue
        if refused:
            break
    raise NotUnderstood(REFUSAL)


def _asked(page: Page, at: int, kind: Kind[Any], found: re.Match[str]) -> Asked:
    line, below, above = page.lines[at], page.lines[at + 1 :], page.lines[:at]
    items = [other for other in below if other.bare and other.formulas]
    told_below = [other for other in below if not other.bare and other.formulas]
    if told_below and (items or len(told_below) > 1 or line.formulas):
        raise NotUnderstood(REFUSAL)
    items = items or told_below
    notes = [other for other in below if not other.bare and not other.formulas]
    rest = line.words[: found.start()] + " " + line.words[found.end() :]
    for text in (rest, *(other.words for other in (*notes, *told_below))):
        require_known(NOTE.sub(" ", text), FILLER, kind.more)
    for other in above:
        require_known(NOTE.sub(" ", other.words), FILLER, TOPIC, kind.more)
    own = [*line.formulas, *(items[-1].formulas if items else ())]
    words = " ".join([line.words, *(note.words for note in notes)])
    data = [other for other in above if _counts(other, line, items)]
    rows = [_given(own, strict=True)]
    rows += [_given(other.formulas, strict=False) for other in reversed(data)]
    if any(
        isinstance(given, Equation) and given.relation.op != "=" for row in rows for given in row
    ):
        raise NotUnderstood(REFUSAL)
    told = [*data, line, *items[-1:]]
    text = " ".join(item.words for item in (*told, *notes))
    every = tuple(formula for item in told for formula in item.formulas)
    return Asked(words, found, tuple(row for row in rows if row), text, every, page.places)


def _counts(other: Line, asking: Line, items: Sequence[Line]) -> bool:
    """Former items of the same instruction are no data of the last one."""
    return bool(other.formulas) and not (items and other.words == asking.words)


def _given(formulas: Sequence[str], *, strict: bool) -> tuple[Given, ...]:
    found: list[Given] = []
    for formula in formulas:
        try:
            found += read_given(formula)
        except CannotSolve:
            if strict:
                raise NotUnderstood(REFUSAL) from None
    return tuple(found)


def solve_by(kinds: Sequence[Kind[Any]], question: str) -> SolvedProblem:
    kind, read = chosen(kinds, question)
    worked = kind.work(read)
    solved = presented(_CHAPTER, kind.name, worked.asked, worked.final, worked.steps, kind.skills, worked.concept)  # fmt: skip
    return replace(solved, notes=(worked.note,)) if worked.note else solved


def check_by(kinds: Sequence[Kind[Any]], question: str, solved: SolvedProblem) -> Report:
    kind, read = chosen(kinds, question)
    detail = kind.holds(read, solved.final)
    return judged(solved, bool(detail), detail)
