"""GET /v1/practice/next, /v1/practice/attempts and /v1/practice/attempts/{attempt_id}"""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.item_rows import ItemKind
from fynq.domain.practice import Wish
from fynq.http.caller import Practiser
from fynq.http.cursor import Cursors
from fynq.http.drawing import drawn
from fynq.http.parts import parts_of
from fynq.http.rate import limit_practice
from fynq.http.reply import reply
from fynq.http.schemas.practice import AttemptOut, AttemptPage, chars_of, show_attempt
from fynq.http.schemas.practice_items import SkillName
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["practice"])

_GOALS = 8


class NextQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    skill: SkillName | None = Field(default=None, description="Items of this skill only.")
    goal: list[SkillName] = Field(
        default_factory=list,
        max_length=_GOALS,
        description="Skills that the session is about; without any those of today's doubts, where the "
        "student's session is about these.",
    )
    minutes: float | None = Field(
        default=None,
        gt=0,
        le=600,
        allow_inf_nan=False,
        description="Left of the student's time; without it that of the session, or of the "
        "day, where the student has told it.",
    )
    kind: ItemKind | None = Field(default=None, description="Items of this kind only.")
    skip: bool = Field(default=False, description="Sets the open item aside, and gives another.")


@router.get(
    "/v1/practice/next",
    summary="Get the next item",
    response_model=AttemptOut,
    responses=problems(401, 403, 404, 429),
)
async def next_item(
    request: Request, practiser: Practiser, query: Annotated[NextQuery, Query()]
) -> Response:
    """What fynq suggests to practise now, and why. It stays open until it is answered or skipped:
    until then the same one comes again, whatever else is asked for. A newcomer's first items are a
    placement, unless a skill is asked for. 404 when there is nothing."""
    await limit_practice(request, practiser)
    wish = Wish(
        skill=query.skill,
        goal=tuple(dict.fromkeys(query.goal)),
        minutes=query.minutes,
        kind=query.kind,
    )
    parts = parts_of(request)
    found = await parts.practice.next(practiser.tenant, practiser.user, wish, skip=query.skip)
    return reply(await drawn(chars_of(found), partial(show_attempt, found, parts.draw)))


class AttemptQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=64, description="From `next_cursor`.")
    limit: int = Field(default=20, ge=1, le=100)


@router.get(
    "/v1/practice/attempts",
    summary="List one's attempts",
    response_model=AttemptPage,
    responses=problems(401, 403),
)
async def list_attempts(
    request: Request, practiser: Practiser, query: Annotated[AttemptQuery, Query()]
) -> Response:
    """Newest first, check items included."""
    parts = parts_of(request)
    cursors = Cursors(parts.server_secret, "attempts")
    before = cursors.read(practiser.tenant, query.cursor)
    found = await parts.practice.list_attempts(
        practiser.tenant, practiser.user, before, query.limit + 1
    )
    items, more = found[: query.limit], len(found) > query.limit
    return reply(
        AttemptPage(
            items=[show_attempt(each, None) for each in items],
            next_cursor=cursors.write(practiser.tenant, items[-1].id) if more else None,
        )
    )


@router.get(
    "/v1/practice/attempts/{attempt_id}",
    summary="Read an attempt",
    response_model=AttemptOut,
    responses=problems(401, 403, 404),
)
async def read_attempt(request: Request, practiser: Practiser, attempt_id: UUID) -> Response:
    """One of one's own, as it stands."""
    parts = parts_of(request)
    found = await parts.practice.attempt(practiser.tenant, practiser.user, attempt_id)
    shown = await parts.practice.shown(practiser.tenant, found)
    return reply(await drawn(chars_of(shown), partial(show_attempt, shown, parts.draw)))
