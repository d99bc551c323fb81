"""Pictures of pages: without an engine that reads them there is nothing to take in."""

from __future__ import annotations

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.parsed import ParsedText, rejected


def read_image(raw: bytes) -> ParsedText:
    reason = "The file is a picture of text, and no engine that reads pictures is at work here."
    raise rejected(Rejection.NEEDS_OCR, reason)
