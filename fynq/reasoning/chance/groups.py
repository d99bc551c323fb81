"""Counts in prose: who is counted, out of how many, and which groups have parts of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fynq.reasoning.chance.wording import content, is_negative
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import NOT_READ


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
_PARTED = re.compile(
    r"(?i)[:;–—]|\b(?:of|among) (?:whom|which|them|these|those|the \d+)\b|\b(?:who|whose|that|while|where)\b"
    r"|\b(?:consist|compris|divid|split|compos|made up)\w*\b|\b(?:total|altogether|in all)\b"
)
"""What tells a whole and its parts from a list of groups."""
_OF_WHOM = re.compile(r"(?i)\b(?:of whom|of which|of them)\b")
_ONE = re.compile(r"(?i)\b(?:1|a|an) (?:of (?:the|these|them) )?[\w ]{0,40}?\b(?:is|are|was) (?:randomly |then )?(?:chosen|selected|picked|drawn|taken)\b|\b(?:randomly|random)\b")  # fmt: skip


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


def _is_list(said: list[str]) -> bool:
    """Groups of one rank: '5 red, 3 blue and 2 green marbles', '6 cars, 4 trucks and 2 vans'."""
    words = [text.lower().split() for text in said]
    if not all(words):
        return False
    lasts = [own[-1] for own in words]
    shared = len(words[0]) == 1 and len(words[-1]) > 1 and lasts[-1] != lasts[0]
    return shared or (all(last.endswith("s") for last in lasts) and len(set(lasts)) == len(lasts))


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
    if count is not None and sum(known) == count and len(known) > 1:
        if _PARTED.search(sentence):
            return True
        if _is_list([_group(part).said for part in clauses]):
            return False
        raise NotUnderstood("The first number may be all of them, or one group beside the others.")
    return count is not None and ((None in parts and sum(known) < count) or (len(parts) == 1 and parts[0] is not None and parts[0] < count and bool(_OF_WHOM.search(sentence))))  # fmt: skip
