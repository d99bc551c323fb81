"""Chemical formulas as trees: H2O, Ca(OH)2, CuSO4·5H2O, SO4^2-, [Cu(NH3)4]^2+, NaCl(aq)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.elements import NAMES, WEIGHTS
from fynq.reasoning.problem import NotUnderstood

REFUSAL = "I do not read this as a chemical formula."
_PIECE = re.compile(r"([A-Z][a-z]?)(\d*)|([(\[])|([)\]])(\d*)|([·.*•])(\d*)")
_CHARGE = re.compile(
    r"\^(\d*)([+-])$|\^([+-])(\d+)$"
    r"|(?<=^[A-Z])(\d)([+-])$|(?<=^[A-Z][a-z])(\d)([+-])$"  # Fe2+ typed without a superscript
    r"|(?<=[OSNF]\d)([2-4])([+-])$"  # SO42-
    r"|(?<=[A-Za-z\d)\]])([+-])$"
)
_STATE = re.compile(r"\((s|l|g|aq|c)\)$")
_MAX_COUNT = 500


@dataclass(frozen=True, slots=True)
class Part:
    """An element's symbol, or a group in brackets, so many times."""

    of: str | tuple[Part, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Formula:
    """parts: what stands before a dot; adducts: the water of hydrates, each a group with its number.
    charge: in elementary charges. state: 's', 'l', 'g', 'aq' or ''."""

    parts: tuple[Part, ...]
    adducts: tuple[Part, ...] = ()
    charge: int = 0
    state: str = ""

    def counts(self) -> Mapping[str, int]:
        """Atoms of each element, in the order of the formula."""
        found: Counter[str] = Counter()
        for part in (*self.parts, *self.adducts):
            _add(found, part, 1)
        return found

    def molar_mass(self) -> Fraction:
        """In g/mol; an ion's electrons are not counted. Raises CannotSolve for an element without a
        standard atomic weight."""
        total = Fraction(0)
        for symbol, count in self.counts().items():
            if symbol not in WEIGHTS:
                raise CannotSolve(f"{NAMES[symbol].capitalize()} has no standard atomic weight.")
            total += WEIGHTS[symbol] * count
        return total

    def same_substance(self, other: Formula) -> bool:
        return (self.parts, self.adducts, self.charge) == (
            other.parts,
            other.adducts,
            other.charge,
        )

    def bare(self) -> Formula:
        """Without the state."""
        return Formula(self.parts, self.adducts, self.charge)

    def text(self) -> str:
        """As one types it, without the state."""
        main = "".join(_typed(part) for part in self.parts)
        dotted = "".join(f"·{part.count if part.count > 1 else ''}{_inside(part)}" for part in self.adducts)  # fmt: skip
        sign = "" if not self.charge else "^" + _charge_text(self.charge)
        return main + dotted + sign

    def latex(self) -> str:
        """With subscripts, inside \\mathrm."""
        body = re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"_{\1}", self.text().split("^")[0])
        body = re.sub(r"_\{(\d)\}", r"_\1", body).replace("·", "\\cdot ")
        sign = f"^{{{_charge_text(self.charge)}}}" if self.charge else ""
        state = f"({self.state})" if self.state else ""
        return f"\\mathrm{{{body}{sign}{state}}}"


def _add(found: Counter[str], part: Part, times: int) -> None:
    if isinstance(part.of, str):
        found[part.of] += part.count * times
        return
    for inner in part.of:
        _add(found, inner, part.count * times)


def _typed(part: Part) -> str:
    count = "" if part.count == 1 else str(part.count)
    return f"{part.of}{count}" if isinstance(part.of, str) else f"({_inside(part)}){count}"


def _inside(part: Part) -> str:
    return part.of if isinstance(part.of, str) else "".join(_typed(inner) for inner in part.of)


def _charge_text(charge: int) -> str:
    size = "" if abs(charge) == 1 else str(abs(charge))
    return f"{size}{'+' if charge > 0 else '-'}"


def read_formula(text: str) -> Formula:
    """Raises NotUnderstood."""
    text = text.strip()
    state = ""
    if found := _STATE.search(text):
        state, text = found[1].replace("c", "s"), text[: found.start()]
    charge = 0
    if found := _CHARGE.search(text):
        shown = found[0].strip("^")
        charge = int(shown.strip("+-") or 1) * (1 if "+" in shown else -1)
        text = text[: found.start()]
    groups = _groups(text)
    main, *dotted = groups
    if not main[1]:
        raise NotUnderstood(REFUSAL)
    adducts = tuple(Part(parts, number) for number, parts in dotted)
    return Formula(main[1], adducts, charge, state)


def _groups(text: str) -> list[tuple[int, tuple[Part, ...]]]:
    """Number and parts of each piece between dots. Raises NotUnderstood."""
    done: list[tuple[int, tuple[Part, ...]]] = []
    stack: list[list[Part]] = [[]]
    number, at = 1, 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None or len(stack) > 8:
            raise NotUnderstood(REFUSAL)
        at = found.end()
        if found[1]:
            if found[1] not in NAMES:
                raise NotUnderstood(REFUSAL)
            stack[-1].append(Part(found[1], _count(found[2])))
        elif found[3]:
            stack.append([])
        elif found[4]:
            inner = stack.pop()
            if not stack or not inner:
                raise NotUnderstood(REFUSAL)
            stack[-1].append(Part(tuple(inner), _count(found[5])))
        else:
            if len(stack) != 1 or not stack[0]:
                raise NotUnderstood(REFUSAL)
            done.append((number, tuple(stack[0])))
            stack, number = [[]], _count(found[7])
    if len(stack) != 1 or not stack[0]:
        raise NotUnderstood(REFUSAL)
    return [*done, (number, tuple(stack[0]))]


def _count(digits: str) -> int:
    if digits.startswith("0") or len(digits) > 3:
        raise NotUnderstood(REFUSAL)
    count = int(digits or 1)
    if count > _MAX_COUNT:
        raise NotUnderstood(REFUSAL)
    return count


_GASES = frozenset(["H2", "N2", "O2", "O3", "F2", "Cl2", "He", "Ne", "Ar", "Kr", "Xe", "CO", "CO2", "NO", "NO2", "N2O", "SO2", "NH3", "CH4", "C2H6", "C3H8", "C4H10", "C2H4", "C2H2", "C3H6", "HCl", "HBr", "HI", "H2S", "SF6", "PH3", "SiH4", "B2H6"])  # fmt: skip


def is_gas(formula: Formula) -> bool:
    """Whether the substance is a gas at 0 °C and 1 atm, or said to be one."""
    if formula.state:
        return formula.state == "g"
    return formula.text() in _GASES


def of_counts(counts: Mapping[str, int]) -> Formula:
    """A formula with these atoms in this order."""
    return Formula(tuple(Part(symbol, count) for symbol, count in counts.items() if count))


def hill(counts: Mapping[str, int]) -> Formula:
    """Carbon first, then hydrogen, then the alphabet (E. A. Hill, 1900); without carbon the order
    given."""
    if "C" not in counts:
        return of_counts(counts)
    first = [symbol for symbol in ("C", "H") if symbol in counts]
    rest = [symbol for symbol in counts if symbol not in first]
    return of_counts({symbol: counts[symbol] for symbol in [*first, *rest]})
