"""Beliefs and evidence as they are shown to somebody."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fynq.answering.open_model import Believed, Explained
from fynq.answering.verify_with import CheckWith
from fynq.domain.belief import Belief, sigmoid
from fynq.domain.corrections import Claim
from fynq.domain.doubt import WorkLine
from fynq.domain.learner import EventKind, LearnerProfile, LearningEvent, SkillState
from fynq.domain.misconceptions import MisconceptionState
from fynq.domain.practice import PlacementStanding
from fynq.http.schemas import belief_words
from fynq.http.schemas.beliefs import (
    BeliefCorrectionOut,
    BeliefEvidenceOut,
    BeliefOut,
    ExerciseOut,
    ExportedEffect,
    ExportedEvent,
    SettingOut,
    StandOut,
    VerifyWithOut,
    WorkLineShown,
)
from fynq.http.schemas.learners import show_skill
from fynq.http.schemas.misconceptions import show_misconception, title_of
from fynq.http.schemas.practice import show_placement
from fynq.personalization.evidence import OVERALL, Effect, Happened, Seen, Subject, seen
from fynq.personalization.personalizer import level_of
from fynq.reasoning.misconceptions.library import BY_SLUG

OVERALL_ID = "student:overall"
SETTINGS = ("level", "language", "detail", "placement")
_TITLES = {
    "level": "Level",
    "language": "Language",
    "detail": "Length of explanations",
    "placement": "Placement",
}
_CHANGE = "PATCH /v1/students/me"
_PLACED = {
    "waiting": "A few questions will show where to begin.",
    "running": "A few questions show where to begin; {answered} are answered.",
    "done": "{answered} answers to the placement showed where to begin.",
    "skipped": "The placement was skipped, so practice begins without it.",
    "not_needed": "Enough was answered to say where to begin.",
    "unknown": "Where the placement stands cannot be told now.",
}


@dataclass(frozen=True)
class Fitted:
    """What explanations and practice are fitted to, besides the log. placement: None while it cannot
    be told."""

    profile: LearnerProfile
    placement: PlacementStanding | None


@dataclass(frozen=True)
class BeliefReader:
    """For whom it is shown. base: the address of the beliefs, '…/beliefs'. names: of people."""

    user: UUID
    base: str
    names: Mapping[UUID, str]
    now: datetime


def id_of(subject: Subject) -> str:
    if subject.kind == "skill":
        return f"skill:{subject.slug}" if subject.slug in BY_SLUG else subject.slug
    return OVERALL_ID if subject.kind == "overall" else f"misconception:{subject.slug}"


def subject_of(belief: str) -> Subject | None:
    """What an id names; None for settings and for what cannot be one. A misconception's slug alone
    names it, so a skill of that name needs `skill:` before it."""
    kind, colon, slug = belief.partition(":")
    if not colon:
        return Subject("misconception" if belief in BY_SLUG else "skill", belief)
    if kind in ("skill", "misconception") and slug:
        return Subject("skill" if kind == "skill" else "misconception", slug)
    return OVERALL if belief == OVERALL_ID else None


def show_belief(believed: Believed, subject: Subject, reader: BeliefReader) -> BeliefOut:
    found = seen(believed.traced.learner, subject)
    shown = _Shown(found, reader.now)
    return BeliefOut(
        id=id_of(subject),
        kind=subject.kind,
        title=_title(believed, subject),
        says=shown.says,
        value=shown.value,
        low=shown.low,
        high=shown.high,
        certainty=shown.certainty,
        events=believed.traced.moved.get(subject, 0),
        corrections=believed.traced.corrections.get(subject, 0),
        updated_at=shown.updated_at,
        skill=show_skill(found, reader.now) if isinstance(found, SkillState) else None,
        misconception=(
            show_misconception(found) if isinstance(found, MisconceptionState) else None
        ),
        claims=_claims(subject, found),
        url=f"{reader.base}/{id_of(subject)}",
    )


def show_setting(name: str, fitted: Fitted, reader: BeliefReader) -> BeliefOut:
    """name: of SETTINGS."""
    profile = fitted.profile
    assumed, change = False, _CHANGE
    value: str
    if name == "placement":
        standing = fitted.placement
        told = show_placement(standing, None, None) if standing else None
        value = str(told.state if told else "unknown")
        says = _PLACED[value].format(answered=told.answered if told else 0)
        change = "POST /v1/practice/placement/skip"
    else:
        value = {
            "level": level_of(profile.grade),
            "language": profile.language or "en",
            "detail": profile.detail or "normal",
        }[name]
        assumed = name == "level" and profile.grade is None
        basis = "nobody said otherwise" if assumed else "as the profile says"
        says = f"Explanations are fitted to this: {value} ({basis})."
    return BeliefOut(
        id=f"student:{name}",
        kind="setting",
        title=_TITLES[name],
        says=says,
        events=0,
        corrections=0,
        setting=SettingOut(value=value, assumed=assumed, change_at=change),
        claims=[],
        url=f"{reader.base}/student:{name}",
    )


def show_evidence(effect: Effect, reader: BeliefReader, line: WorkLine | None) -> BeliefEvidenceOut:
    event = effect.event
    corrects = event.kind is EventKind.CORRECTED
    return BeliefEvidenceOut(
        id=event.id,
        turn=effect.turn,
        at=event.at,
        kind=event.kind,
        says=belief_words.of_event(event),
        counts=effect.ruled_out is None,
        ruled_out_by=effect.ruled_out,
        can_be_ruled_out=not corrects and effect.ruled_out is None,
        skills=list(event.skills),
        doubt_id=event.doubt,
        item=event.item,
        url=f"/v1/doubts/{event.doubt}" if event.doubt else None,
        outcome=_finite(event.outcome),
        hints=event.hints,
        solution_seen=event.solution_seen,
        guess=_finite(event.guess) or 0.0,
        misconceptions=list(event.misconceptions),
        line=WorkLineShown(number=line.number, text=line.text) if line else None,
        correction=show_correction(event, reader, stands=effect.ruled_out is None),
        before=show_stand(effect.before),
        after=show_stand(effect.after),
    )


def show_exported(told: Happened, reader: BeliefReader) -> ExportedEvent:
    event = told.event
    return ExportedEvent(
        id=event.id,
        turn=told.turn,
        at=event.at,
        kind=event.kind,
        says=belief_words.of_event(event),
        counts=told.ruled_out is None,
        ruled_out_by=told.ruled_out,
        skills=list(event.skills),
        doubt_id=event.doubt,
        item=event.item,
        outcome=_finite(event.outcome),
        hints=event.hints,
        solution_seen=event.solution_seen,
        guess=_finite(event.guess) or 0.0,
        misconceptions=list(event.misconceptions),
        correction=show_correction(event, reader, stands=told.ruled_out is None),
        effects=[
            ExportedEffect(
                belief=id_of(subject),
                before=show_stand(effect.before),
                after=show_stand(effect.after),
            )
            for subject, effect in told.effects
        ],
    )


def show_correction(
    event: LearningEvent, reader: BeliefReader, *, stands: bool
) -> BeliefCorrectionOut | None:
    """A private note is for its writer's eyes only."""
    correction = event.correction
    if correction is None:
        return None
    hidden = correction.private and correction.by != reader.user
    return BeliefCorrectionOut(
        id=event.id,
        claim=correction.claim.value,
        by=correction.by,
        by_name=reader.names.get(correction.by, ""),
        by_teacher=correction.staff,
        at=event.at,
        events=list(correction.events),
        takes_back=correction.takes_back,
        note=None if hidden else correction.note,
        private=correction.private,
        stands=stands,
    )


