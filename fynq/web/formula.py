r"""LaTeX formulas as MathML Core (https://www.w3.org/TR/mathml-core/), which browsers draw.

latex2mathml parses. Its own serialiser unescapes what it wrote, so `\text{<script>}` would become
an element and `\href` a link; the tree is therefore written out here, by allow-list.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from latex2mathml.converter import Converter

from fynq.web.letters import styled

MAX_FORMULA_CHARS = 2_000
MAX_DEPTH = 64

_TAGS = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "ms",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mmultiscripts",
        "mprescripts",
        "none",
        "mtable",
        "mtr",
        "mtd",
        "mstyle",
        "mpadded",
        "mphantom",
    ]
)
_WORDS = frozenset(
    {"true", "false", "prefix", "infix", "postfix", "block", "inline", "0", "1", "2"}
)
_WORD_ATTRIBUTES = frozenset(
    [
        "display",
        "displaystyle",
        "scriptlevel",
        "stretchy",
        "fence",
        "form",
        "separator",
        "symmetric",
        "largeop",
        "movablelimits",
        "accent",
        "accentunder",
    ]
)
_LENGTH_ATTRIBUTES = frozenset(
    [
        "width",
        "height",
        "depth",
        "voffset",
        "lspace",
        "rspace",
        "linethickness",
        "minsize",
        "maxsize",
    ]
)
_LENGTH = re.compile(r"([-+]?\d{0,3}(?:\.\d{1,4})?)(em|ex|px|pt)?")
_LONGEST = {"em": 10.0, "ex": 20.0, "px": 160.0, "pt": 120.0, "": 10.0}
_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]{1,6});")
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+)\*?\}")
_ENVIRONMENTS = {
    "aligned": "align*",
    "align": "align*",
    "alignedat": "align*",
    "split": "align*",
    "eqnarray": "align*",
    "gathered": "matrix",
    "gather": "matrix",
    "multline": "matrix",
    "dcases": "cases",
}
_LABEL = re.compile(r"\\(?:label|tag\*?)\s*\{[^{}]*\}")
_LIMITS = frozenset({"lim", "max", "min", "sup", "inf"})
_LARGE = frozenset("∑∏⋃⋂")
_SCRIPTS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
_STRUCK = "updiagonalstrike"
_OPENING = frozenset("([{|‖⟨⌊⌈")
_THIN = '<mspace width="0.1667em"></mspace>'


class NotAFormula(ValueError):
    """The text cannot be drawn as mathematics."""


class _NoMacros(dict[str, Any]):
    """Definitions are refused: a few of them expand to gigabytes."""

    def __setitem__(self, key: str, value: object) -> None:
        raise NotAFormula("definitions are not supported")


@lru_cache(maxsize=2_048)
def mathml(latex: str, *, block: bool) -> str:
    """One `<math>` element. Raises NotAFormula, and nothing else."""
    source = _UNSHOWN.sub("", latex).strip()
    if not source or len(source) > MAX_FORMULA_CHARS:
        raise NotAFormula("empty or too long")
    source = _LABEL.sub("", _ENVIRONMENT.sub(_known_environment, source))
    converter = Converter(display="block" if block else "inline")
    converter.macros = _NoMacros()
    try:
        tree = converter.convert_to_element(source)
        return "".join(_written(tree, block, 0))
    except NotAFormula:
        raise
    except Exception as error:  # noqa: BLE001 (the parser documents none of the errors it raises)
        raise NotAFormula(type(error).__name__) from None


def _known_environment(match: re.Match[str]) -> str:
    edge, name = match.groups()
    if name == "equation":
        return ""
    return f"\\{edge}{{{_ENVIRONMENTS[name]}}}" if name in _ENVIRONMENTS else match.group(0)


def _written(element: Element, block: bool, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        raise NotAFormula("nested too deeply")
    tag, classes = _tag(element, block)
    attributes = "".join(_attributes(element))
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
        yield from _written(child, block, depth + 1)
        if in_row and following is not None and _is_function(child) and _takes_space(following):
            yield _THIN
    yield f"</{tag}>"


def _tag(element: Element, block: bool) -> tuple[str, str]:
    tag = element.tag
    if tag == "menclose":
        return "mrow", "struck" if _STRUCK in element.get("notation", "") else "boxed"
    if tag not in _TAGS:
        raise NotAFormula(f"element {tag}")
    if tag == "mtd" and element.get("columnalign") in {"left", "right"}:
        return tag, "to-" + element.get("columnalign", "")
    if tag in _SCRIPTS and len(element):
        base = _plain(element[0])
        if base in _LIMITS or (block and base in _LARGE):
            return _SCRIPTS[tag], ""
    if tag == "mo" and _plain(element).isalpha() and len(_plain(element)) > 1:
        return "mi", ""
    return tag, ""


def _attributes(element: Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        word = name in _WORD_ATTRIBUTES and value in _WORDS
        if word or (name in _LENGTH_ATTRIBUTES and _is_modest(value)):
            yield f' {name}="{value}"'
    if element.tag == "mi" and element.get("mathvariant") == "normal":
        yield ' mathvariant="normal"'


def _is_modest(value: str) -> bool:
    match = _LENGTH.fullmatch(value)
    if match is None or not match.group(1).strip("+-."):
        return False
    return abs(float(match.group(1))) <= _LONGEST[match.group(2) or ""]


def _plain(element: Element) -> str:
    text = _REFERENCE.sub(lambda found: _character(found.group(1)), element.text or "")
    return _UNSHOWN.sub("", text)


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code <= 0x10FFFF else ""


def _text(element: Element, tag: str) -> str:
    text = _plain(element)
    if text.startswith("\\") and text[1:].isalpha() and tag != "mtext":
        raise NotAFormula("unknown command")
    if tag == "mi" and text == "&":
        raise NotAFormula("column mark outside a table")
    if tag == "mo" and text == "-":
        text = "\u2212"
    return html.escape(styled(text, element.get("mathvariant", "")), quote=True)


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
