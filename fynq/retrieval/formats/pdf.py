"""PDF files (placeholder until the reader below is complete)."""

from __future__ import annotations

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.parsed import ParsedText, rejected


def read_pdf(raw: bytes) -> ParsedText:
    raise rejected(Rejection.UNSUPPORTED, "PDF files cannot be read yet.")
