"""GET and PATCH /v1/students/me"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import Conflict, InvalidInput
from fynq.domain.learner import LearnerProfile, Session
from fynq.domain.principal import Principal
from fynq.http.caller import Learner
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.syllabuses import syllabus_of
from fynq.http.schemas.problems import problems
from fynq.http.schemas.profiles import ProfileChange, ProfileOut, SessionChange, show_profile
from fynq.identity.credentials import normal_name

router = APIRouter(tags=["students"])

_MAY_BE_NULL = frozenset({"grade", "reading", "exam_on", "minutes_a_day", "session"})
_SESSION = timedelta(hours=4)


@router.get(
    "/v1/students/me",
    summary="Read one's profile",
    response_model=ProfileOut,
    responses=problems(401, 403),
)
async def read_profile(request: Request, learner: Learner) -> Response:
    """What fynq knows because the student, or the school, said so."""
    return _shown(learner, await _profile(request, learner))


@router.patch(
    "/v1/students/me",
    summary="Change one's profile",
    response_model=ProfileOut,
    responses=problems(401, 403, 409, bodied=True),
)
async def change_profile(request: Request, learner: Learner, body: ProfileChange) -> Response:
    """Changes the fields that are present, for the next turn on, in every open conversation. A field
    that the school has set is in conflict."""
    now = datetime.now(UTC)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    for name, value in changes.items():
        if value is None and name not in _MAY_BE_NULL:
            raise InvalidInput("This field cannot be null.", field=name)
    if "display_name" in changes:
        changes["display_name"] = normal_name(changes["display_name"], field="display_name")
    if "syllabus" in changes:
        changes["syllabus"] = await syllabus_of(request, learner, changes["syllabus"])
    if "needs" in changes:
        changes["needs"] = tuple(dict.fromkeys(changes["needs"]))
    if "reading" in changes:
        changes["reading"] = changes["reading"] or ""
    if "session" in changes:
        changes["session"] = _session(changes["session"], now)

    def change(profile: LearnerProfile) -> LearnerProfile:
        return _changed(profile, changes)

    changed = await parts_of(request).students.change_profile(learner.tenant, learner.user, change)
    if "detail" in changes:
        await parts_of(request).styles.state(learner.tenant, learner.user)
    return _shown(learner, changed)


def _changed(profile: LearnerProfile, changes: dict[str, Any]) -> LearnerProfile:
    """Raises Conflict."""
    for name in profile.by_school:
        if name in changes and changes[name] != getattr(profile, name):
            raise Conflict("Your school has set this.", field=name)
    return replace(profile, **changes)


def _session(wanted: SessionChange | None, now: datetime) -> Session | None:
    if wanted is None or (wanted.goal is None and wanted.minutes is None):
        return None
    lasts = timedelta(minutes=wanted.minutes) if wanted.minutes is not None else _SESSION
    return Session(now + lasts, wanted.goal, wanted.minutes)


async def _profile(request: Request, learner: Principal) -> LearnerProfile:
    parts = parts_of(request)
    profile = await parts.students.profile(learner.tenant, learner.user)
    if profile is not None:
        return profile
    account = await parts.identity.accounts.account(learner.tenant, learner.user)
    return LearnerProfile(display_name=account.display_name if account else "")


def _shown(learner: Principal, profile: LearnerProfile) -> Response:
    return reply(show_profile(learner.user, learner.role, profile, datetime.now(UTC)))
