"""Which skill needs which: a graph without cycles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class EdgeSource(StrEnum):
    """STATED: somebody said so. COURSE_ORDER: only the order of lessons in a course speaks for it."""

    STATED = "stated"
    COURSE_ORDER = "course_order"


@dataclass(frozen=True, slots=True)
class Edge:
    """`skill` needs `prerequisite`."""

    skill: str
    prerequisite: str
    source: EdgeSource = EdgeSource.STATED


Needs = Mapping[str, Sequence[str]]
"""The prerequisites of each skill."""


def knots(needs: Needs) -> list[frozenset[str]]:
    """Skills that need each other in the end, or themselves: the strongly connected components that
    have a cycle (Tarjan 1972, "Depth-first search and linear graph algorithms", SIAM Journal on
    Computing 1), without recursion."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    waiting: set[str] = set()
    found: list[frozenset[str]] = []

    def enter(slug: str) -> None:
        order[slug] = low[slug] = len(order)
        stack.append(slug)
        waiting.add(slug)

    for start in needs:
        if start in order:
            continue
        enter(start)
        walks = [(start, iter(needs.get(start, ())))]
        while walks:
            slug, below = walks[-1]
            for further in below:
                if further not in order:
                    enter(further)
                    walks.append((further, iter(needs.get(further, ()))))
                    break
                if further in waiting:
                    low[slug] = min(low[slug], order[further])
            else:
                walks.pop()
                if walks:
                    above = walks[-1][0]
                    low[above] = min(low[above], low[slug])
                if low[slug] == order[slug]:
                    members = {stack.pop()}
                    while slug not in members:
                        members.add(stack.pop())
                    waiting -= members
                    if len(members) > 1 or slug in needs.get(slug, ()):
                        found.append(frozenset(members))
    return found


def without_cycles(edges: Iterable[Edge], needs: Needs) -> tuple[list[Edge], list[Edge]]:
    """The edges in their order without those that would close a cycle with `needs` and those before
    them; and those."""
    grown = {skill: list(prerequisites) for skill, prerequisites in needs.items()}
    kept, closing = [], []
    for edge in edges:
        if _reaches(edge.prerequisite, edge.skill, grown):
            closing.append(edge)
        else:
            grown.setdefault(edge.skill, []).append(edge.prerequisite)
            kept.append(edge)
    return kept, closing


def _reaches(start: str, goal: str, needs: Mapping[str, Sequence[str]]) -> bool:
    waiting, seen = [start], {start}
    while waiting:
        slug = waiting.pop()
        if slug == goal:
            return True
        for further in needs.get(slug, ()):
            if further not in seen:
                seen.add(further)
                waiting.append(further)
    return False
