"""Learners and difficulties out of the log: the very same as were stored, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from fynq.domain.learner import EventKind, Learner, LearningEvent
from fynq.personalization.beliefs import Difficulty, ease, pull
from fynq.personalization.claims import Void, voids
from fynq.personalization.learner_model import copied, credited, guess_of, observe, side_of, topics
from fynq.personalization.ports import Edition, Meeting, Thing
from fynq.personalization.ruled_out import heard, passed_over


def replayed(
    history: Sequence[tuple[LearningEvent, Meeting]],
    editions: Mapping[int, Edition],
    void: Mapping[UUID, Void] | None = None,
) -> Learner:
    """The learner that a student's log makes, its events in the order of their turns. void: which of
    them do not count; as the log says itself if left out."""
    learner = Learner()
    for _, _, after in steps(history, editions, void):
        learner = after
    return learner


def steps(
    history: Sequence[tuple[LearningEvent, Meeting]],
    editions: Mapping[int, Edition],
    void: Mapping[UUID, Void] | None = None,
) -> Iterator[tuple[LearningEvent, Learner, Learner]]:
    """Each event with the learner before and after it."""
    if void is None:
        void = voids([event for event, _ in history if event.kind is EventKind.CORRECTED])
    learner = Learner()
    for event, recorded in history:
        before = learner
        learner = replayed_one(
            learner, event, recorded, editions[recorded.version], void.get(event.id)
        )
        yield event, before, learner


def relived(
    history: Sequence[tuple[LearningEvent, Meeting]], editions: Mapping[int, Edition]
) -> Iterator[tuple[Learner, LearningEvent, Meeting, Learner]]:
    """Each event that counts between the learner before it and the learner after it."""
    void = voids([event for event, _ in history if event.kind is EventKind.CORRECTED])
    for (event, recorded), (_, before, after) in zip(
        history, steps(history, editions, void), strict=True
    ):
        if event.id not in void:
            yield before, event, recorded, after


def replayed_one(
    learner: Learner,
    event: LearningEvent,
    recorded: Meeting,
    edition: Edition,
    void: Void | None = None,
) -> Learner:
    """The learner after the next event of the log. void: why it does not count, if it does not."""
    if void is not None:
        return passed_over(learner, event, recorded, edition, void)
    meeting = recorded
    if recorded.side is not None:
        meeting = replace(recorded, side=side_of(learner, topics(event), event.at))
    item = copied(meeting.item) if meeting.item else None
    general = list(map(copied, meeting.skills))
    moved = observe(learner, event, meeting, edition, item, general)
    return heard(moved, event, recorded, edition)


def refolded(
    thing: Thing, start: Difficulty, met: Sequence[tuple[LearningEvent, Meeting]]
) -> Difficulty:
    """The difficulty that the answers make, in the order in which they were applied to it."""
    now = replace(start)
    for event, meeting in met:
        outcome = credited(event)
        if outcome is None or meeting.side is None:
            continue
        share = 1.0 / len(meeting.skills)
        logit, variance = meeting.side.mean, meeting.side.variance
        for skill, difficulty in zip(topics(event), meeting.skills, strict=True):
            own = now if thing == ("skill", skill) else difficulty
            logit -= share * own.mean
            variance += share * share * own.variance
        item = now if thing == ("item", event.item) else meeting.item
        if item is not None:
            logit -= item.mean
            variance += item.variance
        by = pull(logit, variance, outcome, guess_of(event))
        ease(now, 1.0 if thing[0] == "item" else share, by)
    return now


def in_order(
    thing: Thing, met: Sequence[tuple[LearningEvent, Meeting]]
) -> list[tuple[LearningEvent, Meeting]]:
    """By how many answers had moved the difficulty before."""
    kind, name = thing

    def place(one: tuple[LearningEvent, Meeting]) -> int:
        event, meeting = one
        if kind == "item":
            return meeting.item.answers if meeting.item else -1
        return meeting.skills[topics(event).index(name)].answers

    return sorted(met, key=place)
