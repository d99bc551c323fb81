"""What a student is here for, as a wish for help."""

from __future__ import annotations

from dataclasses import replace

from fynq.domain.doubt import Doubt, Wanted
from fynq.domain.learner import LearnerContext
from fynq.domain.manner import Goal
from fynq.reasoning.classified import shows_own_work
from fynq.reasoning.hints.request import wanted_of


def with_goal(doubt: Doubt, learner: LearnerContext) -> Doubt:
    """Homework is helped with before it is done: unless the words ask for something else, a hint."""
    if learner.goal is not Goal.HOMEWORK or doubt.wanted is not None:
        return doubt
    if wanted_of(doubt.question) is not None or shows_own_work(doubt.question):
        return doubt
    return replace(doubt, wanted=Wanted.HINT)
