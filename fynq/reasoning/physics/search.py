"""The chain of laws that leads from what is known to what is asked, with the values on its way."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from fynq.domain.errors import CannotSolve
from fynq.reasoning.physics.law import Law, symbol
from fynq.reasoning.physics.model import Model
from fynq.reasoning.physics.reading import Case

NO_CHAIN = "The given quantities do not lead to the one asked by the laws that I know."
_TWO = "There are two answers that fit."


@dataclass(frozen=True, slots=True)
class Link:
    """One use of a law. expression: SymPy, the law solved for `unknown`."""

    law: Law
    unknown: str
    expression: object
    value: float


def chain_of(case: Case) -> tuple[Link, ...]:
    """Raises CannotSolve when no chain of laws leads there, when a given quantity has no part in
    it, or when more than one value fits."""
    order = _structure(case.model, frozenset(case.known), case.asked)
    values = {name: one.value for name, one in case.known.items()}
    links: list[Link] = []
    for law, unknown in order:
        expression, value = _root(case.model, law, unknown, values)
        values[unknown] = value
        links.append(Link(law, unknown, expression, value))
    _require_sense(case.model, values)
    used = frozenset().union(*(link.law.symbols() for link in links)) if links else frozenset()
    unused = case.must_use - used
    if unused and not _absorbed(case.model, values, unused) and not _follow(case, values, unused):
        raise CannotSolve(NO_CHAIN)
    return tuple(links)


def _require_sense(model: Model, values: Mapping[str, float]) -> None:
    """What the laws give besides must be possible too: a braking car does not move backward."""
    reached = dict(values)
    for law in model.laws:
        missing = law.symbols() - reached.keys()
        if not missing and law.contradicts(reached):
            raise CannotSolve("The data contradict each other.")
        if len(missing) != 1:
            continue
        name = next(iter(missing))
        try:
            reached[name] = _root(model, law, name, reached)[1]
        except CannotSolve as error:
            if error.detail != _TWO:
                raise


def _structure(model: Model, known: frozenset[str], asked: str) -> list[tuple[Law, str]]:
    """Laws in the order of use; each gives one new quantity. Fewest rounds first, then the order in
    which the model lists its laws."""
    from_law: dict[str, Law] = {}
    have = set(known)
    while asked not in have:
        new: dict[str, Law] = {}
        for law in model.laws:
            missing = law.symbols() - have
            if len(missing) == 1:
                new.setdefault(next(iter(missing)), law)
        if not new:
            raise CannotSolve(NO_CHAIN)
        from_law.update(new)
        have.update(new)
    order: list[tuple[Law, str]] = []

    def need(name: str) -> None:
        if name in known or any(name == done for _, done in order):
            return
        law = from_law[name]
        for other in sorted(law.symbols() - {name}):
            need(other)
        order.append((law, name))

    need(asked)
    return order


def _root(
    model: Model, law: Law, unknown: str, values: Mapping[str, float]
) -> tuple[object, float]:
    at = {symbol(name): values[name] for name in law.symbols() if name != unknown}
    own = model.symbols[unknown]
    fitting: list[tuple[object, float]] = []
    for expression in law.solved_for(unknown):
        value = complex(expression.subs(at).evalf())
        if abs(value.imag) > 1e-9 * max(1.0, abs(value.real)) or not math.isfinite(value.real):
            continue
        if not own.low - 1e-12 <= value.real <= own.high:
            continue
        if all(abs(value.real - other) > 1e-9 * max(abs(other), 1e-30) for _, other in fitting):
            fitting.append((expression, value.real))
    if len(fitting) > 1:
        positive = [one for one in fitting if one[1] > 0]
        if len(positive) == 1 and own.low >= 0:
            return positive[0]
        raise CannotSolve(_TWO)
    if not fitting:
        raise CannotSolve("No value makes sense for these data.")
    return fitting[0]


def _absorbed(model: Model, values: Mapping[str, float], unused: frozenset[str]) -> bool:
    """What is given beyond need determines a quantity that nobody asked for."""
    return all(
        any(name in law.symbols() and len(law.symbols() - values.keys()) == 1 for law in model.laws)
        for name in unused
    )


def _follow(case: Case, values: Mapping[str, float], unused: frozenset[str]) -> bool:
    """What is given beyond need is what the laws give as well: it can be left out, and still holds."""
    for name in unused:
        without = frozenset(case.known) - {name}
        try:
            order = _structure(case.model, without, name)
            reached = {key: one.value for key, one in case.known.items() if key != name}
            for law, unknown in order:
                reached[unknown] = _root(case.model, law, unknown, reached)[1]
        except CannotSolve:
            return False
        if abs(reached[name] - values[name]) > 5e-3 * abs(values[name]):
            return False
    return True
