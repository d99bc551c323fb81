"""Kramdown's and Pandoc's signs that steer the display, and links that lead nowhere here."""

from __future__ import annotations

import html
import re

_ATTRIBUTES = re.compile(r"[ \t]?\{:[^{}\n]{0,500}\}")
_ATTRIBUTE_LINE = re.compile(r"^[ \t]*\{:[^{}\n]{0,500}\}[ \t]*\n?", re.MULTILINE)
_LETTERED = re.compile(
    r"((?:^[ \t]{0,3}\d{1,2}\.[ \t]+\S.*\n(?:[ \t]+\S.*\n)*)+)[ \t]*\{:[^{}\n]*type=\"?([aA])\"?[^{}\n]*\}",
    re.MULTILINE,
)
_LETTERED_ITEM = re.compile(r"^[ \t]{0,3}(\d{1,2})\.[ \t]+", re.MULTILINE)
_END_OF_BLOCK = re.compile(r"^\^[ \t]*$", re.MULTILINE)
_TERM = re.compile(r"^(?![ \t]*(?:[-*+#>|:]|\d+[.)]))(\S[^\n]{0,200})\n:[ \t]+(?=\S)", re.MULTILINE)
_IMAGE = re.compile(
    r"!\[((?:[^\[\]\\]|\\.)*)\]\([ \t]*(?:<[^<>\n]*>|[^\s()<>]*)"
    r"(?:[ \t]+(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'))?[ \t]*\)"
)
_DULL = re.compile(r"(?:qr code|image|picture|photo|figure|icon|logo|graphic)\b.{0,40}|\W*", re.I)
_POINTLESS = re.compile(r"[ \t]?\(\[\\?\[link\\?\]\]\(#[^()\s]*\)\)")
_POINTER = re.compile(r"\[\\?\[link\\?\]\]\(#([a-z]*)[^()\s]*\)")
_POINTER_FIRST = re.compile(
    r"^([ \t]*)\[\\?\[link\\?\]\]\(#[^()\s]*\)[ \t]+(?=[A-Z])", re.MULTILINE
)
_NEWLINE = re.compile(r"\* \* \*\n(?=\{: data-type=\"newline\")")
_POINTED = {"fig": "the figure", "tab": "the table", "eq": "the equation", "eip": "the equation"}
_LOCAL_LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]\\\n]|\\.)+)\]\((?![a-z][a-z0-9+.-]*:)[^()\s]*(?:[ \t]+\"[^\"\n]*\")?\)",
    re.I,
)
_DEFINED = re.compile(
    r"^ {0,3}\[([^\[\]\n^][^\[\]\n]*)\]:[ \t]+\S+[ \t]*(?:[\"'(].*)?$\n?", re.MULTILINE
)
_REFERENCE = re.compile(r"(!?)\[((?:[^\[\]\\\n]|\\.)+)\]\[([^\[\]\n]*)\]")
_INDENTED = re.compile(r"^ {1,3}(?=\[Figure: )", re.MULTILINE)
_ESCAPED = re.compile(r"\\([':\",;?=&%~^+{}@/])")
_GAP = re.compile(r"(?:\\_){3,}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def without_pointers(text: str) -> str:
    """Links whose words are only "[link]": to a figure or a section of a book that had numbers."""
    if "](#" in text:
        text = _POINTLESS.sub("", text)
        text = _POINTER_FIRST.sub(r"\1", text)
        text = _POINTER.sub(lambda found: _POINTED.get(found[1], "the section"), text)
    return text


def plainer(text: str) -> str:
    """text: Markdown without code, formulas and HTML. Times grow linearly with its length."""
    if "{:" in text:
        text = _NEWLINE.sub("\n", text)
        text = _LETTERED.sub(_lettered, text)
        text = _ATTRIBUTE_LINE.sub("", text)
        text = _ATTRIBUTES.sub("", text)
        text = _END_OF_BLOCK.sub("", text)
    if "\n:" in text:
        text = _TERM.sub(r"**\1**: ", text)
    if "![" in text:
        text = _INDENTED.sub("", _IMAGE.sub(_figure, text))
    if "](" in text:
        text = _LOCAL_LINK.sub(r"\1", text)
    if "]:" in text:
        defined = {found[1].lower() for found in _DEFINED.finditer(text)}
        text = _DEFINED.sub("", text)
        text = _REFERENCE.sub(lambda found: _referred(found, defined), text)
    if "\\" in text:
        text = _GAP.sub("______", text)
        text = _ESCAPED.sub(r"\1", text)
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return text


def _lettered(found: re.Match[str]) -> str:
    first = ord(found[2])

    def letter(item: re.Match[str]) -> str:
        return f"- ({chr(first + (int(item[1]) - 1) % 26)}) "

    return _LETTERED_ITEM.sub(letter, found[1])


def _figure(found: re.Match[str]) -> str:
    alt = " ".join(found[1].split())
    caption = " ".join((found[2] or found[3] or "").split())
    shown = "" if _DULL.fullmatch(alt) else f"[Figure: {alt}]"
    return " ".join(part for part in (shown, caption) if part)


def _referred(found: re.Match[str], defined: set[str]) -> str:
    return found[2] if (found[3] or found[2]).lower() in defined else found[0]


def _character(found: re.Match[str]) -> str:
    sign = html.unescape(found[0])
    if sign == "\u00a0":
        return " "
    return f"\\{sign}" if sign in "$|`" and len(sign) == 1 else sign
