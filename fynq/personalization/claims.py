"""What people say of a skill, as evidence: bounded, and never enough for mastery.

Students' marks for themselves agree with their teachers' with a correlation of about .4 (Falchikov and
Boud 1989, "Student self-assessment in higher education: a meta-analysis", Review of Educational Research
59): there is something in them, and less than in one answer. So a student's word moves the belief
like half an answer to an average item, and leaves it less sure than before, so that the next answer
settles the matter; a teacher's word is worth two answers, and makes the belief surer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from uuid import UUID

from fynq.domain.belief import Belief
from fynq.domain.corrections import Claim
from fynq.domain.learner import MASTERY, EventKind, LearningEvent
from fynq.personalization.beliefs import SKILL_VARIANCE, Trace, nudge, pull
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.options import PersonalizationOptions

DISPUTE = 0.1
"""Variance, in logits squared, that a student's word adds to a skill's, up to the prior one."""
MOST_KNOWN = 0.9
"""As far as a word raises P(knows it): below the gate of mastery, so that only answers pass it."""
_MOST_WEIGHT = 4.0
_ABOUT_SKILLS = (Claim.KNOWS, Claim.DOES_NOT)

assert MOST_KNOWN < MASTERY


def weight(options: PersonalizationOptions, event: LearningEvent) -> float:
    """How much a claim counts, in answers; 0 for any other event."""
    correction = event.correction
    if event.kind is not EventKind.CORRECTED or correction is None:
        return 0.0
    if correction.claim not in _ABOUT_SKILLS:
        return 0.0
    value = options.staff_claim_weight if correction.staff else options.claim_weight
    return min(max(0.0, value), _MOST_WEIGHT) if isfinite(value) else 0.0


def heed(
    trace: Trace,
    tracing: Tracing,
    side: Belief,
    share: float,
    *,
    knows: bool,
    staff: bool,
    amount: float,
) -> None:
    """Moves what is believed of a skill, one of 1/share. side: what the student can do in all of
    them, and how sure that is."""
    outcome = 1.0 if knows else 0.0
    before = trace.variance
    nudge(trace, share, pull(side.mean, side.variance, outcome, amount=amount))
    if not staff:
        trace.variance = max(before, min(before + DISPUTE, SKILL_VARIANCE))
    trace.known = heeded(trace.known, tracing, knows=knows, amount=amount)


def heeded(known: float, tracing: Tracing, *, knows: bool, amount: float) -> float:
    """P(knows it) after somebody's word."""
    told = tracing.told(known, 1.0 if knows else 0.0)
    moved = known + min(amount, 1.0) * (told - known)
    return max(known, min(moved, MOST_KNOWN)) if knows else min(known, moved)


@dataclass(frozen=True, slots=True)
class Void:
    """Why an event does not count. by: the correction; staff: a teacher's."""

    by: UUID
    staff: bool


def voids(corrections: Sequence[LearningEvent]) -> Mapping[UUID, Void]:
    """Which events do not count. corrections: all of a student, in the order in which they are
    applied.

    A correction that is taken back counts no more; a student cannot take a teacher's back. Of
    claims about one skill the last one of the student counts, and the last one of the teachers. What
    a student and a teacher rule out, the teacher does.
    """
    given = {event.id: event for event in corrections if event.correction is not None}
    void: dict[UUID, Void] = {}
    for event in given.values():
        assert event.correction is not None
        if event.correction.claim is not Claim.TAKEN_BACK or event.correction.takes_back is None:
            continue
        taken = given.get(event.correction.takes_back)
        if taken is None or taken.correction is None:
            continue
        allowed = event.correction.staff or not taken.correction.staff
        if taken.correction.claim is not Claim.TAKEN_BACK and allowed:
            void.setdefault(taken.id, Void(event.id, event.correction.staff))
    last: dict[tuple[str, bool], UUID] = {}
    for event in reversed(given.values()):
        correction = event.correction
        assert correction is not None
        if event.id in void:
            continue
        if correction.claim in _ABOUT_SKILLS:
            topic = ("~".join(event.skills), correction.staff)
            later = last.setdefault(topic, event.id)
            if later != event.id:
                void[event.id] = Void(later, correction.staff)
        elif correction.claim in (Claim.NOT_ME, Claim.MISLED):
            for ruled_out in correction.events:
                former = void.get(ruled_out)
                outranked = former is not None and former.staff and not correction.staff
                if ruled_out not in given and not outranked:
                    void[ruled_out] = Void(event.id, correction.staff)
    return void
