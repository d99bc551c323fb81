"""Where a newcomer stands, with a few questions.

A right answer to a skill closes what the skill builds on, a wrong one what builds on it (Doignon and
Falmagne 1985; see presumption.py): so the next question is about the skill with as many open ones below as
above it, which halves what is open whatever the answer. Its item is a little easier than an even
chance, which costs little information and is kinder (Eggen and Verschoor 2006, "Optimal testing with
easy or difficult items in computerized adaptive testing", Applied Psychological Measurement 30).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import exp
from random import Random

from fynq.domain.learner import Learner
from fynq.personalization.beliefs import logit
from fynq.personalization.outlook import Outlook, rated
from fynq.personalization.prerequisites import ancestors, builds_on, closure
from fynq.personalization.presumption import Presumptions
from fynq.personalization.suggestion import Candidate, Reason, Situation, Suggestion, suggested

MOST_ASKED = 8
"""Questions of a placement."""
_SURE = 0.4
"""4 p (1 - p) below this is sure enough: p about .89 or .11."""
_AIM, _WIDTH = logit(0.6), 1.5
_CHANCE = 0.05
_LOOKED_AT = 64


def newcomer(learner: Learner) -> bool:
    """Too little was answered to say where to begin."""
    return learner.successes + learner.failures < MOST_ASKED


def placement(
    learner: Learner,
    candidates: Sequence[Candidate],
    asked: Collection[str],
    situation: Situation,
    seed: int | str,
) -> Suggestion | None:
    """The next question. asked: the items, by slug, of this placement so far. None when enough is
    known, when MOST_ASKED were asked, or when nothing is left to ask."""
    if len(asked) >= MOST_ASKED:
        return None
    shelf: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        item = candidate.item
        if item.skills and item.slug not in asked and item.slug not in situation.excluded:
            shelf.setdefault(item.skills[0], []).append(candidate)
    r = Random(seed)  # noqa: S311
    known, told = _told(learner, shelf, situation)
    if not told:
        return None
    skill = max(told, key=lambda each: told[each] * (1.0 + _CHANCE * r.random()))
    outlook = Outlook(learner, situation.general, situation.edition, situation.now)
    items = shelf[skill]
    best: tuple[float, float, Candidate] | None = None
    for candidate in items if len(items) <= _LOOKED_AT else r.sample(items, _LOOKED_AT):
        hard = rated(candidate.difficulty, candidate.item.difficulty)
        seen = candidate.seen.outcome if candidate.seen else None
        chance = outlook.of(candidate.item.skills).chance(hard, seen)
        score = exp(-0.5 * ((logit(chance) - _AIM) / _WIDTH) ** 2) + _CHANCE * r.random()
        score /= len(candidate.item.skills) * (1 + (candidate.seen is not None))
        if best is None or score > best[0]:
            best = (score, chance, candidate)
    assert best is not None
    figures = {"known": known[skill], "told": told[skill]}
    return suggested(best[2].item, Reason.PLACEMENT, best[1], skill, situation.graph, figures)


def _told(
    learner: Learner, shelf: Iterable[str], situation: Situation
) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """P(known) of the skills, and how much an answer would say of each that may be asked about: how
    open it is, times the open skills that are closed with it, the harmonic mean of both ways. Only
    where all are closed, of those whose own answers are in doubt. Sets of skills are the bits of
    integers."""
    graph = situation.graph
    presumed = Presumptions(learner, graph, situation.edition, situation.now)
    known = {skill: presumed.of(skill).known for skill in (*graph, *shelf)}
    place = {skill: at for at, skill in enumerate(known)}
    below = closure(place, {slug: skill.prerequisites for slug, skill in graph.items()})
    above = closure(place, builds_on(graph))
    wanted = set(situation.goal) | set(ancestors(situation.goal, graph))
    doubt = {skill: 4.0 * share * (1.0 - share) for skill, share in known.items()}
    still_open = 0
    for skill in known:
        if doubt[skill] >= _SURE and (not wanted or skill in wanted):
            still_open |= 1 << place[skill]
    for skill, at in place.items():
        if presumed.of(skill).met:
            closed = (below if known[skill] >= 0.5 else above)[skill]
            still_open &= ~(closed | 1 << at)
    told = {}
    for skill in shelf:
        if still_open >> place[skill] & 1:
            down = (below[skill] & still_open).bit_count()
            up = (above[skill] & still_open).bit_count()
            told[skill] = doubt[skill] * (1.0 + 2.0 * down * up / max(down + up, 1))
    if not told:
        met = (skill for skill in shelf if presumed.of(skill).met and doubt[skill] >= _SURE)
        told = {skill: doubt[skill] for skill in met if not wanted or skill in wanted}
    return known, told
