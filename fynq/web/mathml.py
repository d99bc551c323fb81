"""Writes a formula's tree as MathML Core, by allow-list (https://www.w3.org/TR/mathml-core/).

latex2mathml's own serialiser unescapes what it wrote, so `\\text{<script>}` would become an element
and `\\href` a link. It also leaves to `mathvariant`, `menclose` and `columnalign` what MathML Core
no longer draws, and sets no space around function names.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from fynq.web.letters import UNSHOWN, styled

MAX_DEPTH = 64
_TAGS = re.compile(
    "math|mrow|mi|mn|mo|ms|mtext|mspace|mfrac|msqrt|mroot|msub|msup|msubsup|munder|mover|"
    "munderover|mmultiscripts|mprescripts|none|mtable|mtr|mtd|mstyle|mpadded|mphantom"
)
_WORDS = re.compile("true|false|prefix|infix|postfix|block|inline|[012]")
_WORD_ATTRIBUTES = re.compile(
    "display|displaystyle|scriptlevel|stretchy|fence|form|separator|symmetric|largeop|"
    "movablelimits|accent|accentunder"
)
_LENGTH_ATTRIBUTES = re.compile(
    "width|height|depth|voffset|lspace|rspace|linethickness|minsize|maxsize"
)
_LENGTH = re.compile(r"([-+]?\d{0,3}(?:\.\d{1,4})?)(em|ex|px|pt)?")
_LONGEST = {"em": 10.0, "ex": 20.0, "px": 160.0, "pt": 120.0, "": 10.0}
_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]{1,6});")
_LIMITS = frozenset({"lim", "max", "min", "sup", "inf"})
_LARGE = frozenset("∑∏⋃⋂")
_SCRIPTS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
_STRUCK = "updiagonalstrike"
_BAR = "\u2015"
_BARRED = {"mover": "overlined", "munder": "underlined"}
_ACCENTS = frozenset("\u02d9\u00a8\u2192^~\u02c7\u02d8\u00b4`")
# What the parser takes for identifiers, and for operators, against Unicode's operator dictionary.
_OPERATORS = {
    **{sign: sign for sign in "\u00b1\u2213\u27f9\u27fa\u00ac\u27e8\u27e9"},
    "~": "\u223c",
    "\u27c2": "\u22a5",
    "\u29f5": "\u2216",
}
_IDENTIFIERS = frozenset("\u221e")
_NAMED_LENGTHS = {"negativethinmathspace": "-0.1667em"}
_SIGNS = frozenset("-+\u2212\u00b1\u2213")
_CLOSING = frozenset(")]}|!%\u2016\u27e9\u230b\u2309\u2032")
_PRIMES = frozenset({"\u2032", "\u2033", "\u2034", "\u2057"})
_UNSPACED = frozenset("/|")
_OPENING = frozenset("([{|‖⟨⌊⌈")
_THIN = '<mspace width="0.1667em"></mspace>'


class NotAFormula(ValueError):
    """The text cannot be drawn as mathematics."""


def written(tree: Element, *, block: bool) -> str:
    """The tree as HTML. Raises NotAFormula where it holds what is not in the allow-list."""
    return "".join(_written(tree, block, 0))


def _written(element: Element, block: bool, depth: int, *, sign: bool = False) -> Iterator[str]:
    if depth > MAX_DEPTH:
        raise NotAFormula("nested too deeply")
    if element.tag in _BARRED and len(element) == 2 and _plain(element[1]) == _BAR:
        yield f'<mrow class="{_BARRED[element.tag]}">'
        yield from _written(element[0], block, depth + 1)
        yield "</mrow>"
        return
    if element.tag == "msup" and len(element) == 2 and _plain(element[1]) in _PRIMES:
        yield "<mrow>"
        yield from _written(element[0], block, depth + 1)
        yield f'<mo lspace="0" rspace="0">{_plain(element[1])}</mo></mrow>'
        return
    tag, classes = _tag(element, block)
    attributes = "".join(_attributes(element))
    if sign:
        attributes += ' form="prefix"'
    if classes:
        attributes += f' class="{classes}"'
    yield f"<{tag}{attributes}>"
    yield _text(element, tag)
    children = list(element)
    for position, child in enumerate(children):
        following = children[position + 1] if position + 1 < len(children) else None
        in_row = tag in {"mrow", "math", "mtd", "mstyle", "msqrt"}
        if in_row and position and _is_function(child) and _is_operand(children[position - 1]):
            yield _THIN
        sign = in_row and position > 0 and _is_sign(child, children[position - 1])
        yield from _written(child, block, depth + 1, sign=sign)
        if in_row and following is not None and _is_function(child) and _takes_space(following):
            yield _THIN
    yield f"</{tag}>"


def _tag(element: Element, block: bool) -> tuple[str, str]:
    tag = element.tag
    if tag == "menclose":
        return "mrow", "struck" if _STRUCK in element.get("notation", "") else "boxed"
    if not _TAGS.fullmatch(tag):
        raise NotAFormula(f"element {tag}")
    if tag == "mtd" and element.get("columnalign") in {"left", "right"}:
        return tag, "to-" + element.get("columnalign", "")
    if tag in _SCRIPTS and len(element):
        base = _plain(element[0])
        if base in _LIMITS or (block and base in _LARGE):
            return _SCRIPTS[tag], ""
    if tag in {"mi", "mo"}:
        return _letter_or_operator(_plain(element), tag), ""
    return tag, ""


def _letter_or_operator(text: str, tag: str) -> str:
    if tag == "mo" and text == "":
        return "mrow"
    if (len(text) > 1 and text.isalpha()) or text in _IDENTIFIERS:
        return "mi"
    return "mo" if text in _OPERATORS else tag


def _attributes(element: Element) -> Iterator[str]:
    for name, given in element.attrib.items():
        value = _NAMED_LENGTHS.get(given, given)
        if element.tag == "mpadded" and (given[:1] in "+-" or name in {"lspace", "voffset"}):
            continue
        word = _WORD_ATTRIBUTES.fullmatch(name) and _WORDS.fullmatch(value)
        if word or (_LENGTH_ATTRIBUTES.fullmatch(name) and _is_modest(value)):
            yield f' {name}="{value}"'
    if element.tag == "mo" and "form" not in element.attrib and _plain(element) in _UNSPACED:
        yield ' lspace="0" rspace="0"'
    if element.tag == "mi" and (element.get("mathvariant") == "normal" or _is_upright(element)):
        yield ' mathvariant="normal"'
    if (
        "accent" not in element.attrib
        and element.tag == "mover"
        and len(element) == 2
        and _plain(element[1]) in _ACCENTS
    ):
        yield ' accent="true"'


def _is_upright(element: Element) -> bool:
    """A single `\\mathrm{d}` arrives as a character reference to a plain letter."""
    return len(element.text or "") > 1 and len(text := _plain(element)) == 1 and text.isascii()


def _is_modest(value: str) -> bool:
    match = _LENGTH.fullmatch(value)
    if match is None or not match.group(1).strip("+-."):
        return False
    return abs(float(match.group(1))) <= _LONGEST[match.group(2) or ""]


def _plain(element: Element) -> str:
    text = _REFERENCE.sub(lambda found: _character(found.group(1)), element.text or "")
    return UNSHOWN.sub("", text)


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code <= 0x10FFFF else ""


def _text(element: Element, tag: str) -> str:
    text = _plain(element)
    if text.startswith("\\") and text[1:].isalpha() and tag != "mtext":
        raise NotAFormula("unknown command")
    if tag == "mi" and text == "&":
        raise NotAFormula("column mark outside a table")
    if tag == "mo":
        text = "\u2212" if text == "-" else text
        text = _OPERATORS.get(text, text) if element.tag == "mi" else text
    return html.escape(styled(text, element.get("mathvariant", "")), quote=True)


def _is_sign(element: Element, before: Element) -> bool:
    """A plus or minus after an operator or an opening bracket belongs to what follows."""
    if element.tag not in {"mo", "mi"} or _plain(element) not in _SIGNS:
        return False
    return before.tag == "mo" and _plain(before) not in _CLOSING | _IDENTIFIERS


def _is_function(element: Element) -> bool:
    if element.tag in _SCRIPTS or element.tag in _SCRIPTS.values():
        return len(element) > 0 and _is_function(element[0])
    text = _plain(element)
    return element.tag in {"mi", "mo"} and len(text) > 1 and text.isalpha() and text.isascii()


def _is_operand(element: Element) -> bool:
    return element.tag not in {"mo", "mspace"} and (element.tag != "mrow" or len(element) > 0)


def _takes_space(element: Element) -> bool:
    if element.tag == "mspace":
        return False
    if element.tag == "mrow" and len(element):
        return _takes_space(element[0])
    return not (
        element.tag == "mo" and (_plain(element)[:1] in _OPENING or not _is_function(element))
    )
