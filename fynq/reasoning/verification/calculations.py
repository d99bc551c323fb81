"""Calculations in running text: what stands on both sides of an equals sign, read as fractions.

Words of a text are not an expression, so this reads only what is plainly one: numbers, signs and
brackets, with units behind the numbers. A side with a variable, a function or words that change the
value ('half of', 'dozen') is no calculation. Nothing here evaluates text as code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction

MOST_CHARS = 40_000
_WINDOW = 60
"""Tokens of one side that are looked at."""
_MOST_POWER = 12
_MOST_DIGITS = 18


class Kind(Enum):
    NUMBER = auto()
    SIGN = auto()
    OPEN = auto()
    CLOSE = auto()
    PERCENT = auto()
    WORD = auto()
    EQUAL = auto()
    STOP = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """text: a word in lower case without a plural s, a sign as one of + - * / ^. places: decimals
    that a number shows. close: no space before it."""

    kind: Kind
    text: str = ""
    value: Fraction = Fraction(0)
    places: int = 0
    close: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """values: by the readings of its percent signs, as hundredths or as a unit. places: decimals
    of a bare number; None for an expression. first: the value of the first number. unclear: 'a / 1/2',
    which some read as a / (1/2)."""

    values: tuple[Fraction, ...]
    places: int | None
    units: frozenset[str]
    sums: bool
    decimals: bool
    first: Fraction
    unclear: bool
    text: str


_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|\.\d+"
_TOKEN = re.compile(
    rf"(?P<clock>\d+:\d+(?::\d+)?)|(?P<number>{_NUMBER})|(?P<word>[^\W\d_]\w*(?:['’-][^\W\d_]+)*)"
    r"(?P<raised>\^\(?\d\)?|[²³])?|(?P<not>[<>!≠≤≥≈~]=?|==|:=|->|→)|(?P<equal>=)"
    r"|(?P<sign>\*\*|[-+*/^×·⋅∗÷−–])|(?P<open>[(\[])|(?P<close>[)\]])|(?P<percent>%)"
    r"|(?P<money>[$€£¢])|(?P<stop>[\n.;:,!?])|(?P<other>\S)"
)
_SIGNS = {"×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "−": "-", "–": "-", "**": "^"}
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_LATEX = (
    (re.compile(r"\\(?:times|cdot|ast)(?![a-zA-Z])"), " * "),
    (re.compile(r"\\div(?![a-zA-Z])"), " / "),
    (re.compile(r"\\(?:left|right|[,;!: ]|quad|displaystyle)(?![a-zA-Z])"), " "),
    (re.compile(r"\\(?:text|mathrm|mathbf|boxed)\s*\{([^{}]*)\}"), r" \1 "),
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"\^\s*\{([^{}]*)\}"), r"^(\1)"),
    (re.compile(r"\\([%$])"), r"\1"),
    (re.compile(r"(?m)^\s*(?:[-*•+]|\d+[.)])\s+"), "\n"),
    (re.compile(r"(?<!\d)\*\*|\*\*(?!\d)|[`_]"), " "),
)
_UNITS_CLOSE = frozenset(
    ("cm", "mm", "km", "kg", "mg", "ml", "lb", "oz", "ft", "mph", "hr", "min", "sec", "am", "pm", "kwh")
)  # fmt: skip
CHANGES = frozenset(
    [
        "half",
        "third",
        "quarter",
        "fourth",
        "fifth",
        "tenth",
        "twice",
        "double",
        "triple",
        "time",
        "percent",
        "of",
        "root",
        "squared",
        "cubed",
        "by",
        "minus",
        "plus",
        "less",
        "more",
        "than",
        "and",
        "or",
        "remainder",
        "rem",
        "mod",
        "dozen",
        "hundred",
        "thousand",
        "million",
        "billion",
        "pair",
        "score",
        "sqrt",
        "log",
        "ln",
        "sin",
        "cos",
        "tan",
        "exp",
        "max",
        "gcd",
        "lcm",
        "from",
    ]
)
"""Words that change the value of the number beside them."""


class _NoExpression(Exception):
    pass


def tokens(text: str) -> list[Token]:
    for _ in range(4):
        text = _FRACTION.sub(r"((\1)/(\2))", text)
    for pattern, plain in _LATEX:
        text = pattern.sub(plain, text)
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text[:MOST_CHARS]):
        close = match.start() == end and end > 0
        end = match.end()
        found.append(_token(match, close, found))
    return _multiplied(found)


def _token(match: re.Match[str], close: bool, before: Sequence[Token]) -> Token:
    kind, text = match.lastgroup, match[0]
    if kind == "number":
        digits = text.replace(",", "")
        if len(digits) > _MOST_DIGITS:
            return Token(Kind.OTHER, text, close=close)
        places = len(digits.partition(".")[2])
        glued = close and before and before[-1].kind in {Kind.WORD, Kind.OTHER}
        if glued and before[-1].text not in {"x", "dollar"}:
            return Token(Kind.OTHER, text, close=close)
        return Token(Kind.NUMBER, text, Fraction(digits), places, close)
    if kind in {"word", "raised"}:
        return _word(match["word"], close, before)
    if kind == "money":
        return Token(Kind.WORD, "cent" if text == "¢" else "dollar", close=close)
    if kind == "sign":
        return Token(Kind.SIGN, _SIGNS.get(text, text), close=close)
    named = {"equal": Kind.EQUAL, "open": Kind.OPEN, "close": Kind.CLOSE, "percent": Kind.PERCENT, "stop": Kind.STOP}  # fmt: skip
    return Token(named.get(kind or "", Kind.OTHER), text, close=close)


def _word(text: str, close: bool, before: Sequence[Token]) -> Token:
    word = text.lower()
    word = word[:-1] if len(word) > 3 and word.endswith("s") else word
    if any(character.isdigit() for character in word):
        return Token(Kind.OTHER, word, close=close)
    if word == "percent":
        return Token(Kind.PERCENT, word, close=close)
    glued = close and before and before[-1].kind in {Kind.NUMBER, Kind.CLOSE}
    if len(word) == 1 or (glued and word not in _UNITS_CLOSE):
        return Token(Kind.OTHER, word, close=close)
    return Token(Kind.WORD, word, close=close)


def _multiplied(found: list[Token]) -> list[Token]:
    """An x between two numbers is a sign, and so is 'of' behind a percentage or a fraction."""
    for at in range(1, len(found) - 1):
        token, before, after = found[at], found[at - 1], found[at + 1]
        if after.kind not in {Kind.NUMBER, Kind.OPEN} and after.text != "dollar":
            continue
        if token.kind is Kind.OTHER and token.text == "x":
            if before.kind in {Kind.NUMBER, Kind.CLOSE, Kind.PERCENT}:
                found[at] = Token(Kind.SIGN, "*")
        elif token.text == "of" and (
            before.kind is Kind.PERCENT
            or (at > 2 and before.kind is Kind.NUMBER and found[at - 2].text == "/")
        ):
            found[at] = Token(Kind.SIGN, "*")
    return found


def side_before(found: Sequence[Token]) -> Side | None:
    """The longest expression that ends where `found` ends."""
    found = found[-_WINDOW:]
    for start, token in enumerate(found):
        if token.kind in {Kind.STOP, Kind.EQUAL}:
            continue
        before = found[start - 1] if start else None
        if before is not None and (
            before.kind in {Kind.NUMBER, Kind.SIGN, Kind.PERCENT, Kind.OTHER, Kind.CLOSE, Kind.OPEN}
            or (before.kind is Kind.WORD and (before.text in CHANGES or token.kind is Kind.OPEN))
        ):
            continue
        if before is not None and before.kind is Kind.WORD and token.kind is Kind.SIGN:
            continue
        side, end = _read(found[start:])
        if side is not None and end == len(found) - start:
            return side
    return None


def side_after(found: Sequence[Token]) -> tuple[Side | None, bool]:
    """The longest expression that begins where `found` begins, and whether it is all of it."""
    found = found[:_WINDOW]
    side, end = _read(found)
    if side is None or end == len(found):
        return side, side is not None
    after = found[end]
    if after.kind in {Kind.STOP, Kind.CLOSE, Kind.EQUAL}:
        return side, False
    plain = after.kind is Kind.WORD and (after.text == "of" or after.text not in CHANGES)
    return (side if plain else None), False


def _read(found: Sequence[Token]) -> tuple[Side | None, int]:
    both = []
    end = 0
    for hundredths in (True, False):
        reader = _Reader(found, hundredths)
        try:
            value = reader.sum()
        except (_NoExpression, ZeroDivisionError):
            return None, 0
        end = reader.at
        both.append(value)
        if not reader.percents:
            break
    numbers = [token for token in found[:end] if token.kind is Kind.NUMBER]
    signs = [token for token in found[:end] if token.kind is Kind.SIGN]
    shown = "".join(_shown(token) for token in found[:end] if token.kind is not Kind.WORD)
    bare = len(numbers) == 1 and len(signs) <= 1 and not any(s.text != "-" for s in signs)
    return Side(
        tuple(both),
        numbers[0].places if bare else None,
        frozenset(t.text for t in found[:end] if t.kind is Kind.WORD),
        any(token.text in "+-" for token in signs),
        any(token.places for token in numbers),
        numbers[0].value,
        sum(not t.close for t in signs if t.text == "/") > 0
        and any(t.close for t in signs if t.text == "/"),
        shown.strip(),
    ), end


def _shown(token: Token) -> str:
    return f" {token.text} " if token.kind is Kind.SIGN and token.text != "^" else token.text


class _Reader:
    """Sums of products of powers, the usual precedence; stops in front of what is none of them."""

    def __init__(self, found: Sequence[Token], hundredths: bool) -> None:
        self.found = found
        self.at = 0
        self.percents = False
        self.hundredths = hundredths
        self.depth = 0

    def sum(self) -> Fraction:
        value = self.product()
        while (sign := self._sign("+-")) is not None:
            other = self.product()
            value = value + other if sign == "+" else value - other
        return value

    def product(self) -> Fraction:
        value = self.power()
        while True:
            sign = self._sign("*/")
            if sign is None:
                nearby = self._peek()
                if nearby is None or nearby.kind is not Kind.OPEN or not nearby.close:
                    return value
                sign = "*"
            other = self.power()
            value = value * other if sign == "*" else value / other

    def power(self) -> Fraction:
        if self._sign("-") is not None:
            return -self.power()
        value = self.operand()
        if self._sign("^") is None:
            return value
        exponent = self.operand()
        if exponent.denominator != 1 or abs(exponent) > _MOST_POWER:
            raise _NoExpression
        return value ** int(exponent)

    def operand(self) -> Fraction:
        money = self._peek()
        if money is not None and money.text == "dollar":
            self.at += 1
        token = self._peek()
        if token is None:
            raise _NoExpression
        self.at += 1
        if token.kind is Kind.OPEN and self.depth < 20:
            self.depth += 1
            value = self.sum()
            self.depth -= 1
            closing = self._peek()
            if closing is None or closing.kind is not Kind.CLOSE:
                raise _NoExpression
            self.at += 1
        elif token.kind is Kind.NUMBER:
            value = token.value + self._mixed(token)
        else:
            raise _NoExpression
        percent = self._peek()
        if percent is not None and percent.kind is Kind.PERCENT:
            self.at += 1
            self.percents = True
            value = value / 100 if self.hundredths else value
        self._units()
        return value

    def _mixed(self, whole: Token) -> Fraction:
        """The 1/2 of '2 1/2'."""
        ahead = self.found[self.at : self.at + 3]
        if len(ahead) < 3 or whole.places or ahead[1].text != "/" or ahead[0].close:
            return Fraction(0)
        above, below = ahead[0], ahead[2]
        plain = above.kind is below.kind is Kind.NUMBER and not above.places and not below.places
        if not plain or not 0 < above.value < below.value:
            return Fraction(0)
        self.at += 3
        return above.value / below.value

    def _units(self) -> None:
        """Words behind a number, when a sign or the end follows them."""
        at = self.at
        while at < len(self.found) and self.found[at].kind is Kind.WORD and at - self.at < 4:
            if self.found[at].text in CHANGES:
                return
            at += 1
        following = self.found[at] if at < len(self.found) else None
        if following is None or following.kind in {Kind.SIGN, Kind.CLOSE, Kind.STOP, Kind.EQUAL}:
            self.at = at

    def _peek(self) -> Token | None:
        return self.found[self.at] if self.at < len(self.found) else None

    def _sign(self, wanted: str) -> str | None:
        token = self._peek()
        if token is None or token.kind is not Kind.SIGN or token.text not in wanted:
            return None
        self.at += 1
        return token.text
