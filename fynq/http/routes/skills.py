"""POST /v1/skills, GET /v1/skills/edges and GET, PUT, DELETE /v1/skills/{slug}"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.skill_book import EdgeFilter
from fynq.domain.errors import Conflict, InvalidInput, NotFound
from fynq.http.caller import Librarian, LibraryReader
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.problems import problems
from fynq.http.schemas.skills import (
    SKILL,
    EdgePage,
    SkillBatch,
    SkillBody,
    SkillEntryOut,
    SkillsPut,
    Slug,
    Verdicts,
    show_edges,
    show_entry,
)

router = APIRouter(tags=["library"])

InPath = Annotated[str, Path(pattern=SKILL, description="The skill's slug.")]


class EdgeQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    verdict: Verdicts | None = None
    skill: Slug | None = Field(default=None, description="Only edges to and from this one.")
    after: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9][a-z0-9._-]{0,79}~[a-z0-9][a-z0-9._-]{0,79}$",
        description="From `next_after`.",
    )
    limit: int = Field(default=100, ge=1, le=500)


class SkillQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    detach: bool = Field(
        default=False,
        description="Skills that need it come to need what it needs; items that practise others "
        "too no longer practise it.",
    )


@router.post(
    "/v1/skills",
    summary="Add or renew skills",
    response_model=SkillsPut,
    responses=problems(401, 403, 409, bodied=True),
)
async def put_skills(request: Request, librarian: Librarian, body: SkillBatch) -> Response:
    """All or none. A skill that is there gets this name, this description and these prerequisites; one
    that needs a skill that is nowhere, or itself in the end, is refused by its field. Students are
    looked up by the new graph from the reply on. For teachers, admins and owners."""
    seen: set[str] = set()
    for at, each in enumerate(body.items):
        if each.slug in seen:
            raise InvalidInput("This slug stands twice.", field=f"items/{at}/slug")
        seen.add(each.slug)
    skills = [each.skill(each.slug) for each in body.items]
    try:
        added = await parts_of(request).skills.put(librarian.tenant, skills)
    except (InvalidInput, Conflict) as error:
        raise type(error)(error.detail, field=_renamed(error.field, "items")) from None
    return reply(SkillsPut(added=added, renewed=len(skills) - added))


@router.get(
    "/v1/skills/edges",
    summary="List the edges of the skill graph with what answers say of them",
    response_model=EdgePage,
    responses=problems(401, 403),
)
async def list_edges(
    request: Request, librarian: Librarian, query: Annotated[EdgeQuery, Query()]
) -> Response:
    """Which skill needs which, who said so, and whether the students' answers agree, as the job
    `check_prerequisites` found it last. For teachers, admins and owners."""
    after: tuple[str, str] | None = None
    if query.after is not None:
        skill, _, prerequisite = query.after.partition("~")
        after = (skill, prerequisite)
    found = await parts_of(request).skills.edges(
        librarian.tenant, EdgeFilter(query.verdict, query.skill), after, query.limit + 1
    )
    return reply(show_edges(found, query.limit))


@router.get(
    "/v1/skills/{slug}",
    summary="Read a skill",
    response_model=SkillEntryOut,
    responses=problems(401, 403, 404),
)
async def read_skill(request: Request, reader: LibraryReader, slug: InPath) -> Response:
    """With what it needs, what needs it, and how many items practise it."""
    entry = await parts_of(request).skills.skill(reader.tenant, slug)
    if entry is None:
        raise NotFound("There is no such skill.", field="slug")
    return reply(show_entry(entry))


@router.put(
    "/v1/skills/{slug}",
    summary="Add or renew a skill",
    response_model=SkillEntryOut,
    responses=problems(401, 403, 409, bodied=True),
)
async def put_skill(
    request: Request, librarian: Librarian, slug: InPath, body: SkillBody
) -> Response:
    """The prerequisites are all that it has from then on; one that is nowhere, and one that would close
    a cycle, is refused. For teachers, admins and owners."""
    book = parts_of(request).skills
    try:
        await book.put(librarian.tenant, [body.skill(slug)])
    except (InvalidInput, Conflict) as error:
        raise type(error)(error.detail, field=_renamed(error.field, "")) from None
    entry = await book.skill(librarian.tenant, slug)
    if entry is None:
        raise Conflict("The skill was removed meanwhile.", field="slug")
    return reply(show_entry(entry))


@router.delete(
    "/v1/skills/{slug}",
    summary="Remove a skill",
    status_code=204,
    responses=problems(401, 403, 404, 409),
)
async def remove_skill(
    request: Request, librarian: Librarian, slug: InPath, query: Annotated[SkillQuery, Query()]
) -> Response:
    """In conflict while other skills need it or items practise it, unless `detach` is true; items that
    practise it alone are always in the way. What students did on it stays in their logs. For teachers,
    admins and owners."""
    await parts_of(request).skills.remove(librarian.tenant, slug, detach=query.detach)
    return Response(status_code=204)


def _renamed(field: str | None, name: str) -> str | None:
    """The book says 'skills/3/prerequisites'."""
    if field is None or not field.startswith("skills"):
        return field
    _, _, rest = field.partition("/")
    if name:
        return "/".join(filter(None, (name, rest)))
    return rest.partition("/")[2] or "slug"
