"""Kramdown's and Pandoc's signs that steer the display, and links that lead nowhere here."""

from __future__ import annotations

import html
import re

from fynq.retrieval.formats.scripts import lowered, raised

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
    r"!\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\([ \t]*(?:<[^<>\n]*>|[^\s()<>]*)"
    r"(?:[ \t]+(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'))?[ \t]*\)"
)
_DULL = re.compile(r"(?:qr code|image|picture|photo|figure|icon|logo|graphic)\b.{0,40}|\W*", re.I)
_POINTS = r"\[\\?\[link\\?\]((?:[^\[\]\n\\]|\\.){0,24})\]\([^()\s#]*#?([a-z]*)[^()\s]*\)"
_POINTLESS = re.compile(rf"[ \t]?\({_POINTS}\)")
_POINTER_FIRST = re.compile(rf"^([ \t]*){_POINTS}[ \t]+(?=[A-Z])", re.MULTILINE)
_POINTER = re.compile(rf"(\b(?:the|this)[ \t]+)?{_POINTS}", re.IGNORECASE)
_BRACKET = re.compile(r"\\([\[\]()])")
_HEADING_ID = re.compile(r"^(#{1,6}[ \t][^\n{}]*?)[ \t]*\{#[^{}\n]*\}[ \t]*$", re.MULTILINE)
_SCRIPT = re.compile(r"\\?([_^])\\?\{([^{}\\\n]{1,16})\\?\}")
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
_ESCAPED = re.compile(r"\\([':\",;?=&%~^+{}@/])|(?<=\d)\\(\.)(?=\d)|(?<=\S )\\(-)")
_GAP = re.compile(r"(?:\\_){3,}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def without_pointers(text: str) -> str:
    """Links whose words are only "[link]": to a figure or a section of a book that had numbers.

    In kramdown a bracket behind a backslash is a bracket, and no formula begins there.
    """
    if "{:" in text:
        text = _BRACKET.sub(r"\1", text)
    if "[link" in text:
        text = _POINTLESS.sub("", text)
        text = _POINTER_FIRST.sub(r"\1", text)
        text = _POINTER.sub(_pointed, text)
    return text


def _pointed(found: re.Match[str]) -> str:
    name = _POINTED.get(found[3], "the section")
    article = found[1] or name[:4]
    rest = found[2].replace("*", "").strip()
    return f"{article}{name[4:]}{' ' + rest if rest else ''}"


def defined_in(text: str) -> frozenset[str]:
    """The labels of the link targets that stand apart from their links."""
    return (
        frozenset(found[1].lower() for found in _DEFINED.finditer(text))
        if "]:" in text
        else frozenset()
    )


def plainer(text: str, defined: frozenset[str]) -> str:
    """text: Markdown without code, formulas and HTML. defined: of the whole document."""
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
    if "{#" in text:
        text = _HEADING_ID.sub(r"\1", text)
    if defined:
        text = _DEFINED.sub("", text)
        text = _REFERENCE.sub(lambda found: _referred(found, defined), text)
    if "\\" in text:
        text = _GAP.sub("______", text)
        text = _ESCAPED.sub(r"\1\2\3", text)
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return text


def _lettered(found: re.Match[str]) -> str:
    first = ord(found[2])

    def letter(item: re.Match[str]) -> str:
        return f"- ({chr(first + (int(item[1]) - 1) % 26)}) "

    return _LETTERED_ITEM.sub(letter, found[1])


def _figure(found: re.Match[str]) -> str:
    alt = _SCRIPT.sub(_scripted, " ".join(found[1].split()))
    caption = " ".join((found[2] or found[3] or "").split())
    shown = "" if _DULL.fullmatch(alt) else f"[Figure: {alt}]"
    return " ".join(part for part in (shown, caption) if part)


def _scripted(found: re.Match[str]) -> str:
    return (raised if found[1] == "^" else lowered)(found[2])


def _referred(found: re.Match[str], defined: frozenset[str]) -> str:
    return found[2] if (found[3] or found[2]).lower() in defined else found[0]


def _character(found: re.Match[str]) -> str:
    sign = html.unescape(found[0])
    if sign == "\u00a0":
        return " "
    return f"\\{sign}" if sign in "$|`" and len(sign) == 1 else sign
