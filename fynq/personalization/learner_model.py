"""From one observation to what we believe of a student: pure, and constant in time.

`observe` is `foresight`'s model for one event of the product, with what a product has to know besides:
the mastery gate, memory, help, and doubts. The learner after an event depends on the learner before
it, on the event, and on what the event met (`ports.Meeting`), on nothing else; so the replay of a
student's log gives the same learner to the last bit, whatever other students did meanwhile.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from fynq.domain.belief import Belief
from fynq.domain.corrections import Claim
from fynq.domain.learner import EventKind, Learner, LearningEvent, SkillState
from fynq.personalization.beliefs import (
    DIFFICULTY_VARIANCE,
    SKILL_VARIANCE,
    Difficulty,
    Met,
    Pupil,
    Trace,
    grown,
    learn,
    nudge,
    pull,
)
from fynq.personalization.blend import Blend, usual
from fynq.personalization.claims import heed, weight
from fynq.personalization.foresight import features_of
from fynq.personalization.forgetting import AGAIN, GOOD, HARD, USUAL, Memory, review
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.misconceptions import after
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.ports import Difficulties, Edition, Meeting, Thing

MAX_SKILLS = 16
"""An event that names more skills than this says nothing particular about any of them."""
HINTED = 0.5
"""What a success with hints is worth."""
_MOST_GUESS = 0.9
_DAY = 86_400.0
_USUAL = Tracing()


def topics(event: LearningEvent) -> tuple[str, ...]:
    """The skills that an event says something about."""
    skills = tuple(dict.fromkeys(skill for skill in event.skills if skill))
    return skills if len(skills) <= MAX_SKILLS else ()


def things(event: LearningEvent) -> tuple[Thing, ...]:
    """What the event's difficulties are of: its skills, and the item that was answered."""
    skills: list[Thing] = [("skill", skill) for skill in topics(event)]
    if not skills or event.kind in (EventKind.RATING, EventKind.CORRECTED):
        return ()
    answered = event.kind is EventKind.ITEM_ANSWERED and event.item
    return (*skills, ("item", event.item)) if answered and event.item else tuple(skills)


def unmet(thing: Thing) -> Difficulty:
    """What is believed of a thing that nobody answered yet."""
    return Difficulty() if thing[0] == "item" else Difficulty(variance=DIFFICULTY_VARIANCE)


def credited(event: LearningEvent) -> float | None:
    """What an answered item is worth, in [0, 1]; None when it says nothing. After a look at the
    solution a right answer says nothing, and a wrong one is wrong."""
    outcome = event.outcome
    if event.kind is not EventKind.ITEM_ANSWERED or outcome is None or math.isnan(outcome):
        return None
    outcome = min(max(outcome, 0.0), 1.0)
    if event.solution_seen:
        return None if outcome > 0.0 else 0.0
    return outcome * HINTED if event.hints > 0 else outcome


def apply(
    options: PersonalizationOptions,
    learner: Learner,
    event: LearningEvent,
    difficulties: Difficulties,
    edition: Edition,
) -> tuple[Learner, Meeting]:
    """One event, and the record of what it met. Moves the difficulties."""
    skills = topics(event)
    if event.kind is EventKind.CORRECTED:
        meeting = Meeting(learner.turn + 1, edition.version, weight(options, event))
        return observe(learner, event, meeting, edition, None, ()), meeting
    doubt = event.kind is EventKind.DOUBT_ASKED
    amount = _asked(options, event) if doubt else float(credited(event) is not None)
    if not skills or amount <= 0.0:
        meeting = Meeting(learner.turn + 1, edition.version)
        return observe(learner, event, meeting, edition, None, ()), meeting
    item = difficulties.get(("item", event.item)) if event.item and not doubt else None
    general = [difficulties["skill", skill] for skill in skills]
    meeting = Meeting(
        learner.turn + 1,
        edition.version,
        amount,
        copied(item) if item else None,
        tuple(map(copied, general)),
        side_of(learner, skills, event.at),
    )
    return observe(learner, event, meeting, edition, item, general), meeting


def observe(
    learner: Learner,
    event: LearningEvent,
    meeting: Meeting,
    edition: Edition,
    item: Difficulty | None,
    general: Sequence[Difficulty],
) -> Learner:
    """The learner after one event. item, general: the difficulties as they were met; an answered
    item moves them. `_moved`, and what it says of misconceptions."""
    moved = _moved(learner, event, meeting, edition, item, general)
    misconceptions = after(learner.misconceptions, event)
    if misconceptions is learner.misconceptions:
        return moved
    return replace(moved, misconceptions=misconceptions)


