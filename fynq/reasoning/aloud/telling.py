"""Two ways of telling what a formula is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.reasoning.aloud.signs import (
    ACCENTS,
    BINARY,
    FUNCTIONS,
    GREEK,
    LARGE,
    LARGE_PLAIN,
    PLAIN,
    PRIMES,
    SIGNS,
)


@dataclass
class Said:
    """simple: one number, letter or word, which needs no end."""

    text: str
    simple: bool = True


class Speaker:
    """English words."""

    negative_is_simple = True
    between = "times"

    def sign(self, mark: str, before: str) -> str:
        if mark in ("-", "−") and (not before or before in BINARY):
            return "negative"
        return SIGNS.get(mark, mark)

    def greek(self, name: str) -> str:
        lower = name.removeprefix("var").lower()
        return f"capital {lower}" if name[0].isupper() else lower

    def function(self, name: str, base: str, power: str) -> str:
        said = FUNCTIONS[name]
        if base:
            said += f" base {base}"
        if power:
            said += f" {power}"
        return f"{said} of"

    def fraction(self, top: Said, bottom: Said) -> str:
        if top.text == "d" and bottom.text.startswith("d "):
            return f"the derivative with respect to {bottom.text[2:]} of"
        if top.simple and bottom.simple:
            return f"{top.text} over {bottom.text}"
        return f"the fraction with numerator {top.text} and denominator {bottom.text}, end fraction"

    def root(self, index: str, body: Said) -> str:
        kind = {"": "square root", "3": "cube root"}.get(index, f"root of order {index}")
        end = "" if body.simple else ", end root"
        return f"the {kind} of {body.text}{end}"

    def power(self, exponent: Said) -> str:
        if exponent.text in ("composed with", "degrees"):
            return "degrees"
        if set(exponent.text.split()) == {"prime"}:
            return exponent.text
        if exponent.text in ("2", "3"):
            return {"2": "squared", "3": "cubed"}[exponent.text]
        end = "" if exponent.simple else ", end power"
        return f"to the power of {exponent.text}{end}"

    def index(self, below: Said) -> str:
        return f"sub {below.text}" + ("" if below.simple else ", end sub")

    def large(self, mark: str, low: str, high: str) -> str:
        said = LARGE[mark]
        if low:
            said += f" from {low}" if high else f" over {low}"
        if high:
            said += f" to {high}"
        return f"{said} of"

    def limit(self, low: str) -> str:
        return f"the limit as {low.replace('goes to', 'approaches')} of" if low else "the limit of"

    def choose(self, top: str, bottom: str) -> str:
        return f"{top} choose {bottom}"

    def accent(self, mark: str, body: str) -> str:
        return f"{body} {ACCENTS[mark]}"

    def vector(self, body: str) -> str:
        return f"vector {body}"

    def absolute(self, body: Said) -> str:
        return f"the absolute value of {body.text}" + (
            "" if body.simple else ", end absolute value"
        )

    def applied(self, name: str, argument: str) -> str:
        return f"{name} of {argument}"

    def rows(self, environment: str, rows: list[list[str]]) -> str:
        if "matrix" in environment or environment == "array":
            told = "; ".join(f"row {at}: {', '.join(cells)}" for at, cells in enumerate(rows, 1))
            kind = "determinant" if environment == "vmatrix" else "matrix"
            widest = max((len(cells) for cells in rows), default=0)
            return f"the {len(rows)} by {widest} {kind} with {told}; end {kind}"
        if environment == "cases":
            told = "; ".join(", ".join(filter(None, cells)) for cells in rows)
            return f"the cases {told}; end cases"
        return "; ".join(" ".join(filter(None, cells)) for cells in rows)

    def joined(self, parts: list[str]) -> str:
        return " ".join(filter(None, parts))

    def tidy(self, said: str) -> str:
        text = re.sub(r"\s+([,;.])", r"\1", " ".join(said.split()))
        return re.sub(r"([,;])(?:\s*[,;])+", r"\1", text).strip(" ,;")


class Writer:
    """Brackets wherever a part is more than one sign."""

    negative_is_simple = False
    between = ""

    def sign(self, mark: str, before: str) -> str:
        sign = PLAIN.get(mark, mark)
        tight = mark in ("-", "−", "+") and (not before or before in BINARY)
        spaced = (
            mark in BINARY
            and mark not in "([,;:/*"
            and not tight
            and mark not in (r"\{", r"\langle", "^")
        )
        if sign in (",", ";"):
            return f"{sign} "
        return f" {sign} " if spaced else sign

    def greek(self, name: str) -> str:
        return GREEK[name]

    def function(self, name: str, base: str, power: str) -> str:
        return f" {name}{f'_{base}' if base else ''}{power} "

    def fraction(self, top: Said, bottom: Said) -> str:
        return f"{_held(top)}/{_held(bottom)}"

    def root(self, index: str, body: Said) -> str:
        return f"sqrt({body.text})" if not index else f"root{index}({body.text})"

    def power(self, exponent: Said) -> str:
        if exponent.text.strip() == "°" or set(exponent.text) <= set(PRIMES):
            return exponent.text.strip()
        return f"^{_held(exponent)}"

    def index(self, below: Said) -> str:
        return f"_{_held(below)}"

    def large(self, mark: str, low: str, high: str) -> str:
        ends = ", ".join(filter(None, (low, high)))
        return f"{LARGE_PLAIN[mark]}[{ends}] " if ends else f"{LARGE_PLAIN[mark]} "

    def limit(self, low: str) -> str:
        return f"lim[{low}] " if low else "lim "

    def choose(self, top: str, bottom: str) -> str:
        return f"C({top}, {bottom})"

    def accent(self, mark: str, body: str) -> str:
        return f"{ACCENTS[mark]}({body})"

    def vector(self, body: str) -> str:
        return f"vec({body})"

    def absolute(self, body: Said) -> str:
        return f"|{body.text}|"

    def applied(self, name: str, argument: str) -> str:
        return f"{name}({argument})"

    def rows(self, environment: str, rows: list[list[str]]) -> str:
        told = "; ".join(", ".join(cells) for cells in rows)
        return f"[{told}]" if "matrix" in environment else told

    def joined(self, parts: list[str]) -> str:
        return "".join(parts)

    def tidy(self, said: str) -> str:
        text = re.sub(r"\s+([,;)\]}])", r"\1", " ".join(said.split()))
        return re.sub(r"([,;])(?:\s*[,;])+", r"\1", text)


def _held(part: Said) -> str:
    return part.text if part.simple else f"({part.text})"
