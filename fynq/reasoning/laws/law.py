"""The shape of a law."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fynq.reasoning.laws.formula import names
from fynq.reasoning.laws.symbols import CONSTANTS


@dataclass(frozen=True, slots=True)
class Law:
    """formula: in the codes of `symbols`. cue: what the question must say for the law to apply; ''
    for a law that its quantities alone tell. accounts: words of weight that the law accounts for.
    implied: symbols whose given value zero the law already contains. unknowns: what may be asked
    of it; empty for any. defining: it says what its unknown is, so other givens do not matter. cancels: symbols
    that may be given and have no effect."""

    key: str
    name: str
    formula: str
    cue: str = ""
    accounts: str = ""
    implied: tuple[str, ...] = ()
    unknowns: tuple[str, ...] = ()
    defining: bool = False
    refuses: str = ""
    cancels: tuple[str, ...] = ()
    symbols: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "symbols", names(self.formula) - CONSTANTS.keys())

    def may_ask(self, unknown: str) -> bool:
        return unknown in self.symbols and (not self.unknowns or unknown in self.unknowns)

    def speaks_of(self, text: str) -> bool:
        return (not self.cue or re.search(self.cue, text) is not None) and not (
            self.refuses and re.search(self.refuses, text)
        )
