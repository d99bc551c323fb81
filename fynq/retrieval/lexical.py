"""BM25 over the rows of a segment, in arrays that several processes can map.

    vocabulary.npy  uint8, the terms in UTF-8, sorted, one after another
    ends.npy        int64 (terms + 1,), where each term begins and ends in it
    postings.npy    int64 (terms + 1,), where each term's rows begin and end
    rows.npy        int32, ascending within a term
    impacts.npy     uint8, 255 times the saturated frequency of the term in the row
    idf.npy         float32 (terms,)
    lexical.json    format, rows, languages, the mean length

The impact does not hold the idf, so that a question can weigh its terms and a small addition can
reuse the statistics of the whole. A byte per posting moves a score by less than 0.4 % of a term's
weight; Robertson and Zaragoza 2009 for the formula, with the weighted head of BM25F.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fynq.retrieval.durable import map_array, write_durably
from fynq.retrieval.max_score import Posting, contenders
from fynq.retrieval.neighbours import REACH, around
from fynq.retrieval.text.words import Reader, languages_of

FORMAT = 1
K1 = 1.2
B = 0.75
HEAD_WEIGHT = 1.0
"""How often a term of the head counts, compared with one of the body."""
_ARRAYS = ("vocabulary", "ends", "postings", "rows", "impacts", "idf")
_META = "lexical.json"
_BLOCK = 2_000_000
_LENT = 0.5
"""Of a row's score, the share that is earned together with the rows around it."""
_PRUNED = 50_000
"""Postings of a question from which it pays to leave some unread."""
_MOST_TERMS = 64
"""Of a long question only the rarest terms are looked up."""

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


class LexicalRefused(Exception):
    """The files are missing, incomplete or of another format."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's terms in an index. ids: -1 for a term that no row has. weights: idf times the
    square root of how often the question says it."""

    terms: tuple[str, ...]
    ids: NDArray[np.int64]
    weights: Scores

    @property
    def highest(self) -> float:
        """What a row could reach that is full of every term, those that no row has included."""
        return float(self.weights.sum())


