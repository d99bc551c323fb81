"""Why a belief is what it is: the events that moved it, and what each did.

All of it is read off the replay of the log, so it is what happened, not a story about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from fynq.domain.belief import Belief
from fynq.domain.corrections import Claim, Correction
from fynq.domain.learner import EventKind, Learner, LearningEvent, SkillState
from fynq.domain.misconceptions import MisconceptionState
from fynq.personalization.claims import Void, voids
from fynq.personalization.learner_model import topics
from fynq.personalization.misconceptions import shown_in
from fynq.personalization.ports import Edition, Meeting
from fynq.personalization.replay import steps

History = Sequence[tuple[LearningEvent, Meeting]]
Seen = SkillState | Belief | MisconceptionState | None
"""A belief as it shows; None where there is none yet, or no more."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a belief is about. slug: '' for the student overall."""

    kind: Literal["overall", "skill", "misconception"]
    slug: str = ""


OVERALL = Subject("overall")


@dataclass(frozen=True, slots=True)
class Effect:
    """What an event did to a belief. ruled_out: the correction by which it does not count."""

    event: LearningEvent
    turn: int
    before: Seen
    after: Seen
    ruled_out: UUID | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, and what it did to each belief that it moved."""

    event: LearningEvent
    turn: int
    ruled_out: UUID | None
    effects: Sequence[tuple[Subject, Effect]]


@dataclass(frozen=True, slots=True)
class Traced:
    """A whole log. moved: how many events that count moved each belief; corrections: how many speak
    of it that stand."""

    learner: Learner
    moved: Mapping[Subject, int]
    corrections: Mapping[Subject, int]

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The student overall, then skills, then misconceptions, each by slug."""
        skills = (Subject("skill", slug) for slug in sorted(self.learner.skills))
        others = (Subject("misconception", slug) for slug in sorted(self.learner.misconceptions))
        return (OVERALL, *skills, *others)


def seen(learner: Learner, subject: Subject) -> Seen:
    if subject.kind == "skill":
        return learner.whole(subject.slug) if subject.slug in learner.skills else None
    if subject.kind == "misconception":
        return learner.misconceptions.get(subject.slug)
    return Belief(learner.ability, learner.variance)


def traced(history: History, editions: Mapping[int, Edition]) -> Traced:
    return explained(history, editions, None)[0]


def effects(
    history: History, editions: Mapping[int, Edition], subject: Subject
) -> Sequence[Effect]:
    return explained(history, editions, subject)[1]


def explained(
    history: History, editions: Mapping[int, Edition], subject: Subject | None
) -> tuple[Traced, Sequence[Effect]]:
    """The log, and what moved one belief, or would have but is ruled out, in order. Corrections that
    speak of it are among them."""
    void = _void(history)
    given = {event.id: event.correction for event, _ in history if event.correction}
    moved: Counter[Subject] = Counter()
    corrections: Counter[Subject] = Counter()
    found: list[Effect] = []
    learner = Learner()
    for turn, event, before, after in _numbered(history, editions, void):
        learner = after
        out = void.get(event.id)
        about = tuple(_about(event, before, after)) if out is None else ()
        if out is None:
            moved.update(about)
            correction = event.correction
            if correction is not None and correction.claim is not Claim.TAKEN_BACK:
                corrections[_corrected(event, correction)] += 1
        if subject is not None and (subject in about or _speaks_of(event, subject, given)):
            was, now = seen(before, subject), seen(after, subject)
            found.append(Effect(event, turn, was, now, out.by if out else None))
    return Traced(learner, moved, corrections), found


def all_effects(history: History, editions: Mapping[int, Edition]) -> Iterator[Happened]:
    """Every event of a log, in order."""
    void = _void(history)
    for turn, event, before, after in _numbered(history, editions, void):
        out = void.get(event.id)
        by = out.by if out else None
        moved = dict.fromkeys(_about(event, before, after) if out is None else ())
        effects = [
            (each, Effect(event, turn, seen(before, each), seen(after, each), by)) for each in moved
        ]
        yield Happened(event, turn, by, effects)


def _numbered(
    history: History, editions: Mapping[int, Edition], void: Mapping[UUID, Void]
) -> Iterator[tuple[int, LearningEvent, Learner, Learner]]:
    met = zip(history, steps(history, editions, void), strict=True)
    return ((meeting.turn, *step) for (_, meeting), step in met)


def _void(history: History) -> Mapping[UUID, Void]:
    return voids([event for event, _ in history if event.kind is EventKind.CORRECTED])


def _about(event: LearningEvent, before: Learner, after: Learner) -> Iterator[Subject]:
    """The beliefs that an event moved."""
    if (before.ability, before.variance) != (after.ability, after.variance):
        yield OVERALL
    if before.skills is not after.skills:
        for slug in topics(event):
            if before.skills.get(slug) != after.skills.get(slug):
                yield Subject("skill", slug)
    if before.misconceptions is not after.misconceptions:
        for slug, state in after.misconceptions.items():
            if before.misconceptions.get(slug) != state:
                yield Subject("misconception", slug)


def _corrected(event: LearningEvent, correction: Correction) -> Subject:
    if correction.misconception:
        return Subject("misconception", correction.misconception)
    return Subject("skill", event.skills[0]) if event.skills else OVERALL


def _speaks_of(event: LearningEvent, subject: Subject, given: Mapping[UUID, Correction]) -> bool:
    """Whether a belief would have moved, or a correction is about it."""
    correction = event.correction
    if event.kind is EventKind.CORRECTED and correction is not None:
        if correction.takes_back is not None:
            correction = given.get(correction.takes_back, correction)
        return _corrected(event, correction) == subject
    if subject.kind == "misconception":
        return subject.slug in shown_in(event)
    if event.kind is EventKind.RATING:
        return False
    if subject.kind == "skill":
        return subject.slug in topics(event)
    return event.kind is EventKind.ITEM_ANSWERED and bool(topics(event))
