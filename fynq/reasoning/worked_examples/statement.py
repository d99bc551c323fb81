"""What a problem says: its words, its quantities and its formulas, apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE, runs
from fynq.reasoning.reading.tree import Tree
from fynq.reasoning.reading.words import words
from fynq.reasoning.verification.unit_table import unit
from fynq.reasoning.work.outer import outer_parts

MOST_CHARS = 2_000
QUANTITY, FORMULA = "qqty", "qqform"
"""Stand in the words of a sentence for what was cut out."""

SPAN = re.compile(r"\$\$(.+?)\$\$|\\\((.+?)\\\)|\\\[(.+?)\\\]|(?<!\\)\$(?=\S)([^$]+?)(?<=[^\s\\])\$(?!\d)", re.DOTALL)  # fmt: skip
"""A formula. As Markdown has it, no space stands within its dollars and no digit behind them, so that
two prices are none."""
ENGLISH = re.compile(r"(?<![\\a-zA-Z])[a-z]{4,}(?![a-zA-Z])")
_SAID = re.compile(r"\\(?:text|mathrm|mbox|textrm|operatorname|rm)\s*\{([^{}]*)\}")
_SPACE = re.compile(r"\\[,;: !]|\\q?quad(?![a-z])|~|\\(?=\s)")
_DEGREES = re.compile(r"\^\s*\{?\s*\\circ\s*\}?|\^\s*°|(?<=\d)\s*º")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|\.\d+)"
_QUANTITY = re.compile(rf"(?P<money>\\?[$€£₹])?\s*(?P<sign>[-−])?\s*(?P<number>{_NUMBER})\s*-?\s*(?P<unit>\S.*)?")  # fmt: skip
_NAMED = re.compile(r"(?P<name>\\?[A-Za-z]+(?:_\{?\w+\}?)?)\s*=\s*(?P<value>[^=]+)")
_ARTICLE = re.compile(r"(?<![\w.])[Aa]n?\s+(?=\d)")
"""In front of a number it would be read as a letter of a formula."""
_ASIDE = re.compile(r"(?<![\w\\])\(([^()$]*[A-Za-z]{3,}[^()$]*)\)")
_HYPHEN = re.compile(r"(?<=\d)-(?=[A-Za-z]{2,})")
_SENTENCE = re.compile(r"(?<=[.?!;])[\"')\]*]*\s+(?=\S)|\n+")
_UNIT_WORDS = re.compile(r"(?:(?:square|cubic|sq)\s+)?[a-z]+(?:\s+per\s+[a-z]+)?")
_NO_UNIT = frozenset(words("in a at as am all are and units unit"))
_COURTESY = frozenset(
    words("""hi hello hey dear sir teacher please pls kindly can could would will you u someone anyone help me us with
    this that these the it my a an i we am are is do not don't dont understand get know how to solve do find stuck on
    here problem question exercise homework thanks thank very much thx ty in advance need want so question: for""")
)  # fmt: skip
_ORDER = re.compile(
    r"^(?:(?:please|now|then|hence|so)\s+)*(?:(?:can|could) you\s+)?(?:find|calculate|compute|determine|evaluate|work out|give|state|what(?: is| are| was|'s)|what will be)\s+(?:out\s+)?(?:what\s+)?"
)
_LABEL = re.compile(r"(?i)^\s*(?:q(?:uestion)?|problem|exercise)?\s*\d{0,2}\s*[.:)]\s*(?=[A-Z$])")
_SAME_AS = {"%": "%", "percent": "%", "per cent": "%", "°": "deg", "degree": "deg", "degrees": "deg", "$": "$", "€": "€", "£": "£", "₹": "₹"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """unit: in one spelling for each unit, '' for none."""

    value: Fraction
    unit: str = ""


Piece = Quantity | Tree | str
"""A string: a formula that is not read, as it is written."""


@dataclass(frozen=True, slots=True)
class Statement:
    """sentences: lower-case words with QUANTITY and FORMULA in their places. pieces: what stands in
    those places, in order."""

    sentences: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        return tuple(each for each in self.pieces if isinstance(each, Quantity))


def statement(text: str) -> Statement:
    """Without what is only courtesy. Raises NotUnderstood for what is no problem in words and numbers."""
    if len(text) > MOST_CHARS:
        raise NotUnderstood("The problem is too long to be compared.")
    sentences: list[str] = []
    pieces: list[Piece] = []
    text = _ASIDE.sub(r" \1 ", _LABEL.sub("", text))
    for sentence in _SENTENCE.split(_HYPHEN.sub(" ", _DEGREES.sub("°", text))):
        said: list[str] = []
        found: list[Piece] = []
        for word, piece in _read(sentence):
            said.append(word)
            found += [piece] if piece is not None else []
        if not said or (not found and set(said) <= _COURTESY):
            continue
        sentences.append(_ORDER.sub("what is ", " ".join(said)))
        pieces += found
    if not sentences:
        raise NotUnderstood("There is no problem in this text.")
    return Statement(tuple(sentences), tuple(pieces))


def _read(sentence: str) -> Iterator[tuple[str, Piece | None]]:
    sentence = SPAN.sub(_quantity_in_plain, sentence)
    end = 0
    for span in SPAN.finditer(sentence):
        inside = next(part for part in span.groups() if part is not None)
        if ENGLISH.search(_SAID.sub("", inside)):
            continue
        yield from _plain(sentence[end : span.start()])
        yield from _pieces(inside, [])
        end = span.end()
    yield from _plain(sentence[end:])


def _quantity_in_plain(span: re.Match[str]) -> str:
    """'$72$ kilometres' as '72 kilometres', so that the number finds its unit."""
    inside = next(part for part in span.groups() if part is not None)
    bare = " ".join(_SAID.sub(r" \1 ", _SPACE.sub(" ", inside)).split())
    alone = _QUANTITY.fullmatch(bare.replace("\\%", "%"))
    return bare.replace("\\%", "%") if alone and not alone["money"] and _quantity(bare) else span[0]


def _plain(text: str) -> Iterator[tuple[str, Piece | None]]:
    said, holes = runs(_ARTICLE.sub("the ", text))
    at = 0
    formulas = iter(holes)
    while at < len(said):
        word = said[at]
        at += 1
        if word != HOLE:
            bare = word.strip('.,;:!?()"“”*_')
            if bare:
                yield bare, None
            continue
        following = said[at : at + 4]
        before = len(following)
        yield from list(_pieces(next(formulas), following))
        at += before - len(following)


def _pieces(formula: str, following: list[str]) -> Iterator[tuple[str, Piece | None]]:
    """Quantities, each with its unit, or one formula. What names the last one's unit is taken from
    the words that follow."""
    formula = _SPACE.sub(" ", formula).strip(" .;:?!")
    parts = [part.strip() for part in outer_parts(formula, ",") if part.strip()]
    found = [_quantity(part) for part in parts]
    if parts and all(each is not None for each in found):
        for at, each in enumerate(found):
            assert each is not None
            last = at == len(found) - 1
            yield QUANTITY, _with_unit(each, following) if last and not each.unit else each
        return
    named = _NAMED.fullmatch(formula)
    value = _quantity(named["value"]) if named else None
    if named is not None and value is not None:
        yield FORMULA, parse(named["name"])
        yield QUANTITY, value if value.unit else _with_unit(value, following)
        return
    try:
        yield FORMULA, parse(formula)
    except CannotSolve:
        yield FORMULA, "".join(formula.split())


def _quantity(text: str) -> Quantity | None:
    text = " ".join(_SAID.sub(r" \1 ", text).replace("\\%", "%").split())
    found = _QUANTITY.fullmatch(text)
    if found is None or (found["money"] and found["unit"]):
        return None
    value = Fraction(found["number"].replace(",", "")) * (-1 if found["sign"] else 1)
    if found["money"]:
        return Quantity(value, _SAME_AS[found["money"].removeprefix("\\")])
    if not found["unit"]:
        return Quantity(value)
    name = spelling(found["unit"].strip())
    return None if name is None else Quantity(value, name)


def _with_unit(quantity: Quantity, following: list[str]) -> Quantity:
    for count in range(len(following), 0, -1):
        said = " ".join(following[:count])
        if count == 1 and said in _NO_UNIT:
            break
        name = spelling(said) if _UNIT_WORDS.fullmatch(said) else None
        if name is not None:
            del following[:count]
            return Quantity(quantity.value, name)
    return quantity


def spelling(said: str) -> str | None:
    """One name for 'km/h' and 'kilometres per hour'; None for what is no unit."""
    said = said.strip(" .,;:!?")
    if said.lower() in _SAME_AS:
        return _SAME_AS[said.lower()]
    found = unit(said)
    return None if found is None else f"{found.factor} {found.dimension}"
