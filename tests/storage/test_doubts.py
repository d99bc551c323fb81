from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from fynq.domain.chat import Usage
from fynq.domain.doubt import Answer, AnswerReady, Doubt, Step, Verification, Witness
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Citation
from fynq.domain.learner import EventKind, LearningEvent


async def test_a_doubt_is_opened_closed_and_read_back(stores, school):
    id_ = new_id()
    doubt = Doubt(id_, school.student, "Solve $x$", id_, datetime.now(UTC), None, "maths")
    await stores.doubt_log.open(school.tenant, doubt)
    answer = Answer(
        "text",
        "x=4",
        Verification.VERIFIED,
        "builtin/solver",
        (Step(0, "a", "b", True),),
        (Witness("substitution", "ok", None), Witness("numeric", "fine", 0)),
        (Citation(uuid4(), uuid4(), 1, "t", 0, 3, "abc"),),
        "algebra",
        ("linear", "equations"),
        Usage(1, 2, 3, 4, 5),
        0.5,
    )
    event = LearningEvent(
        new_id(), school.student, EventKind.DOUBT_ASKED, ("linear",), None, datetime.now(UTC), id_
    )
    assert await stores.doubt_log.close(school.tenant, doubt, AnswerReady(answer), (event,))
    assert not await stores.doubt_log.close(school.tenant, doubt, AnswerReady(answer), (event,))
    stored = await stores.doubt_book.doubt(school.tenant, id_)
    assert stored.doubt == doubt
    assert stored.answer == answer
