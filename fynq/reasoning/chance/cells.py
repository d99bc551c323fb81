"""A population split by one or more features, known by what adds up: counts or shares of groups.

Each fact is one linear equation between the sizes of the cells, so a question is answered exactly
when the facts determine it, and a population with these sizes shows that they fit together.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chance.wording import MEMBERS, TURNING, content, is_negative
from fynq.reasoning.problem import NotUnderstood

Cell = tuple[int, ...]
"""The level of each feature."""
Cells = frozenset[Cell]
_MOST = 400


@dataclass(frozen=True, slots=True)
class Level:
    """words: stems of its description. negative: it is the absence of what the words say."""

    name: str
    words: frozenset[str]
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """levels exclude each other, and one of them always holds."""

    levels: tuple[Level, ...]

    def having(self, word: str) -> frozenset[int]:
        return frozenset(at for at, level in enumerate(self.levels) if word in level.words)

    @property
    def words(self) -> frozenset[str]:
        return frozenset().union(*(level.words for level in self.levels))


@dataclass(frozen=True, slots=True)
class Fact:
    """size of `event` (within `given`) is `amount`; where given is not None, a share of given."""

    event: Cells
    amount: Fraction
    given: Cells | None = None


@dataclass
class Population:
    """facts: what is known, as counts or as shares of the whole. known: stems of the story that tell
    no group from another."""

    features: tuple[Feature, ...]
    facts: list[Fact] = field(default_factory=list)
    known: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    counted: tuple[tuple[int, frozenset[str]], ...] = ()
    """Numbers of the story and the words of the groups that they count, for a second reading."""

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(itertools.product(*(range(len(feature.levels)) for feature in self.features)))

    @property
    def whole(self) -> Cells:
        return frozenset(self.cells)

    def at(self, feature: int, level: int) -> Cells:
        return frozenset(cell for cell in self.cells if cell[feature] == level)

    def named(self, phrase: str) -> Cells:
        """The members that a phrase without connectives describes. Every word must belong to a
        level or to all members. Raises NotUnderstood."""
        if re.search(r"(?i)\bat least (?:1|one)\b", phrase) and all(_is_polar(feature) for feature in self.features):  # fmt: skip
            return self.whole - {tuple(1 for _ in self.features)}
        if re.search(r"(?i)\b(?:neither|none)\b", phrase) and all(_is_polar(feature) for feature in self.features):  # fmt: skip
            return frozenset({tuple(1 for _ in self.features)})
        if re.search(r"(?i)\bonly\b", phrase) and all(_is_polar(feature) for feature in self.features):  # fmt: skip
            inside = self.named(re.sub(r"(?i)\bonly\b", " ", phrase))
            named = [len({cell[at] for cell in inside}) == 1 for at in range(len(self.features))]
            return frozenset(cell for cell in inside if all(here or level == 1 for here, level in zip(named, cell, strict=True)))  # fmt: skip
        words = content(phrase)
        known = self.known.union(*(feature.words for feature in self.features))
        words -= MEMBERS - known
        if "other" in words:
            words -= content(" ".join(re.findall(r"(?i)other (\w+)", phrase))) - known
        if not words <= known:
            raise NotUnderstood(f"I do not know who or what is meant by '{phrase.strip()}'.")
        try:
            return self._cells(words, is_negative(phrase))
        except NotUnderstood:
            if words & self.known and words - self.known:
                return self._cells(words - self.known, is_negative(phrase))
            raise

    def _cells(self, words: frozenset[str], negative: bool) -> Cells:
        found: list[Cells] = []
        polar = False
        for at, feature in enumerate(self.features):
            levels = _levels(feature, words, negative)
            if levels is not None:
                found.append(frozenset(cell for cell in self.cells if cell[at] in levels))
                polar = polar or any(level.negative for level in feature.levels)
        if not found or (negative and len(found) > 1):
            raise NotUnderstood("I cannot tell which group a description is of.")
        cells = frozenset.intersection(*found)
        return self.whole - cells if negative and not polar else cells

    def size(self, cells: Cells) -> Fraction:
        """Raises CannotSolve when the facts leave it open."""
        return _determined(self.cells, self.facts, cells)

    def example(self) -> dict[Cell, Fraction]:
        """One population that fits all facts, with no negative number. Raises CannotSolve."""
        return _example(self.cells, self.facts)


def _is_polar(feature: Feature) -> bool:
    return [level.negative for level in feature.levels] == [False, True]


def _levels(feature: Feature, words: frozenset[str], negative: bool) -> frozenset[int] | None:
    """The levels that all the words fit; None where they say nothing of this feature. Raises
    NotUnderstood when no level has them all."""
    count = len(feature.levels)
    polar = [at for at, level in enumerate(feature.levels) if level.negative]
    if count == 2 and len(polar) == 1:
        if not words & feature.words:
            return None
        return frozenset((polar[0],)) if negative else frozenset((1 - polar[0],))
    telling = [found for word in words if 0 < len(found := feature.having(word)) < count]
    if not telling:
        return None
    common = frozenset.intersection(*telling)
    if not common:
        raise NotUnderstood("A description fits more than one group.")
    if any((feature.levels[at].words ^ words) & TURNING & feature.words for at in common):
        raise NotUnderstood("A description fits a group only in part.")
    return common


def _row(cells: Sequence[Cell], fact: Fact) -> list[Fraction]:
    if fact.given is None:
        return [Fraction(cell in fact.event) for cell in cells]
    both = fact.event & fact.given
    return [Fraction(cell in both) - fact.amount * (cell in fact.given) for cell in cells]


def _reduced(cells: Sequence[Cell], facts: Sequence[Fact]) -> list[list[Fraction]]:
    """Reduced row echelon form of the equations; the last column is the right side."""
    if len(cells) > _MOST:
        raise CannotSolve("There are too many groups.")
    rows = [[*_row(cells, fact), fact.amount if fact.given is None else Fraction(0)] for fact in facts]  # fmt: skip
    done: list[list[Fraction]] = []
    for column in range(len(cells)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [entry / pivot[column] for entry in pivot]
        rows = [_less(row, pivot, row[column]) for row in rows]
        done = [_less(row, pivot, row[column]) for row in done] + [pivot]
    if any(row[-1] for row in rows):
        raise CannotSolve("The numbers told contradict one another.")
    return done


def _less(row: list[Fraction], pivot: list[Fraction], by: Fraction) -> list[Fraction]:
    return [a - by * b for a, b in zip(row, pivot, strict=True)] if by else row


def _determined(cells: Sequence[Cell], facts: Sequence[Fact], wanted: Cells) -> Fraction:
    target = [Fraction(cell in wanted) for cell in cells] + [Fraction(0)]
    for row in _reduced(cells, facts):
        lead = next(at for at, entry in enumerate(row) if entry)
        target = _less(target, row, target[lead])
    if any(target[:-1]):
        raise CannotSolve("What is told does not determine this.")
    return -target[-1]


def _example(cells: Sequence[Cell], facts: Sequence[Fact]) -> dict[Cell, Fraction]:
    """A vertex of the polytope of all that fit: pivots of the columns until none is negative
    (dual steps by Bland's rule)."""
    rows = _reduced(cells, facts)
    count = len(cells)
    for _ in range(200):
        basis = [next(at for at in range(count) if row[at] == 1 and _unit(rows, row, at)) for row in rows]  # fmt: skip
        low = min((at for at, row in enumerate(rows) if row[-1] < 0), default=None, key=lambda at: basis[at])  # fmt: skip
        if low is None:
            found = dict.fromkeys(cells, Fraction(0))
            for at, row in zip(basis, rows, strict=True):
                found[cells[at]] = row[-1]
            return found
        enter = next((at for at in range(count) if rows[low][at] < 0), None)
        if enter is None:
            raise CannotSolve("The numbers told contradict one another.")
        pivot = [entry / rows[low][enter] for entry in rows[low]]
        rows = [pivot if at == low else _less(row, pivot, row[enter]) for at, row in enumerate(rows)]  # fmt: skip
    raise CannotSolve("The numbers told could not be brought together.")


def _unit(rows: list[list[Fraction]], row: list[Fraction], column: int) -> bool:
    return all(not other[column] for other in rows if other is not row)
