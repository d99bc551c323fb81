"""Bytes to text: byte order marks, what the file says of itself, and a guess at the end."""

from __future__ import annotations

import codecs
import re

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.parsed import rejected

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 65_536
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decoded(raw: bytes, told: str = "") -> str:
    """told: the encoding that the file or its sender names, tried after UTF-8.

    Newlines become \\n. Raises RejectedDocument for what is no text.
    """
    text = _decoded(raw, told)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise _not_text()
    return text


def _decoded(raw: bytes, told: str) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strictly(raw[len(mark) :], encoding)
    bare = _wide_without_mark(raw)
    if bare:
        return _strictly(raw, bare)
    for encoding in ("utf-8", told):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    if _BINARY.search(raw):
        raise _not_text()
    return _guessed(raw)


def _guessed(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:_LOOKED_AT], preemptive_behaviour=False, explain=False).best()
    for encoding in (best.encoding if best is not None else "", "cp1252"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise _not_text()


def _wide_without_mark(raw: bytes) -> str:
    """UTF-16 of mostly Latin text has a zero in every second byte."""
    head = raw[:4096]
    if len(head) < 4 or len(raw) % 2:
        return ""
    odd, even = head[1::2].count(0), head[::2].count(0)
    half = len(head) // 2
    if odd > half * 0.7 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise _not_text() from None


def _not_text() -> Exception:
    return rejected(Rejection.UNSUPPORTED, "The file is no text in a known encoding.")
