"""GET /v1/health/live and /v1/health/ready"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.parts import parts_of
from fynq.http.readiness import readiness
from fynq.http.reply import reply
from fynq.http.schemas.health import LiveOut, ReadyOut
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["health"])


@router.get(
    "/v1/health/live",
    summary="Is this process alive?",
    response_model=LiveOut,
    responses=problems(),
)
async def live() -> Response:
    """Looks at this process only, at no dependency."""
    return reply(LiveOut())


@router.get(
    "/v1/health/ready",
    summary="Is the service ready?",
    response_model=ReadyOut,
    responses={**problems(), 503: {"model": ReadyOut, "description": "Something needed is down."}},
)
async def ready(request: Request) -> Response:
    """Every dependency with its latency. Answers within two seconds even if one hangs."""
    state = await readiness(parts_of(request))
    down = state.status == "down"
    return reply(state, 503 if down else 200, {"retry-after": "2"} if down else None)
