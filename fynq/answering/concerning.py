"""Which of a student's misconceptions a doubt touches."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from fynq.domain.doubt import Doubt
from fynq.domain.learner import LearnerContext
from fynq.personalization.probes import probes
from fynq.reasoning.misconceptions.chances import probed_by_question
from fynq.reasoning.topics import topics


async def concerning(doubt: Doubt, learner: LearnerContext) -> LearnerContext:
    """The learner with those misconceptions only that could show while this doubt is worked out; a
    follow-up is about the problem before it. So all other students share their answers.

    What cannot be read as a formula is judged by its topic."""
    if not learner.misconceptions:
        return learner
    among = frozenset(learner.misconceptions)
    for said in (doubt.question, *(turn.question for turn in doubt.turns[-1:])):
        touched = await asyncio.to_thread(_touched, said, among)
        if touched:
            break
    kept = tuple(slug for slug in learner.misconceptions if slug in touched)
    return replace(learner, misconceptions=kept)


def _touched(question: str, among: frozenset[str]) -> frozenset[str]:
    touched = probed_by_question(question, among)
    if touched is not None:
        return touched
    about = set(topics(question))
    return frozenset(slug for slug in among if not about.isdisjoint(probes(slug)))
