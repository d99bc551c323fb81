"""XML from strangers: no document type, no entities of its own, nothing fetched."""

from __future__ import annotations

import re
from typing import Any

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.parsed import broken, rejected

_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(\[)?", re.IGNORECASE)


def parse_xml(raw: bytes, what: str) -> Any:
    """The root element. Raises RejectedDocument, also for a document type with definitions."""
    from lxml import etree

    declared = _DOCTYPE.search(raw[:65_536].replace(b"\0", b""))
    if declared and declared[1]:
        reason = "The file defines XML entities of its own, which are not read."
        raise rejected(Rejection.UNSUPPORTED, reason)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise broken(what) from None


def parse_html(text: str) -> Any:
    """The root of what a browser would make of `text`; None when there is no element."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=False, remove_pis=True
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
