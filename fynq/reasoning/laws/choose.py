"""The laws that fit a situation, and the one value they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fynq.reasoning.laws.formula import residual, solved_for
from fynq.reasoning.laws.law import Law
from fynq.reasoning.laws.situation import Situation
from fynq.reasoning.laws.store import LAWS
from fynq.reasoning.laws.symbols import CONSTANTS, SYMBOLS
from fynq.reasoning.problem import NotUnderstood


@dataclass(frozen=True, slots=True)
class Solution:
    """rearranged: the law solved for the unknown (SymPy). at: every value in SI base units."""

    law: Law
    unknown: str
    value: float
    rearranged: Any
    at: dict[str, float]


def constants(found: Situation) -> dict[str, float]:
    at = {name: constant.value for name, constant in CONSTANTS.items()}
    if found.gravity is not None:
        at["g"] = found.gravity
    return at


def candidates(found: Situation) -> list[tuple[Law, str, dict[str, float]]]:
    """Laws whose symbols are exactly the givens and one of the unknowns, and whose words fit."""
    fitting = []
    for law in LAWS:
        for unknown in found.asked:
            for target in (unknown, unknown + "1", unknown + "2"):
                fitted = _fitted(law, target, found)
                if fitted is not None:
                    fitting.append((law, target, fitted))
    return fitting


def _fitted(law: Law, unknown: str, found: Situation) -> dict[str, float] | None:
    if not law.may_ask(unknown) or not law.speaks_of(found.text):
        return None
    wanted = law.symbols - {unknown}
    given = {role: item.value for role, item in found.givens.items()}
    if unknown.endswith(("1", "2")) and unknown[:-1] in law_stems(law):
        given = _numbered(law, unknown, given)
    for role in law.implied:
        if given.get(role) == 0.0 and role not in wanted:
            del given[role]
    for role in law.cancels:
        if role not in wanted:
            given.pop(role, None)
    if not wanted <= given.keys() or (wanted != given.keys() and not law.defining):
        return None
    accounted = re.compile(rf"(?:{law.accounts})$") if law.accounts else None
    if any(accounted is None or not accounted.match(word) for word in found.weights):
        return None
    return {role: given[role] for role in wanted}


def law_stems(law: Law) -> set[str]:
    return {name[:-1] for name in law.symbols if name.endswith("1")}


def _numbered(law: Law, unknown: str, given: dict[str, float]) -> dict[str, float]:
    """The one known of a pair whose other member is asked for is the first."""
    stem = unknown[:-1]
    if stem in given and unknown.endswith("2"):
        given = {**given, stem + "1": given[stem]}
        del given[stem]
    return given


def solution(found: Situation) -> Solution:
    """Raises NotUnderstood unless the fitting laws agree on one value."""
    solved: list[Solution] = []
    for law, unknown, at in candidates(found):
        full = {**constants(found), **at}
        for expression, number in _possible(law, unknown, full):
            solved.append(Solution(law, unknown, number, expression, {**full, unknown: number}))
    if not solved:
        raise NotUnderstood("")
    first = solved[0]
    if any(abs(other.value - first.value) > 1e-3 * abs(first.value) for other in solved[1:]):
        raise NotUnderstood("")
    return first


def _possible(law: Law, unknown: str, at: dict[str, float]) -> list[tuple[Any, float]]:
    """Negative times and lengths are no answers; a root of two signs is the positive one."""
    values = solved_for(law.formula, unknown, at)
    signed = unknown in ("a", "alpha", "f")
    kept = [(e, v) for e, v in values if (v > 0 or signed) and v != 0]
    kept = [(e, v) for e, v in kept if abs(v) < SYMBOLS[unknown].most and residual(law.formula, {**at, unknown: v}) < 1e-9]  # fmt: skip
    return kept if len(kept) == 1 else []
