"""What a student may be taught by, as the school says."""

from __future__ import annotations

from starlette.requests import Request

from fynq.domain.errors import InvalidInput
from fynq.domain.principal import Principal
from fynq.http.parts import parts_of
from fynq.identity.credentials import normal_name


async def syllabus_of(request: Request, reader: Principal, text: str) -> str:
    """'' forgets it. Where the school names its syllabuses it is one of them, as the school writes
    it. Raises InvalidInput."""
    if not text.strip():
        return ""
    name = normal_name(text, field="syllabus")
    own = (await parts_of(request).policies.policy(reader.tenant)).syllabuses
    if not own:
        return name
    for each in own:
        if each.casefold() == name.casefold():
            return each
    raise InvalidInput("Your school does not teach by this.", field="syllabus")
