"""What a student wrongly believes, for people."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fynq.domain.misconceptions import SUCCESSES, MisconceptionState
from fynq.http.schemas.base import Moment, Out
from fynq.personalization.probes import probes
from fynq.reasoning.misconceptions.library import BY_SLUG


class MisconceptionStateOut(Out):
    """A wrong belief that showed in the student's work.

    shown counts the pieces of work in which it showed. passed counts the successes since: work
    without help in which it could have shown and did not; `needed` of them on different questions,
    on two days or of two kinds, close it. disputed: the student said that it is gone, so it is not
    brought up in explanations any more.
    """

    slug: str = Field(examples=["square_of_sum"])
    title: str = Field(examples=["Square of a sum"])
    explanation: str = Field(description="Markdown with $LaTeX$.")
    remedy: str = Field(description="Markdown with $LaTeX$.")
    state: Literal["open", "closed"]
    disputed: bool
    shown: int
    passed: int
    needed: int
    skills: list[str] = Field(description="Skills on which it shows.")
    first_at: Moment
    last_at: Moment
    closed_at: Moment | None


def show_misconception(state: MisconceptionState) -> MisconceptionStateOut:
    known = BY_SLUG.get(state.slug)
    return MisconceptionStateOut(
        slug=state.slug,
        title=title_of(state.slug),
        explanation=known.explanation if known else "",
        remedy=known.remedy if known else "",
        state="open" if state.open else "closed",
        disputed=state.disputed,
        shown=state.shown,
        passed=len(state.passed),
        needed=SUCCESSES - state.disputed,
        skills=list(probes(state)),
        first_at=state.first_at,
        last_at=state.last_at,
        closed_at=state.closed_at,
    )


def title_of(slug: str) -> str:
    """Its slug in words where this release does not know it."""
    return BY_SLUG[slug].name if slug in BY_SLUG else slug.replace("_", " ")
