"""Questions that a book asks of its own text: exercises of their section, definitions of their term."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from fynq.retrieval.kinds import kind_of_title
from fynq.retrieval.ranking.asking import Question, QuestionKind, Told, asks, bare, digest

_APART = frozenset({"exercise", "solution", "answer_key", "glossary"})
"""Kinds that are left out of these searches: an exercise is nearest to itself, and then to others."""
_LARGEST = 10
"""A section of more than one in so many rows of a collection is found without being looked for."""
_MOST_ANSWERS = 40
_LABEL = re.compile(r"^\s*(?:\*\*[^*\n]{1,40}\*\*|\(?\d+[.)]|[A-Z][a-z]+ \d[\d.]*[.:])\s*")
_OPTIONS = re.compile(r"^\s*(?:[-*+]\s+)?\(?[a-hA-H][.)]\s|^\s*[-*+]\s|^\s*\||^\s*#", re.MULTILINE)
_ENTRY = re.compile(r"^(?:[-*+]\s+)?\*\*(?P<term>[^*\n]{2,60})\*\*\s*(?:[:–—]|-\s)\s*(?P<told>\S.*)$", re.M)  # fmt: skip
_JOINT = " > "


def exercises(
    chunks: Sequence[Told], titles: Sequence[str], order: Sequence[int]
) -> Iterator[Question]:
    """An exercise for any passage of its section."""
    sections = _Sections(chunks)
    for row in order:
        if chunks[row].kind == "exercise":
            found = [text for part in _paragraphs(chunks[row].text) if asks(text := _task(part))]
            answers = sections.of(row)
            if found and answers:
                text = min(found, key=digest)
                yield _question("exercise", text, row, sections, answers)


def definitions(
    chunks: Sequence[Told], titles: Sequence[str], order: Sequence[int]
) -> Iterator[Question]:
    """What a glossary says of a term, for any passage of its section that has the term."""
    sections = _Sections(chunks)
    for row in order:
        if chunks[row].kind not in ("glossary", "definition"):
            continue
        entries = [found for found in _ENTRY.finditer(chunks[row].text) if asks(found["told"])]
        if not entries:
            continue
        entry = min(entries, key=lambda found: digest(found["told"]))
        term = re.compile(rf"(?<!\w){re.escape(_named(entry['term']))}", re.IGNORECASE)
        answers = sections.of(row, term)
        if answers:
            yield _question("definition", bare(entry["told"]), row, sections, answers)


@dataclass(frozen=True, slots=True)
class _Place:
    row: int
    heading: str


class _Sections:
    """Where the text of each document's sections is."""

    def __init__(self, chunks: Sequence[Told]) -> None:
        self._chunks = chunks
        self._told: dict[UUID, list[_Place]] = defaultdict(list)
        for row, chunk in enumerate(chunks):
            if chunk.kind not in _APART:
                self._told[chunk.document].append(_Place(row, chunk.heading))
        self._apart = tuple(row for row, chunk in enumerate(chunks) if chunk.kind in _APART)

    def of(self, row: int, holding: re.Pattern[str] | None = None) -> tuple[int, ...]:
        """Rows of the section that `row` belongs to, those `holding` the term where one is named;
        none when they are so many that finding one proves nothing."""
        chunk = self._chunks[row]
        above = _above(chunk.heading)
        answers = tuple(
            place.row
            for place in self._told[chunk.document]
            if place.row != row
            and (not above or place.heading == above or place.heading.startswith(above + _JOINT))
            and (holding is None or holding.search(self._chunks[place.row].text))
        )
        few = len(answers) <= min(_MOST_ANSWERS, len(self._chunks) // _LARGEST)
        return answers if few else ()

    def hidden(self, row: int) -> tuple[int, ...]:
        """Rows that hold the question, or such as it."""
        return self._apart if self._chunks[row].kind in _APART else (*self._apart, row)


def _question(
    kind: QuestionKind, text: str, row: int, sections: _Sections, answers: tuple[int, ...]
) -> Question:
    return Question(kind, text, row, "", "", "", answers, sections.hidden(row))


def _above(heading: str) -> str:
    """The path of the section that exercises or a glossary under this path belong to."""
    parts = heading.split(_JOINT) if heading else []
    while parts and kind_of_title(parts[-1]) in _APART:
        parts.pop()
    return _JOINT.join(parts)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text):
        if not _OPTIONS.match(paragraph):
            yield paragraph


def _task(paragraph: str) -> str:
    """Without its label and without the options to choose from."""
    options = _OPTIONS.search(paragraph, 1)
    return bare(_LABEL.sub("", paragraph[: options.start()] if options else paragraph))


def _named(term: str) -> str:
    """Less what brackets add: "adenosine triphosphate (ATP)" stands in a text without them."""
    return re.sub(r"\s*\([^)]*\)", "", term).strip(" :.") or term
