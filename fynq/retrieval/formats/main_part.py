"""Where the content of an HTML page is."""

from __future__ import annotations

from typing import Any

from fynq.retrieval.formats.mathml import name_of

_AROUND = ("footer", "aside", "header")


def main_part(body: Any) -> Any:
    """<main> or the one <article>, where it holds most of the words; else the body without what
    stands around the content."""
    whole = len("".join(body.itertext()))
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = body.findall(path)
        if len(found) == 1 and len("".join(found[0].itertext())) * 2 > whole:
            return found[0]
    for element in list(body.iter(*_AROUND)):
        holds_title = name_of(element) == "header" and element.find(".//h1") is not None
        parent = element.getparent()
        if parent is not None and not holds_title and _is_page_level(element):
            if element.tail:
                before = element.getprevious()
                if before is not None:
                    before.tail = (before.tail or "") + element.tail
                else:
                    parent.text = (parent.text or "") + element.tail
            parent.remove(element)
    return body


def _is_page_level(element: Any) -> bool:
    """An aside or a footer within a section belongs to the content."""
    around = {name_of(each) for each in element.iterancestors()}
    return not around & {"article", "section", "main", "blockquote", "figure", "td"}
