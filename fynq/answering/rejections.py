"""Why files are not taken in, and what their uploader can do about it."""

from __future__ import annotations

from collections.abc import Mapping

from fynq.domain.errors import FynqError, RejectedDocument

GAVE_UP = ("gave_up", "Reading the file failed again and again.")
NO_TEXT = ("no_text", "There is no text in the file.")

_REMEDIES: Mapping[str, str] = {
    "unsupported": "Save it as PDF, DOCX, PPTX, HTML, Markdown, LaTeX, EPUB or plain text.",
    "encrypted": "Remove the password and upload it again.",
    "broken": "Open it in the program that made it, save it anew and upload it again.",
    "too_large": "Split it into smaller files.",
    "too_slow": "Split it into smaller files.",
    "no_text": "If the pages are pictures, run character recognition over them first.",
    "needs_ocr": "Run character recognition (OCR) over the file first.",
    "url": "Check the address in a browser that is not logged in, or upload the file itself.",
    "gave_up": "Upload it again later; if that fails too, save it in another format.",
    "superseded": "Nothing is to be done: the later file is there.",
    "removed": "Upload it again if it was removed by mistake.",
}
_OTHERWISE = "Check the file and upload it again."


def code_of(error: FynqError) -> str:
    """The stable word for a rejection."""
    if isinstance(error, RejectedDocument):
        return error.why.value
    if error.field == "url":
        return "url"
    return "too_large" if error.status == 413 else "broken"


def remedy_of(code: str) -> str:
    return _REMEDIES.get(code, _OTHERWISE)
