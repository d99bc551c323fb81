"""GET /v1/practice/placement and POST /v1/practice/placement/skip"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.caller import Practiser
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.practice import PlacementOut, show_placement
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["practice"])


@router.get(
    "/v1/practice/placement",
    summary="Read where the placement stands",
    response_model=PlacementOut,
    responses=problems(401, 403),
)
async def read_placement(request: Request, practiser: Practiser) -> Response:
    """A newcomer's first items, eight at most, show where to begin. `/v1/practice/next` poses them."""
    parts = parts_of(request)
    standing, current = await parts.practice.placement(practiser.tenant, practiser.user)
    return reply(show_placement(standing, current, parts.draw))


@router.post(
    "/v1/practice/placement/skip",
    summary="Skip the placement",
    response_model=PlacementOut,
    responses=problems(401, 403, 409, bodied=True),
)
async def skip_placement(request: Request, practiser: Practiser) -> Response:
    """Practice begins without it. One that is over stays as it is."""
    parts = parts_of(request)
    standing = await parts.practice.skip_placement(practiser.tenant, practiser.user)
    return reply(show_placement(standing, None, parts.draw))
