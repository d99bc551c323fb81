"""GET and PATCH /v1/school/sharing"""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field, StrictBool
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.principal import Principal
from fynq.http.caller import PolicyMaker
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.base import In, Out
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["school"])


class SharingOut(Out):
    """What the school tells other schools of items and skills. Never of a student: a figure rests on twenty
    students at least, none of whom gave more than a tenth of its answers, and is told coarsely."""

    calibrations: bool
    laid_open: int = Field(description="Items and skills that others see now.")
    imported: int = Field(description="Items and skills that files told of.")


class SharingChange(In):
    """What the school wants."""

    calibrations: StrictBool = Field(
        description="true: difficulties of items (by the hash of their content) and skills (by slug) are "
        "laid open to the schools of this server that do the same, from the next nightly calibration "
        "on, and theirs are used. false: what was laid open is taken back at once."
    )


@router.get(
    "/v1/school/sharing",
    summary="Read what the school shares",
    response_model=SharingOut,
    responses=problems(401, 403),
)
async def read_sharing(request: Request, maker: PolicyMaker) -> Response:
    """For admins and owners."""
    return reply(await _shown(request, maker))


@router.patch(
    "/v1/school/sharing",
    summary="Change what the school shares",
    response_model=SharingOut,
    responses=problems(401, 403, bodied=True),
)
async def change_sharing(request: Request, maker: PolicyMaker, body: SharingChange) -> Response:
    """For admins and owners."""
    await parts_of(request).sharing.set_shares(maker.tenant, body.calibrations)
    return reply(await _shown(request, maker))


async def _shown(request: Request, maker: Principal) -> SharingOut:
    book = parts_of(request).sharing
    laid_open, imported = await book.counts(maker.tenant)
    return SharingOut(
        calibrations=await book.shares(maker.tenant), laid_open=laid_open, imported=imported
    )
