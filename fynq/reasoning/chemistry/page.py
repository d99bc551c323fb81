"""A question of chemistry as a row of tokens: words, amounts, units, substances, reactions.

`read_page(question)` gives the tokens and a template in which each amount, unit, substance and
reaction is a hole with its number: 'how many <U0> are in <A0> of <S0> ?'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, lru_cache

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.elements import NAMES, SYMBOLS
from fynq.reasoning.chemistry.formulas import Formula, read_formula
from fynq.reasoning.chemistry.names import MOST_WORDS, elemental, named
from fynq.reasoning.chemistry.notation import plain
from fynq.reasoning.chemistry.reactions import Reaction, read_reaction
from fynq.reasoning.chemistry.units import MOLALITY, NUMBER, PERCENT, UNIT, Dimension, Unit, unit
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.number_words import ONES

REFUSAL = "I do not understand every part of this question."
_MAX_CHARS = 1500
_PLAIN = Unit("", Fraction(1), NUMBER, "")
_MOLAL = Unit("m", Fraction(1), MOLALITY, "mole/kilogram")
_PERCENT = Unit(PERCENT, Fraction(1, 100), NUMBER, "")


@dataclass(frozen=True, slots=True)
class Amount:
    """value: as written, in `unit`. figures: significant figures as written ('1500' has 4).
    whole: written without a decimal point or a power of ten. name: what stands before an equals
    sign ('c = 4.18 J/(g °C)'), lower case."""

    value: Fraction
    unit: Unit
    figures: int
    whole: bool
    written: str
    name: str = ""

    @property
    def si(self) -> Fraction:
        """In SI units; °C become kelvin."""
        return (self.value + self.unit.offset) * self.unit.factor

    @property
    def dimension(self) -> Dimension:
        return self.unit.dimension

    @property
    def is_percent(self) -> bool:
        return self.unit.sign == PERCENT


@dataclass(frozen=True, slots=True)
class Substance:
    """formula: of a bare element that has molecules of two atoms the molecule, and `element` is set.
    said: as the question names it."""

    formula: Formula
    said: str
    element: str = ""


@dataclass(slots=True)
class Page:
    """template: lower case words and holes, parted by single spaces. wanted: the unit that the
    question says the answer has."""

    template: str
    amounts: list[Amount] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    substances: list[Substance] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    wanted: Unit | None = None
    figures: int | None = None
    places: int | None = None

    def substance(self, number: str | int) -> Substance:
        return self.substances[int(number)]

    def amount(self, number: str | int) -> Amount:
        return self.amounts[int(number)]


_SYMBOL = "(?:" + "|".join(sorted(NAMES, key=len, reverse=True)) + ")"
_CLUSTER = rf"(?:{_SYMBOL}\d{{0,3}}|[(\[](?:{_SYMBOL}\d*|\((?:{_SYMBOL}\d*)+\)\d*)+[)\]]\d*)+"
_CHARGED = r"(?:\^\d?[+-](?![A-Za-z\d])|\^[+-]\d|\d?[+-](?=[\s,.;:?)\]]|$|\((?:s|l|g|aq)\)))?"
FORMULA = rf"{_CLUSTER}(?:(?:\s?·\s?|[.*])\d*\s?H2O)?{_CHARGED}(?:\((?:s|l|g|aq)\))?"
_TERM = rf"(?:\d+/\d+\s?|\d+(?:\.\d+)?\s?|_+\s*|□\s*|\?\s*)?(?:{FORMULA}|e\^?-)"
_SIDE = rf"{_TERM}(?:\s?\+\s?{_TERM})*"
_REACTION = re.compile(rf"(?<![A-Za-z\d]){_SIDE}\s*(?:<->|->)\s*{_SIDE}(?![A-Za-z])|(?<![A-Za-z\d]){_SIDE}\s=\s{_SIDE}(?![A-Za-z])")  # fmt: skip
_MANTISSA = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+\.(?=\s[A-Za-z°×])(?!\s[A-Z][a-z]{2})|\d+|\.\d+)"
)
_NUMBER = re.compile(
    rf"(?P<sign>(?<![\w)])[+-]\s?)?(?:(?P<m>{_MANTISSA})(?:\s?[×x*·]\s?10\s?\^\s?(?:\((?P<p>[+-]?\s?\d+)\)|(?P<q>[+-]?\s?\d+))|[eE](?P<e>[+-]?\d+))?|10\s?\^\s?(?:\((?P<t>[+-]?\d+)\)|(?P<u>[+-]?\d+)))"
    r"(?![\d^])"
)
_UNIT = re.compile(rf"\s?-?\s?(?P<unit>{UNIT})(?![A-Za-z\d^])")
_INVERSE = re.compile(rf"\s?(?:/|per )\s?(?P<unit>{UNIT})(?![A-Za-z\d^])")
_BARE_UNIT = re.compile(rf"(?P<unit>{UNIT})(?![A-Za-z\d^])")
_NUCLIDE = re.compile(rf"(?:(?P<s>{_SYMBOL})|(?P<n>[A-Za-z]+))-\s?\d{{1,3}}(?![\d.]\d|\w)")
_WORD = re.compile(r"[A-Za-zΔρλ][A-Za-zΔρλ_']*(?:-[A-Za-z]+)*")
_NAME_START = re.compile(r"[A-Za-z]+(?:\s?\([IVXivx]+\))?(?:[ ][A-Za-z]+){0,4}")
_FORMULA = re.compile(rf"{FORMULA}(?![A-Za-z\d])")
_WANTED = re.compile(r"(?i)\s*the unit of the answer is (?P<unit>[^\n]+?)\s*\.?\s*$")
_FIGURES = re.compile(r"(?i)[,;(]?\s*(?:give|round|express|report|write|state)?\s*(?:your|the|all)?\s*(?:final)?\s*(?:answers?)?\s*(?:to|with|using|in)\s+(?P<n>\d|one|two|three|four|five|six)\s+sig(?:nificant)?\.?\s*(?:figures?|figs?|digits?|s\.?f\.?)\)?")  # fmt: skip
_PLACES = re.compile(r"(?i)[,;(]?\s*(?:give|round|express|report|write)?\s*(?:your|the)?\s*(?:final)?\s*(?:answers?)?\s*(?:rounded\s+)?(?:to|with)\s+(?:(?P<n>\d|one|two|three|four)\s+decimal\s+places?|the\s+nearest\s+(?P<near>whole number|integer|tenth|hundredth|thousandth|gram|degree|percent))\)?")  # fmt: skip
_NEAREST = {"whole number": 0, "integer": 0, "gram": 0, "degree": 0, "percent": 0, "tenth": 1, "hundredth": 2, "thousandth": 3}  # fmt: skip
_SHORT_AFTER = frozenset(("in", "to", "into", "of", "are", "is", "many", "(", "the", "per", "?"))
_SYMBOL_WORDS = frozenset(("I", "In", "As", "At", "Be", "He", "No", "A", "If", "So", "On", "Am"))
_ELEMENT_UNITS = ("Pa", "C", "K", "N", "F", "W", "V", "H", "S", "P", "B", "U", "Y", "Cd", "Mg", "Pm", "Nm", "O")  # fmt: skip


@lru_cache(maxsize=4)
def read_page(question: str) -> Page:
    """Raises NotUnderstood for a text that is too long."""
    if len(question) > _MAX_CHARS or "##" in question:
        raise NotUnderstood(REFUSAL)
    text = re.sub(r"\bmm Hg\b", "mmHg", plain(question))
    text = re.sub(r"(?i)\b([rs])\.t\.p\b\.?", r"\1tp", text)
    page = Page("")
    if found := _WANTED.search(text):
        page.wanted = unit(found["unit"].strip().replace("(", "").replace(")", ""))
        if page.wanted is None:
            raise NotUnderstood(REFUSAL)
        text = text[: found.start()]
    if found := _FIGURES.search(text):
        page.figures = _digit(found["n"])
        text = text[: found.start()] + " " + text[found.end() :]
    if found := _PLACES.search(text):
        page.places = _NEAREST[found["near"].lower()] if found["near"] else _digit(found["n"])
        text = text[: found.start()] + " " + text[found.end() :]
    _scan(text, page)
    return page


def _digit(text: str) -> int:
    return int(text) if text.isdigit() else ONES.index(text.lower())


def _scan(text: str, page: Page) -> None:
    words: list[str] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        for reader in (_reaction, _number, _nuclide, _name, _formula, _unit, _word):
            end = reader(text, at, page, words)
            if end > at:
                at = end
                break
        else:
            words.append(text[at])
            at += 1
    page.template = " ".join(words)


def _reaction(text: str, at: int, page: Page, words: list[str]) -> int:
    found = _REACTION.match(text, at)
    if found is None:
        return at
    written = found[0]
    if "->" not in written and not re.search(r"\+.*[a-z]?\d|[A-Z][a-z]?[A-Z]", written):
        return at
    try:
        reaction = read_reaction(written)
    except NotUnderstood:
        return at
    words.append(f"<R{len(page.reactions)}>")
    page.reactions.append(reaction)
    return found.end()


def _number(text: str, at: int, page: Page, words: list[str]) -> int:
    found = _NUMBER.match(text, at)
    if found is None or (at and re.match(r"[A-Za-z_^]", text[at - 1])):
        return at
    value, figures, whole = _value(found)
    end = found.end()
    own = _PLAIN
    if sign := re.compile(r"\s?(?:%|percent\b|per cent\b)").match(text, end):
        own, end = _PERCENT, sign.end()
    elif after := _UNIT.match(text, end):
        own, end = _longest_unit(text, after, end)
    elif (under := _INVERSE.match(text, end)) and (one := unit(f"{under['unit']}^-1")) is not None:
        own, end = one, under.end()
    if own.sign == "m" and re.match(r"\s(?:aqueous\s)?(?:solution|solute)\b", text[end:]):
        own = _MOLAL
    name = ""
    if words[-1:] in (["="], ["≈"]) and len(words) > 1 and not words[-2].startswith("<"):
        name = words[-2]
    words.append(f"<A{len(page.amounts)}>")
    page.amounts.append(Amount(value, own, figures, whole, text[at:end], name))
    return end


def _longest_unit(text: str, found: re.Match[str], end: int) -> tuple[Unit, int]:
    """The longest text that is a unit, not taking a substance into it: '10.0 mol C2H6', '5 g N'."""
    written = found["unit"]
    while written:
        stop = found.start("unit") + len(written)
        own = unit(written)
        loose = re.search(r"\s([A-Z][a-z]?)\d?$", written)
        if loose and loose[1] in _ELEMENT_UNITS and re.search(r"(?:g|mol|moles|grams|atoms|L|mL)$", written[: loose.start()]):  # fmt: skip
            own = None
        if own is not None and not re.search(r"\bCal", written):
            return own, stop
        written = re.sub(r"(?:\s?[/·*]\s?|\sper\s|\s|-)?[^\s/·*-]*$", "", written)
    return _PLAIN, end


def _value(found: re.Match[str]) -> tuple[Fraction, int, bool]:
    sign = -1 if (found["sign"] or "").strip() == "-" else 1
    if bare := found["t"] or found["u"]:
        return sign * Fraction(10) ** max(-400, min(400, int(bare))), 1, False
    digits = found["m"].replace(",", "")
    value = Fraction(digits.rstrip(".") or "0")
    figures = len(digits.replace(".", "").lstrip("0")) or 1
    exponent = found["e"] or found["p"] or found["q"]
    if exponent:
        value *= Fraction(10) ** max(-400, min(400, int(exponent.replace(" ", ""))))
    return sign * value, figures, "." not in digits and not exponent


def _nuclide(text: str, at: int, page: Page, words: list[str]) -> int:
    """'carbon-14', 'U-238': an isotope, of which only the name is told."""
    found = _NUCLIDE.match(text, at)
    if found is None or (at and text[at - 1].isalnum()) or (found["n"] and found["n"].lower() not in SYMBOLS):  # fmt: skip
        return at
    words.append("nuclide")
    return found.end()


def _name(text: str, at: int, page: Page, words: list[str]) -> int:
    """A substance by its name; the longest one."""
    found = _NAME_START.match(text, at)
    if found is None or (at and text[at - 1].isalnum()):
        return at
    pieces = found[0].split(" ")
    for size in range(min(len(pieces), MOST_WORDS), 0, -1):
        written = " ".join(pieces[:size])
        substance = _named(written)
        if substance is not None:
            words.append(f"<S{len(page.substances)}>")
            page.substances.append(substance)
            return at + len(written)
    return at


@cache
def _named(written: str) -> Substance | None:
    try:
        return Substance(named(written).bare(), written.lower(), SYMBOLS.get(written.lower(), ""))
    except CannotSolve:
        pass
    low = written.lower()
    if low in SYMBOLS:
        formula = elemental(low)
        assert formula is not None
        return Substance(formula, low, SYMBOLS[low])
    return None


def _formula(text: str, at: int, page: Page, words: list[str]) -> int:
    found = _FORMULA.match(text, at)
    if found is None or (at and (text[at - 1].isalnum() or text[at - 1] == "_")):
        return at
    written = found[0]
    after = text[found.end() : found.end() + 2]
    lone = written in NAMES
    if (lone and re.match(r"\s?=", after)) or after.startswith("_") or _is_in_brackets(written):
        return at
    if lone and not _is_element_here(text, at, found.end(), words):
        return at
    try:
        formula = read_formula(written.replace(" ", ""))
    except CannotSolve:
        return at
    words.append(f"<S{len(page.substances)}>")
    page.substances.append(Substance(formula, written, written if lone else ""))
    return found.end()


def _is_in_brackets(written: str) -> bool:
    """One pair of brackets around all of it, which belong to the sentence."""
    inside = re.fullmatch(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)", written)
    return inside is not None


def _is_element_here(text: str, at: int, end: int, words: list[str]) -> bool:
    """A lone symbol counts as an element where a substance may stand: after 'of', an amount, a
    list of substances, or before its own share."""
    if text[at:end] in _SYMBOL_WORDS and not (words[-1:] and re.match(r"<[AU]|of$", words[-1])):
        return False
    last = words[-1] if words else ""
    return bool(re.match(r"<[AUS]\d|(?:of|and|for|contains?|,|element|with|metal|excess|:|\(|%|or|solid|\+|from|the|in|is)$", last))  # fmt: skip


def _unit(text: str, at: int, page: Page, words: list[str]) -> int:
    """A unit without a number: any full name, a sign only after 'in', 'to' and the like."""
    found = _BARE_UNIT.match(text, at)
    if found is None or (at and re.match(r"[A-Za-z\d_]", text[at - 1])):
        return at
    written = found["unit"]
    own, end = _longest_unit(text, found, at)
    if end == at:
        return at
    written = text[at:end]
    if re.match(r"(?:in|a|at|A|I)\b(?!/)", written) and written != "in":
        return at
    full = bool(re.match(r"[A-Za-z]{4,}", written))
    if not full and not (words and words[-1] in _SHORT_AFTER):
        return at
    if written in ("in", "a", "at", "A", "I", "m", "M", "s", "h", "d", "y", "u", "t") and not (words and (words[-1] in ("in", "to", "into", "(") or words[-2:] == ["=", "?"])):  # fmt: skip
        return at
    if re.match(r"\s(?:fraction|ratio)", text[end:]) or written.lower() in ("molar", "molal"):
        return at
    words.append(f"<U{len(page.units)}>")
    page.units.append(own)
    return end


def _word(text: str, at: int, page: Page, words: list[str]) -> int:
    found = _WORD.match(text, at)
    if found is None:
        return at
    if found[0].lower() in ONES[1:13] and (after := _UNIT.match(text, found.end())):
        own, end = _longest_unit(text, after, found.end())
        if own is not _PLAIN:
            words.append(f"<A{len(page.amounts)}>")
            value = Fraction(ONES.index(found[0].lower()))
            page.amounts.append(Amount(value, own, 1, True, text[at:end]))
            return end
    single = len(found[0]) == 1 and found[0] not in "AI"
    words.append(found[0] if single else found[0].lower())
    return found.end()


def known_substance(substance: Substance) -> Substance:
    """The substance of which it is clear what particles it has. Raises NotUnderstood for 'oxygen'
    without a further word."""
    if substance.element and not re.match(r"[A-Z]", substance.said) and len(substance.formula.counts()) == 1 and next(iter(substance.formula.counts().values())) > 1:  # fmt: skip
        raise NotUnderstood(f"I cannot tell whether {substance.said} means atoms or molecules.")
    return substance


def with_state(substance: Substance, state: str) -> Substance:
    return replace(substance, formula=replace(substance.formula, state=state))
