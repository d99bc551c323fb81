"""Reads mathematics as students write it (simple LaTeX) into SymPy, without evaluating any code.

Independent of the product's own parser on purpose: it judges the starter answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

TOKEN = re.compile(
    r"\\begin\{pmatrix\}|\\end\{pmatrix\}|\\\\|\\[A-Za-z]+|\\[%,;]|\d+(?:\.\d+)?|[A-Za-z]|[-+*/^_(){}\[\]|=<>,&!]"
)
FUNCTIONS = {
    r"\sin": sp.sin,
    r"\cos": sp.cos,
    r"\tan": sp.tan,
    r"\ln": sp.log,
    r"\log": lambda value: sp.log(value, 10),
}
CONSTANTS = {"e": sp.E, "i": sp.I, r"\pi": sp.pi, r"\infty": sp.oo}
GREEK = {r"\alpha", r"\beta", r"\gamma", r"\theta", r"\lambda", r"\varphi"}
RELATIONS = {"=", "<", ">", r"\le", r"\ge"}
DIVISIONS = {"/", r"\div"}
PRODUCTS = {"*", r"\cdot", r"\times", *DIVISIONS}
SILENT = {r"\left", r"\right", r"\,", r"\;", r"\quad"}


class Unreadable(ValueError):
    """The text is outside the small language of this reader."""


@dataclass
class Reader:
    tokens: list[str]
    at: int = 0
    bars: int = field(default=0)

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.next
        if not token or (wanted and token != wanted):
            raise Unreadable(f"{wanted or 'more'} expected at {self.at} of {self.tokens}")
        self.at += 1
        return token

    def chain(self) -> tuple[list[Any], list[str]]:
        sides, relations = [self.sum()], []
        while self.next in RELATIONS:
            relations.append(self.take())
            sides.append(self.sum())
        if self.next:
            raise Unreadable(f"{self.next} is not expected")
        return sides, relations

    def sum(self) -> Any:
        total = self.term()
        while self.next in ("+", "-"):
            total = total + self.term() if self.take() == "+" else total - self.term()
        return total

    def term(self) -> Any:
        product = self.signed()
        while True:
            if self.next in PRODUCTS:
                divide = self.take() in DIVISIONS
                factor = self.signed()
                product = product / factor if divide else product * factor
            elif self.starts_factor():
                product = product * self.power()
            else:
                return product

    def signed(self) -> Any:
        if self.next in ("-", "+"):
            return -self.signed_term() if self.take() == "-" else self.signed_term()
        return self.power()

    def signed_term(self) -> Any:
        return self.signed()

    def starts_factor(self) -> bool:
        token = self.next
        if token == "|":
            return not self.bars
        return bool(token) and (
            token[0].isalnum()
            or token in {"(", "{", r"\frac", r"\tfrac", r"\sqrt", r"\binom", r"\begin{pmatrix}"}
            or token in FUNCTIONS
            or token in CONSTANTS
            or token in GREEK
        )

    def power(self) -> Any:
        base = self.atom()
        while self.next in ("!", r"\%"):
            base = sp.factorial(base) if self.take() == "!" else base / 100
        if self.next == "^":
            self.take()
            if self.next == r"\circ" or self.tokens[self.at : self.at + 2] == ["{", r"\circ"]:
                self.take()
                return base * sp.pi / 180
            return base ** self.script()
        return base

    def script(self) -> Any:
        if self.next == "{":
            return self.group("{", "}")
        token = self.take()
        if token.isdigit() and len(token) > 1:
            raise Unreadable(f"the script {token} needs braces")
        return self.simple(token)

    def group(self, opening: str, closing: str) -> Any:
        self.take(opening)
        bars, self.bars = self.bars, 0
        value = self.sum()
        self.bars = bars
        self.take(closing)
        return value

    def simple(self, token: str) -> Any:
        if token[0].isdigit():
            return sp.Rational(token)
        if token in CONSTANTS:
            return CONSTANTS[token]
        if token in GREEK or (len(token) == 1 and token.isalpha()):
            return sp.Symbol(token)
        raise Unreadable(f"{token} is not known")

    def atom(self) -> Any:
        token = self.next
        if token == "(":
            return self.group("(", ")")
        if token == "{":
            return self.group("{", "}")
        self.take()
        if token == "|":
            self.bars += 1
            value = self.sum()
            self.bars -= 1
            self.take("|")
            return sp.Abs(value)
        if token in (r"\frac", r"\tfrac"):
            return self.group("{", "}") / self.group("{", "}")
        if token == r"\binom":
            return sp.binomial(self.group("{", "}"), self.group("{", "}"))
        if token == r"\sqrt":
            degree = self.group("[", "]") if self.next == "[" else sp.Integer(2)
            return self.group("{", "}") ** (1 / degree)
        if token == r"\begin{pmatrix}":
            return self.matrix()
        if token in FUNCTIONS:
            return self.applied(token)
        return self.simple(token)

    def applied(self, name: str) -> Any:
        function = FUNCTIONS[name]
        if self.next == "_":
            self.take()
            base = self.script()
            function = lambda value: sp.log(value, base)  # noqa: E731
        exponent = sp.Integer(1)
        if self.next == "^":
            self.take()
            exponent = self.script()
        if self.next in ("(", "|", "{"):
            return function(self.atom()) ** exponent
        argument = self.power()
        while self.starts_factor() and self.next not in {"(", "|", *FUNCTIONS}:
            argument = argument * self.power()
        return function(argument) ** exponent

    def matrix(self) -> Any:
        rows: list[list[Any]] = [[self.sum()]]
        while self.next != r"\end{pmatrix}":
            if self.take() == "&":
                rows[-1].append(self.sum())
            else:
                rows.append([self.sum()])
        self.take()
        return sp.Matrix(rows)


def _reader(text: str) -> Reader:
    text = re.sub(r"(?<=\d)\\,(?=\d{3})", "", text)
    left = TOKEN.sub("", text).strip()
    if left.replace(" ", ""):
        raise Unreadable(f"{left!r} in {text!r}")
    return Reader([token for token in TOKEN.findall(text) if token not in SILENT])


def read_chain(text: str) -> tuple[list[Any], list[str]]:
    """'a = b < c' → ([a, b, c], ['=', '<'])."""
    return _reader(text).chain()


def read_value(text: str) -> Any:
    sides, relations = read_chain(text)
    if relations:
        raise Unreadable(f"{text!r} is a statement")
    return sides[0]


def read_list(text: str, brackets: str) -> list[Any]:
    """'{1, 2}' or '(2, -1)' → the values."""
    if not (text.startswith(brackets[0]) and text.endswith(brackets[1])):
        raise Unreadable(f"{text!r} does not stand in {brackets}")
    parts, depth, start = [], 0, 1
    for at, letter in enumerate(text):
        depth += (letter in "({[") - (letter in ")}]")
        if letter == "," and depth == 1:
            parts.append(text[start:at])
            start = at + 1
    return [read_value(part) for part in [*parts, text[start:-1]]]
