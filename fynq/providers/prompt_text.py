"""Parts of a prompt that are the same for every vendor."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b
from html import escape
from itertools import groupby

from fynq.domain.chat import (
    ChatMessage,
    ChatRequest,
    ChatRole,
    ContentPart,
    ImagePart,
    SourcePart,
)
from fynq.domain.errors import ModelRequestInvalid
from fynq.domain.knowledge import Passage
from fynq.providers.exchange import Diagnosis

_SECRET = secrets.token_bytes(16)
JSON_ONLY = "Answer with one JSON object and nothing else."


class Unusable(ValueError):
    """A request that this vendor cannot be asked."""

    def __init__(self, detail: str, field: str) -> None:
        super().__init__(detail)
        self.diagnosis = Diagnosis(ModelRequestInvalid, detail, field=field)


def numbered(passages: Iterable[Passage]) -> str:
    """Sources as text, before the message's own words; the numbers are what answers cite.

    Each is fenced by a mark that nobody who wrote a source can know, so that none can close its own
    fence; the same sources get the same mark again from this process, for the vendors' caches.
    """
    listed = list(passages)
    known = blake2b(key=_SECRET, digest_size=6)
    for passage in listed:
        known.update(
            f"{passage.document}{passage.start}\0{passage.text}\0".encode(errors="replace")
        )
    mark = known.hexdigest()
    return "".join(
        f'<source {mark} number="{number}" title="{_attribute(passage.title)}"'
        f"{_part(passage.heading)}>\n{passage.text}\n</source {mark}>\n"
        for number, passage in enumerate(listed, start=1)
    )


def _part(heading: str) -> str:
    return f' part="{_attribute(heading)}"' if heading else ""


def _attribute(text: str) -> str:
    return escape(" ".join(text.split()), quote=True)


def sources_of(message: ChatMessage) -> str:
    return numbered(part.read for part in message.parts if isinstance(part, SourcePart))


def system_text(request: ChatRequest) -> str:
    """All system messages, in order."""
    said = [sources_of(m) + m.text for m in request.messages if m.role is ChatRole.SYSTEM]
    return "\n\n".join(text for text in said if text)


def turns(request: ChatRequest) -> list[tuple[bool, list[ContentPart]]]:
    """The conversation without its system messages, as (whether the model speaks, parts).

    Neighbours of one side become one turn: where results of tools count as the user's words, all
    that answer one turn have to stand in the next.
    """
    spoken = [m for m in request.messages if m.role is not ChatRole.SYSTEM]
    sides = groupby(spoken, key=lambda message: message.role is ChatRole.ASSISTANT)
    return [(model, [part for m in messages for part in m.parts]) for model, messages in sides]


def with_bytes(image: ImagePart) -> ImagePart:
    """A data: URL becomes data. Raises Unusable when it is none."""
    if not image.url.startswith("data:"):
        return image
    head, _, body = image.url[len("data:") :].partition(",")
    media_type, _, encoding = head.partition(";")
    try:
        if encoding != "base64" or not media_type:
            raise ValueError
        data = base64.b64decode(body, validate=True)
    except (ValueError, binascii.Error):
        raise Unusable("An image is not in base64.", "messages.image_url") from None
    return replace(image, media_type=media_type, data=data, url="")
