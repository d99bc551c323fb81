"""What a student's work says of misconceptions, one event at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from fynq.domain.corrections import Claim
from fynq.domain.learner import EventKind, LearningEvent
from fynq.domain.misconceptions import MOST_FOUND, SUCCESSES, MisconceptionState, Passed

States = Mapping[str, MisconceptionState]

_LUCKY = 0.5
"""A right answer that is guessed so often says nothing."""
_MOST_SKILLS = 16


def shown_in(event: LearningEvent) -> tuple[str, ...]:
    """The misconceptions that an event says showed. () for one that is no work of the student's."""
    if event.kind not in (EventKind.ITEM_ANSWERED, EventKind.DOUBT_ASKED):
        return ()
    return tuple(dict.fromkeys(filter(None, event.misconceptions)))[:MOST_FOUND]


def after(states: States, event: LearningEvent) -> States:
    """The misconceptions after an event; the very same mapping where it says nothing of them.

    One that shows is open, again if it was closed. Work without help in which it could have shown
    and did not is a success; three of them on different questions, on two days or of two kinds
    at least, close it. A teacher's word closes it. A student's word stands for one success, as
    long as it does not show again.
    """
    shown = shown_in(event)
    if not states and not shown:
        return states
    at = event.at if event.at.tzinfo else event.at.replace(tzinfo=UTC)
    changed: dict[str, MisconceptionState] = {}
    for slug in shown:
        changed[slug] = _shown(states.get(slug), slug, event, at)
    if _is_success(event):
        for slug, state in states.items():
            late = at < state.last_at
            if state.open and slug not in shown and not late and _could_show(state, event):
                changed[slug] = _settled(replace(state, passed=_with(state, event, at)), at)
    correction = event.correction
    if event.kind is EventKind.CORRECTED and correction and correction.claim is Claim.NO_LONGER:
        said = states.get(correction.misconception)
        if said is not None and said.open:
            changed[said.slug] = (
                replace(said, open=False, closed_at=max(at, said.last_at))
                if correction.staff
                else _settled(replace(said, disputed=True), at)
            )
    return {**states, **changed} if changed else states


def open_ones(states: States) -> tuple[MisconceptionState, ...]:
    """The one that showed last first."""
    found = [state for state in states.values() if state.open]
    return tuple(sorted(found, key=lambda state: (-state.last_at.timestamp(), state.slug)))


def believed(states: States, limit: int) -> tuple[str, ...]:
    """Slugs of those to bring up when something is explained: open, and not disputed."""
    return tuple(state.slug for state in open_ones(states) if not state.disputed)[:limit]


def _shown(
    former: MisconceptionState | None, slug: str, event: LearningEvent, at: datetime
) -> MisconceptionState:
    skills = set(filter(None, event.skills))
    if former is None:
        return MisconceptionState(slug, tuple(sorted(skills))[:_MOST_SKILLS], 1, at, at)
    return MisconceptionState(
        slug,
        tuple(sorted(skills | set(former.skills)))[:_MOST_SKILLS],
        former.shown + 1,
        former.first_at,
        max(at, former.last_at),
    )


def _is_success(event: LearningEvent) -> bool:
    right = event.outcome is not None and event.outcome >= 1.0
    helped = event.hints > 0 or event.solution_seen
    work = event.kind in (EventKind.ITEM_ANSWERED, EventKind.DOUBT_ASKED)
    return work and right and not helped and not event.guess >= _LUCKY


def _could_show(state: MisconceptionState, event: LearningEvent) -> bool:
    """Where nobody looked, on the skills on which it showed."""
    if event.tested is not None:
        return state.slug in event.tested
    return not set(state.skills).isdisjoint(event.skills)


def _with(state: MisconceptionState, event: LearningEvent, at: datetime) -> tuple[Passed, ...]:
    """The successes with one more. The same question again counts once, as of now; without an
    end to it they are the newest."""
    question = event.item or str(event.doubt or event.id)
    kind = "~".join(sorted(set(filter(None, event.skills))))
    others = [passed for passed in state.passed if passed.question != question]
    return (*others, Passed(question, kind, at))[-SUCCESSES:]


def _settled(state: MisconceptionState, at: datetime) -> MisconceptionState:
    days = {passed.at.astimezone(UTC).date() for passed in state.passed}
    kinds = {passed.kind for passed in state.passed}
    mixed = len(days) > 1 or len(kinds) > 1
    if len(state.passed) + state.disputed < SUCCESSES or not mixed:
        return state
    return replace(state, open=False, closed_at=max(at, state.last_at))
