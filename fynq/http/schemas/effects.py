"""What became of answers, and what was learned from it."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from fynq.answering.desk import Target, Update
from fynq.answering.evidence import Evidence, EvidenceKind
from fynq.http.schemas.base import Moment, Out

_UNITS = {
    Target.LEARNER: "logits",
    Target.MODEL: "logits",
    Target.PASSAGE: "worth",
    Target.STYLE: "share",
}


class EvidenceOut(Out):
    """One observation. value: 1 speaks for the answer, 0 against it; expected: what it was expected
    to be, before; amount: how much it counts about the model, of a checked answer, in [0, 1]."""

    kind: EvidenceKind
    id: UUID = Field(
        description="Of the rating, of the learning event, of the later doubt, or of the ruling."
    )
    doubt_id: UUID
    value: float
    expected: float
    amount: float
    reason: str
    at: Moment
    void_since: UUID | None = Field(
        description="The ruling, or the later rating, by which it counts nothing any more."
    )


class UpdateOut(Out):
    """One change. In logits for learners and models, a worth in (-1, 1) for passages, and for styles
    the share of explanations that helped."""

    id: UUID
    target: Target
    name: str = Field(
        description="The model, the digest of the passage's text, the style, or the student's id."
    )
    label: str = Field(description="For passages the title of their document.")
    skills: list[str]
    before: float
    after: float
    unit: str = Field(examples=["logits"])
    whole_school: bool = Field(description="A style's share of the whole school.")
    evidence_kind: EvidenceKind
    evidence_id: UUID
    doubt_id: UUID
    taken_back: bool = Field(description="The effect of the evidence was removed.")
    at: Moment


class DoubtEffects(Out):
    """Oldest first."""

    evidence: list[EvidenceOut]
    updates: list[UpdateOut]


class UpdatePage(Out):
    """Newest first."""

    items: list[UpdateOut]
    next_cursor: str | None = Field(
        default=None, description="Pass it as `cursor` for the next page; null on the last page."
    )


def show_evidence(evidence: Evidence) -> EvidenceOut:
    said = evidence.said
    return EvidenceOut(
        kind=evidence.kind,
        id=evidence.id,
        doubt_id=evidence.doubt,
        value=round(said.value, 4),
        expected=round(said.expected, 4),
        amount=round(said.amount, 4),
        reason=evidence.reason,
        at=evidence.at,
        void_since=evidence.voided_by,
    )


def show_update(update: Update) -> UpdateOut:
    return UpdateOut(
        id=update.id,
        target=update.target,
        name=update.name,
        label=update.label,
        skills=list(update.skills),
        before=update.before,
        after=update.after,
        unit=_UNITS[update.target],
        whole_school=update.target is Target.STYLE and update.student is None,
        evidence_kind=update.evidence,
        evidence_id=update.evidence_id,
        doubt_id=update.doubt,
        taken_back=update.taken_back,
        at=update.at,
    )
