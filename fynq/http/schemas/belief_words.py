"""Beliefs and what moved them, in plain words that fit a student as well as a teacher."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Literal

from fynq.domain.belief import Belief, sigmoid
from fynq.domain.corrections import Claim, Correction
from fynq.domain.learner import LEAST_CHANCES, EventKind, LearningEvent, SkillState
from fynq.domain.misconceptions import SUCCESSES, MisconceptionState
from fynq.http.schemas.misconceptions import title_of
from fynq.personalization.readiness import recall_of

Certainty = Literal["unsure", "fairly_sure", "sure"]
_NINETY = 1.645
"""Standard deviations of a normal distribution within which 90 % lie."""
_SURE, _FAIRLY = 0.55, 0.85
NOTHING = "Nothing is known of this yet."
_CLAIMS = {
    Claim.KNOWS: "I know this",
    Claim.DOES_NOT: "I do not know this",
    Claim.NO_LONGER: "not any longer",
}


def certainty(variance: float) -> Certainty:
    """By the standard deviation in logits, which some thirty answers on one skill bring below .55, and
    some ten below .85."""
    deviation = math.sqrt(max(variance, 0.0))
    if deviation < _SURE:
        return "sure"
    return "fairly_sure" if deviation < _FAIRLY else "unsure"


def interval(ability: float, variance: float) -> tuple[float, float]:
    """P(solving an average exercise) at both ends of the middle 90 %."""
    away = _NINETY * math.sqrt(max(variance, 0.0))
    return sigmoid(ability - away), sigmoid(ability + away)


def of_overall(belief: Belief) -> str:
    return f"{_would_solve(belief.mean, belief.variance)} over all skills."


def of_skill(state: SkillState | None, now: datetime) -> str:
    if state is None:
        return NOTHING
    said = f"{_would_solve(state.ability, state.variance)} on this. "
    known = f"known with a probability of {_percent(state.known)}"
    if state.mastered:
        said += f"Mastered: {known}, and the last exercise was right without help."
    elif state.claimed:
        said += (
            f"Not mastered yet: {known} without what the student ruled out. More right answers "
            "without help confirm it, or a teacher who rules out the same."
        )
    elif state.chances < LEAST_CHANCES:
        said += f"Not mastered yet: {known}, after {state.chances} of at least {LEAST_CHANCES} exercises."
    elif not state.unaided:
        said += f"Not mastered yet: {known}, but it takes a right answer without help now."
    else:
        said += f"Not mastered yet: {known}."
    recall = recall_of(state, now)
    if recall is not None:
        said += f" The chance to remember it today is {_percent(recall)}."
    return said


def of_misconception(state: MisconceptionState) -> str:
    times = "once" if state.shown == 1 else f"in {state.shown} pieces of work"
    said = f"{title_of(state.slug)}: showed {times}, last on {state.last_at:%Y-%m-%d}."
    if not state.open:
        closed = f" on {state.closed_at:%Y-%m-%d}" if state.closed_at else ""
        return f"{said} Overcome{closed}."
    done = len(state.passed)
    if state.disputed:
        said += " The student says that it is gone, which stands for one success."
    needed = SUCCESSES - state.disputed
    return (
        f"{said} {done} of {needed} successes since where it could have shown; they have to be of two "
        "kinds or on two days."
    )


def of_event(event: LearningEvent) -> str:
    """What happened, and how it counts."""
    if event.kind is EventKind.CORRECTED and event.correction is not None:
        return _of_correction(event.correction)
    if event.kind is EventKind.RATING:
        return "A rating of an answer: says nothing of what the student can do."
    showed = ", ".join(map(title_of, event.misconceptions))
    slip = f" A slip showed: {showed}." if showed else ""
    if event.kind is EventKind.DOUBT_ASKED:
        if event.outcome is not None:
            right = event.outcome >= 1.0
            return (
                f"Own work was looked at, and {'is right' if right else 'has a wrong line'}.{slip}"
            )
        return f"A doubt about this: weak evidence against it.{slip}"
    return f"{_of_answer(event)}{slip}"


def _of_answer(event: LearningEvent) -> str:
    outcome = event.outcome
    if outcome is None or math.isnan(outcome):
        return "An exercise whose outcome is not known: an attempt."
    if event.solution_seen:
        if outcome > 0.0:
            return "A right answer after a look at the solution: an attempt, no evidence."
        return "A wrong answer after a look at the solution."
    right = "A right answer" if outcome >= 1.0 else "A wrong answer"
    if 0.0 < outcome < 1.0:
        right = f"An answer that is right by {_percent(outcome)}"
    if event.hints > 0:
        hints = "a hint" if event.hints == 1 else f"{event.hints} hints"
        return f"{right} with {hints}" + (": counts half." if outcome > 0.0 else ".")
    lucky = (
        f"; one in {round(1 / event.guess)} guesses is right" if 0.0 < event.guess <= 1.0 else ""
    )
    return f"{right} without help{lucky}."


def _of_correction(correction: Correction) -> str:
    who = "A teacher" if correction.staff else "The student"
    if correction.claim is Claim.MISLED:
        return "This followed an answer that a teacher has corrected since, and is not counted."
    if correction.claim is Claim.NOT_ME:
        count = len(correction.events)
        which = "one event" if count == 1 else f"{count} events"
        return f"{who} ruled out {which}: not the student's, or not to be counted."
    if correction.claim is Claim.TAKEN_BACK:
        return f"{who} took a correction back."
    return f"{who} says: {_CLAIMS[correction.claim]}."


def _would_solve(ability: float, variance: float) -> str:
    low, high = interval(ability, variance)
    few, many = round(10 * low), round(10 * high)
    between = f"between {few} and {many}" if few != many else "quite surely"
    return f"Would solve about {round(10 * sigmoid(ability))} of 10 average exercises ({between})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