@dataclass(frozen=True, slots=True)
class Lexical:
    """An index of rows 0 to rows - 1. Safe for threads once built or opened."""

    rows: int
    languages: tuple[str, ...]
    mean_length: float
    arrays: Mapping[str, NDArray[Any]]
    unseen: float
    """The idf of a term that no row has."""

    @classmethod
    def build(
        cls,
        texts: Sequence[str],
        heads: Sequence[str] = (),
        statistics: Lexical | None = None,
        languages: Sequence[str] = (),
    ) -> Lexical:
        """heads: a title or heading path for each text, or none at all.

        statistics: an index whose idf, mean length and languages are used, so that the scores of
        both can be compared. languages: recognised when not given.
        """
        if statistics is not None:
            languages = statistics.languages
        reader = Reader(tuple(languages) or languages_of(texts))
        counted = _count(texts, heads, reader)
        mean = statistics.mean_length if statistics else counted.mean_length
        return _assemble(counted, reader.languages, mean, statistics)

    def save(self, folder: Path) -> list[str]:
        """Writes the files into an existing folder and returns their names; the last is the one
        without which open() refuses the rest."""
        names = []
        for name in _ARRAYS:
            names.append(f"{name}.npy")
            write_durably(folder / names[-1], np.asarray(self.arrays[name]))
        meta = {
            "format": FORMAT,
            "rows": self.rows,
            "languages": list(self.languages),
            "mean_length": self.mean_length,
            "unseen": self.unseen,
        }
        write_durably(folder / _META, json.dumps(meta).encode())
        return [*names, _META]

    @classmethod
    def open(cls, folder: Path) -> Lexical:
        """Maps the files where they are large. Raises LexicalRefused; whether they were altered is for whoever keeps
        their hashes to say."""
        try:
            meta = json.loads((folder / _META).read_bytes())
            arrays = {name: map_array(folder / f"{name}.npy") for name in _ARRAYS}
            found = cls(
                rows=int(meta["rows"]),
                languages=tuple(map(str, meta["languages"])),
                mean_length=float(meta["mean_length"]),
                arrays=arrays,
                unseen=float(meta["unseen"]),
            )
        except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
            raise LexicalRefused(f"{folder.name}: {type(error).__name__}") from error
        if meta.get("format") != FORMAT or not _fits(found):
            raise LexicalRefused(f"{folder.name}: another format or shapes that do not agree")
        return found

    def ask(self, query: str) -> Asked:
        """The terms of a question and their weights here; scores() and best() take it as well."""
        counts: dict[str, int] = {}
        for term in Reader(self.languages).query_terms(query):
            counts[term] = counts.get(term, 0) + 1
        terms = tuple(counts)
        ids = np.fromiter((self._find(term) for term in terms), np.int64, len(terms))
        idf = self.arrays["idf"]
        weights = np.fromiter(
            (
                (float(idf[at]) if at >= 0 else self.unseen) * math.sqrt(counts[term])
                for term, at in zip(terms, ids, strict=True)
            ),
            np.float32,
            len(terms),
        )
        if len(terms) > _MOST_TERMS:
            kept = np.sort(np.argsort(-weights, kind="stable")[:_MOST_TERMS])
            terms = tuple(terms[at] for at in kept)
            ids, weights = ids[kept], weights[kept]
        return Asked(terms, ids, weights)

    def scores(self, query: str | Asked, allowed: Mask | None = None) -> Scores:
        """BM25 of every row, shape (rows,); 0 where no term matches or the row isn't allowed."""
        asked = self.ask(query) if isinstance(query, str) else query
        scores = np.zeros(self.rows, np.float32)
        for posting in self._postings(asked):
            scores[posting.rows] += posting.gains
        if allowed is not None:
            scores[~allowed] = 0.0
        return scores

    def best(
        self, query: str | Asked, limit: int, allowed: Mask | None = None
    ) -> tuple[Scores, Rows]:
        """Scores above 0 and their rows, best first, the lower row first among equals."""
        asked = self.ask(query) if isinstance(query, str) else query
        postings = list(self._postings(asked))
        if sum(len(posting.rows) for posting in postings) < _PRUNED:
            return highest(self.scores(asked, allowed), limit)
        chosen = contenders(postings, self.rows, limit, allowed)
        scores = np.zeros(len(chosen), np.float32)
        for posting in postings:
            scores += posting.of(chosen)
        found, places = highest(scores, limit)
        return found, chosen[places]

    def matched(self, asked: Asked, row: int) -> tuple[str, ...]:
        """Which of the asked terms the row holds, the weightiest first."""
        found = []
        rows, starts = self.arrays["rows"], self.arrays["postings"]
        for term, at, weight in zip(asked.terms, asked.ids, asked.weights, strict=True):
            if at >= 0:
                start, end = int(starts[at]), int(starts[at + 1])
                place = start + int(np.searchsorted(rows[start:end], row))
                if place < end and rows[place] == row:
                    found.append((-float(weight), term))
        return tuple(term for _, term in sorted(found))

    def coverage(self, asked: Asked, chosen: Rows) -> Scores:
        """Impacts in [0, 1] of the asked terms in the chosen rows, shape (terms, chosen)."""
        result = np.zeros((len(asked.terms), len(chosen)), np.float32)
        rows, starts, impacts = (self.arrays[name] for name in ("rows", "postings", "impacts"))
        for line, at in enumerate(asked.ids):
            if at >= 0 and len(chosen):
                start, end = int(starts[at]), int(starts[at + 1])
                places = np.searchsorted(rows[start:end], chosen)
                held = places < end - start
                held[held] = rows[start + places[held]] == chosen[held]
                result[line, held] = impacts[start + places[held]] / np.float32(255)
        return result

    def in_context(
        self,
        asked: Asked,
        chosen: Rows,
        owners: NDArray[Any],
        allowed: Mask | None = None,
        instead: tuple[int, Scores] | None = None,
    ) -> Scores:
        """BM25 of the chosen rows, shape (chosen,), half of it earned together with the rows
        around them in the same document: there each term counts where it is strongest.

        owners, allowed: as in `around`. instead: a row and the impacts, shape (terms,), that it is
        given in this question.
        """
        near, inside = around(chosen, owners, allowed)
        distinct, places = np.unique(near, return_inverse=True)
        impacts = self.coverage(asked, distinct)
        if instead is not None:
            impacts[:, distinct == instead[0]] = instead[1][:, None]
        held = impacts[:, places.reshape(near.shape)]
        together = np.where(inside, held, np.float32(0)).max(axis=2, initial=0.0)
        both = (1 - _LENT) * held[:, :, REACH] + _LENT * together
        scores: Scores = asked.weights @ both
        return scores

    def _postings(self, asked: Asked) -> Iterator[Posting]:
        """Of each term with rows."""
        rows, starts, impacts = (self.arrays[name] for name in ("rows", "postings", "impacts"))
        for at, weight in zip(asked.ids, asked.weights, strict=True):
            if at >= 0:
                part = slice(int(starts[at]), int(starts[at + 1]))
                yield Posting(rows[part], impacts[part], float(weight))

    def _find(self, term: str) -> int:
        """The term's number, or -1."""
        wanted = term.encode()
        vocabulary, ends = self.arrays["vocabulary"], self.arrays["ends"]
        low, high = 0, len(ends) - 1
        while low < high:
            middle = (low + high) // 2
            if vocabulary[ends[middle] : ends[middle + 1]].tobytes() < wanted:
                low = middle + 1
            else:
                high = middle
        held = low < len(ends) - 1
        return low if held and vocabulary[ends[low] : ends[low + 1]].tobytes() == wanted else -1


