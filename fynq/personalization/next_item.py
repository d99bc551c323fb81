"""What a student should practise next, and why.

Skills are weighed by what one more item of them is expected to leave in the student's head
(`worth`). Of the items of the skills that weigh most, that one is taken which is foreseen to succeed three
times in four, and was not seen lately. How hard an item is said to be is drawn from what is believed of it
(Thompson 1933, "On the likelihood that one unknown probability exceeds another", Biometrika 25), so that
items of which little is known get their turn. The same seed gives the same choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from random import Random

from fynq.domain.knowledge import Skill
from fynq.domain.learner import MASTERY, Learner
from fynq.personalization.beliefs import logit
from fynq.personalization.outlook import Outlook, Prospect, rated
from fynq.personalization.readiness import DUE
from fynq.personalization.suggestion import (
    TARGET,
    Candidate,
    Reason,
    Situation,
    Suggestion,
    suggested,
)
from fynq.personalization.worth import PROBED, Worth, Worths, probing_items

_WIDTH = 1.5
"""How far from the target, in logits, an item is worth e^(-1/2) of what it is worth there."""
_AGAIN, _LATELY = 0.9, 0.1
"""What is left of an item's worth when the student has seen it, and when that was lately."""
_LOOKED_AT = 64
"""Items of the same skills that are compared; more are sampled."""
_CHANCE = 0.002
"""Differences of worth below this are left to chance."""


def choose(
    learner: Learner, candidates: Sequence[Candidate], situation: Situation, seed: int | str
) -> Suggestion | None:
    """None when no candidate is left. Linear in the number of candidates."""
    shelf = _shelf(candidates, situation)
    if not shelf:
        return None
    r = Random(seed)  # noqa: S311
    worths = Worths(learner, situation)
    outlook = Outlook(learner, situation.general, situation.edition, situation.now)
    probing = probing_items(situation)
    recent = frozenset(one.item for one in situation.lately)
    ranked = [
        (worths.of_all(skills) + _CHANCE * r.random(), skills, items)
        for skills, items in shelf.items()
    ]
    ranked.sort(key=lambda each: -each[0])
    most = PROBED if probing else 0.0
    best: _Pick | None = None
    for weight, skills, items in ranked:
        if best is not None and weight + most < best.score:
            break
        for pick in _picks(_looked_at(items, probing, r), outlook.of(skills), r):
            score = weight + (PROBED if pick.candidate.item.slug in probing else 0.0)
            score *= fit(pick.drawn) * fresh(pick.candidate, recent)
            if best is None or score > best.score:
                best = _Pick(pick.candidate, pick.chance, pick.drawn, score)
    assert best is not None
    exam = exam_decides(best.candidate.item.skills, shelf, worths, situation)
    return _explained(best, worths, situation, probing, exam=exam)


@dataclass(frozen=True, slots=True)
class _Pick:
    """chance: P(right answer), and drawn: had the item the difficulty that was drawn for it."""

    candidate: Candidate
    chance: float
    drawn: float
    score: float = 0.0


def fit(chance: float) -> float:
    """How well an item's expected success suits learning, in (0, 1]; 1 at TARGET."""
    return exp(-0.5 * ((logit(chance) - _AIM) / _WIDTH) ** 2)


_AIM = logit(TARGET)


def _shelf(
    candidates: Sequence[Candidate], situation: Situation
) -> Mapping[tuple[str, ...], list[Candidate]]:
    """What may be suggested, by skills."""
    excluded = situation.excluded
    shelf: dict[tuple[str, ...], list[Candidate]] = {}
    for candidate in candidates:
        if candidate.item.slug not in excluded:
            shelf.setdefault(candidate.item.skills, []).append(candidate)
    return shelf


def _looked_at(
    items: Sequence[Candidate], probing: frozenset[str], r: Random
) -> Sequence[Candidate]:
    if len(items) <= _LOOKED_AT:
        return items
    probes = [one for one in items if one.item.slug in probing]
    return (probes + r.sample(items, _LOOKED_AT))[:_LOOKED_AT]


def _picks(items: Sequence[Candidate], prospect: Prospect, r: Random) -> list[_Pick]:
    picks = []
    for candidate in items:
        hard = rated(candidate.difficulty, candidate.item.difficulty)
        seen = candidate.seen.outcome if candidate.seen else None
        drawn = prospect.at(r.gauss(hard.mean, sqrt(hard.variance)), 0.0, seen)
        picks.append(_Pick(candidate, prospect.chance(hard, seen), drawn))
    return picks


def fresh(candidate: Candidate, recent: frozenset[str]) -> float:
    if candidate.item.slug in recent:
        return _LATELY
    return 1.0 if candidate.seen is None else _AGAIN


def exam_decides(
    chosen: tuple[str, ...],
    shelf: Iterable[tuple[str, ...]],
    worths: Worths,
    situation: Situation,
) -> bool:
    """Without the exam other skills would weigh most, and with it these weigh more than they."""
    if situation.exam is None or situation.exam <= situation.now:
        return False
    others = max(shelf, key=worths.of_all_without_exam)
    behind = worths.of_all_without_exam(others) - worths.of_all_without_exam(chosen)
    return behind > _CHANCE and worths.of_all(chosen) > worths.of_all(others)


FIRM, SHAKY = 0.75, 0.5
"""P(known) from which on a student is told to have what a skill builds on, and below which nobody is
told to be getting the hang of one."""


def _explained(
    best: _Pick, worths: Worths, situation: Situation, probing: frozenset[str], *, exam: bool
) -> Suggestion:
    item = best.candidate.item
    if not item.skills:
        return suggested(item, Reason.EXPLORE, best.chance, "", situation.graph, {})
    skill = max(item.skills, key=lambda each: worths.of(each).total)
    worth = worths.of(skill)
    why = Reason.MISCONCEPTION if item.slug in probing else _reason(skill, worth, situation.goal)
    figures = {
        "known": worth.standing.known,
        "foundation": worth.foundation,
        "learned": worth.learned,
        "kept": worth.kept,
    }
    if worth.standing.met:
        figures["recall"] = worth.standing.recall
    days = exam_in(situation)
    if days is not None:
        figures["exam_in"] = float(days)
    aside = (
        _with_exam(days) if exam and days is not None and why is not Reason.MISCONCEPTION else ""
    )
    ground = _ground(why, worth, situation.graph.get(skill))
    return suggested(item, why, best.chance, skill, situation.graph, figures, ground, aside)


def _ground(why: Reason, worth: Worth, node: Skill | None) -> str:
    if why is Reason.LEARN:
        if node is None or not node.prerequisites:
            return "first"
        return "unsure" if worth.foundation < FIRM else ""
    return "shaky" if why is Reason.CONTINUE and worth.standing.known < SHAKY else ""


def exam_in(situation: Situation) -> int | None:
    """Days, 0 for today."""
    if situation.exam is None or situation.exam <= situation.now:
        return None
    return (situation.exam - situation.now).days


def _with_exam(days: int) -> str:
    when = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    return f"With your exam {when}, it is what helps most now."


def _reason(skill: str, worth: Worth, goal: Sequence[str]) -> Reason:
    standing = worth.standing
    if worth.probed:
        return Reason.MISCONCEPTION
    if standing.met and worth.kept > worth.learned:
        if standing.known >= MASTERY:
            return Reason.REVIEW if standing.recall < DUE else Reason.STRENGTHEN
        return Reason.CONTINUE
    if worth.told > worth.learned:
        return Reason.EXPLORE
    if goal and worth.wanted and skill not in goal:
        return Reason.FOUNDATION
    return Reason.CONTINUE if standing.met else Reason.LEARN
