"""What teachers do with answers: the queue, and their rulings."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StrictInt

from fynq.answering.desk import Complaint
from fynq.answering.reviews import Review
from fynq.answering.rulings import Ruled
from fynq.domain.doubt import Verification
from fynq.domain.ruling import AnswerCheck, CheckVerdict, RulingKind
from fynq.http.drawing import Draw, block_html
from fynq.http.schemas.base import In, Moment, Out

_COMPLAINTS = {
    Complaint.WRONG: "called wrong",
    Complaint.LOW_SUCCESS: "students fail at the next item",
    Complaint.UNSOLVED: "fynq could not answer it",
    Complaint.UNCLEAR: "called unclear",
    Complaint.OTHER: "rated down",
}


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must hold something else than space")
    return text


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]
Note = Annotated[str, Field(max_length=2_000, description="For the students who got the answer.")]


class CorrectionIn(In):
    """A teacher's own answer."""

    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=20_000,
            description="The whole answer; Markdown with $LaTeX$.",
            examples=["Subtract 3 on both sides and halve: $x = 4$."],
        ),
        AfterValidator(_not_blank),
    ]
    final: str = Field(
        default="",
        max_length=1_000,
        description="The short result, LaTeX or plain text; empty where there is none. fynq checks it.",
        examples=["x = 4"],
    )
    skills: list[Slug] = Field(
        default_factory=list, max_length=16, description="Left out: those of fynq's answer."
    )
    note: Note = ""
    insist: StrictBool = Field(
        default=False, description="Keep to the result although fynq's check contradicts it."
    )


class RecallIn(In):
    """Why an answer is withdrawn."""

    note: Note = ""


class ClaimIn(In):
    """For how long a teacher wants to look at an answer alone."""

    minutes: Annotated[StrictInt, Field(ge=1, le=240)] = 30


class ReleaseIn(In):
    """Nothing has to be said."""


class ResolutionIn(In):
    """confirm: the answer is right, and an earlier ruling on it is lifted; dismiss: there is nothing
    to do; note: it stays, with a note that the students see beside it."""

    resolution: Literal["confirm", "dismiss", "note"]
    note: Note = ""


class RulingOut(Out):
    """A ruling that holds. From this reply on nobody gets the answer that it rules out."""

    id: UUID
    kind: RulingKind
    doubt_id: UUID
    at: Moment
    doubts: int = Field(description="How many doubts show it, this one included.")
    students: int = Field(description="How many students are told.")
    checked: CheckVerdict = Field(
        description="What fynq's own check says of a correction: agreed, contradicted, or open where "
        "it cannot tell."
    )
    insisted: bool = Field(description="It was kept although the check contradicts it.")
    own: str = Field(description="What fynq's solver finds, LaTeX; empty where it finds nothing.")


class ReviewOut(Out):
    """An answer that a teacher should look at, however many students got it."""

    id: UUID
    doubt_id: UUID = Field(description="A doubt that got the answer.")
    question: str
    subject: str
    skills: list[str]
    text: str = Field(description="fynq's answer; empty where it gave none.")
    final: str
    model: str = Field(examples=["builtin/solver"])
    status: Verification | None = Field(description="How far the answer was verified.")
    reasons: list[Complaint] = Field(description="The most urgent first.")
    why: str = Field(
        description="The same for people.", examples=["Called wrong 3 times; 12 students got it."]
    )
    thumbs_down: dict[str, int] = Field(description="By reason; '' where none was given.")
    comments: list[str] = Field(description="Of students, at most five, the newest first.")
    students: int = Field(description="How many got this very answer.")
    next_items: int = Field(
        description="First answers without help to the item after the doubt, by these students."
    )
    next_right: float = Field(
        description="How many of them were right; a half right one counts half."
    )
    opened_at: Moment
    claimed_by: UUID | None = Field(description="The teacher who looks at it now.")
    claimed_until: Moment | None
    resolution: str | None = Field(
        description="correction, recall, confirmation, note or dismissed; null while it waits."
    )
    note: str
    ruling_id: UUID | None
    resolved_by: UUID | None
    resolved_at: Moment | None
    question_html: str | None = None
    text_html: str | None = None


class ReviewPage(Out):
    """The most urgent first: by reason (wrong, low_success, unsolved, unclear, other), then by how
    many students got the answer."""

    items: list[ReviewOut]
    next_cursor: str | None = Field(
        default=None, description="Pass it as `cursor` for the next page; null on the last page."
    )


def show_ruling(ruled: Ruled, check: AnswerCheck) -> RulingOut:
    ruling = ruled.ruling
    return RulingOut(
        id=ruling.id,
        kind=ruling.kind,
        doubt_id=ruling.doubt,
        at=ruling.at,
        doubts=len(ruled.doubts),
        students=ruled.students,
        checked=ruling.checked,
        insisted=ruling.insisted,
        own=check.own,
    )


def show_review(review: Review, now: datetime, draw: Draw | None) -> ReviewOut:
    claimed = review.claimed_until is not None and review.claimed_until > now
    return ReviewOut(
        id=review.id,
        doubt_id=review.doubt,
        question=review.question,
        subject=review.subject,
        skills=list(review.skills),
        text=review.text,
        final=review.final,
        model=review.model,
        status=Verification(review.verification) if review.verification else None,
        reasons=list(review.reasons),
        why=_why(review),
        thumbs_down=dict(review.thumbs),
        comments=list(review.comments),
        students=review.students,
        next_items=review.next_items,
        next_right=round(review.next_right, 4),
        opened_at=review.opened_at,
        claimed_by=review.claimed_by if claimed else None,
        claimed_until=review.claimed_until if claimed else None,
        resolution=review.resolution or None,
        note=review.note,
        ruling_id=review.ruling,
        resolved_by=review.resolved_by,
        resolved_at=review.resolved_at,
        question_html=block_html(draw, review.question),
        text_html=block_html(draw, review.text),
    )


def chars_to_draw(review: Review) -> int:
    return len(review.question) + len(review.text)


def _why(review: Review) -> str:
    """'Called wrong 3 times; 12 students got it.'"""
    told = []
    for reason in review.reasons:
        said = _COMPLAINTS[reason]
        count = review.thumbs.get(reason.value, 0)
        if reason is Complaint.LOW_SUCCESS:
            said += f" ({review.next_right:g} of {review.next_items} right)"
        elif count > 1:
            said += f" {count} times"
        told.append(said)
    students = f"{review.students} student{'' if review.students == 1 else 's'} got it"
    text = "; ".join([*told, students]) + "."
    return text[:1].upper() + text[1:]
