"""For whom beliefs are shown, and of whom."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request

from fynq.domain.errors import NotFound, Unavailable
from fynq.domain.learner import LearnerProfile, LearningEvent
from fynq.domain.practice import PlacementStanding
from fynq.domain.principal import Principal
from fynq.http.parts import parts_of
from fynq.http.schemas.belief_shown import SETTINGS, BeliefReader, Fitted, subject_of
from fynq.http.schemas.beliefs import BELIEF, BELIEF_EXAMPLES
from fynq.personalization.evidence import Subject

BeliefId = Annotated[
    str,
    Path(
        pattern=BELIEF,
        max_length=100,
        description="A skill's slug, `misconception:` with a misconception's, `student:overall`, or a "
        "setting: `student:level`, `student:language`, `student:detail`, `student:placement`.",
        examples=BELIEF_EXAMPLES,
    ),
]


async def known_student(request: Request, reader: Principal, student: UUID) -> None:
    """Raises NotFound for nobody of the reader's school."""
    accounts = parts_of(request).identity.accounts
    if await accounts.account(reader.tenant, student) is None:
        raise NotFound("There is no such student.", field="student_id")


async def reader_of(
    request: Request, principal: Principal, base: str, events: Iterable[LearningEvent] = ()
) -> BeliefReader:
    """events: whose corrections are shown, with the names of those who made them."""
    people = {event.correction.by for event in events if event.correction is not None}
    accounts = parts_of(request).identity.accounts
    names = {}
    for person in people:
        account = await accounts.account(principal.tenant, person)
        names[person] = account.display_name if account else ""
    return BeliefReader(principal.user, base, names, datetime.now(UTC))


async def fitted_to(request: Request, reader: Principal, student: UUID) -> Fitted:
    parts = parts_of(request)
    profile = await parts.students.profile(reader.tenant, student)
    placement: PlacementStanding | None = None
    with suppress(Unavailable):
        placement = await parts.practice.recommender.standing(reader.tenant, student)
    return Fitted(profile or LearnerProfile(), placement)


def known_subject(belief: str) -> Subject:
    """Raises NotFound."""
    subject = subject_of(belief)
    if subject is None:
        raise NotFound("Nothing is believed of this.", field="belief")
    return subject


def setting_of(belief: str) -> str | None:
    kind, _, name = belief.partition(":")
    return name if kind == "student" and name in SETTINGS else None


def own_base() -> str:
    return "/v1/students/me/beliefs"


def students_base(student: UUID) -> str:
    return f"/v1/students/{student}/beliefs"