def _moved(
    learner: Learner,
    event: LearningEvent,
    meeting: Meeting,
    edition: Edition,
    item: Difficulty | None,
    general: Sequence[Difficulty],
) -> Learner:
    """What an event says of skills.

    A doubt about a skill is weak evidence against that skill (`amount`) and none about the student
    overall, or who asks would seem to know less than who gives up. Ratings, and events without an
    outcome or with one that is not a number, change nothing but the turn. An event that arrives
    late counts as if it had come now: time never runs backwards.
    """
    outcome = credited(event)
    skills = topics(event)
    side = meeting.side
    if event.kind is EventKind.CORRECTED:
        return _claimed(replace(learner, turn=meeting.turn), event, meeting, edition)
    if side is None or not skills:
        return _attempted(replace(learner, turn=meeting.turn), event, skills, edition)
    share = 1.0 / len(skills)
    guess = guess_of(event)
    logit, variance = side.mean, side.variance
    for difficulty in general:
        logit -= share * difficulty.mean
        variance += share * share * difficulty.variance
    if item is not None:
        logit -= item.mean
        variance += item.variance
    at = _utc(event.at)
    met: list[Met] = []
    for skill, difficulty in zip(skills, general, strict=True):
        tracing = edition.tracing.get(skill, _USUAL)
        met.append((_trace(learner.skills.get(skill), tracing, at), difficulty, tracing))
    changed = dict(learner.skills)
    if outcome is None:
        by = pull(logit, variance, 0.0, amount=meeting.amount)
        for skill, (trace, _, tracing) in zip(skills, met, strict=True):
            nudge(trace, share, by)
            told = tracing.told(trace.known, 0.0)
            trace.known += meeting.amount * (told - trace.known)
            changed[skill] = _state(skill, changed.get(skill), trace, at)
        return replace(learner, turn=meeting.turn, skills=changed)
    by = pull(logit, variance, outcome, guess)
    pupil = _pupil(learner)
    learn(pupil, item, met, by, outcome, at.timestamp(), guess)
    for skill, (trace, _, _) in zip(skills, met, strict=True):
        changed[skill] = _answered(skill, changed.get(skill), trace, at, event, edition)
    return Learner(
        meeting.turn,
        pupil.mean,
        pupil.variance,
        pupil.successes,
        pupil.failures,
        pupil.recent,
        changed,
        learner.misconceptions,
        learner.ruled_out,
    )


def _claimed(learner: Learner, event: LearningEvent, meeting: Meeting, edition: Edition) -> Learner:
    """After somebody's word on a skill. Who says that it is not known is asked once more before it
    counts as mastered."""
    correction = event.correction
    skills = topics(event)
    if correction is None or not skills or meeting.amount <= 0.0:
        return learner
    at = _utc(event.at)
    knows = correction.claim is Claim.KNOWS
    side = side_of(learner, skills, at)
    changed = dict(learner.skills)
    for skill in skills:
        tracing = edition.tracing.get(skill, _USUAL)
        trace = _trace(changed.get(skill), tracing, at)
        share, staff, amount = 1.0 / len(skills), correction.staff, meeting.amount
        heed(trace, tracing, side, share, knows=knows, staff=staff, amount=amount)
        state = _state(skill, changed.get(skill), trace, at)
        changed[skill] = state if knows else replace(state, unaided=False)
    return replace(learner, skills=changed)


def foreseen(
    learner: Learner,
    skills: Sequence[str],
    item: Difficulty,
    general: Sequence[Difficulty],
    edition: Edition,
    at: datetime,
    seen: float | None = None,
) -> float:
    """P(right answer, without help) to an item, in (0, 1). general: the skills' difficulties; seen:
    how the student answered it last."""
    features, _, _ = features_at(learner, skills, item, general, edition, at, seen)
    blend = Blend(list(edition.blend), []) if edition.blend else usual()
    return blend.success(features)


