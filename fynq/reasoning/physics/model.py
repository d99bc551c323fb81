"""A model: the quantities of a kind of situation, how texts name them, and the laws between them.

A model is data. `reading.py` fills its quantities from a text, `search.py` finds the laws that
lead to the one asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.units import Dimension


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The models have more patterns than re's own cache holds."""
    return re.compile(pattern, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Symbol:
    """One quantity of a model.

    name: in words. cues: a pattern on the sentence in which '#' stands for the number with its unit
    and '_' for every other one. asked: a patterns on the sentence that asks;
    their group 'noun' is the name. alone: takes a quantity
    of its dimension that no cue claims, if no other symbol could. low, high: the range in which a
    value makes sense. idle: a text may give it although the answer does not depend on it. unit: of
    an answer, where it is not the usual one. magnitude: an answer is given without its sign. any: takes a
    number of its dimension when no other symbol is cued. difference: of temperatures, in which a
    degree Celsius is a kelvin.
    """

    latex: str
    name: str
    dimension: Dimension
    cues: str = r"(?!)"
    asked: tuple[str, ...] = ()
    alone: bool = True
    low: float = 0.0
    high: float = float("inf")
    idle: bool = False
    unit: str = ""
    magnitude: bool = False
    any: bool = False
    difference: bool = False

    def is_cued(self, sentence: str) -> bool:
        return bool(compiled(self.cues).search(sentence))

    def asked_at(self, sentence: str) -> tuple[int, int] | None:
        """Where the sentence asks for it, and how little it says of it (negative length)."""
        places: list[tuple[int, int]] = []
        for pattern in self.asked:
            if match := compiled(pattern).search(sentence):
                at = match.start("noun") if match.groupdict().get("noun") else match.start()
                places.append((at, at - match.end()))
        return min(places, default=None)


@dataclass(frozen=True, slots=True)
class Implied:
    """A value that words give without a number: 'from rest'. usual: the pattern is looked for in the
    whole text, and a number that the text gives comes first."""

    pattern: str
    symbol: str
    value: float
    said: str
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """needs: words without which this is not the situation. bars: words with which it is not.
    words: words of physics (reading.py's CONDITIONS) that this model accounts for. defaults:
    constants used where the text gives none. negated: (symbol, pattern): the value that the text
    gives as a magnitude counts against the motion. ordered: symbols that take the numbers of their
    dimension in the order of the text. sequence: the order in which
    the text has to give these, so that each speed is told beside its body. converts: answers only
    when the question names another unit. mentions: a known symbol → the one that is asked when the
    sentence that asks names the body by that value ('the 3 kg ball')."""

    name: str
    symbols: Mapping[str, Symbol]
    laws: tuple[Law, ...]
    needs: str = ""
    bars: str = r"(?!)"
    words: str = r"(?!)"
    implied: tuple[Implied, ...] = ()
    defaults: Mapping[str, float] = field(default_factory=dict)
    negated: tuple[tuple[str, str], ...] = ()
    ordered: tuple[tuple[str, ...], ...] = ()
    sequence: tuple[str, ...] = ()
    converts: bool = False
    mentions: Mapping[str, str] = field(default_factory=dict)
    skills: tuple[str, ...] = ("units-and-measurement",)
    concept: str = ""

    def is_of(self, text: str) -> bool:
        """Lookaheads are tried at the start of the text only; elsewhere they could not say more."""
        needs = compiled(self.needs)
        found = needs.match(text) if self.needs.startswith("(?=") else needs.search(text)
        return bool(found) and not compiled(self.bars).search(text)
