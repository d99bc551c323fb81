"""GET and PATCH /v1/school/policy"""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import InvalidInput
from fynq.http.caller import PolicyMaker, Reader
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.policies import PolicyChange, PolicyOut, show_policy
from fynq.http.schemas.problems import problems
from fynq.identity.permissions import Permission, allowed

router = APIRouter(tags=["school"])


@router.get(
    "/v1/school/policy",
    summary="Read what the school allows",
    response_model=PolicyOut,
    responses=problems(401, 403),
)
async def read_policy(request: Request, reader: Reader) -> Response:
    """How much help a student may get, now and as a rule, and how sure an answer has to be. Which
    exams run, and when there is less help, is shown to admins and owners alone."""
    parts = parts_of(request)
    policy = await parts.policies.policy(reader.tenant)
    profile = await parts.students.profile(reader.tenant, reader.user)
    shown = show_policy(policy, datetime.now(UTC), profile.grade if profile else None)
    if not allowed(reader, Permission.POLICY):
        shown.exam_phrases, shown.windows = [], []
    return reply(shown)


@router.patch(
    "/v1/school/policy",
    summary="Change what the school allows",
    response_model=PolicyOut,
    responses=problems(401, 403, bodied=True),
)
async def change_policy(request: Request, maker: PolicyMaker, body: PolicyChange) -> Response:
    """Changes the fields that are present, for doubts asked from now on; other gateways follow
    within five seconds. For admins and owners."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    for name, value in changes.items():
        if value is None:
            raise InvalidInput("This field cannot be null.", field=name)
    for name in ("exam_phrases", "syllabuses"):
        if name in changes:
            changes[name] = tuple(dict.fromkeys(changes[name]))
    if "windows" in changes:
        changes["windows"] = tuple(each.window() for each in changes["windows"])
    policy = await parts_of(request).policies.change_policy(maker.tenant, changes)
    return reply(show_policy(policy, datetime.now(UTC)))
