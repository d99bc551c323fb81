"""What a school allows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints

from fynq.domain.policy import Help, SchoolPolicy
from fynq.http.schemas.base import In, Out

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]

Times = Literal["dot", "cross"]


class PolicyOut(Out):
    """What the school allows."""

    most_help: Help
    least_confidence: float
    exam_phrases: list[str]
    decimal_comma: bool
    times: Times


class PolicyChange(In):
    """Only what is present changes."""

    most_help: Help | None = Field(
        default=None, description="The highest rung of help that a student may reach."
    )
    least_confidence: float | None = Field(
        default=None,
        ge=0,
        le=1,
        strict=True,
        allow_inf_nan=False,
        description="An answer that is less likely to be right is not given; 0 gives all.",
        examples=[0.97],
    )
    exam_phrases: list[Phrase] | None = Field(
        default=None,
        max_length=50,
        description="Words of exams that run now: as long as there are any, whatever has one of them "
        "or looks like a page of an exam gets no help.",
        examples=[["Midterm 2, spring term"]],
    )
    decimal_comma: StrictBool | None = Field(
        default=None, description="Write and read 3,5 and not 3.5; lists have semicolons: (3; 4)."
    )
    times: Times | None = Field(default=None, description="The sign of multiplication.")


def show_policy(policy: SchoolPolicy) -> PolicyOut:
    return PolicyOut(
        most_help=policy.most_help,
        least_confidence=policy.least_confidence,
        exam_phrases=list(policy.exam_phrases),
        decimal_comma=policy.decimal_comma,
        times="cross" if policy.times == "cross" else "dot",
    )
