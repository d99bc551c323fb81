"""Groups that share members, told by the counts of single groups and of what they have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chance.cells import Cells, Fact, Feature, Level, Population
from fynq.reasoning.chance.groups import Group, Told
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import NOT_READ

_BOTH = re.compile(r"(?i)\bboth\b|\ball (?:2|3)\b")
_NONE = re.compile(
    r"(?i)\bneither\b|\bnone\b|\bnothing\b|n't\b.*\banything\b|\bnot\b.*\b(?:anything|any|either)\b|\bno\b.*\bat all\b"
)


def joins(group: Group) -> bool:
    return bool(_BOTH.search(group.said) or _NONE.search(group.said) or re.search(r"(?i)\band\b(?! week| year)", group.said))  # fmt: skip


def overlapping(found: Told) -> Population:
    """Single groups, some in common, some members in none of them.

    The counts of single groups hold everyone in them, unless only the other reading ('only in
    this group') fits the total.
    """
    single = [group for group in found.groups if not joins(group)]
    if not 2 <= len(single) <= 4 or any(group.negative or group.count is None for group in found.groups if not _NONE.search(group.said)):  # fmt: skip
        raise NotUnderstood(NOT_READ)
    own = [level.words for level in _own(single, found.members)]
    features = tuple(Feature((Level(group.said, words), Level("not " + group.said, words, True))) for group, words in zip(single, own, strict=True))  # fmt: skip
    people = Population(features)
    ins: list[frozenset[int]] = []
    for group in found.groups:
        if _NONE.search(group.said):
            ins.append(frozenset())
        elif joins(group):
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
            raise NotUnderstood("The numbers of the groups do not add up.") from None
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
