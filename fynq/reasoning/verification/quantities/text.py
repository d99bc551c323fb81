"""A working's text cut into numbers, signs and units: plain text, Unicode or LaTeX.

What stands in \\text{…} or \\mathrm{…} is a unit for certain; a single letter behind a number outside
of it may as well be a variable, so tokens keep apart which is which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from fynq.reasoning.verification.quantities.names import UnitName, meanings, spelled

MOST_CHARS = 20_000
_MOST_DIGITS = 18
_MOST_NESTED = 12
_IN, _OUT = "\ue000", "\ue001"
"""Around what is upright in LaTeX."""


class Kind(Enum):
    NUMBER = auto()
    UNIT = auto()
    SIGN = auto()
    OPEN = auto()
    CLOSE = auto()
    PERCENT = auto()
    FUNCTION = auto()
    EQUAL = auto()
    STOP = auto()
    WORD = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """text: a sign as one of + - * / ^, an equals sign as = or ~ for 'about'. value and digit: of a
    number; digit: the worth of half a unit of its last digit, 0 for a whole number. units: what a
    unit may mean. upright: in \\text or spelled out. start and end: in the text that was read."""

    kind: Kind
    text: str = ""
    value: float = 0.0
    digit: float = 0.0
    units: tuple[UnitName, ...] = ()
    upright: bool = False
    close: bool = False
    start: int = 0
    end: int = 0

    @property
    def letter(self) -> bool:
        """A single letter that might be a variable as well."""
        return self.kind is Kind.UNIT and not self.upright and len(self.text) == 1 and self.text.isalpha()  # fmt: skip


_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SUPERSCRIPT = re.compile(r"[⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_VULGAR = {"½": "(1/2)", "⅓": "(1/3)", "¼": "(1/4)", "¾": "(3/4)", "⅔": "(2/3)"}
_MONEY_MATHS = re.compile(r"(?<!\\)\$\$?(?=\S)((?:\\\$|[^$\n]){1,600}?)(?<=\S)(?<!\\)\$\$?(?!\d)")
_UPRIGHT = r"\\(?:text(?:rm|normal|up|bf|it)?|mathrm|mathbf|mathsf|operatorname|unit|si|rm|mbox)\*?"
_LATEX: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\\(?:SI|qty)\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), rf" \1 {_IN}\2{_OUT} "),
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"\^\s*\{?\s*\\circ\s*\}?|\\degree(?![a-zA-Z])"), "°"),
    (re.compile(r"°\s*(?:\\(?:text|mathrm)\s*\{\s*([CF])\s*\}|([CF])(?![a-zA-Z]))"), r" °\1\2 "),
    (re.compile(r"\\(?:mathrm|text)\s*\{\s*°\s*([CF])\s*\}"), r" °\1 "),
    (re.compile(r"\\(?:times|cdot|ast|bullet)(?![a-zA-Z])"), " * "),
    (re.compile(r"\\div(?![a-zA-Z])"), " ÷ "),
    (re.compile(r"\\(?:approx|simeq|cong)(?:eq)?(?![a-zA-Z])"), " ≈ "),
    (re.compile(r"\\(?:implies|Rightarrow|therefore|quad|qquad|to|rightarrow|Longrightarrow|longrightarrow)(?![a-zA-Z])"), " ; "),
    (re.compile(r"\\\\|\\newline(?![a-zA-Z])"), "\n"),
    (re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}"), " "),
    (re.compile(r"\\(?:left|right|big|Big|bigg|Bigg|displaystyle|limits)(?![a-zA-Z])"), ""),
    (re.compile(r"\\([,;:!> ])"), " "),
    (re.compile(r"\\(?:cancel|bcancel|boxed|underline|mathit)\s*\{([^{}]*)\}"), r" \1 "),
    (re.compile(r"\\Omega(?![a-zA-Z])"), "Ω"),
    (re.compile(r"\\mu(?![a-zA-Z])\s*"), "µ"),
    (re.compile(r"\\pi(?![a-zA-Z])"), " π "),
    (re.compile(r"\\([%$#_])"), r"\1"),
    (re.compile(r"\\(sin|cos|tan|sqrt)(?![a-zA-Z])"), r" \1 "),
    (re.compile(r"&"), " "),
)  # fmt: skip
_FRACTION = re.compile(r"\\[dtc]?frac\s*(?:\{([^{}]*)\}|(\d))\s*(?:\{([^{}]*)\}|(\d))")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_UPRIGHT_TEXT = re.compile(_UPRIGHT + r"\s*\{([^{}]*)\}")
_POWER = re.compile(r"\^\s*\{([^{}]*)\}")
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?|\.\d+"
_TOKEN = re.compile(
    rf"(?P<clock>\d+:\d+)|(?P<number>(?:{_NUMBER})(?:[eE][-+]?\d{{1,2}}(?![\dA-Za-z]))?)"
    rf"|(?P<upright>{_IN}|{_OUT})|(?P<degree>°\s?[CF](?![A-Za-z])|[℃℉°])"
    r"|(?P<word>(?:[^\W\d_]|µ)+(?:['’][^\W\d_]+)?)|(?P<root>√)"
    r"|(?P<equal>=|≈|≃|≅)|(?P<not>[<>!≠≤≥~]=?|→|⇒|->|:=)"
    r"|(?P<sign>\*\*|[-+*/^×·⋅∙•∗÷−–])|(?P<open>[(\[])|(?P<close>[)\]])|(?P<percent>%)"
    r"|(?P<money>[$€£¢¥₹])|(?P<stop>[\n.;:,!?])|(?P<other>\S)"
)
_SIGNS = {"×": "*", "·": "*", "⋅": "*", "∙": "*", "•": "*", "∗": "*", "÷": "/", "−": "-", "–": "-", "**": "^"}  # fmt: skip
_PLAIN = {"open": Kind.OPEN, "close": Kind.CLOSE, "percent": Kind.PERCENT, "stop": Kind.STOP}
_BEFORE_TIMES = frozenset((Kind.NUMBER, Kind.UNIT, Kind.CLOSE, Kind.PERCENT))
_TIDY = (
    (re.compile(r"(?<=\() +| +(?=[)^])"), ""),
    (re.compile(r"\^\((-?\d+)\)"), r"^\1"),
    (re.compile(r"\(\((\w+)\)/\((\w+)\)\)"), r"\1/\2"),
    (re.compile(r"\(\(([^()/*]+)\)/\(([^()/*]+)\)\)"), r"(\1 / \2)"),
    (re.compile(r" \* "), " × "),
)
_FUNCTIONS = frozenset(("sqrt", "sin", "cos", "tan"))


def normalised(text: str) -> str:
    """LaTeX as plain text, with marks around what is upright. Dollar signs that stay are money."""
    text = text[:MOST_CHARS].replace(_IN, " ").replace(_OUT, " ").replace("~", " ")
    text = text.replace("\\(", " ").replace("\\)", " ").replace("\\[", "\n").replace("\\]", "\n")
    text = _MONEY_MATHS.sub(r" \1 ", text.replace("$$", "\n"))
    text = text.replace("Ω", "Ω").replace("ℓ", "L").replace("\u202f", " ").replace("\xa0", " ")
    for sign, plain in _VULGAR.items():
        text = text.replace(sign, plain)
    text = _SUPERSCRIPT.sub(lambda found: f"^({found[0].translate(_RAISED)})", text)
    for pattern, plain in _LATEX[:5]:
        text = pattern.sub(plain, text)
    for _ in range(_MOST_NESTED):
        before = text
        text = _UPRIGHT_TEXT.sub(rf"{_IN}\1{_OUT}", text)
        text = _POWER.sub(r"^(\1)", text)
        text = _FRACTION.sub(_fraction, text)
        text = _ROOT.sub(r" sqrt(\1)", text)
        if text == before or len(text) > 2 * MOST_CHARS:
            break
    for pattern, plain in _LATEX[5:]:
        text = pattern.sub(plain, text)
    return re.sub(r"(?<!\d)\*\*|\*\*(?!\d)|[`{}]|(?m:^\s*(?:[-*•+]|\d+[.)])\s+)", " ", text)


def _fraction(found: re.Match[str]) -> str:
    return f"(({found[1] or found[2]})/({found[3] or found[4]}))"


def tokens(text: str) -> list[Token]:
    """text: normalised."""
    found: list[Token] = []
    upright, end = False, 0
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "upright":
            upright = match[0] == _IN
            end = end if match.start() != end else match.end()
            continue
        found.append(_token(match, upright, match.start() == end and end > 0, found))
        end = match.end()
    return list(_with_powers(list(_scientific(found))))


def _token(match: re.Match[str], upright: bool, close: bool, before: Sequence[Token]) -> Token:
    kind, text = match.lastgroup or "", match[0]
    if kind == "number":
        made = _number(text, close, before)
    elif kind == "word":
        made = _word(text, upright, close, before)
    elif kind in ("money", "degree"):
        sign = text.replace(" ", "")
        made = Token(Kind.UNIT, sign, units=meanings(sign), upright=True)
    elif kind == "sign":
        made = Token(Kind.SIGN, _SIGNS.get(text, text))
    elif kind == "root":
        made = Token(Kind.FUNCTION, "sqrt")
    elif kind == "equal":
        made = Token(Kind.EQUAL, "=" if text == "=" else "~")
    else:
        made = Token(_PLAIN.get(kind, Kind.OTHER), text)
    return replace(made, close=close, start=match.start(), end=match.end())


def _word(text: str, upright: bool, close: bool, before: Sequence[Token]) -> Token:
    if text.lower() in _FUNCTIONS:
        return Token(Kind.FUNCTION, text.lower())
    if text.lower() in ("pm", "am") and not upright:
        return Token(Kind.WORD, text.lower())
    units = meanings(text)
    if units:
        return Token(Kind.UNIT, text, units=units, upright=upright or spelled(text))
    if text == "π":
        return Token(Kind.NUMBER, text, 3.141592653589793)
    if text in ("x", "X") and before and before[-1].kind in _BEFORE_TIMES:
        glued = close and before[-1].kind is Kind.NUMBER
        return Token(Kind.OTHER, "x") if glued else Token(Kind.SIGN, "*")
    return Token(Kind.WORD if len(text) > 1 else Kind.OTHER, text.lower())


def _number(text: str, close: bool, before: Sequence[Token]) -> Token:
    digits, _, power = text.replace(",", "").lower().partition("e")
    glued = close and before and before[-1].kind in {Kind.WORD, Kind.OTHER}
    if len(digits) > _MOST_DIGITS or glued:
        return Token(Kind.OTHER, text)
    scale = 10.0 ** int(power or 0)
    places = len(digits.partition(".")[2])
    digit = 0.5 * 10.0**-places * scale if places or power else 0.0
    return Token(Kind.NUMBER, text, float(digits) * scale, digit)


def _scientific(found: Sequence[Token]) -> Iterator[Token]:
    """'2.5 × 10^3' as one number."""
    at = 0
    while at < len(found):
        token = found[at]
        read = _ten_to(found, at) if token.kind is Kind.NUMBER else None
        if read is None:
            yield token
            at += 1
            continue
        power, end = read
        scale, alone = 10.0**power, token.text == "10"
        value = scale if alone else token.value * scale
        digit = 0.0 if alone else (token.digit or 0.5) * scale
        yield replace(token, text=f"{token.text}e{power}", value=value, digit=digit, end=found[end - 1].end)  # fmt: skip
        at = end


def _ten_to(found: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The exponent of '2.5 × 10^3' or '10^3' that begins here, and where it ends."""
    first = at
    at += 0 if found[at].text == "10" else 2
    if [token.text for token in found[at : at + 2]] != ["10", "^"]:
        return None
    if at > first and found[at - 1].text != "*":
        return None
    at += 2
    bracket = at < len(found) and found[at].kind is Kind.OPEN
    at += bracket
    sign = -1 if at < len(found) and found[at].text == "-" else 1
    at += sign < 0
    if at >= len(found) or not re.fullmatch(r"\d{1,2}", found[at].text):
        return None
    power, at = sign * int(found[at].text), at + 1
    if bracket:
        return (power, at + 1) if at < len(found) and found[at].kind is Kind.CLOSE else None
    return power, at


