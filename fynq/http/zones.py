"""Time zones that callers name."""

from __future__ import annotations

from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field

from fynq.domain.errors import InvalidInput

Timezone = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=r"^[A-Za-z][A-Za-z0-9_+/-]*$",
        description="IANA name of the calendar by which days in a row are counted.",
        examples=["Asia/Kolkata"],
    ),
]


def zone_of(name: str) -> ZoneInfo:
    """Raises InvalidInput(field='timezone')."""
    if name not in _names():
        raise InvalidInput("There is no such time zone.", field="timezone")
    return ZoneInfo(name)


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())
