"""GET /v1/skills"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.caller import LibraryReader
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.problems import problems
from fynq.http.schemas.skills import SkillList, show_skill

router = APIRouter(tags=["library"])


@router.get(
    "/v1/skills",
    summary="List the skills",
    response_model=SkillList,
    responses=problems(401, 403),
)
async def list_skills(request: Request, reader: LibraryReader) -> Response:
    """The school's skill graph: each skill with its prerequisites."""
    skills = await parts_of(request).library.skills(reader.tenant)
    return reply(SkillList(items=[show_skill(each) for each in skills]))
