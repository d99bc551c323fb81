"""A doubt whose answer a teacher ruled on: it tells what holds now, and what it told before."""

from __future__ import annotations

from dataclasses import replace

from fynq.answering.books import Correction, StoredDoubt
from fynq.answering.rulings import answer_of
from fynq.domain.doubt import Answer, DoubtStatus, Verification
from fynq.domain.ruling import Ruling, RulingKind

_NOTICES = {
    RulingKind.CORRECTION: "Your teacher has corrected this answer. What it said before was wrong.",
    RulingKind.RECALL: "Your teacher has withdrawn this answer: do not rely on what it said.",
    RulingKind.NOTE: "Your teacher has added a note to this answer.",
}
_ANSWERED = "Your teacher has answered this doubt."
_HINT = "Your teacher has corrected this problem: do not rely on this hint."


def ruled(stored: StoredDoubt, ruling: Ruling) -> StoredDoubt:
    """The doubt as it stands after the ruling. A doubt that got a hint is told that the hint does not
    hold, and not the solution."""
    if ruling.kind is RulingKind.CONFIRMATION:
        return stored
    answer = stored.answer
    if ruling.kind is RulingKind.NOTE:
        return replace(stored, correction=Correction(ruling, _NOTICES[ruling.kind]))
    stored = replace(stored, built_on=None)
    if answer is not None and answer.hint is not None and not answer.final:
        told = replace(answer, text=_HINT, witnesses=(), citations=(), confidence=None)
        return replace(stored, answer=told, correction=Correction(ruling, _HINT, answer))
    notice = _NOTICES[ruling.kind]
    if ruling.kind is RulingKind.RECALL:
        return replace(
            stored,
            answer=None if answer is None else _emptied(answer, notice),
            correction=Correction(ruling, notice, answer),
        )
    now = answer_of(ruling)
    if answer is not None:
        now = replace(now, usage=answer.usage)
    return replace(
        stored,
        status=DoubtStatus.ANSWERED,
        answer=now,
        reason="",
        advice="",
        citations=(),
        needs_teacher=False,
        correction=Correction(ruling, notice if answer is not None else _ANSWERED, answer),
    )


def _emptied(answer: Answer, notice: str) -> Answer:
    return Answer(
        text=notice,
        final="",
        status=Verification.UNVERIFIED,
        model=answer.model,
        subject=answer.subject,
        skills=answer.skills,
        usage=answer.usage,
    )


def without_parts(stored: StoredDoubt) -> StoredDoubt:
    """As it is listed: without the former answer."""
    if stored.correction is None:
        return stored
    return replace(stored, correction=replace(stored.correction, former=None))
