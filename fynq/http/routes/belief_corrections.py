"""POST …/beliefs/{belief}/corrections and DELETE …/corrections/{correction_id}"""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.open_model import Corrected, Said
from fynq.domain.corrections import Claim
from fynq.domain.errors import InvalidInput
from fynq.domain.principal import Principal
from fynq.http.caller import BeliefCorrector, Learner
from fynq.http.parts import parts_of
from fynq.http.rate import limit_beliefs
from fynq.http.reply import reply
from fynq.http.routes.reading_beliefs import (
    BeliefId,
    known_student,
    known_subject,
    own_base,
    reader_of,
    setting_of,
    students_base,
)
from fynq.http.schemas.belief_shown import show_belief, show_check, show_correction
from fynq.http.schemas.beliefs import CorrectedOut, OwnCorrection, TeachersCorrection
from fynq.http.schemas.problems import problems
from fynq.personalization.evidence import Subject

router = APIRouter(tags=["beliefs"])


@router.post(
    "/v1/students/me/beliefs/{belief}/corrections",
    summary="Correct what is believed of oneself",
    status_code=201,
    response_model=CorrectedOut,
    responses=problems(401, 403, 404, 409, 429, bodied=True),
)
async def correct_own_belief(
    request: Request, learner: Learner, belief: BeliefId, body: OwnCorrection
) -> Response:
    """Holds from the next doubt on, and can be taken back.

    `i_know_this` and `i_do_not_know_this` move the belief by a bounded amount, and the last of them counts; a
    skill is mastered by answers alone, and `verify_with` names one that settles the matter. `not_me`
    makes everything that is believed of the student what it would be without the named events.
    `no_longer` stands for one of the successes that a misconception needs, and explanations bring
    it up no more until it shows again."""
    await limit_beliefs(request, learner)
    subject = _correctable(belief)
    said = Said(Claim(body.claim), learner.user, False, tuple(body.events), body.note, body.private)
    made = await parts_of(request).open_model.correct(learner.tenant, learner.user, subject, said)
    return await _replied(request, learner, own_base(), subject, made, 201)


@router.post(
    "/v1/students/{student_id}/beliefs/{belief}/corrections",
    summary="Correct what is believed of a student",
    status_code=201,
    response_model=CorrectedOut,
    responses=problems(401, 403, 404, 409, 429, bodied=True),
)
async def correct_students_belief(
    request: Request,
    corrector: BeliefCorrector,
    student_id: UUID,
    belief: BeliefId,
    body: TeachersCorrection,
) -> Response:
    """A teacher's word has more weight than a student's, and `no_longer` closes a misconception. The
    student sees the correction, its note, and who made it. For teachers, admins and owners."""
    await limit_beliefs(request, corrector)
    await known_student(request, corrector, student_id)
    subject = _correctable(belief)
    said = Said(Claim(body.claim), corrector.user, True, tuple(body.events), body.note)
    made = await parts_of(request).open_model.correct(corrector.tenant, student_id, subject, said)
    return await _replied(request, corrector, students_base(student_id), subject, made, 201)


@router.delete(
    "/v1/students/me/beliefs/{belief}/corrections/{correction_id}",
    summary="Take a correction of one's own back",
    response_model=CorrectedOut,
    responses=problems(401, 403, 404, 429),
)
async def take_own_correction_back(
    request: Request, learner: Learner, belief: BeliefId, correction_id: UUID
) -> Response:
    """As if it had never been made; it stays in the evidence. A teacher's can be taken back by teachers
    only. Taking it back again changes nothing."""
    await limit_beliefs(request, learner)
    subject = _correctable(belief)
    said = Said(Claim.TAKEN_BACK, learner.user, False)
    made = await parts_of(request).open_model.take_back(
        learner.tenant, learner.user, subject, correction_id, said
    )
    return await _replied(request, learner, own_base(), subject, made, 200)


@router.delete(
    "/v1/students/{student_id}/beliefs/{belief}/corrections/{correction_id}",
    summary="Take a correction back",
    response_model=CorrectedOut,
    responses=problems(401, 403, 404, 429),
)
async def take_correction_back(
    request: Request,
    corrector: BeliefCorrector,
    student_id: UUID,
    belief: BeliefId,
    correction_id: UUID,
) -> Response:
    """The student's, or a teacher's. For teachers, admins and owners."""
    await limit_beliefs(request, corrector)
    await known_student(request, corrector, student_id)
    subject = _correctable(belief)
    said = Said(Claim.TAKEN_BACK, corrector.user, True)
    made = await parts_of(request).open_model.take_back(
        corrector.tenant, student_id, subject, correction_id, said
    )
    return await _replied(request, corrector, students_base(student_id), subject, made, 200)


def _correctable(belief: str) -> Subject:
    if setting_of(belief) is not None:
        raise InvalidInput("A setting is changed in the profile.", field="belief")
    return known_subject(belief)


async def _replied(
    request: Request,
    principal: Principal,
    base: str,
    subject: Subject,
    made: Corrected,
    status: int,
) -> Response:
    reader = await reader_of(request, principal, base, [made.event])
    correction = show_correction(made.event, reader, stands=True)
    assert correction is not None
    return reply(
        CorrectedOut(
            correction=correction,
            before=show_belief(made.before.believed, subject, reader),
            belief=show_belief(made.after.believed, subject, reader),
            verify_with=show_check(made.after.check, made.after),
            up_to_date=made.after.believed.up_to_date,
        ),
        status,
    )
