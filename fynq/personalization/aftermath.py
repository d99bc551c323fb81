"""What one applied event foresaw and moved, told from the record of what it met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5

from fynq.domain.belief import sigmoid
from fynq.domain.corrections import Claim, Correction
from fynq.domain.learner import EventKind, Learner, LearningEvent
from fynq.personalization.beliefs import pull
from fynq.personalization.claims import voids
from fynq.personalization.learner_model import credited, guess_of
from fynq.personalization.ports import Edition, Meeting
from fynq.personalization.replay import replayed


def foreseen_by(event: LearningEvent, meeting: Meeting) -> float | None:
    """P(right answer) as it was believed before the event; None where it met nothing."""
    if meeting.side is None:
        return None
    guess = guess_of(event)
    return guess + (1.0 - guess) * sigmoid(_together(meeting)[0])


def moved(
    event: LearningEvent, meeting: Meeting, learner: Learner
) -> tuple[float | None, float | None]:
    """The student on the event's skills before and after it, in logits. learner: as it is now; exact
    where the event is the last that is in it, else as the event's own step gives it."""
    side = meeting.side
    if side is None:
        return None, None
    if learner.turn == meeting.turn:
        return side.mean, logits_on(learner, event.skills)
    logit, variance = _together(meeting)
    outcome = credited(event)
    if outcome is None:  # a doubt, which moves skills alone
        step, _ = pull(logit, variance, 0.0, amount=meeting.amount)
        return side.mean, side.mean + step * max(side.variance - learner.variance, 0.0)
    step, _ = pull(logit, variance, outcome, guess_of(event))
    return side.mean, side.mean + step * side.variance


def misled(
    ruling: UUID, teacher: UUID, student: UUID, events: Sequence[UUID], skills: tuple[str, ...]
) -> LearningEvent:
    """The event by which these others do not count. The same for the same ruling and events."""
    return LearningEvent(
        id=uuid5(ruling, "".join(map(str, events))),
        student=student,
        kind=EventKind.CORRECTED,
        skills=skills,
        outcome=None,
        at=datetime.now(UTC),
        correction=Correction(Claim.MISLED, teacher, staff=True, events=tuple(events)),
    )


def with_and_without(
    history: Sequence[tuple[LearningEvent, Meeting]],
    editions: Mapping[int, Edition],
    correction: LearningEvent,
    skills: Sequence[str],
) -> tuple[float, float]:
    """The student on these skills before and after a correction is folded in, in logits."""
    given = [event for event, _ in history if event.kind is EventKind.CORRECTED]
    before = replayed(history, editions, voids(given))
    after = replayed(history, editions, voids([*given, correction]))
    return logits_on(before, skills), logits_on(after, skills)


def logits_on(learner: Learner, skills: Sequence[str]) -> float:
    """What the student can do on average on these skills, overall included; in logits."""
    told = list(dict.fromkeys(skill for skill in skills if skill))
    if not told:
        return learner.ability
    known = [learner.skills[skill].ability for skill in told if skill in learner.skills]
    return learner.ability + sum(known) / len(told)


def _together(meeting: Meeting) -> tuple[float, float]:
    """Of the student's side and the difficulties: mean and variance."""
    assert meeting.side is not None
    logit, variance = meeting.side.mean, meeting.side.variance
    share = 1.0 / len(meeting.skills) if meeting.skills else 0.0
    for difficulty in meeting.skills:
        logit -= share * difficulty.mean
        variance += share * share * difficulty.variance
    if meeting.item is not None:
        logit -= meeting.item.mean
        variance += meeting.item.variance
    return logit, variance
