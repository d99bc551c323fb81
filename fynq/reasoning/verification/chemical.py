"""Do two answers of chemistry say the same: reaction equations, formulas?"""

from __future__ import annotations

import re
from collections import Counter

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.formulas import Formula, read_formula
from fynq.reasoning.chemistry.notation import plain
from fynq.reasoning.chemistry.reactions import Reaction, Term, read_reaction

_ARROW = re.compile(r"->|→|⟶|\\(?:long)?rightarrow|\\to(?![a-z])|\\rightleftharpoons|⇌")
_MARKED = re.compile(r"\\mathrm|\\ce\b|[₀-₉]")


def same_chemistry(gold: str, answer: str) -> bool | None:
    """None when they are no chemistry. Equations agree when each side has the same substances with
    the same coefficients; the order on a side and states that only one of them tells do not count."""
    arrows = bool(_ARROW.search(gold)), bool(_ARROW.search(answer))
    if all(arrows):
        try:
            one, other = read_reaction(plain(gold)), read_reaction(plain(answer))
        except CannotSolve:
            return None
        return _same_reaction(one, other)
    if any(arrows) or not (_MARKED.search(gold) or _MARKED.search(answer)):
        return None
    try:
        first, second = read_formula(plain(gold)), read_formula(plain(answer))
    except CannotSolve:
        return None
    return _same_formula(first, second)


def _same_formula(one: Formula, other: Formula) -> bool:
    if one.state and other.state and one.state != other.state:
        return False
    return dict(one.counts()) == dict(other.counts()) and one.charge == other.charge


def _same_reaction(one: Reaction, other: Reaction) -> bool:
    told = [{term.formula.state for term in item.terms} for item in (one, other)]
    states = all("" not in item for item in told)
    return all(
        _side(a, states) == _side(b, states)
        for a, b in ((one.left, other.left), (one.right, other.right))
    )


def _side(terms: tuple[Term, ...], states: bool) -> Counter[tuple[object, ...]]:
    return Counter(
        (
            frozenset(term.formula.counts().items()),
            term.formula.charge,
            term.formula.state if states else "",
            term.number or 1,
        )
        for term in terms
    )
