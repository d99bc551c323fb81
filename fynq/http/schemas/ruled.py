"""What a teacher said of an answer, and of the answer that it followed."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from fynq.answering.books import BuiltOn, Correction
from fynq.domain.ruling import CheckVerdict, RulingKind
from fynq.http.drawing import Draw, block_html
from fynq.http.schemas.base import Moment, Out


class FormerOut(Out):
    """What the doubt told before a teacher ruled on it."""

    text: str
    final: str
    model: str
    text_html: str | None = None


class CorrectionOut(Out):
    """What a teacher said of the answer. `answer` is what holds now."""

    kind: RulingKind = Field(
        description="correction: `answer` is the teacher's; recall: the answer is withdrawn; note: it "
        "stands, with a note."
    )
    notice: str = Field(description="For the student, in a sentence.")
    note: str = Field(description="The teacher's own words, if any.")
    teacher: str = Field(description="The teacher's name.")
    at: Moment
    checked: CheckVerdict = Field(description="What fynq's own check says of the correction.")
    insisted: bool = Field(description="The teacher kept to it although the check contradicts it.")
    former: FormerOut | None = Field(
        default=None, description="What was told before; left out in lists."
    )


class BuiltOnOut(Out):
    """An earlier answer of the same thread that a teacher corrected or withdrew after this doubt was
    asked, so this answer may rest on what was wrong there."""

    doubt_id: UUID
    kind: RulingKind = Field(description="correction or recall.")
    at: Moment


def show_correction(correction: Correction, draw: Draw | None) -> CorrectionOut:
    ruling, former = correction.ruling, correction.former
    shown = None
    if former is not None:
        text_html = block_html(draw, former.text)
        shown = FormerOut(
            text=former.text, final=former.final, model=former.model, text_html=text_html
        )
    return CorrectionOut(
        kind=ruling.kind,
        notice=correction.notice,
        note=ruling.note,
        teacher=ruling.teacher_name,
        at=ruling.at,
        checked=ruling.checked,
        insisted=ruling.insisted,
        former=shown,
    )


def show_built_on(built: BuiltOn) -> BuiltOnOut:
    return BuiltOnOut(doubt_id=built.doubt, kind=built.kind, at=built.at)
