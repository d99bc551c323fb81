"""What teachers say of answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from fynq.domain.doubt import Witness


class RulingKind(StrEnum):
    """CORRECTION: another answer takes its place. RECALL: it is given to nobody again.
    CONFIRMATION: it stands. NOTE: it stands, with a remark."""

    CORRECTION = "correction"
    RECALL = "recall"
    CONFIRMATION = "confirmation"
    NOTE = "note"


class CheckVerdict(StrEnum):
    """OPEN: it cannot be told."""

    AGREED = "agreed"
    CONTRADICTED = "contradicted"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class AnswerCheck:
    """What fynq's own checks say of somebody's answer. own: what its solver finds, '' where it finds
    nothing; LaTeX."""

    verdict: CheckVerdict = CheckVerdict.OPEN
    own: str = ""
    witnesses: tuple[Witness, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """A teacher's word on one answer, and so on the question that it answers.

    doubt: the one that was looked at. question, key: as `answering.same_answer` tells them; key is
    None where the question means nothing without its thread. subject: as the doubt named it, topic:
    as it was answered. result: of the answer that was ruled on; None where that was a hint. text,
    final, skills: the teacher's own answer, empty without a correction. barred: results that are not
    to be given for this question again; models: whose answers are not. note: for the students.
    checked, insisted: what fynq's check said of the correction, and whether the teacher kept to it
    although the check contradicted.
    """

    id: UUID
    kind: RulingKind
    doubt: UUID
    teacher: UUID
    teacher_name: str
    at: datetime
    question: str = ""
    key: bytes | None = None
    subject: str | None = None
    topic: str = "general"
    result: bytes | None = None
    text: str = ""
    final: str = ""
    skills: tuple[str, ...] = ()
    note: str = ""
    barred: tuple[bytes, ...] = ()
    models: tuple[str, ...] = ()
    checked: CheckVerdict = CheckVerdict.OPEN
    insisted: bool = False
