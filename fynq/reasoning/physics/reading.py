"""Fills a model's quantities from a text; every number has to find its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fynq.reasoning.physics.conditions import unexplained
from fynq.reasoning.physics.dimensions import PRESSURE
from fynq.reasoning.physics.model import Model, Symbol, compiled
from fynq.reasoning.physics.quantities import Quantity
from fynq.reasoning.physics.told import REFUSAL, Sentence, Told
from fynq.reasoning.physics.units import UNIT, Unit, unit
from fynq.reasoning.problem import NotUnderstood

_SAME = 2e-3
_ELSEWHERE = re.compile(
    r"\b(?:on|of|near|orbiting) (?:the )?(?:surface of )?(?:the )?(?:moon|mars|venus|jupiter|saturn|(?:\w+ )?planet|(?:\w+ )?asteroid)\b",
    re.IGNORECASE,
)
"""Where gravity is not the Earth's."""


@dataclass(frozen=True, slots=True)
class Known:
    """value: in SI. quantity: as the text gives it, None for what words imply or tables give."""

    value: float
    quantity: Quantity | None = None
    said: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A model with its quantities known from the text and the one asked. must_use: names of those
    which the answer has to depend on. unit: the one asked for, None for the usual one."""

    model: Model
    known: Mapping[str, Known]
    asked: str
    must_use: frozenset[str]
    unit: Unit | None = None
    scale: float = 1.0
    told: Told | None = field(default=None, compare=False)


def read_case(model: Model, told: Told, whole: Told) -> Case:
    """whole: the text with every earlier part, for its conditions. Raises NotUnderstood."""
    text = whole.bare
    if not model.is_of(text):
        raise NotUnderstood(REFUSAL)
    if unexplained(text, model.words):
        raise NotUnderstood(REFUSAL)
    asked = "" if model.mentions and told.asked.numbers else asked_symbol(model.symbols, told.asked)
    known: dict[str, Known] = {}
    for implied in model.implied:
        if implied.usual:
            continue
        lines = [one.line for one in told.sentences if compiled(implied.pattern).search(one.bare)]  # fmt: skip
        if lines and implied.symbol != asked:
            known[implied.symbol] = Known(implied.value, None, implied.said, max(lines))
    taken = _assigned(model, told, known, asked)
    order = [taken[name][0] for name in model.sequence if name in taken]
    if order != sorted(order):
        raise NotUnderstood(REFUSAL)
    asked = asked or _mentioned(model, told, taken)
    must_use = set[str]()
    last = told.asked.line
    for name, (number, line) in taken.items():
        quantity = told.quantities[number]
        shift = quantity.unit.offset if model.symbols[name].difference else 0
        known[name] = Known(float(quantity.si - shift * quantity.unit.factor), quantity, "", line)
        if not model.symbols[name].idle and (line >= last or not whole.has_earlier_parts):
            must_use.add(name)
    for implied in model.implied:
        if implied.usual and implied.symbol not in known and implied.symbol != asked and compiled(implied.pattern).search(text):  # fmt: skip
            known[implied.symbol] = Known(implied.value, None, implied.said)
    for name, pattern in model.negated:
        if name in known and any(compiled(pattern).search(one.bare) and one.line == known[name].line for one in told.sentences):  # fmt: skip
            old = known[name]
            known[name] = Known(-abs(old.value), old.quantity, old.said, old.line)
    for name, value in model.defaults.items():
        if name not in known and name != asked:
            if name == "g" and _ELSEWHERE.search(text):
                raise NotUnderstood(REFUSAL)
            known[name] = Known(value)
    if asked in known:
        raise NotUnderstood(REFUSAL)
    asked_unit, scale = unit_asked(told, model.symbols[asked])
    if model.converts and (asked_unit is None or any(one.quantity and one.quantity.unit == asked_unit for one in known.values())):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return Case(model, known, asked, frozenset(must_use), asked_unit, scale, told)


def _mentioned(model: Model, told: Told, taken: Mapping[str, tuple[int, int]]) -> str:
    """'the speed of the 3 kg ball': the symbol that goes with the 3 kg."""
    found = {
        asked
        for name, asked in model.mentions.items()
        for number in told.asked.numbers
        if name in taken and _same(told.quantities[number], told.quantities[taken[name][0]])
    }
    if len(found) != 1:
        raise NotUnderstood(REFUSAL)
    return next(iter(found))


def asked_symbol(symbols: Mapping[str, Symbol], sentence: Sentence) -> str:
    """The symbol whose asking words come first. Raises NotUnderstood when two share the place; there the longer name
    counts first."""
    places: list[tuple[int, int, str]] = []
    for name, one in symbols.items():
        if at := one.asked_at(sentence.bare):
            places.append((*at, name))
    places.sort()
    if not places or (len(places) > 1 and places[0][:2] == places[1][:2]):
        raise NotUnderstood(REFUSAL)
    return places[0][2]


def _assigned(model: Model, told: Told, implied: dict[str, Known], asked: str) -> dict[str, tuple[int, int]]:  # fmt: skip
    """Symbol → number of its quantity and line. Later lines count before earlier ones."""
    taken: dict[str, tuple[int, int]] = {}
    open_ones: list[tuple[int, Sentence]] = []
    for sentence in told.sentences:
        for number in sentence.numbers:
            if f"in units of ⟨{number}⟩" in sentence.text:
                continue
            quantity = told.quantities[number]
            fits = [
                name for name, one in model.symbols.items() if one.dimension == quantity.dimension
            ]
            seen = sentence.seen_from(number)
            claims = [name for name in fits if model.symbols[name].is_cued(seen)]
            claims = claims or [name for name in fits if model.symbols[name].any and name != asked]
            if len(claims) > 1:
                raise NotUnderstood(REFUSAL)
            if len(claims) == 1 and claims[0] in implied and _differs(implied[claims[0]], quantity):
                claims = []
            if not claims:
                open_ones.append((number, sentence))
                continue
            _take(claims[0], number, sentence.line, taken, told)
    for number, sentence in open_ones:
        quantity = told.quantities[number]
        in_order = any(
            model.symbols[names[0]].dimension == quantity.dimension for names in model.ordered
        )
        if not in_order and any(_same(quantity, told.quantities[other]) for other, _ in taken.values()):  # fmt: skip
            continue
        if in_order and sentence is told.asked and any(_same(quantity, told.quantities[other]) for other, _ in taken.values()):  # fmt: skip
            continue
        following = _next_in_order(model, quantity, taken, implied, asked)
        if following:
            _take(following, number, sentence.line, taken, told)
            continue
        fits = [
            name
            for name, one in model.symbols.items()
            if one.dimension == quantity.dimension
            and one.alone
            and name != asked
            and name not in taken
            and name not in implied
        ]
        if len(fits) != 1:
            raise NotUnderstood(REFUSAL)
        _take(fits[0], number, sentence.line, taken, told)
    for name in list(taken):
        if name in implied:
            if implied[name].line > taken[name][1]:
                del taken[name]
            elif implied[name].line == taken[name][1] and float(told.quantities[taken[name][0]].si) != implied[name].value:  # fmt: skip
                raise NotUnderstood(REFUSAL)
    return taken


def _next_in_order(model: Model, quantity: Quantity, taken: Mapping[str, object], implied: Mapping[str, Known], asked: str) -> str:  # fmt: skip
    for names in model.ordered:
        if model.symbols[names[0]].dimension == quantity.dimension:
            return next((one for one in names if one not in taken and one not in implied and one != asked), "")  # fmt: skip
    return ""


def _take(name: str, number: int, line: int, taken: dict[str, tuple[int, int]], told: Told) -> None:
    if name in taken:
        other, its_line = taken[name]
        if _same(told.quantities[other], told.quantities[number]):
            return
        if its_line == line:
            raise NotUnderstood(REFUSAL)
    taken[name] = (number, line)


def _differs(implied: Known, quantity: Quantity) -> bool:
    """'strikes a pier at 0.75 m/s and comes to rest': 0.75 m/s is no final velocity."""
    return implied.value == 0 and quantity.value != 0


def _same(one: Quantity, other: Quantity) -> bool:
    if one.dimension != other.dimension:
        return False
    first, second = float(one.si), float(other.si)
    return abs(first - second) <= _SAME * max(abs(first), abs(second))


_IN_UNIT = re.compile(
    rf"(?:\(| in | to | in units of (?:_ )?|[Hh]ow many )(?:the unit )?(?P<unit>{UNIT})(?![A-Za-z0-9^])"
)


_TOLD_UNIT = re.compile(
    r"\b[Uu]nits? of (?:the|your) (?:final )?answer (?:is|are|should be|must be) (?P<unit>.+?)\.?\s*$"
)


def unit_asked(told: Told, symbol: Symbol) -> tuple[Unit | None, float]:
    """The unit of 'in km/h' or 'how many seconds', and the scale of 'in units of 10^20 kg'.
    Raises NotUnderstood where the unit that is demanded cannot be one of the answer."""
    for sentence in reversed(told.sentences):
        if sentence.line < told.asked.line:
            break
        if demanded := _TOLD_UNIT.search(sentence.text):
            own = unit(demanded["unit"])
            if own is None or own.dimension != symbol.dimension:
                raise NotUnderstood(REFUSAL)
            return own, 1.0
        if scaled := re.search(rf"in units of ⟨(\d+)⟩(?: (?P<unit>{UNIT}))?", sentence.text):
            quantity = told.quantities[int(scaled[1])]
            own = unit(scaled["unit"]) if scaled["unit"] else quantity.unit
            if own and own.dimension == symbol.dimension:
                return own, float(quantity.value)
        if (per := re.search(r"\bforce\b[^.?]* per (square \w+)", sentence.text)) and symbol.dimension == PRESSURE:  # fmt: skip
            below = unit(per[1])
            return (
                (Unit(f"N/{below.name}", 1 / below.factor, PRESSURE), 1.0) if below else (None, 1.0)
            )
        for match in _IN_UNIT.finditer(sentence.text):
            own = unit(match["unit"])
            if own and own.dimension == symbol.dimension and own.name:
                return own, 1.0
    return None, 1.0