def highest(scores: Scores, limit: int) -> tuple[Scores, Rows]:
    """The scores above 0 and their rows, best first, the lower row first among equals."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > limit > 0:
        values = scores[rows]
        threshold = np.partition(values, len(values) - limit)[len(values) - limit]
        rows = rows[values >= threshold]
    order = np.lexsort((rows, -scores[rows]))[: max(limit, 0)]
    return scores[rows[order]], rows[order]


@dataclass(frozen=True, slots=True)
class _Counted:
    """One entry for each term in each row, rows ascending. numbers: of the terms in `known`."""

    known: Mapping[str, int]
    rows: NDArray[np.int32]
    numbers: NDArray[np.int32]
    counts: Scores
    lengths: Scores

    @property
    def mean_length(self) -> float:
        return float(self.lengths.mean()) if len(self.lengths) else 0.0


def _count(texts: Sequence[str], heads: Sequence[str], reader: Reader) -> _Counted:
    known: dict[str, int] = {}
    blocks: list[tuple[NDArray[np.int32], NDArray[np.int32], Scores]] = []
    lengths = np.zeros(len(texts), np.float32)
    numbers: list[int] = []
    weights: list[float] = []
    spans: list[tuple[int, int]] = []

    def note(terms: Sequence[str], weight: float) -> None:
        numbers.extend(known.setdefault(term, len(known)) for term in terms)
        weights.extend([weight] * len(terms))

    for row, text in enumerate(texts):
        before = len(numbers)
        if heads and heads[row]:
            note(reader.terms(heads[row]), HEAD_WEIGHT)
        note(reader.terms(text), 1.0)
        spans.append((row, len(numbers) - before))
        lengths[row] = sum(weights[before:])
        if len(numbers) >= _BLOCK or row == len(texts) - 1:
            blocks.append(_distinct(spans, numbers, weights))
            numbers, weights, spans = [], [], []
    if not blocks:
        empty = np.zeros(0, np.int32)
        blocks = [(empty, empty, np.zeros(0, np.float32))]
    rows, terms, counts = (np.concatenate(column) for column in zip(*blocks, strict=True))
    return _Counted(known, rows, terms, counts, lengths)


def _distinct(
    spans: Sequence[tuple[int, int]], numbers: Sequence[int], weights: Sequence[float]
) -> tuple[NDArray[np.int32], NDArray[np.int32], Scores]:
    rows = np.repeat(np.array([row for row, _ in spans], np.int64), [length for _, length in spans])
    keys = (rows << 32) | np.array(numbers, np.int64)
    unique, inverse = np.unique(keys, return_inverse=True)
    counts = np.bincount(inverse, np.array(weights, np.float64), len(unique))
    return (
        (unique >> 32).astype(np.int32),
        (unique & 0xFFFFFFFF).astype(np.int32),
        counts.astype(np.float32),
    )


def _assemble(
    counted: _Counted, languages: tuple[str, ...], mean: float, statistics: Lexical | None
) -> Lexical:
    encoded = sorted((term.encode(), number) for term, number in counted.known.items())
    places = np.zeros(len(encoded), np.int64)
    for place, (_, number) in enumerate(encoded):
        places[number] = place
    sorted_numbers = places[counted.numbers].astype(np.int32)
    order = np.argsort(sorted_numbers, kind="stable")
    postings = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum(np.bincount(sorted_numbers, minlength=len(encoded)), out=postings[1:])
    ends = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(term) for term, _ in encoded], out=ends[1:])
    norms = K1 * (1 - B + B * counted.lengths / max(mean, 1e-9))
    impacts = counted.counts / (counted.counts + norms[counted.rows])
    impacts = np.maximum(np.rint(impacts[order] * 255), 1).astype(np.uint8)
    frequencies = np.diff(postings).astype(np.float64)
    total = len(counted.lengths)
    if statistics is None:
        idf, unseen = _idf(frequencies, total), float(_idf(np.zeros(1), total)[0])
    else:
        unseen = statistics.unseen
        held = np.array([statistics._find(term.decode()) for term, _ in encoded], np.int64)
        idf = np.full(len(encoded), unseen, np.float32)
        idf[held >= 0] = statistics.arrays["idf"][held[held >= 0]]
    arrays: dict[str, NDArray[Any]] = {
        "vocabulary": np.frombuffer(b"".join(term for term, _ in encoded), np.uint8),
        "ends": ends,
        "postings": postings,
        "rows": counted.rows[order],
        "impacts": impacts,
        "idf": idf,
    }
    return Lexical(total, languages, mean, arrays, unseen)


def _idf(frequencies: NDArray[np.float64], total: int) -> Scores:
    return np.log1p((total - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)


def _fits(index: Lexical) -> bool:
    arrays = index.arrays
    terms = len(arrays["idf"])
    if any(arrays[name].ndim != 1 for name in _ARRAYS):
        return False
    return (
        len(arrays["ends"]) == len(arrays["postings"]) == terms + 1
        and len(arrays["rows"]) == len(arrays["impacts"]) == int(arrays["postings"][-1])
        and len(arrays["vocabulary"]) == int(arrays["ends"][-1])
    )
