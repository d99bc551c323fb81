"""What every reader returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from fynq.domain.errors import RejectedDocument, Rejection

MAX_TEXT = 8_000_000
"""Characters in one document."""


@dataclass(frozen=True, slots=True)
class ParsedText:
    """text: Markdown, formulas as LaTeX between dollars. title, language: "" when the file does
    not tell them. stripped: characters that nobody could see and that were removed, by kind.
    marks: where a page, slide or chapter of the source begins in `text`, in order."""

    text: str
    title: str = ""
    language: str = ""
    media_type: str = "text/markdown"
    skills: tuple[str, ...] = ()
    stripped: Mapping[str, int] = field(default_factory=dict)
    marks: tuple[tuple[int, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> ParsedText:
        """Raises KeyError, TypeError or ValueError for what is not the JSON of a ParsedText."""
        stripped = {str(kind): int(count) for kind, count in dict(fields["stripped"]).items()}
        marks = tuple((int(offset), str(place)) for offset, place in fields["marks"])
        skills = tuple(str(skill) for skill in fields["skills"])
        names = ("text", "title", "language", "media_type")
        return cls(
            **{name: str(fields[name]) for name in names},
            skills=skills,
            stripped=stripped,
            marks=marks,
        )


def rejected(why: Rejection, reason: str) -> RejectedDocument:
    return RejectedDocument(reason, why=why)


def broken(what: str) -> RejectedDocument:
    return rejected(Rejection.BROKEN, f"The file is damaged or is no {what}.")
