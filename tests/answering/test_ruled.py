"""A ruling in the last moment, and the style of a student who stated none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from fynq.answering.reviews import TriedStyles
from fynq.answering.rulings import (
    Recalled,
    answer_of,
    bars,
    instead_of,
    overturns,
    own_result,
    succeeding,
)
from fynq.answering.same_answer import result_in, result_of
from fynq.answering.styled import StyledPersonalizer
from fynq.domain.doubt import AnswerFailed, AnswerReady, AnswerRefused, AnswerRestarted
from fynq.domain.errors import StorageUnavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.learner import LearnerContext
from fynq.domain.ruling import CheckVerdict, Ruling, RulingKind
from fynq.personalization.explanation_style import Tried
from tests.answering.test_answer_doubt import ANSWER, Log, Rooms, run

CORRECTION = Ruling(
    new_id(),
    RulingKind.CORRECTION,
    new_id(),
    new_id(),
    "Ms Noether",
    datetime(2026, 3, 14, tzinfo=UTC),
    text="So 5.",
    final="5",
    result=result_of(ANSWER),
    models=("builtin/solver",),
)


@dataclass
class LateLog(Log):
    """Refuses outcomes, as storage does those that a teacher ruled out."""

    instead: list[AnswerReady | AnswerRefused] = field(default_factory=list)

    async def close(self, tenant, doubt, outcome, events):
        if self.instead:
            raise Recalled(self.instead.pop(0))
        return await super().close(tenant, doubt, outcome, events)


async def test_what_a_teacher_ruled_out_in_the_last_moment_is_told_otherwise():
    log = LateLog(instead=[instead_of(CORRECTION)])
    events = await run(log, Rooms())
    assert events[-2:] == [AnswerRestarted(), AnswerReady(answer_of(CORRECTION))]
    assert [outcome for outcome, _ in log.closed] == [AnswerReady(answer_of(CORRECTION))]


async def test_and_so_is_what_took_its_place_if_that_is_ruled_out_too():
    recall = replace(CORRECTION, kind=RulingKind.RECALL)
    log = LateLog(instead=[instead_of(CORRECTION), instead_of(recall)], still_open=False)
    events = await run(log, Rooms())
    assert isinstance(instead_of(recall), AnswerRefused)
    assert isinstance(events[-1], AnswerFailed)
    assert events[-3:-1] == [AnswerRestarted(), AnswerRestarted()]


def test_a_correction_lets_nothing_else_stand_and_a_recall_what_is_new():
    assert bars(CORRECTION, ANSWER)
    assert not bars(CORRECTION, replace(ANSWER, final="$5$"))
    assert bars(CORRECTION, replace(ANSWER, final="6", model="other"))
    recall = succeeding(replace(CORRECTION, kind=RulingKind.RECALL), None)
    assert bars(recall, ANSWER)
    assert bars(recall, replace(ANSWER, final="6"))
    assert not bars(recall, replace(ANSWER, final="6", model="other"))
    assert overturns(recall)
    assert not overturns(replace(CORRECTION, result=own_result(CORRECTION)))


def test_what_was_barred_stays_barred_until_it_is_let_stand():
    first = succeeding(replace(CORRECTION, kind=RulingKind.RECALL), None)
    second = succeeding(replace(CORRECTION, result=result_in("6", "")), first)
    assert set(second.barred) == {result_of(ANSWER), result_in("6", "")}
    third = succeeding(replace(CORRECTION, kind=RulingKind.RECALL, result=None), second)
    assert own_result(second) in third.barred
    confirmed = succeeding(replace(CORRECTION, kind=RulingKind.CONFIRMATION), third)
    assert not bars(confirmed, ANSWER)
    assert bars(confirmed, replace(ANSWER, final="6"))


@pytest.mark.parametrize("verdict", CheckVerdict)
def test_a_teachers_answer_names_the_teacher_and_the_check(verdict):
    told = answer_of(replace(CORRECTION, checked=verdict)).witnesses[0].detail
    assert told.startswith("Answered by Ms Noether on 14 March 2026.")
    assert ("check" in told) is (verdict is not CheckVerdict.OPEN)
    assert "a teacher" in answer_of(replace(CORRECTION, teacher_name=" ")).witnesses[0].detail


@dataclass
class Told:
    tried_: TriedStyles = TriedStyles()
    away: bool = False
    asked: int = 0
    detail: str = "normal"

    async def tried(self, tenant, student):
        self.asked += 1
        if self.away:
            raise StorageUnavailable("away")
        return self.tried_

    async def context(self, tenant, student, skills):
        return LearnerContext(detail=self.detail)

    async def observe(self, tenant, student):
        return None


async def detail(told: Told) -> str:
    styled = StyledPersonalizer(told, told)
    return (await styled.context(Tenant(new_id()), new_id(), ())).detail


async def test_a_style_that_helped_is_used_unless_the_student_stated_one():
    helped = {"detailed": Tried(9, 1), "normal": Tried(2, 8)}
    assert await detail(Told(TriedStyles(helped, helped))) == "detailed"
    assert await detail(Told(TriedStyles(helped, helped, stated=True))) == "normal"
    assert await detail(Told(TriedStyles(helped, helped), detail="brief")) == "brief"
    assert await detail(Told(away=True)) == "normal"


async def test_a_school_without_any_experience_is_not_asked_for_each_doubt():
    told = Told()
    styled = StyledPersonalizer(told, told)
    tenant = Tenant(new_id())
    for _ in range(5):
        await styled.context(tenant, new_id(), ())
    assert told.asked == 1
    told.tried_ = TriedStyles({}, {"normal": Tried(1, 0)})
    styled = StyledPersonalizer(told, told)
    for _ in range(3):
        await styled.context(tenant, new_id(), ())
    assert told.asked == 4
