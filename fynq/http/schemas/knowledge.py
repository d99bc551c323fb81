"""Documents."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from fynq.http.schemas.base import Out


class DocumentOut(Out):
    """A document as it stands now. A citation of an older revision may not fit it any more."""

    id: UUID
    collection: str
    source: str
    title: str
    text: str
    revision: int
    skills: list[str]
    media_type: str = Field(description="Of the file that it was read from.")
    places: list[tuple[int, str]] = Field(
        description="Where pages, slides or chapters of the file begin: `[offset, label]`.",
        examples=[[[0, "page 1"], [1840, "page 2"]]],
    )
    withheld: list[list[int]] = Field(
        description="Spans `[start, end]` of the text that the caller may not see."
    )
    text_html: str | None = Field(
        default=None, description="Set when `start` and `end` are given: that passage is marked."
    )
