"""Plain text in whatever encoding: its words are kept, what looks like Markdown stays as it is."""

from __future__ import annotations

from collections import Counter

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.decoding import decoded
from fynq.retrieval.formats.hidden import visible
from fynq.retrieval.formats.parsed import ParsedText, rejected


def read_plain(raw: bytes) -> ParsedText:
    stripped: Counter[str] = Counter()
    text = visible(decoded(raw).replace("\f", "\n\n"), stripped)
    if not text.strip():
        raise rejected(Rejection.NO_TEXT, "The file holds no text.")
    return ParsedText(text=text, media_type="text/plain", stripped=dict(stripped))
