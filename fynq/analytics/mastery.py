"""How a skill stood at the end of each day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fynq.analytics.rollup import day_of, skills_of
from fynq.domain.learner import Learner, LearningEvent, SkillState


@dataclass(frozen=True, slots=True)
class DayEnd:
    """A skill after the last event of a day that changed it. ability (logits) and variance (logits
    squared) as they show, overall and skill together; known: P(knows it)."""

    ability: float
    variance: float
    known: float
    mastered: bool


DayEnds = Mapping[tuple[str, date], DayEnd]
"""By skill and UTC day."""


def day_ends(
    event: LearningEvent, before: Learner, after: Learner
) -> Iterator[tuple[tuple[str, date], DayEnd]]:
    """The skills that an event changed, each on the day up to which it is known. That day never
    goes back: a late event counts on the day of the latest one, as in the learner model."""
    for skill in skills_of(event):
        state, former = after.skills.get(skill), before.skills.get(skill)
        if state is None or (former is not None and _same(state, former)):
            continue
        yield (
            (skill, day_of(state.updated_at)),
            DayEnd(
                after.ability + state.ability,
                after.variance + state.variance,
                state.known,
                state.mastered,
            ),
        )


def _same(state: SkillState, former: SkillState) -> bool:
    return state is former or (
        state.updated_at == former.updated_at
        and state.ability == former.ability
        and state.variance == former.variance
        and state.known == former.known
        and state.mastered == former.mastered
    )


@dataclass(frozen=True, slots=True)
class DayOfMastery:
    """known: by skill, of all skills met up to this day. mastered: how many of them are."""

    day: date
    known: Mapping[str, float]
    mastered: int

    @property
    def mean(self) -> float | None:
        """Mean P(knows it) over the skills met; None before the first."""
        return sum(self.known.values()) / len(self.known) if self.known else None


def over_time(ends: DayEnds, first: date, last: date) -> Sequence[DayOfMastery]:
    """Every day from first to last; where nothing changed a skill stands as it stood before.
    ends: may begin before `first`."""
    coming = sorted(ends.items(), key=lambda each: each[0][1])
    known: dict[str, float] = {}
    mastered: set[str] = set()
    days: list[DayOfMastery] = []
    at, day = 0, first
    while day <= last:
        while at < len(coming) and coming[at][0][1] <= day:
            (skill, _), end = coming[at]
            known[skill] = end.known
            (mastered.add if end.mastered else mastered.discard)(skill)
            at += 1
        days.append(DayOfMastery(day, dict(known), len(mastered)))
        day += timedelta(days=1)
    return days
