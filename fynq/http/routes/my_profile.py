"""GET and PATCH /v1/students/me"""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import InvalidInput
from fynq.domain.learner import LearnerProfile
from fynq.domain.principal import Principal
from fynq.http.caller import Learner
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.learners import ProfileChange, ProfileOut
from fynq.http.schemas.problems import problems
from fynq.identity.credentials import normal_name

router = APIRouter(tags=["students"])


@router.get(
    "/v1/students/me",
    summary="Read one's profile",
    response_model=ProfileOut,
    responses=problems(401, 403),
)
async def read_profile(request: Request, learner: Learner) -> Response:
    """What fynq knows because the student said so."""
    return reply(_shown(learner, await _profile(request, learner)))


@router.patch(
    "/v1/students/me",
    summary="Change one's profile",
    response_model=ProfileOut,
    responses=problems(401, 403, bodied=True),
)
async def change_profile(request: Request, learner: Learner, body: ProfileChange) -> Response:
    """Changes the fields that are present."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    for name, value in changes.items():
        if value is None and name != "grade":
            raise InvalidInput("This field cannot be null.", field=name)
    if "display_name" in changes:
        changes["display_name"] = normal_name(changes["display_name"], field="display_name")
    profile = replace(await _profile(request, learner), **changes)
    await parts_of(request).students.save_profile(learner.tenant, learner.user, profile)
    if "detail" in changes:
        await parts_of(request).styles.state(learner.tenant, learner.user)
    return reply(_shown(learner, profile))


async def _profile(request: Request, learner: Principal) -> LearnerProfile:
    parts = parts_of(request)
    profile = await parts.students.profile(learner.tenant, learner.user)
    if profile is not None:
        return profile
    account = await parts.identity.accounts.account(learner.tenant, learner.user)
    return LearnerProfile(display_name=account.display_name if account else "")


def _shown(learner: Principal, profile: LearnerProfile) -> ProfileOut:
    return ProfileOut(
        id=learner.user,
        role=learner.role,
        display_name=profile.display_name,
        grade=profile.grade,
        language=profile.language,
        detail=profile.detail,
    )