def show_stand(found: Seen) -> StandOut | None:
    if found is None:
        return None
    if isinstance(found, MisconceptionState):
        return StandOut(
            state="open" if found.open else "closed",
            disputed=found.disputed,
            shown=found.shown,
            passed=len(found.passed),
        )
    mean = found.ability if isinstance(found, SkillState) else found.mean
    low, high = belief_words.interval(mean, found.variance)
    stand = StandOut(
        success=_short(sigmoid(mean)),
        low=_short(low),
        high=_short(high),
        ability=mean,
        variance=found.variance,
    )
    if isinstance(found, SkillState):
        stand.mastery = _short(found.known)
        stand.mastered = found.mastered
        stand.stability_days = round(found.stability, 2) if found.answered_at else None
        stand.attempts = found.attempts
        stand.chances = found.chances
    return stand


def show_check(check: CheckWith | None, explained: Explained) -> VerifyWithOut | None:
    if check is None:
        return None
    title = explained.believed.names.get(check.skill, check.skill)
    item = check.item
    return VerifyWithOut(
        skill=check.skill,
        title=title,
        says=f"An exercise on {title}, answered without help, settles it.",
        exercise=ExerciseOut(
            slug=item.slug, question=item.question, kind=item.kind, difficulty=item.difficulty
        )
        if item
        else None,
    )


class _Shown:
    """The figures and words of a belief, whatever its kind."""

    def __init__(self, found: Seen, now: datetime) -> None:
        self.value: float | None = None
        self.low: float | None = None
        self.high: float | None = None
        self.certainty: belief_words.Certainty | None = None
        self.updated_at: datetime | None = None
        self.says = belief_words.NOTHING
        if isinstance(found, MisconceptionState):
            self.says = belief_words.of_misconception(found)
            self.updated_at = found.closed_at or found.last_at
        elif isinstance(found, SkillState):
            self.says = belief_words.of_skill(found, now)
            self.updated_at = found.updated_at
            self._figures(found.ability, found.variance)
        elif isinstance(found, Belief):
            self.says = belief_words.of_overall(found)
            self._figures(found.mean, found.variance)

    def _figures(self, mean: float, variance: float) -> None:
        low, high = belief_words.interval(mean, variance)
        self.value, self.low, self.high = _short(sigmoid(mean)), _short(low), _short(high)
        self.certainty = belief_words.certainty(variance)


def _title(believed: Believed, subject: Subject) -> str:
    if subject.kind == "overall":
        return "Overall"
    if subject.kind == "misconception":
        return title_of(subject.slug)
    return believed.names.get(subject.slug, subject.slug)


def _claims(subject: Subject, found: Seen) -> list[str]:
    claims = [Claim.NOT_ME.value]
    if subject.kind == "skill":
        return [Claim.KNOWS.value, Claim.DOES_NOT.value, *claims]
    if isinstance(found, MisconceptionState) and found.open:
        return [Claim.NO_LONGER.value, *claims]
    return claims


def _short(share: float) -> float:
    return round(share, 4)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
