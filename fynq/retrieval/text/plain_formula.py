"""LaTeX and Unicode mathematics in one plain notation, so that both compare as strings.

`\\frac{a}{b}`, `x²`, `H₂O`, `\\ce{H2O}` and `f\\left(x\\right)` become `a/b`, `x^2`, `H2O`, `H2O` and
`f(x)`. What is no mathematics is left as it is.
"""

from __future__ import annotations

import re
import unicodedata

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ"
_RAISED = str.maketrans(_SUPERSCRIPTS, "0123456789+-ni")
_SUPERSCRIPT_RUN = re.compile(f"[{_SUPERSCRIPTS}]+")
_SIGNS = str.maketrans(
    {
        "−": "-", "–": "-", "‐": "-", "‑": "-", "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/",
        "∕": "/", "⁄": "/", "≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "≠": "!=", "≈": "~",
        "∞": " infinity ", "∫": " integral ", "∑": " sum ", "∏": " product ",
        "∂": " partial ", "∇": " nabla ", "∈": " in ", "→": "->", "⇌": "<->", "°": " degree ",
        "’": "'", "ʼ": "'", "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None,
        "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip
_ROOT = re.compile(r"√\s*(?:(\()|(\w[\w.]*))?")
_GREEK_NAMES = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
]
_GREEK = {chr(0x3B1 + at): name for at, name in enumerate(_GREEK_NAMES)}
_GREEK |= {small.upper(): name for small, name in _GREEK.items() if small != "ς"}
_GREEK |= {"µ": "mu", "ϵ": "epsilon", "ϕ": "phi", "ϑ": "theta"}
_GREEK_LETTERS = "".join(_GREEK)
_LONE_GREEK = re.compile(
    f"(?<![\u0370-\u03ff\u1f00-\u1fff])([{_GREEK_LETTERS}])(?![\u0370-\u03ff\u1f00-\u1fff])"
)
_MARKS = re.compile("[\u0300-\u036f]+")

_COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?|(.))", re.DOTALL)
_WRAPPERS = frozenset(
    [
        "text",
        "textrm",
        "textbf",
        "textit",
        "textsf",
        "mathrm",
        "mathbf",
        "mathit",
        "mathsf",
        "mathcal",
        "mathbb",
        "mathfrak",
        "emph",
        "operatorname",
        "ce",
        "ensuremath",
        "boxed",
        "underline",
        "overline",
        "hat",
        "bar",
        "vec",
        "tilde",
        "mbox",
        "phantom",
    ]
)
_SILENT = frozenset(
    [
        "left",
        "right",
        "big",
        "Big",
        "bigg",
        "Bigg",
        "bigl",
        "bigr",
        "displaystyle",
        "textstyle",
        "limits",
        "nolimits",
        "quad",
        "qquad",
        "begin",
        "end",
        "label",
        "tag",
        "hspace",
        "vspace",
        "item",
    ]
)
_MEANINGS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "le": "<=", "leq": "<=", "leqslant": "<=",
    "ge": ">=", "geq": ">=", "geqslant": ">=", "ne": "!=", "neq": "!=", "approx": "~", "pm": "+-",
    "to": "->", "rightarrow": "->", "longrightarrow": "->", "infty": " infinity ",
    "int": " integral ", "prod": " product ", "lbrace": "(", "rbrace": ")", "lt": "<", "gt": ">",
    "varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "circ": " degree ",
}  # fmt: skip
_FRACTIONS = frozenset(["frac", "dfrac", "tfrac", "cfrac"])
_DEPTH = 12
_SIMPLE = re.compile(r"[\w.]+\Z")


def plain(text: str) -> str:
    """The same text with its mathematics in plain notation. Case and layout stay.

    Linear in the text's length for a bounded nesting; deeper nesting is read as flat.
    """
    if not text.isascii():
        text = _SUPERSCRIPT_RUN.sub(_lowered, text.translate(_SIGNS))
        text = _ROOT.sub(_root, text)
        text = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", _MARKS.sub("", text))
        text = _LONE_GREEK.sub(_named, text)
    if "\\" in text:
        text = text.replace("&=", "=").replace("$", " ")
    if "\\" in text or "^" in text or "_" in text:
        text = _Reader(text).read()
    return text


def _root(found: re.Match[str]) -> str:
    return f" sqrt({found[2]})" if found[2] else " sqrt" + (found[1] or " ")


def _lowered(found: re.Match[str]) -> str:
    return "^" + found[0].translate(_RAISED)


def _named(found: re.Match[str]) -> str:
    """A Greek letter beside a Latin word is a part of its own: TNFα is TNF-alpha."""
    text, start, end = found.string, found.start(), found.end()
    before = "-" if start and text[start - 1].isalpha() else ""
    after = "-" if end < len(text) and text[end].isalpha() else ""
    return f"{before}{_GREEK[found[1]]}{after}"


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def read(self) -> str:
        return self._until("", 0)

    def _until(self, closing: str, depth: int) -> str:
        """Reads to `closing`, which it takes, or to the end of the text."""
        parts: list[str] = []
        text = self._text
        while self._at < len(text):
            following = _next_mark(text, self._at)
            parts.append(text[self._at : following])
            self._at = following
            if following >= len(text):
                break
            sign = text[following]
            if sign == closing:
                self._at += 1
                break
            if sign == "\\":
                parts.append(self._command(depth))
            elif sign in "^_":
                self._at += 1
                parts.append(self._script(sign, depth))
            else:
                self._at += 1
                parts.append(" " if sign in "{}" and not closing else "")
        return "".join(parts)

    def _command(self, depth: int) -> str:
        found = _COMMAND.match(self._text, self._at)
        if found is None:
            self._at += 1
            return " "
        self._at = found.end()
        name = found[1]
        if name is None:
            return {"%": "%", "$": "$", "{": "(", "}": ")", "_": " ", "&": "&"}.get(found[2], " ")
        if name in _FRACTIONS:
            above, below = self._argument(depth), self._argument(depth)
            return f" {_grouped(above)}/{_grouped(below)} " if below else f" {above} "
        if name == "sqrt":
            return f" sqrt({self._argument(depth)}) "
        if name in _WRAPPERS:
            return self._argument(depth)
        if name in _SILENT:
            if name in ("begin", "end", "label", "tag", "hspace", "vspace"):
                self._argument(depth)
                return " "
            return ""
        return _MEANINGS.get(name, f" {name} ")

    def _script(self, sign: str, depth: int) -> str:
        if sign == "_":
            text, at = self._text, self._at
            if at < len(text) and text[at] != "{":
                short = at + 1 >= len(text) or not text[at + 1].isalnum() or text[at].isdigit()
                return "" if short else " "
            return self._argument(depth)
        raised = self._argument(depth) if self._peek() == "{" else ""
        return f"^{_grouped(raised)}" if raised else "^"

    def _argument(self, depth: int) -> str:
        while self._peek().isspace():
            self._at += 1
        sign = self._peek()
        if sign == "{" and depth < _DEPTH:
            self._at += 1
            return self._until("}", depth + 1).strip()
        if sign == "\\":
            return self._command(min(depth + 1, _DEPTH)).strip() if depth < _DEPTH else ""
        self._at += len(sign)
        return sign if sign not in "{}" else ""

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]


_MARK = re.compile(r"[\\^_{}]")


def _next_mark(text: str, start: int) -> int:
    found = _MARK.search(text, start)
    return found.start() if found else len(text)


def _grouped(part: str) -> str:
    part = "".join(part.split())
    return part if _SIMPLE.match(part) or not part else f"({part})"
