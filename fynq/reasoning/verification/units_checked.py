"""What the check of a working's units says. It crosses from a solver process, so it needs no pint."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class UnitLine:
    """step: from 0. holds: None where it stays open. why: a sentence when it does not hold."""

    step: int
    shown: str
    holds: bool | None
    why: str = ""

    @property
    def objection(self) -> str:
        """A plain sentence, with the numbers, of a line that does not hold."""
        return f"Step {self.step + 1}: {self.shown} is wrong; {self.why}."


@dataclass(frozen=True, slots=True)
class Units:
    """lines: of the working that have units. result_objection: why the final result does not have
    the unit that was asked for, '' for none. final_found: the final result is that of the last
    line; None when it is no single quantity or there is no line."""

    lines: tuple[UnitLine, ...] = ()
    result_objection: str = ""
    final_found: bool | None = None

    @property
    def wrong(self) -> tuple[UnitLine, ...]:
        return tuple(each for each in self.lines if each.holds is False)

    @property
    def contradicted(self) -> bool:
        return bool(self.wrong or self.result_objection)

    @property
    def supported(self) -> bool:
        """Every line holds, unit and number, and the last gives the final result."""
        return (
            bool(self.lines)
            and all(each.holds for each in self.lines)
            and not self.result_objection
            and self.final_found is True
        )

    def checked(self, step: int) -> bool:
        own = [each.holds for each in self.lines if each.step == step]
        return bool(own) and all(own)


NO_UNITS = Units()
_BEHIND_NUMBER = re.compile(r"[\d)}][\s~\\,;*·{]{0,6}(?:\\|°|[A-Za-zµμΩ%])|[$€£¥₹]\s?\d")


def may_have_units(text: str) -> bool:
    """Whether the check could find anything: some letter or sign of money stands by a number."""
    return _BEHIND_NUMBER.search(text) is not None


def units_to_json(units: Units) -> dict[str, Any]:
    return {
        "lines": [[each.step, each.shown, each.holds, each.why] for each in units.lines],
        "result_objection": units.result_objection,
        "final_found": units.final_found,
    }


def units_from_json(data: Mapping[str, Any]) -> Units:
    """Raises KeyError, TypeError or ValueError on anything that is not of this shape."""
    lines = []
    for step, shown, holds, why in data["lines"]:
        told = isinstance(shown, str) and isinstance(why, str) and isinstance(step, int)
        if not told or holds not in (True, False, None):
            raise TypeError("line")
        lines.append(UnitLine(step, shown, holds, why))
    objection, found = data["result_objection"], data["final_found"]
    if not isinstance(objection, str) or found not in (True, False, None):
        raise TypeError("units")
    return Units(tuple(lines), objection, found)
