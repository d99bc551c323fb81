"""POST /v1/practice/attempts/{attempt_id}/hint and …/solution"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.caller import Practiser
from fynq.http.drawing import drawn
from fynq.http.parts import parts_of
from fynq.http.rate import limit_practice
from fynq.http.reply import reply
from fynq.http.schemas.practice import (
    HintGivenOut,
    SolutionOut,
    chars_of,
    show_hint,
    show_solution,
)
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["practice"])


@router.post(
    "/v1/practice/attempts/{attempt_id}/hint",
    summary="Get the next hint",
    response_model=HintGivenOut,
    responses=problems(401, 403, 404, 409, 429, bodied=True),
)
async def give_hint(request: Request, practiser: Practiser, attempt_id: UUID) -> Response:
    """Hints that were written for the item, in their order; else fynq's own, none of which says the
    answer. After the last one it comes again. A right answer with hints counts half. 403 when the
    next hint says more than the school allows this student now, 409 when the attempt is over."""
    await limit_practice(request, practiser)
    parts = parts_of(request)
    given = await parts.practice_help.hint(practiser.tenant, practiser.user, attempt_id)
    chars = chars_of(given.attempt) + len(given.text)
    return reply(await drawn(chars, partial(show_hint, given, parts.draw)))


@router.post(
    "/v1/practice/attempts/{attempt_id}/solution",
    summary="See the solution",
    response_model=SolutionOut,
    responses=problems(401, 403, 404, 409, 429, bodied=True),
)
async def show_worked(request: Request, practiser: Practiser, attempt_id: UUID) -> Response:
    """The answer, worked out where somebody wrote that or fynq's solver can. A right answer after it
    counts as nothing. 403 where the school shows this student no solutions, or none now."""
    await limit_practice(request, practiser)
    parts = parts_of(request)
    shown = await parts.practice_help.solution(practiser.tenant, practiser.user, attempt_id)
    chars = chars_of(shown.attempt) + len(shown.text)
    return reply(await drawn(chars, partial(show_solution, shown, parts.draw)))
