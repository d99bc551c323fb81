"""What a student alone ruled out does not count, and does not help to mastery either.

Striking failures costs nothing, so a gate that only sees what is left could be passed by striking. Each
skill of which the student alone ruled something out is therefore traced once more with all of it, and is
mastered only if both tracings say so. The second one comes up by answers alone, or ends where a
teacher rules the same out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from fynq.domain.corrections import Claim
from fynq.domain.learner import EventKind, Learner, LearningEvent, RuledOut
from fynq.personalization.claims import Void, heeded
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.learner_model import credited, guess_of, topics
from fynq.personalization.ports import Edition, Meeting

_USUAL = Tracing()


def heard(learner: Learner, event: LearningEvent, meeting: Meeting, edition: Edition) -> Learner:
    """After an event that counts. learner: as the event moved it."""
    if not learner.ruled_out:
        return learner
    traced = [skill for skill in topics(event) if skill in learner.ruled_out]
    return _traced(learner, event, meeting, edition, {s: learner.ruled_out[s] for s in traced})


def passed_over(
    learner: Learner, event: LearningEvent, meeting: Meeting, edition: Edition, void: Void
) -> Learner:
    """After an event that does not count. learner: before it."""
    learner = replace(learner, turn=meeting.turn)
    if void.staff or not _begins(event, meeting):
        return learner
    before: dict[str, RuledOut] = {}
    for skill in topics(event):
        state = learner.skills.get(skill)
        known = state.known if state else edition.tracing.get(skill, _USUAL).known
        begun = RuledOut(known, state is not None and state.unaided)
        before[skill] = learner.ruled_out.get(skill, begun)
    return _traced(learner, event, meeting, edition, before)


def _begins(event: LearningEvent, meeting: Meeting) -> bool:
    """Whether the event, if it counted, would be the first of a skill."""
    if event.kind is EventKind.CORRECTED:
        return False
    looked = event.kind is EventKind.ITEM_ANSWERED and event.solution_seen
    told = event.outcome is not None and not math.isnan(event.outcome)
    return meeting.side is not None or (looked and told)


def _traced(
    learner: Learner,
    event: LearningEvent,
    meeting: Meeting,
    edition: Edition,
    before: Mapping[str, RuledOut],
) -> Learner:
    if not before:
        return learner
    ruled_out, skills = dict(learner.ruled_out), dict(learner.skills)
    for skill, former in before.items():
        now = _after(former, event, meeting, edition.tracing.get(skill, _USUAL))
        ruled_out[skill] = now
        state = skills.get(skill)
        if state is not None and state.confirmed != now.passes:
            skills[skill] = replace(state, confirmed=now.passes)
    return replace(learner, ruled_out=ruled_out, skills=skills)


def _after(now: RuledOut, event: LearningEvent, meeting: Meeting, tracing: Tracing) -> RuledOut:
    """As `learner_model` moves what is known of a skill."""
    correction = event.correction
    if event.kind is EventKind.CORRECTED:
        if correction is None or meeting.amount <= 0.0:
            return now
        knows = correction.claim is Claim.KNOWS
        known = heeded(now.known, tracing, knows=knows, amount=meeting.amount)
        return RuledOut(known, now.unaided and knows)
    if meeting.side is None:
        return now
    outcome = credited(event)
    if outcome is None:
        told = tracing.told(now.known, 0.0)
        return RuledOut(now.known + meeting.amount * (told - now.known), now.unaided)
    helped = event.hints > 0 or event.solution_seen
    unaided = not helped and (event.outcome or 0.0) >= 1.0
    return RuledOut(tracing.after(now.known, outcome, guess_of(event)), unaided)
