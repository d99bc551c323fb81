"""POST /v1/doubts/{doubt_id}/correction and /recall: a teacher's word on an answer"""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.judge_answer import Judgement
from fynq.domain.principal import Principal
from fynq.domain.ruling import RulingKind
from fynq.http.caller import Reviewer
from fynq.http.parts import parts_of
from fynq.http.reply import created
from fynq.http.schemas.problems import problems
from fynq.http.schemas.reviews import CorrectionIn, RecallIn, RulingOut, show_ruling

router = APIRouter(tags=["reviews"])


@router.post(
    "/v1/doubts/{doubt_id}/correction",
    summary="Correct an answer",
    status_code=201,
    response_model=RulingOut,
    responses=problems(401, 403, 404, 409, bodied=True),
)
async def correct_doubt(
    request: Request, reviewer: Reviewer, doubt_id: UUID, body: CorrectionIn
) -> Response:
    """The teacher's answer takes the place of fynq's: from the reply on everybody who asks this
    question gets it, and every doubt that got the former answer shows `correction`. `final` is
    checked; where the check contradicts, the reply is a 409 unless `insist` is true. For teachers,
    admins and owners."""
    return await judged(request, reviewer, doubt_id, await correction_of(request, reviewer, body))


@router.post(
    "/v1/doubts/{doubt_id}/recall",
    summary="Withdraw an answer",
    status_code=201,
    response_model=RulingOut,
    responses=problems(401, 403, 404, 409, bodied=True),
)
async def recall_doubt(
    request: Request, reviewer: Reviewer, doubt_id: UUID, body: RecallIn
) -> Response:
    """From the reply on nobody gets this answer again, wherever it lies; a fresh one is given only
    if it has another result and is another model's. For teachers, admins and owners."""
    judgement = await judgement_of(request, reviewer, RulingKind.RECALL, body.note)
    return await judged(request, reviewer, doubt_id, judgement)


async def judged(
    request: Request, reviewer: Principal, doubt: UUID, judgement: Judgement
) -> Response:
    ruled, check = await parts_of(request).judge(reviewer.tenant, doubt, judgement)
    return created(show_ruling(ruled, check), f"/v1/doubts/{doubt}/effects")


async def correction_of(request: Request, reviewer: Principal, body: CorrectionIn) -> Judgement:
    return Judgement(
        RulingKind.CORRECTION,
        reviewer.user,
        await _name_of(request, reviewer),
        text=body.text.strip(),
        final=body.final.strip(),
        skills=tuple(body.skills),
        note=body.note,
        insist=body.insist,
    )


async def judgement_of(
    request: Request, reviewer: Principal, kind: RulingKind, note: str
) -> Judgement:
    return Judgement(kind, reviewer.user, await _name_of(request, reviewer), note=note)


async def _name_of(request: Request, reviewer: Principal) -> str:
    """As it was when the teacher said it."""
    account = await parts_of(request).identity.accounts.account(reviewer.tenant, reviewer.user)
    return account.display_name if account else ""
