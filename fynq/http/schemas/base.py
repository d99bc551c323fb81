"""What all JSON shapes share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer


class In(BaseModel):
    """A body. Unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Out(BaseModel):
    """A reply. Built from domain objects, so nothing is validated twice."""

    model_config = ConfigDict(ser_json_inf_nan="null")


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime,
    PlainSerializer(_rfc3339, return_type=str),
    Field(description="RFC 3339, UTC.", examples=["2026-03-14T09:26:53.589Z"]),
]


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must hold something else than space")
    return text


Question = Annotated[
    str,
    Field(
        min_length=1,
        description="The doubt in the student's own words; Markdown with $LaTeX$ is understood.",
        examples=["Solve 2x + 3 = 11"],
    ),
    AfterValidator(_not_blank),
]
Subject = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_-]{0,39}$",
        description="What the doubt is about, if known.",
        examples=["mathematics"],
    ),
]
