"""Prose with counts as a population: a table, a partition with parts, or groups that overlap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from fynq.reasoning.chance.cells import Fact, Feature, Level, Population
from fynq.reasoning.chance.groups import Group, Told, told
from fynq.reasoning.chance.overlaps import joins, overlapping
from fynq.reasoning.chance.wording import MEMBERS, content, is_negative
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import NOT_READ

_OTHERS = "The numbers of the groups do not add up."
_CHANGES = re.compile(r"(?i)\b(?:replac|remov|put back|eaten|eats one|added|adds|lost|loses|then|twice|again|except)\w*")  # fmt: skip


def population(sentences: Sequence[str]) -> Population:
    """Raises NotUnderstood."""
    facts = " ".join(sentences)
    if _CHANGES.search(facts):
        raise NotUnderstood("I do not read this condition.")
    found = told(sentences)
    if len(found.rows) == 1 and found.total is None:
        row = found.rows[0]
        groups = (*row.parts, *found.groups)
        found = Told(
            row.head.count, groups, (), found.story, found.about | row.head.words, row.head.words
        )
    if found.rows:
        if found.groups or len(found.rows) < 2:
            raise NotUnderstood(NOT_READ)
        return _table(found)
    return _nested(found)


# --- rows of parts ---


def _table(found: Told) -> Population:
    heads = _levels([row.head for row in found.rows])
    width = {len(row.parts) for row in found.rows}
    if len(width) != 1 or width == {1}:
        raise NotUnderstood(NOT_READ)
    order = [_matching(found.rows[0].parts, row.parts) for row in found.rows]
    columns: list[Level] = []
    for at, part in enumerate(found.rows[0].parts):
        words = frozenset().union(
            *(row.parts[order[r][at]].words for r, row in enumerate(found.rows))
        )
        columns.append(Level(part.said, words, part.negative))
    polar = [level.negative for level in columns]
    if any(polar):
        if sorted(polar) != [False, True]:
            raise NotUnderstood(NOT_READ)
    else:
        columns = _telling(columns)
    people = Population((Feature(heads), Feature(tuple(columns))))
    for r, row in enumerate(found.rows):
        counts = [row.parts[order[r][at]].count for at in range(len(columns))]
        known = [count for count in counts if count is not None]
        head = row.head.count or 0
        if None in counts:
            counts = [head - sum(known) if count is None else count for count in counts]
        if sum(count or 0 for count in counts) != head:
            raise NotUnderstood(_OTHERS)
        people.facts += [Fact(frozenset({(r, at)}), Fraction(count or 0)) for at, count in enumerate(counts)]  # fmt: skip
    whole = sum(row.head.count or 0 for row in found.rows)
    if found.total is not None and found.total != whole:
        people.notes = (f"The text speaks of {found.total}, but its groups add up to {whole}; the groups are counted here.",)  # fmt: skip
    people.known = found.about | (found.story - people.features[0].words - people.features[1].words)
    people.counted = tuple((part.count, part.words) for row in found.rows for part in row.parts if part.count)  # fmt: skip
    return people


def of_table(rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]], story: Sequence[str]) -> Population:  # fmt: skip
    """The population of a table of counts. Raises NotUnderstood when names cannot be told apart."""
    if any(re.search(r"\b(?!1\b)\d+\b", sentence) for sentence in story):
        raise NotUnderstood(NOT_READ)
    sides = [_levels([Group(0, name, negative=is_negative(re.sub("(?i)^non-?", "not ", name))) for name in names]) for names in (rows, columns)]  # fmt: skip
    people = Population((Feature(sides[0]), Feature(sides[1])))
    people.facts = [Fact(frozenset({(r, c)}), Fraction(n)) for r, line in enumerate(counts) for c, n in enumerate(line)]  # fmt: skip
    people.known = frozenset().union(*map(content, story)) - people.features[0].words - people.features[1].words  # fmt: skip
    return people


def _levels(groups: Sequence[Group]) -> tuple[Level, ...]:
    negative = [group.negative for group in groups]
    if any(negative):
        if len(groups) != 2 or all(negative):
            raise NotUnderstood(NOT_READ)
        words = frozenset().union(*(group.words for group in groups if group.words))
        return tuple(Level(group.said, words, group.negative) for group in groups)
    return tuple(_telling([Level(group.said, group.words) for group in groups]))


def _telling(levels: list[Level]) -> list[Level]:
    """Without the words that all levels share. Raises NotUnderstood when one has none left."""
    shared = frozenset.intersection(*(level.words for level in levels))
    told_apart = [Level(level.name, level.words - shared) for level in levels]
    if not all(level.words for level in told_apart) or len({level.words for level in told_apart}) < len(levels):  # fmt: skip
        raise NotUnderstood("I cannot tell two groups apart.")
    return told_apart


def _matching(first: Sequence[Group], other: Sequence[Group]) -> list[int]:
    """For each part of the first row, its place in the other."""
    if [part.negative for part in first].count(True) == 1 and len(first) == 2:
        return [next(at for at, part in enumerate(other) if part.negative == one.negative) for one in first]  # fmt: skip
    mine, theirs = _telling([Level("", p.words) for p in first]), _telling([Level("", p.words) for p in other])  # fmt: skip
    found = []
    for level in mine:
        scores = [len(level.words & its.words) for its in theirs]
        best = [at for at, score in enumerate(scores) if score == max(scores)]
        if max(scores) == 0 or len(best) != 1:
            raise NotUnderstood("I cannot tell which groups belong together.")
        found.append(best[0])
    if len(set(found)) != len(found):
        raise NotUnderstood("I cannot tell which groups belong together.")
    return found


# --- a partition, and parts of its groups ---


def _nested(found: Told) -> Population:
    if any(joins(group) for group in found.groups):
        return overlapping(found)
    if len(found.groups) == 1 and found.total is not None and found.groups[0].count is not None:
        return _one_part(found, found.total, found.groups[0])
    split = _end_of_partition(found)
    first, later = list(found.groups[:split]), found.groups[split:]
    if len(first) < 2:
        raise NotUnderstood(NOT_READ)
    levels = _levels(first)
    counts = [group.count for group in first]
    known = sum(count for count in counts if count is not None)
    if None in counts:
        if found.total is None or counts.count(None) > 1 or found.total <= known:
            raise NotUnderstood(_OTHERS)
        counts = [found.total - known if count is None else count for count in counts]
    whole = sum(count or 0 for count in counts)
    if found.total is not None and found.total != whole:
        raise NotUnderstood(_OTHERS)
    partition = Feature(levels)
    if not later:
        people = Population((partition,))
        people.facts = [Fact(people.at(0, at), Fraction(count or 0)) for at, count in enumerate(counts)]  # fmt: skip
    else:
        people = _with_parts(partition, counts, first, later, found.members)
    people.known = found.about | found.story - frozenset().union(
        *(f.words for f in people.features)
    )
    people.counted = tuple((group.count, group.words) for group in found.groups if group.count)
    return people


def _one_part(found: Told, total: int, group: Group) -> Population:
    """One group of all, and the others."""
    count, words = group.count or 0, group.words - found.members - MEMBERS
    if group.negative or not words or count > total:
        raise NotUnderstood(_OTHERS)
    people = Population((Feature((Level("with", words), Level("without", words, True))),))
    people.facts = [Fact(people.at(0, 0), Fraction(count)), Fact(people.at(0, 1), Fraction(total - count))]  # fmt: skip
    people.known = found.about | found.story - words
    return people


def _end_of_partition(found: Told) -> int:
    total = 0
    for at, group in enumerate(found.groups):
        if group.count is None:
            return at + 1
        total += group.count
        if total == found.total:
            return at + 1
    return len(found.groups)


def _with_parts(partition: Feature, counts: Sequence[int | None], first: Sequence[Group], later: Sequence[Group], members: frozenset[str]) -> Population:  # fmt: skip
    """later: for each group, how many of it have one more feature."""
    parts: dict[int, tuple[int, frozenset[str]]] = {}
    every = (members | MEMBERS).union(*(group.words for group in first))
    for group in later:
        if group.count is None or group.negative:
            raise NotUnderstood(NOT_READ)
        telling = [levels for word in group.words if (levels := partition.having(word))]
        common = frozenset.intersection(*telling) if telling else frozenset()
        if len(common) != 1 or next(iter(common)) in parts:
            raise NotUnderstood(NOT_READ)
        parts[next(iter(common))] = (group.count, group.words - every)
    words = frozenset.intersection(*(words for _, words in parts.values()))
    if len(parts) != len(partition.levels) or not words:
        raise NotUnderstood(NOT_READ)
    people = Population((partition, Feature((Level("with", words), Level("without", words, True)))))
    for at, (count, _) in parts.items():
        if count > (counts[at] or 0):
            raise NotUnderstood(_OTHERS)
        people.facts.append(Fact(people.at(0, at), Fraction(counts[at] or 0)))
        people.facts.append(Fact(people.at(0, at) & people.at(1, 0), Fraction(count)))
    return people
