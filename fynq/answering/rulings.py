"""What a teacher's ruling means for the answers that others get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from fynq.answering.same_answer import Asked, asked_in, result_in, result_of, same_question
from fynq.domain.doubt import (
    Answer,
    AnswerReady,
    AnswerRefused,
    DoubtStatus,
    Verification,
    Witness,
)
from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant
from fynq.domain.ruling import CheckVerdict, Ruling, RulingKind

TEACHER = "teacher"
"""The model and the witness of an answer that a teacher wrote."""
WITHDRAWN = "A teacher has withdrawn fynq's answer to this question."
ADVICE_WITHDRAWN = "Ask your teacher, who knows of it."
NO_HINTS = "A teacher has corrected fynq's answer to this problem, so fynq gives no hints for it."
FORMER_WRONG = "A teacher has corrected fynq's answer to the problem that this is about."
_CHECKED = {
    CheckVerdict.AGREED: " fynq's own check agrees.",
    CheckVerdict.CONTRADICTED: " fynq's own check came to another result, and the teacher kept to this one.",
    CheckVerdict.OPEN: "",
}


class Recalled(Exception):
    """An answer was ruled out while it was on its way. instead: what is told in its place."""

    def __init__(self, instead: AnswerReady | AnswerRefused) -> None:
        super().__init__()
        self.instead = instead


class Rulings(Protocol):
    async def on(self, tenant: Tenant, asked: Asked) -> Ruling | None:
        """The one that stands on this question. Raises StorageUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling that was made. doubts: those that it shows in, that of the ruling among them;
    students: how many are told."""

    ruling: Ruling
    doubts: Sequence[UUID]
    students: int


class RulingBook(Rulings, Protocol):
    async def rule(self, tenant: Tenant, ruling: Ruling) -> Ruled:
        """Makes a ruling on a doubt that has its end. In one transaction that no answer overlaps: from
        its commit on no doubt gets what is barred, every doubt that got it shows the ruling, the
        students' messages and the job that does the rest are written, and the review is resolved.

        The ruling's question, key, subject, topic, result, barred and models are told by the doubt
        and by earlier rulings; what was given there does not count. Raises NotFound(field='doubt_id'),
        Conflict while the doubt is open, or when it ended without answer and refusal.
        """
        ...

    async def ruling(self, tenant: Tenant, ruling: UUID) -> Ruling | None: ...


def may_rule(kind: RulingKind, status: DoubtStatus, *, answered: bool, ruled_out: bool) -> None:
    """Raises Conflict(field='doubt_id'). answered: by fynq, rather than by a teacher; ruled_out: a
    teacher corrected or recalled the answer before."""
    if ruled_out and kind is RulingKind.NOTE:
        raise Conflict("This answer is corrected or withdrawn already.", field="doubt_id")
    if status is DoubtStatus.OPEN:
        raise Conflict("The doubt is still being answered.", field="doubt_id", retry_after=2.0)
    unanswered = kind is RulingKind.CORRECTION and status is DoubtStatus.REFUSED
    if not (answered or unanswered or status is DoubtStatus.ANSWERED):
        raise Conflict("fynq gave no answer to this doubt.", field="doubt_id")


def message_of(kind: RulingKind) -> str:
    """The kind of the messages to the students."""
    return {
        RulingKind.CORRECTION: "doubt.corrected",
        RulingKind.RECALL: "doubt.recalled",
        RulingKind.CONFIRMATION: "doubt.confirmed",
        RulingKind.NOTE: "doubt.noted",
    }[kind]


def fits(ruling: Ruling, asked: Asked) -> bool:
    """Whether the ruling is about this question."""
    if ruling.key is None:
        return False
    own = asked_in(ruling.question, ruling.subject)
    return own is not None and same_question(asked, own, ruling.topic)


def bars(ruling: Ruling, answer: Answer) -> bool:
    """Whether this answer to the ruling's question may not be given. Hints are not looked at here."""
    result = result_of(answer)
    if result is None:
        return False
    if ruling.kind is RulingKind.CORRECTION:
        return result != own_result(ruling)
    if ruling.kind is RulingKind.RECALL and answer.model in ruling.models:
        return True
    return result in ruling.barred


def own_result(ruling: Ruling) -> bytes:
    """Of the teacher's answer."""
    return result_in(ruling.final, ruling.text)


def overturns(ruling: Ruling) -> bool:
    """Whether the result itself was wrong, so that hints for it lead astray."""
    if ruling.kind is RulingKind.CORRECTION:
        return ruling.result != own_result(ruling)
    return ruling.kind is RulingKind.RECALL


def instead_of(ruling: Ruling) -> AnswerReady | AnswerRefused:
    """What is told in the place of an answer that the ruling bars."""
    if ruling.kind is RulingKind.CORRECTION:
        return AnswerReady(answer_of(ruling))
    return AnswerRefused(WITHDRAWN, ADVICE_WITHDRAWN)


def answer_of(ruling: Ruling) -> Answer:
    """The teacher's answer. Verified: a teacher is a witness of their own (decision 27)."""
    who = ruling.teacher_name.strip() or "a teacher"
    day = f"{ruling.at.day} {ruling.at:%B %Y}"
    told = f"Answered by {who} on {day}.{_CHECKED[ruling.checked]}"
    return Answer(
        text=ruling.text,
        final=ruling.final,
        status=Verification.VERIFIED,
        model=TEACHER,
        witnesses=(Witness(TEACHER, told),),
        subject=ruling.topic,
        skills=ruling.skills,
    )


def standing(rulings: Sequence[Ruling], asked: Asked) -> Ruling | None:
    """The newest that is about the question."""
    about = [ruling for ruling in rulings if fits(ruling, asked)]
    return max(about, key=lambda ruling: (ruling.at, ruling.id), default=None)


def succeeding(ruling: Ruling, former: Ruling | None) -> Ruling:
    """The ruling, with what the one before it on the same question barred, as far as it does not let
    that stand."""
    barred = dict.fromkeys(former.barred if former else ())
    models = dict.fromkeys((*(former.models if former else ()), *ruling.models))
    if former is not None and former.kind is RulingKind.CORRECTION:
        barred[own_result(former)] = None
    if ruling.result is not None:
        barred[ruling.result] = None
    if ruling.kind is RulingKind.CONFIRMATION and ruling.result is not None:
        del barred[ruling.result]
    if ruling.kind is RulingKind.CORRECTION:
        barred.pop(own_result(ruling), None)
    return replace(ruling, barred=tuple(barred), models=tuple(models))
