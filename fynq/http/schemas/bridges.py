"""What a student needs first, offered with an answer."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from fynq.domain.bridge import Bridge, GapKind
from fynq.http.drawing import Draw, block_html
from fynq.http.schemas.base import Moment, Out


class BridgePassageOut(Out):
    """Where the school's own texts begin to explain it. `text` comes with the answer; later, and where
    the answer is a hint, it is empty and `url` opens the place."""

    document_id: UUID
    title: str
    revision: int
    start: int
    end: int
    place: str
    text: str
    url: str
    text_html: str | None = None


class BridgePracticeOut(Out):
    """An exercise on it. `question` comes as the passage's text does."""

    item: str
    question: str
    question_html: str | None = None


class BridgeEvidenceOut(Out):
    """What the bridge rests on. `answers` exercises, `right` of them solved (a success with hints is
    half a one); `success`: the chance to solve an average exercise; `recall`: the chance to remember it
    now, null where it was never mastered."""

    answers: int
    right: float
    success: float
    recall: float | None
    last_at: Moment | None


class BridgeOut(Out):
    """The weakest uncertain foundation of what the doubt is about."""

    skill: str = Field(examples=["fractions"])
    name: str = Field(examples=["Fractions"])
    kind: GapKind = Field(
        description="weak: the student's answers speak against it; faded: was mastered, and is probably "
        "forgotten; unsure: too little is known of it."
    )
    why: str = Field(description="One sentence with its evidence; Markdown.")
    towards: str = Field(description="The skill of the doubt that builds on it.")
    towards_name: str
    path: list[str] = Field(description="Skills from it up to the doubt's, both included.")
    evidence: BridgeEvidenceOut
    explanation: str = Field(description="What the skill is, in a sentence.")
    passage: BridgePassageOut | None
    practice: BridgePracticeOut | None
    why_html: str | None = None


def show_bridge(bridge: Bridge, draw: Draw | None) -> BridgeOut:
    gap, passage, practice = bridge.gap, bridge.passage, bridge.practice
    return BridgeOut(
        skill=gap.skill,
        name=gap.name,
        kind=gap.kind,
        why=bridge.why,
        towards=gap.towards,
        towards_name=gap.towards_name,
        path=list(gap.path),
        evidence=BridgeEvidenceOut(
            answers=gap.answers,
            right=gap.right,
            success=gap.success,
            recall=gap.recall,
            last_at=gap.last_at,
        ),
        explanation=bridge.explanation,
        passage=BridgePassageOut(
            document_id=passage.document,
            title=passage.title,
            revision=passage.revision,
            start=passage.start,
            end=passage.end,
            place=passage.place,
            text=passage.quote,
            url=f"/v1/documents/{passage.document}?start={passage.start}&end={passage.end}",
            text_html=block_html(draw, passage.quote) if passage.quote else None,
        )
        if passage
        else None,
        practice=BridgePracticeOut(
            item=practice.item,
            question=practice.question,
            question_html=block_html(draw, practice.question) if practice.question else None,
        )
        if practice
        else None,
        why_html=block_html(draw, bridge.why),
    )


def chars_of_bridge(bridge: Bridge) -> int:
    """How much text the page would be sent of it, in characters."""
    chars = len(bridge.why)
    chars += len(bridge.passage.quote) if bridge.passage else 0
    return chars + (len(bridge.practice.question) if bridge.practice else 0)
