"""What a student should practise next, and why.

A skill is worth practising by what one more item is expected to leave in memory at a horizon, the exam or a
month ahead: what may be learned of it where its foundations hold, and what a review keeps from being
forgotten. Within the skill the item is taken whose foreseen success is nearest three in four. Everything is a
function of what is believed now; the same seed gives the same choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random

from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import Learner
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.outlook import Outlook, rated
from fynq.personalization.ports import Edition
from fynq.personalization.presumption import Presumptions
from fynq.personalization.readiness import DUE

TARGET = 0.75
"""The success to aim at."""


class Reason(StrEnum):
    """Why an item was chosen."""

    REVIEW = "review"
    LEARN = "learn"
    CONTINUE = "continue"
    FOUNDATION = "foundation"
    MISCONCEPTION = "misconception"
    STRENGTHEN = "strengthen"
    EXPLORE = "explore"
    CHECK = "check"
    PLACEMENT = "placement"

    def sentence(self, skill: str) -> str:
        """For the student. skill: its name."""
        return _SENTENCES[self].format(skill=skill)


_SENTENCES = {
    Reason.REVIEW: "You knew {skill}; a short review now keeps it from fading.",
    Reason.LEARN: "You have what {skill} builds on, so it is a good next step.",
    Reason.CONTINUE: "You are getting the hang of {skill}; a few more will settle it.",
    Reason.FOUNDATION: "{skill} is what your goal builds on, and it is not firm yet.",
    Reason.MISCONCEPTION: "A slip in {skill} came up before; this shows whether it is gone.",
    Reason.STRENGTHEN: "You know {skill}; a harder one makes it firmer.",
    Reason.EXPLORE: "We do not know yet how well you know {skill}.",
    Reason.CHECK: "See whether {skill} works now without help.",
    Reason.PLACEMENT: "A few questions show where to begin; this one is about {skill}.",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A student and an item. outcome: of the last answer, in [0, 1]; times: that it was answered."""

    outcome: float
    at: datetime
    times: int = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """difficulty: as far as answers told; None where there were none."""

    item: PracticeItem
    seen: Seen | None = None
    difficulty: Difficulty | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """An open misconception, and the skills or items where it would show."""

    misconception: str
    skills: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lately:
    """An item that was answered a short while ago."""

    item: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a choice depends on besides the student and the items.

    general: difficulties of skills, as far as they are known. goal: the skills that the session, or
    the exam, is about; () for all. exam: when what is learned is needed. minutes: left of the student's time. lately:
    the items answered last, newest first. excluded: items, by slug, that must not be suggested.
    """

    now: datetime
    graph: Mapping[str, Skill] = field(default_factory=dict)
    general: Mapping[str, Difficulty] = field(default_factory=dict)
    edition: Edition = field(default_factory=Edition)
    goal: tuple[str, ...] = ()
    exam: datetime | None = None
    minutes: float | None = None
    probes: Sequence[Probe] = ()
    lately: Sequence[Lately] = ()
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """expected: P(right answer, without help). skill: the one that the item is meant for. figures:
    the numbers behind it, by name. sentence: why, for the student."""

    item: PracticeItem
    why: Reason
    expected: float
    skill: str
    sentence: str
    figures: Mapping[str, float] = field(default_factory=dict)


def choose(
    learner: Learner, candidates: Sequence[Candidate], situation: Situation, seed: int | str
) -> Suggestion | None:
    """None when there is nothing to suggest."""
    r = Random(seed)  # noqa: S311
    outlook = Outlook(learner, situation.general, situation.edition, situation.now)
    presumed = Presumptions(learner, situation.graph, situation.edition, situation.now)
    recent = {one.item for one in situation.lately}
    groups: dict[tuple[str, ...], list[Candidate]] = {}
    for candidate in candidates:
        if candidate.item.slug not in situation.excluded:
            groups.setdefault(candidate.item.skills, []).append(candidate)
    best: tuple[float, tuple[str, ...], str, Reason] | None = None
    for skills in groups:
        for skill in skills:
            standing = presumed.of(skill)
            foundation, _ = presumed.foundation(skill)
            why = Reason.CONTINUE if standing.met else Reason.LEARN
            worth = foundation * (1.0 - standing.ready)
            if standing.met and standing.known >= 0.95:
                why = Reason.REVIEW if standing.recall < DUE else Reason.STRENGTHEN
            ranked = (worth + 0.01 * r.random(), skills, skill, why)
            if best is None or ranked > best:
                best = ranked
    if best is None:
        return None
    _, skills, skill, why = best
    prospect = outlook.of(skills)
    scored = []
    for candidate in groups[skills]:
        seen = candidate.seen.outcome if candidate.seen else None
        chance = prospect.chance(rated(candidate.difficulty, candidate.item.difficulty), seen)
        again = (candidate.item.slug in recent, candidate.seen.times if candidate.seen else 0)
        scored.append((*again, abs(chance - TARGET), r.random(), chance, candidate))
    found = min(scored, key=lambda one: one[:4])
    return _suggested(found[5].item, why, found[4], skill, situation.graph)


def check_item(
    learner: Learner,
    candidates: Sequence[Candidate],
    skills: Sequence[str],
    situation: Situation,
    seed: int | str,
) -> Suggestion | None:
    """The one item that ends a resolved doubt about `skills`: it practises one of them, was not seen
    lately, and is foreseen nearest TARGET. None when no candidate practises any of them."""
    r = Random(seed)  # noqa: S311
    outlook = Outlook(learner, situation.general, situation.edition, situation.now)
    about = frozenset(skills)
    recent = {one.item for one in situation.lately}
    scored = []
    for candidate in candidates:
        item = candidate.item
        shared = about.intersection(item.skills)
        if not shared or item.slug in situation.excluded:
            continue
        seen = candidate.seen.outcome if candidate.seen else None
        chance = outlook.of(item.skills).chance(rated(candidate.difficulty, item.difficulty), seen)
        scored.append(
            (
                item.slug in recent,
                candidate.seen is not None,
                -len(shared) + len(item.skills),
                abs(chance - TARGET),
                r.random(),
                chance,
                candidate,
            )
        )
    if not scored:
        return None
    found = min(scored, key=lambda one: one[:5])
    item = found[6].item
    named = next(skill for skill in skills if skill in item.skills)
    return _suggested(item, Reason.CHECK, found[5], named, situation.graph)


def placement(
    learner: Learner,
    candidates: Sequence[Candidate],
    asked: Sequence[str],
    situation: Situation,
    seed: int | str,
) -> Suggestion | None:
    """The next question of a newcomer's placement. asked: items of this placement so far. None when
    enough is known, when MOST_ASKED were asked or nothing is left to ask."""
    if len(asked) >= MOST_ASKED:
        return None
    left = [c for c in candidates if c.item.slug not in asked and c.seen is None]
    found = choose(learner, left, situation, seed)
    if found is None:
        return None
    return _suggested(found.item, Reason.PLACEMENT, found.expected, found.skill, situation.graph)


def newcomer(learner: Learner) -> bool:
    """Too little was answered to say where to begin."""
    return learner.successes + learner.failures < MOST_ASKED


MOST_ASKED = 8
"""Questions of a placement."""


def _suggested(
    item: PracticeItem, why: Reason, expected: float, skill: str, graph: Mapping[str, Skill]
) -> Suggestion:
    name = graph[skill].name if skill in graph else skill
    return Suggestion(item, why, expected, skill, why.sentence(name), {"expected": expected})