def _with_powers(found: Sequence[Token]) -> Iterator[Token]:
    """'square metres', 'metres per second squared' and 'm2' with a sign for their powers."""
    at = 0
    while at < len(found):
        token = found[at]
        ahead = found[at + 1] if at + 1 < len(found) else None
        if ahead is not None and token.text.lower() in _DEGREES and ahead.text.lower() in _SCALES:
            sign = f"°{ahead.text[0].upper()}"
            yield replace(ahead, text=sign, units=meanings(sign), upright=True, start=token.start)
            at += 2
            continue
        if ahead is not None and ahead.kind is Kind.UNIT and token.text in _BEFORE:
            yield from (ahead, *_power(_BEFORE[token.text], ahead))
            at += 2
            continue
        if token.text in _BEHIND and at and found[at - 1].kind is Kind.UNIT:
            yield from _power(_BEHIND[token.text], token)
        elif (
            token.text == "per"
            and ahead is not None
            and (ahead.kind is Kind.UNIT or ahead.text in _BEFORE)
        ):
            yield Token(Kind.SIGN, "/", upright=True, start=token.start, end=token.end)
        elif _is_glued_power(token, found[at - 1] if at else None):
            yield from _power(token.text, token)
        else:
            yield token
        at += 1


_DEGREES = frozenset(("degree", "degrees", "°", "deg"))
_SCALES = frozenset(("c", "f", "celsius", "fahrenheit"))
_BEFORE = {"square": "2", "sq": "2", "cubic": "3", "cu": "3"}
_BEHIND = {"squared": "2", "cubed": "3"}


def _is_glued_power(token: Token, before: Token | None) -> bool:
    glued = token.kind is Kind.NUMBER and token.close and before is not None
    return glued and before is not None and before.kind is Kind.UNIT and token.text in ("2", "3") and before.text != "$"  # fmt: skip


def _power(power: str, at: Token) -> tuple[Token, Token]:
    return (
        Token(Kind.SIGN, "^", start=at.start, end=at.start),
        Token(Kind.NUMBER, power, float(power), start=at.start, end=at.end),
    )


def shown(text: str, found: Sequence[Token]) -> str:
    """The piece of the normalised text that the tokens span, on one line."""
    piece = text[found[0].start : found[-1].end] if found else ""
    piece = " ".join(piece.replace(_IN, " ").replace(_OUT, " ").split())
    for pattern, plain in _TIDY:
        piece = pattern.sub(plain, piece)
    return piece
