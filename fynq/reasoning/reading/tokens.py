"""From text (plain, Unicode, LaTeX) to tokens."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.limits import MAX_CHARS, MAX_DIGITS, MAX_TOKENS
from fynq.reasoning.reading.names import (
    COMMANDS,
    CONSTANTS,
    FUNCTIONS,
    GREEK,
    SIGNS,
    SILENT,
    SUBSCRIPT_RUN,
    SUBSCRIPTS,
    SUPERSCRIPT_RUN,
    SUPERSCRIPTS,
    WRAPPERS,
)


class Kind(Enum):
    NUMBER = "number"
    WORD = "word"
    COMMAND = "command"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """spaced: whitespace stood before it, which matters in '1 1/2' and '1/2 x'."""

    kind: Kind
    text: str
    spaced: bool


_KNOWN = sorted([*FUNCTIONS, *CONSTANTS, *GREEK], key=len, reverse=True)
_LONG = [word for word in _KNOWN if len(word) > 1 and word not in ("xi", "nu")]
_PIECE = re.compile(
    r"(?P<space>(?:\s|\\[ ,;:!]|~|\$)+)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+|\.\d+|\d+\.(?!\d)|\d+)"
    r"|(?P<environment>\\(?:begin|end)\s*\{[A-Za-z]+\*?\})"
    r"|(?P<command>\\[A-Za-z]+)"
    r"|(?P<newline>\\\\)"
    r"|(?P<word>[A-Za-z]+)"
    r"|(?P<sign><=|>=|!=|==|->|\*\*|\\[{}%|$]|[-+*/^=<>()\[\]{}|!%,;_&:'°])"
)
_WORDS_IN_LATEX = re.compile(r"\\(?:text|mbox|textrm|mathop)\s*\{([^{}]*)\}")


_ATOM = r"(?:\d+(?:\.\d+)?[a-z]?|[a-z])(?:\^\{?\d+\}?)?"
_DIVIDED = r"(?P<sign>÷|\\div\b|\bdivided\s+by\b)"
_BY_FRACTION = re.compile(rf"{_DIVIDED}\s*(?P<fraction>{_ATOM}/{_ATOM})(?![\w(/^.]*[\w(/^])")
_BY_PRODUCT = re.compile(rf"{_DIVIDED}\s*\d+(?:\.\d+)?\s?(?:\\left)?\(\s*\d")


def _divisions(text: str) -> str:
    """'1/2 ÷ 3/4' divides by the fraction 3/4: a slash binds closer than the sign of division.

    '6 ÷ 2(1 + 2)' is read in two ways, so it raises CannotSolve.
    """
    if _BY_PRODUCT.search(text):
        raise CannotSolve(
            "Write a multiplication sign or brackets: this division is read in two ways."
        )
    return _BY_FRACTION.sub(r"\g<sign> (\g<fraction>)", text)


def plain(text: str) -> str:
    """Unicode signs and super- and subscripts in their ASCII forms. Raises CannotSolve if too long."""
    if len(text) > MAX_CHARS:
        raise CannotSolve("The text is too long to be read as mathematics.")
    text = "".join(
        unicodedata.normalize("NFKC", char) if 0xFF01 <= ord(char) <= 0xFF5E else char
        for char in text
    )
    text = re.sub(SUPERSCRIPT_RUN, lambda run: f"^({run[0].translate(SUPERSCRIPTS)})", text)
    text = re.sub(SUBSCRIPT_RUN, lambda run: f"_{run[0].translate(SUBSCRIPTS)}", text)
    text = _divisions(text)
    return "".join(SIGNS.get(char, char) for char in text)


def tokenize(text: str) -> list[Token]:
    """Raises CannotSolve on a sign that is not mathematics, or when a limit is passed."""
    text = _WORDS_IN_LATEX.sub(r" \1 ", plain(text))
    tokens: list[Token] = []
    position, spaced = 0, False
    while position < len(text):
        piece = _PIECE.match(text, position)
        if piece is None:
            raise CannotSolve("There is a sign that I cannot read as mathematics.")
        position = piece.end()
        kind, found = piece.lastgroup, piece.group()
        if kind == "space":
            spaced = True
            continue
        tokens.extend(_read(str(kind), found, spaced))
        spaced = False
        if len(tokens) > MAX_TOKENS:
            raise CannotSolve("The expression is too long.")
    tokens.append(Token(Kind.END, "", spaced))
    return tokens


def _read(kind: str, found: str, spaced: bool) -> list[Token]:
    if kind == "number":
        digits = found.replace(",", "")
        if len(digits) > MAX_DIGITS:
            raise CannotSolve("A number is too long.")
        return [Token(Kind.NUMBER, digits, spaced)]
    if kind == "word":
        return _letters(found, spaced)
    if kind == "environment":
        return [Token(Kind.COMMAND, re.sub(r"[\\\s}*]", "", found).replace("{", " "), spaced)]
    if kind == "newline":
        return [Token(Kind.SIGN, "\\\\", spaced)]
    if kind == "command":
        return _command(found[1:], spaced)
    sign = {"**": "^", "==": "=", "\\{": "(", "\\}": ")", "\\%": "%", "\\|": "|", "\\$": "$"}
    return [Token(Kind.SIGN, sign.get(found, found), spaced)]


def _command(name: str, spaced: bool) -> list[Token]:
    if name in SILENT or name in WRAPPERS:
        return []
    if name in COMMANDS:
        return [Token(Kind.SIGN, COMMANDS[name], spaced)]
    if name in FUNCTIONS and name not in ("sqrt",):
        return [Token(Kind.WORD, name, spaced)]
    if name in CONSTANTS or name in GREEK:
        return [Token(Kind.WORD, name, spaced)]
    return [Token(Kind.COMMAND, name, spaced)]


def _letters(run: str, spaced: bool) -> list[Token]:
    """'xsinx' → x, sin, x. A run without a known word is a product of at most three variables."""
    if run == "int":
        return [Token(Kind.COMMAND, "int", spaced)]
    tokens: list[Token] = []
    position, singles = 0, 0
    while position < len(run):
        word = next((known for known in _LONG if run.startswith(known, position)), None)
        if word is None:
            word = run[position]
            singles += 1
        tokens.append(Token(Kind.WORD, word, spaced and position == 0))
        position += len(word)
    if singles > 3:
        raise CannotSolve("There is a word that I cannot read as mathematics.")
    return tokens
