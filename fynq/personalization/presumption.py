"""What may be presumed of skills that a student was never asked about.

Who can do a skill likely can do what it builds on, and who cannot likely cannot do what builds on it:
the surmise relation of Doignon and Falmagne 1985 ("Spaces for the assessment of knowledge",
International Journal of Man-Machine Studies 23), softened, because graphs are drawn by people and answers
slip. A presumption is made when it is needed and never stored: a learner stays the replay of
the log, and one answer never counts twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from math import exp

from fynq.domain.knowledge import Skill
from fynq.domain.learner import Learner
from fynq.personalization.beliefs import logit
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.ports import Edition
from fynq.personalization.prerequisites import builds_on
from fynq.personalization.readiness import recall_of

_KEPT = 0.85
"""What one edge of the graph leaves of a surmise."""
_USUAL = Tracing()


@dataclass(frozen=True, slots=True)
class Standing:
    """One skill. known: P(knows it); recall: P(recalled now), 1 where nothing is known of it;
    met: there were answers to it."""

    known: float
    recall: float
    met: bool

    @property
    def ready(self) -> float:
        """P(knows it and recalls it now)."""
        return self.known * self.recall


class Presumptions:
    """Of every skill of a graph, for one student at one moment."""

    def __init__(
        self, learner: Learner, graph: Mapping[str, Skill], edition: Edition, now: datetime
    ) -> None:
        self._learner, self._edition, self._now = learner, edition, now
        self._graph = graph
        self._shift = learner.ability
        known = {slug: state.known for slug, state in learner.skills.items() if state.chances}
        self._surmised = _spread(known, graph)
        self._made: dict[str, Standing] = {}

    def of(self, skill: str) -> Standing:
        found = self._made.get(skill)
        if found is None:
            found = self._made[skill] = self._of(skill)
        return found

    def foundation(self, skill: str) -> tuple[float, str]:
        """How ready the weakest prerequisite is, and which it is; (1, "") where there is none."""
        node = self._graph.get(skill)
        weakest, name = 1.0, ""
        for slug in node.prerequisites if node else ():
            ready = self.of(slug).ready if slug != skill else 1.0
            if ready < weakest:
                weakest, name = ready, slug
        return weakest, name

    def _of(self, skill: str) -> Standing:
        state = self._learner.skills.get(skill)
        if state is not None and state.chances:
            recalled = recall_of(state, self._now)
            return Standing(state.known, 1.0 if recalled is None else recalled, True)
        start = state.known if state else self._edition.tracing.get(skill, _USUAL).known
        plain = 1.0 / (1.0 + exp(-(logit(start) + self._shift)))
        least, most = self._surmised.get(skill, (0.0, 1.0))
        return Standing(max(min(plain, most), least), 1.0, False)


def _spread(
    known: Mapping[str, float], graph: Mapping[str, Skill]
) -> dict[str, tuple[float, float]]:
    """Bounds of P(known) of the skills that were not met: at least, from what builds on them; at
    most, from what they build on. Each edge keeps _KEPT of the difference that evidence makes."""
    builds = builds_on(graph)
    below = _flood(known, lambda slug: graph[slug].prerequisites if slug in graph else ())
    above = _flood(
        {slug: 1.0 - share for slug, share in known.items()}, lambda slug: builds.get(slug, ())
    )
    return {
        slug: (below.get(slug, 0.0), 1.0 - above.get(slug, 0.0)) for slug in below.keys() | above
    }


def _flood(
    sources: Mapping[str, float], onwards: Callable[[str], Iterable[str]]
) -> dict[str, float]:
    """The strongest way from any source to every skill that is none; best first, so once each."""
    queue = [(-strength, slug) for slug, strength in sources.items() if strength > _LEAST]
    queue.sort()
    best: dict[str, float] = {}
    done: set[str] = set()
    while queue:
        strength, slug = heappop(queue)
        if slug in done:
            continue
        done.add(slug)
        if slug not in sources:
            best[slug] = -strength
        passed = strength * _KEPT
        if -passed < _LEAST:
            continue
        for other in onwards(slug):
            if other not in done and other not in sources:
                heappush(queue, (passed, other))
    return best


_LEAST = 0.3
