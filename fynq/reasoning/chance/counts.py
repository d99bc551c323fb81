"""Prose with counts as a population: totals, groups, groups of groups, and 'the rest'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chance.cells import Cells, Fact, Feature, Level, Population
from fynq.reasoning.chance.wording import MEMBERS, content, is_negative
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import NOT_READ

_OTHERS = "The numbers of the groups do not add up."


@dataclass(frozen=True, slots=True)
class Group:
    """count: None for 'the rest'. said: its description. of_the: a part of a group named in it."""

    count: int | None
    said: str
    of_the: bool = False
    negative: bool = False

    @property
    def words(self) -> frozenset[str]:
        return content(self.said)


@dataclass(frozen=True, slots=True)
class Row:
    head: Group
    parts: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """total: how many there are in all, where it is said. rows: groups with their own parts."""

    total: int | None
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    story: frozenset[str]
    about: frozenset[str]
    members: frozenset[str]
    """Stems of the story; those outside the descriptions of groups; those that describe all."""


_SPLIT = re.compile(
    r"\s*(?:[,;:]|\b(?:while|but|whereas)\b|\band\b(?=\s+(?:(?:the|only|about|another)\s+)*(?:other|others|rest|remainder|remaining|\d)))\s*"
    r"(?:and\b\s*)?|\s*\b(?:of whom|of which|of them)\b\s*|(?<=\w)\s+(?:contains?|consists?(?: of)?|includes?|is made up of|has|holds|with)\s+(?=\d)"
)
_ROW = re.compile(r"(?i)^(?:out )?of (?:the |these |those |all )?(?P<n>\d+)\b(?P<said>[^,]*)$|^(?:among|from) (?:the |these |those )?(?P<m>\d+)\b(?P<desc>[^,]*)$")  # fmt: skip
_REST = re.compile(r"(?i)^(?:and )?(?:the |all )?(?:(?:rest|remainder)\b(?: of (?:the|them|these)(?: \w+)?)?|remaining(?: \w+)?|others\b)\s*(?P<said>.*)$")  # fmt: skip
_OF_WHOM = re.compile(r"(?i)\b(?:of whom|of which|of them)\b")
_ONE = re.compile(r"(?i)\b(?:1|a|an) (?:of (?:the|these|them) )?[\w ]{0,40}?\b(?:is|are|was) (?:randomly |then )?(?:chosen|selected|picked|drawn|taken)\b|\b(?:randomly|random)\b")  # fmt: skip
_CHANGES = re.compile(r"(?i)\b(?:replac|remov|put back|eaten|eats one|added|adds|lost|loses|then|twice|again|except)\w*")  # fmt: skip


def told(sentences: Sequence[str]) -> Told:
    """Raises NotUnderstood when a number has no place."""
    total: int | None = None
    groups: list[Group] = []
    rows: list[Row] = []
    story: set[str] = set()
    about: set[str] = set()
    members: frozenset[str] = frozenset()
    for sentence in sentences:
        story |= content(re.sub(r"\d+", " ", sentence))
        about |= content(re.split(r"\d", sentence)[0])
        if _ONE.search(sentence) and not re.search(r"\b(?!1\b)\d+\b", sentence):
            continue
        if not re.search(r"\d", sentence) and not _REST.match(sentence):
            continue
        if re.search(r"\d%|\d\.\d|\d/\d", sentence):
            raise NotUnderstood(NOT_READ)
        found = _clauses(sentence)
        row = _ROW.match(found[0]) if found else None
        if row is not None and len(found) > 1:
            said = row["said"] or row["desc"] or ""
            head = Group(int(row["n"] or row["m"]), said, negative=is_negative(said))
            rows.append(Row(head, tuple(_group(clause) for clause in found[1:])))
            continue
        for clause in found:
            group = _group(clause)
            if total is None and not groups and not rows and group.count is not None and not group.of_the and len(found) == 1 + sum(map(_numbered, found[1:])) and _is_whole(clause, found, sentence):  # fmt: skip
                total = group.count
                members = group.words
            else:
                groups.append(group)
    return Told(
        total, tuple(groups), tuple(rows), frozenset(story), frozenset(about) | members, members
    )


def _numbered(clause: str) -> bool:
    return bool(re.search(r"\d", clause)) or bool(_REST.match(clause))


def _clauses(sentence: str) -> list[str]:
    """The parts with one number each; a part without one belongs to the part before it."""
    sentence = re.sub(r"\([^()]*\)", " ", sentence).strip(" .")
    found: list[str] = []
    for part in _SPLIT.split(sentence):
        if not part or not part.strip():
            continue
        if _numbered(part):
            found.append(part.strip())
        elif found:
            found[-1] += " " + part.strip()
    if any(len(re.findall(r"\b\d+\b", _unhyphened(part))) > 1 and not re.search(r"\b\d+ times\b", part) for part in found):  # fmt: skip
        raise NotUnderstood(NOT_READ)
    return found


def _unhyphened(text: str) -> str:
    return re.sub(r"\b\d+-\w+|\w+-\d+\b", " ", text)


def _group(clause: str) -> Group:
    rest = _REST.match(clause)
    if rest is not None and not re.search(r"\d", clause):
        return Group(None, rest["said"], negative=is_negative(rest["said"]))
    found = re.search(r"\b(?P<n>\d+)\b(?P<of> of (?:the|these|those|them|all)\b)?(?P<said>.*)$", _unhyphened(clause))  # fmt: skip
    if found is None:
        raise NotUnderstood(NOT_READ)
    return Group(int(found["n"]), found["said"].strip(), bool(found["of"]), is_negative(found["said"]))  # fmt: skip


def _is_whole(clause: str, clauses: list[str], sentence: str) -> bool:
    """A clause that tells how many there are in all: nothing is said of them but what they are,
    or the parts that follow add up to it."""
    if clause != clauses[0]:
        return False
    if re.match(r"(?i)(?:in|at|from|among)\b[^\d]*\d+ [a-z' -]+$", clause) and len(clauses) > 2:
        return True
    if re.search(
        r"(?i)\b(?:class|group|sample|survey|total|set|batch|school|club|team|shipment|box|lot|crate|case|pack|bag|jar|carton) of \d",
        clause,
    ):
        return True
    count = _group(clause).count
    parts = [_group(part).count for part in clauses[1:]]
    if not parts:
        return True
    known = [part for part in parts if part is not None]
    return count is not None and ((sum(known) == count and len(known) > 1) or (None in parts and sum(known) < count) or (len(parts) == 1 and parts[0] is not None and parts[0] < count and bool(_OF_WHOM.search(sentence))))  # fmt: skip


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
    if any(_joins(group) for group in found.groups):
        return _overlapping(found)
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


# --- groups that overlap ---

_BOTH = re.compile(r"(?i)\bboth\b|\ball (?:2|3)\b")
_NONE = re.compile(
    r"(?i)\bneither\b|\bnone\b|\bnothing\b|n't\b.*\banything\b|\bnot\b.*\b(?:anything|any|either)\b|\bno\b.*\bat all\b"
)


def _joins(group: Group) -> bool:
    return bool(_BOTH.search(group.said) or _NONE.search(group.said) or re.search(r"(?i)\band\b(?! week| year)", group.said))  # fmt: skip


def _overlapping(found: Told) -> Population:
    """Single groups, some in common, some members in none of them.

    The counts of single groups hold everyone in them, unless only the other reading ('only in
    this group') fits the total.
    """
    single = [group for group in found.groups if not _joins(group)]
    if not 2 <= len(single) <= 4 or any(group.negative or group.count is None for group in found.groups if not _NONE.search(group.said)):  # fmt: skip
        raise NotUnderstood(NOT_READ)
    own = [level.words for level in _own(single, found.members)]
    features = tuple(Feature((Level(group.said, words), Level("not " + group.said, words, True))) for group, words in zip(single, own, strict=True))  # fmt: skip
    people = Population(features)
    ins: list[frozenset[int]] = []
    for group in found.groups:
        if _NONE.search(group.said):
            ins.append(frozenset())
        elif _joins(group):
            named = frozenset(at for at, words in enumerate(own) if words & group.words)
            ins.append(named if named or len(single) > 2 else frozenset(range(len(single))))
            if len(ins[-1]) < 2 or not group.words <= frozenset().union(*(g.words for g in single)) | found.story:  # fmt: skip
                raise NotUnderstood(NOT_READ)
        else:
            ins.append(frozenset((single.index(group),)))
    counts = [Fraction(group.count or 0) for group in found.groups]
    whole = [] if found.total is None else [Fact(people.whole, Fraction(found.total))]
    within = [frozenset(cell for cell in people.cells if all(cell[at] == 0 for at in into)) if into else _only(people, into) for into in ins]  # fmt: skip
    people.facts = whole + [Fact(cells, count) for cells, count in zip(within, counts, strict=True)]
    people.known = found.about | found.story - frozenset().union(*own)
    try:
        people.example()
    except CannotSolve:
        if found.total is None or sum(counts) != found.total:
            raise NotUnderstood(_OTHERS) from None
        only = [_only(people, into) for into in ins]
        people.facts = whole + [Fact(cells, count) for cells, count in zip(only, counts, strict=True)]  # fmt: skip
        people.facts += [Fact(frozenset({cell}), Fraction(0)) for cell in people.whole.difference(*only)]  # fmt: skip
        people.notes = ("The groups add up to all only if each counts those who are in no other group.",)  # fmt: skip
    return people


def _only(people: Population, into: frozenset[int]) -> Cells:
    return frozenset(cell for cell in people.cells if all((level == 0) == (at in into) for at, level in enumerate(cell)))  # fmt: skip


def _own(groups: Sequence[Group], members: frozenset[str]) -> list[Level]:
    """Each with the words that no other group has."""
    found = []
    for group in groups:
        others = members.union(*(other.words for other in groups if other is not group))
        if not group.words - others:
            raise NotUnderstood("I cannot tell two groups apart.")
        found.append(Level(group.said, group.words - others))
    return found