def features_at(
    learner: Learner,
    skills: Sequence[str],
    item: Difficulty,
    general: Sequence[Difficulty],
    edition: Edition,
    at: datetime,
    seen: float | None,
) -> tuple[list[float], float, float]:
    """`foresight.features_of` of a stored learner."""
    now = _utc(at)
    met: list[Met] = []
    for skill, difficulty in zip(skills, general, strict=True):
        tracing = edition.tracing.get(skill, _USUAL)
        state = learner.skills.get(skill)
        trace = _trace(state, tracing, now)
        if state is not None and state.answered_at is not None:
            trace.at = _utc(state.answered_at).timestamp()
        met.append((trace, difficulty, tracing))
    return features_of(_pupil(learner), item, met, now.timestamp(), seen)


def _pupil(learner: Learner) -> Pupil:
    return Pupil(
        learner.ability, learner.variance, learner.successes, learner.failures, learner.recent
    )


def copied(difficulty: Difficulty) -> Difficulty:
    return Difficulty(difficulty.mean, difficulty.variance, difficulty.answers)


def side_of(learner: Learner, skills: Sequence[str], when: datetime) -> Belief:
    share = 1.0 / len(skills)
    mean, variance = learner.ability, learner.variance
    at = _utc(when)
    for skill in skills:
        state = learner.skills.get(skill)
        if state is None:
            variance += share * share * SKILL_VARIANCE
        else:
            mean += share * state.ability
            variance += share * share * grown(state.variance, _days(state.updated_at, at))
    return Belief(mean, variance)


def _trace(state: SkillState | None, tracing: Tracing, at: datetime) -> Trace:
    if state is None:
        return Trace(known=tracing.known)
    return Trace(
        state.ability,
        grown(state.variance, _days(state.updated_at, at)),
        state.successes,
        state.failures,
        state.recent,
        state.run,
        state.known,
    )


def _state(skill: str, former: SkillState | None, trace: Trace, at: datetime) -> SkillState:
    """After a doubt."""
    if former is None:
        return SkillState(skill, trace.mean, trace.variance, 0, at, known=trace.known)
    return replace(
        former,
        ability=trace.mean,
        variance=trace.variance,
        known=trace.known,
        updated_at=max(at, former.updated_at),
    )


def _answered(
    skill: str,
    former: SkillState | None,
    trace: Trace,
    at: datetime,
    event: LearningEvent,
    edition: Edition,
) -> SkillState:
    """After an answered item; which is a review of what is remembered."""
    outcome = event.outcome or 0.0
    helped = event.hints > 0 or event.solution_seen
    rating = AGAIN if outcome < 0.5 else (HARD if helped or outcome < 1.0 else GOOD)
    last = former.answered_at if former else None
    memory = Memory(former.stability, former.hardness) if former and last else None
    memory = review(memory, rating, _days(last, at) if last else 0.0, edition.memory or USUAL)
    return SkillState(
        skill=skill,
        ability=trace.mean,
        variance=trace.variance,
        attempts=(former.attempts if former else 0) + 1,
        updated_at=max(at, former.updated_at) if former else at,
        chances=(former.chances if former else 0) + 1,
        successes=trace.successes,
        failures=trace.failures,
        recent=trace.recent,
        run=trace.run,
        known=trace.known,
        unaided=rating == GOOD,
        stability=memory.stability,
        hardness=memory.difficulty,
        answered_at=max(at, last) if last else at,
    )


def _attempted(
    learner: Learner, event: LearningEvent, skills: Sequence[str], edition: Edition
) -> Learner:
    """A right answer after a look at the solution is an attempt, on what was met before or not."""
    if event.kind is not EventKind.ITEM_ANSWERED or not event.solution_seen or not skills:
        return learner
    if event.outcome is None or math.isnan(event.outcome):
        return learner
    at = _utc(event.at)
    changed = dict(learner.skills)
    for skill in skills:
        known = edition.tracing.get(skill, _USUAL).known
        former = changed.get(skill) or SkillState(skill, 0.0, SKILL_VARIANCE, 0, at, known=known)
        changed[skill] = replace(former, attempts=former.attempts + 1)
    return replace(learner, skills=changed)


def guess_of(event: LearningEvent) -> float:
    return min(max(0.0, event.guess), _MOST_GUESS)


def _days(former: datetime, now: datetime) -> float:
    return max((now - former).total_seconds() / _DAY, 0.0)


def _asked(options: PersonalizationOptions, event: LearningEvent) -> float:
    """How much a doubt counts, in [0, 1]: not at all where the student's own work was shown and is
    right; nor where the option is not a number."""
    right = event.outcome is not None and event.outcome >= 1.0
    return 0.0 if right else min(max(0.0, options.doubt_weight), 1.0)


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
